"""Visits that share a day: which sets of them fit into one trip, and on which days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tctui.core.schedule.planner.days import GapNet, members
from tctui.core.schedule.planner.masks import Lanes
from tctui.core.schedule.planner.problem import PlanProblem

MOST_GROUPS = 1100
"""Enough for every set of ten visits; more would cost more memory than any treatment is worth."""


class DayPacking:
    """Packs visits into one stay: on which days some order and some starts suit all of them.

    ``starts`` are lanes of each visit's starts; ``later[v]`` the visits that must come after ``v`` on the same day.
    """

    __slots__ = ("_lanes", "_lengths", "_packed", "_span", "_starts", "later")

    def __init__(self, lanes: Lanes, starts: Sequence[int], lengths: Sequence[int], later: Sequence[int], span: int) -> None:
        self._lanes = lanes
        self._starts = starts
        self._lengths = lengths
        self._span = min(span, lanes.units)
        self._packed: dict[int, list[int]] = {}
        self.later = later

    def days(self, group: int) -> int:
        """The days, as a set of bits, on which the whole group fits into one stay."""
        return self._lanes.day_set(self._pack(group)[-1])

    def forget_before(self, groups: Iterable[int]) -> None:
        """Keep only what packing these groups needs."""
        needed = {group ^ (1 << visit) for group in groups for visit in members(group)}
        self._packed = {group: packed for group, packed in self._packed.items() if group in needed}

    def _pack(self, group: int) -> list[int]:
        """By idle units 0, 1, …: lanes of the first starts from which the group is done with no more idle time.

        A group is built from a smaller one and the visit that comes last, so all orders are tried at once.
        """
        known = self._packed.get(group)
        if known is not None:
            return known
        total = sum(self._lengths[visit] for visit in members(group))
        idle = self._span - total
        packed: list[int]
        if group & (group - 1) == 0:
            packed = [self._starts[group.bit_length() - 1]] * (idle + 1)
        else:
            packed = [0] * (idle + 1)
            for last in members(group):
                if self.later[last] & group:
                    continue
                before = self._pack(group ^ (1 << last))
                shifted = self._starts[last] >> (total - self._lengths[last])
                reached = 0
                for wait in range(idle + 1):
                    reached |= before[wait] & (shifted >> wait)
                    packed[wait] |= reached
        self._packed[group] = packed
        return packed


def same_day_groups(problem: PlanProblem, packing: DayPacking, net: GapNet) -> tuple[dict[int, int], bool]:
    """Every set of visits that may share a day with its days as a set of bits, single visits included.

    Gives also whether these are all: after ``MOST_GROUPS`` no larger ones are looked for.
    """
    count = len(problem.visits)
    lengths = [len(visit.pattern) for visit in problem.visits]
    longest = min(problem.max_chair, problem.max_span, problem.units)
    booked = [(1 << day, mask.bit_count()) for day, mask in enumerate(problem.taken) if mask]
    mates = [0] * count
    for one, other in problem.together:
        if net.may_meet(one, other):
            mates[one] |= 1 << other
            mates[other] |= 1 << one
    found: dict[int, int] = {}
    level = [1 << visit for visit in range(count)]
    while level:
        larger = []
        for group in level:
            chair = sum(lengths[visit] for visit in members(group))
            days = packing.days(group)
            for day, units in booked:
                if chair + units > problem.max_chair:
                    days &= ~day
            if not days:
                continue
            found[group] = days
            if len(found) >= MOST_GROUPS:
                return found, False
            others = -1 << group.bit_length()
            for visit in members(group):
                others &= mates[visit]
            larger += [group | 1 << visit for visit in members(others) if chair + lengths[visit] <= longest]
        # A set of which a part finds no day finds none either.
        level = [group for group in larger if all(group ^ (1 << visit) in found for visit in members(group))]
        packing.forget_before(level)
    return found, True


def alike_visits(problem: PlanProblem) -> list[int]:
    """Sets of two or more visits that may change places in any plan: the same but for name, with the same gaps."""
    partners: list[set[int]] = [set() for _ in problem.visits]
    for one, other in problem.together:
        partners[one].add(other)
        partners[other].add(one)
    ties: list[set[tuple[int, int, int | None, int | None, bool]]] = [set() for _ in problem.visits]
    for gap in problem.gaps:
        ties[gap.first].add((gap.second, gap.least, gap.most, gap.near, True))
        ties[gap.second].add((gap.first, gap.least, gap.most, gap.near, False))
    waits: list[dict[int, int]] = [{} for _ in problem.visits]
    for one, other, wait in problem.apart:
        waits[one][other] = waits[other][one] = max(wait, waits[one].get(other, 0))
    found: list[list[int]] = []
    for at, visit in enumerate(problem.visits):
        for same in found:
            if all(
                replace(problem.visits[other], id=visit.id, label=visit.label) == visit
                and ties[other] == ties[at]
                and partners[other] - {at} == partners[at] - {other}
                and {**waits[other], at: 0, other: 0} == {**waits[at], at: 0, other: 0}
                for other in same
            ):
                same.append(at)
                break
        else:
            found.append([at])
    return [sum(1 << at for at in same) for same in found if len(same) > 1]
