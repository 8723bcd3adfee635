"""Frequency: how often a service is paid, per period and area, with the boundary days that carriers use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from tctui.core.estimate.periods import add_months, span_text
from tctui.core.estimate.plan import Plan
from tctui.core.estimate.rules import Area, EveryBoundary, FrequencyRule, Period
from tctui.core.estimate.teeth import arch, quadrant, sextant
from tctui.core.estimate.terms import HistoryEntry, HistoryKind, PlannedLine


class Done(NamedTuple):
    """One service that counts toward frequencies: from history, or an earlier line of this estimate."""

    id: str
    code: str
    category: str
    person: str
    on: date | None
    tooth: str
    surfaces: str
    area: str


class Met(NamedTuple):
    """Whether a frequency is used up: the reason, the limit in plain words, and the day of the last service."""

    met: bool
    reason: str = ""
    rule: FrequencyRule | None = None
    how: str = ""
    last: date | None = None


def services_done(plan: Plan) -> list[Done]:
    """List the services in a coverage's history that count: all but the denied, two payments on one service once."""
    done: dict[str, Done] = {}
    for number, entry in enumerate(plan.terms.history):
        if entry.kind is not HistoryKind.DENIED and (entry.code or entry.category):
            key = entry.service_id or f"#{number}"
            done.setdefault(key, _from_history(key, entry))
    return list(done.values())


def _from_history(key: str, entry: HistoryEntry) -> Done:
    return Done(key, entry.code, entry.category, entry.person, entry.on, entry.tooth, entry.surfaces, entry.area)


def from_line(line: PlannedLine, on: date) -> Done:
    """Make the service that a planned line counts as, once it is not denied."""
    return Done(line.id, line.code, line.category, line.person, on, line.tooth, line.surfaces, line.area)


def check(plan: Plan, rules: tuple[FrequencyRule, ...], line: PlannedLine, on: date, done: list[Done]) -> Met:
    """Find the first frequency limit that is used up for a line on a day."""
    for rule in rules:
        if rule.is_unknown:
            continue
        same = [
            service
            for service in done
            if service.person == line.person
            and rule.scope.covers(service.code, service.category)
            and _same_place(rule.area, service, line)
        ]
        counted = [service for service in same if _counts(plan, rule, service, on, done)]
        if len(counted) >= _allowed(rule):
            return _used_up(plan, rule, counted, line)
    return Met(False)


def _allowed(rule: FrequencyRule) -> int:
    return 1 if rule.count is None else rule.count


def _same_place(area: Area, service: Done, line: PlannedLine) -> bool:
    if area is Area.MOUTH:
        return True
    if area is Area.OWN:
        area = _own_area(line)
        if area is Area.MOUTH:
            return True
    if area is Area.TOOTH:
        return bool(line.tooth) and service.tooth == line.tooth
    if area is Area.SURFACE:
        return service.tooth == line.tooth and bool(set(service.surfaces) & set(line.surfaces))
    place = {Area.QUADRANT: quadrant, Area.ARCH: arch, Area.SEXTANT: sextant}[area]
    ours, theirs = (line.area or place(line.tooth)).upper(), (service.area or place(service.tooth)).upper()
    return ours[:1] == theirs[:1] if area is Area.ARCH else ours == theirs


def _own_area(line: PlannedLine) -> Area:
    if line.tooth:
        return Area.SURFACE if line.surfaces else Area.TOOTH
    if line.area.upper() in ("UR", "UL", "LR", "LL"):
        return Area.QUADRANT
    return Area.ARCH if line.area[:1].upper() in ("U", "L") else Area.MOUTH


def _counts(plan: Plan, rule: FrequencyRule, service: Done, on: date, done: list[Done]) -> bool:
    """Whether a service lies in the span that the rule looks at; one without a date always does."""
    if service.on is None:
        return True
    first, last = sorted((service.on, on))
    if rule.rolls:
        free = add_months(first, rule.every_months) + timedelta(days=rule.every_days)
        boundary = rule.boundary or plan.terms.every_boundary or plan.office.every_boundary
        return last < free if boundary is EveryBoundary.SAME_DAY else last <= free
    if rule.visits:
        days = sorted({each.on for each in done if each.on is not None and each.on < on}, reverse=True)
        return service.on == on or service.on in days[: rule.visits - 1]
    if rule.period is Period.LIFETIME:
        return True
    if rule.period is Period.MONTHS:
        return first > add_months(last, -rule.months)
    return plan.period_key(rule.period, service.on) == plan.period_key(rule.period, on)


def _used_up(plan: Plan, rule: FrequencyRule, counted: list[Done], line: PlannedLine) -> Met:
    """The limit in words, with the last service that used it up."""
    where = {
        Area.TOOTH: " on this tooth",
        Area.SURFACE: " on this tooth and surface",
        Area.QUADRANT: " in this quadrant",
        Area.SEXTANT: " in this sextant",
        Area.ARCH: " in this arch",
    }.get(_own_area(line) if rule.area is Area.OWN else rule.area, "")
    last = max((service.on for service in counted if service.on is not None), default=None)
    how = f"{where} {often(rule)}"
    ending = f"; the last one was on {last}" if last else ""
    return Met(True, f"{plan.terms.name} pays for this{how}{ending}", rule, how.strip(), last)


def often(rule: FrequencyRule) -> str:
    """Say a frequency in words: ``once in 5 years``, ``twice in a benefit year``."""
    count = _allowed(rule)
    times = "once" if count == 1 else "twice" if count == 2 else f"{count} times" if count else "not at all"
    if rule.every_days:
        days = f"{rule.every_days} days"
        return f"{times} in {span_text(rule.every_months)} and {days}" if rule.every_months else f"{times} in {days}"
    if rule.every_months:
        return f"{times} in {span_text(rule.every_months)}"
    if rule.visits:
        return f"{times} in {rule.visits} visits"
    return {
        Period.LIFETIME: f"{times} in a lifetime",
        Period.MONTHS: f"{times} in any {'12 months' if rule.months == 12 else span_text(rule.months)}",
        Period.VISIT: f"{times} a visit",
        Period.PLAN_YEAR: f"{times} in a plan year",
        Period.CALENDAR_YEAR: f"{times} in a calendar year",
    }.get(rule.period, f"{times} in a benefit year")
