"""Member prices in an estimate, and beside an insurance: which lines they hold for and what contracts say to them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from tctui.core.estimate import PlannedLine
from tctui.core.estimate.result import LineEstimate
from tctui.core.finance.member_beside import Beside, Contract, uncovered
from tctui.core.finance.membership import MemberLine, Membership, member_prices
from tctui.db import models
from tctui.db.change import By
from tctui.db.kept_json import dump
from tctui.db.memberships import enrolled
from tctui.db.models import database
from tctui.db.unit_of_work import unit_of_work

SAID = "member_prices"
"""The name under which a plan keeps what its contract says to member prices beside it."""


def with_member_prices(lines: Sequence[PlannedLine], patient_id: int) -> list[PlannedLine]:
    """The lines with what an uninsured patient saves as a member on their days; what was done in the year counts first."""
    held = [one.membership for one in enrolled([patient_id])]
    return _lowered(lines, held, _done(patient_id), {}) if held else list(lines)


def with_prices_beside(
    lines: Sequence[PlannedLine], patient_id: int, today: date, rows_of: Callable[[], Sequence[LineEstimate]]
) -> list[PlannedLine]:
    """The lines with what an insured patient saves as a member: only what no plan covers, where the contracts allow it.

    ``rows_of`` estimates the lines as they are; it is called only for members. What was done before counts in the year
    where a line of the same code is left to member prices now.
    """
    held = [one.membership for one in enrolled([patient_id])]
    if not held:
        return list(lines)
    rows = rows_of()
    beside = beside_of(rows, patient_id, today)
    if beside.refusal or beside.asks:
        return list(lines)
    own = [line for line in lines if line.id in beside.uncovered]
    codes = {line.code for line in own}
    before = [line for line in _done(patient_id) if line.code in codes]
    lowered = {line.id: line for line in _lowered(own, held, before, {row.id: row.write_off_cents for row in rows})}
    return [lowered.get(line.id, line) for line in lines]


def beside_of(rows: Sequence[LineEstimate], patient_id: int, today: date) -> Beside:
    """How member prices stand beside a patient's insurance for lines as they are estimated."""
    return Beside(uncovered(rows), len(rows), tuple(contracts_of(patient_id, today)))


def contracts_of(patient_id: int, today: date) -> list[Contract]:
    """The contracts of the office that bind the prices of a patient, in the order of the coverages."""
    rows = database.execute_sql(
        "SELECT p.id, p.version, p.name, p.settings FROM coverage c JOIN benefit_plan p ON p.id = c.plan_id"
        " WHERE c.patient_id = ? AND c.voided = 0 AND p.in_network = 1 AND p.kind NOT IN ('indemnity', 'discount')"
        " AND (c.terminated IS NULL OR c.terminated >= ?) ORDER BY c.ordinal, c.id",
        (patient_id, today.isoformat()),
    )
    return [Contract(row[0], row[1], row[2], json.loads(row[3]).get(SAID)) for row in rows.fetchall()]


def set_contract(by: By, contract: Contract, allows: bool) -> str:
    """Keep what the contract for a plan says to member prices on what the plan does not cover."""
    by.need("money")
    with unit_of_work(by.user.id, "plan.member_prices", by.now) as unit:
        held = models.BenefitPlan.get_by_id(contract.plan_id)
        settings = dump({**json.loads(held.settings), SAID: allows})
        unit.update(models.BenefitPlan, contract.plan_id, seen=contract.version, settings=settings)
        says = "allows" if allows else "forbids"
        unit.says = f"Contract of {contract.name} {says} member prices"
    return unit.says


def _lowered(
    lines: Sequence[PlannedLine], held: Iterable[Membership], before: Sequence[PlannedLine], off: dict[str, int]
) -> list[PlannedLine]:
    """The lines with what each membership takes off them in its years; ``off`` is what is written off a line anyway."""
    own = {line.id for line in lines}
    earlier = [line for line in before if line.id not in own]
    dated = sorted((line for line in (*earlier, *lines) if line.on), key=lambda one: (one.id in own, one.on or date.max))
    wanted = [
        MemberLine(line.code, line.fee_cents, max(1, line.quantity), off.get(line.id, 0), on=line.on) for line in dated
    ]
    saved: dict[str, tuple[int, str]] = {}
    for member in held:
        for line, price in zip(dated, member_prices(member, wanted, member.began), strict=True):
            if price.saved_cents:
                saved[line.id] = (price.saved_cents, f"{member.plan.name}: {price.why}")
    return [_less(line, *saved[line.id]) if line.id in saved else line for line in lines]


def _less(line: PlannedLine, cents: int, why: str) -> PlannedLine:
    return replace(line, discount_cents=line.discount_cents + cents, discount_rule=why)


def had_this_year(patient_id: int, member: Membership, today: date) -> dict[str, int]:
    """How often a member has had each included service in the membership year of today, by code."""
    first, last = member.year_on(today)
    had = {part.code: 0 for part in member.plan.included}
    for line in _done(patient_id):
        if line.code in had and line.on is not None and first <= line.on <= last:
            had[line.code] += max(1, line.quantity)
    return had


def _done(patient_id: int) -> list[PlannedLine]:
    rows = database.execute_sql(
        "SELECT l.id, l.code, l.category, l.fee, l.quantity, MAX(e.day) FROM line l JOIN line_event e ON e.line_id = l.id"
        " AND e.kind = 'completed' AND e.voided = 0 JOIN visit v ON v.id = l.visit_id JOIN phase p ON p.id = v.phase_id"
        ' JOIN "option" o ON o.id = p.option_id JOIN treatment_case c ON c.id = o.case_id'
        " WHERE c.patient_id = ? AND l.voided = 0 GROUP BY l.id",
        (patient_id,),
    )
    return [
        PlannedLine(str(row[0]), row[1], row[2], row[3], row[4], on=date.fromisoformat(row[5]))
        for row in rows.fetchall()
    ]
