"""Searching a phasing: which years and days the blocks can have at all, and every choice of years that may be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, pairwise
from typing import NamedTuple

from tctui.core.estimate.phasing_alike import alike_gaps
from tctui.core.estimate.phasing_block import Block
from tctui.core.estimate.phasing_dates import (
    NEVER,
    Window,
    Workday,
    earliest,
    latest,
    slot_of,
    year_starts,
    years_apart,
)
from tctui.core.estimate.rules import Area, DeductibleRule, MaximumRule, Period
from tctui.core.estimate.scope import Scope
from tctui.core.estimate.terms import CoverageTerms, Patient, PlannedLine
from tctui.core.schedule.spacing import Gap

YEARS = 3
"""Benefit years that are looked at, the current one included."""

WORK = 6_000
"""Lines times payers that one search may compute; beyond it, visits that are free of order keep their planned one."""

CHOICES = 2_500
"""Choices of years that one search may weigh where what each year costs is computed once for all of them."""


class Ground(NamedTuple):
    """What holds before any year is chosen, by place of the block; ``soonest`` are its days without any wish.

    ``held`` are the windows drawn in by the gaps, with what holds each; ``notes`` what had to be set aside.
    """

    windows: list[Window]
    held: list[Window]
    gaps: list[Gap]
    soonest: list[int]
    notes: list[str]


def ground(
    blocks: Sequence[Block], gaps: Sequence[Gap], line_days: Mapping[str, date], today: date, workday: Workday
) -> Ground:
    """Bring windows and gaps into a form that can be kept; what the days on file contradict is set aside, and noted."""
    place = {block.id: number for number, block in enumerate(blocks)}
    between = [
        gap._replace(from_id=place[gap.from_id], to_id=place[gap.to_id])
        for gap in gaps
        if gap.from_id in place and gap.to_id in place
    ]
    between = [gap for gap in between if not (blocks[gap.from_id].fixed and blocks[gap.to_id].fixed)]
    windows = [_window(block, line_days, today, workday) for block in blocks]
    open_windows = [
        window if block.fixed else window._replace(last=NEVER, why="")
        for block, window in zip(blocks, windows, strict=True)
    ]
    endless = [gap._replace(max_days=None) for gap in between]
    after_fixed = [gap for gap in endless if not blocks[gap.to_id].fixed]
    tries = (
        (windows, between, ""),
        (open_windows, between, "what is wanted soon cannot be done by its day, as visits need time between them"),
        (open_windows, endless, "days on file lie further apart than the gaps between visits allow"),
        (open_windows, after_fixed, "a booked visit stands before one that should come first"),
    )
    for some, kept, note in tries:
        soonest = earliest(some, kept, workday)
        if soonest is not None:
            held = latest(some, kept, [block.label for block in blocks])
            return Ground(some, held, kept, soonest, [note] if note else [])
    raise ValueError("blocks do not stand in clinical order")


def _window(block: Block, line_days: Mapping[str, date], today: date, workday: Workday) -> Window:
    if block.fixed:
        day = max(line_days[line].toordinal() for line in block.lines)
        return Window(day, day, block.fixed)
    return Window(workday(today.toordinal()), block.not_after.toordinal() if block.not_after else NEVER, block.why)


def years_stand_apart(coverages: Sequence[CoverageTerms], lines: Sequence[PlannedLine]) -> bool:
    """Say whether no rule reaches from one benefit year into another, so that a year costs the same beside any other.

    A rule that counts over more than a year reaches across only where it counts two of the lines together.
    """
    if any(line.prepared_on or line.seated_on or line.seated_by for line in lines):
        return False
    months = {terms.renewal_month or 1 for terms in coverages}
    own = {Period.BENEFIT_YEAR, Period.VISIT, Period.LINE} | ({Period.CALENDAR_YEAR} if months == {1} else set())
    return len(months) == 1 and not any(_reaches_across(terms, own, lines) for terms in coverages)


def _reaches_across(terms: CoverageTerms, own: set[Period], lines: Sequence[PlannedLine]) -> bool:
    if terms.rollover is not None or any(rule.incentive is not None for rule in terms.percents):
        return True
    money: Iterator[DeductibleRule | MaximumRule] = chain(terms.deductibles, terms.maximums)
    if any(rule.period not in own and _together(rule.scope, lines) for rule in money):
        return True
    return any(
        (rule.every_months or rule.every_days or rule.visits or rule.period not in own)
        and _together(rule.scope, lines, on_one_tooth=rule.area in (Area.TOOTH, Area.SURFACE))
        for rule in terms.frequencies
    )


def _together(scope: Scope, lines: Sequence[PlannedLine], on_one_tooth: bool = False) -> bool:
    """Whether two of the lines lie within a scope, on one tooth where that is asked."""
    counted = [line.tooth if on_one_tooth else "" for line in lines if scope.covers(line.code, line.category)]
    return len(set(counted)) < len(counted)


def choices(
    found: Ground,
    blocks: Sequence[Block],
    coverages: Sequence[CoverageTerms],
    today: date,
    lines: Sequence[PlannedLine],
    patient: Patient,
) -> tuple[list[int], list[tuple[int, ...]], list[str]]:
    """The starts of the years, every choice of years in clinical order, and what was left out to stay within WORK.

    Blocks that are alike keep their planned order, which leaves nothing out. Where that is still too much, first the
    ends of waiting periods are not looked at, then free visits are held to their planned order, then the renewals of
    later coverages are left out.
    """
    each = max(1, len(lines) * max(1, len(coverages)))
    most = CHOICES if years_stand_apart(coverages, lines) else max(1, WORK // each)
    free = [number for number, block in enumerate(blocks) if not block.fixed]
    ordered = [*found.gaps, *alike_gaps(blocks, found.gaps, lines, coverages, patient)]
    chained = [*found.gaps, *(Gap(a, b, 0, None, True, "") for a, b in pairwise(free))]
    order = "visits that are free of order keep their planned one"
    waits = "days on which waiting periods end were not looked at"
    fewer = [waits] if year_starts(coverages, today, YEARS, lines=lines) != year_starts(coverages, today, YEARS) else []
    tries: tuple[tuple[bool, Sequence[PlannedLine], list[Gap], int | None, list[str]], ...] = (
        (False, lines, ordered, most, []),
        (False, (), ordered, most, fewer),
        (False, (), chained, most, [order, *fewer]),
        (True, (), chained, None, [order, "only the benefit years of the first plan were looked at", *fewer]),
    )
    for only_first, turning, gaps, limit, notes in tries:
        starts = year_starts(coverages, today, YEARS, only_first=only_first, lines=turning)
        low = [slot_of(day, starts) for day in found.soonest]
        high = [slot_of(min(window.last, NEVER), starts) for window in found.held]
        made = years_apart(low, high, gaps, free, limit)
        if made is not None:
            return starts, made, notes
    raise AssertionError("a chain has no limit")


def days_for(
    years: Sequence[int], starts: Sequence[int], found: Ground, blocks: Sequence[Block], workday: Workday
) -> tuple[int, ...] | None:
    """The earliest days (ordinals) of a choice of years; a block left in the year of its planned day keeps that day."""
    narrow, wished = [], []
    for block, window, year in zip(blocks, found.windows, years, strict=True):
        if block.fixed:
            narrow.append(window)
            wished.append(window)
            continue
        first = max(window.first, workday(starts[year]))
        last = min(window.last, starts[year + 1] - 1 if year + 1 < len(starts) else NEVER)
        if first > last:
            return None
        narrow.append(Window(first, last))
        planned = block.planned.toordinal() if block.planned else 0
        wished.append(Window(planned if first <= planned <= last else first, last))
    days = earliest(wished, found.gaps, workday) or earliest(narrow, found.gaps, workday)
    return tuple(days) if days is not None else None
