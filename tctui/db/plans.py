"""Benefit plans and templates: which there are, what their tables say, a new one made from another."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from tctui.core.errors import Refused
from tctui.core.insurance.stored import CoverageRow
from tctui.core.insurance.table import shown
from tctui.core.text import clean
from tctui.db.benefit_sheets import office_pairs, office_services, read_plan, rules_of
from tctui.db.benefit_writes import write_rule
from tctui.db.change import By, Done
from tctui.db.kept_json import dump
from tctui.db.models import BenefitPlan, Carrier, database
from tctui.db.unit_of_work import Unit, unit_of_work


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A plan or template to choose: how many patients are in it."""

    id: int
    name: str
    carrier: str
    group_number: str
    employer: str
    template: bool
    members: int


def plans(carrier: str = "") -> list[PlanChoice]:
    """Every plan and template, those of a carrier first, templates before plans, then by name."""
    rows = database.execute_sql(
        "SELECT p.id, p.name, a.name, p.group_number, p.employer, p.template, (SELECT COUNT(*) FROM coverage c"
        " WHERE c.plan_id = p.id AND c.voided = 0) FROM benefit_plan p JOIN carrier a ON a.id = p.carrier_id"
        " WHERE p.voided = 0"
    ).fetchall()
    found = [
        PlanChoice(number, name, of, group, employer, bool(template), members)
        for number, name, of, group, employer, template, members in rows
    ]
    return sorted(
        found, key=lambda each: (each.carrier != carrier, each.carrier, not each.template, each.name, each.id)
    )


def carriers() -> list[str]:
    """The names of all carriers."""
    rows = database.execute_sql("SELECT name FROM carrier WHERE voided = 0 ORDER BY name").fetchall()
    return [name for (name,) in rows]


def plan_cells(plan_id: int) -> tuple[str, dict[str, str]]:
    """The name of a plan, and what its benefit table shows for a patient of whom nothing is known."""
    plan = read_plan(plan_id)
    return plan.name, shown(plan, CoverageRow(0, 0), rules_of(plan_id), office_services(), office_pairs())


def save_template(by: By, plan_id: int, name: str) -> Done:
    """Keep a plan's table as a template of its carrier."""
    by.need("case")
    named = clean(name, limit=80)
    if not named:
        raise Refused("A template needs a name.")

    with unit_of_work(by.user.id, "insurance.template", by.now, token=by.token) as unit:
        if not unit.repeated:
            of = _row(plan_id).carrier_id
            unit.result = _copy(unit, plan_id, name=named, template=True, carrier=of, group_number="", employer="")
            unit.says = f"Template {named} kept"
    return Done(unit.says, unit.result)


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan to be added: its carrier (made when new), and the plan or template whose table it takes over."""

    carrier: str
    name: str
    group_number: str = ""
    employer: str = ""
    like: int | None = None


def add_plan(unit: Unit, plan: NewPlan) -> int:
    """Add a plan within a change; gives its id."""
    of, named = clean(plan.carrier, limit=80), clean(plan.name, limit=80)
    if not of or not named:
        raise Refused("A plan needs a carrier and a name.")
    known = Carrier.get_or_none(Carrier.name == of)
    columns = {
        "name": named, "carrier": known.id if known is not None else unit.insert(Carrier, name=of),
        "group_number": clean(plan.group_number, limit=40), "employer": clean(plan.employer, limit=80), "template": False,
    }  # fmt: skip
    return _copy(unit, plan.like, **columns) if plan.like else unit.insert(BenefitPlan, **columns)


def _row(plan_id: int) -> Any:
    row = BenefitPlan.get_or_none(BenefitPlan.id == plan_id)
    if row is None:
        raise Refused("That plan is no longer there.")
    return row


def _copy(unit: Unit, plan_id: int, **columns: object) -> int:
    source = _row(plan_id)
    kept = {name: getattr(source, name) for name in ("kind", "in_network", "renewal_month", "cob")}
    settings = json.loads(source.settings)
    settings.pop("turned_down", None)
    kept["settings"] = dump(settings)
    lists = {"fee_schedule": source.fee_schedule_id, "copay_schedule": source.copay_schedule_id}
    number = unit.insert(BenefitPlan, **{**kept, **lists, **columns})
    for rule in rules_of(plan_id):
        write_rule(unit, replace(rule, id=0), plan=number)
    return number
