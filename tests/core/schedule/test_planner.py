"""The planner against proved optima, against every plan of small instances tried, and on made ones of a year."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from math import prod
from pathlib import Path
from random import Random
from statistics import median
from time import process_time
from typing import Any

import pytest

from tctui.core.schedule.planner.answer import answer
from tests.core.schedule.brute import all_places, best_of_all
from tests.core.schedule.instances import Row, Wanted, drawn, made
from tests.core.schedule.plan_rules import faults_of, measures_of

MOST_PLANS = 40_000
SAMPLES = Path(__file__).parent.parent.parent / "data" / "visit_plans"
OPTIMA: dict[str, Any] = json.loads((SAMPLES / "optimum.json").read_text())


def sample(name: str) -> Row:
    """One of the published instances."""
    found: Row = json.loads(gzip.decompress((SAMPLES / f"{name}.json.gz").read_bytes()))
    return found


@pytest.mark.parametrize("name", sorted(OPTIMA))
def test_a_published_instance_is_solved_to_its_proved_optimum_and_frontier(name: str) -> None:
    instance, proved = sample(name), OPTIMA[name]
    reply = answer(instance)
    assert reply["objective"] == proved["optimum"]
    assert reply["frontier"] == proved["frontier"]
    assert reply["status"] == ("OPTIMAL" if proved["status"] == "feasible" else "INFEASIBLE")
    if reply["visits"]:
        assert faults_of(instance, reply) == []
        assert measures_of(instance, reply) == reply["objective"]


def tiny(seed: int) -> Row:
    """An instance so small that every plan can be tried, with every kind of rule in it now and then."""
    rng = Random(seed)
    days, units, much_free = rng.randint(4, 9), rng.randint(5, 8), rng.choice((0.8, 0.95, 0.95))
    doctors, hygienists = ["D1", "D2"], ["H1", "H2"]
    chairs = ["A", "B"]

    def free(much: float) -> list[list[int]]:
        cuts = sorted(rng.sample(range(units + 1), 4 if rng.random() < much_free - 0.4 else 2))
        return [cuts[at : at + 2] for at in range(0, len(cuts), 2)] if rng.random() < much else []

    def chair_day() -> list[list[Any]]:
        return [[*stretch, rng.choice(("open", "open", "major"))] for stretch in free(much_free)]

    visits = []
    for at in range(rng.randint(2, 4)):
        role = rng.choice(("doctor", "doctor", "hygienist"))
        staff = doctors if role == "doctor" else hygienists
        pattern = rng.choice(("X", "/X", "XX", "X/X", "/XX", "//"))
        visits.append(
            {
                "id": f"v{at}",
                "label": f"visit {at}",
                "role": role,
                "providers": rng.sample(staff, rng.randint(1, 2)),
                "operatories": rng.sample(chairs, rng.randint(1, 2)),
                "pattern": pattern,
                "exam": {"providers": doctors, "offset": rng.randint(0, 2), "units": 1} if rng.random() < 0.2 else None,
                "blocks": ["major"] if rng.random() < 0.4 else [],
                "earliest": rng.choice((0, 0, 0, 1)),
                "latest": rng.choice((days - 1, days - 1, 2 if much_free < 0.9 else days - 1)),
                "am_only": rng.random() < 0.15,
            }
        )
    gaps = []
    for one in range(len(visits)):
        for other in range(one + 1, len(visits)):
            if rng.random() < 1.15 - much_free:
                least = rng.choice((0, 0, 1, 2))
                gaps.append({"from": f"v{one}", "to": f"v{other}", "min": least, "max": rng.choice((None, least, least + 2))})
    if gaps and seed % 7 == 0:
        gaps.append({**gaps[0], "max": gaps[0]["min"] + 4})
    pairs = [[f"v{i}", f"v{j}"] for i in range(len(visits)) for j in range(i) if rng.random() < 0.7]
    if rng.random() < 0.2:
        visits[1] = {**visits[0], "id": "v1"}
    return {
        "format": "multi-visit-plan/1",
        "units_per_day": units,
        "noon_unit": units // 2 + 1,
        "first_date": "2026-03-02",
        "days": days,
        "provider_free": {name: [free(much_free) for _ in range(days)] for name in (*doctors, *hygienists)},
        "operatory_free": {name: [chair_day() for _ in range(days)] for name in chairs},
        "patient": {
            "windows": [[[0, units]] if rng.random() < much_free else [[0, 3]] for _ in range(7)],
            "away": [[rng.randrange(days)] * 2] if rng.random() < 0.3 else [],
            "max_chair_units": rng.randint(3, 7),
            "max_span_units": rng.randint(3, 8),
            "preferred": {"doctor": "D1", "hygienist": "H2"},
        },
        "visits": visits,
        "gaps": gaps,
        "combinable": pairs,
    }


@pytest.mark.parametrize("block", range(10))
def test_small_instances_agree_with_every_plan_tried(block: int) -> None:
    for seed in range(block * 30, block * 30 + 30):
        instance = tiny(seed)
        if prod(len(all_places(instance, visit)) for visit in instance["visits"]) > MOST_PLANS:
            continue
        reply = answer(instance)
        best, frontier = best_of_all(instance)
        assert reply["frontier"] == frontier, seed
        if best is None:
            assert reply["status"] == "INFEASIBLE", seed
        else:
            assert tuple(reply["objective"].values()) == best, seed
            assert reply["status"] == "OPTIMAL", seed
            assert faults_of(instance, reply) == [], seed
            assert measures_of(instance, reply) == reply["objective"], seed


@pytest.mark.parametrize("seed", range(12))
def test_made_instances_of_a_year_keep_every_rule_and_are_proven(seed: int) -> None:
    instance = made(seed, drawn(seed))
    reply = answer(instance)
    assert reply["status"] in ("OPTIMAL", "INFEASIBLE")
    if reply["visits"]:
        assert faults_of(instance, reply) == []
        assert measures_of(instance, reply) == reply["objective"]
        assert [reply["objective"]["trips"], reply["objective"]["finish_day"]] == reply["frontier"][0]


def test_each_point_of_a_frontier_has_more_trips_and_an_earlier_end() -> None:
    for seed in range(4):
        frontier = answer(made(seed, Wanted(visits=7, fill=0.7)))["frontier"]
        assert all(one[0] < other[0] and one[1] > other[1] for one, other in pairwise(frontier))


@pytest.mark.soak
def test_hundreds_of_made_instances_are_proven_within_the_time() -> None:
    times = []
    for seed in range(600):
        instance = made(seed, drawn(seed))
        begun = process_time()
        reply = answer(instance)
        times.append(process_time() - begun)
        assert reply["status"] in ("OPTIMAL", "INFEASIBLE"), seed
        if reply["visits"]:
            assert faults_of(instance, reply) == [], seed
            assert measures_of(instance, reply) == reply["objective"], seed
    print(f"median {median(times):.3f} s, worst {max(times):.3f} s")
