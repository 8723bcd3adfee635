"""What the person at the desk has set on the ways to pay: down payment, months, rate, how often, courtesy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tctui.core.finance.deferred_interest import Accrual
from tctui.core.finance.plans import LEAST_PAYMENT, Frequency, PlanTerms, due_a_period_later

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


def usual(patient_cents: int, today: date) -> Wish:
    """Give what is proposed where nothing was agreed: a fifth down in whole steps, the rest over a year without interest."""
    return Wish(patient_cents, today, patient_cents // 5 // DOWN_STEP * DOWN_STEP)


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
