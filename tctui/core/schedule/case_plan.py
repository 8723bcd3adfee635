"""A case's visits as the planner wants them, and its answer as appointments: all waiting visits placed at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tctui.core.lab_case import Release
from tctui.core.schedule.book import Book
from tctui.core.schedule.chain import NOON, Tolerance
from tctui.core.schedule.openings import exam_provider
from tctui.core.schedule.pattern import MINUTES_PER_UNIT, UNITS_PER_DAY, WHOLE_DAY, span_mask
from tctui.core.schedule.planner.best import best_plan
from tctui.core.schedule.planner.explain import obstacle_words
from tctui.core.schedule.planner.frontier import Calendar, frontier
from tctui.core.schedule.planner.instance import Instance
from tctui.core.schedule.planner.problem import (
    DayGap,
    ExamCheck,
    FreeChair,
    FreeProvider,
    Plan,
    PlannedVisit,
    PlanProblem,
)
from tctui.core.schedule.planner.relax import obstruction
from tctui.core.schedule.records import Block, Resource
from tctui.core.schedule.spacing import Gap, Sitting, may_share_a_day
from tctui.core.schedule.wish import PatientTimes, Wish


@dataclass(frozen=True, slots=True)
class ToPlan:
    """One visit to be placed: its spacing, what it needs of a place, and its label and role as they are told."""

    sitting: Sitting
    wish: Wish
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A visit with its place: day ordinal, start in units from midnight, what holds it to other visits and to the lab."""

    visit_id: int
    day: int
    start: int
    operatory_id: int
    provider_id: int
    exam_provider_id: int | None
    units: int
    held_by: tuple[Gap, ...] = ()
    release: Release | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to place all visits: trips, day ordinal of the last, provider changes, leftover units, the places."""

    trips: int
    finish_day: int
    changes: int
    not_preferred: int
    leftover_units: int
    places: tuple[Placed, ...]
    is_proven: bool = True


@dataclass(frozen=True, slots=True)
class CasePlan:
    """What there is to choose from, fewest trips first.

    ``given_up`` names the wishes of the office's table that no plan could keep; without offers, ``ways_out`` says what
    would have to give.
    """

    offers: tuple[Offer, ...]
    ways_out: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the day in which anything is open, so that masks stay short."""

    start: int
    end: int

    @property
    def units(self) -> int:
        return self.end - self.start

    def of(self, mask: int) -> int:
        """A mask of the whole day as one of this part."""
        return mask >> self.start & ((1 << self.units) - 1)


def plan_case(
    visits: Sequence[ToPlan],
    gaps: Sequence[Gap],
    fixed_days: Mapping[int, int],
    book: Book,
    today: int,
    times: PatientTimes | None,
    tolerance: Tolerance,
) -> CasePlan:
    """Place the visits in the book: every point of trips against the last day, each with its best plan.

    ``gaps`` may name visits that stand already; ``fixed_days`` has their day ordinals. Planning begins the day after
    today and ends with the book. Exact unless an offer says that it is not proven.
    """
    problem, window = problem_of(visits, gaps, fixed_days, book, today, times, tolerance)
    offers = _offers(problem, window, visits, gaps, book)
    if offers:
        return CasePlan(offers)
    firm = [gap for gap in gaps if gap.firm]
    if len(firm) < len(gaps):
        eased, window = problem_of(visits, firm, fixed_days, book, today, times, tolerance)
        offers = _offers(eased, window, visits, firm, book)
        if offers:
            return CasePlan(offers, (), tuple(gap.why for gap in gaps if not gap.firm))
    told = Instance(problem, MINUTES_PER_UNIT, window.start * MINUTES_PER_UNIT, {}, frozenset())
    return CasePlan(
        (),
        tuple(
            " and ".join(obstacle_words(told, obstacle, way.needed) for obstacle in way.obstacles)
            for way in obstruction(problem).ways
        ),
    )


