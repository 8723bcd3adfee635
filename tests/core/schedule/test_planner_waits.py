"""Days nearby or after a wait, waits between trips, shut units, days with something booked, against every plan tried."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from math import prod
from random import Random

import pytest

from tctui.core.schedule.planner.best import best_plan
from tctui.core.schedule.planner.frontier import Calendar, frontier
from tctui.core.schedule.planner.instance import instance_from
from tctui.core.schedule.planner.problem import DaysApart, PlanProblem
from tests.core.schedule.brute import Measure, Place, all_places
from tests.core.schedule.plan_rules import Row, faults_of, measures_of
from tests.core.schedule.test_planner import tiny


@dataclass(frozen=True)
class Waits:
    """What is asked beside an instance: by gap, by pair of visits, by visit (day and mask), units booked by day."""

    near: list[int | None]
    apart: list[DaysApart]
    closed: list[tuple[int, int, int]]
    booked: dict[int, range]


def drawn(seed: int, instance: Row) -> Waits:
    rng = Random(seed + 77)
    count, days, units = len(instance["visits"]), instance["days"], instance["units_per_day"]
    lengths = [min(units, rng.choice((1, 1, 2))) for _ in range(days)]
    starts = [rng.randint(0, units - length) for length in lengths]
    pairs = [(one, other) for one in range(count) for other in range(one)]
    return Waits(
        [rng.choice((None, 0, 0, 1)) for _ in instance["gaps"]],
        [DaysApart(*pair, rng.choice((2, 3, 4))) for pair in pairs if rng.random() < 0.5] if seed % 3 else [],
        [(at, rng.randrange(days), rng.randrange(1 << units)) for at in range(count) if rng.random() < 0.3],
        {day: range(starts[day], starts[day] + lengths[day]) for day in range(days) if rng.random() < 0.3},
    )


def with_waits(problem: PlanProblem, waits: Waits) -> PlanProblem:
    return replace(
        problem,
        gaps=tuple(replace(gap, near=near) for gap, near in zip(problem.gaps, waits.near, strict=True)),
        apart=tuple(waits.apart),
        taken=[sum(1 << unit for unit in waits.booked.get(day, ())) for day in range(problem.days)],
        visits=tuple(
            replace(visit, closed=tuple((day, mask) for one, day, mask in waits.closed if one == at))
            for at, visit in enumerate(problem.visits)
        ),
    )


def keeps(instance: Row, waits: Waits, plan: list[Place]) -> bool:
    if faults_of({**instance, "gaps": []}, {"visits": plan}):
        return False
    on = [place["day"] for place in plan]
    ends = [place["start"] + len(v["pattern"]) for place, v in zip(plan, instance["visits"], strict=True)]
    for gap, near in zip(instance["gaps"], waits.near, strict=True):
        one, other = int(gap["from"][1:]), int(gap["to"][1:])
        wait = on[other] - on[one]
        is_kept = gap["min"] <= wait <= (wait if gap["max"] is None else gap["max"])
        if not (is_kept or (near is not None and 0 <= wait <= near)) or (wait == 0 and plan[other]["start"] < ends[one]):
            return False
    return (
        not any(0 < abs(on[one] - on[other]) < wait for one, other, wait in waits.apart)
        and not any(
            on[at] == day and any(mask >> unit & 1 for unit in range(plan[at]["start"], ends[at]))
            for at, day, mask in waits.closed
        )
        and all(beside(instance, plan, day, units) for day, units in waits.booked.items() if day in on)
    )


def beside(instance: Row, plan: list[Place], day: int, booked: range) -> bool:
    """Whether the visits of a day keep what the patient bears with what is booked, and leave its time."""
    patient = instance["patient"]
    lengths = [len(visit["pattern"]) for visit in instance["visits"]]
    here = [range(p["start"], p["start"] + n) for p, n in zip(plan, lengths, strict=True) if p["day"] == day]
    stay = max(booked.stop, *(units.stop for units in here)) - min(booked.start, *(units.start for units in here))
    return (
        all(unit not in booked for units in here for unit in units)
        and sum(map(len, here)) + len(booked) <= patient["max_chair_units"]
        and stay <= patient["max_span_units"]
    )


@pytest.mark.parametrize("block", range(4))
def test_waits_and_shut_times_agree_with_every_plan_tried(block: int) -> None:
    compared = 0
    for seed in range(block * 40, block * 40 + 40):
        instance = tiny(seed)
        places = [all_places(instance, visit) for visit in instance["visits"]]
        if prod(map(len, places)) > 12_000:
            continue
        waits = drawn(seed, instance)
        best: Measure | None = None
        ends: dict[int, int] = {}
        for plan in product(*places):
            if keeps(instance, waits, list(plan)):
                _, finish, cost, left = measures_of(instance, {"visits": list(plan)}).values()
                trips = len({place["day"] for place in plan}.difference(waits.booked))
                ends[trips] = min(finish, ends.get(trips, finish))
                best = min(best or (99, 0, 0, 0), (trips, finish, cost, left))
        points: list[tuple[int, int]] = []
        for trips in sorted(ends):
            if not points or ends[trips] < points[-1][1]:
                points.append((trips, ends[trips]))
        calendar = Calendar(with_waits(instance_from(instance).problem, waits))
        endings, proven = frontier(calendar)
        assert proven
        assert [tuple(ending.point) for ending in endings] == points, seed
        assert not endings or best_plan(calendar, endings[0]).measures == best, seed
        compared += len(endings) > 0
    assert compared > 3
