"""Plans in words: the trips with their times, what another trip buys, and what is in the way when nothing fits."""

from __future__ import annotations

from itertools import combinations

from tctui.core.schedule.planner.answer import answer
from tctui.core.schedule.planner.explain import explain
from tctui.core.schedule.planner.frontier import Calendar, frontier
from tctui.core.schedule.planner.instance import instance_from
from tctui.core.schedule.planner.relax import eased, firm_obstacles_of, obstacles_of, obstruction, orders_of
from tests.core.schedule.instances import Row, Wanted, made
from tests.core.schedule.test_planner import sample, tiny


def test_a_plan_tells_each_trip_with_times_and_what_another_trip_buys() -> None:
    told = list(explain(sample("s3")))
    assert told[0] == "s3: 6 visits in 3 trips ending day 38 (Thu 10 Sep 2026)."
    assert "  day 3 (Thu 6 Aug 2026)" in told
    assert "    10:30–12:00  Root canal (R) (v3) with DR1, not the preferred one, OP6" in told
    assert told[-1] == "1 trip more: 4 trips ending day 37 (Wed 9 Sep 2026), 1 day sooner."


def test_the_frontier_is_told_step_by_step() -> None:
    told = list(explain(sample("s1")))
    assert told[-2:] == [
        "1 trip more: 6 trips ending day 235 (Fri 9 Oct 2026), 46 days sooner.",
        "1 trip more: 7 trips ending day 231 (Mon 5 Oct 2026), 4 days sooner.",
    ]


def test_an_instance_without_a_plan_says_what_would_have_to_give_and_what_it_gives() -> None:
    told = list(explain(sample("s12")))
    assert told[0] == "s12: no plan places all 10 visits."
    assert (
        "  Or if Root canal (L) (v7) could be as late as day 30 (Wed 14 Oct 2026) (now by day 14 (Mon 28 Sep 2026)): "
        "6 trips ending day 143 (Thu 4 Feb 2027)."
    ) in told
    ways = answer(sample("s12"))["ways_out"]
    late = next(way for way in ways if way["ease"][0]["path"] == "visits[7].latest")
    assert late["ease"][0]["needed"] == 30
    assert (late["trips"], late["finish_day"]) == (6, 143)


def test_easing_as_told_gives_the_plan_that_was_told_and_a_day_less_does_not() -> None:
    instance = sample("s12")
    instance["visits"][7]["latest"] = 30
    reply = answer(instance)
    assert reply["frontier"][0] == [6, 143]
    instance["visits"][7]["latest"] = 29
    assert answer(instance)["status"] == "INFEASIBLE"


def test_a_visit_without_any_opening_is_named() -> None:
    instance = made(3, Wanted(visits=2, days=30, fill=0.5, pathways=(0,)))
    instance["visits"][1]["pattern"] = "X" * 50
    reply = answer(instance)
    assert reply["without_opening"] == ["v1"]
    assert "  The book has no opening for filling (v1), 500 minutes, on any day." in list(explain(instance))


def has_plan(instance: Row) -> bool:
    return bool(answer(instance)["visits"])


def test_the_set_in_the_way_is_a_smallest_one() -> None:
    """Every smaller set of obstacles is tried on small instances."""
    compared = 0
    for seed in range(120):
        problem = instance_from(tiny(seed)).problem
        if frontier(Calendar(problem))[0]:
            continue
        found = obstruction(problem, 10**7)
        obstacles = obstacles_of(problem)
        if not frontier(Calendar(eased(problem, obstacles)))[0]:
            obstacles += firm_obstacles_of(problem)
        if not frontier(Calendar(eased(problem, obstacles)))[0]:
            obstacles += orders_of(problem)
        if not found.ways:
            assert not frontier(Calendar(eased(problem, obstacles)))[0], seed
            continue
        compared += 1
        size = len(found.ways[0].obstacles)
        for way in found.ways:
            assert frontier(Calendar(eased(problem, way.obstacles, way.needed)))[0][0].point == way.point, seed
        for smaller in combinations(obstacles, size - 1) if size < 4 else ():
            assert not frontier(Calendar(eased(problem, smaller)))[0], seed
    assert compared > 20
