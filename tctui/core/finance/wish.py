"""What the person at the desk has set on the ways to pay: down payment, months, rate, how often, courtesy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tctui.core.errors import Refused
from tctui.core.finance.deferred_interest import Accrual
from tctui.core.finance.plans import (
    HIGHEST_RATE,
    LEAST_PAYMENT,
    Frequency,
    PlanTerms,
    due_a_period_later,
    payment_schedule,
)

YEAR, MOST_MONTHS = 12, 120
DOWN_STEP = 5_000
"""What a down payment is raised and lowered by, in cents."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person at the desk has set. Cents, basis points; ``first_due`` None means one period from today.

    ``months`` is how long the patient wants to pay: a plan gets as many payments as its frequency makes of it.
    """

    patient_cents: int
    today: date
    down_cents: int = 0
    months: int = 12
    rate: int = 0
    frequency: Frequency = Frequency.MONTHLY
    first_due: date | None = None
    interest_free: int = 0
    courtesy: int = 0
    accrual: Accrual = Accrual.DAILY

    @property
    def payments(self) -> int:
        """Payments of a plan over these months at its frequency."""
        return max(1, (2 * self.months * self.frequency.a_year + 12) // 24)

    @property
    def most_down_cents(self) -> int:
        """The largest down payment: it leaves a plan its least payments."""
        return max(0, self.patient_cents - LEAST_PAYMENT * self.payments)

    def owing(self, patient_cents: int) -> Wish:
        """Give the wish for what is owed now; a down payment that has become too large falls to the largest."""
        wish = replace(self, patient_cents=patient_cents)
        return replace(wish, down_cents=min(wish.down_cents, wish.most_down_cents))


@dataclass(frozen=True, slots=True)
class Proposal:
    """The plan that is proposed where nothing was agreed: over so many months, 0 for none; ``rate`` and ``down`` in basis
    points, the latter of what the patient pays. Raises Refused for one that cannot be.
    """

    months: int = 12
    rate: int = 0
    down: int = 2_000

    def __post_init__(self) -> None:
        if not 0 <= self.months <= MOST_MONTHS:
            raise Refused(f"A number of months from 0 to {MOST_MONTHS}.")
        if not 0 <= self.rate <= HIGHEST_RATE:
            raise Refused("The rate is between 0 and 100 % a year.")
        if not 0 <= self.down < 10_000:
            raise Refused("The down payment is 0 to 99 %.")


def usual(patient_cents: int, today: date, proposal: Proposal) -> Wish:
    """Give what is proposed where nothing was agreed; the down payment in whole steps, a year where no plan is."""
    down = patient_cents * proposal.down // 10_000 // DOWN_STEP * DOWN_STEP
    return Wish(patient_cents, today, down, proposal.months or YEAR, proposal.rate)


def monthly_of(patient_cents: int, today: date, proposal: Proposal) -> int | None:
    """Give what a month of it costs with nothing down, cents, to compare by; None for too small a sum or without a plan."""
    if not proposal.months:
        return None
    try:
        return payment_schedule(plan_terms(Wish(patient_cents, today, 0, proposal.months, proposal.rate))).level_cents
    except Refused:
        return None


def as_agreed(terms: PlanTerms, patient_cents: int, today: date) -> Wish:
    """Give the wish that a plan agreed on answers, for what is owed now; a first due day that is past is tomorrow."""
    months = max(1, round(terms.payments * 12 / terms.frequency.a_year))
    first = terms.first_due if terms.agreed == today else max(terms.first_due, today + timedelta(days=1))
    return Wish(
        patient_cents, today, terms.down_cents, months, terms.rate, terms.frequency, first, terms.interest_free
    )  # fmt: skip


def plan_terms(wish: Wish) -> PlanTerms:
    """Give the terms of an in-house plan as wished. Raises Refused when they make none."""
    first = wish.first_due or due_a_period_later(wish.today, wish.frequency)
    return PlanTerms(
        wish.patient_cents,
        wish.down_cents,
        wish.payments,
        wish.today,
        first,
        wish.rate,
        wish.frequency,
        min(wish.interest_free, wish.payments),
    )
