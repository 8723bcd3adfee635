"""Notices on the credit of lending partners: whether the state asks for one, what is refused without, and making it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from tctui.core.case import CaseFile
from tctui.core.documents.credit_notice import canonical_notice, draw_up_notice
from tctui.core.errors import Refused
from tctui.core.finance.state_rules import Act, Fact, Refusal, SetFor, asked, refusals
from tctui.core.papers import PRESENTATION
from tctui.core.text import clean
from tctui.db.change import By
from tctui.db.credit_on_paper import ON_PAPER, facts_on_paper, notice_kind
from tctui.db.estimates import VALID_DAYS
from tctui.db.paper_parts import guardian, letterhead, may_make, parties, second, words_folder
from tctui.db.paper_writes import document_number, keep_document
from tctui.db.papers import papers_of
from tctui.db.state_gates import chosen_state, state_rules

STRICTEST = "ca"
"""The state whose notice a practice gives that has chosen none: the one that asks for most."""


def asks_for_notice(today: date) -> bool:
    """Whether the practice's state asks for a notice on credit."""
    return bool({Fact.NOTICE_GIVEN, Fact.NOTICE_SIGNED} & set(asked(state_rules(), tuple(Act), today)))


def notice_words(today: date) -> tuple[str, bool]:
    """The office's file for the words of the notice, from the folder of the database on, and whether its own words stand.

    They stand there, or in the office's own file of the state's rules as words that the state sets.
    """
    name = f"credit_notice/{(chosen_state().state or STRICTEST).lower()}.md"
    folder = words_folder()
    own = folder is not None and (folder / name).is_file()
    return f"words/{name}", own or bool(state_rules().wordings_on(today, SetFor.NOTICE))


def papers_first(case_id: int, partner: str, acts: Collection[Act], today: date) -> Refusal | None:
    """The first rule that refuses any of these acts for want of a paper; None when all papers are there."""
    pack, held = state_rules(), facts_on_paper(case_id, partner, today)
    others = [fact for fact in asked(pack, acts, today) if fact not in ON_PAPER]
    for act in acts:
        for refusal in refusals(pack, act, today, held | set(others)):
            if set(refusal.missing) & ON_PAPER:
                return refusal
    return None


def names_the_plan(today: date) -> bool:
    """Whether the practice's state wants the written treatment plan beside the notice."""
    return Fact.PLAN_GIVEN in asked(state_rules(), tuple(Act), today)


def make_notice(by: By, case: CaseFile, partner: str) -> int:
    """Draw up and keep the notice on a partner's credit; returns the document's id.

    Raises Refused when the case has no option, and when the notice names the written plan and none was made.
    """
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
    wordings = state_rules().wordings_on(by.today, SetFor.NOTICE) if state else []
    paper = draw_up_notice(
        number=str(case.id), version=document_number(case.id, kind), made_at=second(by.now), day=by.today,
        practice=letterhead(), patient=patient, partner=partner, text=notice_text(state or STRICTEST, words_folder()),
        plan_day=max(plans, default=None), set_words=[one.text for one in wordings],
        guardian=guardian(case, by.today),
    )  # fmt: skip
    terms, content = canonical_notice(paper), render_credit_notice(paper)
    valid = by.today + timedelta(days=VALID_DAYS)
    title = f"Credit notice: {partner}"
    return keep_document(by.user.id, by.now, by.today, case, option, kind, title, terms, content, valid)
