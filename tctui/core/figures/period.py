"""The period that figures are told for: a month, quarter, year, the last days, or two dates; and the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from tctui.core.errors import Unreadable
from tctui.core.spoken import date_from_text

MONTHS = {"month": 1, "quarter": 3, "year": 12}
ROLLING = 90
"""Days of the period that reports open with."""

LONGEST = 366 * 10


@dataclass(frozen=True, slots=True)
class Period:
    """Days from first to last, both within; ``kind`` month, quarter, year or days says how one goes on and back."""

    first: date
    last: date
    kind: str = "days"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def span(self) -> tuple[int, int]:
        """First and last day as ordinals."""
        return self.first.toordinal(), self.last.toordinal()

    def holds(self, day: int | None) -> bool:
        """Whether a day, as ordinal, lies within; no day does not."""
        return day is not None and self.first.toordinal() <= day <= self.last.toordinal()

    def step(self, by: int) -> Period:
        """The period so many before (negative) or after: whole months, quarters and years, else as many days."""
        if self.kind in MONTHS:
            return calendar(self.kind, self.first + relativedelta(months=by * MONTHS[self.kind]))
        shift = timedelta(days=by * self.days)
        return Period(self.first + shift, self.last + shift)

    @property
    def words(self) -> str:
        """The days as a heading says them: ``1 Nov – 30 Nov 2026``."""
        year = "" if self.first.year == self.last.year else f" {self.first.year}"
        return f"{_said(self.first)}{year} – {_said(self.last)} {self.last.year}"


def _said(day: date) -> str:
    return f"{day.day} {['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][day.month - 1]}"


def calendar(kind: str, day: date) -> Period:
    """The calendar month, quarter or year that holds a day."""
    months = MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, first + relativedelta(months=months) - timedelta(days=1), kind)


def last_days(today: date, count: int = ROLLING) -> Period:
    """The days up to and including today."""
    return Period(today - timedelta(days=count - 1), today)


def between(first: str, last: str, today: date) -> Period:
    """A period from two dates as they are said; an empty last one is today.

    Raises Unreadable when one is no date, when they are the wrong way round, or when they span more than ten years.
    """
    start = date_from_text(first, today, "back")
    end = date_from_text(last, today, "either") if last.strip() else today
    if end < start:
        raise Unreadable("the first day comes after the last one")
    if (end - start).days > LONGEST:
        raise Unreadable("at most ten years at once")
    return Period(start, end)
