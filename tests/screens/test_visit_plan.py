"""All visits of a case planned and booked by keys: P, look, Enter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tctui.app import Workplace
from tctui.core.schedule.records import Appointment as AnAppointment
from tctui.db import booking, decisions
from tctui.db.case_plans import book_plan
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import Appointment, Procedure, Visit
from tctui.db.unit_of_work import unit_of_work
from tctui.screens.visit_plan import VisitPlanScreen
from tests.frames import assert_frame, frame
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice
from tests.screens.test_board_keys import press
from tests.screens.test_schedule_strokes import chain


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    made = tiny_practice(tmp_path / "home" / "practice.db")
    with unit_of_work(made.coordinator.id, "test.steps", NOW) as unit:
        for code, step in (("EXT", "extraction"), ("IMP", "implant")):
            unit.update(Procedure, Procedure.get(Procedure.code == code).id, step=step)
        for visit in made.visits:
            unit.update(Visit, visit, gap_min=None)
    decisions.accept(By(made.coordinator, NOW, TODAY), made.case, made.lines[:2])
    try:
        yield made
    finally:
        close_database()


def workplace(practice: TinyPractice) -> Workplace:
    return Workplace(practice.path, clock=lambda: NOW, user=practice.coordinator)


async def test_the_chain_is_booked_in_three_keys_from_the_board_and_undone_in_one(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter P")
        assert_frame("visit-plan-80", frame(app))
        lines = await press(pilot, "enter")
        assert "Booked 2 visits in 2 trips — z undoes" in lines[-1]
        assert Appointment.select().where(Appointment.voided == 0).count() == 2
        await press(pilot, "z")
        assert Appointment.select().where(Appointment.voided == 0).count() == 0


async def test_someone_who_was_quicker_costs_nothing_and_the_plan_is_made_anew(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter P")
        screen = app.screen
        assert isinstance(screen, VisitPlanScreen)
        assert screen.offer is not None
        place = screen.offer.places[0]
        case = practice.read()
        visit = case.visit(practice.visits[0])
        assert visit is not None
        other = replace(
            booking.proposal(case, visit, "X" * 6), day=place.day, start=place.start, operatory_id=place.operatory_id,
            provider_id=place.provider_id, patient_id=practice.other_patient, visit_id=None, case_id=None,
        )  # fmt: skip
        booking.book(practice.coordinator, NOW, TODAY, other)
        lines = await press(pilot, "enter")
        assert "1 of 2 places kept, the rest planned anew; Enter books it." in " ".join(lines)
        assert (screen.offer.places[0].day, screen.offer.places[0].start) != (place.day, place.start)
        await press(pilot, "enter")
        assert Appointment.select().where(Appointment.visit.is_null(False)).count() == 2


async def test_what_still_fits_of_a_plan_is_kept_when_someone_was_quicker_with_a_part(practice: TinyPractice) -> None:
    chain(practice, 4)
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter P down")
        screen = app.screen
        assert isinstance(screen, VisitPlanScreen)
        assert screen.offer is not None
        places = screen.offer.places
        lost = places[-2]
        taken = AnAppointment(
            0, lost.day, lost.start, "XX", lost.operatory_id, lost.provider_id, practice.other_patient, "Baker, Tom", "check"
        )
        booking.book(practice.coordinator, NOW, TODAY, taken)
        said = " ".join(line.strip() for line in await press(pilot, "enter"))
        count = len(places)
        assert "is taken (Baker)" in said
        assert f"{count - 1} of {count} places kept, the rest planned anew; Enter books it." in said
        assert Appointment.select().where(Appointment.visit.is_null(False)).count() == 0
        said = " ".join(line.strip() for line in await press(pilot, "enter"))
        assert f"Booked {count} visits" in said
        booked = {
            (row.day, row.start, row.operatory_id, row.provider_id)
            for row in Appointment.select().where(Appointment.visit.is_null(False))
        }
        for place in places:
            stands = (place.day, place.start, place.operatory_id, place.provider_id) in booked
            assert stands is (place is not lost)


async def test_the_rules_that_place_each_visit_are_listed_however_many_visits(practice: TinyPractice) -> None:
    chain(practice, 7)
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "enter P")
        assert not any("extraction to implant" in line for line in shown)
        listed = await press(pilot, "=")
        assert any("extraction to implant, 84 to 112" in line for line in listed)
        assert sum("7 days or more after" in line for line in listed) >= 6
        await press(pilot, "q")
        assert isinstance(app.screen, VisitPlanScreen)


async def test_from_the_book_and_when_nothing_waits(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(60, 24)) as pilot:
        await press(pilot, "enter b P enter")
        assert Appointment.select().count() == 2
        lines = await press(pilot, "P")
        assert "no accepted visit waits to be booked" in lines[-1]


async def test_visits_that_another_session_booked_are_not_booked_twice_and_the_rest_is_offered(
    practice: TinyPractice,
) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter P")
        screen = app.screen
        assert isinstance(screen, VisitPlanScreen)
        assert screen.offer is not None
        by = By(practice.coordinator, NOW, TODAY)
        first = screen.offer.places[0]
        book_plan(by, practice.case, replace(screen.offer, places=(first,)))
        lines = await press(pilot, "enter")
        assert "Another session changed these visits. 1 of 1 places kept" in " ".join(lines)
        assert "1 visit to place, 1 stand" in lines[0]
        assert screen.offer is not None
        book_plan(by, practice.case, screen.offer)
        lines = await press(pilot, "enter")
        assert "Another session booked these visits meanwhile; none was booked twice." in lines[-1]
        assert Appointment.select().where(Appointment.voided == 0).count() == 2


async def test_each_rule_that_places_a_visit_stands_whole(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "enter P =")
        assert "    extraction to implant, 84 to 112 days or on one day, after 1" in [line.rstrip() for line in lines]


async def test_visits_join_a_day_on_which_the_patient_comes_anyway(practice: TinyPractice) -> None:
    day = TODAY.toordinal() + 8
    cleaning = AnAppointment(
        0, day, 120, "XXXX", practice.operatories[1], practice.second_provider, practice.patient, "Chen, Wei", "cleaning"
    )
    booking.book(practice.coordinator, NOW, TODAY, cleaning)
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "enter P")
        offered = [tuple(line.split()[:4]) for line in lines[2:6]]
        assert [trips.strip("►") for trips, *_ in offered] == ["1", "2", "0", "1"]
        assert "joins Tue 1 Dec, booked already" in " ".join(lines)
        lines = await press(pilot, "down down")
        assert "joins Tue 1 Dec, booked already" in " ".join(lines)
        lines = await press(pilot, "enter")
        assert "Booked 2 visits in no further trip — z undoes" in lines[-1]
        rows = sorted((row.day, row.start) for row in Appointment.select().where(Appointment.patient == practice.patient))
        assert len(rows) == 3
        assert len({on for on, _ in rows}) == 1
