"""Orthodontic payout: how a plan spreads its lifetime maximum over a case, instalment by instalment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tctui.core.estimate.periods import add_months
from tctui.core.money import percent_of

USUAL_MONTHS = 24
"""Months of treatment where nothing else is said."""


class DownPayment(StrEnum):
    """What the share at placing is taken of: the case fee (and the plan's percentage of that), or the plan's money."""

    OF_CASE_FEE = "case_fee"
    OF_BENEFIT = "benefit"
    OF_MAXIMUM = "maximum"


@dataclass(frozen=True, slots=True)
class OrthoTerms:
    """How a plan pays for a case; shares in basis points, ``every_months`` 1 monthly, 3 quarterly, 0 all at once.

    ``down_share`` is recognised when the appliance is placed, of what ``down_of`` says; ``down_cents`` is an amount
    of the plan's money in its place. The rest is spread evenly over ``months`` of treatment. ``percent`` is the
    plan's share and ``lifetime_cents`` what is left of its maximum; None leaves them to the plan's other rules.
    """

    percent: int | None = None
    lifetime_cents: int | None = None
    down_share: int = 2_500
    months: int = USUAL_MONTHS
    every_months: int = 1
    down_cents: int | None = None
    down_of: DownPayment = DownPayment.OF_CASE_FEE
    case_fee_cents: int | None = None
    placed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of the plan: the day it falls due and its cents."""

    on: date
    cents: int


def payout(case_fee: int, terms: OrthoTerms, placed_on: date) -> list[Instalment]:
    """List the plan's payments for a case fee in cents: down payment, then instalments until fee or maximum is reached.

    The payments add up to the lesser of the plan's share of the case and the lifetime maximum, to the cent: the last
    instalment is trimmed, or takes what rounding left.
    """
    percent = 10_000 if terms.percent is None else terms.percent
    share = percent_of(case_fee, percent)
    whole = share if terms.lifetime_cents is None else min(share, terms.lifetime_cents)
    count = -(-terms.months // terms.every_months) if terms.every_months else 0
    down = min(_down(case_fee, terms, percent, share, whole), whole) if count else whole
    rows = [Instalment(placed_on, down)] if down else []
    spread = whole if terms.down_of is not DownPayment.OF_CASE_FEE else share
    each = _rounded_part(max(0, spread - down), count)
    left = whole - down
    for number in range(1, count + 1):
        cents = left if number == count else min(each, left)
        if cents:
            rows.append(Instalment(add_months(placed_on, number * terms.every_months), cents))
            left -= cents
    return rows


def _down(case_fee: int, terms: OrthoTerms, percent: int, share: int, whole: int) -> int:
    if terms.down_cents is not None:
        return terms.down_cents
    if terms.down_of is DownPayment.OF_CASE_FEE:
        return percent_of(percent_of(case_fee, terms.down_share), percent)
    if terms.down_of is DownPayment.OF_MAXIMUM and terms.lifetime_cents is not None:
        return percent_of(terms.lifetime_cents, terms.down_share)
    return percent_of(whole, terms.down_share)


def _rounded_part(cents: int, count: int) -> int:
    """An even part of an amount, half-up to the cent."""
    return (2 * cents + count) // (2 * count) if count else 0
