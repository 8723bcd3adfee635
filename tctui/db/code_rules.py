"""Rules of a plan that hold for single codes: added and taken out, each change with its undo."""

from __future__ import annotations

from dataclasses import replace

from tctui.core.errors import Refused
from tctui.core.insurance.by_code import rule_by_code, said
from tctui.core.insurance.sheet import Sheet
from tctui.core.insurance.stored import RuleRow, same_thing
from tctui.db.benefit_writes import write_rule
from tctui.db.change import By, Done
from tctui.db.models import BenefitPlan, BenefitRule, database
from tctui.db.unit_of_work import Unit, unit_of_work


def add_code_rule(by: By, sheet: Sheet, kind: str, codes: str, typed: str) -> Done:
    """Add a rule for one or several codes (separated by commas or blanks); raises Refused for a code nobody has."""
    by.need("case", "contact")
    known = [_code(text) for text in codes.replace(",", " ").split()]
    row = rule_by_code(kind, known, typed, by.today)
    with unit_of_work(by.user.id, "insurance.benefits", by.now, patient_id=sheet.coverage.patient_id) as unit:
        if row.kind == "approval":
            _put_approval(unit, sheet, row)
        else:
            write_rule(unit, row, plan=sheet.plan.id)
            unit.update(BenefitPlan, sheet.plan.id, seen=sheet.plan.version, changed=unit.number)
        words = said(row)
        unit.says = f"{sheet.plan.name}: {words.about} {words.what} {words.says}"
    return Done(unit.says)


def _put_approval(unit: Unit, sheet: Sheet, row: RuleRow) -> None:
    """Keep an answer to a pre-authorisation for this patient; it takes the place of the one before."""
    before = next((each for each in sheet.rules if each.kind == row.kind and same_thing(each, row)), None)
    if before is not None:
        row = replace(row, id=before.id, version=before.version)
    write_rule(unit, row, coverage=sheet.coverage.id)


def _code(text: str) -> str:
    row = database.execute_sql(
        "SELECT code FROM procedure WHERE code = ? COLLATE NOCASE AND voided = 0", (text,)
    ).fetchone()
    if row is None:
        raise Refused(f"There is no procedure {text[:16]!r} in the office's list.")
    return str(row[0])


def take_out_rule(by: By, sheet: Sheet, rule_id: int) -> Done:
    """Take a rule out of the plan."""
    by.need("case", "contact")
    row = next((each for each in sheet.rules if each.id == rule_id), None)
    if row is None:
        raise Refused("That rule is no longer there.")
    with unit_of_work(by.user.id, "insurance.benefits", by.now, patient_id=sheet.coverage.patient_id) as unit:
        unit.void(BenefitRule, row.id, seen=row.version)
        unit.update(BenefitPlan, sheet.plan.id, seen=sheet.plan.version, changed=unit.number)
        words = said(row)
        unit.says = f"{sheet.plan.name}: {words.about} {words.what} {words.says} taken out"
    return Done(unit.says)
