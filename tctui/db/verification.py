"""Verifying insurance: who confirmed a coverage, when, how, under which reference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tctui.core.errors import Refused
from tctui.core.people import User
from tctui.core.spoken import show_date
from tctui.core.text import clean
from tctui.db import models
from tctui.db.cases import day_or_none
from tctui.db.models import database
from tctui.db.unit_of_work import unit_of_work

HOW = ("phone", "portal", "271 file", "letter")


@dataclass(frozen=True, slots=True)
class Verified:
    """A coverage and its last verification."""

    coverage_id: int
    plan: str
    ordinal: int
    verified_on: date | None
    by: str
    how: str
    reference: str
    version: int


def coverages_to_verify(patient_id: int) -> list[Verified]:
    """The patient's coverages in their order."""
    rows = database.execute_sql(
        "SELECT c.id, p.name, c.ordinal, c.verified_on, c.verified_by, c.verified_how, c.verified_reference, c.version"
        " FROM coverage c JOIN benefit_plan p ON p.id = c.plan_id WHERE c.patient_id = ? AND c.voided = 0"
        " ORDER BY c.ordinal, c.id",
        (patient_id,),
    )
    return [Verified(*row[:3], day_or_none(row[3]), *row[4:]) for row in rows.fetchall()]  # type: ignore[call-arg]


def verify(user: User, now: datetime, patient_id: int, coverage: Verified, on: date, how: str, reference: str) -> str:
    """Record that a coverage was verified; returns what was said."""
    if not (user.may("case") or user.may("contact")):
        raise Refused(f"Your role ({user.role}) does not verify insurance.")
    if how not in HOW:
        raise Refused(f"Verified by {', '.join(HOW)}.")
    with unit_of_work(user.id, "insurance.verify", now, patient_id=patient_id) as unit:
        unit.update(
            models.Coverage, coverage.coverage_id, seen=coverage.version, verified_on=on, verified_by=user.name,
            verified_how=how, verified_reference=clean(reference),
        )  # fmt: skip
        unit.touch_patient(patient_id)
        unit.says = f"{coverage.plan} verified {show_date(on)} by {how}"
    return unit.says
