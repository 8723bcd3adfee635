"""Reads an instance of ``multi-visit-plan/1`` from plain JSON objects; what is wrong is named by its path in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.errors import Unreadable
from tctui.core.schedule.pattern import checked, span_mask
from tctui.core.schedule.planner.problem import (
    DayGap,
    ExamCheck,
    FreeChair,
    FreeProvider,
    Placement,
    PlannedVisit,
    PlanProblem,
)

FORMAT = "multi-visit-plan/1"
MOST_DAYS, MOST_UNITS, MOST_VISITS = 1200, 288, 16
OPEN = "open"
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance as read: the problem, how its units are told as times, and what is booked of it already.

    ``day_start`` is in minutes from midnight. ``current`` holds the placements that exist, by visit; ``fixed`` the
    visits that must stay where they are.
    """

    problem: PlanProblem
    unit_minutes: int
    day_start: int
    current: Mapping[int, Placement]
    fixed: frozenset[int]


class _At:
    """A value of the instance and its path in it, for messages."""

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: str) -> None:
        self.value = value
        self.path = path

    def wrong(self, reason: str) -> Unreadable:
        return Unreadable(f"{self.path or 'instance'}: {reason}")

    def has(self, name: str) -> bool:
        return isinstance(self.value, Mapping) and self.value.get(name) is not None

    def __getitem__(self, name: str) -> _At:
        if not isinstance(self.value, Mapping):
            raise self.wrong("expected an object { … }")
        path = f"{self.path}.{name}" if self.path else name
        if name not in self.value:
            raise Unreadable(f"{path}: missing")
        return _At(self.value[name], path)

    def names(self) -> list[str]:
        if not isinstance(self.value, Mapping):
            raise self.wrong("expected an object { … }")
        return list(self.value)

    def rows(self, count: int | None = None) -> list[_At]:
        if not isinstance(self.value, list):
            raise self.wrong("expected a list [ … ]")
        if count is not None and len(self.value) != count:
            raise self.wrong(f"expected {count} entries, found {len(self.value)}")
        return [_At(value, f"{self.path}[{at}]") for at, value in enumerate(self.value)]

    def whole(self, least: int | None = None, most: int | None = None) -> int:
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong("expected a whole number")
        if (least is not None and value < least) or (most is not None and value > most):
            allowed = f"{least} to {most}" if most is not None else f"at least {least}"
            raise self.wrong(f"{str(value)[:20]} is out of range, expected {allowed}")
        return value

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            raise self.wrong("expected text")
        if not self.value.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in self.value):
            raise self.wrong("has half a character, which cannot be written")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.wrong("expected true or false")
        return self.value

    def one_of(self, known: Mapping[str, int], what: str) -> int:
        name = self.text()
        if name not in known:
            raise self.wrong(f"no {what} {name[:40]!r} in this instance")
        return known[name]

    def texts(self) -> list[str]:
        return list(dict.fromkeys(row.text() for row in self.rows()))

    def stretch(self, units: int) -> int:
        """The mask of ``[s, e]`` or ``[s, e, …]``, units s up to, not with, e."""
        start, end = (row.whole(0, units) for row in self.rows()[:2]) if len(self.rows()) >= 2 else (-1, -1)
        if start < 0:
            raise self.wrong("expected [start, end]")
        if end < start:
            raise self.wrong("ends before it starts")
        return span_mask(start, end)


