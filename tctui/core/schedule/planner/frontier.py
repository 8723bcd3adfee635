"""The frontier: the fewest trips, and for each further trip the earliest last day, as far as a trip still buys days."""

from __future__ import annotations

from collections.abc import Sequence

from tctui.core.schedule.planner.days import GapNet
from tctui.core.schedule.planner.groups import DayPacking, same_day_groups
from tctui.core.schedule.planner.masks import Lanes, VisitStarts, all_starts, lanes_of
from tctui.core.schedule.planner.problem import FrontierPoint, PlanProblem
from tctui.core.schedule.planner.search import Trips, TripSearch
from tctui.core.schedule.planner.steps import OutOfSteps, Steps

STEPS = 60_000
"""Search steps for one question; more than any sample needs by far, and no more than seconds."""


class Calendar:
    """A problem made ready to search: starts in lanes, gaps, the groups that may share a day, each visit's days.

    ``is_open`` is False when some visit has no day left at all, so that nothing needs to be searched.
    """

    __slots__ = ("days", "groups", "is_open", "lanes", "net", "problem", "starts")

    def __init__(self, problem: PlanProblem, starts: Sequence[VisitStarts] | None = None) -> None:
        """``starts`` are those of the visits where they are known already."""
        self.problem = problem
        self.lanes: Lanes = lanes_of(problem)
        self.starts: Sequence[VisitStarts] = all_starts(problem, self.lanes) if starts is None else starts
        count = len(problem.visits)
        self.net = GapNet(count, problem.gaps, problem.days)
        self.days = [self.lanes.day_set(starts.whole) for starts in self.starts]
        self.groups: dict[int, int] = {}
        alone = [1 << visit for visit in range(count)]
        self.is_open = (
            self.net.is_possible() and all(self.days) and self.net.narrow(self.days, alone, (), (1 << count) - 1)
        )
        if self.is_open:
            self.groups = same_day_groups(problem, self.packing([starts.whole for starts in self.starts]), self.net)

    def packing(self, starts: list[int]) -> DayPacking:
        """A packing of these starts into stays under the problem's rules."""
        lengths = [len(visit.pattern) for visit in self.problem.visits]
        return DayPacking(self.lanes, starts, lengths, self.net.later, self.problem.max_span)

    def any_end(self, limit: int, steps: Steps) -> int | None:
        """The last day of some plan within a set of days, with as many trips as it takes; None when there is none.

        Raises OutOfSteps.
        """
        ends: list[int] = []

        def found(way: Trips) -> bool:
            days = way.net.settled(way.days, steps)
            if days is not None:
                ends.append(max(days).bit_length() - 1)
            return bool(ends)

        if self.is_open:
            TripSearch(self.net, self.groups, steps).run(self.days, len(self.days), limit, found)
        return ends[0] if ends else None


def earliest_end(calendar: Calendar, trips: int, limit: int, steps: Steps) -> tuple[int | None, bool]:
    """The earliest last day of at most so many trips within a set of days, and whether that is proven.

    None when there is no plan.
    """
    search = TripSearch(calendar.net, calendar.groups, steps)
    best: list[int] = []

    def found(way: Trips) -> bool:
        end = _earliest_of(way, search.limit, steps)
        if end is not None:
            best.append(end)
            search.limit &= (1 << end) - 1
        return False

    try:
        search.run(calendar.days, trips, limit, found)
    except OutOfSteps:
        return (best[-1] if best else None), False
    return (best[-1] if best else None), True


def _earliest_of(way: Trips, limit: int, steps: Steps) -> int | None:
    """The earliest last day of one way to share out the visits; None when it has no choice of days in the limit."""
    low = max((days & -days).bit_length() - 1 for days in way.days)
    high = limit.bit_length() - 1
    best: int | None = None
    # The lower bound is asked first, since most ways reach it; then the rest is halved.
    trial = low
    while low <= high:
        end = _end_by(way, trial, steps)
        if end is None:
            low = trial + 1
        else:
            best, high = end, end - 1
        trial = (low + high) // 2
    return best


def _end_by(way: Trips, last: int, steps: Steps) -> int | None:
    """The last day of a choice of days that ends by ``last``; None when there is none."""
    within = (1 << (last + 1)) - 1
    days = [mask & within for mask in way.days]
    if not all(days) or not way.net.narrow_trips(days, (1 << len(days)) - 1):
        return None
    chosen = way.net.settled(days, steps)
    return None if chosen is None else max(mask.bit_length() - 1 for mask in chosen)


def frontier(calendar: Calendar, steps: Steps | None = None) -> tuple[list[FrontierPoint], bool]:
    """The best last day for each number of trips that improves it, fewest trips first, and whether all is proven.

    Empty when no plan exists (if that is proven).
    """
    steps = steps or Steps(STEPS)
    points: list[FrontierPoint] = []
    limit = calendar.net.every_day
    known: int | None = None
    try:
        for trips in range(1, len(calendar.days) + 1):
            if known is None or known >= limit.bit_length():
                # Whether more trips help at all is one question; asked only when the last answer says no more.
                known = calendar.any_end(limit, steps)
                if known is None:
                    return points, True
            end, is_proven = earliest_end(calendar, trips, limit, steps)
            if end is not None:
                points.append(FrontierPoint(trips, end))
                limit = (1 << end) - 1
            if not is_proven:
                return points, False
    except OutOfSteps:
        return points, False
    return points, True


def fewest_trips(calendar: Calendar, steps: Steps | None = None) -> tuple[FrontierPoint | None, bool]:
    """The first point of the frontier, and whether it is proven; None when no plan exists."""
    steps = steps or Steps(STEPS)
    proven = True
    for trips in range(1, len(calendar.days) + 1) if calendar.is_open else ():
        end, is_proven = earliest_end(calendar, trips, calendar.net.every_day, steps)
        proven = proven and is_proven
        if end is not None:
            return FrontierPoint(trips, end), proven
    return None, proven
