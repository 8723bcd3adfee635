"""Storing what a person typed into the benefit table: rules, plan terms, amounts used, and the verification, in one change."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.insurance.cells import LOST, PERSONAL, cell_of
from tctui.core.insurance.changes import Changes, changes
from tctui.core.insurance.sheet import HOW, Sheet
from tctui.core.insurance.stored import RuleRow
from tctui.core.text import clean
from tctui.db.benefits_used import set_used
from tctui.db.change import NOTHING, By, Done
from tctui.db.kept_json import dump
from tctui.db.lost_teeth import set_lost
from tctui.db.models import BenefitPlan, BenefitRule, Coverage, FeeSchedule, Verification
from tctui.db.unit_of_work import Unit, unit_of_work


@dataclass(frozen=True, slots=True)
class Call:
    """One time a carrier was asked: on which day, how, under which reference."""

    on: date
    how: str
    reference: str = ""


def save_sheet(
    by: By, sheet: Sheet, edits: Mapping[str, str], personal: bool = False, call: Call | None = None,
    confirmed: Collection[str] = (),
) -> Done:  # fmt: skip
    """Store the edited cells, for the plan or (`personal`) for this patient only, with the call that told them.

    `confirmed` are cells that the carrier said are right as they stand. Raises ChangedElsewhere when somebody else
    has changed the plan or the coverage since the sheet was read; then nothing is stored.
    """
    by.need("case", "contact")
    if call is not None and call.how not in HOW:
        raise Refused(f"Verified by {', '.join(HOW)}.")
    before = sheet.shown()
    edits = {key: value for key, value in edits.items() if before[key] != value}
    found = changes(sheet.plan, sheet.coverage, sheet.rules, before, edits, sheet.services, sheet.pairs, personal)
    action = "insurance.verify" if call else "insurance.benefits"
    with unit_of_work(by.user.id, action, by.now, patient_id=sheet.coverage.patient_id, token=by.token) as unit:
        if not unit.repeated:
            _store(unit, by, sheet, found, personal)
            if call is not None:
                _verify(unit, by, sheet, call, sorted({*edits, *confirmed}))
            if unit.rows:
                unit.touch_patient(sheet.coverage.patient_id)
                unit.says = _says(sheet, edits, personal, call)
    return Done(unit.says or NOTHING)


def _store(unit: Unit, by: By, sheet: Sheet, found: Changes, personal: bool) -> None:
    for row in found.gone:
        unit.void(BenefitRule, row.id, seen=row.version)
    for row in found.rules:
        write_rule(unit, row, coverage=sheet.coverage.id) if personal else write_rule(unit, row, plan=sheet.plan.id)
    columns: dict[str, Any] = dict(found.plan)
    if "fees" in columns:
        columns["fee_schedule"] = _fee_list(columns.pop("fees"))
    if found.settings is not None:
        columns["settings"] = dump(found.settings)
    if columns or (not personal and (found.rules or found.gone)):
        # The entry in `changed` makes two people who fill the same plan notice each other.
        unit.update(BenefitPlan, sheet.plan.id, seen=sheet.plan.version, changed=unit.number, **columns)
    if found.coverage or (personal and (found.rules or found.gone)):
        ends = {"terminated": found.coverage.pop("ends")} if "ends" in found.coverage else {}
        unit.update(Coverage, sheet.coverage.id, seen=sheet.coverage.version, **found.coverage, **ends)
    for tooth, day in found.lost.items():
        set_lost(unit, sheet.coverage.patient_id, tooth, day, by.today)
    if found.used:
        set_used(unit, sheet.coverage.id, sheet.plan.renewal_month, by.today, found.used)


def write_rule(unit: Unit, row: RuleRow, **owner: int) -> None:
    """Insert a rule for its owner (plan=… or coverage=…), or change the stored one."""
    columns: dict[str, Any] = {
        "kind": row.kind, "scope": row.scope, "level": row.level, "period": row.period, "percent": row.percent,
        "amount": row.amount, "terms": dump(dict(row.terms)),
    }  # fmt: skip
    if row.id:
        unit.update(BenefitRule, row.id, seen=row.version, **columns)
    else:
        unit.insert(BenefitRule, **owner, **columns)


def _fee_list(name: str) -> int | None:
    if not name:
        return None
    row = FeeSchedule.get_or_none(FeeSchedule.name == name, FeeSchedule.voided == 0)
    if row is None:
        raise Refused(f"There is no fee schedule {name!r}.")
    return int(row.id)


def _verify(unit: Unit, by: By, sheet: Sheet, call: Call, cells: list[str]) -> None:
    if call.on > by.today:
        raise Refused("Insurance cannot be verified on a day to come.")
    reference = clean(call.reference, limit=40)
    unit.insert(
        Verification, coverage=sheet.coverage.id, day=call.on, user=by.user.id, how=call.how, reference=reference,
        cells=json.dumps(cells), entry=unit.number,
    )  # fmt: skip
    unit.update(
        Coverage, sheet.coverage.id, verified_on=call.on, verified_by=by.user.initials, verified_how=call.how,
        verified_reference=reference,
    )  # fmt: skip


def _says(sheet: Sheet, edits: Mapping[str, str], personal: bool, call: Call | None) -> str:
    own = {key for key in edits if key in PERSONAL or key.startswith(LOST)}
    whom = f"{sheet.plan.name}{' (this patient only)' if personal or (edits and len(own) == len(edits)) else ''}"
    said = f"{whom} verified by {call.how}" if call else whom
    if not edits:
        return said
    first = "; ".join(f"{spoken(key)} {value}" for key, value in list(edits.items())[:3])
    more = f" and {len(edits) - 3} more" if len(edits) > 3 else ""
    return f"{said}: {first}{more}"


def spoken(key: str) -> str:
    """A cell as it is named in a sentence: `endo percent`, `year maximum`."""
    cell = cell_of(key)
    part = {"percent": " percent", "deductible": " deductible", "waiting": " waiting"}.get(key.partition(":")[0], "")
    return f"{cell.label}{part}" if part else cell.label
