"""Planning the rest anew: when a visit is broken or moved, the fewest other visits give up their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from tctui.core.schedule.planner.best import best_plan
from tctui.core.schedule.planner.frontier import STEPS, Calendar, fewest_trips
from tctui.core.schedule.planner.masks import VisitStarts, all_starts, lanes_of
from tctui.core.schedule.planner.problem import Placement, Plan, PlannedVisit, PlanProblem
from tctui.core.schedule.planner.steps import OutOfSteps, Steps


@dataclass(frozen=True, slots=True)
class Replan:
    """A plan with the visits, by index, that were booked and move; those booked for the first time are not counted."""

    plan: Plan
    moved: tuple[int, ...]


def held(visit: PlannedVisit, place: Placement, problem: PlanProblem, is_booked: bool = False) -> PlannedVisit:
    """The visit with no choice but this placement.

    One that a person booked (``is_booked``) needs only that the book has the time, and the days that are its own.
    """
    if is_booked:
        chair = problem.operatories[place.operatory]
        uses = visit.uses | {name for name, _ in chair.reserved}
        return replace(
            visit, providers=(place.provider,), operatories=(place.operatory,), uses=uses, exam=None, am_only=False,
            first_day=max(visit.first_day, place.day), last_day=min(visit.last_day, place.day),
            only_start=place.start, any_hour=True, unheld=visit,
        )  # fmt: skip
    return replace(
        visit,
        providers=(place.provider,) if place.provider in visit.providers else (),
        operatories=(place.operatory,) if place.operatory in visit.operatories else (),
        first_day=max(visit.first_day, place.day),
        last_day=min(visit.last_day, place.day),
        only_start=place.start,
        unheld=visit,
    )


def holding(
    problem: PlanProblem, current: Mapping[int, Placement], staying: Iterable[int], is_booked: bool = False
) -> PlanProblem:
    """The problem in which some visits that are booked have no choice."""
    stay = frozenset(staying)
    visits = [
        held(visit, current[at], problem, is_booked) if at in stay else visit for at, visit in enumerate(problem.visits)
    ]
    return replace(problem, visits=tuple(visits))


def replan(
    problem: PlanProblem,
    current: Mapping[int, Placement],
    fixed: Iterable[int] = (),
    steps: int = STEPS,
    is_booked: bool = False,
) -> Replan | None:
    """Plan all visits with the fewest moved, and among those plans the best in the usual order; None if none exists.

    ``current`` has the placement of each visit that is booked; the masks show their time as free. A placement that
    the book or a rule no longer allows cannot be kept; of those that a person booked (``is_booked``) only the days and
    the book are asked. ``fixed`` visits keep theirs in any case. The plan ``is_proven`` when it is that no plan moves
    fewer and none that moves as few is better. Raises OutOfSteps when none was found and there may be one.
    """
    kept = frozenset(fixed)
    on_hold = holding(problem, current, current, is_booked)
    lanes = lanes_of(problem)
    free_starts = all_starts(problem, lanes)
    held_starts = all_starts(on_hold, lanes)
    either = [
        replace(free, whole=free.whole | stays.whole) if at not in kept else stays
        for at, (free, stays) in enumerate(zip(free_starts, held_starts, strict=True))
    ]
    if not _has_plan(Calendar(problem, either), steps):
        return None
    could_stay = [at for at in current if at not in kept and held_starts[at].whole]
    calendars = _Calendars(problem, on_hold.visits, free_starts, held_starts)
    clashing = {
        frozenset(pair)
        for pair in combinations((*could_stay, *(at for at in kept if at in current)), 2)
        if not calendars.holding(pair).is_open
    }
    is_proven = True
    for moves in range(len(could_stay) + 1):
        best: Replan | None = None
        for moving in combinations(could_stay, moves):
            staying = kept | frozenset(could_stay).difference(moving)
            if any(pair <= staying for pair in clashing):
                continue
            calendar = calendars.holding(staying)
            ending, is_fewest = fewest_trips(calendar, Steps(steps))
            is_proven = is_proven and is_fewest
            if ending is None or (best is not None and tuple(ending.point) > best.plan.measures[:2]):
                continue
            plan = best_plan(calendar, ending, steps)
            is_proven = is_proven and plan.is_proven
            if best is None or plan.measures < best.plan.measures:
                moved = tuple(at for at in sorted(current) if at not in staying and plan.placements[at] != current[at])
                best = Replan(plan, moved)
        if best is not None:
            return replace(best, plan=replace(best.plan, is_proven=is_proven))
    if not is_proven:
        raise OutOfSteps
    return None


def _has_plan(calendar: Calendar, steps: int) -> bool:
    """False when it is proven that no plan exists, so that no choice of who stays needs to be tried."""
    try:
        return calendar.any_ending(calendar.net.every_day, Steps(steps)) is not None or not calendar.is_whole
    except OutOfSteps:
        return True


class _Calendars:
    """Calendars of one problem with some visits held where they are; each visit's starts are found once."""

    def __init__(
        self,
        problem: PlanProblem,
        on_hold: tuple[PlannedVisit, ...],
        free_starts: list[VisitStarts],
        held_starts: list[VisitStarts],
    ) -> None:
        self._problem = problem
        self._on_hold = on_hold
        self._free_starts = free_starts
        self._held_starts = held_starts

    def holding(self, staying: Iterable[int]) -> Calendar:
        """The calendar in which these visits stay."""
        visits, starts = list(self._problem.visits), list(self._free_starts)
        for at in staying:
            visits[at], starts[at] = self._on_hold[at], self._held_starts[at]
        return Calendar(replace(self._problem, visits=tuple(visits)), starts)
