"""The in-house payment plan: terms, dates and a schedule exact to the cent."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum

from tctui.core.errors import Refused
from tctui.core.finance.unit_periods import Moment, Step, UnitPeriod, moment, months_later, series_dates, series_moments
from tctui.core.money import money, round_half_up

MOST_PAYMENTS = 360
HIGHEST_RATE = 10_000
"""Basis points a year (100 %): a higher rate is refused as a typing error, long above any state's limit."""

PRECISION = 40
"""Digits that interest is computed with before it is rounded to cents."""

LEAST_PAYMENT = 100
"""Cents. Smaller payments cost more to collect than they bring, and rounding would eat the last of them."""


class Frequency(StrEnum):
    """How often a plan is paid."""

    WEEKLY = "weekly"
    EVERY_TWO_WEEKS = "every two weeks"
    TWICE_A_MONTH = "twice a month"
    MONTHLY = "monthly"
    NTH_WEEKDAY = "same weekday of the month"

    @property
    def unit_period(self) -> UnitPeriod:
        """The unit-period in which the time to a payment is counted."""
        return _UNIT_PERIODS[self]

    @property
    def a_year(self) -> int:
        """Payments a year; the rate of one period is the yearly rate divided by it."""
        return int(self.unit_period.a_year)


_UNIT_PERIODS = {
    Frequency.WEEKLY: UnitPeriod("week"),
    Frequency.EVERY_TWO_WEEKS: UnitPeriod("week", 2),
    Frequency.TWICE_A_MONTH: UnitPeriod("semimonth"),
    Frequency.MONTHLY: UnitPeriod("month"),
    Frequency.NTH_WEEKDAY: UnitPeriod("month"),
}


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What was agreed. Cents; ``rate`` in basis points a year; ``interest_free`` payments open the plan free.

    ``total_cents`` is what the patient owes before the down payment, which is paid on ``agreed``. ``kept`` are the due
    dates of a plan that was agreed before: they stand, whatever dates the terms would give today.
    Raises Refused when the terms make no plan.
    """

    total_cents: int
    down_cents: int
    payments: int
    agreed: date
    first_due: date
    rate: int = 0
    frequency: Frequency = Frequency.MONTHLY
    interest_free: int = 0
    kept: tuple[date, ...] = field(default=(), compare=False, repr=False, metadata={"plain": False})

    def __post_init__(self) -> None:
        if self.down_cents < 0 or self.total_cents <= 0:
            raise Refused("a plan needs an amount above zero and a down payment that is not below it")
        if self.down_cents >= self.total_cents:
            raise Refused(f"a down payment of {money(self.down_cents)} leaves nothing to pay later")
        if not 1 <= self.payments <= MOST_PAYMENTS:
            raise Refused(f"a plan has 1 to {MOST_PAYMENTS} payments, not {self.payments}")
        if not 0 <= self.rate <= HIGHEST_RATE:
            raise Refused("the rate must be between 0 and 100 % a year")
        if not 0 <= self.interest_free <= self.payments:
            raise Refused(f"of {self.payments} payments {self.interest_free} cannot be free of interest")
        if self.first_due <= self.agreed:
            raise Refused("the first payment must fall after the day of the agreement")
        if self.principal_cents < LEAST_PAYMENT * self.payments:
            raise Refused(f"{self.payments} payments on {money(self.principal_cents)} are below 1.00 each")

    @property
    def principal_cents(self) -> int:
        """The amount financed: patient portion less down payment, in cents."""
        return self.total_cents - self.down_cents


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a plan, in cents; ``balance_cents`` is what remains of the principal after it."""

    number: int
    due: date
    amount_cents: int
    interest_cents: int
    principal_cents: int
    balance_cents: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The payments of a plan: they sum to principal and interest to the cent and leave a balance of zero."""

    terms: PlanTerms
    instalments: tuple[Instalment, ...]

    @property
    def level_cents(self) -> int:
        """The regular payment, in cents; the last one may differ by the rounding."""
        return self.instalments[0].amount_cents

    @property
    def last(self) -> Instalment:
        """The last payment."""
        return self.instalments[-1]

    @property
    def finance_charge_cents(self) -> int:
        """All interest, in cents."""
        return sum(i.interest_cents for i in self.instalments)

    @property
    def total_of_payments_cents(self) -> int:
        """All instalments without the down payment, in cents."""
        return sum(i.amount_cents for i in self.instalments)


def due_dates(first: date, count: int, frequency: Frequency, day: int | None = None) -> list[date]:
    """Give the ``count`` due dates from ``first`` on, strictly increasing. Raises Refused outside the calendar.

    ``day`` is the day of the month of a series that begins on a short month's end.

    Monthly keeps the day and falls back to a month's last day; twice a month takes the day and the day fifteen
    from it in turns; the same weekday of the month keeps second-Tuesday, a fifth weekday meaning the last.
    """
    if frequency is Frequency.NTH_WEEKDAY:
        return [_same_weekday(first, number) for number in range(count)]
    unit = frequency.unit_period
    return list(series_dates(first, count, Step(unit.unit, unit.n), day))


def plan_dates(terms: PlanTerms) -> list[date]:
    """Give the due dates of a plan: those kept with it, else as its terms give them."""
    if len(terms.kept) == terms.payments:
        return list(terms.kept)
    return due_dates(terms.first_due, terms.payments, terms.frequency, _month_day(terms))


def _month_day(terms: PlanTerms) -> int | None:
    """The day of the month that a plan was agreed on, where its first due date is the end of a month that is too short.

    Agreed on 31 January and first due on 28 February, it is due on 31 March: the same day, the last one where it is
    missing (12 CFR 1026 Appendix J (b)(3)(iv)).
    """
    day = terms.agreed.day
    if terms.frequency is not Frequency.MONTHLY or terms.first_due.day >= day:
        return None
    if terms.kept[1:2] and terms.kept[1] != months_later(terms.first_due, 1, day):
        return None
    return day if months_later(terms.first_due, 0, day) == terms.first_due else None


def with_kept(terms: PlanTerms, dates: Sequence[date | None]) -> PlanTerms:
    """Give terms the due dates that were agreed on them, where there are as many as payments."""
    days = tuple(day for day in dates if day)
    return replace(terms, kept=days) if len(days) == terms.payments else terms


def due_a_period_later(today: date, frequency: Frequency) -> date:
    """Give the first day on which a plan agreed today is due unless told: one period from today."""
    return due_dates(today, 2, frequency)[1]


def _same_weekday(first: date, months: int) -> date:
    opening = months_later(first.replace(day=1), months)
    day = 1 + (first.weekday() - opening.weekday()) % 7 + 7 * ((first.day - 1) // 7)
    return opening.replace(day=day if day <= monthrange(opening.year, opening.month)[1] else day - 7)


def first_period(terms: PlanTerms) -> Moment:
    """Count the periods from the agreement to the first payment as Regulation Z does (Appendix J (b)(5))."""
    return moment(terms.agreed, terms.first_due, terms.frequency.unit_period, _month_day(terms))


def plan_moments(terms: PlanTerms) -> list[Moment]:
    """Count the periods from the agreement to each payment as Regulation Z does (Appendix J (b)(5)).

    The same weekday of each month falls on days of its own, so its dates are counted one by one.
    """
    unit = terms.frequency.unit_period
    if terms.frequency is Frequency.NTH_WEEKDAY:
        return [moment(terms.agreed, day, unit) for day in plan_dates(terms)]
    step, day = Step(unit.unit, unit.n), _month_day(terms)
    return list(series_moments(terms.agreed, terms.first_due, terms.payments, step, unit, day))


def payment_schedule(terms: PlanTerms) -> Schedule:
    """Compute the schedule: a level payment rounded half-up, interest rounded each period, the last takes the rest.

    The first period bears interest for its true length, so the yearly rate is the annual percentage rate but for
    rounding. Raises Refused when so many payments on so small an amount leave nothing for the last.
    """
    with localcontext() as context:
        context.prec = PRECISION
        rates = period_rates(terms)
        level = round_half_up(_level(terms, rates[0]))
        balance = terms.principal_cents
        instalments: list[Instalment] = []
        for number, due in enumerate(plan_dates(terms), 1):
            interest = round_half_up(balance * rates[number - 1])
            amount = level if number < terms.payments else balance + interest
            balance += interest - amount
            if amount <= 0 or (balance <= 0 and number < terms.payments):
                raise Refused(f"{terms.payments} payments on {money(terms.principal_cents)} are too many for so little")
            instalments.append(Instalment(number, due, amount, interest, amount - interest, balance))
    return Schedule(terms, tuple(instalments))


def period_rates(terms: PlanTerms) -> list[Decimal]:
    """Give the interest on one cent over each period of the plan, 0 in the interest-free start.

    The first period counts for its true length (Appendix J (b)(5)); every other is one period of the frequency.
    """
    with localcontext() as context:
        context.prec = PRECISION
        rates = [Decimal(0) if number < terms.interest_free else _regular(terms) for number in range(terms.payments)]
        if not terms.interest_free:
            whole, fraction = first_period(terms)
            rate = rates[0]
            rates[0] = (1 + rate) ** whole * (1 + rate * fraction.numerator / fraction.denominator) - 1
    return rates


def _regular(terms: PlanTerms) -> Decimal:
    return Decimal(terms.rate) / 10_000 / terms.frequency.a_year


def _level(terms: PlanTerms, opening: Decimal) -> Decimal:
    principal, rate = Decimal(terms.principal_cents), _regular(terms)
    bearing = terms.payments - terms.interest_free
    if rate == 0 or bearing == 0:
        return principal / terms.payments
    annuity = (1 - (1 + rate) ** -bearing) / rate
    if terms.interest_free:
        return principal / (terms.interest_free + annuity)
    return principal * (1 + opening) / (1 + rate) / annuity
