"""What stands in the way when nothing fits: the smallest set of rules and absences whose easing lets a plan exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal, NamedTuple

from tctui.core.schedule.planner.frontier import Calendar, fewest_trips
from tctui.core.schedule.planner.masks import all_starts, lanes_of
from tctui.core.schedule.planner.problem import FrontierPoint, PlannedVisit, PlanProblem
from tctui.core.schedule.planner.steps import OutOfSteps, Steps

Kind = Literal[
    "longest gap", "hours", "away", "reserved", "morning", "latest", "earliest", "chair time", "stay", "providers",
    "held", "shortest gap", "not together", "order",
]  # fmt: skip

STEPS = 20_000
"""Search steps for one explanation: about a second."""
_TRIAL_STEPS = 1_000
"""Search steps within one trial; a trial that needs more counts as one without a plan."""
_POINT_STEPS = 20_000
"""Search steps for the trips and the last day that a way out would have."""
_CALENDAR_STEPS = 60
"""What making a calendar for a trial costs, in steps."""
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

    ``needed`` is the least easing of a single obstacle that is a number (days of a gap, a last day, units);
    ``is_smallest`` is False when the steps ran out and a smaller set may suffice.
    """

    obstacles: tuple[Obstacle, ...]
    point: FrontierPoint
    needed: int | None = None
    is_smallest: bool = True


@dataclass(frozen=True, slots=True)
class Obstruction:
    """Why no plan exists: the ways out, or none; and the visits for which the book has no opening on any day.

    When neither is known, ``open_days`` has for each visit on how many days the book has room for it, with every rule
    of its own eased.
    """

    ways: tuple[WayOut, ...]
    without_opening: tuple[int, ...] = ()
    open_days: tuple[int, ...] = ()


def obstacles_of(problem: PlanProblem) -> list[Obstacle]:
    """Everything in a problem that a person could ease, except the healing times and what may share a day."""
    visits = problem.visits
    names = {name for chair in problem.operatories for name, _ in chair.reserved}
    weekdays = {(problem.first_day + 6 + day) % 7 for day in range(problem.days) if _is_working(problem, day)}
    full = (1 << problem.units) - 1
    found = [Obstacle("longest gap", at) for at, gap in enumerate(problem.gaps) if gap.most is not None]
    found += [Obstacle("hours", day) for day in sorted(weekdays) if problem.hours[day] != full]
    found += [Obstacle("away", at) for at in range(len(problem.away))]
    found += [Obstacle("held", at) for at, visit in enumerate(visits) if visit.unheld]
    free = [(at, visit) for at, visit in enumerate(visits) if not visit.unheld]
    found += [Obstacle("latest", at) for at, visit in free if visit.last_day < problem.days - 1]
    found += [Obstacle("earliest", at) for at, visit in free if visit.first_day > 0]
    found += [Obstacle("morning", at) for at, visit in free if visit.am_only]
    found += [Obstacle("reserved", at) for at, visit in free if names - visit.uses]
    found += [Obstacle("providers", at) for at, visit in free if _of_role(problem, visit) != visit.providers]
    found += [Obstacle("chair time")] if len(visits) > 1 or problem.booked_days else []
    return [*found, Obstacle("stay")]


def firm_obstacles_of(problem: PlanProblem) -> list[Obstacle]:
    """What is asked about only when easing all others is not enough: healing times, and visits kept on separate days."""
    count = len(problem.visits)
    found = [Obstacle("shortest gap", at) for at, gap in enumerate(problem.gaps) if gap.least > 0]
    pairs = combinations(range(count), 2)
    return found + [Obstacle("not together", i * count + j) for i, j in pairs if (i, j) not in problem.together]


def orders_of(problem: PlanProblem) -> list[Obstacle]:
    """What is asked about last of all: that one visit comes after another."""
    return [Obstacle("order", at) for at in range(len(problem.gaps))]


def eased(problem: PlanProblem, obstacles: Iterable[Obstacle], needed: int | None = None) -> PlanProblem:
    """The problem without some obstacles; with ``needed`` the one that is a number is moved there, not dropped."""
    visits, gaps = list(problem.visits), list(problem.gaps)
    hours, away = list(problem.hours), list(problem.away)
    together = set(problem.together)
    max_chair, max_span = problem.max_chair, problem.max_span
    unordered: set[int] = set()
    names = frozenset(name for chair in problem.operatories for name, _ in chair.reserved)
    for kind, at in obstacles:
        if kind == "longest gap":
            gaps[at] = replace(gaps[at], most=needed)
        elif kind == "shortest gap":
            gaps[at] = replace(gaps[at], least=needed if needed is not None else min(0, gaps[at].least))
        elif kind == "order":
            unordered.add(at)
        elif kind == "hours":
            hours[at] = (1 << problem.units) - 1
        elif kind == "away":
            away[at] = (-2, -1)
        elif kind == "latest":
            visits[at] = replace(visits[at], last_day=problem.days - 1 if needed is None else needed)
        elif kind == "earliest":
            visits[at] = replace(visits[at], first_day=0 if needed is None else needed)
        elif kind == "held":
            visits[at] = visits[at].unheld or visits[at]
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
        gaps=tuple(gap for at, gap in enumerate(gaps) if at not in unordered),
        hours=tuple(hours),
        away=tuple(away),
        together=frozenset(together),
        max_chair=max_chair,
        max_span=max_span,
    )


