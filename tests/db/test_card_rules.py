"""Cards of older rules are computed anew when a practice is opened, once, and said."""

from __future__ import annotations

import pytest

from tctui.core.board import CARD_RULES
from tctui.db import connection
from tctui.db.check import findings
from tctui.db.models import database
from tests.practice import TinyPractice


def opened(practice: TinyPractice) -> list[str]:
    said: list[str] = []
    connection.close_database()
    connection.open_database(practice.path, said.append)
    return said


def test_a_new_practice_has_nothing_to_catch_up_with(practice: TinyPractice) -> None:
    assert opened(practice) == []


@pytest.mark.parametrize("before", ["UPDATE setting SET value = '{}'", "DELETE FROM setting"])
def test_cards_of_older_rules_are_computed_once(practice: TinyPractice, before: str) -> None:
    database.execute_sql(f"{before.format(CARD_RULES - 1)} WHERE name = 'card_rules'")
    database.execute_sql("UPDATE board_card SET open_cents = 1, stage = 'presented'")
    assert "the card of case 1 is not what its records say" in findings()
    assert opened(practice) == ["The board's rules are newer than its cards: computing 1 case anew, once …"]
    assert findings() == []
    assert opened(practice) == []


def test_cards_of_newer_rules_are_left(practice: TinyPractice) -> None:
    database.execute_sql(f"UPDATE setting SET value = '{CARD_RULES + 1}' WHERE name = 'card_rules'")
    database.execute_sql("UPDATE board_card SET open_cents = 1")
    assert opened(practice) == []
    assert database.execute_sql("SELECT value FROM setting WHERE name = 'card_rules'").fetchone() == (str(CARD_RULES + 1),)
    assert "the card of case 1 is not what its records say" in findings()