def _offers(
    problem: PlanProblem, window: Window, visits: Sequence[ToPlan], gaps: Sequence[Gap], book: Book
) -> tuple[Offer, ...]:
    calendar = Calendar(problem)
    points, proven = frontier(calendar)
    plans = [best_plan(calendar, point) for point in points]
    return tuple(offer_of(plan, visits, gaps, problem, window, book, proven) for plan in plans if plan is not None)


def problem_of(
    visits: Sequence[ToPlan],
    gaps: Sequence[Gap],
    fixed_days: Mapping[int, int],
    book: Book,
    today: int,
    times: PatientTimes | None,
    tolerance: Tolerance,
) -> tuple[PlanProblem, Window]:
    """Put the visits, what holds them and the book into the planner's terms; gives the hours of its days too."""
    first = max(today + 1, book.first_day)
    days = range(first, book.last_day + 1)
    window = _open_part(book, days)
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
        tuple(_visit(visit, book, providers, chairs, gaps, fixed_days, first, tolerance) for visit in visits),
        tuple(
            DayGap(at[gap.from_id], at[gap.to_id], gap.min_days, gap.max_days)
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
        _taken(book, visits, days, window),
    )
    return problem, window


def _weekday_mask(times: PatientTimes, weekday: int) -> int:
    mask = 0
    for start, end in times.windows[weekday]:
        mask |= span_mask(start, end)
    return mask


def _open_part(book: Book, days: range) -> Window:
    every = 0
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
    book: Book,
    providers: tuple[int, ...],
    chairs: tuple[int, ...],
    gaps: Sequence[Gap],
    fixed_days: Mapping[int, int],
    first: int,
    tolerance: Tolerance,
) -> PlannedVisit:
    wish = visit.wish
    earliest, latest = max(0, wish.not_before - first), 10**6
    if wish.not_after is not None:
        latest = wish.not_after - first
    for gap in gaps:
        if gap.to_id == visit.sitting.id and gap.from_id in fixed_days:
            since = fixed_days[gap.from_id] - first
            earliest = max(earliest, since + gap.min_days)
            latest = latest if gap.max_days is None else min(latest, since + gap.max_days)
        elif gap.from_id == visit.sitting.id and gap.to_id in fixed_days:
            until = fixed_days[gap.to_id] - first
            latest = min(latest, until - gap.min_days)
            earliest = earliest if gap.max_days is None else max(earliest, until - gap.max_days)
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
        tolerance.only_mornings and visit.role == "doctor",
        providers.index(preferred) if preferred in providers else None,
    )


def _taken(book: Book, visits: Sequence[ToPlan], days: range, window: Window) -> tuple[int, ...]:
    patient = next((visit.wish.patient_id for visit in visits if visit.wish.patient_id is not None), None)
    if patient is None:
        return ()
    return tuple(window.of(book.busy(Resource("patient", patient), day)) for day in days)


def offer_of(
    plan: Plan,
    visits: Sequence[ToPlan],
    gaps: Sequence[Gap],
    problem: PlanProblem,
    window: Window,
    book: Book,
    proven: bool,
) -> Offer:
    """Say a plan in days, chairs and people of the book, earliest visit first."""
    providers, chairs = tuple(book.providers), tuple(book.operatories)
    places = []
    for visit, place in zip(visits, plan.placements, strict=True):
        day, start = problem.first_day + place.day, window.start + place.start
        places.append(
            Placed(
                visit.sitting.id, day, start, chairs[place.operatory], providers[place.provider],
                exam_provider(book, visit.wish, day, start), visit.wish.units,
                tuple(gap for gap in gaps if gap.to_id == visit.sitting.id and gap.why), visit.wish.release,
            )
        )  # fmt: skip
    measures = plan.measures
    return Offer(
        measures.trips,
        problem.first_day + measures.finish_day,
        measures.provider_cost // 100,
        measures.provider_cost % 100,
        measures.fragmentation,
        tuple(sorted(places, key=lambda placed: (placed.day, placed.start))),
        proven and plan.is_proven,
    )
