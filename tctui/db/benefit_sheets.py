"""Reading the benefit table of a coverage: its plan, rules, amounts used, and every confirmation."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.insurance.sheet import Confirmed, Sheet
from tctui.core.insurance.stored import PAIRS, CoverageRow, PlanRow, RuleRow, Service, services_from
from tctui.core.insurance.table import Pairs
from tctui.db.benefits_used import used_of
from tctui.db.cases import day_or_none
from tctui.db.lost_teeth import lost_teeth
from tctui.db.models import database

_PLAN = (
    "SELECT p.id, p.name, c.name, p.kind, p.in_network, p.renewal_month, p.cob, COALESCE(f.name, ''), p.group_number,"
    " p.employer, p.settings, p.version FROM benefit_plan p JOIN carrier c ON c.id = p.carrier_id"
    " LEFT JOIN fee_schedule f ON f.id = p.fee_schedule_id WHERE p.id = ?"
)


def office_services() -> dict[str, Service]:
    """Which codes an exam, a cleaning and so on are in this office (setting `services`)."""
    return services_from(_setting("services"))


def office_pairs() -> Pairs:
    """Which code is paid as which cheaper one, by kind of work (setting `downgrades`)."""
    return {**PAIRS, **{kind: [(a, b) for a, b in pairs] for kind, pairs in _setting("downgrades").items()}}


def _setting(name: str) -> dict[str, Any]:
    row = database.execute_sql("SELECT value FROM setting WHERE name = ? AND voided = 0", (name,)).fetchone()
    found = json.loads(row[0]) if row else {}
    return found if isinstance(found, dict) else {}


def read_plan(plan_id: int) -> PlanRow:
    """One benefit plan; raises Refused when it is gone."""
    row = database.execute_sql(_PLAN, (plan_id,)).fetchone()
    if row is None:
        raise Refused("That plan is no longer there.")
    number, name, carrier, kind, in_network, month, cob, fees, group, employer, settings, version = row
    return PlanRow(
        number, name, carrier, kind, bool(in_network), month, cob, fees, group, employer, json.loads(settings), version
    )


def rules_of(plan_id: int, coverage_id: int = 0) -> tuple[RuleRow, ...]:
    """The stored rules of a plan, and those of one coverage beside them."""
    rows = database.execute_sql(
        "SELECT id, kind, scope, level, period, percent, amount, terms, coverage_id IS NOT NULL, version"
        " FROM benefit_rule WHERE (plan_id = ? OR coverage_id = ?) AND voided = 0 ORDER BY id",
        (plan_id, coverage_id),
    ).fetchall()
    return tuple(
        RuleRow(number, kind, scope, level, period, percent, amount, json.loads(terms), bool(personal), version)
        for number, kind, scope, level, period, percent, amount, terms, personal, version in rows
    )


def read_sheet(coverage_id: int, today: date) -> Sheet:
    """The benefit table of a coverage; raises Refused when it is gone."""
    row = database.execute_sql(
        "SELECT c.id, c.patient_id, c.effective, c.terminated, c.version, c.plan_id, c.ordinal,"
        " t.last_name || ', ' || t.first_name, c.verified_on, c.verified_by, c.verified_how, c.verified_reference"
        " FROM coverage c JOIN patient t ON t.id = c.patient_id WHERE c.id = ? AND c.voided = 0",
        (coverage_id,),
    ).fetchone()
    if row is None:
        raise Refused("That coverage is no longer there.")
    plan = read_plan(row[5])
    used = used_of(coverage_id, plan.renewal_month, today)
    coverage = CoverageRow(row[0], row[1], day_or_none(row[2]), day_or_none(row[3]), used, row[4], lost_teeth(row[1]))
    last = Confirmed(date.fromisoformat(row[8]), *row[9:12]) if row[8] else None
    lists = database.execute_sql(
        "SELECT name FROM fee_schedule WHERE voided = 0 AND kind IN ('contracted', 'out_of_network') ORDER BY name"
    ).fetchall()
    return Sheet(
        plan, coverage, row[7], row[6], rules_of(plan.id, coverage_id), office_services(), office_pairs(),
        confirmed_cells(plan.id, coverage_id), last, tuple(name for (name,) in lists),
    )  # fmt: skip


def confirmed_cells(plan_id: int, coverage_id: int = 0) -> dict[str, Confirmed]:
    """The latest confirmation of each cell of a plan; what belongs to one coverage counts for that one only."""
    rows = database.execute_sql(
        "SELECT v.day, COALESCE(u.initials, ''), v.how, v.reference, v.cells, v.coverage_id FROM verification v"
        " JOIN coverage c ON c.id = v.coverage_id LEFT JOIN user u ON u.id = v.user_id"
        " WHERE c.plan_id = ? AND v.voided = 0 ORDER BY v.day, v.id",
        (plan_id,),
    )
    found: dict[str, Confirmed] = {}
    for day, by, how, reference, cells, owner in rows.fetchall():
        confirmed = Confirmed(date.fromisoformat(day), by, how, reference)
        for key in json.loads(cells):
            if owner == coverage_id or not key.startswith(("used.", "coverage.")):
                found[key] = confirmed
    return found
