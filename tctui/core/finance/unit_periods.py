"""Unit-periods: how Regulation Z counts the time between two dates (12 CFR 1026 Appendix J (b)(3) to (b)(5))."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

from tctui.core.errors import Refused

Unit = Literal["day", "week", "semimonth", "month", "year"]


class Moment(NamedTuple):
    """A point in time after the first advance: whole unit-periods and the remaining fraction of one."""

    whole: int
    fraction: Fraction


@dataclass(frozen=True, slots=True)
class UnitPeriod:
    """A standard interval of ``n`` units; never above a year (Appendix J (b)(4))."""

    unit: Unit
    n: int = 1

    def __post_init__(self) -> None:
        longest = {"day": 365, "week": 52, "semimonth": 1, "month": 12, "year": 1}[self.unit]
        if not 1 <= self.n <= longest:
            raise Refused(f"a unit-period of {self.n} × {self.unit} is not allowed")

    @property
    def a_year(self) -> Fraction:
        """How many of them make a year."""
        return Fraction({"day": 365, "week": 52, "semimonth": 24, "month": 12, "year": 1}[self.unit], self.n)

    @property
    def days(self) -> int:
        """Its length in days, a month taken as 30."""
        return self.n * {"day": 1, "week": 7, "semimonth": 15, "month": 30, "year": 365}[self.unit]


def months_later(first: date, months: int, anchor: int | None = None) -> date:
    """Step ``months`` (either way) from a date, keeping its day of the month or the last day where it is missing.

    ``anchor`` is the day of the month that the series is due on when ``first`` itself was cut to a month's end.
    Raises Refused outside the calendar.
    """
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise Refused("a date outside the calendar")
    return date(year, month + 1, min(anchor or first.day, monthrange(year, month + 1)[1]))


def full_months(earlier: date, later: date, anchor: int | None = None) -> tuple[int, int]:
    """Count full months measured back from the later date, and the days left before them (Appendix J (b)(5)(ii)).

    ``anchor`` is the day of the month of the later date's series: 31 for the last day of each month.
    """
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    if months_later(later, -months, anchor) < earlier:
        months -= 1
    return months, (months_later(later, -months, anchor) - earlier).days


def moment(earlier: date, later: date, unit: UnitPeriod, anchor: int | None = None) -> Moment:
    """Count the unit-periods from the earlier to the later date (Appendix J (b)(5)).

    Raises Refused when the later date comes before the earlier.
    """
    if later < earlier:
        raise Refused(f"{later.isoformat()} comes before the first advance on {earlier.isoformat()}")
    if unit.unit in ("day", "week"):
        return _divided((later - earlier).days, unit.n * (7 if unit.unit == "week" else 1))
    months, days = full_months(earlier, later, anchor)
    if unit.unit == "month" and unit.n == 1:
        return Moment(months, Fraction(days, 30))
    if unit.unit == "semimonth" or (unit.unit == "month" and unit.n < 12):
        return _divided(30 * months + days, 15 if unit.unit == "semimonth" else 30 * unit.n)
    years, left = divmod(months, 12)
    if days == 0:
        return Moment(years, Fraction(left, 12))
    return Moment(years, Fraction((months_later(later, -12 * years, anchor) - earlier).days, 365))


def _divided(days: int, length: int) -> Moment:
    return Moment(days // length, Fraction(days % length, length))


@dataclass(frozen=True, slots=True)
class Step:
    """The interval between two payments of one series: ``n`` days, weeks, half months, months or years."""

    unit: Unit
    n: int = 1

    @property
    def months(self) -> Fraction | None:
        """The interval in months, or None when it is counted in days."""
        shares = {"semimonth": Fraction(1, 2), "month": Fraction(1), "year": Fraction(12)}
        return self.n * shares[self.unit] if self.unit in shares else None


def series_moments(
    start: date, first: date, count: int, step: Step, unit: UnitPeriod, anchor: int | None = None
) -> Iterator[Moment]:
    """Yield the moment of each of ``count`` payments of a series that begins on ``first``, seen from ``start``.

    A series in months seen in unit-periods of months is regular by definition, whatever the length of the months
    (12 CFR 1026.17(c)(3)); any other combination is counted date by date, half months too, whose odd days then take
    turns as (b)(5)(iii) has it.
    """
    opening = moment(start, first, unit, anchor)
    if step.months is not None and unit.unit == "month" and not (unit.n == 12 and opening.fraction):
        for number in range(count):
            later = opening.whole + opening.fraction + number * step.months / unit.n
            # The fraction keeps its own size: 30 odd days of a month stay a fraction of 30/30, as first counted.
            if (number * step.months / unit.n).denominator == 1:
                yield Moment(opening.whole + int(number * step.months / unit.n), opening.fraction)
            else:
                yield Moment(int(later), later - int(later))
        return
    day = anchor or first.day
    for number, on in enumerate(series_dates(first, count, step, anchor)):
        odd = step.unit == "semimonth" and number * step.n % 2
        yield moment(start, on, unit, _half_month_day(day) if odd else day if step.months is not None else None)


def series_dates(first: date, count: int, step: Step, anchor: int | None = None) -> Iterator[date]:
    """Yield the ``count`` dates of a series; half months are the day and the day fifteen days from it."""
    for number in range(count):
        yield date_in_series(first, number, step, anchor)


def date_in_series(first: date, number: int, step: Step, anchor: int | None = None) -> date:
    """Give the date ``number`` steps after the first one of a series. Raises Refused outside the calendar."""
    if step.months is None:
        try:
            return first + timedelta(days=number * step.n * (7 if step.unit == "week" else 1))
        except OverflowError:
            raise Refused("a date outside the calendar") from None
    if step.unit == "semimonth":
        return half_month(first, number * step.n, anchor)
    return months_later(first, number * int(step.months), anchor)


def half_month(first: date, halves: int, anchor: int | None = None) -> date:
    """Step ``halves`` half months from a date: its day and the day fifteen later (or earlier) take turns."""
    day = anchor or first.day
    months, odd = divmod(halves, 2)
    if not odd:
        return months_later(first, months, day)
    return months_later(first, months + (day > 15), _half_month_day(day))


def _half_month_day(day: int) -> int:
    """The other day of the month of a series in half months."""
    return day + 15 if day <= 15 else day - 15
