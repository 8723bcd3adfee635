"""Business days: Monday to Friday without the legal public holidays of the United States (5 U.S.C. 6103)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
_JUNETEENTH_SINCE = 2021
_NTH_MONDAYS = ((1, 3), (2, 3), (9, 1), (10, 2))
"""Month and which Monday: Martin Luther King, Washington, Labor and Columbus days."""


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Give the legal public holidays kept in a year: one on a Saturday is kept the Friday before, on a Sunday the
    Monday after."""
    days = {_kept(date(year, month, day)) for month, day in _FIXED if month != 6 or year >= _JUNETEENTH_SINCE}
    if year < date.max.year:
        days.add(_kept(date(year + 1, 1, 1)))
    days |= {_nth(year, month, 0, number) for month, number in _NTH_MONDAYS}
    days |= {_nth(year, 11, 3, 4), _last_monday_of_may(year)}
    return frozenset(day for day in days if day.year == year)


def is_business_day(day: date) -> bool:
    """Whether a day counts."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def business_days_after(day: date, count: int) -> date:
    """Give the ``count``-th business day after a day (0: the day itself)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day


def business_days_before(day: date, count: int) -> date:
    """Give the ``count``-th business day before a day (0: the day itself)."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_business_day(day)
    return day


def business_days_between(earlier: date, later: date) -> int:
    """Count the business days after ``earlier`` up to and including ``later``; 0 when it is not later."""
    if later <= earlier:
        return 0
    weeks, rest = divmod((later - earlier).days, 7)
    weekdays = 5 * weeks + sum((earlier.weekday() + number) % 7 < 5 for number in range(1, rest + 1))
    years = range(earlier.year, later.year + 1)
    return weekdays - sum(earlier < day <= later for year in years for day in public_holidays(year))


def _kept(day: date) -> date:
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())
