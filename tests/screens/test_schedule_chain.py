"""Rules of a treatment beside the slot before Enter: days between, the lab, lower sides, chair time, a child's morning."""

from __future__ import annotations

from datetime import date, timedelta

from tctui.core.schedule.states import State
from tctui.db import booking
from tctui.db.book import appointments
from tctui.db.models import Block, Hours, HoursException, Line, Operatory, Patient, Procedure, Provider, Visit
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.test_schedule import TUESDAY, accepted, frame, opened, put


def stepped(practice: TinyPractice) -> None:
    """The extraction and the implant are steps of the office's table; no days are set for the visits themselves."""
    with unit_of_work(practice.coordinator.id, "test.steps", NOW) as unit:
        for code, step in (("EXT", "extraction"), ("IMP", "implant, early")):
            unit.update(Procedure, Procedure.get(Procedure.code == code).id, step=step)
        for visit in practice.visits:
            unit.update(Visit, visit, gap_min=None)


def first_booked(practice: TinyPractice, day: int = TUESDAY) -> None:
    put(
        practice, day, 120, visit_id=practice.visits[0], case_id=practice.case, patient_id=practice.patient,
        patient_name="Chen, Wei", label="take out the tooth",
    )  # fmt: skip


def said(place: object) -> str:
    return "\n".join(frame(place)[-4:-1])  # type: ignore[arg-type]


async def test_the_days_between_are_said_before_enter_and_bound_the_first_opening(practice: TinyPractice) -> None:
    stepped(practice)
    accepted(practice)
    first_booked(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        assert place.spot()[0] == TUESDAY + 28
        assert "fits" in said(place)
        await pilot.press("{")
        assert "too soon after Tue 1 Dec: extraction to implant, early, 28 to 56 days" in said(place)
        await pilot.press("g", *"1/29", "enter")
        assert "too late after Tue 1 Dec: extraction to implant, early, 28 to 56 days" in said(place)
        await pilot.press("enter")
        assert place.bottom.said.endswith("; rest no longer fits: P replans — z undoes")
        await pilot.press("z", "o")
        assert "too late" not in "\n".join(frame(pilot.app.screen))  # type: ignore[arg-type]


async def test_moving_the_earlier_visit_is_warned_of_and_resets_its_confirmation(practice: TinyPractice) -> None:
    stepped(practice)
    accepted(practice)
    first_booked(practice)
    put(
        practice, TUESDAY + 30, 120, visit_id=practice.visits[1], case_id=practice.case, patient_id=practice.patient,
        patient_name="Chen, Wei", label="implant",
    )  # fmt: skip
    with unit_of_work(practice.lead.id, "test.gate", NOW) as unit:
        row = appointments(TUESDAY, TUESDAY)[0]
        unit.update(booking.models.Appointment, row.id, state=str(State.CONFIRMED), confirmed_day=TODAY.toordinal())
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("/", *"chen", "enter", "x", "}")
        assert "too near before Thu 31 Dec: extraction to implant, early, 28 to 56 days" in said(place)
        await pilot.press("v")
        assert place.bottom.said.endswith("; rest no longer fits: P replans — z undoes")
        (moved,) = appointments(TUESDAY + 7, TUESDAY + 7)
        assert (moved.state, moved.confirmed_day) == (State.SCHEDULED, None)


async def test_both_lower_sides_and_the_chair_time_of_a_day(practice: TinyPractice) -> None:
    accepted(practice)
    with unit_of_work(practice.coordinator.id, "test.side", NOW) as unit:
        unit.update(Line, practice.lines[1], tooth="30")
        unit.update(Visit, practice.visits[1], gap_min=None)
    first_booked(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "end", "pageup")
        assert "both lower sides numbed that day" in said(place)
        await pilot.press("home", "1", "7", "0", *["down"] * 18)
        assert "220m in the chair that day, 180m at most" in said(place)


async def test_a_child_is_treated_in_the_morning(practice: TinyPractice) -> None:
    accepted(practice)
    with unit_of_work(practice.coordinator.id, "test.child", NOW) as unit:
        unit.update(Patient, practice.patient, birth_date=TODAY - timedelta(days=365 * 7))
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("]", "home")
        assert "fits" in said(place)
        await pilot.press("end", "pageup")
        assert "a child is treated in the morning" in said(place)


async def test_who_was_typed_is_judged_while_it_is_asked_what_for(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "test.alert", NOW) as unit:
        unit.update(Patient, practice.other_patient, birth_date=date(2020, 1, 1), can_come="[[0, 96, 120]]")
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "end", "pageup", "enter", *"bak", "enter")
        assert place.bottom.busy
        assert "outside the patient's hours on Tue 1 Dec" in said(place)
        assert "a child is treated in the morning" in said(place)
        await pilot.press("escape")
        assert "in hand: Baker 60m" in frame(place)[0]
        await pilot.press("escape")
        assert place.hand is None


