"""Periods: benefit years by renewal month, plan years by anniversary, and month steps that stay in the month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def year_start(on: date, renewal_month: int) -> date:
    """The first day of the benefit year in which a day lies; renewal month 1 is the calendar year."""
    return date(on.year if on.month >= renewal_month else on.year - 1, renewal_month, 1)


def anniversary(on: date, began: date) -> date:
    """The last anniversary of a first day that is not after the day; 29 February counts as the 28th."""
    candidate = add_months(began, 12 * (on.year - began.year))
    return candidate if candidate <= on else add_months(began, 12 * (on.year - began.year - 1))


def add_months(on: date, months: int) -> date:
    """The same calendar day so many months later, or the last day of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last))


def age_on(born: date, on: date) -> int:
    """Completed years of age on a day; a birthday of 29 February is kept on the 28th in common years."""
    return (anniversary(on, born).year - born.year) if on >= born else 0


def span_text(months: int) -> str:
    """Say a span of months as people do: ``5 years``, ``1 year``, ``6 months``."""
    if months % 12 == 0 and months:
        return "1 year" if months == 12 else f"{months // 12} years"
    return "1 month" if months == 1 else f"{months} months"
