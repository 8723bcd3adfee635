"""The best plan for so many trips by such a day: fewest extra providers, then preferred ones, then least left over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from tctui.core.schedule.planner.costs import GroupDays, TeamCosts
from tctui.core.schedule.planner.days import has_a_day_each, members
from tctui.core.schedule.planner.frontier import Calendar, Ending
from tctui.core.schedule.planner.masks import VisitStarts, chair_mask_on, leftovers_beside
from tctui.core.schedule.planner.problem import FrontierPoint, Measures, Placement, Plan, PlannedVisit
from tctui.core.schedule.planner.search import Trips
from tctui.core.schedule.planner.stay import NOT_PREFERRED, Team
from tctui.core.schedule.planner.steps import OutOfSteps, Steps

EXTRA_PROVIDER = 100
STEPS = 600_000
"""Search steps for one plan: hundreds of times what the samples need, and about two seconds."""


class _Staffing:
    """Chooses the team, the way of sharing out the visits and the days; keeps the best found so far."""

    def __init__(self, calendar: Calendar, point: FrontierPoint, steps: Steps) -> None:
        self._calendar = calendar
        self._steps = steps
        self._net = calendar.net
        self._lanes = calendar.lanes
        self._starts = calendar.starts
        within = point.finish_day + 1
        self.ways: list[Trips] = []
        self.best: tuple[int, TeamCosts, dict[int, int]] | None = None
        self._limit = (1 << within) - 1
        self._trips = point.trips

    def search(self) -> None:
        """Find the best; raises OutOfSteps, with ``best`` the best found until then."""
        self._calendar.search(self._steps).run(self._calendar.days, self._trips, self._limit, self._keep)
        visits = self._calendar.problem.visits
        possible = [0] * len(visits)
        for way in self.ways:
            for group, days in zip(way.groups, way.days, strict=True):
                for visit in members(group):
                    possible[visit] |= days
        by_provider = [
            {provider: days for provider, mask in starts.by_provider if (days := self._lanes.day_set(mask) & possible[visit])}
            for visit, starts in enumerate(self._starts)
        ]
        providers = {
            role: sorted({p for visit, days in zip(visits, by_provider, strict=True) if visit.role == role for p in days})
            for role in dict.fromkeys(visit.role for visit in visits)
        }
        self._keep_days(possible)
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

    def with_everyone(self, way: Trips) -> tuple[TeamCosts, dict[int, int]]:
        """A way with its days as it is, by whoever is free."""
        team = frozenset(
            (visit.role, provider) for visit in self._calendar.problem.visits for provider in visit.providers
        )
        days = {group: mask.bit_length() - 1 for group, mask in zip(way.groups, way.days, strict=True)}
        self._keep_days(way.days)
        return self._costs(team), days

    def _keep_days(self, sets: Iterable[int]) -> None:
        """Leave out all days but these: the costs of a team are found for the days that matter."""
        whole = self._calendar.lanes
        days = 0
        for some in sets:
            days |= some
        lanes = self._lanes = whole.only(days)
        self._starts = [
            VisitStarts(
                lanes.gathered(starts.whole, whole),
                tuple((provider, lanes.gathered(mask, whole)) for provider, mask in starts.by_provider),
                tuple(lanes.gathered(mask, whole) for mask in starts.by_leftover),
            )
            for starts in self._calendar.starts
        ]

    def _costs(self, team: Team) -> TeamCosts:
        return TeamCosts(self._calendar.problem, self._lanes, self._starts, self._net.later, team, self._steps)

    def _keep(self, way: Trips) -> bool:
        self.ways.append(way)
        return False

    def _with_team(self, team: Team, able: list[int]) -> None:
        costs: TeamCosts | None = None
        for way in self.ways:
            self._steps.take()
            narrowed = way.days.copy()
            for at, group in enumerate(way.groups):
                for visit in members(group):
                    narrowed[at] &= able[visit]
            if not all(narrowed) or not way.net.narrow_trips(narrowed, (1 << len(narrowed)) - 1):
                continue
            if way.net.settled(narrowed, self._steps) is None:
                continue
            if costs is None:
                costs = self._costs(team)
            self._cheapest(costs, way._replace(days=narrowed), [costs.days(group) for group in way.groups])

    def _cheapest(self, costs: TeamCosts, way: Trips, by_trip: list[GroupDays]) -> None:
        """Look for days of this way that cost less than the best: levels of days are tried, cheap ones first."""
        self._steps.take()
        days = self._affordable(way, by_trip)
        if days is None:
            return
        split, most = 0, 0
        for trip, of_trip in enumerate(by_trip):
            levels = [cost for cost, mask in of_trip.levels if mask & days[trip]]
            if levels[-1] - levels[0] > most:
                split, most = trip, levels[-1] - levels[0]
        if most:
            for _, mask in by_trip[split].levels:
                tried = days.copy()
                tried[split] &= mask
                if tried[split] and way.net.narrow_trips(tried, 1 << split) and has_a_day_each(tried):
                    self._cheapest(costs, way._replace(days=tried), by_trip)
            return
        settled = way.net.settled(days, self._steps)
        if settled is None:
            return
        chosen = [mask.bit_length() - 1 for mask in settled]
        loose = [trip for trip, day in enumerate(chosen) if by_trip[trip].loose >> day & 1]
        for trip in loose:
            by_trip[trip].cost_on(chosen[trip])
        if loose:
            self._cheapest(costs, way._replace(days=days), by_trip)
            return
        total = sum(of_trip.cost_on(day) for of_trip, day in zip(by_trip, chosen, strict=True))
        if self.best is None or total < self.best[0]:
            self.best = (total, costs, dict(zip(way.groups, chosen, strict=True)))

    def _affordable(self, way: Trips, by_trip: list[GroupDays]) -> list[int] | None:
        """The days of a way without those that make it no cheaper than the best; None when none are left."""
        days = way.days
        while True:
            cheapest = []
            for of_trip, have in zip(by_trip, days, strict=True):
                least = of_trip.least(have)
                if least is None:
                    return None
                cheapest.append(least)
            floor = sum(cheapest)
            if self.best is not None and floor >= self.best[0]:
                return None
            narrowed = days.copy()
            for trip, of_trip in enumerate(by_trip):
                room = None if self.best is None else self.best[0] - 1 - (floor - cheapest[trip])
                allowed = 0
                for cost, mask in of_trip.levels:
                    if room is None or cost <= room:
                        allowed |= mask
                narrowed[trip] &= allowed
            if narrowed == days:
                return days
            if not all(narrowed) or not way.net.narrow_trips(narrowed, (1 << len(narrowed)) - 1):
                return None
            days = narrowed


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


def best_plan(calendar: Calendar, ending: Ending, steps: int = STEPS) -> Plan:
    """The best plan with at most so many trips that ends by that day.

    Exact in the order extra providers, visits not with the preferred provider, leftovers, unless ``is_proven`` is
    False: then the steps ran out and it is the best one found.
    """
    staffing = _Staffing(calendar, ending.point, Steps(steps))
    proven = calendar.is_whole
    try:
        staffing.search()
    except OutOfSteps:
        proven = False
    costs, chosen = staffing.best[1:] if staffing.best is not None else staffing.with_everyone(ending.way)
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
    trips = sum(not calendar.booked >> day & 1 for day in days)
    return Measures(trips, max(days), EXTRA_PROVIDER * extra + away, left)
