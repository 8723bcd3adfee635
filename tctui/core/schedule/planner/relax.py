"""What stands in the way when nothing fits: the smallest set of rules and absences whose easing lets a plan exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal, NamedTuple

from tctui.core.schedule.planner.frontier import Calendar, fewest_trips
from tctui.core.schedule.planner.problem import FrontierPoint, PlannedVisit, PlanProblem
from tctui.core.schedule.planner.steps import OutOfSteps, Steps

Kind = Literal[
    "longest gap", "hours", "away", "reserved", "morning", "latest", "earliest", "chair time", "stay", "providers",
    "shortest gap", "not together",
]  # fmt: skip

STEPS = 2_000
"""Search steps for one trial; a trial that needs more counts as one without a plan."""
TRIALS = 400
"""Trials for one explanation."""
MOST_WAYS = 8


class Obstacle(NamedTuple):
    """One rule or absence: its kind, and the index of the gap, visit, weekday, absence or pair; 0 where there is one.

    A pair (i, j) of visits has the index ``i * visits + j``.
    """

    kind: Kind
    at: int = 0


@dataclass(frozen=True, slots=True)
class WayOut:
    """Obstacles that together, eased, let a plan exist, with the best trips and last day that it would have.

    ``needed`` is the least easing of a single obstacle that is a number (days of a gap, a last day, units).
    """

    obstacles: tuple[Obstacle, ...]
    point: FrontierPoint
    needed: int | None = None


def obstacles_of(problem: PlanProblem) -> list[Obstacle]:
    """Everything in a problem that a person could ease, except the healing times and what may share a day."""
    visits = problem.visits
    names = {name for chair in problem.operatories for name, _ in chair.reserved}
    weekdays = {(problem.first_day + 6 + day) % 7 for day in range(problem.days) if _is_working(problem, day)}
    full = (1 << problem.units) - 1
    found = [Obstacle("longest gap", at) for at, gap in enumerate(problem.gaps) if gap.most is not None]
    found += [Obstacle("hours", day) for day in sorted(weekdays) if problem.hours[day] != full]
    found += [Obstacle("away", at) for at in range(len(problem.away))]
    found += [Obstacle("latest", at) for at, visit in enumerate(visits) if visit.last_day < problem.days - 1]
    found += [Obstacle("earliest", at) for at, visit in enumerate(visits) if visit.first_day > 0]
    found += [Obstacle("morning", at) for at, visit in enumerate(visits) if visit.am_only]
    found += [Obstacle("reserved", at) for at, visit in enumerate(visits) if names - visit.uses]
    found += [Obstacle("providers", at) for at, visit in enumerate(visits) if _of_role(problem, visit) != visit.providers]
    found += [Obstacle("chair time")] if len(visits) > 1 else []
    return [*found, Obstacle("stay")]


def firm_obstacles_of(problem: PlanProblem) -> list[Obstacle]:
    """What is asked about only when easing all others is not enough: healing times, and visits kept on separate days."""
    count = len(problem.visits)
    found = [Obstacle("shortest gap", at) for at, gap in enumerate(problem.gaps) if gap.least > 0]
    pairs = combinations(range(count), 2)
    return found + [Obstacle("not together", i * count + j) for i, j in pairs if (i, j) not in problem.together]


def eased(problem: PlanProblem, obstacles: Iterable[Obstacle], needed: int | None = None) -> PlanProblem:
    """The problem without some obstacles; with ``needed`` the one that is a number is moved there, not dropped."""
    visits, gaps = list(problem.visits), list(problem.gaps)
    hours, away = list(problem.hours), list(problem.away)
    together = set(problem.together)
    max_chair, max_span = problem.max_chair, problem.max_span
    names = frozenset(name for chair in problem.operatories for name, _ in chair.reserved)
    for kind, at in obstacles:
        if kind == "longest gap":
            gaps[at] = replace(gaps[at], most=needed)
        elif kind == "shortest gap":
            gaps[at] = replace(gaps[at], least=needed if needed is not None else min(0, gaps[at].least))
        elif kind == "hours":
            hours[at] = (1 << problem.units) - 1
        elif kind == "away":
            away[at] = (-2, -1)
        elif kind == "latest":
            visits[at] = replace(visits[at], last_day=problem.days - 1 if needed is None else needed)
        elif kind == "earliest":
            visits[at] = replace(visits[at], first_day=0 if needed is None else needed)
        elif kind == "morning":
            visits[at] = replace(visits[at], am_only=False)
        elif kind == "reserved":
            visits[at] = replace(visits[at], uses=visits[at].uses | names)
        elif kind == "providers":
            visits[at] = replace(visits[at], providers=_of_role(problem, visits[at]))
        elif kind == "not together":
            together.add(divmod(at, len(visits)))
        elif kind == "chair time":
            max_chair = problem.units if needed is None else needed
        else:
            max_span = problem.units if needed is None else needed
    return replace(
        problem,
        visits=tuple(visits),
        gaps=tuple(gaps),
        hours=tuple(hours),
        away=tuple(away),
        together=frozenset(together),
        max_chair=max_chair,
        max_span=max_span,
    )


class _Trials:
    """Tries easings of one problem, remembering what was tried."""

    def __init__(self, problem: PlanProblem, allowed: int) -> None:
        self._problem = problem
        self._known: dict[frozenset[Obstacle], bool] = {}
        self._left = Steps(allowed)

    def fits(self, obstacles: Iterable[Obstacle]) -> bool:
        """True when a plan exists without these obstacles. Raises OutOfSteps after too many trials."""
        key = frozenset(obstacles)
        if key not in self._known:
            self._left.take()
            self._known[key] = has_plan(eased(self._problem, key))
        return self._known[key]


def has_plan(problem: PlanProblem) -> bool:
    """True when some plan exists and is found within the steps of one trial."""
    try:
        return Calendar(problem).any_ending((1 << problem.days) - 1, Steps(STEPS)) is not None
    except OutOfSteps:
        return False


def ways_out(problem: PlanProblem, trials: int = TRIALS) -> list[WayOut]:
    """The smallest easings of a problem without a plan, each obstacle alone first; empty when none was found.

    When single obstacles suffice each of them is given, the one that ends soonest first; else one smallest set.
    """
    trial = _Trials(problem, trials)
    try:
        obstacles = obstacles_of(problem)
        if not trial.fits(obstacles):
            obstacles += firm_obstacles_of(problem)
            if not trial.fits(obstacles):
                return []
        alone: list[tuple[Obstacle, ...]] = [(obstacle,) for obstacle in obstacles if trial.fits([obstacle])]
        found = alone or [_smallest(trial, obstacles)]
    except OutOfSteps:
        return []
    ways = [way for some in found if (way := _way_out(problem, some))]
    return sorted(ways, key=lambda way: (way.point.finish_day, way.point.trips))[:MOST_WAYS]


def _smallest(trial: _Trials, obstacles: list[Obstacle]) -> tuple[Obstacle, ...]:
    """A smallest set that suffices: each set that does not shows a conflict, and a set must touch all conflicts."""
    conflicts: list[frozenset[Obstacle]] = []
    while True:
        chosen = _touching(conflicts)
        if trial.fits(chosen):
            return tuple(sorted(chosen, key=obstacles.index))
        easy = list(chosen)
        conflict = []
        rest = [obstacle for obstacle in obstacles if obstacle not in chosen]
        # A block of obstacles that can all be eased at once without a plan is not part of this conflict.
        for block in _blocks(rest):
            if not trial.fits([*easy, *block]):
                easy += block
                continue
            for obstacle in block:
                if trial.fits([*easy, obstacle]):
                    conflict.append(obstacle)
                else:
                    easy.append(obstacle)
        conflicts.append(frozenset(conflict))


def _blocks(obstacles: list[Obstacle]) -> Iterator[list[Obstacle]]:
    for at in range(0, len(obstacles), 6):
        yield obstacles[at : at + 6]


def _touching(conflicts: list[frozenset[Obstacle]]) -> tuple[Obstacle, ...]:
    """A smallest set that has an obstacle of every conflict."""
    candidates = sorted(frozenset().union(*conflicts)) if conflicts else []
    for size in range(len(conflicts) + 1):
        for chosen in combinations(candidates, size):
            if all(not conflict.isdisjoint(chosen) for conflict in conflicts):
                return chosen
    raise AssertionError("one obstacle of each conflict touches them all")


def _way_out(problem: PlanProblem, obstacles: tuple[Obstacle, ...]) -> WayOut | None:
    needed = _least_easing(problem, obstacles[0]) if len(obstacles) == 1 else None
    ending, _ = fewest_trips(Calendar(eased(problem, obstacles, needed)), Steps(STEPS))
    return WayOut(obstacles, ending.point, needed) if ending is not None else None


def _least_easing(problem: PlanProblem, obstacle: Obstacle) -> int | None:
    """Where a single numeric obstacle must be moved at least, by halving; None for one that is not a number."""
    kind, at = obstacle
    if kind == "longest gap":
        low, high = problem.gaps[at].most or 0, problem.days
    elif kind == "latest":
        low, high = problem.visits[at].last_day, problem.days - 1
    elif kind == "chair time":
        low, high = problem.max_chair, problem.units
    elif kind == "stay":
        low, high = problem.max_span, problem.units
    elif kind == "earliest":
        low, high = -problem.visits[at].first_day, 0
    elif kind == "shortest gap":
        low, high = -problem.gaps[at].least, 0
    else:
        return None
    sign = -1 if kind in ("earliest", "shortest gap") else 1
    while high - low > 1:
        middle = (low + high) // 2
        if has_plan(eased(problem, [obstacle], sign * middle)):
            high = middle
        else:
            low = middle
    return sign * high


def _of_role(problem: PlanProblem, visit: PlannedVisit) -> tuple[int, ...]:
    """The visit's providers and all others of its role."""
    others = [at for at, row in enumerate(problem.providers) if row.role == visit.role and at not in visit.providers]
    return (*visit.providers, *others)


def _is_working(problem: PlanProblem, day: int) -> bool:
    return any(chair.open[day] for chair in problem.operatories)
