"""A plan in words: the trips, what each measure counts, what another trip buys, and what is in the way of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from tctui.core.schedule.planner.best import best_plan
from tctui.core.schedule.planner.frontier import Calendar, frontier
from tctui.core.schedule.planner.instance import Instance, instance_from
from tctui.core.schedule.planner.problem import FrontierPoint, Plan
from tctui.core.schedule.planner.relax import Obstacle, obstruction
from tctui.core.schedule.planner.replan import holding, replan
from tctui.core.schedule.planner.steps import OutOfSteps
from tctui.core.spoken import show_date_year

EXPLAINING_STEPS = 60_000
"""Search steps for what is in the way, when a person asks and waits."""
_SCARCE = 3
"""Visits that are named when the book has too little room: those with the fewest days."""
_NOTHING_FOUND = "{}: no plan was found before the search was given up; there may be one."
_GIVEN_UP = "The search was given up early: a better plan may exist."
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def explain(raw: Mapping[str, Any]) -> Iterator[str]:
    """Tell the best plan of an instance line by line. Raises Unreadable with a path when the instance is wrong."""
    instance = instance_from(raw)
    name = raw.get("name") or raw.get("id") or "Plan"
    if instance.current:
        try:
            anew = replan(instance.problem, instance.current, instance.fixed)
        except OutOfSteps:
            yield _NOTHING_FOUND.format(name)
            return
        if anew is None:
            yield from _nothing_fits(instance, str(name))
            return
        moved = [instance.problem.visits[at].label for at in anew.moved]
        yield f"{name}: {_counted(len(moved), 'booked visit')} moved{': ' if moved else ''}{', '.join(moved)}."
        yield from _plan(instance, anew.plan)
        if not anew.plan.is_proven:
            yield _GIVEN_UP
        return
    calendar = Calendar(instance.problem)
    endings, proven = frontier(calendar)
    if not endings and not proven:
        yield _NOTHING_FOUND.format(name)
        return
    if not endings:
        yield from _nothing_fits(instance, str(name))
        return
    plan = best_plan(calendar, endings[0])
    points = [ending.point for ending in endings]
    yield f"{name}: {_counted(len(plan.placements), 'visit')} in {_ending(instance, points[0])}."
    yield from _plan(instance, plan)
    for fewer, more in pairwise(points):
        saved = fewer.finish_day - more.finish_day
        further = _counted(more.trips - fewer.trips, "trip")
        yield f"{further} more: {_ending(instance, more)}, {_counted(saved, 'day')} sooner."
    if len(points) == 1:
        yield "More trips would not end it sooner."
    if not (proven and plan.is_proven):
        yield _GIVEN_UP


def _plan(instance: Instance, plan: Plan) -> Iterator[str]:
    problem = instance.problem
    order = sorted(range(len(plan.placements)), key=lambda at: plan.placements[at][:2])
    day = None
    for at in order:
        visit, place = problem.visits[at], plan.placements[at]
        if place.day != day:
            day = place.day
            yield f"  {_day(instance, day)}"
        times = f"{_time(instance, place.start)}–{_time(instance, place.start + len(visit.pattern))}"
        provider = problem.providers[place.provider].name
        liked = visit.preferred in (None, place.provider)
        yield (
            f"    {times}  {visit.label} ({visit.id}) with {provider}{'' if liked else ', not the preferred one'}, "
            f"{problem.operatories[place.operatory].name}"
        )
    measures = plan.measures
    extra, away = divmod(measures.provider_cost, 100)
    yield (
        f"  {_counted(extra, 'provider')} more than one in a role, {_counted(away, 'visit')} not with the preferred "
        f"one; {_counted(measures.fragmentation, 'unit')} left over that nobody can use."
    )


def _nothing_fits(instance: Instance, name: str) -> Iterator[str]:
    yield f"{name}: no plan places all {_counted(len(instance.problem.visits), 'visit')}."
    why = obstruction(holding(instance.problem, instance.current, instance.fixed), EXPLAINING_STEPS)
    for at in why.without_opening:
        length = _length(instance, len(instance.problem.visits[at].pattern))
        yield f"  The book has no opening for {_visit(instance, at)}, {length}, on any day."
    if not why.ways and not why.without_opening:
        yield "  Easing rules was not found to help: the book has too little room within its days."
        scarce = sorted(range(len(why.open_days)), key=lambda at: why.open_days[at])[:_SCARCE]
        told = ", ".join(f"{_visit(instance, at)} on {_counted(why.open_days[at], 'day')}" for at in scarce)
        yield f"  Whatever is eased, it has openings for {told}."
    for number, way in enumerate(why.ways):
        eased = " and ".join(obstacle_words(instance, obstacle, way.needed) for obstacle in way.obstacles)
        yield f"  {'Or' if number else 'It would fit'} if {eased}: {_ending(instance, way.point)}."
        if not way.is_smallest:
            yield "  Fewer of these may be enough."


def obstacle_words(instance: Instance, obstacle: Obstacle, needed: int | None = None) -> str:
    """What easing an obstacle means, to follow the word *if*; ``needed`` as the way out gives it."""
    problem = instance.problem
    kind, at = obstacle
    if kind in ("longest gap", "shortest gap"):
        gap = problem.gaps[at]
        pair = f"{_visit(instance, gap.second)} came"
        if kind == "longest gap":
            much = "any time" if needed is None else f"up to {_counted(needed, 'day')}"
            return f"{pair} {much} after {_visit(instance, gap.first)} (now at most {gap.most})"
        much = "sooner" if needed is None else f"{_counted(needed, 'day')}"
        return f"{pair} {much} after {_visit(instance, gap.first)} (now at least {gap.least})"
    if kind == "order":
        gap = problem.gaps[at]
        return f"{_visit(instance, gap.second)} need not come after {_visit(instance, gap.first)}"
    if kind == "hours":
        return f"the patient could come at any time on {WEEKDAYS[at]}s"
    if kind == "away":
        first, last = problem.away[at]
        return f"the patient were not away from {_day(instance, first)} to {_day(instance, last)}"
    if kind == "chair time":
        limit = "any treatment" if needed is None else f"{_length(instance, needed)} of treatment"
        return f"the patient bore {limit} on one day (now {_length(instance, problem.max_chair)})"
    if kind == "stay":
        limit = "all day" if needed is None else _length(instance, needed)
        return f"the patient could stay {limit} (now {_length(instance, problem.max_span)})"
    if kind == "not together":
        one, other = divmod(at, len(problem.visits))
        return f"{_visit(instance, one)} and {_visit(instance, other)} could share a day"
    visit = problem.visits[at]
    if kind == "latest":
        limit = "later" if needed is None else f"as late as {_day(instance, needed)}"
        return f"{_visit(instance, at)} could be {limit} (now by {_day(instance, visit.last_day)})"
    if kind == "earliest":
        limit = "earlier" if needed is None else f"as early as {_day(instance, needed)}"
        return f"{_visit(instance, at)} could be {limit} (now from {_day(instance, visit.first_day)})"
    if kind == "held":
        return f"{_visit(instance, at)} need not stay where it is"
    if kind == "morning":
        return f"{_visit(instance, at)} need not be in the morning"
    if kind == "reserved":
        return f"{_visit(instance, at)} could take reserved time"
    return f"any {visit.role} could do {_visit(instance, at)}"


def obstacle_path(instance: Instance, obstacle: Obstacle) -> str:
    """Where an obstacle stands in the instance, such as ``gaps[2].max``."""
    kind, at = obstacle
    if kind == "not together":
        return "combinable"
    if kind == "held":
        return "fixed"
    return {
        "longest gap": f"gaps[{at}].max",
        "shortest gap": f"gaps[{at}].min",
        "order": f"gaps[{at}]",
        "hours": f"patient.windows[{at}]",
        "away": f"patient.away[{at}]",
        "chair time": "patient.max_chair_units",
        "stay": "patient.max_span_units",
        "latest": f"visits[{at}].latest",
        "earliest": f"visits[{at}].earliest",
        "morning": f"visits[{at}].am_only",
        "reserved": f"visits[{at}].blocks",
        "providers": f"visits[{at}].providers",
    }[kind]


def _ending(instance: Instance, point: FrontierPoint) -> str:
    return f"{_counted(point.trips, 'trip')} ending {_day(instance, point.finish_day)}"


def _day(instance: Instance, day: int) -> str:
    ordinal = instance.problem.first_day + day
    if not 1 <= ordinal <= date.max.toordinal():
        return f"day {day}"
    return f"day {day} ({show_date_year(date.fromordinal(ordinal))})"


def _time(instance: Instance, unit: int) -> str:
    hour, minute = divmod(instance.day_start + unit * instance.unit_minutes, 60)
    return f"{hour:02d}:{minute:02d}"


def _length(instance: Instance, units: int) -> str:
    return f"{units * instance.unit_minutes} minutes"


def _visit(instance: Instance, at: int) -> str:
    visit = instance.problem.visits[at]
    return visit.label if visit.label == visit.id else f"{visit.label} ({visit.id})"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