async def test_a_moved_visit_keeps_its_block_and_the_patients_hours(practice: TinyPractice) -> None:
    accepted(practice)
    first_booked(practice)
    with unit_of_work(practice.coordinator.id, "test.block", NOW) as unit:
        unit.update(Procedure, Procedure.get(Procedure.code == "EXT").id, uses="major")
        unit.insert(
            Block, resource="practice", weekday=2, start=96, end=204, name="Major", kind="production", uses="major"
        )
        unit.update(Patient, practice.patient, can_come="[[2, 96, 204]]")
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("/", *"chen", "enter", "x", "o")
        shown = "\n".join(frame(pilot.app.screen))  # type: ignore[arg-type]
        assert "Major block" in shown
        await pilot.press("enter")
        assert date.fromordinal(place.spot()[0]).weekday() == 2
        assert "in the patient's hours" in said(place)


async def test_why_lists_what_is_for_and_against_and_what_the_figures_are_made_of(practice: TinyPractice) -> None:
    stepped(practice)
    accepted(practice)
    first_booked(practice)
    async with opened(practice, case_id=practice.case) as (pilot, _):
        await pilot.press("g", *"12/1", "enter", "home", "=")
        shown = frame(pilot.app.screen)  # type: ignore[arg-type]
        assert any("too soon after Tue 1 Dec: extraction to implant" in line for line in shown)
        assert any(line.split() == ["+20", "own", "provider"] for line in shown)
        assert any("Dr Lee: goal 9 h at $400; 0.7 of 9.0 h booked" in line and "$240 of $3,600" in line for line in shown)
        await pilot.press("q", "escape", "f5", "home", "=")
        assert "of $7,200" in "\n".join(frame(pilot.app.screen))  # type: ignore[arg-type]


async def test_what_is_typed_for_brings_its_pattern_fee_and_the_doctors_check(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "test.hygiene", NOW) as unit:
        unit.insert(
            Procedure, code="CLN", name="cleaning", category="preventive", pattern="XXXXXXXX", exam_minutes=10
        )  # fmt: skip
        kim = unit.insert(Provider, code="KIM", name="Kim", role="hygienist")
        unit.update(Operatory, practice.operatories[1], kind="hygiene", provider=kim)
        for weekday in range(5):
            unit.insert(Hours, resource="provider", resource_id=kim, weekday=weekday, start=96, end=204)
        for doctor in (practice.provider, practice.second_provider):
            unit.insert(HoursException, resource="provider", resource_id=doctor, day=TUESDAY + 1)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "right", "enter", *"bak", "enter", *"clea")
        assert "cleaning" in "\n".join(frame(place)[-4:-1])
        await pilot.press("down", "tab", "enter")
        (row,) = appointments(TUESDAY, TUESDAY)
        assert (row.label, row.units, row.provider_id) == ("cleaning", 8, kim)
        assert (row.exam_units, row.exam_provider_id) == (2, practice.provider)
        # That nobody is free for the check is said before Enter, and does not forbid the place.
        await pilot.press("x", "]")
        assert "no doctor is free for the exam check 8:25–8:35" in said(place)
        await pilot.press("enter")
        (row,) = appointments(TUESDAY + 1, TUESDAY + 1)
        assert (row.exam_units, row.exam_provider_id) == (2, None)
