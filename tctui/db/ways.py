"""What every way to pay needs to know of an option: the patient's part by visit, who lends, memberships, credits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tctui.core.agreed import FrozenEstimate
from tctui.core.case import CaseFile, Option
from tctui.core.documents.ways_page import canonical_ways, ways_page
from tctui.core.errors import Refused
from tctui.core.estimate import Estimate
from tctui.core.finance.choices import PaymentChoice
from tctui.core.finance.dues import Due
from tctui.core.finance.member_beside import Beside
from tctui.core.finance.membership import MemberLine, Membership, MembershipPlan
from tctui.core.finance.partners import Product
from tctui.core.money import money
from tctui.core.spoken import show_date_year
from tctui.db import estimates
from tctui.db.change import By
from tctui.db.credit_count import credits_known
from tctui.db.member_prices import beside_of
from tctui.db.memberships import ages, enrolled, membership_plans
from tctui.db.paper_parts import letterhead, may_make, parties, second
from tctui.db.paper_writes import document_number, keep_document
from tctui.db.products import listed_products, products_today

WAYS_PAGE = "ways"
"""The kind under which the page for the patient is kept."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the ways to pay an option rest on, read once: changing a term reads nothing more.

    ``credits`` counts the other options with in-house credit this year and last year, None where that is not known;
    ``examples`` are the partner's products, by partner and name, that the practice has not made its own. ``lines`` are
    those that a membership lowers; ``beside`` says how it stands beside an insurance, None where there is none.
    """

    estimate: Estimate
    visits: tuple[Due, ...]
    products: tuple[Product, ...]
    examples: frozenset[tuple[str, str]]
    memberships: tuple[MembershipPlan, ...]
    member: Membership | None
    lines: tuple[MemberLine, ...]
    beside: Beside | None
    credits: tuple[int | None, int | None]

    @property
    def owed_cents(self) -> int:
        """The patient portion in cents."""
        return self.estimate.total.patient_cents


def ground_of(case: CaseFile, option: Option, today: date) -> Ground:
    """Read what the ways to pay for the agreed lines of an option rest on; raises Refused without lines."""
    estimate = estimates.live(case, option, today, agreed_only=True)
    insured = bool(estimates.coverages_of(case, option, today))
    beside = beside_of(estimate.lines, case.patient_id, today) if insured else None
    listed = listed_products()
    age = ages([case.patient_id], today)[case.patient_id]
    return Ground(
        estimate,
        tuple(_visits(option, estimate, today)),
        tuple(products_today(today)),
        frozenset((one.product.partner, one.product.name) for one in listed if one.example),
        tuple(one.plan for one in membership_plans(today) if one.active and one.plan.offered_on(today) and one.plan.is_for(age)),
        _member(case.patient_id, today),
        tuple(_member_lines(option, estimate, beside, today)),
        beside,
        (credits_known(today.year, option.id), credits_known(today.year - 1, option.id)),
    )


def _visits(option: Option, estimate: Estimate, today: date) -> list[Due]:
    """What each visit costs the patient, on its booked or planned day."""
    parts = {line.id: line.patient_cents for line in estimate.lines}
    dues = []
    for number, visit in enumerate(option.visits(), start=1):
        cents = sum(parts.get(str(line.id), 0) for line in visit.lines)
        booked = date.fromordinal(visit.sitting.day) if visit.sitting else None
        day = booked or next((line.planned_on for line in visit.lines if line.planned_on), None)
        if cents:
            dues.append(Due(f"visit {number}", day if day and day >= today else None, cents, visit.id))
    return dues


def _member_lines(option: Option, estimate: Estimate, beside: Beside | None, today: date) -> list[MemberLine]:
    """The lines that a membership lowers, on the days they are estimated for: all of them, or those that no plan covers."""
    days = {line.id: line.on for line in estimates.planned_lines(option, today)}
    rows = {row.id: row for row in estimate.lines if beside is None or row.id in beside.uncovered}
    return [
        MemberLine(line.code, line.fee, line.quantity, rows[str(line.id)].write_off_cents, visit.id, days[str(line.id)])
        for visit in option.visits()
        for line in visit.lines
        if str(line.id) in rows
    ]


def _member(patient_id: int, today: date) -> Membership | None:
    return next((one.membership for one in enrolled([patient_id]) if one.stands_on(today)), None)


def _presented(option: Option, estimate: Estimate, today: date) -> FrozenEstimate | None:
    """The newest estimate that was presented of the very lines and has not expired."""
    lines = {line.id for line in estimate.lines}
    holding = (kept for kept in estimates.frozen_of(option.id) if not kept.expired(today))
    return next((kept for kept in holding if {row.id for row in estimates.frozen_result(kept.id).lines} == lines), None)


def make_ways_page(by: By, case: CaseFile, option: Option, choices: Sequence[PaymentChoice]) -> int:
    """Draw up and keep the ways to pay as a page for the patient; returns the document's id.

    Raises Refused where an estimate of the same lines that was presented and still holds says another amount.
    """
    may_make(by.user)
    from tctui.documents.ways_page import render_ways

    patient, _ = parties(case)
    estimate = estimates.live(case, option, by.today, agreed_only=True)
    owed, valid = estimate.total.patient_cents, by.today + timedelta(days=estimates.VALID_DAYS)
    kept = _presented(option, estimate, by.today)
    if kept is not None and kept.patient != owed:
        raise Refused(
            f"Estimate {kept.number}, presented {show_date_year(kept.frozen_on)}, still holds at {money(kept.patient)};"
            f" today it is {money(owed)}. Freeze it anew (F in the estimate), then print."
        )
    valid = min(valid, kept.expires_on) if kept is not None else valid
    number = f"{case.id}-{document_number(case.id, WAYS_PAGE)}"
    name = f"option {option.letter}, {option.name}"
    page = ways_page(number, second(by.now), by.today, letterhead(), patient, name, owed, valid, choices)
    return keep_document(
        by.user.id, by.now, by.today, case, option, WAYS_PAGE, "Ways to pay", canonical_ways(page), render_ways(page), valid
    )  # fmt: skip