class _Trials:
    """Tries easings of one problem within a budget of steps, remembering what was tried."""

    def __init__(self, problem: PlanProblem, steps: int) -> None:
        self.problem = problem
        self._known: dict[frozenset[Obstacle], bool] = {}
        self._steps = Steps(steps)
        self._lanes = lanes_of(problem)
        self._starts = all_starts(problem, self._lanes)

    def fits(self, obstacles: Iterable[Obstacle]) -> bool:
        """True when a plan exists without these obstacles. Raises OutOfSteps when the budget is spent."""
        key = frozenset(obstacles)
        if key not in self._known:
            self._known[key] = self.has_plan(eased(self.problem, key))
        return self._known[key]

    def has_plan(self, problem: PlanProblem) -> bool:
        """True when a plan is found within the steps of one trial. Raises OutOfSteps when the budget is spent."""
        calendar = self._calendar(problem)
        own = Steps(_TRIAL_STEPS)
        try:
            return calendar.any_ending(calendar.net.every_day, own) is not None
        except OutOfSteps:
            return False
        finally:
            self._steps.take(_CALENDAR_STEPS + len(calendar.groups) + _TRIAL_STEPS - max(0, own.left))


    def _calendar(self, problem: PlanProblem) -> Calendar:
        """The calendar of an eased problem; starts are found only for visits whose own rules changed."""
        own = self.problem
        if (problem.hours, problem.away, problem.max_span) != (own.hours, own.away, own.max_span):
            return Calendar(problem)
        starts = list(self._starts)
        changed = [at for at, visit in enumerate(problem.visits) if visit != own.visits[at]]
        eased_visits = replace(problem, visits=tuple(problem.visits[at] for at in changed))
        for at, found in zip(changed, all_starts(eased_visits, self._lanes) if changed else (), strict=True):
            starts[at] = found
        return Calendar(problem, starts)


def obstruction(problem: PlanProblem, steps: int = STEPS) -> Obstruction:
    """Find what stands in the way of a plan, for a problem that has none.

    When single obstacles suffice each of them is a way out, the one that ends soonest first; else one smallest set.
    """
    trial = _Trials(problem, steps)
    obstacles = obstacles_of(problem)
    ways: list[WayOut] = []
    try:
        if not trial.fits(obstacles):
            closed = Calendar(eased(problem, obstacles))
            without = tuple(at for at, starts in enumerate(closed.starts) if not starts.whole)
            obstacles += firm_obstacles_of(problem)
            if not without and not trial.fits(obstacles):
                obstacles += orders_of(problem)
            if without or not trial.fits(obstacles):
                return Obstruction((), without, () if without else _open_days(problem))
        ways.extend(_ways_out(trial, obstacles))
    except OutOfSteps:
        pass
    ways.sort(key=lambda way: (way.point.finish_day, way.point.trips))
    return Obstruction(tuple(ways[:MOST_WAYS]), (), () if ways else _open_days(problem))


def _open_days(problem: PlanProblem) -> tuple[int, ...]:
    return tuple(days.bit_count() for days in Calendar(eased(problem, obstacles_of(problem))).days)


def _ways_out(trial: _Trials, obstacles: list[Obstacle]) -> Iterator[WayOut]:
    is_found = False
    for obstacle in obstacles:
        if trial.fits([obstacle]):
            is_found = True
            yield from _way_out(trial.problem, (obstacle,), _least_easing(trial, obstacle))
    if is_found:
        return
    enough = _enough(trial, obstacles)
    try:
        smallest = _smallest(trial, obstacles, enough) if len(enough) > 2 else enough
    except OutOfSteps:
        yield from _way_out(trial.problem, enough, None, is_smallest=False)
        return
    yield from _way_out(trial.problem, smallest, None)


def _way_out(
    problem: PlanProblem, obstacles: tuple[Obstacle, ...], needed: int | None, is_smallest: bool = True
) -> Iterator[WayOut]:
    calendar = Calendar(eased(problem, obstacles, needed))
    ending, _ = fewest_trips(calendar, Steps(_POINT_STEPS))
    if ending is None:
        ending = calendar.any_ending(calendar.net.every_day, Steps(_TRIAL_STEPS))
    if ending is not None:
        yield WayOut(obstacles, ending.point, needed, is_smallest)


def _enough(trial: _Trials, obstacles: list[Obstacle]) -> tuple[Obstacle, ...]:
    """A set that suffices and of which none can be left out, though another set may be smaller."""
    enough = list(obstacles)
    for block in _blocks(obstacles):
        fewer = [obstacle for obstacle in enough if obstacle not in block]
        if trial.fits(fewer):
            enough = fewer
            continue
        for obstacle in block:
            fewer = [other for other in enough if other != obstacle]
            if trial.fits(fewer):
                enough = fewer
    return tuple(enough)


def _smallest(trial: _Trials, obstacles: list[Obstacle], enough: tuple[Obstacle, ...]) -> tuple[Obstacle, ...]:
    """A smallest set that suffices: each set that does not shows a conflict, and a set must touch all conflicts."""
    conflicts: list[frozenset[Obstacle]] = []
    while True:
        chosen = _touching(conflicts)
        if len(chosen) == len(enough):
            return enough
        if trial.fits(chosen):
            return tuple(sorted(chosen, key=obstacles.index))
        easy = list(chosen)
        conflict = []
        for block in _blocks([obstacle for obstacle in obstacles if obstacle not in chosen]):
            # What can all be eased at once without a plan is not part of this conflict.
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


def _least_easing(trial: _Trials, obstacle: Obstacle) -> int | None:
    """Where a single numeric obstacle must be moved at least, by halving; None for one that is not a number."""
    kind, at = obstacle
    problem = trial.problem
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
        if trial.has_plan(eased(problem, [obstacle], sign * middle)):
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
