"""A lab case noted by keys in the case, shown there, warned of in the book and listed among what has to move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tctui.app import Workplace
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.decisions import accept
from tctui.db.lab_cases import note_lab_case
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice
from tests.screens import case_ground
from tests.screens.case_ground import typed
from tests.screens.test_schedule import TUESDAY, frame, opened, put


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    made = tiny_practice(tmp_path / "home" / "practice.db")
    accept(By(made.coordinator, NOW, TODAY), made.case, made.lines[:1])
    try:
        yield made
    finally:
        close_database()


async def test_sent_and_received_are_noted_by_keys_and_taken_back(practice: TinyPractice) -> None:
    async with case_ground.opened(practice) as (app, pilot):
        await typed(pilot, "e", "b", "Northside Lab", "enter", "enter", "12/8", "ctrl+s")
        screen = "\n".join(case_ground.frame(app))
        assert "Sent to Northside Lab Mon 23 Nov, due Tue 8 Dec — z undoes" in screen
        assert "lab case at Northside Lab, due" in screen
        await typed(pilot, "e", "b", "enter", "enter", "enter", "today", "ctrl+s")
        screen = "\n".join(case_ground.frame(app))
        assert "Received from Northside Lab Mon 23 Nov — z undoes" in screen
        await typed(pilot, "z", "z")
        assert "lab case at" not in "\n".join(case_ground.frame(app))


async def test_a_visit_booked_before_the_due_date_is_warned_of_and_listed(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 120, visit_id=practice.visits[0], case_id=practice.case, patient_id=practice.patient)
    note_lab_case(
        By(practice.coordinator, NOW, TODAY), practice.case, practice.visits[0], laboratory="Northside Lab",
        sent_on=TODAY, due_on=TODAY + timedelta(days=15),
    )  # fmt: skip
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("X")
        assert "not before Tue 8 Dec" in "\n".join(frame(pilot.app.screen))  # type: ignore[arg-type]
        await pilot.press("enter")
        assert place.spot()[0] == TODAY.toordinal() + 15
        place.turn_to(TUESDAY, 132, practice.operatories[0])
        await pilot.press("down", "up")
        assert "not before Tue 8 Dec: the lab's work is due then" in "\n".join(frame(place))


async def test_an_overdue_lab_case_is_on_the_work_list_and_opens_its_case(practice: TinyPractice) -> None:
    note_lab_case(
        By(practice.coordinator, NOW, TODAY), practice.case, practice.visits[0], laboratory="Northside Lab",
        sent_on=TODAY - timedelta(days=12), due_on=TODAY - timedelta(days=3),
    )  # fmt: skip
    app = Workplace(practice.path, clock=lambda: NOW, user=practice.coordinator, first_place="worklist")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = "\n".join(case_ground.frame(app))
        assert "lab case not received: Northside Lab, due Fri 20 Nov" in screen
        await typed(pilot, "enter")
        assert "lab case at Northside Lab" in "\n".join(case_ground.frame(app))
