"""Every plan of a small instance tried, for comparison with the planner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.core.schedule.plan_rules import Row, faults_of, leftovers, measures_of, placement_faults

Place = dict[str, Any]
Measure = tuple[int, int, int, int]


def all_places(instance: Row, visit: Row, every_chair: bool = False) -> list[Place]:
    """Every placement of a visit that is right by itself; of the chairs for a start all or the one best for leftovers."""
    best: dict[tuple[int, int, str, str], Place] = {}
    for day in range(instance["days"]):
        for start in range(instance["units_per_day"]):
            for provider in visit["providers"]:
                for chair in visit["operatories"]:
                    place = {"id": visit["id"], "day": day, "start": start, "provider": provider, "operatory": chair}
                    if placement_faults(instance, visit, place):
                        continue
                    key = (day, start, provider, chair if every_chair else "")
                    known = best.get(key)
                    if known is None or leftovers(instance, visit, place) < leftovers(instance, visit, known):
                        best[key] = place
    return list(best.values())


def all_plans(instance: Row, every_chair: bool = False) -> Iterator[Row]:
    """Every plan, by trying each placement of each visit beside those chosen before."""
    visits = instance["visits"]
    places = [all_places(instance, visit, every_chair) for visit in visits]

    def beside(chosen: list[Place]) -> Iterator[Row]:
        if len(chosen) == len(visits):
            yield {"visits": chosen}
            return
        known = {place["id"] for place in chosen}
        for place in places[len(chosen)]:
            names = known | {place["id"]}
            part = {
                **instance,
                "visits": [visit for visit in visits if visit["id"] in names],
                "gaps": [gap for gap in instance["gaps"] if gap["from"] in names and gap["to"] in names],
            }
            if not faults_of(part, {"visits": [*chosen, place]}):
                yield from beside([*chosen, place])

    yield from beside([])


def best_of_all(instance: Row) -> tuple[Measure | None, list[list[int]]]:
    """The best measures of all plans and the frontier of trips against last day; None and empty without a plan."""
    best: Measure | None = None
    ends: dict[int, int] = {}
    for plan in all_plans(instance):
        trips, finish, cost, left = measures_of(instance, plan).values()
        ends[trips] = min(finish, ends.get(trips, finish))
        if best is None or (trips, finish, cost, left) < best:
            best = (trips, finish, cost, left)
    frontier: list[list[int]] = []
    for trips in sorted(ends):
        if not frontier or ends[trips] < frontier[-1][1]:
            frontier.append([trips, ends[trips]])
    return best, frontier
