"""Instances of the planner made from a seed: treatments of chained visits in a book as full as one asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any

Row = dict[str, Any]

PATHWAYS: tuple[tuple[tuple[str, str, str, int, int, int], ...], ...] = (
    (("filling", "doctor", "/XXXX/", 0, 0, 0),),
    (("small filling", "doctor", "/XXX/", 0, 0, 0),),
    (("cleaning with exam", "hygienist", "XXXXXX", 0, 0, 4),),
    (("crown preparation", "doctor", "/XXXXX///", 0, 0, -1), ("crown seat", "doctor", "/XX/", 14, 28, 0)),
    (
        ("root canal", "doctor", "/XXXXXXX/", 0, 0, -1),
        ("build-up and crown preparation", "doctor", "/XXXXXX///", 7, 30, -1),
        ("crown seat", "doctor", "/XX/", 14, 28, 0),
    ),
    (
        ("scaling right", "hygienist", "XXXXXXXXX", 0, 0, 0),
        ("scaling left", "hygienist", "XXXXXXXXX", 7, 21, 0),
        ("re-evaluation", "hygienist", "XXXX", 28, 56, 3),
    ),
    (
        ("implant", "doctor", "//XXXXXX/", 0, 0, -1),
        ("implant impression", "doctor", "/XX/", 90, 180, 0),
        ("implant crown", "doctor", "/XXX/", 14, 35, 0),
    ),
    (("whitening", "doctor", "X/////", 0, 0, 0), ("bonding", "doctor", "/XXXXXX/", 14, 60, -1)),
    (
        ("first impressions", "doctor", "/XX", 0, 0, 0),
        ("final impressions", "doctor", "/XXXX/", 3, 14, 0),
        ("bite", "doctor", "/XXX/", 5, 14, 0),
        ("try-in", "doctor", "/XX/", 5, 14, 0),
        ("delivery", "doctor", "/XXX/", 6, 14, 0),
        ("adjustment", "doctor", "/X", 1, 4, 0),
    ),
    (("check", "hygienist", "XX", 0, 0, 1),),
)
"""Chains of (label, role, pattern, least and most days since the one before, exam unit or -1 for a reserved block)."""


@dataclass(frozen=True)
class Wanted:
    """How an instance is to be: sizes, how full the book is, how often two visits may share a day."""

    visits: int = 8
    days: int = 364
    fill: float = 0.85
    sharing: float = 0.6
    chaining: float = 0.25
    doctors: int = 5
    hygienists: int = 4
    chairs: int = 10
    hours: str = "any"
    max_chair: int = 18
    max_span: int = 24
    mornings: float = 0.1
    pathways: tuple[int, ...] = tuple(range(len(PATHWAYS)))


def drawn(seed: int) -> Wanted:
    """A wish by chance, as hard as they come within a year and ten visits."""
    rng = Random(seed)
    wanted = Wanted(
        visits=rng.choice((3, 5, 6, 8, 9, 10, 10, 10)),
        days=rng.choice((182, 273, 364, 365)),
        fill=rng.uniform(0.7, 0.92),
        sharing=rng.choice((0.2, 0.5, 0.8, 1.0)),
        chaining=rng.choice((0.0, 0.2, 0.5)),
        doctors=rng.choice((1, 2, 3, 5)),
        hygienists=rng.choice((1, 2, 4)),
        hours=rng.choice(("any", "any", "mornings", "afternoons", "two days", "edges")),
        max_chair=rng.choice((12, 15, 18, 21, 24)),
        max_span=rng.choice((15, 18, 21, 24, 27, 30, 36)),
        mornings=rng.choice((0.0, 0.1, 0.3)),
    )
    if rng.random() < 0.3:
        wanted = replace(wanted, pathways=(0, 1, 2, 9, 3, 7), max_chair=24, max_span=36)
    return wanted


def made(seed: int, wanted: Wanted) -> Row:
    """An instance of ``multi-visit-plan/1`` from a seed."""
    rng = Random(seed * 7919 + 1)
    doctors = [f"DR{n + 1}" for n in range(wanted.doctors)]
    hygienists = [f"HY{n + 1}" for n in range(wanted.hygienists)]
    chairs = [f"OP{n + 1}" for n in range(wanted.chairs)]
    split = max(1, wanted.chairs * 6 // 10)
    rooms = {"doctor": chairs[:split], "hygienist": chairs[split:] or chairs}
    staff = {"doctor": doctors, "hygienist": hygienists}
    units, noon = 54, 24
    first_weekday = 0
    visits, gaps, chain_of = _treatment(rng, wanted, rooms, staff)
    pairs = [
        [one["id"], other["id"]]
        for at, one in enumerate(visits)
        for other in visits[at + 1 :]
        if chain_of[one["id"]] != chain_of[other["id"]] and rng.random() < wanted.sharing
    ]
    full = [[0, units]]
    week = {
        "any": [full] * 5,
        "mornings": [[[0, noon]]] * 5,
        "afternoons": [[[30, units]]] * 5,
        "two days": [full if day in rng.sample(range(5), 2) else [] for day in range(5)],
        "edges": [[[0, 9], [36, units]]] * 5,
    }[wanted.hours]
    away = []
    for _ in range(rng.randint(0, 2)):
        begin = rng.randrange(wanted.days)
        away.append([begin, min(wanted.days - 1, begin + rng.randint(3, 14))])
    return {
        "format": "multi-visit-plan/1",
        "name": f"made{seed}",
        "units_per_day": units,
        "noon_unit": noon,
        "first_date": "2026-03-02",
        "days": wanted.days,
        "providers": [{"id": name, "role": role} for role, names in staff.items() for name in names],
        "provider_free": {
            name: [
                _free(rng, units, wanted.fill if role == "doctor" else min(0.97, wanted.fill + 0.08))
                if (day + first_weekday) % 7 < 5 and rng.random() < 0.77
                else []
                for day in range(wanted.days)
            ]
            for role, names in staff.items()
            for name in names
        },
        "operatory_free": {
            chair: [
                _chair(rng, units, 0.85 - 0.7 * (place / max(1, wanted.chairs - 1)) ** 2) if day % 7 < 5 else []
                for day in range(wanted.days)
            ]
            for place, chair in enumerate(chairs)
        },
        "patient": {
            "windows": [*week, [], []],
            "away": away,
            "max_chair_units": wanted.max_chair,
            "max_span_units": wanted.max_span,
            "preferred": {role: rng.choice(names) for role, names in staff.items()},
        },
        "visits": visits,
        "gaps": gaps,
        "combinable": pairs,
    }


def _treatment(
    rng: Random, wanted: Wanted, rooms: dict[str, list[str]], staff: dict[str, list[str]]
) -> tuple[list[Row], list[Row], dict[str, int]]:
    visits: list[Row] = []
    gaps: list[Row] = []
    chain_of: dict[str, int] = {}
    heads: list[str] = []
    while len(visits) < wanted.visits:
        steps = PATHWAYS[rng.choice(wanted.pathways)][: wanted.visits - len(visits)]
        before = None
        chain = len(heads)
        for label, role, pattern, least, most, special in steps:
            name = f"v{len(visits)}"
            able = sorted(rng.sample(staff[role], rng.randint(max(1, len(staff[role]) // 2), len(staff[role]))))
            visits.append(
                {
                    "id": name,
                    "label": label,
                    "role": role,
                    "providers": able,
                    "operatories": rooms[role],
                    "pattern": pattern,
                    "exam": {"providers": staff["doctor"], "offset": special, "units": 1} if special > 0 else None,
                    "blocks": ["major"] if special < 0 else [],
                    "earliest": 0,
                    "latest": rng.choice((21, 28, wanted.days - 1)) if label == "root canal" else wanted.days - 1,
                    "am_only": rng.random() < wanted.mornings,
                }
            )
            chain_of[name] = chain
            if before is not None:
                gaps.append({"from": before, "to": name, "min": least, "max": most})
            else:
                for head in heads:
                    if rng.random() < wanted.chaining:
                        gaps.append({"from": head, "to": name, "min": 0, "max": None})
                heads.append(name)
            before = name
    return visits, gaps, chain_of


def _free(rng: Random, units: int, fill: float) -> list[list[int]]:
    """Free stretches of a day of which about ``fill`` is booked in visits of 3 to 9 units."""
    taken = [False] * units
    for _ in range(40):
        if sum(taken) >= fill * units:
            break
        start = rng.randrange(units)
        for unit in range(start, min(units, start + rng.randint(3, 9))):
            taken[unit] = True
    found = []
    unit = 0
    while unit < units:
        end = unit
        while end < units and not taken[end]:
            end += 1
        if end > unit:
            found.append([unit, end])
        unit = end + 1
    return found


def _chair(rng: Random, units: int, fill: float) -> list[list[Any]]:
    found: list[list[Any]] = []
    for start, end in _free(rng, units, fill):
        if end - start > 2 and rng.random() < 0.15:
            middle = rng.randint(start + 1, end - 1)
            found += [[start, middle, "open"], [middle, end, "major"]]
        else:
            found.append([start, end, "open"])
    return found
