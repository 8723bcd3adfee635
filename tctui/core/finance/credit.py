"""A credit as streams of advances and payments, read from plain data, and its rate and finance charge."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, cast, get_args

from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.apr import Flow, annual_percentage_rate
from tctui.core.finance.unit_periods import Moment, Step, Unit, UnitPeriod, full_months, months_later, series_moments

MOST_PAYMENTS = 2_600
"""Fifty years of weekly payments; more is refused as a typing error."""


@dataclass(frozen=True, slots=True)
class Stream:
    """``count`` equal amounts (dollars) from ``first`` on: a date with a step, or a unit-period number with one."""

    amount: Decimal
    count: int
    first: date | int
    every: Step | int


@dataclass(frozen=True, slots=True)
class Credit:
    """A closed-end credit. ``unit`` None means the term of a single advance and a single payment.

    ``a_year`` replaces the number of unit-periods in a year where a dateless term needs it.
    """

    advances: tuple[Stream, ...]
    payments: tuple[Stream, ...]
    unit: UnitPeriod | None
    a_year: Fraction | None = None

    def total_of_payments(self) -> Decimal:
        """Sum of all payments, in dollars."""
        return sum((s.amount * s.count for s in self.payments), Decimal(0))

    def finance_charge(self) -> Decimal:
        """What the credit costs: payments less advances, in dollars."""
        return self.total_of_payments() - sum((s.amount * s.count for s in self.advances), Decimal(0))

    def annual_percentage_rate(self) -> Decimal:
        """Give the rate per year in percent, unrounded. Raises Refused when there is none, saying why."""
        return annual_percentage_rate(*self._flows())

    def _flows(self) -> tuple[list[Flow], list[Flow], Fraction]:
        dated = {isinstance(s.first, date) for s in (*self.advances, *self.payments)}
        if len(dated) != 1:
            raise Refused("advances and payments must all have dates, or all have none")
        if sum(s.count for s in (*self.advances, *self.payments)) > MOST_PAYMENTS:
            raise Refused(f"more than {MOST_PAYMENTS} advances and payments")
        if dated == {False}:
            a_year = self.a_year or (self.unit.a_year if self.unit else None)
            if a_year is None:
                raise Refused("a term without dates must say how many of it make a year")
            return self._dateless(self.advances), self._dateless(self.payments), a_year
        start = min(s.first for s in self.advances if isinstance(s.first, date))
        unit = self.unit or self._term(start)
        if isinstance(unit, Fraction):
            now, then = Moment(0, Fraction(0)), Moment(1, Fraction(0))
            return [Flow(self.advances[0].amount, now)], [Flow(self.payments[0].amount, then)], unit
        return (
            _dated(self.advances, start, unit),
            _dated(self.payments, start, unit),
            self.a_year or unit.a_year,
        )

    def _dateless(self, streams: Sequence[Stream]) -> list[Flow]:
        return [
            Flow(s.amount, Moment(cast(int, s.first) + number * cast(int, s.every), Fraction(0)))
            for s in streams
            for number in range(s.count)
        ]

    def _term(self, start: date) -> UnitPeriod | Fraction:
        """The unit-period of a single payment: the term, or a year when longer (Appendix J (b)(4)(ii), (5)(vi))."""
        if [s.count for s in (*self.advances, *self.payments)] != [1, 1]:
            raise Refused("the term is the unit-period only for a single advance and a single payment")
        end = cast(date, self.payments[0].first)
        if end <= start:
            raise Refused("the payment must come after the advance")
        months, days = full_months(start, end, end.day)
        if months >= 12:
            return UnitPeriod("year")
        return Fraction(12, months) if days == 0 else Fraction(365, (end - start).days)


def _dated(streams: Sequence[Stream], start: date, unit: UnitPeriod) -> list[Flow]:
    firsts = [cast(date, s.first) for s in streams]
    # A lone last payment on 30 November belongs to a series due on the 31st: it is measured as that series is.
    series_day = max(first.day for first in firsts)
    flows: list[Flow] = []
    for stream, first in zip(streams, firsts, strict=True):
        anchor = series_day if months_later(first, 0, series_day) == first else first.day
        moments = series_moments(start, first, stream.count, cast(Step, stream.every), unit, anchor)
        flows.extend(Flow(stream.amount, at) for at in moments)
    return flows


def credit_from_plain(plain: Mapping[str, Any]) -> Credit:
    """Read a credit from plain data: ``unit_period`` {unit, n}, ``advances`` and ``payments`` as lists of streams.

    A stream has ``amount`` and ``count`` with ``date`` or ``first_date`` and ``every`` {unit, n}, or with
    ``first_t`` and ``every_t`` in unit-periods. Raises Unreadable naming the part that is missing or wrong.
    """
    unit_period = plain.get("unit_period")
    if not isinstance(unit_period, Mapping):
        raise Unreadable("unit_period is missing")
    a_year = unit_period.get("periods_per_year")
    try:
        per_year = None if a_year is None else Fraction(str(a_year))
    except (ValueError, ZeroDivisionError):
        raise Unreadable("unit_period: periods_per_year is not a number") from None
    if per_year is not None and per_year <= 0:
        raise Unreadable("unit_period: periods_per_year must be above zero")
    unit = None if unit_period.get("unit") == "term" else UnitPeriod(*_unit(unit_period, "unit_period"))
    return Credit(_streams(plain, "advances"), _streams(plain, "payments"), unit, per_year)


def _unit(plain: Mapping[str, Any], where: str) -> tuple[Unit, int]:
    unit, n = plain.get("unit"), plain.get("n", 1)
    if unit not in get_args(Unit):
        raise Unreadable(f"{where}: unit must be one of {', '.join(get_args(Unit))}")
    return cast(Unit, unit), _whole(n, f"{where}: n", 1, 1_000)


def _streams(plain: Mapping[str, Any], name: str) -> tuple[Stream, ...]:
    rows = plain.get(name)
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        raise Unreadable(f"{name} are missing")
    return tuple(_stream(row, f"{name} {number}") for number, row in enumerate(rows, 1))


def _stream(row: object, where: str) -> Stream:
    if not isinstance(row, Mapping):
        raise Unreadable(f"{where}: not an amount with a date")
    try:
        amount = Decimal(str(row.get("amount")))
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite() or not 0 < amount < 10**12:
        raise Unreadable(f"{where}: amount must be above zero and below a million millions")
    count = _whole(row.get("count", 1), f"{where}: count", 1, MOST_PAYMENTS)
    said = row.get("date", row.get("first_date"))
    if said is None:
        first = _whole(row.get("first_t"), f"{where}: first_t", 0, 10_000)
        return Stream(amount, count, first, _whole(row.get("every_t", 1), f"{where}: every_t", 1, 10_000))
    if not isinstance(said, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
        raise Unreadable(f"{where}: dates are written 2026-09-14")
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise Unreadable(f"{where}: there is no {said}") from None
    every = row.get("every")
    step = Step(*_unit(every, f"{where}: every")) if isinstance(every, Mapping) else Step("month")
    return Stream(amount, count, day, step)


def _whole(value: object, where: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Unreadable(f"{where} must be a whole number from {least} to {most}")
    return value
