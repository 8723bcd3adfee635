"""The planner as the book uses it: a plan for every point of the frontier, time taken otherwise, a budget of steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tctui.core.schedule.planner.best import best_plan
from tctui.core.schedule.planner.frontier import Calendar, frontier
from tctui.core.schedule.planner.instance import instance_from
from tctui.core.schedule.planner.problem import Plan, PlanProblem
from tctui.core.schedule.planner.steps import Steps
from tests.core.schedule.instances import Row, Wanted, made
from tests.core.schedule.plan_rules import faults_of, measures_of
from tests.core.schedule.test_planner import OPTIMA, sample


def as_row(problem: PlanProblem, plan: Plan) -> Row:
    """A plan in the plan format."""
    return {
        "visits": [
            {
                "id": visit.id,
                "day": place.day,
                "start": place.start,
                "provider": problem.providers[place.provider].name,
                "operatory": problem.operatories[place.operatory].name,
            }
            for visit, place in zip(problem.visits, plan.placements, strict=True)
        ]
    }


@pytest.mark.parametrize("name", ["s1", "s3", "s8", "s9", "s11"])
def test_each_point_of_the_frontier_has_its_plan(name: str) -> None:
    instance = sample(name)
    calendar = Calendar(instance_from(instance).problem)
    endings, proven = frontier(calendar)
    assert proven
    assert [list(ending.point) for ending in endings] == OPTIMA[name]["frontier"]
    for ending in endings:
        plan = best_plan(calendar, ending)
        row = as_row(calendar.problem, plan)
        assert faults_of(instance, row) == []
        assert measures_of(instance, row) == plan.measures._asdict()
        assert plan.measures[:2] == tuple(ending.point)


def test_what_else_the_patient_has_is_not_planned_over() -> None:
    problem = instance_from(sample("s3")).problem
    calendar = Calendar(problem)
    plan = best_plan(calendar, frontier(calendar)[0][0])
    day, start = plan.placements[3].day, plan.placements[3].start
    taken = [1 << start if at == day else 0 for at in range(problem.days)]
    busier = Calendar(replace(problem, taken=taken))
    moved = best_plan(busier, frontier(busier)[0][0]).placements[3]
    length = len(problem.visits[3].pattern)
    assert moved.day != day or not moved.start <= start < moved.start + length


def test_a_search_that_is_given_up_still_gives_a_plan_that_keeps_the_rules() -> None:
    found = 0
    for seed in range(10):
        instance = made(seed, Wanted(visits=8, fill=0.6, sharing=1.0, max_chair=24, max_span=36, pathways=(0, 1, 2, 9)))
        calendar = Calendar(instance_from(instance).problem)
        for steps in (30, 200, 1_500):
            endings, proven = frontier(calendar, Steps(steps))
            for ending in endings[:1]:
                plan = best_plan(calendar, ending, steps)
                row = as_row(calendar.problem, plan)
                assert faults_of(instance, row) == []
                assert measures_of(instance, row) == plan.measures._asdict()
                found += not (proven and plan.is_proven)
    assert found > 5


def test_a_search_without_steps_does_not_say_that_nothing_fits() -> None:
    assert frontier(Calendar(instance_from(sample("s3")).problem), Steps(1)) == ([], False)


def test_units_of_five_minutes_give_the_same_plan_twice_as_fine() -> None:
    problem = instance_from(sample("s10")).problem

    def finer(mask: int) -> int:
        return sum(3 << 2 * unit for unit in range(problem.units) if mask >> unit & 1)

    fine = replace(
        problem,
        units=2 * problem.units,
        noon=2 * problem.noon,
        providers=tuple(replace(row, free=[finer(mask) for mask in row.free]) for row in problem.providers),
        operatories=tuple(
            replace(
                row,
                open=[finer(mask) for mask in row.open],
                reserved=tuple((name, [finer(mask) for mask in masks]) for name, masks in row.reserved),
            )
            for row in problem.operatories
        ),
        visits=tuple(
            replace(visit, pattern="".join(2 * who for who in visit.pattern)) for visit in problem.visits
        ),
        hours=tuple(finer(mask) for mask in problem.hours),
        max_chair=2 * problem.max_chair,
        max_span=2 * problem.max_span,
    )
    endings, _ = frontier(Calendar(fine))
    assert [list(ending.point) for ending in endings] == OPTIMA["s10"]["frontier"]
