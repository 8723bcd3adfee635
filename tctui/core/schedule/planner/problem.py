"""What the planner is given and what it answers: visits, gaps, free time as masks, a plan and its four measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class FreeProvider:
    """A provider with the free time of each day of the calendar: one mask a day, bit 0 the first unit of the day."""

    name: str
    role: str
    free: Sequence[int]


@dataclass(frozen=True, slots=True)
class FreeChair:
    """An operatory with its free time: ``open`` to all, and what is reserved as (block's name, masks), one a day."""

    name: str
    open: Sequence[int]
    reserved: tuple[tuple[str, Sequence[int]], ...] = ()


@dataclass(frozen=True, slots=True)
class ExamCheck:
    """A doctor's look into a visit: any of these providers, ``units`` long, ``offset`` units after the start."""

    providers: tuple[int, ...]
    offset: int
    units: int


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit to be placed; providers and operatories by their index in the problem.

    ``pattern`` has ``X`` where the provider is needed; ``uses`` are the reserved blocks it may take; ``first_day`` and
    ``last_day`` are indices of days, both within; ``closed`` the units of single days that it may not take, as pairs
    of day and mask; ``preferred`` is the patient's provider for the visit's role; ``only_start`` the one unit at
    which it may begin, when there is no choice; ``any_hour`` that the patient comes at any hour but on days away;
    ``unheld`` the visit as it would be if it were not held where it is.
    """

    id: str
    label: str
    role: str
    providers: tuple[int, ...]
    operatories: tuple[int, ...]
    pattern: str
    exam: ExamCheck | None = None
    uses: frozenset[str] = frozenset()
    first_day: int = 0
    last_day: int = 10**6
    am_only: bool = False
    preferred: int | None = None
    closed: tuple[tuple[int, int], ...] = ()
    only_start: int | None = None
    any_hour: bool = False
    unheld: PlannedVisit | None = None


@dataclass(frozen=True, slots=True)
class DayGap:
    """Calendar days from one visit to another, by their index; on the same day the first ends before the second.

    With ``near`` they may lie 0 to ``near`` days apart as well as ``least`` to ``most``.
    """

    first: int
    second: int
    least: int
    most: int | None = None
    near: int | None = None


class DaysApart(NamedTuple):
    """Two visits, by their index, that are on one day or at least so many days apart, whichever comes first."""

    one: int
    other: int
    days: int


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """One patient's visits and the book around them; all days are indices from ``first_day``, a date ordinal.

    ``units`` is the length of a day and of every mask; ``hours`` are the patient's, one mask a weekday, Monday first;
    ``taken`` what else is booked for the patient, one mask a day or empty: a visit on such a day costs no further trip
    and shares it with what is booked; ``away`` stretches of days, both within; ``together`` the pairs of visits, lower
    index first, that may share a day; ``max_chair`` units of treatment on a day with several visits, ``max_span`` units
    from the first arrival to the last leaving; ``apart`` the visits whose days keep a wait between them.
    """

    first_day: int
    days: int
    units: int
    noon: int
    providers: tuple[FreeProvider, ...]
    operatories: tuple[FreeChair, ...]
    visits: tuple[PlannedVisit, ...]
    gaps: tuple[DayGap, ...]
    together: frozenset[tuple[int, int]]
    hours: tuple[int, ...]
    away: tuple[tuple[int, int], ...]
    max_chair: int
    max_span: int
    taken: Sequence[int] = ()
    apart: tuple[DaysApart, ...] = ()

    @property
    def booked_days(self) -> int:
        """The days, as bits, on which the patient comes anyway."""
        return sum(1 << day for day, mask in enumerate(self.taken) if mask)


class Placement(NamedTuple):
    """Where a visit is put: index of the day, unit of the start, provider and operatory by index."""

    day: int
    start: int
    provider: int
    operatory: int


class Measures(NamedTuple):
    """What makes one plan better than another, most important first, smaller is better.

    Trips to the office, but for those made anyway; the last day as an index; 100 for each provider more than one in a
    role and 1 for each visit not with the preferred one; units left over in stretches too short to use.
    """

    trips: int
    finish_day: int
    provider_cost: int
    fragmentation: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A placement for every visit in the problem's order, with its measures."""

    placements: tuple[Placement, ...]
    measures: Measures
    is_proven: bool = True


class FrontierPoint(NamedTuple):
    """With so many trips the treatment ends on this day at the earliest, and no fewer trips end as early."""

    trips: int
    finish_day: int
