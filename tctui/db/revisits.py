"""Declined work that is to be asked about again, for the work list: from the day said until somebody has asked."""

from __future__ import annotations

from datetime import date

from tctui.core.spoken import show_date
from tctui.core.worklist import Reminder
from tctui.db.models import database


def reminders(today: date) -> list[Reminder]:
    """Each case with lines that were declined until a day which has come, unless it was opened or asked about since."""
    rows = database.execute_sql(
        "SELECT o.case_id, MIN(e.until), e.reason, e.day FROM line_event e JOIN line l ON l.id = e.line_id"
        " JOIN visit v ON v.id = l.visit_id JOIN phase p ON p.id = v.phase_id JOIN option o ON o.id = p.option_id"
        " JOIN treatment_case c ON c.id = o.case_id JOIN patient t ON t.id = c.patient_id"
        " WHERE e.until IS NOT NULL AND e.until <= ? AND e.kind = 'declined' AND e.voided = 0 AND c.voided = 0"
        " AND NOT t.do_not_contact AND NOT EXISTS (SELECT 1 FROM line_event n WHERE n.line_id = e.line_id AND n.id > e.id"
        " AND n.voided = 0) AND NOT EXISTS (SELECT 1 FROM contact k WHERE k.case_id = o.case_id AND k.day >= e.until"
        " AND k.channel <> 'note' AND k.voided = 0) GROUP BY o.case_id",
        (today.isoformat(),),
    )
    return [
        Reminder(
            case_id,
            date.fromisoformat(until),
            f"ask again: declined {show_date(date.fromisoformat(day))}{f', {reason}' if reason else ''}",
        )
        for case_id, until, reason, day in rows.fetchall()
    ]
