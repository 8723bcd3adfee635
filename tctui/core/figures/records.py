"""The records behind a figure, the view of the facts that they come from, and how records become a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tctui.core.figures.facts import Facts, LineFact, of_cases
from tctui.core.figures.period import Period


class Record(NamedTuple):
    """One thing that a figure counts: what it is, its case, its part of the upper and of the lower sum.

    ``beside`` is told beside the figure and not in it: too young to be judged, or still open.
    """

    kind: str
    id: int
    case_id: int | None
    part: int
    whole: int
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it came out; ``value`` None when there is nothing to divide by, or nothing that it is told for.

    Shares are basis points, amounts cents, days tenths of a day. ``count`` records make it, ``beside`` are not in it.
    """

    value: int | None
    part: int = 0
    whole: int = 0
    count: int = 0
    beside: int = 0


Fold = Callable[["View", Iterable[Record]], Figure]
Source = Callable[["View"], Iterator[Record]]


class View:
    """The facts of a period, with the cohorts that several figures share made once."""

    def __init__(self, facts: Facts, period: Period) -> None:
        self.facts = facts
        self.period = period
        self.today = facts.today
        self.first, self.last = period.span
        self.as_of = min(self.last, self.today)

    @cached_property
    def presented(self) -> list[LineFact]:
        """The lines first presented in the period, without what is left out: the cohort."""
        return [
            line
            for line in self.facts.lines
            if not line.out and line.presented_on is not None and self.first <= line.presented_on <= self.last
        ]

    @cached_property
    def diagnosed(self) -> list[LineFact]:
        """The lines diagnosed in the period, without what is left out."""
        return [line for line in self.facts.lines if not line.out and self.first <= line.diagnosed_on <= self.last]

    @cached_property
    def patients(self) -> dict[int, list[LineFact]]:
        """The cohort by patient."""
        found: dict[int, list[LineFact]] = {}
        for line in self.presented:
            found.setdefault(line.patient_id, []).append(line)
        return found

    @cached_property
    def cases(self) -> dict[int, list[LineFact]]:
        """The cohort by case."""
        return of_cases(self.presented)

    @cached_property
    def unscheduled(self) -> list[LineFact]:
        """The open lines that no appointment ahead holds, at the end of the period or today."""
        return [
            line
            for line in self.facts.lines
            if not line.out and line.open_on(self.as_of) and not line.booked_ahead(self.as_of, self.today)
        ]

    def over(self, day: int, window: int) -> bool:
        """Whether the last day of a window after a day has passed; day 0 is the day itself."""
        return self.today > day + window


def points(part: int, whole: int) -> int | None:
    """Part ÷ whole in basis points, rounded half-up; None without a whole."""
    return (part * 20_000 + whole) // (2 * whole) if whole > 0 else None


def ratio(view: View, records: Iterable[Record]) -> Figure:
    """The sum of the parts ÷ the sum of the wholes."""
    part, whole, count, beside = _sums(records)
    return Figure(points(part, whole), part, whole, count, beside)


def total(view: View, records: Iterable[Record]) -> Figure:
    """The sum of the parts, an amount; 0 when there is nothing."""
    part, whole, count, beside = _sums(records)
    return Figure(part, part, whole, count, beside)


def _sums(records: Iterable[Record]) -> tuple[int, int, int, int]:
    part = whole = count = beside = 0
    for record in records:
        if record.beside:
            beside += 1
        else:
            part += record.part
            whole += record.whole
            count += 1
    return part, whole, count, beside


def median(view: View, records: Iterable[Record]) -> Figure:
    """The middle one of the parts, days; of an even number the mean of the two in the middle. Tenths of a day."""
    days, beside = _days(records)
    if not days:
        return Figure(None, beside=beside)
    middle = 5 * (days[(len(days) - 1) // 2] + days[len(days) // 2])
    return Figure(middle, middle, 0, len(days), beside)


def ninetieth(view: View, records: Iterable[Record]) -> Figure:
    """The part that nine in ten do not exceed, by nearest rank. Tenths of a day."""
    days, beside = _days(records)
    if not days:
        return Figure(None, beside=beside)
    rank = -(-9 * len(days) // 10)
    return Figure(10 * days[rank - 1], 10 * days[rank - 1], 0, len(days), beside)


def _days(records: Iterable[Record]) -> tuple[list[int], int]:
    every = list(records)
    return sorted(record.part for record in every if not record.beside), sum(record.beside for record in every)


def shares_of(counts: list[int]) -> list[int]:
    """Shares in basis points that are whole tenths of a percent and sum to 100 %, by the largest remainders.

    Nothing counted gives zeros.
    """
    whole = sum(counts)
    if not whole:
        return [0] * len(counts)
    tenths = [1000 * count // whole for count in counts]
    order = sorted(range(len(counts)), key=lambda at: (-(1000 * counts[at] % whole), at))
    for at in order[: 1000 - sum(tenths)]:
        tenths[at] += 1
    return [10 * tenth for tenth in tenths]
