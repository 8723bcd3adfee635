"""Dates, times and lengths as people say them at a front desk, and how they are shown."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from dateutil.relativedelta import relativedelta

from tctui.core.errors import Unreadable
from tctui.core.text import clean

UNIT_MINUTES = 5
UNITS_A_DAY = 24 * 60 // UNIT_MINUTES
LONGEST_UNITS = 12 * 60 // UNIT_MINUTES
"""A length above twelve hours is refused as a typing error."""

Looking = Literal["ahead", "back", "either"]
"""Where a date is looked for: today or later, today or earlier (birth dates), or wherever is nearest."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_STEPS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_YEARS = range(1850, 2200)

_DATE_HINT = "type tue, +2w, 9/14, 14 sep or 2026-09-14"
_TIME_HINT = "type 8, 2p, 2:15p or 14:15"
_LENGTH_HINT = "type 90, 1h30 or 1.5h"

_STEP = re.compile(r"(?:in )?([+-])? ?([0-9]{1,4}) ?(d|w|m|y)?(?:ays?|eeks?|onths?|ears?)?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})(?:[/.-]([0-9]{4}|[0-9]{2}))?")
_DAY_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? ?([a-z]{3,9})(?: ([0-9]{4}|[0-9]{2}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9}) ?([0-9]{1,2})(?:st|nd|rd|th)?(?: ([0-9]{4}|[0-9]{2}))?")
_CLOCK = re.compile(r"([0-9]{1,2})(?::?([0-9]{2}))? ?(?:([ap])\.?(?:m\.?)?)?")
_HOURS = re.compile(r"(?:([0-9]{1,2})h ?([0-5]?[0-9])m?|([0-9]{1,2}):([0-5][0-9])|([0-9]{0,2}(?:\.[0-9]{1,3})?) ?h)")
_MINUTES = re.compile(r"([0-9]{1,3}) ?(?:m|min|minutes)?")


def date_from_text(text: str, today: date, looking: Looking = "ahead") -> date:
    """Read a date as it is said: ``tue``, ``next tue``, ``+2w``, ``+3d``, ``9/14``, ``9/14/26``, ``14 sep``.

    A weekday is the next such day after today (looking back: the last one before it); ``next tue`` is the one in
    the week that starts on the next Monday, ``next week`` that Monday, ``next month`` the first of the month.
    Without a year it is the nearest such date in the direction looked; two digits of a year mean the nearest
    century in that direction. Raises Unreadable with one line when it is no date or lies in the wrong direction.
    """
    shown = clean(text, limit=40)
    said = re.sub(r"[ ,]+", " ", shown.lower()).strip()
    found = _relative(said, today, looking) or _named_weekday(said, today, looking) or _calendar(said, today, looking)
    if found is None:
        raise Unreadable(f"not a date: {shown[:24]!r} ({_DATE_HINT})")
    if looking == "ahead" and found < today:
        raise Unreadable(f"{show_date_year(found)} is past")
    if looking == "back" and found > today:
        raise Unreadable(f"{show_date_year(found)} is still to come")
    return found


def _relative(said: str, today: date, looking: Looking) -> date | None:
    near = {"today": 0, "tod": 0, "tomorrow": 1, "tom": 1, "yesterday": -1, "yest": -1}
    if said in near:
        return today + timedelta(days=near[said])
    if said == "next week":
        return today + timedelta(days=7 - today.weekday())
    if said == "next month":
        return today.replace(day=1) + relativedelta(months=1)
    if said == "next year":
        return date(today.year + 1, 1, 1)
    match = _STEP.fullmatch(said)
    if not match or not (match[1] or match[3]):
        return None
    back = match[1] == "-" or (match[1] is None and looking == "back")
    try:
        moved = today + relativedelta(**{_STEPS[match[3] or "d"]: int(match[2]) * (-1 if back else 1)})  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        raise Unreadable(f"too far away: {said!r}") from None
    if moved.year not in _YEARS:
        raise Unreadable(f"too far away: {said!r}")
    return moved


def _weekday(word: str) -> int | None:
    if len(word) < 2:
        return None
    fits = [number for number, name in enumerate(_DAY_NAMES) if name.startswith(word)]
    return fits[0] if len(fits) == 1 else None


def _named_weekday(said: str, today: date, looking: Looking) -> date | None:
    following = said.startswith("next ")
    number = _weekday(said.removeprefix("next "))
    if number is None:
        return None
    if following:
        return today + timedelta(days=7 - today.weekday() + number)
    ahead = (number - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead - (7 if looking == "back" and ahead < 7 else 14 if looking == "back" else 0))


def _calendar(said: str, today: date, looking: Looking) -> date | None:
    first, _, rest = said.partition(" ")
    weekday = _weekday(first) if rest else None
    if weekday is not None:
        said = rest
    if match := _ISO.fullmatch(said):
        found = _day(int(match[1]), int(match[2]), int(match[3]))
    elif match := _NUMBERS.fullmatch(said):
        found = _with_year(match[3], int(match[1]), int(match[2]), today, looking)
    elif (match := _DAY_MONTH.fullmatch(said)) and (month := _month(match[2])):
        found = _with_year(match[3], month, int(match[1]), today, looking)
    elif (match := _MONTH_DAY.fullmatch(said)) and (month := _month(match[1])):
        found = _with_year(match[3], month, int(match[2]), today, looking)
    else:
        return None
    if weekday is not None and found.weekday() != weekday:
        raise Unreadable(f"{show_date_year(found)} is not a {_DAY_NAMES[weekday].capitalize()}")
    return found


def _month(word: str) -> int | None:
    if word == "sept":
        return 9
    return next((number for number, name in enumerate(_MONTH_NAMES, 1) if name.startswith(word)), None)


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise Unreadable(f"there is no month {month}")
    if year not in _YEARS:
        raise Unreadable(f"the year {year} is out of reach")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"there is no {day} {_MONTHS[month - 1]} {year}") from None


