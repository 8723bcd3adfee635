"""A treatment planned into the book: each point of trips against the last day, and the wishes that can be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tctui.core.lab_case import Release
from tctui.core.schedule.book import Book
from tctui.core.schedule.case_problem import Treatment, Window, problem_of
from tctui.core.schedule.openings import exam_provider
from tctui.core.schedule.pattern import MINUTES_PER_UNIT
from tctui.core.schedule.planner.best import best_plan
from tctui.core.schedule.planner.explain import obstacle_words
from tctui.core.schedule.planner.frontier import STEPS, Calendar, frontier
from tctui.core.schedule.planner.instance import Instance
from tctui.core.schedule.planner.problem import Plan, PlanProblem
from tctui.core.schedule.planner.relax import WayOut, obstruction
from tctui.core.schedule.planner.sooner import with_sooner
from tctui.core.schedule.planner.steps import OutOfSteps, Steps
from tctui.core.schedule.spacing import Gap
from tctui.core.spoken import show_date

_NUMBERED_DAY = re.compile(r"day -?\d+ \(([^)]*)\)")
"""A day as instances tell it, by its number too, which a case does not have."""


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
    """One way to place all visits: trips, day ordinal of the last, provider changes, leftover units, the places.

    ``trips`` are the days on which the patient comes only for this; ``joins`` the day ordinals of visits put where
    something is booked for the patient anyway. ``nearby`` names the rules whose visits lie nearby, as the rule allows,
    and not the usual days apart.
    """

    trips: int
    finish_day: int
    changes: int
    not_preferred: int
    leftover_units: int
    places: tuple[Placed, ...]
    is_proven: bool = True
    nearby: tuple[str, ...] = ()
    joins: tuple[int, ...] = ()

    @property
    def in_trips(self) -> str:
        """The trips as they are said: ``2 trips``, or ``no further trip`` where visits join what is booked."""
        return _trips_words(self.trips, bool(self.joins))


@dataclass(frozen=True, slots=True)
class CasePlan:
    """What there is to choose from, fewest further trips first; what needs days nearby where a rule allows them comes after.

    ``given_up`` names the wishes of the office that no plan could keep beside the others; without offers, ``ways_out``
    says what would have to give, or ``no_opening`` for which visits the book has no opening whatever gives.
    """

    offers: tuple[Offer, ...]
    ways_out: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()
    no_opening: tuple[str, ...] = ()


def plan_case(treatment: Treatment, book: Book, today: int) -> CasePlan:
    """Place the visits in the book: every point of trips against the last day, each with its best plan.

    Of plans that are equally good the one is taken in which what is urgent comes sooner.
    Planning begins the day after today and ends with the book. Exact unless an offer says that it is not proven.
    """
    offers = _offers(treatment, book, today)
    if offers:
        return CasePlan(offers)
    kept, given_up = keepable(treatment, book, today)
    offers = _offers(kept, book, today) if given_up else ()
    if offers:
        return CasePlan(offers, (), given_up)
    problem, window = problem_of(kept, book, today)
    named = replace(problem, visits=tuple(replace(visit, id=visit.label) for visit in problem.visits))
    told = Instance(named, MINUTES_PER_UNIT, window.start * MINUTES_PER_UNIT, {}, frozenset())
    why = obstruction(problem)
    return CasePlan(
        (),
        tuple(_way_words(way, told) for way in why.ways),
        (),
        tuple(problem.visits[at].label for at in why.without_opening),
    )


def _way_words(way: WayOut, told: Instance) -> str:
    """What would have to give, and the plan that it would give: ``… : 3 trips ending Wed 7 Apr``."""
    eased = " and ".join(obstacle_words(told, obstacle, way.needed) for obstacle in way.obstacles)
    eased = _NUMBERED_DAY.sub(r"\1", eased)
    trips, ends = way.point.trips, date.fromordinal(told.problem.first_day + way.point.finish_day)
    return f"{eased}: {_trips_words(trips, not trips)} ending {show_date(ends)}"


def _trips_words(trips: int, is_further: bool) -> str:
    return f"{trips or 'no'}{' further' * is_further} trip{'s' * (trips > 1)}"


def keepable(treatment: Treatment, book: Book, today: int) -> tuple[Treatment, tuple[str, ...]]:
    """The treatment with those wishes that leave a plan, taken one after another, and what had to be given up.

    The wait of a pre-medicated patient comes first, then the wishes of the office's table in its order. Where no plan
    exists even without any, nothing but what must be kept is left.
    """
    firm = tuple(gap for gap in treatment.gaps if gap.firm)
    kept = replace(treatment, gaps=firm, days_apart=0)
    given_up: list[str] = []
    if treatment.days_apart > 1:
        wider = replace(kept, days_apart=treatment.days_apart)
        if _has_plan(wider, book, today):
            kept = wider
        else:
            given_up.append(f"{treatment.apart_why}, {treatment.days_apart} days")
    for wish in treatment.gaps:
        if wish.firm:
            continue
        wider = replace(kept, gaps=(*kept.gaps, wish))
        if _has_plan(wider, book, today):
            kept = wider
        else:
            given_up.append(wish.why)
    return kept, tuple(dict.fromkeys(given_up))


def _has_plan(treatment: Treatment, book: Book, today: int) -> bool:
    calendar = Calendar(problem_of(treatment, book, today)[0])
    try:
        return calendar.any_ending(calendar.net.every_day, Steps(STEPS)) is not None
    except OutOfSteps:
        return False


def _offers(treatment: Treatment, book: Book, today: int) -> tuple[Offer, ...]:
    """The plans with the usual waits, and those with visits nearby that save a trip or days."""
    offers = _points(treatment.usual(), book, today)
    if any(gap.near_days is not None for gap in treatment.gaps):
        offers += tuple(
            near
            for near in _points(treatment, book, today)
            if not any(offer.trips <= near.trips and offer.finish_day <= near.finish_day for offer in offers)
        )
    return offers


def _points(treatment: Treatment, book: Book, today: int) -> tuple[Offer, ...]:
    problem, window = problem_of(treatment, book, today)
    calendar = Calendar(problem)
    points, proven = frontier(calendar)
    urgent = [at for at, visit in enumerate(treatment.visits) if visit.urgent]
    plans = [with_sooner(calendar, best_plan(calendar, point), urgent) for point in points]
    return tuple(offer_of(plan, treatment, problem, window, book, proven) for plan in plans)


def offer_of(
    plan: Plan, treatment: Treatment, problem: PlanProblem, window: Window, book: Book, proven: bool
) -> Offer:
    """Say a plan in days, chairs and people of the book, earliest visit first."""
    providers, chairs = tuple(book.providers), tuple(book.operatories)
    days = dict(treatment.fixed_days)
    days |= {
        visit.sitting.id: problem.first_day + place.day
        for visit, place in zip(treatment.visits, plan.placements, strict=True)
    }
    places = []
    for visit, place in zip(treatment.visits, plan.placements, strict=True):
        own, day, start = visit.sitting.id, problem.first_day + place.day, window.start + place.start
        places.append(
            Placed(
                own, day, start, chairs[place.operatory], providers[place.provider],
                exam_provider(book, visit.wish, day, start), visit.wish.units,
                (*(gap for gap in treatment.gaps if gap.to_id == own and gap.why), *_waited(own, days, treatment)),
                visit.wish.release,
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
        tuple(
            gap.why
            for gap in treatment.gaps
            if gap.firm
            and gap.from_id in days
            and gap.to_id in days
            and gap.is_near(between := days[gap.to_id] - days[gap.from_id])
            and not gap._replace(near_days=None).holds(between)
        ),
        tuple(sorted({place.day for place in places if problem.booked_days >> place.day - problem.first_day & 1})),
    )


def _waited(own: int, days: dict[int, int], treatment: Treatment) -> Iterator[Gap]:
    """The wait since the trip before, where the patient's trips keep one."""
    before = [other for other, day in days.items() if day < days[own] and not treatment.is_exempt(other, own)]
    if treatment.days_apart > 1 and before:
        last = max(before, key=lambda other: days[other])
        yield Gap(last, own, treatment.days_apart, None, True, treatment.apart_why)
