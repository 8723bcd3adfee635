"""Which patients' benefits lapse soon: the year's maximum less what is used of it, for the rank on the work list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from tctui.core.worklist_score import LAPSES_WITHIN, Lapse
from tctui.db.board import year_end
from tctui.db.cases import rows_in


def lapsing(patient_ids: Iterable[int], today: date) -> dict[int, Lapse]:
    """What is left of each patient's yearly maximum where the benefit year ends within LAPSES_WITHIN days.

    A coverage's own maximum goes before its plan's. Without a maximum, or where nobody knows what is used, there is
    none: what is unknown ranks nothing.
    """
    rows = rows_in(
        "SELECT c.id, c.patient_id, p.id, COALESCE(p.renewal_month, 1) FROM coverage c JOIN benefit_plan p ON p.id = c.plan_id"
        " WHERE c.patient_id IN (?) AND c.voided = 0 AND c.terminated IS NULL",
        sorted(set(patient_ids)),
    )
    ends = {month: year_end(today, month) for month in {row[3] for row in rows}}
    soon = [row for row in rows if (ends[row[3]] - today).days <= LAPSES_WITHIN]
    if not soon:
        return {}
    by_plan = _maximums("plan_id", sorted({row[2] for row in soon}))
    by_coverage = _maximums("coverage_id", [row[0] for row in soon])
    used = _used([row[0] for row in soon])
    found: dict[int, Lapse] = {}
    for coverage, patient, plan, month in soon:
        most = by_coverage.get(coverage, by_plan.get(plan))
        renewed = ends[month] + timedelta(days=1)
        of_year = [paid for day, paid in used.get(coverage, ()) if day >= renewed.replace(year=renewed.year - 1)]
        if most is None or not of_year:
            continue
        before = found.get(patient, Lapse(0, ends[month]))
        found[patient] = Lapse(before.cents + max(0, most - sum(of_year)), min(before.on, ends[month]))
    return found


def _maximums(column: str, ids: list[int]) -> dict[int, int]:
    rows = rows_in(
        f"SELECT {column}, amount FROM benefit_rule WHERE {column} IN (?) AND kind = 'maximum' AND scope = 'all'"
        " AND level = 'individual' AND period = 'benefit_year' AND amount IS NOT NULL AND voided = 0",
        ids,
    )
    return {row[0]: row[1] for row in rows}


def _used(coverages: list[int]) -> dict[int, list[tuple[date, int]]]:
    """What each coverage has paid for the patient, by day; a total of nothing says that nothing was used."""
    found: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    for coverage, day, paid in rows_in(
        "SELECT coverage_id, day, paid FROM benefit_use WHERE coverage_id IN (?) AND voided = 0 AND who = 'self'"
        " AND state <> 'denied' AND total <> 'deductible'",
        coverages,
    ):
        found[coverage].append((date.fromisoformat(day), paid))
    return dict(found)
