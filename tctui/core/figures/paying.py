"""Records of paying: what is financed, how lending partners are used and what they keep, what insurers paid."""

from __future__ import annotations

from collections.abc import Iterator

from tctui.core.figures.facts import ApplicationFact
from tctui.core.figures.records import Record, Source, View


def financed(view: View) -> Iterator[Record]:
    """Cases of the cohort with accepted lines: the accepted patient portion, and how much of it a plan carries."""
    known = view.facts.financed or {}
    for case_id, lines in view.cases.items():
        portion = sum(line.patient_cents for line in lines if line.accepted_on is not None)
        if portion > 0:
            yield Record("case", case_id, case_id, min(portion, known.get(case_id, 0)), portion)


def _offered(view: View, partner: str) -> Iterator[ApplicationFact]:
    for one in view.facts.applications:
        if one.partner == partner and view.first <= one.offered_on <= view.last:
            yield one


def partners(view: View) -> list[str]:
    """The partners that were offered in the period, by name."""
    return sorted({one.partner for one in view.facts.applications if view.first <= one.offered_on <= view.last})


def approved(partner: str) -> Source:
    """Applications offered in the period: those that were approved."""
    return lambda view: (
        Record("application", one.id, one.case_id, int(one.approved), 1) for one in _offered(view, partner)
    )


def used(partner: str) -> Source:
    """Applications that were approved: those that were used."""
    return lambda view: (
        Record("application", one.id, one.case_id, int(one.used), 1) for one in _offered(view, partner) if one.approved
    )


def fee(partner: str) -> Source:
    """Applications that were paid out: what the partner kept of what was used; those used and not paid out beside."""
    return lambda view: (
        Record("application", one.id, one.case_id, one.fee_cents or 0, one.used_cents, one.fee_cents is None)
        for one in _offered(view, partner)
        if one.used
    )


def paid_of_estimated(plan: str | None = None, code: str | None = None) -> Source:
    """Lines answered by an insurer in the period: paid of what had been estimated, of a plan and code or of all."""

    def source(view: View) -> Iterator[Record]:
        for claim in view.facts.claims:
            fits = plan is None or (claim.plan == plan and claim.code == code)
            if view.first <= claim.day <= view.last and fits:
                yield Record("claim", claim.id, claim.case_id, claim.paid, claim.expected)

    return source


def plans_and_codes(view: View) -> list[tuple[str, str]]:
    """The plans and codes that were answered in the period, in their order."""
    return sorted({(claim.plan, claim.code) for claim in view.facts.claims if view.first <= claim.day <= view.last})
