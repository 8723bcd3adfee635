"""The work list: what is due, in which order, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tctui.core.board import Card, Standing, card_of
from tctui.core.board_filter import wanted_from_text
from tctui.core.worklist import ORDERS, Reminder, due, tally
from tctui.core.worklist_score import Lapse, parts
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
    assert ids(cards, order="due") == [2, 6, 5, 1]
    assert ids(cards, order="dollars")[0] == 5
    assert tally(due(cards, TODAY)) == "1 overdue, 3 today, $12,000"


def test_points_rank_it_and_each_part_says_what_for() -> None:
    cards = [
        card(1, 0),
        card(2, -9, next_agreed=True),
        card(5, 0, open_cents=900_000),
        card(6, -40, urgent=True, open_cents=9_900),
        card(7, 0, since=TODAY - timedelta(days=200)),
    ]
    lapsing = {1: Lapse(60_000, TODAY + timedelta(days=38))}
    found = due([replace(one, patient_id=one.case_id) for one in cards], TODAY, lapsing=lapsing)
    assert [(entry.card.case_id, entry.points) for entry in found] == [(6, 95), (5, 75), (2, 64), (1, 47), (7, 10)]
    assert {entry.card.case_id: entry.parts for entry in found}[2] == (
        (10, "$1,000 open"),
        (9, "9 days overdue"),
        (20, "agreed with the patient"),
        (25, "10 days in the stage"),
    )
    assert found[3].parts[1] == (12, "$600 of benefits lapse Thu 31 Dec")
    reminded = due(cards[:1], TODAY, reminders=[Reminder(1, TODAY, "67.00 falls due")])
    assert [(entry.reminds, entry.points) for entry in reminded] == [(True, 65), (False, 35)]
    soon = due(cards[:1], TODAY, reminders=[Reminder(1, TODAY + timedelta(days=3), "67.00 falls due")])
    assert [entry.late for entry in soon] == [0, -3]


@given(
    st.integers(0, 10_000_000), st.booleans(), st.integers(-30, 400), st.booleans(), st.integers(0, 900),
    st.one_of(st.none(), st.integers(0, 1_000_000)),
)  # fmt: skip
def test_more_dollars_more_days_late_and_urgency_never_rank_lower(
    cents: int, agreed: bool, late: int, reminds: bool, age: int, left: int | None
) -> None:
    lapse = None if left is None else Lapse(left, TODAY)
    since = TODAY - timedelta(days=age)

    def points(cents: int, late: int, urgent: bool) -> int:
        one = card(1, -late, open_cents=cents, urgent=urgent, next_agreed=agreed, since=since)
        found = parts(one, late, reminds, TODAY, lapse)
        assert all(part.points > 0 and part.what for part in found)
        return sum(part.points for part in found)

    assert points(cents, late, False) <= points(cents + 20_000, late, False)
    assert points(cents, late, False) <= points(cents, late + 1, False)
    assert points(cents, late, False) < points(cents, late, True)


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
    found = due(cards, TODAY, order="due", reminders=said)
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
