"""The work list: what is due, in which order, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tctui.core.board import Card, Standing, card_of
from tctui.core.board_filter import wanted_from_text
from tctui.core.worklist import ORDERS, Reminder, due, tally
from tests.core.cases import TODAY, case, line


def card(case_id: int, days: int | None, **fields: object) -> Card:
    made = card_of(case([line("presented")], id=case_id), Standing(arranged=True))
    return replace(made, next_on=None if days is None else TODAY + timedelta(days=days), next_action="call", **fields)


def ids(cards: list[Card], **asked: object) -> list[int]:
    return [entry.card.case_id for entry in due(cards, TODAY, **asked)]  # type: ignore[arg-type]


def test_overdue_first_then_urgent_then_dollars() -> None:
    cards = [
        card(1, 0),
        card(2, -9),
        card(3, 1),
        card(4, None),
        card(5, 0, open_cents=900_000),
        card(6, 0, urgent=True),
    ]
    assert ids(cards) == [2, 6, 5, 1]
    assert ids(cards, order="dollars")[0] == 5
    assert tally(due(cards, TODAY)) == "1 overdue, 3 today, $12,000"


def test_it_narrows_by_owner_and_text() -> None:
    cards = [card(1, 0, owner_id=7), card(2, 0, last_name="Diaz"), card(3, -1, urgent=True)]
    assert ids(cards, owner_id=7) == [1]
    assert ids(cards, wanted=wanted_from_text("diaz", (), ())) == [2]
    assert ids(cards, wanted=wanted_from_text("U!", (), ())) == [3]


def test_the_reason_is_said() -> None:
    entry = due([card(1, -1, urgent=True, next_agreed=True)], TODAY)[0]
    assert entry.reason(TODAY) == "1 day overdue, agreed with the patient; Presented 10 days; urgent"
    assert due([card(1, 0)], TODAY)[0].reason(TODAY) == "due today; Presented 10 days"


@given(st.lists(st.one_of(st.none(), st.integers(-400, 400)), max_size=20), st.sampled_from(list(ORDERS)))
def test_exactly_what_is_due_is_listed(days: list[int | None], order: str) -> None:
    cards = [card(number, when) for number, when in enumerate(days)]
    assert set(ids(cards, order=order)) == {n for n, when in enumerate(days) if when is not None and when <= 0}
    assert all(entry.late >= 0 for entry in due(cards, TODAY, order=order))


def test_reminders_stand_among_them_beside_the_next_action() -> None:
    cards = [card(1, 0), card(2, 5), card(3, None, open_cents=100)]
    said = [Reminder(1, TODAY - timedelta(days=4), "67.00 overdue for 4 days"),
            Reminder(3, TODAY + timedelta(days=2), "67.00 falls due"), Reminder(9, TODAY, "of a case that is gone")]  # fmt: skip
    found = due(cards, TODAY, reminders=said)
    assert [(entry.card.case_id, entry.late, entry.reminds) for entry in found] == [
        (1, 4, True),
        (1, 0, False),
        (3, -2, True),
    ]
    assert [entry.card.next_action for entry in found] == ["67.00 overdue for 4 days", "call", "67.00 falls due"]
    assert len({entry.key for entry in found}) == 3
    assert tally(found) == "1 overdue, 1 today, 1 soon, $1,001"
    assert found[2].reason(TODAY).startswith("67.00 falls due; Presented 10 days")
    assert due(cards, TODAY, owner_id=99, reminders=said) == []