def _with_year(year: str | None, month: int, day: int, today: date, looking: Looking) -> date:
    if year is not None and len(year) == 4:
        return _day(int(year), month, day)
    if 1 <= month <= 12 and not 1 <= day <= monthrange(2000, month)[1]:
        raise Unreadable(f"there is no {day} {_MONTHS[month - 1]}")
    _day(2000, month, day)
    if year is not None:
        century = today.year // 100 * 100
        years = [century + hundred + int(year) for hundred in (-100, 0, 100)]
    else:
        # Nine years reach the next 29 February even over 2100.
        years = list(range(today.year - 9, today.year + 10))
    possible = [date(y, month, day) for y in years if y in _YEARS and ((month, day) != (2, 29) or isleap(y))]
    return _nearest(possible, month, day, year, today, looking)


def _nearest(possible: list[date], month: int, day: int, year: str | None, today: date, looking: Looking) -> date:
    if looking == "back":
        fits = [found for found in possible if found <= today]
    elif looking == "ahead" and year is None:
        fits = [found for found in possible if found >= today]
    else:
        # With a year typed, the nearest century is meant even if it turns out to be past: the caller then says so.
        fits = possible
    if not fits:
        raise Unreadable(f"there is no {day} {_MONTHS[month - 1]} {year or ''}".strip())
    return min(fits, key=lambda found: abs((found - today).days))


def time_from_text(text: str) -> int:
    """Read a time of day as it is said into units of five minutes from midnight (``2p`` is 168).

    Without a or p the hours of a clinic are meant: 1–6 after noon, 7–11 before, 12 noon; from 13 up, and with a
    leading zero, the 24-hour clock. Raises Unreadable when it is no time or not on five minutes.
    """
    shown = clean(text, limit=40)
    said = shown.lower()
    if said in ("noon", "midday"):
        return UNITS_A_DAY // 2
    match = _CLOCK.fullmatch(said)
    if not match:
        raise Unreadable(f"not a time: {shown[:24]!r} ({_TIME_HINT})")
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        if not 1 <= hour <= 12:
            raise Unreadable(f"not a time: {shown[:24]!r} ({_TIME_HINT})")
        hour = hour % 12 + (12 if half == "p" else 0)
    elif 1 <= hour <= 6 and not match[1].startswith("0"):
        hour += 12
    if hour > 23 or minute > 59:
        raise Unreadable(f"not a time: {shown[:24]!r} ({_TIME_HINT})")
    if minute % UNIT_MINUTES:
        raise Unreadable(f"times go by five minutes: {shown[:24]!r}")
    return (hour * 60 + minute) // UNIT_MINUTES


def moment_from_text(text: str, today: date) -> tuple[date, int]:
    """Read when something was, as it is said: ``today 9:10``, ``11/20 2p``, ``yesterday at noon``; a time alone is today's.

    Gives the day, today or earlier, and the time in units. Raises Unreadable when day or time cannot be read.
    """
    words = [word for word in clean(text, limit=40).replace(",", " ").split() if word.lower() != "at"]
    for first in range(len(words) - 1, -1, -1):
        try:
            time = time_from_text(" ".join(words[first:]))
        except Unreadable:
            continue
        return (date_from_text(" ".join(words[:first]), today, "back") if first else today), time
    raise Unreadable(f"not a day and time: {' '.join(words)[:24]!r} (type today 9:10 or 11/20 2p)")


def length_from_text(text: str) -> int:
    """Read a length of time (``90``, ``45m``, ``1h30``, ``1:30``, ``1.5h``) into units of five minutes.

    A bare number is minutes. Raises Unreadable when it is no length, not on five minutes, nothing, or above twelve
    hours.
    """
    shown = clean(text, limit=40)
    said = shown.lower()
    if match := _MINUTES.fullmatch(said):
        minutes = Fraction(int(match[1]))
    elif (match := _HOURS.fullmatch(said)) and match[0] not in ("h", " h"):
        if match[1]:
            minutes = Fraction(int(match[1]) * 60 + int(match[2]))
        elif match[3]:
            minutes = Fraction(int(match[3]) * 60 + int(match[4]))
        else:
            minutes = Fraction(match[5]) * 60
    else:
        raise Unreadable(f"not a length: {shown[:24]!r} ({_LENGTH_HINT})")
    if minutes % UNIT_MINUTES:
        raise Unreadable(f"lengths go by five minutes: {shown[:24]!r}")
    units = int(minutes / UNIT_MINUTES)
    if not 1 <= units <= LONGEST_UNITS:
        raise Unreadable(f"a length is five minutes to twelve hours: {shown[:24]!r}")
    return units


def short_date(day: date) -> str:
    """Show a date without weekday and year, for a narrow column: ``14 Sep``."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def show_date(day: date) -> str:
    """Show a date without its year, in English on every machine: ``Tue 14 Sep``."""
    return f"{_DAYS[day.weekday()]} {short_date(day)}"


def show_date_year(day: date) -> str:
    """Show a date with its year: ``Tue 14 Sep 2027``."""
    return f"{show_date(day)} {day.year}"


def show_time(unit: int) -> str:
    """Show a time of day, given in units of five minutes from midnight: ``2:00p``."""
    hour, minute = divmod(unit % UNITS_A_DAY * UNIT_MINUTES, 60)
    return f"{(hour - 1) % 12 + 1}:{minute:02d}{'p' if hour >= 12 else 'a'}"


def show_length(units: int) -> str:
    """Show a length, given in units of five minutes, in minutes: ``90m``."""
    return f"{units * UNIT_MINUTES}m"
