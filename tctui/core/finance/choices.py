"""The ways to pay one patient portion, side by side: in full, per visit, or by an in-house plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tctui.core.errors import Refused
from tctui.core.finance.plan_rate import plan_apr
from tctui.core.finance.plans import PlanTerms, Schedule, payment_schedule
from tctui.core.money import money, percent_of, round_half_up


class Way(StrEnum):
    """A way to pay."""

    IN_FULL = "pay in full"
    PER_VISIT = "pay per visit"
    IN_HOUSE = "in-house plan"


@dataclass(frozen=True, slots=True)
class Due:
    """An amount in cents that falls due; ``on`` None means on the day of the visit that ``label`` names."""

    label: str
    on: date | None
    amount_cents: int


@dataclass(frozen=True, slots=True)
class PaymentChoice:
    """One way to pay with everything that is compared or printed. Cents throughout.

    ``patient_cents`` is the portion before the ``courtesy_cents`` taken off it; ``dues`` hold every payment, today's
    too, in order. ``terms`` are set for an in-house plan alone.
    """

    way: Way
    patient_cents: int
    agreed: date
    dues: tuple[Due, ...]
    courtesy_cents: int = 0
    terms: PlanTerms | None = None

    @property
    def due_today_cents(self) -> int:
        """What is paid on the day of the agreement."""
        return sum(due.amount_cents for due in self.dues if due.on == self.agreed)

    @property
    def level_cents(self) -> int | None:
        """The regular payment of a plan at its own frequency."""
        return payment_schedule(self.terms).level_cents if self.terms else None

    @property
    def monthly_cents(self) -> int | None:
        """The regular payment of a plan as an amount a month, rounded half-up when it is paid at another pace."""
        if not self.terms:
            return None
        return round_half_up(Decimal(self.level_cents or 0) * self.terms.frequency.a_year / 12)

    @property
    def last(self) -> Due:
        """The last payment."""
        return self.dues[-1]

    @property
    def total_cents(self) -> int:
        """All that the patient pays."""
        return sum(due.amount_cents for due in self.dues)

    @property
    def finance_charge_cents(self) -> int:
        """The cost of credit: what is paid above the patient portion less the courtesy."""
        return self.total_cents - self.patient_cents + self.courtesy_cents

    @property
    def schedule(self) -> Schedule | None:
        """The schedule of an in-house plan with interest and balance."""
        return payment_schedule(self.terms) if self.terms else None

    @property
    def apr(self) -> Decimal | None:
        """The annual percentage rate of a plan in percent, two places; None where no credit is given."""
        return plan_apr(payment_schedule(self.terms)) if self.terms else None


def in_full(patient_cents: int, agreed: date, courtesy: int = 0) -> PaymentChoice:
    """Pay everything today, less a courtesy in basis points (0 to 10,000)."""
    if patient_cents <= 0:
        raise Refused("nothing is left for the patient to pay")
    if not 0 <= courtesy <= 10_000:
        raise Refused("a courtesy is between 0 and 100 %")
    off = percent_of(patient_cents, courtesy)
    return PaymentChoice(Way.IN_FULL, patient_cents, agreed, (Due("in full", agreed, patient_cents - off),), off)


def per_visit(visits: Sequence[Due], agreed: date, down_cents: int = 0) -> PaymentChoice:
    """Pay each visit's patient portion on its day; a down payment today is taken off the last visits first.

    Visits with nothing to pay drop out. Raises Refused when nothing is owed or the down payment is more than that.
    """
    owed = sum(visit.amount_cents for visit in visits)
    if owed <= 0 or any(visit.amount_cents < 0 for visit in visits):
        raise Refused("nothing is left for the patient to pay")
    if not 0 <= down_cents <= owed:
        raise Refused(f"a down payment of {money(down_cents)} is more than the {money(owed)} owed")
    left, kept = down_cents, []
    for visit in reversed(visits):
        off = min(left, visit.amount_cents)
        left -= off
        if visit.amount_cents - off:
            kept.append(Due(visit.label, visit.on, visit.amount_cents - off))
    if down_cents:
        kept.append(Due("today", agreed, down_cents))
    return PaymentChoice(Way.PER_VISIT, owed, agreed, tuple(reversed(kept)))


def in_house(terms: PlanTerms) -> PaymentChoice:
    """Pay by an in-house plan: the down payment today, then the schedule."""
    down = [Due("down payment", terms.agreed, terms.down_cents)] if terms.down_cents else []
    count = terms.payments
    paid = [Due(f"payment {i.number} of {count}", i.due, i.amount_cents) for i in payment_schedule(terms).instalments]
    return PaymentChoice(Way.IN_HOUSE, terms.total_cents, terms.agreed, (*down, *paid), terms=terms)
