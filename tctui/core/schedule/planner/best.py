"""The best plan for so many trips by such a day: fewest extra providers, then preferred ones, then least left over."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from tctui.core.schedule.planner.costs import NOT_PREFERRED, CostedPacking, Levels, Team, placed_on, visit_levels
from tctui.core.schedule.planner.frontier import Calendar
from tctui.core.schedule.planner.groups import members
from tctui.core.schedule.planner.masks import VisitStarts, chair_mask_on, leftovers_beside
from tctui.core.schedule.planner.problem import FrontierPoint, Measures, Placement, Plan, PlannedVisit
from tctui.core.schedule.planner.search import OutOfSteps, Steps, Trips, TripSearch

EXTRA_PROVIDER = 100
STEPS = 60_000


class _Staffing:
    """Chooses the team, the way of sharing out the visits and the days; keeps the best found so far."""

    def __init__(self, calendar: Calendar, point: FrontierPoint, steps: Steps) -> None:
        self._calendar = calendar
        self._steps = steps
        self._net = calendar.net
        problem = calendar.problem
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
        self._lengths = [len(visit.pattern) for visit in problem.visits]
        self.ways: list[Trips] = []
        self.best: tuple[int, Team, Trips] | None = None
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

    def _with_team(self, team: Team, days: list[int]) -> None:
        packing: CostedPacking | None = None
        for way in self.ways:
            self._steps.take()
            narrowed = [mask & able for mask, able in zip(way.days, days, strict=True)]
            for group in way.groups:
                common = -1
                for visit in members(group):
                    common &= narrowed[visit]
                for visit in members(group):
                    narrowed[visit] = common
            if not all(narrowed) or not self._net.narrow(narrowed, way.group_of, way.groups, (1 << len(days)) - 1):
                continue
            if packing is None:
                packing = self._packing(team)
            levels = {group: packing.days(group) for group in way.groups}
            if all(levels.values()):
                self._cheapest(team, Trips(way.groups, way.group_of, narrowed), levels)

    def _packing(self, team: Team) -> CostedPacking:
        problem = self._calendar.problem
        levels = [
            visit_levels(visit, starts, team) for visit, starts in zip(problem.visits, self.starts, strict=True)
        ]
        return CostedPacking(self.lanes, levels, self._lengths, self._net.later, problem.max_span)

    def _cheapest(self, team: Team, way: Trips, levels: dict[int, Levels]) -> None:
        """Look for days of this way that cost less than the best: levels of days are tried, cheap ones first."""
        self._steps.take()
        days = way.days
        while True:
            floor, cheapest = 0, {}
            for group, of_group in levels.items():
                have = days[group.bit_length() - 1]
                least = next((cost for cost, mask in of_group if mask & have), None)
                if least is None:
                    return
                cheapest[group] = least
                floor += least
            if self.best is not None and floor >= self.best[0]:
                return
            changed = 0
            for group, of_group in levels.items():
                have = days[group.bit_length() - 1]
                room = None if self.best is None else self.best[0] - 1 - (floor - cheapest[group])
                allowed = 0
                for cost, mask in of_group:
                    if room is None or cost <= room:
                        allowed |= mask
                if have & ~allowed:
                    if not changed:
                        days = days.copy()
                    for visit in members(group):
                        days[visit] = have & allowed
                    changed |= group
            if not changed:
                break
            if not all(days) or not self._net.narrow(days, way.group_of, way.groups, changed):
                return
        split, most = 0, 0
        for group, of_group in levels.items():
            have = days[group.bit_length() - 1]
            spread = max(cost for cost, mask in of_group if mask & have) - cheapest[group]
            if spread > most:
                split, most = group, spread
        if not split:
            self._steps.take()
            settled = self._net.settled(days, way.group_of, way.groups)
            if settled is not None:
                self.best = (floor, team, Trips(way.groups, way.group_of, settled))
            return
        for _, mask in levels[split]:
            tried = days.copy()
            for visit in members(split):
                tried[visit] &= mask
            if tried[split.bit_length() - 1] and self._net.narrow(tried, way.group_of, way.groups, split):
                self._cheapest(team, Trips(way.groups, way.group_of, tried), levels)


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
    _, team, way = staffing.best
    placed: dict[int, Placement] = {}
    for group in way.groups:
        day = way.days[group.bit_length() - 1].bit_length() - 1
        placed |= placed_on(calendar.problem, staffing.lanes, staffing.starts, team, group, day)
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
