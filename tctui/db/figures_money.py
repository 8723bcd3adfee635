"""What figures know of money: write-off and patient portion of lines, contracted fees, what plans to pay carry."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, NamedTuple

from tctui.db.models import database


class Kept(NamedTuple):
    """A line in the newest frozen estimate of its option, in cents."""

    fee: int
    write_off: int
    patient: int


def frozen_lines() -> dict[int, Kept]:
    """Every line of the newest frozen estimate of its option, by its id."""
    rows = database.execute_sql(
        "SELECT json_extract(e.value, '$.id'), json_extract(e.value, '$.fee_cents'),"
        " json_extract(e.value, '$.write_off_cents'), json_extract(e.value, '$.patient_cents')"
        " FROM frozen_estimate f JOIN (SELECT option_id, max(number) AS number FROM frozen_estimate WHERE voided = 0"
        " GROUP BY option_id) n ON n.option_id = f.option_id AND n.number = f.number, json_each(f.result, '$.lines') e"
        " WHERE f.voided = 0"
    )
    return {int(row[0]): Kept(*row[1:]) for row in rows.fetchall() if str(row[0]).isdigit()}


def contracted() -> dict[int, dict[str, int]]:
    """The fees by code that a plan in whose network the practice is has agreed on; one unit, by the plan's id."""
    fees: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for schedule, code, amount in database.execute_sql(
        "SELECT f.schedule_id, f.code, f.amount FROM fee f JOIN fee_schedule s ON s.id = f.schedule_id"
        " WHERE f.voided = 0 AND s.voided = 0 AND s.kind = 'contracted'"
    ).fetchall():
        fees[schedule][code] = amount
    plans = database.execute_sql(
        "SELECT id, fee_schedule_id FROM benefit_plan WHERE voided = 0 AND in_network AND fee_schedule_id IS NOT NULL"
    )
    return {plan: fees[schedule] for plan, schedule in plans.fetchall() if schedule in fees}


def financed_cents() -> dict[int, int]:
    """What the way to pay that stands for a case leaves to an in-house plan or a lending partner, by the case's id."""
    rows = database.execute_sql(
        "SELECT case_id, kind, total, down, terms FROM arrangement"
        " WHERE voided = 0 AND replaced_by_id IS NULL AND kind IN ('in_house', 'partner', 'split')"
    )
    found: defaultdict[int, int] = defaultdict(int)
    for case_id, kind, total, down, terms in rows.fetchall():
        found[case_id] += _financed(json.loads(terms)) if kind == "split" else total - down
    return dict(found)


def _financed(terms: Any) -> int:
    """What the parts of a split that are plans carry after their own down payments."""
    if parts := terms.get("parts"):
        return sum(_financed(part) for part in parts)
    if terms.get("way") not in ("in-house plan", "lending partner"):
        return 0
    today = sum(due["amount_cents"] for due in terms["dues"] if due["on"] == terms["agreed"])
    return max(0, int(terms["patient_cents"]) - today)