def instance_from(raw: Mapping[str, Any]) -> Instance:
    """Read an instance. Raises Unreadable with the path and the reason when something in it is missing or wrong."""
    top = _At(raw, "")
    for name in ("id", "name"):
        if isinstance(raw.get(name), str) and raw[name]:
            top[name].text()
    if top.has("format") and top["format"].text() != FORMAT:
        raise top["format"].wrong(f"expected {FORMAT}")
    try:
        first_day = date.fromisoformat(top["first_date"].text()).toordinal()
    except ValueError:
        raise top["first_date"].wrong("expected a date such as 2026-03-02") from None
    days = top["days"].whole(1, MOST_DAYS)
    if first_day + days > date.max.toordinal():
        raise top["days"].wrong("goes beyond the calendar")
    units = top["units_per_day"].whole(1, MOST_UNITS)
    visit_rows = top["visits"].rows()
    if not 1 <= len(visit_rows) <= MOST_VISITS:
        raise top["visits"].wrong(f"expected 1 to {MOST_VISITS} visits, found {len(visit_rows)}")
    ids: dict[str, int] = {}
    for at, row in enumerate(visit_rows):
        if row["id"].text() in ids:
            raise row["id"].wrong(f"{row['id'].text()[:40]!r} is the id of another visit too")
        ids[row["id"].text()] = at
    roles = {row["id"].text(): row["role"].text() for row in top["providers"].rows()} if top.has("providers") else {}
    free = {name: _days_of(top["provider_free"][name], days, units) for name in top["provider_free"].names()}
    chairs = [_chair(name, top["operatory_free"][name], days, units) for name in top["operatory_free"].names()]
    for row in visit_rows:
        exam = row["exam"]["providers"].texts() if row.has("exam") else []
        for name in (*row["providers"].texts(), *exam):
            free.setdefault(name, (0,) * days)
        for name in row["operatories"].texts():
            if all(chair.name != name for chair in chairs):
                chairs.append(FreeChair(name, (0,) * days))
    provider_at = {name: at for at, name in enumerate(free)}
    chair_at = {chair.name: at for at, chair in enumerate(chairs)}
    patient = top["patient"]
    preferred = {role: patient["preferred"][role].text() for role in patient["preferred"].names()}
    visits = tuple(_visit(row, provider_at, chair_at, preferred, units, days) for row in visit_rows)
    problem = PlanProblem(
        first_day=first_day,
        days=days,
        units=units,
        noon=top["noon_unit"].whole(0, units),
        providers=tuple(FreeProvider(name, roles.get(name, ""), masks) for name, masks in free.items()),
        operatories=tuple(chairs),
        visits=visits,
        gaps=tuple(_gap(row, ids, days) for row in top["gaps"].rows()),
        together=frozenset(pair for row in top["combinable"].rows() if (pair := _pair(row, ids))),
        hours=tuple(_mask(row, units) for row in patient["windows"].rows(7)),
        away=tuple(_away(row) for row in patient["away"].rows()),
        max_chair=patient["max_chair_units"].whole(0),
        max_span=patient["max_span_units"].whole(0),
    )
    current = _current(top, ids, provider_at, chair_at) if top.has("current") else {}
    fixed = top["fixed"].rows() if top.has("fixed") else []
    for row in fixed:
        if row.one_of(ids, "visit") not in current:
            raise row.wrong("has no placement in current")
    return Instance(
        problem=problem,
        unit_minutes=top["unit_minutes"].whole(1, 60) if top.has("unit_minutes") else 10,
        day_start=_clock(top["day_start"]) if top.has("day_start") else 0,
        current=current,
        fixed=frozenset(row.one_of(ids, "visit") for row in fixed),
    )


def _mask(row: _At, units: int) -> int:
    mask = 0
    for stretch in row.rows():
        mask |= stretch.stretch(units)
    return mask


def _days_of(at: _At, days: int, units: int) -> tuple[int, ...]:
    return tuple(_quick_mask(row, units) for row in at.rows(days))


def _quick_mask(row: _At, units: int) -> int:
    """As ``_mask``; a book has tens of thousands of stretches, so right ones are read without their paths."""
    if type(row.value) is not list:
        row.rows()
    mask = 0
    try:
        for start, end in row.value:
            if type(start) is not int or type(end) is not int or not 0 <= start <= end <= units:
                return _mask(row, units)
            mask |= (1 << end) - (1 << start)
    except (TypeError, ValueError):
        return _mask(row, units)
    return mask


