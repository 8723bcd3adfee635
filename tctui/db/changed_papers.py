"""Signed papers that no longer say what was signed, for the work list: made anew and signed, they leave it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from tctui.core.case import CaseFile
from tctui.core.papers import (
    AGREEMENT,
    CONSENT,
    CREDIT_NOTICE,
    INVALID,
    REFUSAL,
    Paper,
    lacking,
    notice_basis,
    said,
    told,
)
from tctui.core.refusals import refusal_of
from tctui.core.worklist import Reminder
from tctui.db.cases import read_cases
from tctui.db.models import database
from tctui.db.papers import papers_of
from tctui.db.papers_lacking import numbers_under


def reminders(today: date, under_override: Collection[int] = ()) -> list[Reminder]:
    """Each open case with a signed paper that has changed since, due today.

    A case ``under_override`` stands on the list with what its visit lacks: of that one only the other papers are named.
    """
    ids = [row[0] for row in database.execute_sql(
        "SELECT DISTINCT d.case_id FROM document d JOIN board_card b ON b.case_id = d.case_id"
        " WHERE b.stage NOT IN ('completed', 'declined')"
        " AND (b.papers_missing <> 0 AND (d.kind = ? OR d.kind LIKE ?) OR d.kind LIKE ? OR d.kind LIKE ?)"
        " AND EXISTS (SELECT 1 FROM signature s WHERE s.document_id = d.id AND s.voided = 0) ORDER BY 1",
        (AGREEMENT, f"{CONSENT}:%", f"{REFUSAL}:%", f"{CREDIT_NOTICE}:%"),
    ).fetchall()]  # fmt: skip
    cases, papers = read_cases(ids), papers_of(ids)
    numbers = numbers_under([case.leading.id for case in cases.values() if case.leading])
    found = []
    for case in cases.values():
        option = case.leading
        missing = lacking(option, None, papers[case.id], *numbers[option.id], today) if option else []
        changed = [] if case.id in under_override else [each for each in missing if each.endswith(INVALID)]
        words = [told(changed)] if changed else []
        words += [f"{title} {INVALID}" for title in _besides(case, papers[case.id], today)]
        if words:
            found.append(Reminder(case.id, today, "; ".join(words), "sign" if changed else ""))
    return found


def _besides(case: CaseFile, papers: list[Paper], today: date) -> Iterator[str]:
    """The titles of signed refusals and notices on credit that have changed."""
    titles = []
    for option in case.options:
        for line in option.lines():
            paper, stands = refusal_of(option, papers, line, today) if line.state == "declined" else (None, "")
            titles += [paper.title] if paper and stands == INVALID else []
        notices = {paper.kind: paper for paper in papers if paper.kind.startswith(f"{CREDIT_NOTICE}:")}
        titles += [
            paper.title for paper in notices.values()
            if paper.option_id == option.id and said(papers, paper, notice_basis(option), today) == INVALID
        ]  # fmt: skip
    yield from dict.fromkeys(titles)
