"""Planning the rest anew: the fewest booked visits move, then the best plan, against every plan of small instances."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from random import Random

from tctui.core.schedule.planner.answer import answer
from tctui.core.schedule.planner.best import best_plan
from tctui.core.schedule.planner.explain import explain
from tctui.core.schedule.planner.frontier import Calendar, frontier
from tctui.core.schedule.planner.instance import instance_from
from tctui.core.schedule.planner.replan import replan
from tctui.core.schedule.planner.steps import OutOfSteps
from tests.core.schedule.brute import all_places, all_plans
from tests.core.schedule.instances import Row, Wanted, made
from tests.core.schedule.plan_rules import faults_of, measures_of
from tests.core.schedule.test_planner import sample, tiny


def moved_in(plan: Row, current: list[Row]) -> list[str]:
    """The visits that are elsewhere than they were booked."""
    placed = {place["id"]: place for place in plan["visits"]}
    return sorted(place["id"] for place in current if placed[place["id"]] != place)


def test_the_fewest_visits_move_and_then_the_plan_is_the_best() -> None:
    """A booked placement by chance is laid under small instances; every plan is tried for comparison."""
    compared = 0
    for seed in range(250):
        instance = tiny(seed)
        if len(instance["visits"]) > 3 or prod(len(all_places(instance, visit)) for visit in instance["visits"]) > 8_000:
            continue
        rng = Random(seed)
        plans = list(all_plans(instance, every_chair=True))
        if len(plans) < 2:
            continue
        chosen = rng.choice(plans)["visits"]
        current = [dict(place) for place in chosen]
        for place in current:
            if rng.random() < 0.5:
                place["day"] = rng.randrange(instance["days"])
        best = min(
            (len(moved_in(plan, current)), *measures_of(instance, plan).values())
            for plan in plans
        )
        reply = answer({**instance, "current": current})
        assert faults_of(instance, reply) == [], seed
        assert (len(reply["moved"]), *reply["objective"].values()) == best, seed
        assert sorted(reply["moved"]) == moved_in(reply, current), seed
        compared += 1
    assert compared > 25


def test_a_broken_visit_moves_and_the_others_stay_where_they_can() -> None:
    instance = sample("s8")
    plan = answer(instance)["visits"]
    broken = next(place for place in plan if place["id"] == "v3")
    instance["visits"][3]["earliest"] = broken["day"] + 1
    reply = answer({**instance, "current": plan})
    assert faults_of(instance, reply) == []
    assert "v3" in reply["moved"]
    kept = [place for place in reply["visits"] if place["id"] not in reply["moved"]]
    assert all(place in plan for place in kept)
    assert len(kept) >= 5
    assert next(iter(explain({**instance, "current": plan}))).startswith("s8: ")


def test_a_fixed_visit_never_moves() -> None:
    instance = made(2, Wanted(visits=5, fill=0.6))
    plan = answer(instance)["visits"]
    instance["visits"][0]["earliest"] = plan[0]["day"] + 1
    reply = answer({**instance, "current": plan, "fixed": ["v0"]})
    assert reply["status"] == "INFEASIBLE"
    assert [way["ease"][0]["path"] for way in reply["ways_out"]] == ["fixed"]
    assert reply["ways_out"][0]["ease"][0]["words"].endswith("(v0) need not stay where it is")


def test_nothing_moves_when_all_can_stay() -> None:
    instance = sample("s9")
    plan = answer(instance)["visits"]
    reply = answer({**instance, "current": plan})
    assert reply["moved"] == []
    assert reply["visits"] == plan


def test_with_few_steps_a_plan_is_proven_only_when_it_is_the_best() -> None:
    problem = instance_from(sample("s8")).problem
    calendar = Calendar(problem)
    current = dict(enumerate(best_plan(calendar, frontier(calendar)[0][0]).placements))
    visits = list(problem.visits)
    visits[3] = replace(visits[3], first_day=current[3].day + 1)
    later = replace(problem, visits=tuple(visits))
    best = replan(later, current)
    assert best is not None
    assert best.plan.is_proven
    unsure = 0
    for steps in (1, 4, 8, 16, 32):
        try:
            found = replan(later, current, steps=steps)
        except OutOfSteps:
            unsure += 1
            continue
        assert found is not None
        unsure += not found.plan.is_proven
        assert not found.plan.is_proven or (len(found.moved), found.plan.measures) == (len(best.moved), best.plan.measures)
    assert unsure
