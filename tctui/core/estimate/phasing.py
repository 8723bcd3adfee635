"""Phasing: in which benefit year each movable block of treatment is done so that the patient pays least."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from tctui.core.estimate.engine import estimate, likely
from tctui.core.estimate.periods import year_start
from tctui.core.estimate.phasing_block import Block
from tctui.core.estimate.phasing_dates import Workday, slot_of
from tctui.core.estimate.phasing_search import Ground, choices, days_for, ground, years_stand_apart
from tctui.core.estimate.phasing_years import YearShare, year_shares, years_of
from tctui.core.estimate.plan import Plan
from tctui.core.estimate.result import Estimate
from tctui.core.estimate.terms import CoverageTerms, OfficeSettings, Patient, PlannedLine
from tctui.core.schedule.spacing import Gap

__all__ = ["Block", "Course", "Phasing", "YearShare", "on_days", "phase_years"]

_NOBODY = Patient()


@dataclass(frozen=True, slots=True)
class Course:
    """One way to date the lines: the day of each by id, its estimate, what it costs per benefit year.

    ``moved`` are the ids of the blocks that stand in another year than the one they are planned for.
    """

    days: Mapping[str, date]
    estimate: Estimate
    years: tuple[YearShare, ...]
    moved: tuple[int, ...]

    @property
    def patient_cents(self) -> int:
        """What the patient pays in all, cents."""
        return self.estimate.total.patient_cents

    @property
    def insurance_cents(self) -> int:
        """What insurance pays in all, cents."""
        return self.estimate.total.insurance_cents

    @property
    def finish(self) -> date:
        """The day of the last line."""
        return max(self.days.values())


@dataclass(frozen=True, slots=True)
class Phasing:
    """The plan as it is dated, all as soon as treatment allows, and the course that costs the patient least.

    ``stays`` gives the reason of each block that the best course leaves in its year, by block id; ``notes`` what was
    not looked at, or set aside because the days on file contradict it.
    """

    blocks: tuple[Block, ...]
    as_dated: Course
    all_now: Course
    best: Course
    stays: Mapping[int, str]
    notes: tuple[str, ...] = ()

    @property
    def saving_cents(self) -> int:
        """What the patient saves by the best course against doing all as soon as possible; never below zero."""
        return self.all_now.patient_cents - self.best.patient_cents

    @property
    def spared_cents(self) -> int:
        """What the best course spares the patient against the days on file; below zero it costs more."""
        return self.as_dated.patient_cents - self.best.patient_cents


class _Candidate(NamedTuple):
    """A course in the order of preference: cents, day of the last line, blocks moved, the years, the days."""

    patient: int
    finish: int
    moved: int
    years: tuple[int, ...]
    days: tuple[int, ...]


def phase_years(
    blocks: Sequence[Block],
    gaps: Sequence[Gap],
    lines: Sequence[PlannedLine],
    coverages: Sequence[CoverageTerms],
    office: OfficeSettings,
    today: date,
    patient: Patient = _NOBODY,
    workday: Workday = lambda day: day,
) -> Phasing:
    """Find the benefit year of every movable block for which the patient pays least over three benefit years.

    Ties go to the earliest finish, then to the fewest blocks moved. Every choice that keeps the clinical order is
    computed by the engine, so what is found is exact. ``blocks`` stand in clinical order and ``gaps`` name them by
    id; a line without a day counts today, one of no block keeps its day. Raises ValueError without any line.
    """
    if not lines:
        raise ValueError("no lines to date")
    as_dated = {line.id: line.on or today for line in lines}
    found = ground(blocks, gaps, as_dated, today, workday)
    starts, tried, left_out = choices(found, blocks, coverages, today, lines, patient)
    home = tuple(
        slot_of(block.planned.toordinal() if block.planned else day, starts)
        for block, day in zip(blocks, found.soonest, strict=True)
    )
    candidates = {tuple(found.soonest): None}
    for years in tried:
        days = days_for(years, starts, found, blocks, workday)
        if days is not None:
            candidates[days] = None
    cost = _Cost(lines, coverages, office, today, patient)

    def dated(days: Sequence[int]) -> dict[str, date]:
        moved = {
            line: date.fromordinal(day)
            for block, day in zip(blocks, days, strict=True)
            if not block.fixed
            for line in block.lines
        }
        return {line.id: moved.get(line.id, as_dated[line.id]) for line in lines}

    def weighed(days: tuple[int, ...]) -> _Candidate:
        line_days = dated(days)
        years = tuple(slot_of(day, starts) for day in days)
        moved = sum(1 for block, year, own in zip(blocks, years, home, strict=True) if not block.fixed and year != own)
        finish = max(day.toordinal() for day in line_days.values())
        return _Candidate(cost.patient(line_days), finish, moved, years, days)

    best = min(map(weighed, candidates))
    courses = (as_dated, dated(found.soonest), dated(best.days))
    shown = years_of(coverages, [today, *(day for days in courses for day in days.values())])
    moved_by = (home, tuple(slot_of(day, starts) for day in found.soonest), best.years)

    def course(days: dict[str, date], years: tuple[int, ...]) -> Course:
        result = estimate(on_days(lines, days), coverages, office, today, patient)
        moved = tuple(
            block.id for block, year, own in zip(blocks, years, home, strict=True) if not block.fixed and year != own
        )
        return Course(days, result, year_shares(result, coverages, days, shown, today), moved)

    made = [course(days, years) for days, years in zip(courses, moved_by, strict=True)]
    stays = _stays(blocks, found, made[2], starts)
    return Phasing(tuple(blocks), made[0], made[1], made[2], stays, (*found.notes, *left_out))


class _Cost:
    """What the patient pays for lines on given days; a year that stands apart from the others is computed once."""

    def __init__(
        self,
        lines: Sequence[PlannedLine],
        coverages: Sequence[CoverageTerms],
        office: OfficeSettings,
        today: date,
        patient: Patient,
    ) -> None:
        self.lines, self.office, self.today = lines, office, today
        self.month = (coverages[0].renewal_month or 1) if coverages else 1
        self.plans = [Plan(terms, office, patient, today) for terms in coverages]
        self.apart = years_stand_apart(coverages, lines)
        self.known: dict[tuple[tuple[str, date], ...], int] = {}

    def patient(self, days: Mapping[str, date]) -> int:
        """The patient's part of all lines, cents."""
        if not self.apart:
            return self._computed(tuple(days.items()))
        years: dict[date, list[tuple[str, date]]] = {}
        for line_id, day in days.items():
            years.setdefault(year_start(day, self.month), []).append((line_id, day))
        return sum(self._computed(tuple(dated)) for dated in years.values())

    def _computed(self, dated: tuple[tuple[str, date], ...]) -> int:
        cents = self.known.get(dated)
        if cents is None:
            days = dict(dated)
            lines = on_days([line for line in self.lines if line.id in days], days)
            rows = likely(lines, self.plans, self.office, self.today)
            cents = self.known[dated] = sum(row.patient_cents for row in rows)
        return cents


def on_days(lines: Sequence[PlannedLine], days: Mapping[str, date]) -> list[PlannedLine]:
    """The lines on other days; what is prepared and seated moves along with the line."""
    return [_on(line, days[line.id]) for line in lines]


def _on(line: PlannedLine, day: date) -> PlannedLine:
    if line.on == day:
        return line
    by = day - line.on if line.on is not None else timedelta(0)
    return replace(
        line,
        on=day,
        prepared_on=line.prepared_on + by if line.prepared_on else None,
        seated_on=line.seated_on + by if line.seated_on else None,
    )


def _stays(blocks: Sequence[Block], found: Ground, best: Course, starts: Sequence[int]) -> dict[int, str]:
    """Why each block that the best course did not move stays in its year."""
    reasons: dict[int, str] = {}
    for block, held, soonest in zip(blocks, found.held, found.soonest, strict=True):
        if block.fixed:
            reasons[block.id] = block.fixed
        elif block.id not in best.moved:
            only_one = slot_of(held.last, starts) == slot_of(soonest, starts)
            reasons[block.id] = held.why if only_one and held.why else "another year saves nothing"
    return reasons
