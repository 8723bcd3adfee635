"""The best plan for so many trips by such a day: fewest extra providers, then preferred ones, then least left over."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from tctui.core.schedule.planner.costs import NOT_PREFERRED, GroupDays, Team, TeamCosts
from tctui.core.schedule.planner.frontier import Calendar
from tctui.core.schedule.planner.groups import members
from tctui.core.schedule.planner.masks import VisitStarts, chair_mask_on, leftovers_beside
from tctui.core.schedule.planner.problem import FrontierPoint, Measures, Placement, Plan, PlannedVisit
from tctui.core.schedule.planner.search import Trips, TripSearch
from tctui.core.schedule.planner.steps import OutOfSteps, Steps

EXTRA_PROVIDER = 100
STEPS = 60_000


class _Staffing:
    """Chooses the team, the way of sharing out the visits and the days; keeps the best found so far."""

    def __init__(self, calendar: Calendar, point: FrontierPoint, steps: Steps) -> None:
        self._calendar = calendar
        self._steps = steps
        self._net = calendar.net
        within = point.finish_day + 1
        self.lanes = calendar.lanes.first(within)
        cut = (1 << (within * self.lanes.width * 8)) - 1
        self.starts = [
            VisitStarts(
                starts.whole & cut,
                tuple((provider, mask & cut) for provider, mask in starts.by_provider),
                tuple(mask & cut for mask in starts.by_leftover),
            )
            for starts in calendar.starts
        ]
        self.ways: list[Trips] = []
        self.best: tuple[int, TeamCosts, dict[int, int]] | None = None
        self._limit = (1 << within) - 1
        self._trips = point.trips

    def search(self) -> None:
        """Find the best; raises OutOfSteps, with ``best`` the best found until then."""
        TripSearch(self._net, self._calendar.groups, self._steps).run(
            self._calendar.days, self._trips, self._limit, self._keep
        )
        visits = self._calendar.problem.visits
        possible = [0] * len(visits)
        for way in self.ways:
            for visit, days in enumerate(way.days):
                possible[visit] |= days
        by_provider = [
            {provider: days for provider, mask in starts.by_provider if (days := self.lanes.day_set(mask) & possible[visit])}
            for visit, starts in enumerate(self.starts)
        ]
        providers = {
            role: sorted({p for visit, days in zip(visits, by_provider, strict=True) if visit.role == role for p in days})
            for role in dict.fromkeys(visit.role for visit in visits)
        }
        for extra in range(sum(map(len, providers.values()))):
            ranked = [
                (away, able, team)
                for team in _teams(providers, extra)
                if all(able := [_days_with(team, visit, of) for visit, of in zip(visits, by_provider, strict=True)])
                for away in [sum(not _is_liked(team, visit, of) for visit, of in zip(visits, by_provider, strict=True))]
            ]
            ranked.sort(key=lambda entry: entry[0])
            for away, able, team in ranked:
                if self.best is None or away * NOT_PREFERRED < self.best[0]:
                    self._with_team(team, able)
            if self.best is not None:
                return

    def _keep(self, way: Trips) -> bool:
        self.ways.append(way)
        return False

    def _with_team(self, team: Team, able: list[int]) -> None:
        costs: TeamCosts | None = None
        for way in self.ways:
            self._steps.take()
            narrowed = [mask & days for mask, days in zip(way.days, able, strict=True)]
            for group in way.groups:
                common = -1
                for visit in members(group):
                    common &= narrowed[visit]
                for visit in members(group):
                    narrowed[visit] = common
            if not all(narrowed) or not self._net.narrow(narrowed, way.group_of, way.groups, (1 << len(able)) - 1):
                continue
            if costs is None:
                costs = TeamCosts(self._calendar.problem, self.lanes, self.starts, self._net.later, team)
            self._cheapest(costs, Trips(way.groups, way.group_of, narrowed), {g: costs.days(g) for g in way.groups})

    def _cheapest(self, costs: TeamCosts, way: Trips, by_group: dict[int, GroupDays]) -> None:
        """Look for days of this way that cost less than the best: levels of days are tried, cheap ones first."""
        self._steps.take()
        days = self._affordable(way, by_group)
        if days is None:
            return
        split, most = 0, 0
        for group, of_group in by_group.items():
            have = days[group.bit_length() - 1]
            levels = [cost for cost, mask in of_group.levels if mask & have]
            if levels[-1] - levels[0] > most:
                split, most = group, levels[-1] - levels[0]
        if split:
            for _, mask in by_group[split].levels:
                tried = days.copy()
                for visit in members(split):
                    tried[visit] &= mask
                if tried[split.bit_length() - 1] and self._net.narrow(tried, way.group_of, way.groups, split):
                    self._cheapest(costs, Trips(way.groups, way.group_of, tried), by_group)
            return
        settled = self._net.settled(days, way.group_of, way.groups, self._steps)
        if settled is None:
            return
        chosen = {group: settled[group.bit_length() - 1].bit_length() - 1 for group in way.groups}
        loose = [group for group, day in chosen.items() if by_group[group].loose >> day & 1]
        if loose:
            for group in loose:
                by_group[group].cost_on(chosen[group])
            self._cheapest(costs, Trips(way.groups, way.group_of, days), by_group)
            return
        total = sum(by_group[group].cost_on(day) for group, day in chosen.items())
        if self.best is None or total < self.best[0]:
            self.best = (total, costs, chosen)

    def _affordable(self, way: Trips, by_group: dict[int, GroupDays]) -> list[int] | None:
        """The days of a way without those that make it no cheaper than the best; None when none are left."""
        days = way.days
        while True:
            cheapest: dict[int, int] = {}
            for group, of_group in by_group.items():
                least = of_group.least(days[group.bit_length() - 1])
                if least is None:
                    return None
                cheapest[group] = least
            floor = sum(cheapest.values())
            if self.best is not None and floor >= self.best[0]:
                return None
            changed = 0
            for group, of_group in by_group.items():
                have = days[group.bit_length() - 1]
                room = None if self.best is None else self.best[0] - 1 - (floor - cheapest[group])
                allowed = 0
                for cost, mask in of_group.levels:
                    if room is None or cost <= room:
                        allowed |= mask
                if have & ~allowed:
                    if not changed:
                        days = days.copy()
                    for visit in members(group):
                        days[visit] = have & allowed
                    changed |= group
            if not changed:
                return days
            if not all(days) or not self._net.narrow(days, way.group_of, way.groups, changed):
                return None


def _days_with(team: Team, visit: PlannedVisit, by_provider: dict[int, int]) -> int:
    days = 0
    for provider, of_provider in by_provider.items():
        if (visit.role, provider) in team:
            days |= of_provider
    return days


def _is_liked(team: Team, visit: PlannedVisit, by_provider: dict[int, int]) -> bool:
    """True when the team may give the visit to its preferred provider."""
    return visit.preferred is None or ((visit.role, visit.preferred) in team and visit.preferred in by_provider)


def _teams(providers: dict[str, list[int]], extra: int) -> Iterator[Team]:
    """All teams with one provider for each role and so many more in all."""
    roles = list(providers)
    for sizes in product(*(range(1, len(providers[role]) + 1) for role in roles)):
        if sum(sizes) - len(roles) == extra:
            picks = [combinations(providers[role], size) for role, size in zip(roles, sizes, strict=True)]
            for chosen in product(*picks):
                yield frozenset((role, p) for role, some in zip(roles, chosen, strict=True) for p in some)


def best_plan(calendar: Calendar, point: FrontierPoint, steps: int = STEPS) -> Plan | None:
    """The best plan with at most so many trips that ends by that day; None when there is none.

    Exact in the order extra providers, visits not with the preferred provider, leftovers, unless ``is_proven`` is
    False: then the steps ran out and it is the best one found.
    """
    staffing = _Staffing(calendar, point, Steps(steps))
    proven = True
    try:
        staffing.search()
    except OutOfSteps:
        proven = False
    if staffing.best is None:
        return None
    _, costs, chosen = staffing.best
    placed: dict[int, Placement] = {}
    for group, day in chosen.items():
        placed |= costs.stay(group, day)[1]
    placements = tuple(placed[visit] for visit in range(len(placed)))
    return Plan(placements, measured(calendar, placements), proven)


def measured(calendar: Calendar, placements: tuple[Placement, ...]) -> Measures:
    """The four measures of a plan."""
    problem = calendar.problem
    staff: dict[str, set[int]] = {}
    away = left = 0
    for visit, place in zip(problem.visits, placements, strict=True):
        staff.setdefault(visit.role, set()).add(place.provider)
        away += visit.preferred not in (None, place.provider)
        _, whole = chair_mask_on(problem.operatories[place.operatory], visit.uses, place.day)
        left += leftovers_beside(whole, place.start, place.start + len(visit.pattern))
    extra = sum(len(used) - 1 for used in staff.values())
    days = {place.day for place in placements}
    return Measures(len(days), max(days), EXTRA_PROVIDER * extra + away, left)
