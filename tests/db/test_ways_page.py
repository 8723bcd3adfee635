"""The page of the ways to pay never says another amount than the estimate that was presented and still holds."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.finance.choices import PaymentChoice
from tctui.core.finance.side_by_side import every_way
from tctui.core.finance.wish import Wish
from tctui.db import estimates
from tctui.db.benefit_sheets import read_sheet
from tctui.db.benefit_writes import save_sheet
from tctui.db.change import By
from tctui.db.models import database
from tctui.db.ways import ground_of, make_ways_page
from tests.practice import NOW, TODAY, TinyPractice


def ways(case: CaseFile) -> list[PaymentChoice]:
    ground = ground_of(case, case.options[0], TODAY)
    wish = Wish(ground.owed_cents, TODAY, 0)
    found = every_way(wish, ground.visits, ground.products, ground.memberships, ground.lines, ground.beside, ground.member)
    return [way for way in found if isinstance(way, PaymentChoice)]


def test_what_was_presented_and_holds_is_not_contradicted(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    case = practice.read()
    option = case.options[0]
    kept = estimates.freeze(by.user, NOW, TODAY, case, option)
    later = By(by.user, NOW + timedelta(days=30), TODAY + timedelta(days=30))
    number = make_ways_page(later, case, option, ways(case))
    terms = json.loads(database.execute_sql("SELECT terms FROM document WHERE id = ?", (number,)).fetchone()[0])
    assert terms["valid_until"] == kept.expires_on.isoformat()
    save_sheet(by, read_sheet(1, TODAY), {"maximum.annual": "100"})
    with pytest.raises(Refused, match="still holds at"):
        make_ways_page(by, case, option, ways(case))
    estimates.freeze(by.user, NOW, TODAY, case, option)
    assert make_ways_page(by, case, option, ways(case)) > number
