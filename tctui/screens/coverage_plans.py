"""Choosing a plan or template, adding one, and the form of a patient's coverage."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from tctui.core.insurance.stored import PlanRow
from tctui.db import coverage_writes, plans
from tctui.db.change import NOTHING
from tctui.db.coverage_writes import Enrolment
from tctui.db.plans import NewPlan
from tctui.db.verification import Held
from tctui.screens.place import Answer, Field, Place
from tctui.widgets.table import Column, Line, Row, Section


def choose_plan(place: Place, title: str, near: PlanRow | None, chosen: Callable[[Hashable], Answer]) -> None:
    """List templates and plans, those of the same carrier first, and hand on the one that is chosen."""
    rows: list[Line] = []
    carrier = ""
    for each in plans.plans(near.carrier if near else ""):
        if near is not None and each.id == near.id:
            continue
        if each.carrier != carrier:
            carrier = each.carrier
            rows.append(Section(carrier))
        kind = "template" if each.template else f"{each.members} patients"
        rows.append(
            Row(each.id, (each.name, each.group_number, each.employer, kind), "note" if each.template else "plain")
        )
    columns = [Column("plan"), Column("group", 12), Column("employer", 18), Column("", 12, "right")]
    place.open_list(title, columns, rows, chosen)


def coverage_form(place: Place, patient_id: int, held: list[Held], current: Held | None) -> None:
    """Ask for a coverage in a plan that is on file: a new one, or the one given."""
    known = [(each.id, f"{each.name} {each.group_number}".strip()) for each in plans.plans() if not each.template]
    fields = [
        Field("plan", "Plan", "pick", initial=current.plan_id if current else None, required=True, choices=known,
              hint="type a part of the name or of the group number"),
        *_enrolment(held, current),
    ]  # fmt: skip

    def save(values: dict[str, Any]) -> str:
        enrolment = _typed(values, values["plan"])
        by = place.desk.by()
        if current is None:
            said = coverage_writes.enrol(by, patient_id, enrolment).says
        else:
            said = coverage_writes.change_enrolment(
                by, patient_id, current.coverage_id, enrolment, current.version
            ).says
        return said if said == NOTHING else f"{said} — z undoes"

    place.open_form("Insurance of the patient", fields, save)


def plan_form(place: Place, patient_id: int, held: list[Held]) -> None:
    """Ask for a new plan, made from a template or another plan if wanted, and for the coverage in it."""
    like = [(0, "(nothing known yet)")]
    like += [(each.id, f"{'template ' if each.template else ''}{each.name}") for each in plans.plans()]
    fields = [
        Field("carrier", "Carrier", required=True, suggestions=plans.carriers()),
        Field("name", "Plan name", required=True),
        Field("group", "Group number"),
        Field("employer", "Employer"),
        Field(
            "like", "Made from", "pick", initial=0, choices=like, hint="a template or a plan whose table it takes over"
        ),
        *_enrolment(held, None),
    ]

    def save(values: dict[str, Any]) -> str:
        plan = NewPlan(values["carrier"], values["name"], values["group"], values["employer"], values["like"] or None)
        done = coverage_writes.enrol_in_new(place.desk.by(), patient_id, plan, _typed(values, 0))
        return f"{done.says} — z undoes"

    place.open_form("New plan, and the patient in it", fields, save)


def _enrolment(held: list[Held], current: Held | None) -> list[Field]:
    ordinal = current.ordinal if current else max((each.ordinal for each in held), default=0) + 1
    return [
        Field("ordinal", "Order", "number", initial=ordinal, hint="1 primary, 2 secondary, 3 third"),
        Field("relation", "Patient is", "choice", initial=current.relation if current else "self",
              choices=[(each, each) for each in coverage_writes.RELATIONS]),
        Field("subscriber", "Subscriber", initial=current.subscriber if current else ""),
        Field("member", "Member number", initial=current.member_number if current else ""),
        Field("effective", "Effective", "date", initial=current.effective if current else None),
        Field("ends", "Ends", "date", initial=current.ends if current else None),
    ]  # fmt: skip


def _typed(values: dict[str, Any], plan_id: int) -> Enrolment:
    return Enrolment(
        plan_id, values["ordinal"] or 1, values["subscriber"], values["relation"], values["member"], values["effective"],
        values["ends"],
    )  # fmt: skip
