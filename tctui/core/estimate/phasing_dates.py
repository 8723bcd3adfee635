"""Dates of phasing: the benefit years ahead, and the earliest days on which blocks of treatment keep their gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tctui.core.estimate.periods import add_months, anniversary, year_start
from tctui.core.estimate.rules import Period
from tctui.core.estimate.terms import CoverageTerms, PlannedLine
from tctui.core.schedule.spacing import Gap

NEVER = date.max.toordinal() - 1_000
"""A day as ordinal that no plan reaches: no upper bound."""

Workday = Callable[[int], int]
"""Gives the first day (ordinal) from a day on, on which the practice works."""


class Window(NamedTuple):
    """The days (ordinals) on which a block may stand: from ``first`` through ``last``, and what holds it at its end."""

    first: int
    last: int = NEVER
    why: str = ""


def year_starts(
    coverages: Sequence[CoverageTerms],
    today: date,
    years: int,
    *,
    only_first: bool = False,
    lines: Sequence[PlannedLine] = (),
) -> list[int]:
    """The days (ordinals) on which a new benefit year begins, today first, over so many years of the first coverage.

    Every coverage adds its own renewals; plan and calendar years are added where a rule counts by them. With
    ``lines`` the days are added on which a coverage begins, or a waiting period that binds one of them ends.
    """
    if not coverages:
        return [today.toordinal()]
    first = year_start(today, coverages[0].renewal_month or 1)
    end = first.replace(year=first.year + years)
    starts = {today}
    for terms in coverages[:1] if only_first else coverages:
        starts.update(_renewals(terms, today, end))
        starts.update(day for day in _waits_end(terms, lines) if today < day < end)
    return sorted(day.toordinal() for day in starts)


def periods_of(terms: CoverageTerms) -> set[Period]:
    """The periods over which a coverage counts anything."""
    money = {rule.period for rule in terms.deductibles} | {rule.period for rule in terms.maximums}
    return money | {rule.period for rule in terms.frequencies}


def _renewals(terms: CoverageTerms, today: date, end: date) -> Iterator[date]:
    periods = periods_of(terms)
    begins = [year_start(today, terms.renewal_month or 1)]
    if Period.CALENDAR_YEAR in periods:
        begins.append(year_start(today, 1))
    if Period.PLAN_YEAR in periods and terms.effective is not None and terms.effective <= today:
        begins.append(anniversary(today, terms.effective))
    for begin in begins:
        day = add_months(begin, 12)
        while day < end:
            if day > today:
                yield day
            day = add_months(day, 12)


def _waits_end(terms: CoverageTerms, lines: Sequence[PlannedLine]) -> Iterator[date]:
    if terms.effective is None or not lines:
        return
    yield terms.effective
    for rule in terms.waiting:
        if rule.months and any(rule.scope.covers(line.code, line.category) for line in lines):
            yield add_months(terms.effective, max(0, rule.months - terms.prior_coverage_months))


def slot_of(day: int, starts: Sequence[int]) -> int:
    """The number of the benefit year in which a day lies; days before the first one count in it."""
    return max(0, sum(1 for start in starts if start <= day) - 1)


def earliest(windows: Sequence[Window], gaps: Sequence[Gap], workday: Workday) -> list[int] | None:
    """The earliest day of each block that keeps every gap and window; None where nothing does.

    A gap with an end moves the block before it up as well, so that both may stand in a later year together. Gaps
    name blocks by their place in ``windows``.
    """
    days = [window.first for window in windows]
    for _ in range(4 * len(days) + 4):
        changed = False
        for gap in gaps:
            need = workday(days[gap.from_id] + gap.min_days)
            if days[gap.to_id] < need:
                days[gap.to_id], changed = need, True
            if gap.max_days is not None:
                need = workday(days[gap.to_id] - gap.max_days)
                if days[gap.from_id] < need:
                    days[gap.from_id], changed = need, True
        if any(day > window.last for day, window in zip(days, windows, strict=True)):
            return None
        if not changed:
            return days
    return None


def latest(windows: Sequence[Window], gaps: Sequence[Gap], labels: Sequence[str]) -> list[Window]:
    """The windows with their ends drawn in as far as the gaps ask, each with what holds it there in plain words."""
    found = list(windows)
    for _ in range(len(found) + 1):
        changed = False
        for gap in gaps:
            before, after = found[gap.from_id], found[gap.to_id]
            if after.last < NEVER and before.last > after.last - gap.min_days:
                why = f"comes before {labels[gap.to_id]}" + (f", which is {after.why}" if after.why else "")
                found[gap.from_id], changed = before._replace(last=after.last - gap.min_days, why=why), True
            before = found[gap.from_id]
            if gap.max_days is not None and before.last < NEVER and after.last > before.last + gap.max_days:
                why = f"at most {gap.max_days} days after {labels[gap.from_id]}"
                found[gap.to_id], changed = after._replace(last=before.last + gap.max_days, why=why), True
        if not changed:
            break
    return found


def years_apart(
    lowest: Sequence[int], highest: Sequence[int], gaps: Sequence[Gap], free: Sequence[int], most: int | None
) -> list[tuple[int, ...]] | None:
    """Every way to give each block a benefit year in clinical order; None where there are more than ``most``.

    ``free`` are the places of the blocks that may move; the others keep their lowest year.
    """
    before: list[list[int]] = [[] for _ in lowest]
    for gap in gaps:
        before[gap.to_id].append(gap.from_id)
    movable = set(free)
    partial: list[tuple[int, ...]] = [()]
    for place, low in enumerate(lowest):
        extended: list[tuple[int, ...]] = []
        for years in partial:
            start = max([low, *(years[other] for other in before[place])]) if place in movable else low
            end = highest[place] if place in movable else low
            extended.extend((*years, year) for year in range(start, end + 1))
        if most is not None and len(extended) > most:
            return None
        partial = extended
    return partial
