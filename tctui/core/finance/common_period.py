"""The unit-period of a credit whose paper does not say it: its most frequent period (Appendix J (b)(4))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from tctui.core.errors import Refused
from tctui.core.finance.credit import Stream
from tctui.core.finance.unit_periods import Step, UnitPeriod, full_months, series_dates

YEAR = 365


class _Period(NamedTuple):
    """A length: in days for sorting, a month taken as 30, with the unit that measures it."""

    days: int
    unit: UnitPeriod


def common_period(advances: Sequence[Stream], payments: Sequence[Stream]) -> UnitPeriod | None:
    """Give the period that occurs most often, the smaller of two, or the average rounded to a standard one.

    None means the term of a single advance and a single payment. Raises Refused without dates.
    """
    if any(not isinstance(stream.first, date) for stream in (*advances, *payments)):
        raise Refused("without dates unit_period must be said")
    if sum(stream.count for stream in advances) == 1 and sum(stream.count for stream in payments) == 1:
        return None
    counts: Counter[_Period] = Counter()
    for side in (advances, payments):
        for stream in side:
            if stream.count > 1:
                counts[_of_step(stream.every)] += stream.count - 1
    start = min(day for stream in advances for day in _ends(stream))
    for earlier, later in (*_gaps(advances, None), *_gaps(payments, start)):
        counts[_between(earlier, later)] += 1
    most = max(counts.values(), default=0)
    if most > 1:
        return min(period for period, count in counts.items() if count == most).unit
    average = Fraction(sum(period.days for period in counts), max(1, len(counts)))
    return min(_standard(), key=lambda period: (abs(period.days - average), period.days)).unit


def _ends(stream: Stream) -> tuple[date, date]:
    assert isinstance(stream.first, date)
    assert isinstance(stream.every, Step)
    days = list(series_dates(stream.first, stream.count, stream.every, stream.day))
    return days[0], days[-1]


def _gaps(streams: Sequence[Stream], start: date | None) -> Iterator[tuple[date, date]]:
    """The periods between the streams of one side, from the start of the credit on."""
    ends = sorted(_ends(stream) for stream in streams)
    if start is not None and ends[0][0] > start:
        yield start, ends[0][0]
    for (_, last), (first, _) in pairwise(ends):
        if first > last:
            yield last, first


def _of_step(step: Step | Fraction) -> _Period:
    assert isinstance(step, Step)
    if step.unit == "semimonth" and step.n > 1:
        step = Step("month", step.n // 2) if step.n % 2 == 0 else Step("day", 15 * step.n)
    months = step.n * (12 if step.unit == "year" else 1)
    if step.unit in ("month", "year"):
        return _months(months)
    if step.unit == "semimonth":
        return _Period(15, UnitPeriod("semimonth"))
    return _days(step.n * (7 if step.unit == "week" else 1))


def _between(earlier: date, later: date) -> _Period:
    months, odd = full_months(earlier, later)
    return _months(months) if months and not odd else _days((later - earlier).days)


def _months(months: int) -> _Period:
    return _Period(30 * months, UnitPeriod("month", months)) if months < 12 else _Period(YEAR, UnitPeriod("year"))


def _days(days: int) -> _Period:
    if days >= YEAR:
        return _Period(YEAR, UnitPeriod("year"))
    return _Period(days, UnitPeriod("day", days) if days % 7 else UnitPeriod("week", days // 7))


def _standard() -> list[_Period]:
    weeks = [_days(7 * number) for number in range(1, 53)]
    months = [_months(number) for number in range(1, 13)]
    return [_Period(1, UnitPeriod("day")), _Period(15, UnitPeriod("semimonth")), *weeks, *months]
