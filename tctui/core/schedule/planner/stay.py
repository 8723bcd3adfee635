"""One stay: a group of visits placed on a day at the least cost, and among those with the shortest stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tctui.core.schedule.planner.days import members
from tctui.core.schedule.planner.masks import Lanes, VisitStarts, chair_mask_on, leftovers_beside
from tctui.core.schedule.planner.problem import Placement, PlanProblem
from tctui.core.schedule.planner.steps import Steps

NOT_PREFERRED = 1 << 12
"""One visit with another than the preferred provider, in units left over; no treatment leaves that many."""

_TRIES_A_STEP = 150
"""Idle times tried in the time of one search step."""

Team = frozenset[tuple[str, int]]
"""Who may treat: pairs of role and provider."""

Packed = dict[int, dict[int, list[int]]]
"""By group and by cost above the floor: for idle units 0, 1, … the first starts, as a mask, that need no more.

A start is left out of a cost when a lower one has it with no more idle units.
"""


class _Choice(NamedTuple):
    """What a visit may do on the day: its placement by start, the floor of its cost, and the starts by cost above that.

    The floor takes the fewest visits with another provider and the fewest units left over each for itself, so that
    costs above it can be compared and limited part by part.
    """

    places: Mapping[int, Placement]
    floor: int
    levels: tuple[tuple[int, int], ...]


def cheapest_stay(
    problem: PlanProblem,
    lanes: Lanes,
    starts: Sequence[VisitStarts],
    team: Team,
    group: int,
    day: int,
    steps: Steps | None,
) -> tuple[int, dict[int, Placement]]:
    """Place a group of visits on a day at the least cost, and among those with the shortest stay.

    The day must be one on which the group fits with this team; ``ValueError`` when it is not. Raises OutOfSteps.
    """
    choices = {visit: _choice(problem, lanes, starts[visit], team, visit, day) for visit in members(group)}
    stay = _Stay(problem, group, choices, steps)
    away = stay.fewest_away()
    most = sum(max(left for _, left in map(_parts_of, _costs(choice))) for choice in choices.values())
    left = 0
    while True:
        packed = stay.packed(away, left)
        if packed.get(group):
            extra = min(packed[group])
            return sum(choice.floor for choice in choices.values()) + extra, stay.places(packed, extra)
        if left >= most:
            raise ValueError("the group does not fit on this day")
        left = 2 * left + 1


def _parts_of(cost: int) -> tuple[int, int]:
    """The visits with another provider and the units left over in a cost."""
    return divmod(cost, NOT_PREFERRED)


def _costs(choice: _Choice) -> Iterator[int]:
    yield 0
    for cost, _ in choice.levels:
        yield cost


class _Stay:
    """Packs a group on one day: from the smaller groups, with each visit in turn as the last one."""

    __slots__ = ("_choices", "_group", "_later", "_lengths", "_span", "_steps")

    def __init__(
        self, problem: PlanProblem, group: int, choices: Mapping[int, _Choice], steps: Steps | None
    ) -> None:
        self._group = group
        self._choices = choices
        self._steps = steps
        self._span = min(problem.max_span, problem.units)
        self._lengths = {visit: len(problem.visits[visit].pattern) for visit in choices}
        self._later = dict.fromkeys(choices, 0)
        for gap in problem.gaps:
            if gap.first in choices:
                self._later[gap.first] |= 1 << gap.second

    def _total(self, group: int) -> int:
        return sum(self._lengths[visit] for visit in members(group))

    def fewest_away(self) -> int:
        """The fewest visits above the floor that another than the preferred provider must take, leftovers aside."""
        every = {visit: choice.levels for visit, choice in self._choices.items()}
        most = sum(any(cost >= NOT_PREFERRED for cost, _ in levels) for levels in every.values())
        if not most:
            return 0
        merged = {}
        for visit, levels in every.items():
            by_away = [0, 0]
            for cost, mask in levels:
                by_away[cost // NOT_PREFERRED] |= mask
            merged[visit] = tuple((away * NOT_PREFERRED, mask) for away, mask in enumerate(by_away) if mask)
        whole = self._packed(merged, most, 0).get(self._group)
        return min(whole) // NOT_PREFERRED if whole else most

    def packed(self, away: int, left: int) -> Packed:
        """Every part of the group with its first starts, at costs above the floor up to these two parts of it."""
        return self._packed({visit: choice.levels for visit, choice in self._choices.items()}, away, left)

    def _packed(self, levels: Mapping[int, Sequence[tuple[int, int]]], away: int, left: int) -> Packed:
        # Nothing idle is worth trying beyond what the whole group may be idle.
        idle = self._span - self._total(self._group)
        parts = [0] if idle >= 0 else []
        packed: Packed = {}
        for visit in members(self._group):
            parts += [part | 1 << visit for part in parts]
        for part in sorted(parts[1:], key=int.bit_count):
            if part & (part - 1) == 0:
                found = {
                    cost: [mask] * (idle + 1)
                    for cost, mask in levels[part.bit_length() - 1]
                    if cost // NOT_PREFERRED <= away and cost % NOT_PREFERRED <= left
                }
            else:
                found = self._part(part, levels, (away, left), idle, packed)
            if found:
                packed[part] = found
        return packed

    def _part(
        self,
        part: int,
        levels: Mapping[int, Sequence[tuple[int, int]]],
        most: tuple[int, int],
        idle: int,
        packed: Packed,
    ) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        away, left = most
        tries = 0
        total = self._total(part)
        for last in members(part):
            before = packed.get(part ^ (1 << last))
            if before is None or self._later[last] & part:
                continue
            ahead = total - self._lengths[last]
            for own, mask in levels[last]:
                shifted = mask >> ahead
                if not shifted:
                    continue
                for extra, firsts in before.items():
                    cost = own + extra
                    if cost // NOT_PREFERRED > away or cost % NOT_PREFERRED > left:
                        continue
                    reached = 0
                    tries += idle + 1
                    row = found.setdefault(cost, [0] * (idle + 1))
                    for wait, first in enumerate(firsts):
                        reached |= first & (shifted >> wait)
                        row[wait] |= reached
        if self._steps is not None:
            self._steps.take(1 + tries // _TRIES_A_STEP)
        seen = [0] * (idle + 1)
        cheapest = {}
        for cost in sorted(found):
            row = [mask & ~known for mask, known in zip(found[cost], seen, strict=True)]
            if any(row):
                cheapest[cost] = row
                seen = [mask | known for mask, known in zip(row, seen, strict=True)]
        return cheapest

    def places(self, packed: Packed, extra: int) -> dict[int, Placement]:
        """The placements of the whole group at this cost above the cheapest, with the shortest stay."""
        group = self._group
        wait = next(wait for wait, firsts in enumerate(packed[group][extra]) if firsts)
        firsts = packed[group][extra][wait]
        start = (firsts & -firsts).bit_length() - 1
        placed: dict[int, Placement] = {}
        while group & (group - 1):
            last, own, wait = next(self._lasts(packed, group, extra, wait, start))
            placed[last] = self._choices[last].places[start + self._total(group) - self._lengths[last] + wait]
            group, extra = group ^ (1 << last), extra - own
        visit = group.bit_length() - 1
        placed[visit] = self._choices[visit].places[start]
        return placed

    def _lasts(self, packed: Packed, group: int, extra: int, most: int, start: int) -> Iterator[tuple[int, int, int]]:
        """Visits that may be the last of a group that begins at ``start``, with their own cost and idle units before."""
        for last in members(group):
            before = packed.get(group ^ (1 << last))
            if before is None or self._later[last] & group:
                continue
            ahead = start + self._total(group) - self._lengths[last]
            for own, mask in self._choices[last].levels:
                firsts = before.get(extra - own)
                if firsts is None:
                    continue
                for wait in range(most + 1):
                    if firsts[wait] >> start & 1 and mask >> (ahead + wait) & 1:
                        yield last, own, wait


def _choice(
    problem: PlanProblem, lanes: Lanes, starts: VisitStarts, team: Team, index: int, day: int
) -> _Choice:
    """The cheapest placement of a visit for each start on a day, and the starts by cost."""
    visit = problem.visits[index]
    length = len(visit.pattern)
    providers = sorted(starts.by_provider, key=lambda pair: pair[0] != visit.preferred)
    able = [(p, lanes.lane(mask, day)) for p, mask in providers if (visit.role, p) in team]
    chairs = [(chair, chair_mask_on(problem.operatories[chair], visit.uses, day)) for chair in visit.operatories]
    places: dict[int, Placement] = {}
    costs: dict[int, int] = {}
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
        costs[cost] = costs.get(cost, 0) | 1 << start
        places[start] = Placement(day, start, who, chairs[chair][0])
    floor = min((cost // NOT_PREFERRED for cost in costs), default=0) * NOT_PREFERRED
    floor += min((cost % NOT_PREFERRED for cost in costs), default=0)
    return _Choice(places, floor, tuple((cost - floor, mask) for cost, mask in sorted(costs.items())))
