"""A credit as streams of advances and payments, its rate by the actuarial method and its finance charge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import cast

from tctui.core.errors import Refused
from tctui.core.finance.apr import Flow, annual_percentage_rate
from tctui.core.finance.unit_periods import (
    Moment,
    Step,
    UnitPeriod,
    full_months,
    months_later,
    series_dates,
    series_moments,
)

FEBRUARY = 2
"""Its last day stands for the 29th, 30th and 31st on which the credit began (Appendix J (b)(3)(iv))."""

MOST_FLOWS = 12_000
"""Advances and payments together; thirty years of daily ones fit, more is refused as a typing error."""


@dataclass(frozen=True, slots=True)
class Stream:
    """``count`` equal amounts (dollars) from ``first`` on: a date with a step, or a number of unit-periods with one.

    ``day`` is the day of the month that a dated series is due on where ``first`` was cut to a month's end.
    """

    amount: Decimal
    count: int
    first: date | Fraction
    every: Step | Fraction
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A closed-end credit. ``unit`` None means the term of a single advance and a single payment.

    ``a_year`` replaces the number of unit-periods in a year where a dateless term needs it. ``even_first`` counts an
    odd first period as a regular one where Regulation Z allows it (12 CFR 1026.17(c)(4)).
    """

    advances: tuple[Stream, ...]
    payments: tuple[Stream, ...]
    unit: UnitPeriod | None
    a_year: Fraction | None = None
    even_first: bool = False

    def total_of_payments(self) -> Decimal:
        """Sum of all payments, in dollars."""
        return sum((s.amount * s.count for s in self.payments), Decimal(0))

    def amount_advanced(self) -> Decimal:
        """Sum of all advances, in dollars."""
        return sum((s.amount * s.count for s in self.advances), Decimal(0))

    def finance_charge(self) -> Decimal:
        """What the credit costs: payments less advances, in dollars."""
        return self.total_of_payments() - self.amount_advanced()

    def annual_percentage_rate(self) -> Decimal:
        """Give the rate per year in percent, unrounded. Raises Refused when there is none, saying why."""
        return annual_percentage_rate(*self.flows())

    def flows(self) -> tuple[list[Flow], list[Flow], Fraction]:
        """Give each advance and each payment with its moment, and the unit-periods in a year.

        Raises Refused for a mixture of dated and dateless streams, too many flows, or a term that is none.
        """
        dated = {isinstance(s.first, date) for s in (*self.advances, *self.payments)}
        if not self.advances or not self.payments:
            raise Refused("an annual percentage rate needs an advance and a payment")
        if len(dated) != 1:
            raise Refused("advances and payments must all have dates, or all have none")
        if sum(s.count for s in (*self.advances, *self.payments)) > MOST_FLOWS:
            raise Refused(f"more than {MOST_FLOWS:,} advances and payments")
        if dated == {False}:
            a_year = self.a_year or (self.unit.a_year if self.unit else None)
            if a_year is None:
                raise Refused("a term without dates must say how many of it make a year (periods_per_year)")
            return _dateless(self.advances), _dateless(self.payments), a_year
        start = min(cast(date, s.first) for s in self.advances)
        unit = self.unit or self._term(start)
        if isinstance(unit, Fraction):
            now, then = Moment(0, Fraction(0)), Moment(1, Fraction(0))
            return [Flow(self.advances[0].amount, now)], [Flow(self.payments[0].amount, then)], self.a_year or unit
        payments = _dated(self.payments, start, unit)
        if self.even_first and len(self.advances) == 1 and self._first_may_be_even(start, unit):
            payments = _with_even_first(payments)
        return _dated(self.advances, start, unit), payments, self.a_year or unit.a_year

    def _first_may_be_even(self, start: date, unit: UnitPeriod) -> bool:
        """Whether the odd first period is within the limits of 12 CFR 1026.17(c)(4), in actual or 30-day months."""
        dates = [day for stream in self.payments for day in _dates(stream)]
        first, term = min(dates), full_months(start, max(dates))[0]
        shorter, longer = (6, 13) if term < 12 else (11, 21) if term < 120 else (first.toordinal(), 32)
        if unit.unit in ("day", "week"):
            odd = [(first - start).days - unit.days]
        else:
            months, days = full_months(start, first)
            whole = {"semimonth": 0, "month": unit.n}.get(unit.unit, 12)
            before = months_later(first, -whole) if whole else first - timedelta(days=15)
            odd = [(before - start).days, 30 * (months - whole) + days - (0 if whole else 15)]
        return any(-shorter <= days <= longer for days in odd)

    def _term(self, start: date) -> UnitPeriod | Fraction:
        """The unit-period of a single payment: the term, or a year when longer (Appendix J (b)(4)(ii), (5)(vi))."""
        if [s.count for s in (*self.advances, *self.payments)] != [1, 1]:
            raise Refused("the term is the unit-period only for a single advance and a single payment")
        end = cast(date, self.payments[0].first)
        if end <= start:
            raise Refused("the payment must come after the advance")
        months, days = full_months(start, end, self.payments[0].day or end.day)
        if months >= 12:
            return UnitPeriod("year")
        return Fraction(12, months) if days == 0 else Fraction(365, (end - start).days)


def _dateless(streams: Sequence[Stream]) -> list[Flow]:
    moments = (
        (stream.amount, cast(Fraction, stream.first) + number * cast(Fraction, stream.every))
        for stream in streams
        for number in range(stream.count)
    )
    return [Flow(amount, Moment(int(at), at - int(at))) for amount, at in moments]


def _dates(stream: Stream) -> Sequence[date]:
    return list(series_dates(cast(date, stream.first), stream.count, cast(Step, stream.every), stream.day))


def _with_even_first(payments: list[Flow]) -> list[Flow]:
    first = min(payment.at for payment in payments)
    shift = 1 - (first.whole + first.fraction)
    moved = [(payment.amount, payment.at.whole + payment.at.fraction + shift) for payment in payments]
    return [Flow(amount, Moment(int(at), at - int(at))) for amount, at in moved]


def _dated(streams: Sequence[Stream], start: date, unit: UnitPeriod) -> list[Flow]:
    firsts = [cast(date, s.first) for s in streams]
    # A lone last payment on 30 November belongs to a series due on the 31st: it is measured as that series is.
    series_day = max(stream.day or first.day for stream, first in zip(streams, firsts, strict=True))
    flows: list[Flow] = []
    for stream, first in zip(streams, firsts, strict=True):
        day = max(series_day, start.day) if unit.unit == "month" and first.month == FEBRUARY else series_day
        anchor = stream.day or (day if months_later(first, 0, day) == first else first.day)
        moments = series_moments(start, first, stream.count, cast(Step, stream.every), unit, anchor)
        flows.extend(Flow(stream.amount, at) for at in moments)
    return flows
