"""Instances that a planner stumbles over: ten short visits in a free book, two rules for one pair, rules in a circle."""

from __future__ import annotations

import pytest

from tctui.core.schedule.planner.answer import answer
from tctui.core.schedule.planner.explain import explain
from tctui.core.schedule.planner.frontier import Calendar, frontier
from tctui.core.schedule.planner.instance import instance_from
from tctui.core.schedule.planner.steps import Steps
from tests.core.schedule.instances import Row, Wanted, made
from tests.core.schedule.plan_rules import faults_of, measures_of

CHECKS = (9,)
FILLING = (1,)
"""Pathways of the made instances."""


def short_visits(seed: int, fill: float) -> Row:
    """Ten visits of one to three units that may all share a day, in a year."""
    instance = made(seed, Wanted(visits=10, fill=fill, sharing=1.0, max_chair=54, max_span=54, pathways=CHECKS))
    for at, visit in enumerate(instance["visits"]):
        doctor = (at + seed) % 3 > 0
        visit["role"] = "doctor" if doctor else "hygienist"
        visit["providers"] = ["DR1", "DR2", "DR3"] if doctor else ["HY1", "HY2"]
        visit["pattern"] = ("X", "XX", "/X", "X")[(at * 3 + seed) % 4]
        visit["operatories"] = [f"OP{1 + (at + step) % 8}" for step in range(4)]
        visit["exam"] = None
    pairs = [[f"v{i}", f"v{j}"] for i in range(10) for j in range(i + 1, 10)]
    gaps = [{"from": "v0", "to": "v1", "min": 1, "max": None}, {"from": "v2", "to": "v3", "min": 0, "max": 10}]
    return {**instance, "combinable": pairs, "gaps": gaps}


@pytest.mark.parametrize(("seed", "fill"), [(0, 0.7), (11, 0.8), (11, 0.85)])
def test_ten_visits_that_may_all_share_a_day_are_proven(seed: int, fill: float) -> None:
    instance = short_visits(seed, fill)
    reply = answer(instance)
    assert reply["status"] == "OPTIMAL"
    assert faults_of(instance, reply) == []
    assert measures_of(instance, reply) == reply["objective"]


@pytest.mark.parametrize("seed", [0, 5, 7])
def test_no_more_trips_are_tried_than_there_are_days_for(seed: int) -> None:
    instance = {**short_visits(seed, 0.6 if seed else 0.7), "gaps": []}
    for at, visit in enumerate(instance["visits"]):
        visit["pattern"] = ("XXX", "/XXXX/", "X//X", "XXXX", "X/X", "/XX/")[(at * 5 + seed) % 6]
    instance["patient"] |= {"max_chair_units": 18, "max_span_units": 21}
    points, proven = frontier(Calendar(instance_from(instance).problem), Steps(8_000))
    assert proven
    assert points[0].point.trips == 3


def two_fillings(gaps: list[Row]) -> Row:
    instance = made(1, Wanted(visits=2, days=60, fill=0.4, pathways=FILLING, hours="any"))
    return {**instance, "gaps": gaps, "combinable": [["v0", "v1"]]}


def test_two_gaps_between_the_same_visits_both_count() -> None:
    gaps = [{"from": "v0", "to": "v1", "min": 0, "max": 14}, {"from": "v0", "to": "v1", "min": 0, "max": 3}]
    instance = two_fillings(gaps)
    reply = answer(instance)
    assert reply["status"] == "OPTIMAL"
    assert faults_of(instance, reply) == []
    assert reply["frontier"][0][0] == 1
    gaps[1] = {"from": "v0", "to": "v1", "min": 2, "max": 20}
    reply = answer(two_fillings(gaps))
    first, second = (place["day"] for place in reply["visits"])
    assert 2 <= second - first <= 14


def test_a_book_with_too_little_room_is_told_by_the_days_of_its_scarcest_visits() -> None:
    instance = two_fillings([{"from": "v0", "to": "v1", "min": 1, "max": None}])
    only = next(day for day, free in enumerate(instance["provider_free"]["DR1"]) if free)
    for name, days in instance["provider_free"].items():
        instance["provider_free"][name] = [[[0, 54]] if day == only else [] for day in range(len(days))]
    for name, days in instance["operatory_free"].items():
        instance["operatory_free"][name] = [[[0, 6, "open"]] if day == only else [] for day in range(len(days))]
    reply = answer(instance)
    assert (reply["status"], reply["ways_out"], reply["without_opening"]) == ("INFEASIBLE", [], [])
    assert reply["open_days"] == {"v0": 1, "v1": 1}
    assert any(line.endswith("(v0) on 1 day, small filling (v1) on 1 day.") for line in explain(instance))


def test_visits_that_must_each_come_after_the_other_are_told_as_such() -> None:
    gaps = [{"from": "v0", "to": "v1", "min": 3, "max": 10}, {"from": "v1", "to": "v0", "min": 1, "max": 10}]
    instance = two_fillings(gaps)
    reply = answer(instance)
    assert reply["status"] == "INFEASIBLE"
    assert [[easing["path"] for easing in way["ease"]] for way in reply["ways_out"]] in (
        [["gaps[0]"], ["gaps[1]"]],
        [["gaps[1]"], ["gaps[0]"]],
    )
    told = "\n".join(explain(instance))
    assert "need not come after" in told
