"""A practice with a yesterday, a today and two days to come worth a huddle; the day is Monday 23 November 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.decisions import accept
from tctui.db.models import Appointment, Coverage, Guarantor, Patient, database
from tctui.db.unit_of_work import unit_of_work
from tests.practice import TODAY, TinyPractice
from tests.screens.board_practice import NOW, board_practice

YESTERDAY = date(2026, 11, 20)
"""The working day before: a Friday."""

SECRETS = ("Chen", "Baker", "Alvarez", "Brown", "Carter", "Demir", "Latex", "crown", "Blue River", "张")
"""Words that are shown only where names are."""


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    """It, open, for the tests that import this."""
    try:
        yield huddle_practice(tmp_path / "home" / "practice.db")
    finally:
        close_database()


def appointment(
    practice: TinyPractice, patient: int, day: date, start: int, cents: int, state: str = "scheduled", chair: int = 0,
    provider: int | None = None, visit: int | None = None, label: str = "crown 3", units: int = 8,
) -> int:  # fmt: skip
    """Write an appointment as it stands; claims settle by themselves."""
    with unit_of_work(practice.lead.id, "test.book", NOW) as unit:
        unit.can_undo = False
        return unit.insert(
            Appointment, patient=patient, visit=visit, operatory=practice.operatories[chair],
            provider=provider or practice.provider, day=day.toordinal(), start=start, pattern="X" * units, label=label,
            state=state, broken_as="no-show" if state == "broken" else "", production=cents,
            booked_on=day - timedelta(days=20),
        )  # fmt: skip


def patients(practice: TinyPractice) -> list[int]:
    """The patients of the board, in the order of their names' making."""
    return [row[0] for row in database.execute_sql("SELECT id FROM patient ORDER BY id").fetchall()][2:]


def huddle_practice(path: Path) -> TinyPractice:
    """Make it: Friday with one who left without an appointment and a no-show, Monday with every letter, gaps on both."""
    practice = board_practice(path)
    ana, bo, cleo, deniz, *others = patients(practice)
    with unit_of_work(practice.lead.id, "test.people", NOW) as unit:
        unit.can_undo = False
        payer = unit.insert(Guarantor, last_name="Alvarez", first_name="Ana")
        for patient in (ana, others[2]):
            unit.update(Patient, patient, guarantor=payer)
        unit.update(Patient, practice.other_patient, medical_alert="Latex allergy", short_call=True)
        plan = database.execute_sql("SELECT id FROM benefit_plan").fetchone()[0]
        unit.insert(Coverage, patient=ana, plan=plan, effective=date(2020, 1, 1))
    by = By(practice.coordinator, NOW, TODAY)
    accept(by, practice.case, practice.lines[:2])
    appointment(practice, bo, YESTERDAY, 96, 30_000, "completed")
    appointment(practice, cleo, YESTERDAY, 108, 45_000, "completed")
    appointment(practice, deniz, YESTERDAY, 120, 20_000, "broken")
    appointment(practice, others[0], YESTERDAY, 132, 9_900, "confirmed")
    appointment(practice, ana, TODAY, 96, 64_000, "confirmed")
    appointment(practice, practice.other_patient, TODAY, 108, 24_000, chair=1, provider=practice.second_provider)
    appointment(practice, practice.patient, TODAY, 156, 26_500, visit=practice.visits[0], label="take out the tooth 19")
    appointment(practice, bo, TODAY + timedelta(days=1), 96, 90_000, units=60)
    appointment(practice, deniz, TODAY + timedelta(days=30), 96, 18_000, units=6)
    return practice
