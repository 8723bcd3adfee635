"""What a day costs a group of visits: visits not with the preferred provider first, then leftovers in the chairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tctui.core.schedule.planner.days import members
from tctui.core.schedule.planner.groups import DayPacking
from tctui.core.schedule.planner.masks import Lanes, VisitStarts
from tctui.core.schedule.planner.problem import Placement, PlannedVisit, PlanProblem
from tctui.core.schedule.planner.stay import NOT_PREFERRED, Team, cheapest_stay
from tctui.core.schedule.planner.steps import Steps


def visit_levels(visit: PlannedVisit, starts: VisitStarts, team: Team) -> list[tuple[int, int]]:
    """The starts of a visit with this team by cost: pairs of cost and lanes, cheapest first, no start in two."""
    liked = others = 0
    for provider, lanes in starts.by_provider:
        if (visit.role, provider) in team:
            if provider == visit.preferred or visit.preferred is None:
                liked |= lanes
            else:
                others |= lanes
    others &= ~liked
    return [
        (away + left, fits & chosen)
        for away, chosen in ((0, liked), (NOT_PREFERRED, others))
        if chosen
        for left, fits in enumerate(starts.by_leftover)
        if fits & chosen
    ]


class GroupDays:
    """The days of one group of visits by what they cost with one team.

    Most costs are exact; those of the ``loose`` days are lower bounds, and made exact when a search comes to them.
    """

    __slots__ = ("_exact", "levels", "loose")

    def __init__(self, levels: Mapping[int, int], loose: int, exact: Callable[[int], int]) -> None:
        self.levels = sorted(levels.items())
        self.loose = loose
        self._exact = exact

    def least(self, among: int) -> int | None:
        """The exact least cost among a set of days; None when the group has none of them."""
        while True:
            found = next(((cost, days & among) for cost, days in self.levels if days & among), None)
            if found is None or found[1] & ~self.loose:
                return None if found is None else found[0]
            self.cost_on((found[1] & -found[1]).bit_length() - 1)

    def cost_on(self, day: int) -> int:
        """The exact cost of a day, which must be one of the group's."""
        bit = 1 << day
        known = next(cost for cost, days in self.levels if days & bit)
        if not self.loose & bit:
            return known
        cost = self._exact(day)
        self.loose &= ~bit
        if cost != known:
            levels = dict(self.levels)
            levels[known] &= ~bit
            levels[cost] = levels.get(cost, 0) | bit
            self.levels = sorted(levels.items())
        return cost


class TeamCosts:
    """What each day costs each group of visits when one team treats; days by the lanes given."""

    __slots__ = ("_cheap", "_day_levels", "_groups", "_lanes", "_problem", "_starts", "_steps", "_whole", "team")

    def __init__(
        self,
        problem: PlanProblem,
        lanes: Lanes,
        starts: Sequence[VisitStarts],
        later: Sequence[int],
        team: Team,
        steps: Steps,
    ) -> None:
        self.team = team
        self._steps = steps
        self._problem = problem
        self._lanes = lanes
        self._starts = starts
        self._groups: dict[int, GroupDays] = {}
        self._day_levels: list[list[tuple[int, int]]] = []
        cheap, whole = [], []
        for visit, of_visit in zip(problem.visits, starts, strict=True):
            cheapest = every = seen = 0
            day_levels = []
            for cost, fits in visit_levels(visit, of_visit, team):
                every |= fits
                first = lanes.marks(fits) & ~seen
                if first:
                    seen |= first
                    cheapest |= fits & lanes.filled(first)
                    day_levels.append((cost, lanes.marked_days(first)))
            cheap.append(cheapest)
            whole.append(every)
            self._day_levels.append(day_levels)
        lengths = [len(visit.pattern) for visit in problem.visits]
        self._cheap = DayPacking(lanes, cheap, lengths, later, problem.max_span)
        self._whole = DayPacking(lanes, whole, lengths, later, problem.max_span)

    def days(self, group: int) -> GroupDays:
        """The days of a group by cost; no levels when it has no day."""
        known = self._groups.get(group)
        if known is None:
            known = self._groups[group] = self._costed(group)
        return known

    def _costed(self, group: int) -> GroupDays:
        """A day costs the sum of the cheapest starts where those fit together, and more where only others do."""
        sums = {0: -1}
        for visit in members(group):
            longer: dict[int, int] = {}
            for cost, days in sums.items():
                for own_cost, own_days in self._day_levels[visit]:
                    if days & own_days:
                        longer[cost + own_cost] = longer.get(cost + own_cost, 0) | (days & own_days)
            sums = longer
        if group & (group - 1) == 0:
            return GroupDays(sums, 0, self._never)
        able = self._whole.days(group) if sums else 0
        exact = self._cheap.days(group) if able else 0
        levels: dict[int, int] = {}
        for cost, days in sums.items():
            for level, part in ((cost, days & exact), (cost + 1, days & able & ~exact)):
                if part:
                    levels[level] = levels.get(level, 0) | part
        return GroupDays(levels, able & ~exact, lambda day: self._stay(group, day, self._steps)[0])

    def _never(self, day: int) -> int:
        raise AssertionError(f"day {day} has an exact cost")

    def stay(self, group: int, day: int) -> tuple[int, dict[int, Placement]]:
        """The cheapest stay of a group on a day, which must be one of its days; its cost and placements."""
        return self._stay(group, day, None)

    def _stay(self, group: int, day: int, steps: Steps | None) -> tuple[int, dict[int, Placement]]:
        return cheapest_stay(self._problem, self._lanes, self._starts, self.team, group, day, steps)
