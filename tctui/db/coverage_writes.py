"""A patient's coverages: enrolled, changed, ended, and the services that used benefits somewhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.money import money
from tctui.core.spoken import show_date_year
from tctui.core.text import clean
from tctui.db.cases import day_or_none
from tctui.db.change import NOTHING, By, Done
from tctui.db.models import BenefitUse, Coverage, database
from tctui.db.plans import NewPlan, add_plan
from tctui.db.unit_of_work import unit_of_work

RELATIONS = ("self", "spouse", "child", "other")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a person types about a coverage."""

    plan_id: int
    ordinal: int = 1
    subscriber: str = ""
    relation: str = "self"
    member_number: str = ""
    effective: date | None = None
    ends: date | None = None

    def columns(self) -> dict[str, Any]:
        """As it is stored; raises Refused for what cannot be."""
        if self.relation not in RELATIONS:
            raise Refused(f"The relation is one of {', '.join(RELATIONS)}.")
        if not 1 <= self.ordinal <= 9:
            raise Refused("The order is 1 for the primary, 2 for the secondary, at most 9.")
        if self.effective and self.ends and self.ends < self.effective:
            raise Refused("The coverage ends before it begins.")
        return {
            "plan": self.plan_id, "ordinal": self.ordinal, "subscriber_name": clean(self.subscriber, limit=120),
            "relation": self.relation, "member_number": clean(self.member_number, limit=40),
            "effective": self.effective, "terminated": self.ends,
        }  # fmt: skip


def enrol(by: By, patient_id: int, enrolment: Enrolment) -> Done:
    """Add a coverage; the id is in the result."""
    by.need("case", "contact")
    with unit_of_work(by.user.id, "insurance.enrol", by.now, patient_id=patient_id, token=by.token) as unit:
        if not unit.repeated:
            unit.result = unit.insert(Coverage, patient=patient_id, **enrolment.columns())
            unit.touch_patient(patient_id)
            unit.says = f"Insurance added: {_plan_name(enrolment.plan_id)}"
    return Done(unit.says, unit.result)


def enrol_in_new(by: By, patient_id: int, plan: NewPlan, enrolment: Enrolment) -> Done:
    """Add a plan and the patient's coverage in it, in one change; the coverage's id is in the result."""
    by.need("case", "contact")
    with unit_of_work(by.user.id, "insurance.enrol", by.now, patient_id=patient_id, token=by.token) as unit:
        if not unit.repeated:
            columns = {**enrolment.columns(), "plan": add_plan(unit, plan)}
            unit.result = unit.insert(Coverage, patient=patient_id, **columns)
            unit.touch_patient(patient_id)
            unit.says = f"Plan and insurance added: {clean(plan.name, limit=80)}"
    return Done(unit.says, unit.result)


def change_enrolment(by: By, patient_id: int, coverage_id: int, enrolment: Enrolment, seen: int) -> Done:
    """Change a coverage; with another plan it has to be verified again."""
    by.need("case", "contact")
    with unit_of_work(by.user.id, "insurance.change", by.now, patient_id=patient_id, token=by.token) as unit:
        if not unit.repeated:
            columns = enrolment.columns()
            before = database.execute_sql("SELECT plan_id FROM coverage WHERE id = ?", (coverage_id,)).fetchone()
            if before is not None and before[0] != enrolment.plan_id:
                columns |= {"verified_on": None, "verified_by": "", "verified_how": "", "verified_reference": ""}
            unit.update(Coverage, coverage_id, seen=seen, **columns)
            if unit.rows:
                unit.touch_patient(patient_id)
                unit.says = f"Insurance changed: {_plan_name(enrolment.plan_id)}"
    return Done(unit.says or NOTHING)


def _plan_name(plan_id: int) -> str:
    row = database.execute_sql("SELECT name FROM benefit_plan WHERE id = ? AND voided = 0", (plan_id,)).fetchone()
    if row is None:
        raise Refused("That plan is no longer there.")
    return str(row[0])


@dataclass(frozen=True, slots=True)
class UsedRow:
    """One entry of what used a coverage's benefits; cents."""

    id: int
    day: date | None
    state: str
    who: str
    code: str
    name: str
    tooth: str
    paid: int
    deductible: int
    total: str
    line_id: int | None


def used_rows(coverage_id: int) -> list[UsedRow]:
    """What used a coverage's benefits, the newest first."""
    rows = database.execute_sql(
        "SELECT b.id, b.day, b.state, b.who, b.code, COALESCE(p.name, b.category), b.tooth, b.paid, b.deductible, b.total,"
        " b.line_id FROM benefit_use b LEFT JOIN procedure p ON p.code = b.code AND p.voided = 0"
        " WHERE b.coverage_id = ? AND b.voided = 0 ORDER BY b.day DESC, b.id DESC",
        (coverage_id,),
    )
    return [UsedRow(row[0], day_or_none(row[1]), *row[2:]) for row in rows.fetchall()]


def add_use(by: By, patient_id: int, coverage_id: int, code: str, on: date, tooth: str, paid: int, met: int) -> Done:
    """Record a service that another office did: its day, tooth, and what the plan paid (cents)."""
    by.need("case", "contact")
    if on > by.today:
        raise Refused("A service that used benefits lies behind us.")
    wanted = clean(code, limit=20).upper()
    row = database.execute_sql(
        "SELECT code, name, category FROM procedure WHERE upper(code) = ? AND voided = 0", (wanted,)
    ).fetchone()
    if row is None:
        raise Refused(f"There is no procedure {wanted!r} in the office's list.")
    with unit_of_work(by.user.id, "insurance.use", by.now, patient_id=patient_id, token=by.token) as unit:
        if not unit.repeated:
            unit.insert(
                BenefitUse, coverage=coverage_id, day=on, state="elsewhere", code=row[0], category=row[2],
                tooth=clean(tooth, limit=8).lstrip("#"), paid=paid, deductible=met,
            )  # fmt: skip
            unit.says = f"{row[1]} of {show_date_year(on)} elsewhere noted, {money(paid)} paid"
    return Done(unit.says)


def take_out_use(by: By, patient_id: int, use_id: int) -> Done:
    """Take an entry out that was wrong; what came from a claim here is corrected there."""
    by.need("case", "contact")
    row = database.execute_sql("SELECT line_id FROM benefit_use WHERE id = ? AND voided = 0", (use_id,)).fetchone()
    if row is None:
        raise Refused("That entry is no longer there.")
    if row[0]:
        raise Refused("That came from a claim of this office; change it under what the insurer paid (r).")
    with unit_of_work(by.user.id, "insurance.use", by.now, patient_id=patient_id) as unit:
        unit.void(BenefitUse, use_id)
        unit.says = "Entry taken out of what is used"
    return Done(unit.says)
