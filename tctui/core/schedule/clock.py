"""How the book says its times: day ordinals and stretches of units as short words."""

from __future__ import annotations

from datetime import date

from tctui.core.schedule.pattern import MINUTES_PER_UNIT
from tctui.core.spoken import show_date


def clock(unit: int) -> str:
    """Say a unit of the day as a twelve-hour time without a letter, for rulers and stretches: ``8:30``, ``1:05``."""
    hour, minute = divmod(unit * MINUTES_PER_UNIT, 60)
    return f"{(hour - 1) % 12 + 1}:{minute:02d}"


def span(start: int, end: int) -> str:
    """Say a stretch of the day from start up to end, in units: ``8:30–10:00``."""
    return f"{clock(start)}–{clock(end)}"


def day_name(day: int) -> str:
    """Say a day ordinal without its year: ``Mon 23 Nov``."""
    return show_date(date.fromordinal(day))


def weekday_of(day: int) -> int:
    """Weekday of a day ordinal, Monday 0."""
    return (day + 6) % 7
