"""Conflicts before booking: each thing in the way is said in plain words, hard ones first."""

from dataclasses import replace

import pytest

from tctui.core.schedule.records import PRACTICE, Block, Holiday, HoursException, Resource
from tctui.core.schedule.rules import conflicts, free_lane
from tctui.core.schedule.wish import PatientTimes

from .practice import HY1, KIM, LEE, MONDAY, OP1, OP2, RUIZ, at, make_book, visit

TAKEN = visit(1, "9:00", "XXXXXX//////", patient_name="Baker, Ann")


def said(book, proposed, **more):
    return [(c.reach, c.hard, c.text) for c in conflicts(book, proposed, MONDAY, **more)]


def test_a_free_place_has_nothing_against_it():
    assert said(make_book((TAKEN,)), visit(2, "10:00")) == []


def test_the_chair_is_taken_by_whom():
    found = said(make_book((TAKEN,)), visit(2, "9:30", provider_id=RUIZ))
    assert found == [("chair", True, "Operatory 1 is taken 9:00–10:00: Baker, Ann")]


def test_the_provider_is_busy_only_in_provider_time():
    book = make_book((TAKEN,))
    assert said(book, visit(2, "9:00", operatory_id=OP2)) == [
        ("provider", True, "Lee is busy 9:00–9:30 with Baker, Ann")
    ]
    assert said(book, visit(2, "9:30", operatory_id=OP2)) == []
    assert said(book, visit(2, "9:00", "//////XXXXXX", operatory_id=OP2)) == []
    assert said(book, visit(2, "9:00", "//////XXXXXX", operatory_id=OP2, exclusive=True)) != []


def test_the_doctor_is_busy_for_the_exam_check():
    proposed = visit(2, "9:00", operatory_id=HY1, provider_id=KIM, exam_provider_id=LEE, exam_offset=2, exam_units=2)
    assert said(make_book((TAKEN,)), proposed) == [("exam", True, "Lee is busy 9:10–9:20 with Baker, Ann (exam check)")]
    assert said(make_book((TAKEN,)), replace(proposed, exam_offset=8)) == []


def test_the_patient_is_elsewhere():
    proposed = visit(2, "9:30", operatory_id=HY1, provider_id=KIM, patient_id=101)
    assert said(make_book((TAKEN,)), proposed) == [("patient", True, "Baker, Ann is in Operatory 1 9:00–10:00")]


def test_its_own_old_place_is_not_in_the_way():
    book = make_book((TAKEN,))
    assert conflicts(book, replace(TAKEN, start=at("9:30")), MONDAY) == []


@pytest.mark.parametrize(
    ("proposed", "text"),
    [
        (visit(2, "7:30"), "outside the hours of Operatory 1 (8:00–12:00, 1:00–5:00)"),
        (visit(2, "16:30"), "outside the hours of Lee (8:00–12:00, 1:00–5:00)"),
        (visit(2, "8:00", day=MONDAY + 4), "Operatory 1 does not work on Fri 27 Nov"),
        (visit(2, "8:00", day=MONDAY - 1), "Sun 22 Nov is outside the days of the book"),
        (visit(2, "23:30"), "runs off the end of Mon 23 Nov"),
        (visit(2, "8:00", operatory_id=99), "an unknown chair: not in the book"),
        (visit(2, "8:00", provider_id=99), "an unknown provider: not in the book"),
    ],
)
def test_outside_the_hours(proposed, text):
    found = conflicts(make_book(), proposed, MONDAY - 7)
    assert text in [c.text for c in found]
    assert all(c.hard for c in found)


def test_a_provider_without_any_hours_says_so():
    found = [c.text for c in conflicts(make_book(hours=[]), visit(2, "8:00"), MONDAY)]
    assert found == ["Lee does not work on Mon 23 Nov: no hours are set"]


def test_off_days_and_holidays_by_name():
    off = make_book(exceptions=(HoursException(Resource("provider", LEE), MONDAY),))
    assert said(off, visit(2, "8:00")) == [("hours", True, "Lee is off on Mon 23 Nov")]
    closed = make_book(exceptions=(HoursException(PRACTICE, MONDAY, at("8:00"), at("9:00")),))
    assert ("hours", True, "outside the hours of Operatory 1 (8:00–9:00)") in said(closed, visit(2, "10:00"))
    holiday = make_book(holidays=(Holiday(MONDAY + 3, "Thanksgiving"),))
    assert said(holiday, visit(2, "8:00", day=MONDAY + 3)) == [("holiday", True, "closed on Thu 26 Nov: Thanksgiving")]


def test_a_closed_block_is_hard_and_a_production_block_is_not():
    blocks = (
        Block(1, "huddle", "closed", at("8:00"), at("8:30"), operatory_id=OP1, weekday=0),
        Block(2, "major", "production", at("9:00"), at("11:00"), operatory_id=OP1, weekday=0, uses=("major",),
              release_working_days=1),
    )  # fmt: skip
    book = make_book(blocks=blocks)
    assert said(book, visit(2, "8:00")) == [("block", True, "Operatory 1 is blocked 8:00–8:30: huddle")]
    later = replace(visit(2, "9:30"), day=MONDAY + 7)
    assert said(book, later) == [("block", False, "9:00–11:00 in Operatory 1 is kept for major")]
    assert said(book, later, uses=frozenset({"major"})) == []
    assert said(book, visit(2, "9:30")) == []


def test_the_past():
    book = make_book()
    assert said(book, visit(2, "8:00"), now=at("9:00")) == [("past", True, "8:00 today is in the past")]
    assert [c.text for c in conflicts(book, visit(2, "8:00"), MONDAY + 1)] == ["Mon 23 Nov is in the past"]


def test_the_patients_hours_are_soft():
    times = PatientTimes(windows=(((at("8:00"), at("10:00")),),) * 7, away=((MONDAY + 1, MONDAY + 1),))
    assert said(make_book(), visit(2, "9:00"), times=times) == []
    assert said(make_book(), visit(2, "9:30"), times=times) == [
        ("wish", False, "outside the patient's hours on Mon 23 Nov")
    ]
    away = visit(2, "9:00", day=MONDAY + 1)
    assert said(make_book(), away, times=times) == [("wish", False, "the patient is away on Tue 24 Nov")]


def test_a_second_lane_makes_the_clash_soft_but_never_for_the_patient():
    book = make_book((TAKEN,))
    proposed = visit(2, "9:00", lane=free_lane(book, visit(2, "9:00")))
    assert proposed.lane == 1
    assert [(c.hard, c.lane) for c in conflicts(book, proposed, MONDAY)] == [(False, True), (False, True)]
    twin = replace(proposed, patient_id=101)
    assert [c.reach for c in conflicts(book, twin, MONDAY) if c.hard] == ["patient"]
    assert free_lane(book.with_appointment(proposed), visit(3, "9:00")) == 2
    assert free_lane(book, visit(3, "10:00")) == 0


def test_hard_conflicts_come_first():
    times = PatientTimes(windows=((),) * 7)
    found = conflicts(make_book((TAKEN,)), visit(2, "9:00"), MONDAY, times=times)
    assert [c.hard for c in found] == [True, True, False]
