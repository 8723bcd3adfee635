"""Orthodontic payout: how a plan spreads its lifetime maximum over a case, instalment by instalment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tctui.core.estimate.periods import add_months
from tctui.core.money import percent_of


@dataclass(frozen=True, slots=True)
class OrthoTerms:
    """How a plan pays for a case; shares in basis points, ``every_months`` 1 monthly or 3 quarterly.

    ``down_share`` is the part of the case fee recognised when the appliance is placed; the rest is spread evenly
    over ``months`` of treatment. ``percent`` is the plan's share, ``lifetime_cents`` what is left of its maximum.
    """

    percent: int
    lifetime_cents: int
    down_share: int = 2_500
    months: int = 24
    every_months: int = 1


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
    whole = min(percent_of(case_fee, terms.percent), terms.lifetime_cents)
    down = min(percent_of(percent_of(case_fee, terms.down_share), terms.percent), whole)
    rows = [Instalment(placed_on, down)] if down else []
    count = -(-terms.months // terms.every_months)
    share = percent_of(case_fee, terms.percent) - percent_of(percent_of(case_fee, terms.down_share), terms.percent)
    each = share // count if count else 0
    left = whole - down
    for number in range(1, count + 1):
        cents = left if number == count else min(each, left)
        if cents:
            rows.append(Instalment(add_months(placed_on, number * terms.every_months), cents))
            left -= cents
    return rows
