"""Answers over several years: the rollover bank of each benefit year, and the instalments of an orthodontic case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tctui.core.estimate.exchange import Request
from tctui.core.estimate.maximum import considered, maximum_ledger, years_of_use
from tctui.core.estimate.ortho import Instalment, OrthoTerms, payout
from tctui.core.estimate.periods import add_months
from tctui.core.estimate.plan import Plan, is_general
from tctui.core.estimate.result import Estimate
from tctui.core.estimate.rollover import banks
from tctui.core.estimate.rules import Level, Period
from tctui.core.estimate.terms import CoverageTerms

ORTHO = ("ortho", "orthodontics", "orthodontic")
"""Categories whose lines make up an orthodontic case."""

YEARS_AHEAD = 3
"""Benefit years shown where no earlier year is known: as many as the phases of a treatment are spread over."""

OFTEN = {1: "monthly", 3: "quarterly", 6: "semi_annual", 12: "annual"}


def rollover_by_year(request: Request) -> dict[str, Any]:
    """The bank brought forward into each benefit year, from the first known one to the year after the last known use.

    Where no use is known at all, the current year and the next two are shown, as they come when each year earns it.
    """
    terms = request.coverages[0] if request.coverages else None
    if terms is None or terms.rollover is None:
        return {}
    plan = Plan(terms, request.office, request.patient, request.as_of)
    number = _general(plan)
    maximum = None if number is None else plan.maximums[number].cents
    if number is None or maximum is None:
        return {}
    rule = terms.rollover
    until = plan.year(request.as_of)
    known = [plan.year(entry.on or request.as_of) for entry in terms.history if not entry.person and entry.paid_cents]
    if known:
        until = max(until, add_months(max(known), 12))
    else:
        until = add_months(until, 12 * (YEARS_AHEAD - 1))
        rule = replace(rule, needs_claim=False)
    row = banks(rule, maximum, years_of_use(plan, maximum_ledger(plan), number, "", until))
    return {
        "rollover_brought_forward": [cents / 100 for cents in row],
        "max_available_by_year": [(maximum + cents) / 100 for cents in row],
    }


def _general(plan: Plan) -> int | None:
    """The number of the patient's own whole-plan maximum of a benefit year."""
    for number, rule in enumerate(plan.maximums):
        if is_general(rule.scope) and rule.level is Level.INDIVIDUAL and rule.period is Period.BENEFIT_YEAR:
            return number
    return None


def ortho_payments(request: Request, result: Estimate) -> dict[str, Any]:
    """How the primary plan pays for the orthodontic case of a request: down payment, instalments, and their sum."""
    terms = request.coverages[0] if request.coverages else None
    if terms is None or terms.ortho is None:
        return {}
    how, fee, placed_on = _case(request, terms, terms.ortho, result)
    rows = payout(fee, how, placed_on)
    down = rows[0].cents if rows and rows[0].on == placed_on else 0
    later = rows[1:] if down else rows
    reply: dict[str, Any] = {
        "case_fee": fee / 100,
        "total": sum(row.cents for row in rows) / 100,
        "initial": down / 100,
        "payments": [_payment(row) for row in rows],
        "count": len(later),
    }
    if later:
        reply[OFTEN.get(how.every_months, "instalment")] = later[0].cents / 100
        reply["last"] = later[-1].cents / 100
    reply["patient"] = (fee - sum(row.cents for row in rows)) / 100
    return {"ortho": reply}


def _payment(row: Instalment) -> dict[str, Any]:
    return {"date": row.on.isoformat(), "amount": row.cents / 100}


def _case(request: Request, terms: CoverageTerms, how: OrthoTerms, result: Estimate) -> tuple[OrthoTerms, int, date]:
    """The case to pay for: the request's orthodontic lines as estimated, or the fee that the payout itself names."""
    lines = [line for line in request.lines if line.category in ORTHO]
    placed_on = how.placed_on or (lines[0].on if lines else None) or request.as_of
    if how.case_fee_cents is None and lines:
        shares = [result.line(line.id).shares[0] for line in lines]
        allowed = sum(share.allowed_cents for share in shares)
        share = shares[0].percent if how.percent is None else how.percent
        pays = sum(share.insurance_cents for share in shares)
        limit = pays if how.lifetime_cents is None else min(pays, how.lifetime_cents)
        return replace(how, percent=share or 0, lifetime_cents=limit), allowed, placed_on
    plan = Plan(terms, request.office, request.patient, request.as_of)
    service = plan.service("", ORTHO[0])
    percent = how.percent
    if percent is None and service.percent is not None:
        percent = service.percent.percent
    ledger = maximum_ledger(plan)
    left = [
        max(0, most - ledger.used(number, "", "", placed_on))
        for number in considered(plan, service)
        if (most := plan.maximums[number].cents) is not None
    ]
    lifetime = min(left, default=None) if how.lifetime_cents is None else how.lifetime_cents
    return replace(how, percent=percent, lifetime_cents=lifetime), how.case_fee_cents or 0, placed_on
