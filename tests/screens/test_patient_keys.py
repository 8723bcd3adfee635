"""A patient by keys: new from Find and from the booking prompt, corrected from the case, told when on file already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tctui.app import Workplace
from tctui.core.people import User
from tctui.db.connection import close_database
from tctui.db.models import Appointment, Patient
from tctui.db.people import read_patient
from tests.frames import assert_frame, frame
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice
from tests.screens.test_board_keys import press, typed
from tests.screens.test_schedule import put


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    made = tiny_practice(tmp_path / "home" / "practice.db")
    try:
        yield made
    finally:
        close_database()


def workplace(practice: TinyPractice, first_place: str = "board", user: User | None = None) -> Workplace:
    return Workplace(practice.path, clock=lambda: NOW, user=user or practice.coordinator, first_place=first_place)


async def test_find_takes_a_new_patient_on_to_a_case(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(":")
        await typed(pilot, "zeller, zoe")
        await press(pilot, "ctrl+n")
        assert_frame("patient-new-80", frame(app))
        await press(pilot, "tab tab tab")
        await typed(pilot, "11/24/2026")
        await press(pilot, "ctrl+s")
        assert "24 Nov 2026 is still to come" in "\n".join(frame(app))
        await press(pilot, "ctrl+u")
        await typed(pilot, "2/29/1988")
        await press(pilot, "tab")
        await typed(pilot, "(555) 020 x4")
        await press(pilot, "ctrl+s")
        shown = "\n".join(await press(pilot, ""))
        assert "Zeller, Zoe has no open case" in shown
        await press(pilot, "n")
        await press(pilot, "tab")
        await typed(pilot, "chipped tooth")
        shown = "\n".join(await press(pilot, "ctrl+s"))
        assert "chipped tooth" in shown
    kept = Patient.get(Patient.last_name == "Zeller")
    assert (kept.first_name, kept.phone, str(kept.birth_date)) == ("Zoe", "(555) 020 x4", "1988-02-29")


async def test_somebody_on_file_is_told_and_taken(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(":")
        await typed(pilot, "baker tom")
        await press(pilot, "ctrl+n ctrl+s")
        assert_frame("patient-alike-80", frame(app))
        await press(pilot, "n ctrl+s 1")
        shown = "\n".join(await press(pilot, ""))
        assert "Baker, Tom has no open case" in shown
        assert Patient.select().where(Patient.last_name == "Baker").count() == 1
        await press(pilot, "ctrl+c :")
        await typed(pilot, "baker tom")
        await press(pilot, "ctrl+n ctrl+s y")
        await press(pilot, "")
        assert Patient.select().where(Patient.last_name == "Baker").count() == 2


async def test_the_book_takes_an_unknown_caller(practice: TinyPractice) -> None:
    app = workplace(practice, "schedule")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("g", *"12/1", "enter")
        await press(pilot, "enter")
        await typed(pilot, "zeller zoe")
        shown = "\n".join(await press(pilot, "enter"))
        assert "Nobody is found by 'zeller zoe'" in shown
        await press(pilot, "n ctrl+s")
        shown = "\n".join(await press(pilot, ""))
        assert "Zeller, Zoe, 60 minutes: what for" in shown
        await typed(pilot, "toothache")
        await press(pilot, "enter")
        booked = Appointment.get(Appointment.label == "toothache")
        assert booked.__data__["patient"] == Patient.get(Patient.last_name == "Zeller").id
        await press(pilot, "z z")
        assert Patient.get(Patient.last_name == "Zeller").voided


async def test_the_case_corrects_a_phone_number_and_z_takes_it_back(practice: TinyPractice) -> None:
    app = workplace(practice)
    app.last_case = practice.case
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f3 @ tab tab tab tab ctrl+u")
        await typed(pilot, "555-0177")
        assert_frame("patient-correct-80", frame(app))
        await press(pilot, "ctrl+s")
        shown = "\n".join(await press(pilot, ""))
        assert "Corrected Chen, Wei — z undoes" in shown
        one = read_patient(practice.patient)
        assert (one.phone, one.guarantor_name) == ("555-0177", "Mei Chen")
        await press(pilot, "z")
        assert read_patient(practice.patient).phone == "555 0101"


async def test_when_the_patient_can_come_is_said_in_the_book_and_openings_keep_to_it(practice: TinyPractice) -> None:
    put(practice, TODAY.toordinal() + 1, 120, patient_id=practice.patient, patient_name="Chen, Wei")
    app = workplace(practice, "schedule")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "/ c h e n enter @ tab tab tab tab tab tab tab tab")
        await typed(pilot, "tue after 3")
        await press(pilot, "tab")
        await typed(pilot, "11/25-12/7")
        await press(pilot, "tab 3 0")
        shown = "\n".join(await press(pilot, "ctrl+s"))
        assert "Corrected Chen, Wei — z undoes" in shown
        shown = "\n".join(await press(pilot, "x g 1 2 / 1 enter"))
        assert "the patient is away on Tue 1 Dec" in shown
        assert "50m in the chair that day, 30m at most" in shown
        shown = "\n".join(await press(pilot, "g 1 1 / 2 5 enter home tab"))
        assert "Tue 8 Dec" in shown
        shown = "\n".join(await press(pilot, "o"))
        assert "Tue 8 Dec" in shown
        assert not any(f"{day} " in shown for day in ("25 Nov", "1 Dec", "7 Dec"))
        shown = "\n".join(await press(pilot, "q q z"))
        assert "Undone" in shown
    assert read_patient(practice.patient).name == "Chen, Wei"
    assert Patient.get_by_id(practice.patient).can_come == ""


async def test_a_provider_is_told_who_may(practice: TinyPractice) -> None:
    app = workplace(practice, user=User(practice.coordinator.id, "d", "D", "D", "provider"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(":")
        shown = "\n".join(await press(pilot, "ctrl+n"))
        assert "front desk, coordinator and lead may" in shown
