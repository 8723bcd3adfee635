"""Reading why the amounts on a kept paper are what they are."""

from __future__ import annotations

import json

from tctui.core.case import CaseFile
from tctui.core.documents.traced import Terms, rests_on, rows_of, traced
from tctui.core.estimate import Estimate
from tctui.core.estimate.trace_tree import Node
from tctui.core.papers import Paper
from tctui.db.estimates import frozen_of, frozen_result
from tctui.db.models import database


def paper_trace(case: CaseFile, paper: Paper) -> Node | None:
    """The tree of every amount on a paper, down to fees and plan rows where its estimate is kept; None without amounts."""
    (text,) = database.execute_sql("SELECT terms FROM document WHERE id = ?", (paper.id,)).fetchone()
    terms: Terms = json.loads(text)
    estimates: dict[str, Estimate] = {}
    if paper.option_id is not None and terms.get("lines"):
        estimates |= _kept("", paper.option_id, terms["lines"])
    for option in terms.get("options", ()):
        known = next((one.id for one in case.options if one.letter == option["letter"]), None)
        if known is not None:
            estimates |= _kept(option["letter"], known, rows_of(option))
    return traced(paper.title, terms, estimates)


def _kept(letter: str, option_id: int, rows: list[Terms]) -> dict[str, Estimate]:
    """The newest frozen estimate of an option that has the figures of these lines."""
    if "patient_cents" not in rows[0]:
        return {}
    results = (frozen_result(one.id) for one in frozen_of(option_id))
    found = next((one for one in results if rests_on(rows, one)), None)
    return {letter: found} if found is not None else {}
