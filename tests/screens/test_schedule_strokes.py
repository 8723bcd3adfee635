"""Keys counted from the resting grid: booking, the next opening, moving, cancelling, a chain of six visits."""

from __future__ import annotations

from dataclasses import replace

from textual.pilot import Pilot

from tctui.core.schedule.states import Broken
from tctui.db import booking
from tctui.db.book import appointments
from tctui.db.models import Line, LineEvent, Patient, Phase, Visit
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.test_schedule import TUESDAY, accepted, opened, put

YEAR = (TODAY.toordinal(), TODAY.toordinal() + 365)


class Counted:
    """Presses keys and counts them; letters of a name apart."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self._pilot = pilot
        self.keys = 0

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def letters(self, name: str) -> None:
        await self._pilot.press(*name)


def chain(practice: TinyPractice, visits: int, gap: int = 7) -> None:
    """Add a phase of visits to option A, all accepted, each a week after the one before."""
    with unit_of_work(practice.coordinator.id, "test.chain", NOW, case_id=practice.case) as unit:
        phase = unit.insert(Phase, option=practice.options[0], ordinal=9, kind="restorative")
        for number in range(visits):
            visit = unit.insert(Visit, phase=phase, ordinal=number + 1, pattern="/XXXXXX/", gap_min=gap)
            line = unit.insert(
                Line, visit=visit, ordinal=1, code="CRN", name="crown on the implant", category="crowns",
                tooth=str(number + 2), fee=100_000, provider=practice.provider,
            )  # fmt: skip
            for event in ("diagnosed", "presented", "accepted"):
                unit.insert(LineEvent, line=line, kind=event, at=unit.at, day=TODAY, user=practice.coordinator.id)


async def test_a_known_patient_into_the_slot_under_the_cursor(practice: TinyPractice) -> None:
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home")
        keys = Counted(pilot)
        await keys.press("enter")
        await keys.letters("bak")
        await keys.press("enter", "enter")
        assert place.bottom.said == "Booked Tue 1 Dec 8:00a in Op 1 — z undoes"
        assert keys.keys <= 5


async def test_the_next_suitable_opening_of_an_accepted_visit(practice: TinyPractice) -> None:
    accepted(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("escape")
        keys = Counted(pilot)
        await keys.press("f5", "b", "tab", "enter")
        assert place.bottom.said.startswith("Booked ")
        assert keys.keys <= 4


async def test_a_move(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home")
        keys = Counted(pilot)
        await keys.press("x", "tab", "v")
        assert place.bottom.said.startswith("Moved to ")
        assert keys.keys <= 4


async def test_a_cancellation_with_its_reason(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home")
        keys = Counted(pilot)
        await keys.press("B", "c", "i")
        assert "cancelled, ill — z undoes" in place.bottom.said
        assert keys.keys <= 3


async def test_a_chain_of_six_visits(practice: TinyPractice) -> None:
    chain(practice, 7)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("enter")
        assert len(appointments(*YEAR)) == 1
        keys = Counted(pilot)
        await keys.press("P", "enter")
        assert "Booked 6 visits in " in place.bottom.said
        assert keys.keys <= 5
        assert len(appointments(*YEAR)) == 7
        await pilot.press("z")
        assert len(appointments(*YEAR)) == 1


async def test_one_of_several_alike_into_the_slot_under_the_cursor(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "test.alike", NOW) as unit:
        unit.insert(Patient, last_name="Baker", first_name="Tim")
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home")
        keys = Counted(pilot)
        await keys.press("enter")
        await keys.letters("bak")
        await keys.press("down", "tab", "enter", "enter")
        assert place.bottom.said == "Booked Tue 1 Dec 8:00a in Op 1 — z undoes"
        assert keys.keys <= 5


async def test_the_longest_waiting_visit_of_anyone_into_its_next_opening(practice: TinyPractice) -> None:
    accepted(practice)
    case = practice.read()
    visit = case.visit(practice.visits[0])
    assert visit is not None
    wanted = replace(
        booking.proposal(case, visit, visit.pattern), day=TODAY.toordinal(), start=96,
        operatory_id=practice.operatories[0], provider_id=practice.provider,
    )  # fmt: skip
    row = booking.book(practice.coordinator, NOW, TODAY, wanted)
    booking.break_appointment(practice.coordinator, NOW, TODAY, row, Broken.NO_SHOW, "ill")
    async with opened(practice) as (pilot, place):
        keys = Counted(pilot)
        await keys.press("U", "enter", "tab", "enter")
        assert place.bottom.said.startswith("Booked ")
        assert keys.keys <= 4
        assert [one.visit_id for one in appointments(*YEAR)] == [practice.visits[0]]
