"""Search for trips: how the visits can be shared out over so many days, each way tried once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from tctui.core.schedule.planner.days import GapNet, members
from tctui.core.schedule.planner.steps import Steps

_CHOICES_A_STEP = 200
"""Groups looked at in the time of one search step."""


class Trips(NamedTuple):
    """One way of sharing out the visits: groups, one a day, the narrowed days of each, and the net between them."""

    groups: tuple[int, ...]
    days: list[int]
    net: GapNet


class TripSearch:
    """Shares visits out over trips by depth first: the visit with the fewest days left takes one group after another.

    ``groups`` are the sets that may share a day, with their days; ``alike`` sets of visits that differ in nothing, of
    which one order is enough; ``booked`` the days on which the patient comes anyway, which cost no trip: a group is
    tried on those and on the others. ``limit`` is the set of days that may still be used;
    who is called with a way found may lower it, and the rest of the search keeps to that.
    """

    __slots__ = ("_alike", "_booked", "_by_visit", "_clash", "_cover", "_found", "_groups", "_net", "_steps", "limit")

    def __init__(
        self, net: GapNet, groups: Mapping[int, int], alike: Sequence[int], steps: Steps, booked: int = 0
    ) -> None:
        self._net = net
        self._alike = alike
        self._booked = booked
        self._groups = groups
        self._steps = steps
        self._clash: dict[tuple[int, int], bool] = {}
        self.limit = net.every_day

    def run(self, days: list[int], most: int, limit: int, found: Callable[[Trips], bool]) -> bool:
        """Call ``found`` with every way of at most ``most`` trips within ``limit``, until it gives True.

        ``days`` are the narrowed days of each visit. Gives whether it was stopped so. Raises OutOfSteps.
        """
        self.limit = limit
        self._found = found
        count = len(days)
        start = [mask & limit for mask in days]
        # Each trip has a day of its own.
        most = min(most, (reduce(or_, start, 0) & ~self._booked).bit_count())
        alone = [1 << visit for visit in range(count)]
        if not all(start) or not self._net.narrow(start, alone, (), (1 << count) - 1):
            return False
        by_visit: list[list[tuple[int, int, int]]] = [[] for _ in range(count)]
        for group, group_days in self._groups.items():
            for visit in members(group):
                group_days &= start[visit]
            for trips, some in ((0, group_days & self._booked), (1, group_days & ~self._booked)):
                if some:
                    for visit in members(group):
                        by_visit[visit].append((group, some, trips))
        for choices in by_visit:
            choices.sort(key=lambda choice: (-choice[0].bit_count(), choice[0]))
        self._by_visit = by_visit
        self._cover = {0: 0}
        if not self._is_enough(most, (1 << count) - 1):
            return False
        return self._share((1 << count) - 1, start, alone, (), most)

    def _is_enough(self, trips: int, rest: int) -> bool:
        """True when so many trips may be enough for the rest of the visits."""
        return trips >= rest.bit_count() or self._fewest(rest) <= trips

    def _fewest(self, rest: int) -> int:
        """The fewest trips that the rest of the visits needs, whatever the gaps between the trips."""
        known = self._cover.get(rest)
        if known is not None:
            return known
        choices = self._by_visit[(rest & -rest).bit_length() - 1]
        self._steps.take(1 + len(choices) // _CHOICES_A_STEP)
        fewest = len(self._by_visit) + 1
        for group, _, trips in choices:
            if group & ~rest == 0:
                fewest = min(fewest, trips + self._fewest(rest ^ group))
        self._cover[rest] = fewest
        return fewest

    def _is_in_order(self, group: int, rest: int) -> bool:
        """True when the group takes the first ones of those that are alike."""
        for alike in self._alike:
            part = group & alike
            if part and part != rest & alike & ((1 << part.bit_length()) - 1):
                return False
        return True

    def _clashes(self, group: int, apart: tuple[int, ...]) -> bool:
        for other in apart:
            pair = (group, other) if group < other else (other, group)
            clash = self._clash.get(pair)
            if clash is None:
                clash = self._clash[pair] = not self._net.may_be_apart(*pair)
            if clash:
                return True
        return False

    def _share(self, rest: int, days: list[int], group_of: list[int], apart: tuple[int, ...], most: int) -> bool:
        if not rest:
            net = self._net.contracted(apart)
            trip_days = [days[group.bit_length() - 1] for group in apart]
            if net is None or not net.narrow_trips(trip_days, (1 << len(apart)) - 1):
                return False
            return self._found(Trips(apart, trip_days, net))
        chosen = min(members(rest), key=lambda visit: days[visit].bit_count())
        for group, group_days, trips in self._by_visit[chosen]:
            room = most - trips
            if group & ~rest or not self._is_enough(room, rest ^ group) or self._clashes(group, apart):
                continue
            group_days &= self.limit
            for visit in members(group):
                group_days &= days[visit]
            if not group_days or not self._is_in_order(group, rest):
                continue
            self._steps.take()
            narrowed = [mask & self.limit for mask in days]
            grouped = group_of.copy()
            changed = group
            for visit in members(group):
                narrowed[visit] = group_days
                grouped[visit] = group
            if not all(narrowed):
                continue
            if any(map(int.__ne__, narrowed, days)):
                changed |= sum(1 << v for v, (now, was) in enumerate(zip(narrowed, days, strict=True)) if now != was)
            together = (*apart, group)
            if self._net.narrow(narrowed, grouped, together, changed) and self._share(
                rest ^ group, narrowed, grouped, together, room
            ):
                return True
        return False
