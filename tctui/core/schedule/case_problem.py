"""What waits of a treatment and what holds it, in the planner's terms: masks of the book, gaps, days that are shut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Self

from tctui.core.schedule.book import Book
from tctui.core.schedule.chain import NOON, Tolerance
from tctui.core.schedule.pattern import UNITS_PER_DAY, WHOLE_DAY, span_mask
from tctui.core.schedule.planner.problem import (
    DayGap,
    DaysApart,
    ExamCheck,
    FreeChair,
    FreeProvider,
    PlannedVisit,
    PlanProblem,
)
from tctui.core.schedule.records import Block, Resource
from tctui.core.schedule.spacing import Gap, Sitting, may_share_a_day
from tctui.core.schedule.wish import PatientTimes, Wish


@dataclass(frozen=True, slots=True)
class ToPlan:
    """One visit to be placed: its spacing, what it needs of a place, its label and role as they are told, its urgency."""

    sitting: Sitting
    wish: Wish
    label: str
    role: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A visit of the treatment that is booked and stays: day ordinal, start and length in units."""

    sitting: Sitting
    day: int
    start: int
    units: int

    @property
    def end(self) -> int:
        """The unit after its last."""
        return self.start + self.units


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """The visits to place, what holds them to each other, and what stands already.

    ``gaps`` may name visits that stand; ``fixed_days`` has the day ordinals of those, ``standing`` those to come.
    ``days_apart``: so many days at least lie between two trips of a patient who is pre-medicated (``apart_why``),
    ``other_days`` are the days of whatever else the patient has; a treatment whose own rule ends sooner keeps that.
    """

    visits: tuple[ToPlan, ...]
    gaps: tuple[Gap, ...]
    fixed_days: Mapping[int, int]
    times: PatientTimes | None
    tolerance: Tolerance
    standing: tuple[Standing, ...] = ()
    days_apart: int = 0
    apart_why: str = ""
    other_days: frozenset[int] = frozenset()

    def usual(self, days: Mapping[int, int] = MappingProxyType({})) -> Self:
        """The same with the usual waits alone, but for visits whose ``days`` (by id) lie nearby as a rule allows."""
        return replace(
            self,
            gaps=tuple(
                gap
                if gap.from_id in days and gap.to_id in days and gap.is_near(days[gap.to_id] - days[gap.from_id])
                else gap._replace(near_days=None)
                for gap in self.gaps
            ),
        )

    def is_exempt(self, one: int, other: int) -> bool:
        """True when a rule between two visits (by id) ends before the wait of ``days_apart`` does."""
        ends = {one, other}
        return any(
            gap.max_days is not None and gap.max_days < self.days_apart
            for gap in self.gaps
            if {gap.from_id, gap.to_id} == ends
        )


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the day in which anything is open or the patient is here, so that masks stay short."""

    start: int
    end: int

    @property
    def units(self) -> int:
        return self.end - self.start

    def of(self, mask: int) -> int:
        """A mask of the whole day as one of this part."""
        return mask >> self.start & ((1 << self.units) - 1)


def problem_of(treatment: Treatment, book: Book, today: int) -> tuple[PlanProblem, Window]:
    """Put the visits, what holds them and the book into the planner's terms; gives the hours of its days too.

    Planning begins the day after today and ends with the book, which must hold what the patient has.
    """
    visits, gaps, times, tolerance = treatment.visits, treatment.gaps, treatment.times, treatment.tolerance
    first = max(today + 1, book.first_day)
    days = range(first, book.last_day + 1)
    taken = _taken(book, visits, days)
    window = _used_part(book, days, taken)
    at = {visit.sitting.id: place for place, visit in enumerate(visits)}
    providers = tuple(book.providers)
    chairs = tuple(book.operatories)
    masks = tuple(window.of(WHOLE_DAY if times is None else _weekday_mask(times, weekday)) for weekday in range(7))
    problem = PlanProblem(
        first,
        len(days),
        window.units,
        max(0, min(NOON - window.start, window.units)),
        tuple(_provider(book, key, days, window) for key in providers),
        tuple(_chair(book, key, days, window, today) for key in chairs),
        tuple(_visit(visit, treatment, book, providers, chairs, days, window) for visit in visits),
        tuple(
            DayGap(at[gap.from_id], at[gap.to_id], gap.min_days, gap.max_days, gap.near_days)
            for gap in gaps
            if gap.from_id in at and gap.to_id in at
        ),
        frozenset(
            (min(at[one], at[other]), max(at[one], at[other]))
            for one, other in may_share_a_day([visit.sitting for visit in visits], gaps)
        ),
        masks,
        tuple((since - first, until - first) for since, until in times.away) if times else (),
        tolerance.chair_units,
        tolerance.stay_units,
        tuple(window.of(mask) for mask in taken),
        tuple(
            DaysApart(at[one], at[other], treatment.days_apart)
            for one in at
            for other in at
            if at[one] < at[other] and treatment.days_apart > 1 and not treatment.is_exempt(one, other)
        ),
    )
    return problem, window


def _weekday_mask(times: PatientTimes, weekday: int) -> int:
    mask = 0
    for start, end in times.windows[weekday]:
        mask |= span_mask(start, end)
    return mask


def _used_part(book: Book, days: range, taken: Sequence[int]) -> Window:
    every = reduce(or_, taken, 0)
    for key in book.operatories:
        for day in days:
            every |= book.open(Resource("operatory", key), day)
    return Window((every & -every).bit_length() - 1, every.bit_length()) if every else Window(0, UNITS_PER_DAY)


def _provider(book: Book, key: int, days: range, window: Window) -> FreeProvider:
    resource, known = Resource("provider", key), book.providers[key]
    return FreeProvider(known.name, known.role, tuple(window.of(book.free(resource, day)) for day in days))


def _chair(book: Book, key: int, days: range, window: Window, today: int) -> FreeChair:
    resource = Resource("operatory", key)
    is_open: list[int] = []
    reserved: dict[str, list[int]] = {}
    for number, day in enumerate(days):
        free = window.of(book.free(resource, day))
        for block in book.production_blocks(resource, day):
            if not book.hours.is_released(block, day, today):
                kept = window.of(span_mask(block.start, block.end)) & free
                free &= ~kept
                reserved.setdefault(_use(block), [0] * len(days))[number] |= kept
        is_open.append(free)
    return FreeChair(
        book.operatories[key].name, tuple(is_open), tuple((name, tuple(masks)) for name, masks in reserved.items())
    )


def _use(block: Block) -> str:
    """The name under which blocks with the same uses are one kind of reserved time."""
    return ", ".join(sorted(block.uses)) or block.name


def _visit(
    visit: ToPlan,
    treatment: Treatment,
    book: Book,
    providers: tuple[int, ...],
    chairs: tuple[int, ...],
    days: range,
    window: Window,
) -> PlannedVisit:
    wish = visit.wish
    first = days.start
    earliest, latest, closed = _span(visit, treatment, days)
    earliest = max(earliest, wish.not_before - first, 0)
    if wish.not_after is not None:
        latest = min(latest, wish.not_after - first)
    may = set(wish.providers(book))
    exam = None
    if wish.exam_units:
        looking = tuple(at for at, key in enumerate(providers) if key in wish.exam_provider_ids)
        exam = ExamCheck(looking, wish.exam_offset, wish.exam_units)
    preferred = wish.preferred_provider_id
    usable = set(wish.chairs(book))
    reserved = {
        _use(block)
        for day in range(book.first_day, book.last_day + 1)
        for key in usable
        for block in book.production_blocks(Resource("operatory", key), day)
        if not wish.uses.isdisjoint(block.uses)
    }
    return PlannedVisit(
        str(visit.sitting.id),
        visit.label,
        visit.role,
        tuple(at for at, key in enumerate(providers) if key in may),
        tuple(at for at, key in enumerate(chairs) if key in usable),
        "X" * wish.units if wish.exclusive else wish.pattern,
        exam,
        frozenset(reserved),
        earliest,
        latest,
        treatment.tolerance.only_mornings and visit.role == "doctor",
        providers.index(preferred) if preferred in providers else None,
        tuple((day - first, mask) for day, units in closed.items() if (mask := window.of(units))),
    )


def _span(visit: ToPlan, treatment: Treatment, days: range) -> tuple[int, int, dict[int, int]]:
    """What the standing visits leave to one: first and last day as indices, and the units shut on a day ordinal."""
    own, first = visit.sitting.id, days.start
    earliest, latest = 0, 10**6
    closed: dict[int, int] = {}
    standing = {row.sitting.id: row for row in treatment.standing}

    def shut(day: int, units: int = WHOLE_DAY) -> None:
        if day in days:
            closed[day] = closed.get(day, 0) | units

    for gap in treatment.gaps:
        after = gap.to_id == own
        other = gap.from_id if after else gap.to_id
        if own not in (gap.from_id, gap.to_id) or other not in treatment.fixed_days:
            continue
        day = treatment.fixed_days[other]
        least, most, near = gap.min_days, gap.max_days, gap.near_days
        if near is not None:
            for wait in range(near + 1, least):
                shut(day + wait if after else day - wait)
            least, most = min(least, 0), None if most is None else max(most, near)
        if after:
            earliest = max(earliest, day - first + least)
            latest = latest if most is None else min(latest, day - first + most)
        else:
            latest = min(latest, day - first - least)
            earliest = earliest if most is None else max(earliest, day - first - most)
        if other in standing:
            row = standing[other]
            shut(day, span_mask(0, row.end) if after else span_mask(row.start, UNITS_PER_DAY))
    for row in treatment.standing:
        if not may_share_a_day([row.sitting, visit.sitting], treatment.gaps):
            shut(row.day)
    if treatment.days_apart > 1:
        kept = {day for key, day in treatment.fixed_days.items() if not treatment.is_exempt(key, own)}
        for day in kept | (treatment.other_days - set(treatment.fixed_days.values())):
            for wait in range(1, treatment.days_apart):
                shut(day + wait)
                shut(day - wait)
    return earliest, latest, closed


def _taken(book: Book, visits: Sequence[ToPlan], days: range) -> tuple[int, ...]:
    """What the patient has in the book, whatever it is for, one mask a day."""
    patient = next((visit.wish.patient_id for visit in visits if visit.wish.patient_id is not None), None)
    if patient is None:
        return ()
    return tuple(book.busy(Resource("patient", patient), day) for day in days)
