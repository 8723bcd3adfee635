"""The rules and measures of a plan, counted unit by unit from the instance as JSON; knows nothing of the planner."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations
from typing import Any

Row = dict[str, Any]


def units_of(stretches: list[list[Any]]) -> set[int]:
    """The units within some stretch ``[start, end, …]``."""
    return {unit for start, end, *_ in stretches for unit in range(start, end)}


def free_on(book: Row, name: str, day: int) -> list[list[Any]]:
    """The free stretches of a provider or operatory on a day; none for one that the book does not know."""
    return list(book[name][day]) if name in book else []


def placement_faults(instance: Row, visit: Row, place: Row) -> list[str]:
    """The rules that one placement breaks whatever the others are."""
    day, start = place["day"], place["start"]
    needed = set(range(start, start + len(visit["pattern"])))
    if not (0 <= day < instance["days"] and needed <= set(range(instance["units_per_day"]))):
        return ["calendar"]
    weekday = (date.fromisoformat(instance["first_date"]) + timedelta(day)).weekday()
    patient = instance["patient"]
    provider = units_of(free_on(instance["provider_free"], place["provider"], day))
    allowed = {"open", *visit["blocks"]}
    chair = units_of([s for s in free_on(instance["operatory_free"], place["operatory"], day) if s[2] in allowed])
    busy = {start + at for at, who in enumerate(visit["pattern"]) if who == "X"}
    faults = {
        "earliest or latest": not visit["earliest"] <= day <= visit["latest"],
        "morning": visit["am_only"] and max(needed) >= instance["noon_unit"],
        "provider may not": place["provider"] not in visit["providers"],
        "operatory may not": place["operatory"] not in visit["operatories"],
        "provider busy": not busy <= provider,
        "operatory busy": not needed <= chair,
        "patient's hours": not needed <= units_of(patient["windows"][weekday]),
        "away": any(first <= day <= last for first, last in patient["away"]),
        "stay": len(needed) > patient["max_span_units"],
    }
    if visit["exam"]:
        at = start + visit["exam"]["offset"]
        look = set(range(at, at + visit["exam"]["units"]))
        doctors = visit["exam"]["providers"]
        faults["exam"] = not any(look <= units_of(free_on(instance["provider_free"], d, day)) for d in doctors)
    return [fault for fault, is_broken in faults.items() if is_broken]


def faults_of(instance: Row, plan: Row) -> list[str]:
    """Every rule that a plan breaks."""
    visits = {visit["id"]: visit for visit in instance["visits"]}
    if sorted(place["id"] for place in plan["visits"]) != sorted(visits):
        return ["every visit once"]
    placed = {place["id"]: place for place in plan["visits"]}
    found = [f"{v}: {fault}" for v in visits for fault in placement_faults(instance, visits[v], placed[v])]
    ends = {name: placed[name]["start"] + len(visits[name]["pattern"]) for name in visits}
    for gap in instance["gaps"]:
        one, other = gap["from"], gap["to"]
        wait = placed[other]["day"] - placed[one]["day"]
        longest = wait if gap["max"] is None else gap["max"]
        if not gap["min"] <= wait <= longest or (wait == 0 and placed[other]["start"] < ends[one]):
            found.append(f"gap {one} {other}")
    allowed = {frozenset(pair) for pair in instance["combinable"]}
    trips: dict[int, list[str]] = defaultdict(list)
    for name, place in placed.items():
        trips[place["day"]].append(name)
    for day, names in trips.items():
        for one, other in combinations(names, 2):
            if frozenset((one, other)) not in allowed:
                found.append(f"{one} with {other}")
            if placed[one]["start"] < ends[other] and placed[other]["start"] < ends[one]:
                found.append(f"{one} over {other}")
        if len(names) > 1:
            if sum(len(visits[name]["pattern"]) for name in names) > instance["patient"]["max_chair_units"]:
                found.append(f"day {day}: chair time")
            stay = max(ends[name] for name in names) - min(placed[name]["start"] for name in names)
            if stay > instance["patient"]["max_span_units"]:
                found.append(f"day {day}: stay")
    return found


def leftovers(instance: Row, visit: Row, place: Row) -> int:
    """Units of the stretches shorter than three that a placement leaves on its two sides in its chair."""
    free = units_of(free_on(instance["operatory_free"], place["operatory"], place["day"]))
    before = after = 0
    while place["start"] - before - 1 in free:
        before += 1
    while place["start"] + len(visit["pattern"]) + after in free:
        after += 1
    return sum(left for left in (before, after) if left < 3)


def measures_of(instance: Row, plan: Row) -> dict[str, int]:
    """The four measures of a plan."""
    visits = {visit["id"]: visit for visit in instance["visits"]}
    staff: dict[str, set[str]] = defaultdict(set)
    cost = left = 0
    for place in plan["visits"]:
        visit = visits[place["id"]]
        staff[visit["role"]].add(place["provider"])
        cost += place["provider"] != instance["patient"]["preferred"][visit["role"]]
        left += leftovers(instance, visit, place)
    days = [place["day"] for place in plan["visits"]]
    return {
        "trips": len(set(days)),
        "finish_day": max(days),
        "provider_cost": cost + 100 * sum(len(used) - 1 for used in staff.values()),
        "fragmentation": left,
    }
