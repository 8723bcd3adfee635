"""What waits and who could come, by keys: into the book, into a gap, and the call noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tctui.app import Workplace
from tctui.core.schedule.states import Broken
from tctui.db import booking, decisions
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import Appointment, Contact, Patient
from tctui.db.unit_of_work import unit_of_work
from tests.frames import assert_frame, frame
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice
from tests.screens.test_board_keys import press, typed
from tests.screens.test_schedule import put


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    made = tiny_practice(tmp_path / "home" / "practice.db")
    decisions.accept(By(made.coordinator, NOW, TODAY), made.case, made.lines[:2])
    try:
        yield made
    finally:
        close_database()


def booked(practice: TinyPractice, day: int) -> object:
    case = practice.read()
    visit = case.visit(practice.visits[0])
    assert visit is not None
    wanted = replace(
        booking.proposal(case, visit, visit.pattern), day=TODAY.toordinal() + day, start=120,
        operatory_id=practice.operatories[0], provider_id=practice.provider,
    )  # fmt: skip
    return booking.book(practice.coordinator, NOW, TODAY, wanted)


def workplace(practice: TinyPractice, first_place: str = "schedule") -> Workplace:
    return Workplace(practice.path, clock=lambda: NOW, user=practice.coordinator, first_place=first_place)


async def test_what_fell_through_and_what_was_never_booked(practice: TinyPractice) -> None:
    gone = booked(practice, 0)
    booking.break_appointment(practice.coordinator, NOW, TODAY, gone, Broken.NO_SHOW, "ill")  # type: ignore[arg-type]
    app = workplace(practice, "board")
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "U")
        assert lines[0].startswith("Unscheduled: fell through   1 visit, $265")
        await press(pilot, "tab")
        assert_frame("waiting-80", frame(app))
        await press(pilot, "c tab tab")
        await typed(pilot, "left a message")
        await press(pilot, "ctrl+s")
        assert Contact.select().count() == 1
        lines = await press(pilot, "tab enter")
        assert lines[0].startswith("Schedule")
        assert "in hand" in lines[0]
        assert "Booked" in (await press(pilot, "enter"))[-1]


async def test_short_call_fills_the_gap_under_the_cursor(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "] s")
        assert_frame("short-call-80", frame(app))
        lines = await press(pilot, "enter")
        assert "Booked Chen, Wei Tue 24 Nov 8:00a — z undoes" in lines[-1]
        assert Appointment.get().day == TODAY.toordinal() + 1
        lines = await press(pilot, "s")
        assert "stands on no free time" in lines[-1] or lines[0].startswith("Short call")


async def test_what_was_booked_or_noted_from_the_lists_is_undone_there(practice: TinyPractice) -> None:
    app = workplace(practice, "board")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "U tab")
        said = await press(pilot, "P enter")
        assert "z undoes" in said[-1]
        booked = Appointment.select().where(Appointment.voided == 0).count()
        assert booked > 0
        lines = await press(pilot, "z")
        assert lines[-1].startswith("Undone")
        assert Appointment.select().where(Appointment.voided == 0).count() == 0
        await press(pilot, "f5 ] s")
        await press(pilot, "c tab tab")
        await typed(pilot, "cannot come")
        assert "z undoes" in (await press(pilot, "ctrl+s"))[-1]
        assert "Undone" in (await press(pilot, "z"))[-1]
        assert Contact.select().where(Contact.voided == 0).count() == 0


async def test_what_the_short_call_booked_is_undone_in_the_book(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        # The cursor rests in the middle of the gap; the visit goes to its beginning, many lines above.
        await press(pilot, "] end down down down down down down down down down down down down down down down down down s")
        lines = await press(pilot, "enter")
        assert "z undoes" in lines[-1]
        assert any("►Chen" in line for line in lines)
        assert Appointment.select().where(Appointment.voided == 0).count() == 1
        lines = await press(pilot, "z")
        assert lines[-1].startswith("Undone")
        assert Appointment.select().where(Appointment.voided == 0).count() == 0
        assert not any("Chen" in line for line in lines[2:-3])
        lines = await press(pilot, "Z")
        assert any("Chen" in line for line in lines[2:-3])


async def test_what_fell_through_without_a_case_fills_a_gap_and_is_reminded_of(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, do_not_contact=True)
        unit.update(Patient, practice.other_patient, medical_alert="pre-medication")
    row = put(practice, TODAY.toordinal(), 96, patient_id=practice.other_patient, label="cleaning")
    booking.break_appointment(practice.coordinator, NOW, TODAY, row, Broken.NO_SHOW, "forgot")
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "] s")
        assert "pre-medication" in lines[-3]
        assert "remind of pre-medication — z undoes" in (await press(pilot, "enter"))[-1]
        kept = Appointment.get(Appointment.day == TODAY.toordinal() + 1)
        assert (kept.label, kept.state, kept.patient_id) == ("cleaning", "scheduled", practice.other_patient)
        assert "Undone" in (await press(pilot, "z"))[-1]


async def test_a_later_appointment_is_brought_forward(practice: TinyPractice) -> None:
    booked(practice, 21)
    with unit_of_work(practice.coordinator.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, short_call=True)
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "] s")
        assert "now booked Mon 14 Dec" in "\n".join(lines)
        assert "Brought forward Chen, Wei Tue 24 Nov" in (await press(pilot, "enter"))[-1]
        assert [row.day for row in Appointment.select()] == [TODAY.toordinal() + 1]
        await press(pilot, "z")
        assert [row.day for row in Appointment.select()] == [TODAY.toordinal() + 21]


async def test_what_fell_through_without_a_case_is_booked_again_from_the_list(practice: TinyPractice) -> None:
    row = put(practice, TODAY.toordinal(), 96, label="cleaning")
    booking.break_appointment(practice.coordinator, NOW, TODAY, row, Broken.NO_SHOW, "forgot")
    app = workplace(practice, "board")
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "U")
        assert lines[0].startswith("Unscheduled: fell through   1 visit, $240")
        assert any(line.startswith("Baker, Tom") and "cleaning" in line for line in lines)
        assert "it belongs to no case" in (await press(pilot, "P"))[-1]
        lines = await press(pilot, "enter")
        assert "in hand: Baker 50m" in lines[0]
        assert "Booked" in (await press(pilot, "enter"))[-1]
        assert sorted((one.state, one.label) for one in Appointment.select()) == [
            ("broken", "cleaning"), ("scheduled", "cleaning"),
        ]  # fmt: skip
        assert (await press(pilot, "f2 U"))[0].startswith("Unscheduled: fell through   0 visits")
        await press(pilot, "q f5 z q f2")
        assert (await press(pilot, "U"))[0].startswith("Unscheduled: fell through   1 visit")
