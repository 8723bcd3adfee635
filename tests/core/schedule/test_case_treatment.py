"""Treatments planned, and planned anew, in a small book: every rule kept and the fewest moved, against every plan tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product
from random import Random

import pytest

from tctui.core.schedule.book import Book
from tctui.core.schedule.case_plan import Placed, plan_case
from tctui.core.schedule.case_problem import Standing, ToPlan, Treatment
from tctui.core.schedule.case_replan import keep_places, replan_case
from tctui.core.schedule.chain import Tolerance
from tctui.core.schedule.pattern import WHOLE_DAY, span_mask
from tctui.core.schedule.records import PRACTICE, Appointment, Hours, Resource
from tctui.core.schedule.spacing import Gap, Sitting
from tctui.core.schedule.wish import PatientTimes, Wish
from tests.core.schedule.practice import LEE, MONDAY, OP1, at, make_book

Place = tuple[int, int, int]
"""Day ordinal, first unit, unit after the last."""

DAYS, PATIENT, OPENS = 18, 7, at("8:00")
BEARS = Tolerance(3, 4)
OTHER = 91
"""What the patient has beside the treatment."""
HOURS = [Hours(PRACTICE, weekday, OPENS, OPENS + 5) for weekday in range(4)]


def treatment(rng: Random) -> tuple[Treatment, Book]:
    """Two or three visits to place, what stands and what else is booked, rules of every kind, and a busy book."""
    count = rng.choice((2, 3, 3))
    ids = list(range(1, count + 1))
    standing: tuple[Standing, ...] = ()
    fixed: dict[int, int] = {}
    lower = {key: frozenset(rng.sample(("LL", "LR"), rng.choice((0, 1)))) for key in range(count + 1)}
    rows = []
    if rng.random() < 0.6:
        day, units = MONDAY + rng.choice((1, 2, 7, 8)), rng.choice((1, 2))
        standing = (Standing(Sitting(0, 1, lower=lower[0]), day, OPENS + 1, units),)
        fixed = {0: day}
        rows.append(booked(90, day, OPENS + 1, units))
    if rng.random() < 0.5:
        rows.append(booked(OTHER, MONDAY + rng.choice((1, 2, 3, 8, 9)), OPENS + rng.choice((0, 3, 4)), 1))
    for number, day in enumerate(range(MONDAY + 1, MONDAY + DAYS)):
        if rng.random() < 0.3 and day not in {row.day for row in rows}:
            rows.append(replace(booked(100 + number, day, OPENS + rng.randrange(4), 2), patient_id=99))
    gaps = []
    for one, other in combinations([*fixed, *ids], 2):
        if rng.random() < 0.6:
            least = rng.choice((0, 0, 3, 7))
            most = rng.choice((None, least + 4, least + 8))
            near = rng.choice((None, 0, 1)) if least else None
            gaps.append(Gap(one, other, least, most, rng.random() < 0.7, f"{one} to {other}", near))
    first = rng.choice((0, 0, MONDAY + 3))
    visits = tuple(
        ToPlan(
            Sitting(key, 1, lower=lower[key]),
            Wish("X" * rng.choice((1, 2, 3)), PATIENT, (LEE,), (OP1,), not_before=first if key == 1 else 0),
            f"visit {key}",
            "doctor",
        )
        for key in ids
    )
    times = PatientTimes(tuple(((0, 288),) if rng.random() < 0.9 else () for _ in range(7))) if rng.random() < 0.3 else None
    wait = rng.choice((0, 0, 4, 6))
    mine = [row for row in rows if row.patient_id == PATIENT]
    return (
        Treatment(
            visits=visits, gaps=tuple(gaps), fixed_days=fixed, times=times, tolerance=BEARS,
            standing=standing, days_apart=wait, apart_why="lie apart", other_days=frozenset(row.day for row in mine) if wait
            else frozenset(),
        ),
        make_book(tuple(rows), days=DAYS, hours=HOURS),
    )  # fmt: skip


def booked(key: int, day: int, start: int, units: int) -> Appointment:
    return Appointment(
        id=key, day=day, start=start, pattern="X" * units, operatory_id=OP1, provider_id=LEE, patient_id=PATIENT,
        patient_name="Chen", label="visit",
    )  # fmt: skip


def places(visit: ToPlan, asked: Treatment, book: Book, usual_hours: bool = True) -> Iterator[Place]:
    units = visit.wish.units
    for day in range(max(MONDAY + 1, visit.wish.not_before), MONDAY + DAYS):
        free = book.free(Resource("operatory", OP1), day) & book.free(Resource("provider", LEE), day)
        if asked.times and usual_hours:
            free &= asked.times.mask(day)
        for start in range(OPENS, OPENS + 6 - units):
            need = span_mask(start, start + units)
            taken = book.busy(Resource("patient", PATIENT), day)
            if free & need == need and not taken & need & WHOLE_DAY:
                yield day, start, start + units


def keeps(asked: Treatment, plan: Mapping[int, Place], wishes: bool, near: bool = True) -> bool:
    """Whether a plan keeps the rules, with the wishes or without; ``plan`` has all that stands too."""
    sittings = [*(row.sitting for row in asked.standing), *(visit.sitting for visit in asked.visits)]
    lower = {OTHER: frozenset[str]()} | {sitting.id: sitting.lower for sitting in sittings}
    waiting = {visit.sitting.id for visit in asked.visits}
    for gap in asked.gaps if wishes else [gap for gap in asked.gaps if gap.firm]:
        (day, start, _), (other, _, end) = plan[gap.to_id], plan[gap.from_id]
        gap = gap if near else gap._replace(near_days=None)
        if not gap.holds(day - other) or (day == other and start < end):
            return False
    for one, two in combinations(plan, 2):
        (day, start, end), (other, since, until) = plan[one], plan[two]
        if waiting.isdisjoint((one, two)):
            continue
        if day == other:
            apart = any({gap.from_id, gap.to_id} == {one, two} and gap.min_days and gap.near_days is None
                        for gap in asked.gaps if wishes or gap.firm)  # fmt: skip
            if apart or len(lower[one] | lower[two]) == 2 or (start < until and since < end):
                return False
        elif OTHER in (one, two) and plan[OTHER][0] in asked.fixed_days.values():
            continue
        elif wishes and abs(day - other) < asked.days_apart and not asked.is_exempt(one, two):
            return False
    for day in {plan[key][0] for key in waiting}:
        here = [place for place in plan.values() if place[0] == day]
        if len(here) > 1 and (
            sum(end - start for _, start, end in here) > BEARS.chair_units
            or max(end for *_, end in here) - min(start for _, start, _ in here) > BEARS.stay_units
        ):
            return False
    return True


def stands(asked: Treatment, book: Book) -> dict[int, Place]:
    """What the patient has in the book: the visits of the treatment that stand, and what is booked otherwise."""
    rows = {row.sitting.id: (row.day, row.start, row.end) for row in asked.standing}
    other = book.appointment(OTHER)
    return rows if other is None else {**rows, OTHER: (other.day, other.start, other.start + len(other.pattern))}


def every_plan(asked: Treatment, book: Book, choices: list[list[Place]], wishes: bool) -> list[dict[int, Place]]:
    fixed = stands(asked, book)
    ids = [visit.sitting.id for visit in asked.visits]
    found = (fixed | dict(zip(ids, chosen, strict=True)) for chosen in product(*choices))
    return [plan for plan in found if keeps(asked, plan, wishes)]


def as_plan(asked: Treatment, book: Book, places: tuple[Placed, ...]) -> dict[int, Place]:
    return stands(asked, book) | {place.visit_id: (place.day, place.start, place.start + place.units) for place in places}


def measure(asked: Treatment, plan: Mapping[int, Place]) -> tuple[int, int]:
    ids = {visit.sitting.id for visit in asked.visits}
    days = {plan[key][0] for key in ids}
    return len(days - {place[0] for key, place in plan.items() if key not in ids}), max(days)


@pytest.mark.parametrize("block", range(4))
def test_a_treatment_keeps_every_rule_and_no_plan_is_better(block: int) -> None:
    planned = joined = 0
    for seed in range(block * 12, block * 12 + 12):
        asked, book = treatment(Random(seed))
        choices = [list(places(visit, asked, book)) for visit in asked.visits]
        whole, least = every_plan(asked, book, choices, wishes=True), every_plan(asked, book, choices, wishes=False)
        plan = plan_case(asked, book, MONDAY)
        assert bool(plan.offers) == bool(least), seed
        assert bool(plan.given_up) == (bool(least) and not whole), seed
        planned += bool(least)
        for offer in plan.offers:
            made = as_plan(asked, book, offer.places)
            assert keeps(asked, made, wishes=not plan.given_up), seed
            assert (offer.trips, offer.finish_day) == measure(asked, made), seed
            joined += bool(offer.joins)
        if whole:
            offered = {(offer.trips, offer.finish_day) for offer in plan.offers}
            for best in (whole, [plan for plan in whole if keeps(asked, plan, wishes=True, near=False)]):
                points = {measure(asked, each) for each in best}
                for point in points:
                    beaten = any(other != point and other[0] <= point[0] and other[1] <= point[1] for other in points)
                    assert beaten or point in offered, seed
    assert planned > 5
    assert joined > 0


@pytest.mark.parametrize("block", range(4))
def test_planned_anew_the_fewest_move_and_every_rule_is_kept(block: int) -> None:
    compared = 0
    for seed in range(block * 12, block * 12 + 12):
        rng = Random(seed)
        asked, book = treatment(rng)
        anywhere = [list(places(visit, asked, book, usual_hours=False)) for visit in asked.visits]
        choices = [list(places(visit, asked, book)) for visit in asked.visits]
        if not all(anywhere):
            continue
        held = {
            visit.sitting.id: rng.choice(some)
            for visit, some in zip(asked.visits, anywhere, strict=True)
            if rng.random() < 0.7
        }
        rows = {key: booked(key, day, start, end - start) for key, (day, start, end) in held.items()}
        if any(one[0] == two[0] and one[1] < two[2] and two[1] < one[2] for one, two in combinations(held.values(), 2)):
            continue
        in_book = book
        for row in rows.values():
            in_book = in_book.with_appointment(row)
        on = {**asked.fixed_days, **{key: place[0] for key, place in held.items()}}
        kept = tuple(
            gap
            for gap in asked.gaps
            if gap.firm or gap.from_id not in held or gap.to_id not in held or gap.holds(on[gap.to_id] - on[gap.from_id])
        )
        for visit, some in zip(asked.visits, choices, strict=True):
            place = held.get(visit.sitting.id)
            if place and place not in some and place[0] >= visit.wish.not_before:
                some.append(place)
        found = replan_case(asked, rows, in_book, MONDAY)
        whole = every_plan(replace(asked, gaps=kept), book, choices, wishes=True)
        if found is None:
            assert not whole, seed
            continue
        plan = as_plan(asked, book, found.offer.places)
        assert keeps(replace(asked, gaps=kept), plan, wishes=not found.given_up), seed
        if whole:
            fewest = min(sum(each[key] != held[key] for key in held) for each in whole)
            assert len(found.moved) == fewest, seed
            best = [each for each in whole if sum(each[key] != held[key] for key in held) == fewest]
            if any(keeps(asked, each, wishes=True) for each in best):
                assert keeps(asked, plan, wishes=True), seed
            assert found.offer.is_proven, seed
            assert (found.offer.trips, found.offer.finish_day) == measure(asked, plan), seed
        compared += 1
    assert compared > 3


def test_what_was_offered_keeps_its_places_but_for_the_one_that_is_gone() -> None:
    asked, book = treatment(Random(3))
    offer = plan_case(asked, book, MONDAY).offers[0]
    gone = offer.places[0]
    taken = book.with_appointment(replace(booked(500, gone.day, gone.start, gone.units), patient_id=99))
    kept = keep_places(asked, offer.places, taken, MONDAY)
    assert kept is not None
    assert gone.visit_id in kept.moved
    assert keeps(asked, as_plan(asked, book, kept.offer.places), wishes=True)


def test_several_visits_join_one_that_stands_as_far_as_the_patient_bears() -> None:
    visits = tuple(
        ToPlan(Sitting(key, 1), Wish("X", PATIENT, (LEE,), (OP1,)), f"visit {key}", "doctor") for key in (1, 2, 3)
    )
    day = MONDAY + 7
    asked = Treatment(
        visits=visits, gaps=tuple(Gap(0, key, 0, None, True, "after") for key in (1, 2)), fixed_days={0: day},
        times=None, tolerance=BEARS, standing=(Standing(Sitting(0, 1), day, OPENS, 1),),
    )  # fmt: skip
    book = make_book((booked(90, day, OPENS, 1),), days=DAYS, hours=HOURS)
    (offer,) = plan_case(asked, book, MONDAY).offers
    assert (offer.trips, offer.finish_day, offer.joins, offer.in_trips) == (1, day, (day,), "1 further trip")
    assert {place.visit_id for place in offer.places if place.day == day} == {1, 2}
    assert sorted(place.start for place in offer.places if place.day == day) == [OPENS + 1, OPENS + 2]
