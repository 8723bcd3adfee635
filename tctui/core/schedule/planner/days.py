"""Gaps between visits on sets of days: a set is one integer, and a gap moves all its days by shifts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tctui.core.schedule.planner.problem import DayGap
from tctui.core.schedule.planner.steps import Steps


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
    """The gaps of a treatment as arcs between its visits, both ways.

    ``arcs[v]`` lists (other visit, least, most, whether the other comes first). Sets of days are narrowed by
    ``narrow``; what cannot be is found early, what is left may still conflict and is decided by trying days.
    """

    __slots__ = ("_bounds", "_least", "arcs", "every_day", "later")

    def __init__(self, count: int, gaps: Iterable[DayGap], days: int) -> None:
        self.every_day = (1 << days) - 1
        self.arcs: list[list[tuple[int, int, int | None, bool]]] = [[] for _ in range(count)]
        self.later = [0] * count
        least: list[list[int | None]] = [[None] * count for _ in range(count)]
        for gap in gaps:
            self.arcs[gap.first].append((gap.second, gap.least, gap.most, False))
            self.arcs[gap.second].append((gap.first, gap.least, gap.most, True))
            self.later[gap.first] |= 1 << gap.second
            _tighten(least, gap.first, gap.second, gap.least)
            if gap.most is not None:
                _tighten(least, gap.second, gap.first, -gap.most)
        for via in range(count):
            for one in range(count):
                for other in range(count):
                    first, second = least[one][via], least[via][other]
                    if first is not None and second is not None:
                        _tighten(least, one, other, first + second)
        self._least = least

    def may_meet(self, one: int, other: int) -> bool:
        """True when no chain of gaps keeps the two visits off the same day."""
        return all(bound is None or bound <= 0 for bound in (self._least[one][other], self._least[other][one]))

    def is_possible(self) -> bool:
        """False when the gaps contradict each other whatever the book says."""
        return all((self._least[visit][visit] or 0) <= 0 for visit in range(len(self.arcs)))

    def narrow(self, days: list[int], group_of: Sequence[int], apart: Sequence[int], changed: int) -> bool:
        """Take out of each visit's days what no day of its neighbours allows; False when a visit has none left.

        ``group_of[v]`` is the group of visits that share the day of ``v``, itself included, and have equal sets;
        ``apart`` the groups of which no two may have the same day; ``changed`` the visits to begin with.
        ``days`` is changed in place.
        """
        arcs, every_day = self.arcs, self.every_day
        while changed:
            while changed:
                bit = changed & -changed
                changed ^= bit
                visit = bit.bit_length() - 1
                here, mates = days[visit], group_of[visit]
                for other, least, most, is_first in arcs[visit]:
                    if mates >> other & 1:
                        continue
                    reach = moved_back(here, least, most, every_day) if is_first else moved(here, least, most, every_day)
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
                    if another != group and (was := days[another.bit_length() - 1]) & only:
                        if was == only:
                            return False
                        changed |= _set_all(days, another, was & ~only)
        return True

    def settled(
        self, days: list[int], group_of: Sequence[int], apart: Sequence[int], steps: Steps
    ) -> list[int] | None:
        """Choose one day for every visit out of narrowed sets, early ones first; None when there is no choice.

        Every visit is in one of the ``apart`` groups. Raises OutOfSteps.
        """
        steps.take()
        if not has_a_day_each([days[group.bit_length() - 1] for group in apart]):
            return None
        open_group, fewest = 0, 0
        for group in apart:
            size = days[group.bit_length() - 1].bit_count()
            if size > 1 and (not open_group or size < fewest):
                open_group, fewest = group, size
        if not open_group:
            return days
        left = days[open_group.bit_length() - 1]
        while left:
            day = left & -left
            left ^= day
            tried = days.copy()
            if self.narrow(tried, group_of, apart, _set_all(tried, open_group, day)):
                found = self.settled(tried, group_of, apart, steps)
                if found is not None:
                    return found
        return None


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


def _tighten(least: list[list[int | None]], one: int, other: int, bound: int) -> None:
    known = least[one][other]
    if known is None or bound > known:
        least[one][other] = bound
