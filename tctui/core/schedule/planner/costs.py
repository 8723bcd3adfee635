"""What a day costs a group of visits: visits not with the preferred provider first, then leftovers in the chairs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from tctui.core.schedule.planner.groups import members
from tctui.core.schedule.planner.masks import Lanes, VisitStarts, chair_mask_on, leftovers_beside
from tctui.core.schedule.planner.problem import Placement, PlannedVisit, PlanProblem

NOT_PREFERRED = 1 << 12
"""One visit with another than the preferred provider, in units left over; no treatment leaves that many."""

Team = frozenset[tuple[str, int]]
"""Who may treat: pairs of role and provider."""

Levels = tuple[tuple[int, int], ...]
"""Pairs of cost and set of days, cheapest first; a day stands at its cheapest cost only."""


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


class CostedPacking:
    """Packs groups of visits into stays like ``DayPacking``, keeping apart what each way costs; for one team."""

    __slots__ = ("_known", "_lanes", "_later", "_lengths", "_levels", "_packed", "_span")

    def __init__(
        self,
        lanes: Lanes,
        levels: Sequence[list[tuple[int, int]]],
        lengths: Sequence[int],
        later: Sequence[int],
        span: int,
    ) -> None:
        self._lanes = lanes
        self._levels = levels
        self._lengths = lengths
        self._later = later
        self._span = min(span, lanes.units)
        self._packed: dict[int, dict[int, list[int]]] = {}
        self._known: dict[int, Levels] = {}

    def days(self, group: int) -> Levels:
        """The days of a group by the least that it costs there."""
        known = self._known.get(group)
        if known is None:
            seen, levels = 0, []
            for cost, packed in sorted(self._pack(group).items()):
                days = self._lanes.day_set(packed[-1]) & ~seen
                if days:
                    levels.append((cost, days))
                    seen |= days
            known = self._known[group] = tuple(levels)
        return known

    def _pack(self, group: int) -> dict[int, list[int]]:
        known = self._packed.get(group)
        if known is not None:
            return known
        total = sum(self._lengths[visit] for visit in members(group))
        idle = self._span - total
        packed: dict[int, list[int]] = {}
        if group & (group - 1) == 0:
            packed = {cost: [starts] * (idle + 1) for cost, starts in self._levels[group.bit_length() - 1]}
        else:
            for last in members(group):
                if not self._later[last] & group:
                    self._append(packed, self._pack(group ^ (1 << last)), last, total - self._lengths[last])
        self._packed[group] = packed
        return packed

    def _append(self, packed: dict[int, list[int]], before: dict[int, list[int]], last: int, taken: int) -> None:
        for own_cost, starts in self._levels[last]:
            shifted = starts >> taken
            for cost, earlier in before.items():
                reached, sums = 0, packed.get(own_cost + cost)
                if sums is None:
                    sums = packed[own_cost + cost] = [0] * (self._span - taken - self._lengths[last] + 1)
                for wait in range(len(sums)):
                    reached |= earlier[wait] & (shifted >> wait)
                    if reached:
                        sums[wait] |= reached


def placed_on(
    problem: PlanProblem, lanes: Lanes, starts: Sequence[VisitStarts], team: Team, group: int, day: int
) -> dict[int, Placement]:
    """Place a group of visits on a day at the least cost, and among those with the shortest stay.

    The day must be one on which the group fits with this team; ``ValueError`` when it is not.
    """
    options = {visit: _options(problem, lanes, starts[visit], team, visit, day) for visit in members(group)}
    before = {visit: sum(1 << gap.first for gap in problem.gaps if gap.second == visit) for visit in options}

    @cache
    def rest_of(rest: int, ready: int, first: int) -> tuple[int, int, tuple[tuple[int, Placement], ...]] | None:
        if not rest:
            return 0, ready, ()
        best = None
        for visit in members(rest):
            if before[visit] & rest:
                continue
            length = len(problem.visits[visit].pattern)
            for cost, place in options[visit]:
                opening = place.start if first < 0 else first
                if place.start < ready or place.start + length - opening > problem.max_span:
                    continue
                after = rest_of(rest ^ (1 << visit), place.start + length, opening)
                if after is None:
                    continue
                end = after[1] - opening if first < 0 else after[1]
                if best is None or (cost + after[0], end) < best[:2]:
                    best = (cost + after[0], end, ((visit, place), *after[2]))
        return best

    found = rest_of(group, 0, -1)
    if found is None:
        raise ValueError("the group does not fit on this day")
    return dict(found[2])


def _options(
    problem: PlanProblem, lanes: Lanes, starts: VisitStarts, team: Team, index: int, day: int
) -> list[tuple[int, Placement]]:
    """The cheapest placement of a visit for each start on a day, with its cost."""
    visit = problem.visits[index]
    length = len(visit.pattern)
    providers = sorted(starts.by_provider, key=lambda pair: pair[0] != visit.preferred)
    able = [(p, lanes.lane(mask, day)) for p, mask in providers if (visit.role, p) in team]
    chairs = [(chair, chair_mask_on(problem.operatories[chair], visit.uses, day)) for chair in visit.operatories]
    found = []
    for start in members(lanes.lane(starts.whole, day)):
        who = next((provider for provider, mask in able if mask >> start & 1), None)
        if who is None:
            continue
        need = ((1 << length) - 1) << start
        left, chair = min(
            (leftovers_beside(whole, start, start + length), at)
            for at, (chair, (free, whole)) in enumerate(chairs)
            if free & need == need
        )
        cost = left + (NOT_PREFERRED if visit.preferred not in (None, who) else 0)
        found.append((cost, Placement(day, start, who, chairs[chair][0])))
    return found
