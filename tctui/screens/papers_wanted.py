"""Which papers a case should have today: for its leading option, with the newest version of each and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.case import CaseFile, Line, Option
from tctui.core.papers import (
    AGREEMENT,
    CHARGES,
    CONSENT,
    CREDIT_NOTICE,
    DISCLOSURE,
    ESTIMATE,
    INVALID,
    ITINERARY,
    PAYMENTS,
    PRESENTATION,
    REFERRAL,
    REFUSAL,
    Paper,
    begun,
    consent_classes,
    counting,
    in_words,
    is_signed,
    newest,
    notice_basis,
    refusal_basis,
    refusal_kind,
    refused_lines,
    said,
)
from tctui.core.refusals import refusal_of
from tctui.core.spoken import show_date
from tctui.db import paper_writes
from tctui.db.arrangements import arrangement_of
from tctui.db.credit_notices import asks_for_notice
from tctui.db.credit_on_paper import notice_kind, notice_of
from tctui.db.estimates import frozen_of
from tctui.db.financing import applications_of
from tctui.db.handouts import asks_for_charges


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper of the list: kind and title, the version that counts if any, how it stands, and the visits it is for.

    `said` tells among its versions how it stands: one that is made anew stays INVALID until it is signed.
    """

    kind: str
    title: str
    paper: Paper | None
    standing: str
    visits: str = ""
    said: str = ""

    @property
    def stands(self) -> str:
        """How it stands, as the list tells it."""
        return self.said or (in_words(self.paper, self.standing) if self.paper else self.standing)


def wanted_today(
    case: CaseFile, option: Option, papers: Sequence[Paper], today: date, notice: str = ""
) -> list[Wanted]:
    """The papers to have, those that are signed first; ``notice`` is the kind of a credit notice that is asked for."""
    found = [_wanted(option, papers, today, AGREEMENT, "Financial agreement", "every visit")]
    found += _notices(case, option, papers, today, notice)
    if newest(papers, DISCLOSURE, option.id):
        found.append(_wanted(option, papers, today, DISCLOSURE, "Truth in Lending disclosure"))
    for each in consent_classes(option.lines()):
        kind = f"{CONSENT}:{each}"
        found.append(_wanted(option, papers, today, kind, f"Consent: {each}", visits_with(option, each)))
    # What is declined may belong to any option: the patient leaves it knowingly all the same.
    for each_option in case.options:
        found += _refusals(each_option, papers, today)
    found.append(_wanted(option, papers, today, PRESENTATION, "Treatment plan handout"))
    if frozen_of(option.id):
        found.append(_wanted(option, papers, today, ESTIMATE, "Estimate with explanations"))
    if arrangement_of(option.id):
        found.append(_wanted(option, papers, today, PAYMENTS, "Payment schedule"))
    return found + _charges(option, papers, today) + _of_the_case(papers)


def _wanted(
    option: Option, papers: Sequence[Paper], today: date, kind: str, title: str, visits: str = ""
) -> Wanted:
    stands_on = paper_writes.basis_of(option, kind)
    paper = counting(papers, kind, option.id, stands_on)
    if paper is None:
        return Wanted(kind, title, None, "not made", visits)
    standing = paper.standing(stands_on, today, begun(option, kind))
    if not is_signed(kind):
        return Wanted(kind, title, paper, "made" if standing == "unsigned" else standing, visits)
    return Wanted(kind, title, paper, standing, visits, said(papers, paper, stands_on, today, begun(option, kind)))


def _notices(
    case: CaseFile, option: Option, papers: Sequence[Paper], today: date, asked_for: str
) -> list[Wanted]:  # fmt: skip
    """The notices on credit: of each partner in hand where the state asks for one, and those that were made."""
    kinds = [asked_for] if asked_for.startswith(f"{CREDIT_NOTICE}:") else []
    if asks_for_notice(today):
        arrangement = arrangement_of(option.id)
        kinds += [notice_kind(part.partner) for part in (arrangement.choice.lent if arrangement else ())]
        kinds += [notice_kind(one.application.partner) for one in applications_of(case.id)]
    kinds += [paper.kind for paper in papers if paper.kind.startswith(f"{CREDIT_NOTICE}:")]
    found = []
    for kind in dict.fromkeys(kinds):
        partner = kind.partition(":")[2]
        paper = notice_of(papers, partner)
        of = next((each for each in case.options if paper and each.id == paper.option_id), option)
        standing = paper.standing(notice_basis(of), today) if paper else "not made"
        stands = said(papers, paper, notice_basis(of), today) if paper else ""
        found.append(Wanted(kind, f"Credit notice: {partner}", paper, standing, f"the credit of {partner}", stands))
    return found


def _refusals(option: Option, papers: Sequence[Paper], today: date) -> list[Wanted]:
    """A row for each refusal about a line that is declined, and one for the declined lines that have none."""
    found: dict[str, Wanted] = {}
    bare: list[Line] = []
    for line in option.lines():
        if line.state != "declined":
            continue
        paper, stands = refusal_of(option, papers, line, today)
        if paper is None:
            bare.append(line)
        else:
            # Made anew it is about what is declined by now.
            kind = refusal_kind(each for each in refused_lines(option, paper.kind) if each.state == "declined")
            standing = paper.standing(refusal_basis(option, paper.kind), today)
            words = INVALID if stands == INVALID else in_words(paper, standing)
            found[kind] = Wanted(kind, paper.title, paper, standing, said=words)
    if bare:
        name = f"{bare[0].name} {bare[0].site}".strip()
        more = f" and {len(bare) - 1} more" if len(bare) > 1 else ""
        found[refusal_kind(bare)] = Wanted(refusal_kind(bare), f"Informed refusal: {name}{more}", None, "not made")
    return list(found.values())


def _charges(option: Option, papers: Sequence[Paper], today: date) -> list[Wanted]:
    """The lists of what lending partners are charged ahead, where the state asks for one."""
    arrangement = arrangement_of(option.id)
    if arrangement is None or not asks_for_charges(today):
        return []
    kinds = dict.fromkeys(f"{CHARGES}:{part.partner}" for part in arrangement.choice.lent)
    return [_wanted(option, papers, today, kind, f"List of charges: {kind.partition(':')[2]}") for kind in kinds]


def _of_the_case(papers: Sequence[Paper]) -> list[Wanted]:
    """Letters and the itinerary: the newest of each kind; they say what was true that day."""
    newest_of = {paper.kind: paper for paper in papers if paper.kind.partition(":")[0] in (ITINERARY, REFERRAL)}
    return [Wanted(kind, paper.title, paper, "made") for kind, paper in newest_of.items()]


def visits_with(option: Option, consent_class: str) -> str:
    """The visits whose lines need a consent: ``visit 1 (Tue 1 Dec), visit 3``."""
    said = []
    for number, visit in enumerate(option.visits(), 1):
        if consent_class in consent_classes(visit.lines):
            on = f" ({show_date(date.fromordinal(visit.sitting.day))})" if visit.sitting else ""
            said.append(f"visit {number}{on}")
    return ", ".join(said)


def lines_of_refusal(kind: str) -> list[int]:
    """The ids of the lines that a kind of informed refusal is about."""
    return [int(number) for number in kind.removeprefix(f"{REFUSAL}:").split("+")]


def still_declined(case: CaseFile, paper: Paper) -> bool:
    """Tell whether every line that an informed refusal is about is declined today."""
    wanted = lines_of_refusal(paper.kind)
    states = [line.state for option in case.options for line in option.lines() if line.id in wanted]
    return all(state == "declined" for state in states)
