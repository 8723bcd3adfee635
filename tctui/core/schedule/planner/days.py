"""Gaps between visits on sets of days: a set is one integer, and a gap moves all its days by shifts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tctui.core.schedule.planner.problem import DayGap, DaysApart
from tctui.core.schedule.planner.steps import Steps

Bounds = list[list[int | None]]
"""The least days from one to another, by both; None where nothing is known."""


def members(group: int) -> Iterator[int]:
    """The visits of a group, lowest index first; groups are sets of visits as bits."""
    while group:
        bit = group & -group
        yield bit.bit_length() - 1
        group ^= bit


def moved(days: int, least: int, most: int | None, every_day: int) -> int:
    """The days that lie ``least`` to ``most`` days after some day of a set; without ``most``, all later ones too."""
    if not days:
        return 0
    if most is None:
        first = (days & -days).bit_length() - 1 + least
        return every_day & (every_day << first) if first >= 0 else every_day
    days = days << least if least >= 0 else _spread_back(days, least, most)
    if least < 0:
        return days & every_day
    width, done = most - least + 1, 1
    while done < width:
        step = min(done, width - done)
        days |= days << step
        done += step
    return days & every_day


def _spread_back(days: int, least: int, most: int) -> int:
    """Days moved by ``least`` (negative) to ``most``; bits that fall below the first day are gone."""
    width, done, spread = most - least + 1, 1, days
    while done < width:
        step = min(done, width - done)
        spread |= spread << step
        done += step
    return spread >> -least


def moved_back(days: int, least: int, most: int | None, every_day: int) -> int:
    """The days from which some day of a set lies ``least`` to ``most`` days later."""
    if not days:
        return 0
    if most is None:
        last = days.bit_length() - 1 - least
        return ((1 << (last + 1)) - 1) & every_day if last >= 0 else 0
    return moved(days, -most, -least, every_day)


class GapNet:
    """The gaps of a treatment as arcs between its visits, or between the trips that visits were put into.

    ``arcs[v]`` lists (other visit, least, most, near, whether the other comes first). Sets of days are narrowed by
    ``narrow``; what cannot be is found early, what is left may still conflict and is decided by trying days.
    """

    __slots__ = ("_apart", "_between", "_least", "_near", "arcs", "every_day", "later")

    def __init__(self, count: int, gaps: Iterable[DayGap], days: int, apart: Iterable[DaysApart] = ()) -> None:
        self.every_day = (1 << days) - 1
        self.arcs: list[list[tuple[int, int, int | None, int | None, bool]]] = [[] for _ in range(count)]
        self.later = [0] * count
        self._least: Bounds = [[None] * count for _ in range(count)]
        self._between: dict[tuple[int, int], int | None] = {}
        self._near = [gap for gap in gaps if gap.near is not None]
        self._apart: dict[tuple[int, int], int] = {}
        for one, other, wait in apart:
            self._keep_apart(one, other, wait)
        for gap in gaps:
            self._add(gap.first, gap.second, gap.least, gap.most, gap.near)
            self.later[gap.first] |= 1 << gap.second
            # Bounds that follow from a gap with days nearby are those of its whole span; what lies between is no bound.
            _tighten(self._least, gap.first, gap.second, gap.least if gap.near is None else min(0, gap.least))
            if gap.most is not None:
                _tighten(self._least, gap.second, gap.first, -max(gap.most, gap.near or 0))
        _close(self._least)

    def _add(self, first: int, second: int, least: int, most: int | None, near: int | None = None) -> None:
        self.arcs[first].append((second, least, most, near, False))
        self.arcs[second].append((first, least, most, near, True))

    def _keep_apart(self, one: int, other: int, wait: int) -> None:
        if wait > max(1, self._apart.get((one, other), 1)):
            self._apart[one, other] = self._apart[other, one] = wait

    def _wait(self, one: int, other: int) -> int:
        """Days between two groups at least, when they do not share a day."""
        return max((self._apart.get((a, b), 1) for a in members(one) for b in members(other)), default=1)

    def contracted(self, groups: Sequence[int]) -> GapNet | None:
        """The net between groups of visits, each on a day of its own, by their place in the sequence.

        Gaps of several visits of two groups become one, and chains of gaps are followed to their end. None when the
        gaps contradict each other.
        """
        count = len(groups)
        least: Bounds = [[self._bound(one, other) for other in groups] for one in groups]
        waits = [[self._wait(one, other) if self._apart else 1 for other in groups] for one in groups]
        while True:
            _close(least)
            if any((least[at][at] or 0) > 0 for at in range(count)):
                return None
            # Trips on different days: not before means after, and so does not as long before as they must lie apart.
            ties = [
                (one, other, wait)
                for one, row in enumerate(waits)
                for other, wait in enumerate(row)
                if one != other and (bound := least[one][other]) is not None and -wait < bound < wait
            ]
            for one, other, wait in ties:
                least[one][other] = wait
            if not ties:
                break
        net = GapNet(count, (), 0)
        net.every_day = self.every_day
        net._least = least
        for one, row in enumerate(waits):
            for other, wait in enumerate(row[:one]):
                net._keep_apart(one, other, wait)
        for gap in self._near:
            one, other = (next(at for at, group in enumerate(groups) if group >> end & 1) for end in (gap.first, gap.second))
            if one != other:
                net._add(one, other, gap.least, gap.most, gap.near)
        for one in range(count):
            for other in range(one + 1, count):
                there, back = least[one][other], least[other][one]
                if there is not None:
                    net._add(one, other, there, None if back is None else -back)
                elif back is not None:
                    net._add(other, one, back, None)
        return net

    def _bound(self, one: int, other: int) -> int | None:
        """The least days from one group to another that the gaps of their visits ask for."""
        pair = (one, other)
        if pair in self._between:
            return self._between[pair]
        found: int | None = None
        for first in members(one):
            row = self._least[first]
            for second in members(other):
                bound = row[second]
                if bound is not None and (found is None or bound > found):
                    found = bound
        self._between[pair] = found
        return found

    def may_be_apart(self, one: int, other: int) -> bool:
        """False when the gaps leave no two different days for two groups."""
        there, back = self._bound(one, other), self._bound(other, one)
        if there is None or back is None:
            return True
        wait = self._wait(one, other) if self._apart else 1
        return there + back <= 0 and (there <= -wait or -back >= wait)

    def may_meet(self, one: int, other: int) -> bool:
        """True when no chain of gaps keeps the two visits off the same day."""
        return all(bound is None or bound <= 0 for bound in (self._least[one][other], self._least[other][one]))

    def is_possible(self) -> bool:
        """False when the gaps contradict each other whatever the book says."""
        return all((self._least[visit][visit] or 0) <= 0 for visit in range(len(self.arcs)))

    def narrow(self, days: list[int], group_of: Sequence[int], apart: Sequence[int], changed: int) -> bool:
        """Take out of each visit's days what no day of its neighbours allows; False when a visit has none left.

        ``group_of[v]`` is the group of visits that share the day of ``v``, itself included, and have equal sets;
        ``apart`` the groups of which no two may have the same day, or days nearer than they must lie; ``changed`` the
        visits to begin with.
        ``days`` is changed in place.
        """
        arcs, every_day, waits = self.arcs, self.every_day, self._apart
        while changed:
            while changed:
                bit = changed & -changed
                changed ^= bit
                visit = bit.bit_length() - 1
                here, mates = days[visit], group_of[visit]
                for other, least, most, near, is_first in arcs[visit]:
                    if mates >> other & 1:
                        continue
                    move = moved_back if is_first else moved
                    reach = move(here, least, most, every_day)
                    if near is not None:
                        reach |= move(here, 0, near, every_day)
                    left = days[other] & reach
                    if left != days[other]:
                        if not left:
                            return False
                        changed |= _set_all(days, group_of[other], left)
            for group in apart:
                only = days[group.bit_length() - 1]
                if only & (only - 1):
                    continue
                for another in apart:
                    if another == group:
                        continue
                    barred = only
                    if waits and (wait := self._wait(group, another)) > 1:
                        barred = moved(only, 1 - wait, wait - 1, every_day)
                    if (was := days[another.bit_length() - 1]) & barred:
                        if not was & ~barred:
                            return False
                        changed |= _set_all(days, another, was & ~barred)
        return True

    def settled(self, days: list[int], steps: Steps) -> list[int] | None:
        """Choose a day of its own for every trip out of narrowed sets, early ones first; None when there is no choice.

        Raises OutOfSteps.
        """
        steps.take()
        if not has_a_day_each(days) or (self._apart and not self._have_room(days)):
            return None
        trip = min((at for at in range(len(days)) if days[at] & (days[at] - 1)), key=lambda at: days[at].bit_count(), default=-1)
        if trip < 0:
            return days
        left = days[trip]
        while left:
            day = left & -left
            left ^= day
            tried = days.copy()
            tried[trip] = day
            if self.narrow_trips(tried, 1 << trip):
                found = self.settled(tried, steps)
                if found is not None:
                    return found
        return None

    def _have_room(self, days: list[int]) -> bool:
        """False when so many trips must lie between two days that their waits do not fit between them."""
        count = len(days)
        wait = min((self._apart.get((a, b), 1) for a in range(count) for b in range(a)), default=1)
        spans = [((mask & -mask).bit_length() - 1, mask.bit_length() - 1) for mask in days]
        return all(
            (sum(first <= one and other <= last for one, other in spans) - 1) * wait <= last - first
            for first, _ in spans
            for _, last in spans
            if first <= last
        )

    def narrow_trips(self, days: list[int], changed: int) -> bool:
        """Narrow the days of trips, no two of which may share one; as ``narrow`` otherwise."""
        alone = [1 << at for at in range(len(days))]
        return self.narrow(days, alone, alone, changed)


def has_a_day_each(sets: list[int]) -> bool:
    """True when every set of days can have one of its own days to itself: a matching, found by handing days on."""
    holder: dict[int, int] = {}

    def seat(at: int, barred: int) -> int:
        """Find a day for one set; gives the days tried in vain, or -1 when it got one."""
        left = sets[at] & ~barred
        while left:
            day = left & -left
            barred |= day
            if day not in holder:
                holder[day] = at
                return -1
            tried = seat(holder[day], barred)
            if tried == -1:
                holder[day] = at
                return -1
            barred |= tried
            left = sets[at] & ~barred
        return barred

    return all(seat(at, 0) == -1 for at in range(len(sets)))


def _set_all(days: list[int], group: int, left: int) -> int:
    rest = group
    while rest:
        bit = rest & -rest
        days[bit.bit_length() - 1] = left
        rest ^= bit
    return group


def _close(least: Bounds) -> None:
    """Follow chains of bounds: from one to another and on to a third is a bound from the first to the third."""
    for via, onward in enumerate(least):
        some = [(at, bound) for at, bound in enumerate(onward) if bound is not None]
        for row in least:
            first = row[via]
            if first is not None:
                for at, bound in some:
                    known = row[at]
                    if known is None or first + bound > known:
                        row[at] = first + bound


def _tighten(least: Bounds, one: int, other: int, bound: int) -> None:
    known = least[one][other]
    if known is None or bound > known:
        least[one][other] = bound
