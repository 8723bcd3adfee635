"""Visits that share a day: which sets of them fit into one trip, and on which days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tctui.core.schedule.planner.days import GapNet, members
from tctui.core.schedule.planner.masks import Lanes
from tctui.core.schedule.planner.problem import PlanProblem


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

    def _pack(self, group: int) -> list[int]:
        """By idle units 0, 1, …: lanes of the first starts from which the group is done with no more idle time.

        A group is built from a smaller one and the visit that comes last, so all orders are tried at once.
        """
        known = self._packed.get(group)
        if known is not None:
            return known
        total = sum(self._lengths[visit] for visit in members(group))
        idle = self._span - total
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


def same_day_groups(problem: PlanProblem, packing: DayPacking, net: GapNet) -> dict[int, int]:
    """Every set of visits that may share a day, each with its days as a set of bits; single visits included."""
    count = len(problem.visits)
    lengths = [len(visit.pattern) for visit in problem.visits]
    mates = [0] * count
    for one, other in problem.together:
        if net.may_meet(one, other):
            mates[one] |= 1 << other
            mates[other] |= 1 << one
    found: dict[int, int] = {}
    growing = [(1 << visit, lengths[visit], mates[visit], visit) for visit in range(count)]
    while growing:
        group, chair, others, highest = growing.pop()
        alone = group & (group - 1) == 0
        if chair > min(problem.max_span, problem.units) or (chair > problem.max_chair and not alone):
            continue
        days = packing.days(group)
        if not days:
            continue
        found[group] = days
        for visit in members(others >> (highest + 1) << (highest + 1)):
            growing.append((group | 1 << visit, chair + lengths[visit], others & mates[visit], visit))
    return found


def alike_visits(problem: PlanProblem) -> list[int]:
    """Sets of two or more visits that may change places in any plan: the same but for name, with the same gaps."""
    partners: list[set[int]] = [set() for _ in problem.visits]
    for one, other in problem.together:
        partners[one].add(other)
        partners[other].add(one)
    ties: list[set[tuple[int, int, int | None, bool]]] = [set() for _ in problem.visits]
    for gap in problem.gaps:
        ties[gap.first].add((gap.second, gap.least, gap.most, True))
        ties[gap.second].add((gap.first, gap.least, gap.most, False))
    found: list[list[int]] = []
    for at, visit in enumerate(problem.visits):
        for same in found:
            if all(
                replace(problem.visits[other], id=visit.id, label=visit.label) == visit
                and ties[other] == ties[at]
                and partners[other] - {at} == partners[at] - {other}
                for other in same
            ):
                same.append(at)
                break
        else:
            found.append([at])
    return [sum(1 << at for at in same) for same in found if len(same) > 1]
