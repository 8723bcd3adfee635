"""Overrides that still want their papers, for the work list: a visit that went ahead unsigned is signed afterwards."""

from __future__ import annotations

from datetime import date, timedelta

from tctui.core.case import CaseFile
from tctui.core.papers import told
from tctui.core.worklist import Reminder
from tctui.db.cases import read_cases
from tctui.db.models import database
from tctui.db.papers_lacking import missing_for

LISTED_DAYS = 30
"""So long an override of a visit that is done stays on the work list; the list of overrides keeps it for ever."""


def reminders(today: date) -> list[Reminder]:
    """Each visit that a lead let go ahead and that still lacks papers, since the day of the override."""
    rows = database.execute_sql(
        'SELECT o.case_id, o.visit_id, MIN(o.day), u.name, o.reason FROM "override" o JOIN user u ON u.id = o.user_id'
        " WHERE o.voided = 0 GROUP BY o.visit_id ORDER BY MIN(o.day)"
    ).fetchall()
    cases = read_cases({row[0] for row in rows})
    found = []
    for case_id, visit_id, day, by, reason in rows:
        on, case = date.fromisoformat(day), cases.get(case_id)
        missing = _missing(case, visit_id, on, today) if case else []
        if missing:
            found.append(Reminder(case_id, on, f"override: {told(missing)}; {by}: {reason}", "sign"))
    return found


def _missing(case: CaseFile, visit_id: int, on: date, today: date) -> list[str]:
    visit = case.visit(visit_id)
    if visit is None or not any(line.state in ("scheduled", "in_treatment", "completed") for line in visit.lines):
        return []
    done = all(line.state == "completed" for line in visit.lines)
    if done and on + timedelta(days=LISTED_DAYS) < today:
        return []
    return missing_for(case, visit, today)
