"""What is loose in open cases comes onto the work list and goes when it is tied: insurance, papers, estimate, benefits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tctui.core.board import Card, Standing, card_of
from tctui.core.worklist_score import Lapse
from tctui.db import loose_ends
from tctui.db.models import database
from tests.core.cases import case, line
from tests.practice import TODAY, TinyPractice

DAY = TODAY.toordinal()


def card(case_id: int, **fields: object) -> Card:
    made = card_of(case([line("presented")], id=case_id), Standing(arranged=True))
    return replace(made, patient_id=1, next_on=None, **fields)


def told(cards: list[Card], kind: str, lapsing: dict[int, Lapse] | None = None) -> list[tuple[int, date, str]]:
    found = loose_ends.reminders(cards, lapsing or {}, TODAY)
    return [(one.case_id, one.on, one.what) for one in found if one.kind == kind]


def booked(practice: TinyPractice, days: int, visit: int | None) -> None:
    database.execute_sql(
        "INSERT INTO appointment (version, voided, source, foreign_id, patient_id, visit_id, operatory_id, provider_id,"
        " exam_offset, exam_units, day, start, pattern, label, state, exclusive, lane, lane_reason, confirmed_how, broken_as,"
        " broken_reason, note, production) VALUES (1, 0, '', '', ?, ?, ?, ?, 0, 0, ?, 120, 'X', '', 'scheduled', 0, 0, '', '',"
        " '', '', '', 0)",
        (practice.patient, visit, practice.operatories[0], practice.provider, DAY + days),
    )


def test_insurance_is_to_be_verified_before_a_visit_of_the_next_days_at_the_largest_case(practice: TinyPractice) -> None:
    both = [card(1, open_cents=100), card(2, open_cents=200)]
    assert told(both, "verify") == []
    database.execute_sql("UPDATE coverage SET verified_on = NULL")
    assert told(both, "verify") == []
    booked(practice, 2, None)
    ((case_id, on, what),) = told(both, "verify")
    assert (case_id, on <= TODAY) == (2, True)
    assert what.startswith("verify ")
    database.execute_sql("UPDATE coverage SET verified_on = ?", (TODAY.isoformat(),))
    assert told(both, "verify") == []


def test_papers_lack_before_a_visit_or_where_nothing_is_next(practice: TinyPractice) -> None:
    lacks = {"stage": "accepted", "papers_missing": True}
    since = TODAY - timedelta(days=4)
    assert told([card(7, since=since, **lacks)], "sign") == [(7, since, "papers unsigned, accepted Thu 19 Nov")]
    planned = replace(card(practice.case, since=since, **lacks), next_on=TODAY + timedelta(days=9))
    assert told([planned], "sign") == []
    booked(practice, 40, practice.visits[0])
    assert told([planned], "sign") == []
    booked(practice, 2, practice.visits[0])
    assert [what for _, _, what in told([planned], "sign")] == ["papers unsigned before Wed 25 Nov"]
    assert told([replace(planned, papers_missing=False)], "sign") == []


def test_an_estimate_that_expired_is_told_until_it_is_renewed(practice: TinyPractice) -> None:
    expired = card(3, estimate_expires=TODAY - timedelta(days=1))
    assert told([expired], "estimate") == [(3, TODAY - timedelta(days=1), "estimate expired Sun 22 Nov")]
    assert told([replace(expired, estimate_expires=TODAY)], "estimate") == []


def test_benefits_that_lapse_count_once_for_unbooked_work_that_nobody_asks_about_now(practice: TinyPractice) -> None:
    lapse = {1: Lapse(90_000, date(2026, 12, 31))}
    cards = [card(1, open_cents=30_000), card(2, open_cents=70_000), card(3, open_cents=99_000, stage="scheduled")]
    assert told(cards, "benefits", lapse) == [
        (2, date(2026, 12, 31), "$700 of benefits lapse, work unbooked"),
        (1, date(2026, 12, 31), "$200 of benefits lapse, work unbooked"),
    ]
    assert told([replace(cards[0], next_on=TODAY)], "benefits", lapse) == []
    assert told([replace(cards[0], next_on=TODAY + timedelta(days=3))], "benefits", lapse) != []
