"""The frontier: the fewest trips, and for each further trip the earliest last day, as far as a trip still buys days."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from tctui.core.schedule.planner.days import GapNet
from tctui.core.schedule.planner.groups import DayPacking, alike_visits, same_day_groups
from tctui.core.schedule.planner.masks import Lanes, VisitStarts, all_starts, lanes_of
from tctui.core.schedule.planner.problem import FrontierPoint, PlanProblem
from tctui.core.schedule.planner.search import Trips, TripSearch
from tctui.core.schedule.planner.steps import OutOfSteps, Steps

STEPS = 70_000
"""Search steps for one frontier: a hundred times what the samples need, and a second or two."""


_FEW = 0.8
"""A part of the days below which lanes of those alone are quicker than lanes of all."""


class Calendar:
    """A problem made ready to search: starts in lanes, gaps, the groups that may share a day, each visit's days.

    ``booked`` are the days on which the patient comes anyway. ``is_open`` is False when some visit has no day left at
    all, so that nothing needs to be searched; ``is_whole`` False when there were too many groups to look at all of
    them, and nothing is proven.
    """

    __slots__ = ("alike", "booked", "days", "groups", "is_open", "is_whole", "lanes", "net", "problem", "starts")

    def __init__(self, problem: PlanProblem, starts: Sequence[VisitStarts] | None = None) -> None:
        """``starts`` are those of the visits where they are known already."""
        self.problem = problem
        self.booked = problem.booked_days
        self.lanes: Lanes = lanes_of(problem)
        self.starts: Sequence[VisitStarts] = all_starts(problem, self.lanes) if starts is None else starts
        count = len(problem.visits)
        self.net = GapNet(count, problem.gaps, problem.days, problem.apart)
        self.days = [self.lanes.day_set(starts.whole) for starts in self.starts]
        self.groups: dict[int, int] = {}
        self.is_whole = True
        self.alike = alike_visits(problem)
        alone = [1 << visit for visit in range(count)]
        self.is_open = (
            self.net.is_possible() and all(self.days) and self.net.narrow(self.days, alone, (), (1 << count) - 1)
        )
        if self.is_open:
            self.groups, self.is_whole = same_day_groups(problem, self._packing(), self.net)

    def _packing(self) -> DayPacking:
        """Packs visits on the days that any of them has left, when those are few: lanes of the others are only weight."""
        lanes, whole = self.lanes, [starts.whole for starts in self.starts]
        any_day = reduce(or_, self.days)
        if any_day.bit_count() < _FEW * self.problem.days:
            lanes = lanes.only(any_day)
            whole = [lanes.gathered(mask, self.lanes) for mask in whole]
        lengths = [len(visit.pattern) for visit in self.problem.visits]
        return DayPacking(lanes, whole, lengths, self.net.later, self.problem.max_span)

    def search(self, steps: Steps) -> TripSearch:
        """A search for ways to share out the visits over trips."""
        return TripSearch(self.net, self.groups, self.alike, steps, self.booked)

    def ending(self, way: Trips, days: list[int]) -> Ending:
        """A way with a day for each of its groups, and the point that it reaches."""
        trips = sum(not day & self.booked for day in days)
        return Ending(FrontierPoint(trips, max(days).bit_length() - 1), way._replace(days=days))

    def any_ending(self, limit: int, steps: Steps) -> Ending | None:
        """Some way within a set of days, with as many trips as it takes; None when there is none.

        Raises OutOfSteps.
        """
        endings: list[Ending] = []

        def found(way: Trips) -> bool:
            days = way.net.settled(way.days, steps)
            if days is not None:
                endings.append(self.ending(way, days))
            return bool(endings)

        if self.is_open:
            # With as many trips as it takes, no day needs to be told from another.
            TripSearch(self.net, self.groups, self.alike, steps).run(self.days, len(self.days), limit, found)
        return endings[0] if endings else None


class Ending(NamedTuple):
    """A point of the frontier with a way that reaches it, each group on one day."""

    point: FrontierPoint
    way: Trips


def earliest_ending(calendar: Calendar, trips: int, limit: int, steps: Steps) -> tuple[Ending | None, bool]:
    """The way of at most so many trips within a set of days that ends first, and whether that is proven.

    None when there is no such way.
    """
    search = calendar.search(steps)
    best: list[Ending] = []

    def found(way: Trips) -> bool:
        ending = _earliest_of(calendar, way, search.limit, steps)
        if ending is not None:
            best.append(ending)
            search.limit &= (1 << ending.point.finish_day) - 1
        return False

    try:
        search.run(calendar.days, trips, limit, found)
    except OutOfSteps:
        return (best[-1] if best else None), False
    return (best[-1] if best else None), True


def _earliest_of(calendar: Calendar, way: Trips, limit: int, steps: Steps) -> Ending | None:
    """The earliest ending of one way to share out the visits; None when it has no choice of days in the limit."""
    low = max((days & -days).bit_length() - 1 for days in way.days)
    high = limit.bit_length() - 1
    best: Ending | None = None
    # The lower bound is asked first, since most ways reach it; then the rest is halved.
    trial = low
    while low <= high:
        ending = _ending_by(calendar, way, trial, steps)
        if ending is None:
            low = trial + 1
        else:
            best, high = ending, ending.point.finish_day - 1
        trial = (low + high) // 2
    return best


def _ending_by(calendar: Calendar, way: Trips, last: int, steps: Steps) -> Ending | None:
    within = (1 << (last + 1)) - 1
    days = [mask & within for mask in way.days]
    if not all(days) or not way.net.narrow_trips(days, (1 << len(days)) - 1):
        return None
    settled = way.net.settled(days, steps)
    return None if settled is None else calendar.ending(way, settled)


def _counts(calendar: Calendar) -> range:
    """The numbers of trips that a plan may have: none only where the patient comes anyway."""
    return range(0 if calendar.booked else 1, len(calendar.days) + 1)


def frontier(calendar: Calendar, steps: Steps | None = None) -> tuple[list[Ending], bool]:
    """The best last day for each number of trips that improves it, fewest trips first, and whether all is proven.

    Empty when no plan exists, or when it is not proven and none was found.
    """
    steps = steps or Steps(STEPS)
    endings: list[Ending] = []
    limit = calendar.net.every_day
    known: Ending | None = None
    try:
        for trips in _counts(calendar):
            if known is None or known.point.finish_day >= limit.bit_length():
                # Whether more trips help at all is one question; asked only when the last answer says no more.
                known = calendar.any_ending(limit, steps)
                if known is None:
                    return endings, calendar.is_whole
            ending, is_proven = earliest_ending(calendar, trips, limit, steps)
            if ending is not None:
                endings.append(ending)
                limit = (1 << ending.point.finish_day) - 1
            if not is_proven:
                break
        else:
            return endings, calendar.is_whole
    except OutOfSteps:
        pass
    return endings or ([known] if known else []), False


def fewest_trips(calendar: Calendar, steps: Steps | None = None) -> tuple[Ending | None, bool]:
    """The first point of the frontier, and whether it is proven; None when no plan exists."""
    steps = steps or Steps(STEPS)
    for trips in _counts(calendar) if calendar.is_open else ():
        ending, is_proven = earliest_ending(calendar, trips, calendar.net.every_day, steps)
        if ending is not None or not is_proven:
            return ending, is_proven and calendar.is_whole
    return None, calendar.is_whole
