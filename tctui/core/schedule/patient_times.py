"""When a patient can come, is away, and what one bears a day: read as it is typed, told again, kept as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tctui.core.errors import Unreadable
from tctui.core.schedule.pattern import UNITS_PER_DAY
from tctui.core.schedule.wish import ANY_TIME, PatientTimes, Week
from tctui.core.spoken import date_from_text, show_time, time_from_text
from tctui.core.text import clean

WEEK_HINT = "mon wed 8-12, fri after 3p; empty: any time"
AWAY_HINT = "12/20-1/3, 2/14"

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_AWAY = 366


def week_from_text(text: str) -> Week:
    """Read hours as they are said: parts between commas, each with weekdays, hours or both, in any order.

    Weekdays are ``mon`` or ``mon-wed``, hours ``8-12``, ``am``, ``pm``, ``after 3p``, ``before 10``; a part without
    weekdays is of every day, one without hours of the whole day. Empty is any time. Raises Unreadable.
    """
    said = clean(text).casefold()
    if not said:
        return ANY_TIME
    found: list[set[tuple[int, int]]] = [set() for _ in _DAYS]
    for part in filter(str.strip, re.split(r"[,;]", said)):
        days, stretches = _part(re.sub(r"\s*[-–]\s*", "-", part).split())
        for day in days or range(7):
            found[day].update(stretches or [(0, UNITS_PER_DAY)])
    return tuple(_joined(sorted(day)) for day in found)


def _part(words: Sequence[str]) -> tuple[set[int], list[tuple[int, int]]]:
    days: set[int] = set()
    stretches: list[tuple[int, int]] = []
    rest = iter(words)
    for word in rest:
        first, dash, last = word.partition("-")
        if first[:3] in _DAYS and first.isalpha() and (not dash or last[:3] in _DAYS):
            begin = _DAYS.index(first[:3])
            end = _DAYS.index(last[:3]) if dash else begin
            days |= {day % 7 for day in range(begin, end + 1 + 7 * (end < begin))}
        elif word in ("am", "pm"):
            stretches.append((0, UNITS_PER_DAY // 2) if word == "am" else (UNITS_PER_DAY // 2, UNITS_PER_DAY))
        elif word in ("after", "from", "before", "until"):
            at = time_from_text(next(rest, ""))
            stretches.append((at, UNITS_PER_DAY) if word in ("after", "from") else (0, at))
        elif dash and first[:1].isdigit():
            stretches.append((time_from_text(first), time_from_text(last)))
            if stretches[-1][0] >= stretches[-1][1]:
                raise Unreadable(f"{word!r} ends before it begins")
        else:
            raise Unreadable(f"not understood: {word[:24]!r} ({WEEK_HINT})")
    return days, stretches


def _joined(stretches: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Stretches in order, those that meet made one."""
    found: list[tuple[int, int]] = []
    for start, end in stretches:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def week_text(week: Week) -> str:
    """Hours as they are typed: ``mon wed 8:00a-12:00p, fri after 3:00p``; empty for any time."""
    if week == ANY_TIME:
        return ""
    by_hours: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for name, stretches in zip(_DAYS, week, strict=True):
        if stretches:
            by_hours.setdefault(_joined(sorted(stretches)), []).append(name)
    parts = []
    for stretches, days in by_hours.items():
        hours = [_stretch(*each) for each in stretches if each != (0, UNITS_PER_DAY)]
        parts.append(" ".join([*(days if len(days) < len(_DAYS) else ()), *hours]))
    return ", ".join(parts)


def _stretch(start: int, end: int) -> str:
    if end == UNITS_PER_DAY:
        return f"after {show_time(start)}"
    return f"{show_time(start)}-{show_time(end)}" if start else f"before {show_time(end)}"


def away_from_text(text: str, today: date) -> tuple[tuple[int, int], ...]:
    """Read days away as day ordinals, both ends within: ``12/20-1/3, 2/14``, ``20 dec to 3 jan``.

    Raises Unreadable for what is no date, is over, ends before it begins or is longer than a year.
    """
    found = []
    for part in filter(None, map(str.strip, re.split(r"[,;]", clean(text).casefold()))):
        first, last = _span(part, today)
        if last < first:
            raise Unreadable(f"{part!r} ends before it begins")
        if last < today:
            raise Unreadable(f"{part!r} is over")
        if (last - first).days >= _LONGEST_AWAY:
            raise Unreadable(f"{part!r} is longer than a year")
        found.append((first.toordinal(), last.toordinal()))
    return tuple(sorted(found))


def _span(part: str, today: date) -> tuple[date, date]:
    try:
        day = _day(part, today)
    except Unreadable as unreadable:
        # A dash may part two dates or stand within one: the first that leaves a date on both sides parts them.
        for mark in re.finditer(r"\s+(?:to|until)\s+|\s*[-–]\s*", part):
            try:
                first = _day(part[: mark.start()], today)
                return first, _day(part[mark.end() :], first)
            except Unreadable:
                continue
        raise unreadable from None
    return day, day


def _day(text: str, since: date) -> date:
    """The next such date, or one that is past where its year was typed."""
    try:
        return date_from_text(text, since)
    except Unreadable:
        return date_from_text(text, since, "either")


def away_text(away: Sequence[tuple[int, int]], today: date) -> str:
    """Days away that are not over, as they are typed: ``12/20/2026-1/3/2027, 2/14/2027``."""
    parts = []
    for since, until in away:
        if until >= today.toordinal():
            first, last = (f"{day.month}/{day.day}/{day.year}" for day in map(date.fromordinal, (since, until)))
            parts.append(first if since == until else f"{first}-{last}")
    return ", ".join(parts)


def times_to_json(times: PatientTimes) -> str:
    """What is kept of a patient; empty where nothing is said."""
    kept: dict[str, object] = {}
    if times.knows_hours:
        kept["week"] = [[day, *stretch] for day, stretches in enumerate(times.windows) for stretch in stretches]
    if times.away:
        kept["away"] = [list(each) for each in times.away]
    if times.chair_units:
        kept["chair"] = times.chair_units
    return json.dumps(kept) if kept else ""


def times_from_json(text: str) -> PatientTimes | None:
    """What is kept of a patient, or None where nothing is; a bare list has the hours of the week alone."""
    if not text:
        return None
    kept = json.loads(text)
    if isinstance(kept, list):
        kept = {"week": kept}
    times = PatientTimes(away=tuple((since, until) for since, until in kept.get("away", ())), chair_units=kept.get("chair"))
    if "week" not in kept:
        return times
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for weekday, start, end in kept["week"]:
        week[weekday].append((start, end))
    return replace(times, windows=tuple(map(tuple, week)))
