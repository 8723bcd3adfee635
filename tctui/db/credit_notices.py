"""Notices on the credit of lending partners: made, kept and signed; and the facts that papers bring to the state's rules."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from tctui.core.case import CaseFile
from tctui.core.documents.credit_notice import canonical_notice, draw_up_notice
from tctui.core.errors import Refused
from tctui.core.finance.state_rules import Act, Fact, Refusal, asked, refusals
from tctui.core.papers import CREDIT_NOTICE, PRESENTATION, Paper
from tctui.core.text import clean
from tctui.db.change import By
from tctui.db.estimates import VALID_DAYS
from tctui.db.paper_parts import guardian, letterhead, may_make, parties, second, words_folder
from tctui.db.papers import papers_of
from tctui.db.state_gates import chosen_state, state_rules

ON_PAPER = frozenset({Fact.PLAN_GIVEN, Fact.NOTICE_GIVEN, Fact.NOTICE_SIGNED})
"""Facts that kept papers alone bring: made is given, and the signature on the notice is the signature."""


def notice_kind(partner: str) -> str:
    """The kind under which the notice on a partner's credit is kept."""
    return f"{CREDIT_NOTICE}:{clean(partner)}"


def notice_of(papers: Collection[Paper], partner: str) -> Paper | None:
    """The newest notice on a partner's credit among the papers of a case."""
    found = [paper for paper in papers if paper.kind == notice_kind(partner)]
    return max(found, key=lambda paper: paper.id, default=None)


def facts_on_paper(case_id: int, partner: str, day: date) -> frozenset[Fact]:
    """The facts that the papers of a case brought by a day: the written plan made, the notice made, and signed."""
    papers = [paper for paper in papers_of([case_id])[case_id] if paper.day <= day]
    held = {Fact.PLAN_GIVEN} if any(paper.kind == PRESENTATION for paper in papers) else set()
    notice = notice_of(papers, partner)
    if notice and notice.standing("", day) != "expired":
        held.add(Fact.NOTICE_GIVEN)
        if any(one.sha256 == notice.sha256 and one.day <= day for one in notice.signatures):
            held.add(Fact.NOTICE_SIGNED)
    return frozenset(held)


def asks_for_notice(today: date) -> bool:
    """Whether the practice's state asks for a notice on credit."""
    return bool({Fact.NOTICE_GIVEN, Fact.NOTICE_SIGNED} & set(asked(state_rules(), tuple(Act), today)))


def papers_first(case_id: int, partner: str, acts: Collection[Act], today: date) -> Refusal | None:
    """The first rule that refuses any of these acts for want of a paper; None when all papers are there."""
    pack, held = state_rules(), facts_on_paper(case_id, partner, today)
    others = [fact for fact in asked(pack, acts, today) if fact not in ON_PAPER]
    for act in acts:
        for refusal in refusals(pack, act, today, held | set(others)):
            if set(refusal.missing) & ON_PAPER:
                return refusal
    return None


def make_notice(by: By, case: CaseFile, partner: str) -> int:
    """Draw up and keep the notice on a partner's credit; returns the document's id.

    Raises Refused when the case has no option, and when the notice names the written plan and none was made.
    """
    from tctui.db.paper_writes import document_number, keep_document
    from tctui.documents.credit_notice import render_credit_notice
    from tctui.documents.texts import notice_text

    may_make(by.user)
    partner, option = clean(partner), case.leading
    if option is None:
        raise Refused("The case has no option yet.")
    kind = notice_kind(partner)
    plans = [paper.day for paper in papers_of([case.id])[case.id] if paper.kind == PRESENTATION]
    patient, _ = parties(case)
    state = chosen_state().state
    wordings = state_rules().wordings_on(by.today, "credit notice") if state else []
    paper = draw_up_notice(
        number=str(case.id), version=document_number(case.id, kind), made_at=second(by.now), day=by.today,
        practice=letterhead(), patient=patient, partner=partner, text=notice_text(state or "ca", words_folder()),
        plan_day=max(plans, default=None), set_words=[one.text for one in wordings],
        guardian=guardian(case, by.today),
    )  # fmt: skip
    terms, content = canonical_notice(paper), render_credit_notice(paper)
    valid = by.today + timedelta(days=VALID_DAYS)
    title = f"Credit notice: {partner}"
    return keep_document(by.user.id, by.now, by.today, case, option, kind, title, terms, content, valid)
