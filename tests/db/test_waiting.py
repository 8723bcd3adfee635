"""What waits to be booked follows the case: accepted, booked, broken, undone; and who could come for a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tctui.core.schedule.records import Appointment, Resource
from tctui.core.schedule.states import Broken
from tctui.core.schedule.waiting import Gap, WaitingVisit, cents_by_age, gap_at, short_call
from tctui.core.schedule.wish import PatientTimes
from tctui.db import booking, decisions, waiting
from tctui.db.book import load_book
from tctui.db.change import By
from tctui.db.check import findings
from tctui.db.models import Patient, Procedure, Visit
from tctui.db.short_call import candidates
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice

DAY = TODAY.toordinal() + 1


def accept(by: By, practice: TinyPractice, *places: int) -> None:
    decisions.accept(by, practice.case, [practice.lines[place] for place in places])


def book_first(by: By, practice: TinyPractice, day: int = DAY) -> object:
    case = practice.read()
    visit = case.visit(practice.visits[0])
    assert visit is not None
    wanted = replace(
        booking.proposal(case, visit, visit.pattern), day=day, start=120, operatory_id=practice.operatories[0],
        provider_id=practice.provider,
    )  # fmt: skip
    return booking.book(by.user, NOW, TODAY, wanted)


def test_acceptance_puts_both_visits_on_the_list_and_booking_takes_one_off(by: By, practice: TinyPractice) -> None:
    assert waiting.never_booked() == []
    accept(by, practice, 0, 1)
    first, second = sorted(waiting.never_booked(), key=lambda one: one.visit.turn)
    assert (first.visit.visit_id, first.visit.turn, first.visit.cents) == (practice.visits[0], 0, 26_500)
    assert (second.visit.turn, second.visit.ready_on, first.visit.since) == (1, 0, TODAY)
    assert first.phone == "555 0101"
    book_first(by, practice)
    (left,) = waiting.never_booked()
    assert (left.visit.visit_id, left.visit.turn) == (practice.visits[1], 0)
    assert left.visit.ready_on == DAY + 90
    undo_last(by.user.id, NOW)
    assert len(waiting.never_booked()) == 2
    assert findings() == []


def test_a_broken_appointment_goes_to_the_unscheduled_list_with_its_age(by: By, practice: TinyPractice) -> None:
    accept(by, practice, 0)
    appointment = book_first(by, practice, TODAY.toordinal())
    booking.break_appointment(by.user, NOW, TODAY, appointment, Broken.NO_SHOW, "ill")  # type: ignore[arg-type]
    (unscheduled,) = waiting.unscheduled(TODAY)
    assert unscheduled.visit.since == TODAY
    assert waiting.never_booked() == []
    assert findings() == []


def gap() -> Gap:
    found = gap_at(load_book(DAY, DAY), 1, DAY, 120)
    assert found is not None
    return found


def test_the_gap_around_a_unit_is_the_free_stretch_of_the_chair(by: By, practice: TinyPractice) -> None:
    assert gap() == Gap(1, DAY, 96, 204)
    accept(by, practice, 0)
    book_first(by, practice)
    book = load_book(DAY, DAY)
    assert gap_at(book, 1, DAY, 125) is None
    assert gap_at(book, 1, DAY, 140) == Gap(1, DAY, 131, 204)
    assert book.free(Resource("operatory", 1), DAY).bit_count() == 108 - 11


def test_short_call_names_only_who_really_fits_and_says_why(by: By, practice: TinyPractice) -> None:
    accept(by, practice, 0, 1)
    book = load_book(DAY, DAY)
    (call,) = short_call(book, gap(), candidates(gap(), TODAY), TODAY, {})
    assert call.who.patient_id == practice.patient
    texts = [reason.text for reason in call.reasons]
    assert "$265" in texts
    assert call.score == sum(reason.points for reason in call.reasons)
    assert short_call(book, replace(gap(), end=gap().start + 10), candidates(gap(), TODAY), TODAY, {}) == []
    with unit_of_work(by.user.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, do_not_contact=True)
    assert candidates(gap(), TODAY) == []


def test_who_asked_to_be_called_may_come_earlier_than_booked(by: By, practice: TinyPractice) -> None:
    accept(by, practice, 0)
    book_first(by, practice, date(2026, 12, 14).toordinal())
    assert candidates(gap(), TODAY) == []
    with unit_of_work(by.user.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, short_call=True)
    book = load_book(DAY, date(2026, 12, 31).toordinal())
    (call,) = short_call(book, gap(), candidates(gap(), TODAY), TODAY, {})
    assert call.who.booked_day == date(2026, 12, 14).toordinal()
    assert {"asked to be called", "booked in 20 days"} <= {reason.text for reason in call.reasons}


def test_what_fell_through_without_a_case_is_called_for_another_day_and_reminded(by: By, practice: TinyPractice) -> None:
    start, today = 120, TODAY.toordinal()
    wanted = Appointment(
        0, today, start, "/XXXXX/", practice.operatories[0], practice.provider, practice.other_patient, "", "cleaning"
    )
    gone = booking.book(by.user, NOW, TODAY, wanted)
    booking.break_appointment(by.user, NOW, TODAY, gone, Broken.NO_SHOW, "ill")
    with unit_of_work(by.user.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.other_patient, medical_alert="Heart valve, antibiotics before treatment")
    (call,) = short_call(load_book(DAY, DAY), gap(), candidates(gap(), TODAY), TODAY, {})
    assert (call.who.again_id, call.who.remind, call.who.label) == (gone.id, "pre-medication", "cleaning")
    assert candidates(Gap(practice.operatories[0], today, 96, 204), TODAY) == []
    away = PatientTimes(away=((DAY, DAY),))
    assert short_call(load_book(DAY, DAY), gap(), candidates(gap(), TODAY), TODAY, {practice.other_patient: away}) == []


def test_who_cancelled_ahead_is_not_called_for_that_day_and_waits_since_today(by: By, practice: TinyPractice) -> None:
    accept(by, practice, 0)
    booking.cancel(by.user, NOW, book_first(by, practice), "work")  # type: ignore[arg-type]
    assert candidates(gap(), TODAY) == []
    today = Gap(practice.operatories[0], TODAY.toordinal(), 96, 204)
    (call,) = short_call(load_book(today.day, DAY), today, candidates(today, TODAY), TODAY, {})
    assert "waits 0 days" in [reason.text for reason in call.reasons]


def test_nobody_is_called_for_a_gap_that_breaks_the_days_between_the_visits(by: By, practice: TinyPractice) -> None:
    with unit_of_work(by.user.id, "test.steps", NOW) as unit:
        for code, step in (("EXT", "extraction"), ("IMP", "implant, early")):
            unit.update(Procedure, Procedure.get(Procedure.code == code).id, step=step)
        for visit in practice.visits:
            unit.update(Visit, visit, gap_min=None)
    accept(by, practice, 0, 1)
    book_first(by, practice, TODAY.toordinal())

    def called(days: int) -> list[int | None]:
        at = Gap(practice.operatories[0], TODAY.toordinal() + days, 96, 144)
        return [one.visit_id for one in candidates(at, TODAY)]

    assert called(7) == []
    assert called(30) == [practice.visits[1]]
    assert called(70) == []


def test_what_waits_is_counted_by_age_the_last_day_still_in_its_group() -> None:
    ages = (-1, 0, 30, 31, 180, 365, 366)
    waits = [
        WaitingVisit(n, 1, 1, "", "", None, "XX", 10**n, False, TODAY - timedelta(days=days)) for n, days in enumerate(ages)
    ]
    assert cents_by_age(waits, TODAY) == [111, 1_000, 10_000, 100_000, 1_000_000]
    assert waits[0].age(TODAY) == 0
