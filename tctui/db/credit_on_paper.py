"""The facts on the credit of lending partners that kept papers bring to the state's rules, and the notice among them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tctui.core.case import Option
from tctui.core.finance.state_rules import Fact
from tctui.core.papers import CHARGES, CREDIT_NOTICE, PRESENTATION, Paper, notice_basis
from tctui.core.text import clean
from tctui.db.cases import read_case
from tctui.db.papers import papers_of

ON_PAPER = frozenset({Fact.PLAN_GIVEN, Fact.NOTICE_GIVEN, Fact.NOTICE_SIGNED, Fact.CHARGES_LISTED})
"""Facts that kept papers alone bring: made is given, and the signature on the notice is the signature."""


def notice_kind(partner: str) -> str:
    """The kind under which the notice on a partner's credit is kept."""
    return f"{CREDIT_NOTICE}:{clean(partner)}"


def charges_kind(partner: str) -> str:
    """The kind under which the list of what is charged to a partner's credit is kept."""
    return f"{CHARGES}:{clean(partner)}"


def notice_of(papers: Collection[Paper], partner: str) -> Paper | None:
    """The newest notice on a partner's credit among the papers of a case."""
    found = [paper for paper in papers if paper.kind == notice_kind(partner)]
    return max(found, key=lambda paper: paper.id, default=None)


def facts_on_paper(case_id: int, partner: str, day: date) -> frozenset[Fact]:
    """The facts that the papers of a case brought by a day: plan, list of charges and notice made, the notice signed."""
    papers = [paper for paper in papers_of([case_id])[case_id] if paper.day <= day]
    held = {Fact.PLAN_GIVEN} if any(paper.kind == PRESENTATION for paper in papers) else set()
    if any(paper.kind == charges_kind(partner) for paper in papers):
        held.add(Fact.CHARGES_LISTED)
    notice = notice_of(papers, partner)
    option = _option_of(case_id, notice) if notice else None
    if notice and option and notice.standing(notice_basis(option), day) in ("signed", "unsigned"):
        held.add(Fact.NOTICE_GIVEN)
        if any(one.sha256 == notice.sha256 and one.day <= day for one in notice.signatures):
            held.add(Fact.NOTICE_SIGNED)
    return frozenset(held)


def _option_of(case_id: int, notice: Paper) -> Option | None:
    return next((option for option in read_case(case_id).options if option.id == notice.option_id), None)
