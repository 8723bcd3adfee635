"""The ground of the tests of case writes: who, a practice with procedures, and a case with two options."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tctui.core.case import Line
from tctui.core.people import COORDINATOR, User
from tctui.db.case_writes import new_case
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.connection import close_database, create_database
from tctui.db.line_writes import LineTerms, add_line
from tctui.db.models import Fee, FeeSchedule, Operatory, Patient, Procedure, Provider
from tctui.db.models import User as UserRow
from tctui.db.plan_writes import add_phase
from tctui.db.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
MARIA = User(1, "maria", "Maria Lopez", "ML", COORDINATOR)
BY = By(MARIA, NOW, TODAY)


@pytest.fixture
def practice(tmp_path: Path):
    create_database(tmp_path / "practice.db")
    with unit_of_work(1, "setup", NOW) as unit:
        unit.can_undo = False
        unit.insert(UserRow, login="maria", name="Maria Lopez", initials="ML", role=COORDINATOR, password_hash="x")
        unit.insert(UserRow, login="olu", name="Olu Ade", initials="OA", role=COORDINATOR, password_hash="x")
        unit.insert(Provider, code="LEE", name="Dr Lee")
        unit.insert(Operatory, code="OP1", name="Op 1")
        unit.insert(Patient, last_name="Chen", first_name="Wei", birth_date=date(1965, 3, 1))
        schedule = unit.insert(FeeSchedule, name="Office")
        for code, name, fee, pattern in (
            ("X10", "take out the tooth", 26500, "/XXXX/"),
            ("G10", "bone graft", 64000, "/XX/"),
            ("I10", "implant", 215000, "//XXXXXXXX//"),
            ("Q1", "quote only", None, ""),
        ):
            unit.insert(Procedure, code=code, name=name, category="surgery", pattern=pattern, consent_class="surgery")
            if fee is not None:
                unit.insert(Fee, schedule=schedule, code=code, amount=fee)
    yield
    close_database()


@pytest.fixture
def case(practice) -> int:
    number = new_case(BY, 1, "implant #19").id
    option = read_case(number).options[0].id
    phase = add_phase(BY, number, option, "disease_control").id
    add_line(BY, number, LineTerms("X10", "19"), phase_id=phase)
    add_line(BY, number, LineTerms("G10", "19"), phase_id=phase)
    later = add_phase(BY, number, option, "restorative").id
    add_line(BY, number, LineTerms("i10", "#19"), phase_id=later)
    return number


def line_ids(case_id: int, option: int = 0) -> list[int]:
    return [line.id for line in read_case(case_id).options[option].lines()]


def states(case_id: int, option: int = 0) -> list[str]:
    return [line.state for line in read_case(case_id).options[option].lines()]


def terms_of(line: Line) -> LineTerms:
    """The terms of a line as they stand."""
    return LineTerms(
        line.code, line.tooth, line.surfaces, line.area, line.fee, line.quantity, line.name, line.provider_id,
        line.urgency, line.rationale, line.if_waits, line.planned_on,
    )  # fmt: skip
