"""How times of the book are said: units of the day and day ordinals as short words."""

from __future__ import annotations

from datetime import date

from tctui.core.schedule.pattern import MINUTES_PER_UNIT

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock(unit: int) -> str:
    """Say a unit of the day as a twelve-hour time without a letter: ``8:30``, ``1:05``."""
    hour, minute = divmod(unit * MINUTES_PER_UNIT, 60)
    return f"{(hour - 1) % 12 + 1}:{minute:02d}"


def clock_with_half(unit: int) -> str:
    """Say a unit of the day with ``a`` or ``p`` behind it: ``8:30a``, ``2:00p``."""
    return f"{clock(unit)}{'a' if unit * MINUTES_PER_UNIT % 1440 < 720 else 'p'}"


def span(start: int, end: int) -> str:
    """Say a stretch of the day from start up to end, in units: ``8:30–10:00``."""
    return f"{clock(start)}–{clock(end)}"


def day_name(day: int) -> str:
    """Say a day ordinal without its year: ``Mon 23 Nov``."""
    when = date.fromordinal(day)
    return f"{_WEEKDAYS[when.weekday()]} {when.day} {_MONTHS[when.month - 1]}"


def weekday_of(day: int) -> int:
    """Weekday of a day ordinal, Monday 0."""
    return (day + 6) % 7


def weekday_name(weekday: int) -> str:
    """Short name of a weekday, Monday 0."""
    return _WEEKDAYS[weekday]
