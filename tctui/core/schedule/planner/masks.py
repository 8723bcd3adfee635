"""The whole calendar in one integer: a lane of bits for each day, so that one shift tries a start on every day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tctui.core.schedule.pattern import provider_runs, span_mask, starts_of_run
from tctui.core.schedule.planner.problem import FreeChair, PlannedVisit, PlanProblem

SMALLEST_USEFUL = 3
"""Units; a shorter stretch left over in a chair is a leftover that nobody can book."""

_DIGITS = bytes([ord("0"), *[ord("1")] * 255])


class Lanes:
    """How days lie in one integer: ``width`` bytes a day, the units of the day in the low bits, zeros above them.

    Lanes are of all days in order, or of some: then ``kept`` lists the days that have one.
    """

    __slots__ = ("_lane_of", "days", "kept", "ones", "units", "width")

    def __init__(self, days: int, units: int, room: int, kept: Sequence[int] | None = None) -> None:
        """``room`` is the number of zero units after each day: a shift up to it never reaches the next day."""
        self.days = days if kept is None else len(kept)
        self.kept = kept
        self._lane_of = None if kept is None else {day: at for at, day in enumerate(kept)}
        self.units = units
        self.width = (units + room) // 8 + 1
        self.ones = int.from_bytes((b"\1" + b"\0" * (self.width - 1)) * self.days, "little")

    def only(self, days: int) -> Lanes:
        """Lanes like these of a set of days alone."""
        kept = [day for day in range(days.bit_length()) if days >> day & 1]
        return Lanes(self.days, self.units, self.width * 8 - 8 - self.units, kept)

    def gathered(self, lanes: int, whole: Lanes) -> int:
        """The lanes that these have, out of lanes of all days."""
        width = self.width
        row = lanes.to_bytes(whole.days * width, "little")
        return int.from_bytes(b"".join([row[day * width : (day + 1) * width] for day in self.kept or ()]), "little")

    def packed(self, masks: Iterable[int]) -> int:
        """Put one mask a day into lanes."""
        width = self.width
        return int.from_bytes(b"".join([mask.to_bytes(width, "little") for mask in masks]), "little")

    def every(self, mask: int) -> int:
        """Put the same mask into all lanes."""
        return self.ones * mask

    def lane(self, lanes: int, day: int) -> int:
        """The mask of one day."""
        at = day if self._lane_of is None else self._lane_of[day]
        return (lanes >> (at * self.width * 8)) & ((1 << self.units) - 1)

    def marks(self, lanes: int) -> int:
        """The lowest bit of each lane that has any bit."""
        done = 1
        while done < self.units:
            step = min(done, self.units - done)
            lanes |= lanes >> step
            done += step
        return lanes & self.ones

    def filled(self, marks: int) -> int:
        """All units of the lanes that are marked by their lowest bit."""
        return marks * ((1 << self.units) - 1)

    def marked_days(self, marks: int) -> int:
        """One bit for each day whose lane is marked by its lowest bit."""
        low = marks.to_bytes(self.days * self.width, "little")[:: self.width]
        if self.kept is None:
            return int(low[::-1].translate(_DIGITS), 2)
        found = 0
        at = low.find(1)
        while at >= 0:
            found |= 1 << self.kept[at]
            at = low.find(1, at + 1)
        return found

    def day_set(self, lanes: int) -> int:
        """One bit for each day whose lane has any bit."""
        return self.marked_days(self.marks(lanes))


def lanes_of(problem: PlanProblem) -> Lanes:
    """The lanes that a problem needs: room for the longest stay in the office and the latest exam check."""
    exams = [visit.exam.offset + visit.exam.units for visit in problem.visits if visit.exam]
    return Lanes(problem.days, problem.units, max([min(problem.max_span, problem.units), SMALLEST_USEFUL + 1, *exams]))


@dataclass(frozen=True, slots=True)
class VisitStarts:
    """Lanes of the units at which a visit may begin: at all, with each provider, and by the leftovers it makes.

    ``by_leftover[n]`` are the starts whose best chair leaves ``n`` unusable units, 0 to 4; no start is in two.
    """

    whole: int
    by_provider: tuple[tuple[int, int], ...]
    by_leftover: tuple[int, ...]


def all_starts(problem: PlanProblem, lanes: Lanes) -> list[VisitStarts]:
    """Find for every visit all its starts on all days, as if it were alone in the treatment."""
    provider_lanes = {
        index: lanes.packed(problem.providers[index].free)
        for index in {p for visit in problem.visits for p in (*visit.providers, *(visit.exam.providers if visit.exam else ()))}
    }
    chairs: dict[tuple[int, frozenset[str], int], tuple[int, ...]] = {}
    for visit in problem.visits:
        for chair in visit.operatories:
            key = (chair, visit.uses, len(visit.pattern))
            if key not in chairs:
                chairs[key] = _chair_starts(problem.operatories[chair], visit.uses, len(visit.pattern), lanes)
    hours = lanes.packed(patient_masks(problem))
    patient: dict[tuple[int, bool], int] = {}
    found = []
    for visit in problem.visits:
        length = len(visit.pattern)
        if (length, visit.any_hour) not in patient:
            free = lanes.packed(patient_masks(problem, any_hour=True)) if visit.any_hour else hours
            patient[length, visit.any_hour] = starts_of_run(free, length)
        allowed = patient[length, visit.any_hour] & _own_rules(problem, visit, lanes)
        if visit.exam:
            exam = 0
            for provider in visit.exam.providers:
                exam |= starts_of_run(provider_lanes[provider], visit.exam.units) >> visit.exam.offset
            allowed &= exam
        by_leftover, seen = [], 0
        for level in range(2 * SMALLEST_USEFUL - 1):
            fits = 0
            for chair in visit.operatories:
                fits |= chairs[chair, visit.uses, length][level]
            fits &= allowed & ~seen
            seen |= fits
            by_leftover.append(fits)
        by_provider = []
        for provider in visit.providers:
            starts = seen
            for offset, run in provider_runs(visit.pattern):
                starts &= starts_of_run(provider_lanes[provider], run) >> offset
            by_provider.append((provider, starts))
        whole = 0
        for _, starts in by_provider:
            whole |= starts
        found.append(VisitStarts(whole, tuple(by_provider), tuple(by_leftover)))
    return found


def patient_masks(problem: PlanProblem, any_hour: bool = False) -> list[int]:
    """The patient's time on each day of the calendar, without the days away and what else the patient has.

    On a day with something booked only what lies within one stay around it is left. With ``any_hour`` the time is not
    narrowed to the hours at which the patient likes to come.
    """
    weekday, whole = (problem.first_day + 6) % 7, span_mask(0, problem.units)
    masks = [whole if any_hour else problem.hours[(weekday + day) % 7] for day in range(problem.days)]
    for day, mask in enumerate(problem.taken):
        if mask:
            arrives, leaves = (mask & -mask).bit_length() - 1, mask.bit_length()
            stay = span_mask(max(0, leaves - problem.max_span), arrives + problem.max_span)
            masks[day] &= stay & ~mask if leaves - arrives <= problem.max_span else 0
    for first, last in problem.away:
        for day in range(max(first, 0), min(last + 1, problem.days)):
            masks[day] = 0
    return masks


def _own_rules(problem: PlanProblem, visit: PlannedVisit, lanes: Lanes) -> int:
    length = len(visit.pattern)
    end = min(problem.noon, problem.units) if visit.am_only else problem.units
    if length > problem.max_span or length > end:
        return 0
    first, last = max(visit.first_day, 0), min(visit.last_day, problem.days - 1)
    lane = lanes.width * 8
    units = (1 << (end - length + 1)) - 1
    if visit.only_start is not None:
        units &= 1 << visit.only_start
    starts = lanes.every(units) & span_mask(first * lane, (last + 1) * lane)
    whole = span_mask(0, problem.units)
    for day, closed in visit.closed:
        if 0 <= day < problem.days:
            starts &= ~((whole & ~starts_of_run(whole & ~closed, length)) << day * lane)
    return starts


def leftovers_beside(run: int, start: int, end: int) -> int:
    """Units left unusable on both sides of a visit in a chair whose free units are ``run``, reserved ones included."""
    before = (~run & ((1 << start) - 1)).bit_length()
    after = ~(run >> end)
    lefts = (start - before, (after & -after).bit_length() - 1)
    return sum(left for left in lefts if 0 < left < SMALLEST_USEFUL)


def chair_mask_on(chair: FreeChair, uses: frozenset[str], day: int) -> tuple[int, int]:
    """A chair's units on a day that visits with these uses may take, and all its free units, reserved included."""
    allowed = whole = chair.open[day]
    for name, masks in chair.reserved:
        whole |= masks[day]
        if name in uses:
            allowed |= masks[day]
    return allowed, whole


def _chair_starts(chair: FreeChair, uses: frozenset[str], length: int, lanes: Lanes) -> tuple[int, ...]:
    allowed = whole = lanes.packed(chair.open)
    for name, masks in chair.reserved:
        block = lanes.packed(masks)
        whole |= block
        if name in uses:
            allowed |= block
    starts = starts_of_run(allowed, length)
    before = _short_runs([whole << step for step in range(1, SMALLEST_USEFUL + 1)], starts)
    after = _short_runs([whole >> (length + step) for step in range(SMALLEST_USEFUL)], starts)
    levels = [0] * (2 * SMALLEST_USEFUL - 1)
    for left, some in enumerate(before):
        for right, others in enumerate(after):
            levels[left + right] |= some & others
    return tuple(levels)


def _short_runs(neighbours: Sequence[int], starts: int) -> list[int]:
    """Split starts by the free units that follow on one side: 0 (none, or enough to use), 1, 2."""
    first, second, third = neighbours
    one, two = starts & first & ~second, starts & first & second & ~third
    return [starts & ~(one | two), one, two]