def _chair(name: str, at: _At, days: int, units: int) -> FreeChair:
    masks: dict[str, list[int]] = {OPEN: [0] * days}
    for day, row in enumerate(at.rows(days)):
        if type(row.value) is not list:
            row.rows()
        try:
            for start, end, block in row.value:
                if type(start) is not int or type(end) is not int or not 0 <= start <= end <= units:
                    raise ValueError
                if block not in masks:
                    if type(block) is not str:
                        raise ValueError
                    masks[block] = [0] * days
                masks[block][day] |= (1 << end) - (1 << start)
        except (TypeError, ValueError):
            for stretch in row.rows():
                stretch.stretch(units)
                parts = stretch.rows(3)
                parts[2].text()
            raise row.wrong("expected a list of [start, end, block]") from None
    return FreeChair(name, masks.pop(OPEN), tuple(masks.items()))


def _visit(
    row: _At,
    providers: Mapping[str, int],
    chairs: Mapping[str, int],
    preferred: Mapping[str, str],
    units: int,
    days: int,
) -> PlannedVisit:
    role = row["role"].text()
    if role not in preferred:
        raise Unreadable(f"patient.preferred.{role[:40]}: missing")
    try:
        pattern = checked(row["pattern"].text())
    except Unreadable as error:
        raise Unreadable(f"{row.path}.pattern: {error}" if ": expected text" not in str(error) else str(error)) from None
    exam = None
    if row.has("exam"):
        check = row["exam"]
        exam = ExamCheck(
            tuple(providers[name] for name in check["providers"].texts()),
            check["offset"].whole(0, units),
            check["units"].whole(1, units),
        )
    return PlannedVisit(
        id=row["id"].text(),
        label=row["label"].text() if row.has("label") else row["id"].text(),
        role=role,
        providers=tuple(providers[name] for name in row["providers"].texts()),
        operatories=tuple(chairs[name] for name in row["operatories"].texts()),
        pattern=pattern,
        exam=exam,
        uses=frozenset(row["blocks"].texts()) if row.has("blocks") else frozenset(),
        first_day=row["earliest"].whole(),
        last_day=row["latest"].whole(),
        am_only=row["am_only"].flag() if row.has("am_only") else False,
        # A preferred provider whom the book does not know is nobody's choice, yet each visit is then with another one.
        preferred=providers.get(preferred[role], -1),
    )


def _gap(row: _At, ids: Mapping[str, int], days: int) -> DayGap:
    first, second = row["from"].one_of(ids, "visit"), row["to"].one_of(ids, "visit")
    if first == second:
        raise row["to"].wrong("a gap is between two visits")
    least = row["min"].whole(-MOST_DAYS, 10 * MOST_DAYS)
    most = row["max"].whole(-MOST_DAYS, 10 * MOST_DAYS) if row.has("max") else None
    if most is not None and most < least:
        raise row["max"].wrong(f"{most} is less than min {least}")
    return DayGap(first, second, least, most)


def _pair(row: _At, ids: Mapping[str, int]) -> tuple[int, int] | None:
    one, other = (name.one_of(ids, "visit") for name in row.rows(2))
    return (min(one, other), max(one, other)) if one != other else None


def _away(row: _At) -> tuple[int, int]:
    first, last = (day.whole() for day in row.rows(2))
    if last < first:
        raise row.wrong("ends before it starts")
    return first, last


def _clock(at: _At) -> int:
    match = _CLOCK.fullmatch(at.text())
    if not match:
        raise at.wrong("expected a time such as 08:00")
    return int(match[1]) * 60 + int(match[2])


def _current(
    top: _At, ids: Mapping[str, int], providers: Mapping[str, int], chairs: Mapping[str, int]
) -> dict[int, Placement]:
    rows = top["current"]["visits"].rows() if isinstance(top.value["current"], Mapping) else top["current"].rows()
    return {
        row["id"].one_of(ids, "visit"): Placement(
            row["day"].whole(),
            row["start"].whole(0, MOST_UNITS),
            row["provider"].one_of(providers, "provider"),
            row["operatory"].one_of(chairs, "operatory"),
        )
        for row in rows
    }
