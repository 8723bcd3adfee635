"""Signed papers that no longer say what was signed, for the work list: made anew and signed, they leave it."""

from __future__ import annotations

from datetime import date

from tctui.core.papers import AGREEMENT, CONSENT, INVALID, lacking, told
from tctui.core.worklist import Reminder
from tctui.db.cases import read_cases
from tctui.db.models import database
from tctui.db.papers import papers_of
from tctui.db.papers_lacking import numbers_under


def reminders(today: date) -> list[Reminder]:
    """Each open case whose signed agreement or consent has changed since, due today."""
    ids = [row[0] for row in database.execute_sql(
        "SELECT DISTINCT d.case_id FROM document d JOIN board_card b ON b.case_id = d.case_id"
        " WHERE b.papers_missing <> 0 AND b.stage NOT IN ('completed', 'declined') AND (d.kind = ? OR d.kind LIKE ?)"
        " AND EXISTS (SELECT 1 FROM signature s WHERE s.document_id = d.id AND s.voided = 0) ORDER BY 1",
        (AGREEMENT, f"{CONSENT}:%"),
    ).fetchall()]  # fmt: skip
    cases, papers = read_cases(ids), papers_of(ids)
    numbers = numbers_under([case.leading.id for case in cases.values() if case.leading])
    found = []
    for case in cases.values():
        option = case.leading
        missing = lacking(option, None, papers[case.id], *numbers[option.id], today) if option else []
        changed = [each for each in missing if each.endswith(INVALID)]
        if changed:
            found.append(Reminder(case.id, today, told(changed)))
    return found
