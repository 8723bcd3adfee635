"""Pre-medication pressed key by key: said beside the slot, on the appointment and at booking; the rule set in F8."""

from __future__ import annotations

from tctui.core.people import User
from tctui.db.models import Patient
from tctui.db.premedication import premedication
from tctui.db.unit_of_work import unit_of_work
from tctui.screens.settings_list import SUBJECTS
from tests.practice import NOW, TinyPractice
from tests.screens.test_schedule import accepted, frame, opened
from tests.screens.test_settings import admin, press, workplace  # noqa: F401


async def test_it_is_said_beside_the_slot_and_reminded_of_when_booked(practice: TinyPractice) -> None:
    accepted(practice)
    with unit_of_work(practice.coordinator.id, "test.alert", NOW) as unit:
        unit.update(Patient, practice.patient, medical_alert="Heart valve: antibiotic before treatment")
    async with opened(practice, case_id=practice.case) as (pilot, place):
        assert any("fitspre-medication" in line.replace(" ", "") for line in frame(place))
        await pilot.press("enter")
        assert place.bottom.said.endswith("; remind of pre-medication — z undoes")
        assert any("pre-medication" in line for line in frame(place)[-4:-1])
        await pilot.press("c")
        await pilot.pause()
        assert any("pre-medication" in line for line in frame(place))


async def test_it_is_said_while_it_is_asked_what_the_patient_comes_for(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "test.alert", NOW) as unit:
        unit.update(Patient, practice.other_patient, medical_alert="Heart valve: antibiotic before treatment")
    async with opened(practice) as (pilot, place):
        await pilot.press("]", "home", "enter", *"bak", "enter")
        assert place.bottom.busy
        assert any("pre-medication" in line for line in frame(place)[-4:-1])


async def test_the_office_sets_the_wait(practice: TinyPractice, admin: User) -> None:
    async with workplace(practice, admin).run_test(size=(80, 24)) as pilot:
        at = next(number for number, subject in enumerate(SUBJECTS) if subject.title == "Pre-medication")
        shown = await press(pilot, f"f8{' down' * at} enter")
        assert any("'pre-medication'; no wait between visits" in line for line in shown)
        await press(pilot, "e tab tab tab 1 0")
        assert "visits 10 days apart" in "\n".join(await press(pilot, "ctrl+s"))
    assert premedication().days_apart == 10
