"""Of plans that are equally good the one in which what is urgent comes sooner."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from tctui.core.schedule.pattern import span_mask
from tctui.core.schedule.planner.best import best_plan
from tctui.core.schedule.planner.days import members
from tctui.core.schedule.planner.frontier import Calendar, earliest_ending
from tctui.core.schedule.planner.masks import VisitStarts
from tctui.core.schedule.planner.problem import Plan, PlannedVisit
from tctui.core.schedule.planner.steps import Steps

_SEARCH_STEPS, _PLAN_STEPS = 4_000, 30_000
"""Search steps of one trial: a tie is worth a tenth of a second, and what is not found in that counts as none."""


def with_sooner(calendar: Calendar, plan: Plan, urgent: Iterable[int]) -> Plan:
    """Bring visits, by index, to the earliest day on which an equally good plan has them, the first of them first."""
    for visit in urgent:
        days = list(members(calendar.days[visit] & ((1 << plan.placements[visit].day) - 1)))
        trial = 0
        while days:
            found = _as_good(_until(calendar, visit, days[trial]), plan)
            if found is None:
                days = days[trial + 1 :]
            else:
                plan = found
                days = days[: bisect_left(days, found.placements[visit].day)]
            trial = len(days) // 2
        calendar = _until(calendar, visit, plan.placements[visit].day)
    return plan


def _as_good(calendar: Calendar, plan: Plan) -> Plan | None:
    """A plan with the same measures in this calendar; None when none is found."""
    trips, finish = plan.measures[:2]
    ending, _ = earliest_ending(calendar, trips, (1 << (finish + 1)) - 1, Steps(_SEARCH_STEPS))
    found = best_plan(calendar, ending, _PLAN_STEPS) if ending is not None else None
    return replace(found, is_proven=plan.is_proven) if found and found.measures == plan.measures else None


def _until(calendar: Calendar, visit: int, day: int) -> Calendar:
    """The calendar in which a visit is on this day at the latest."""
    visits: list[PlannedVisit] = list(calendar.problem.visits)
    visits[visit] = replace(visits[visit], last_day=min(visits[visit].last_day, day))
    left = span_mask(0, (day + 1) * calendar.lanes.width * 8)
    starts: list[VisitStarts] = list(calendar.starts)
    starts[visit] = VisitStarts(
        starts[visit].whole & left,
        tuple((provider, mask & left) for provider, mask in starts[visit].by_provider),
        tuple(mask & left for mask in starts[visit].by_leftover),
    )
    return Calendar(replace(calendar.problem, visits=tuple(visits)), starts)
