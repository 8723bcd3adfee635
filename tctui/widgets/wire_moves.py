"""Pictures that moved: which lines a terminal may scroll, which cells it may push sideways, so that little is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import ne
from typing import NamedTuple

from tctui.widgets.wire_pen import BLANK, Row

COST = 16
"""Cells that a move must save: its own bytes."""

SAMPLE = 4
"""Lines that are asked how far the cells moved."""


class Scroll(NamedTuple):
    """Lines ``top`` to ``bottom``, both within, move up by ``by`` lines (down when negative)."""

    top: int
    bottom: int
    by: int


class Slide(NamedTuple):
    """Cells of line ``y`` from ``start`` on move left by ``by`` (right when negative)."""

    y: int
    start: int
    by: int


def best_scroll(before: Sequence[Row], after: Sequence[Row]) -> Scroll | None:
    """The scroll after which the fewest cells differ; None when none saves what it costs."""
    count = len(after)
    differ = [[sum(map(ne, old, new)) for new in after] for old in before]
    empty = [sum(cell != BLANK for cell in row) for row in after]
    best, found = COST, None
    for by in (step for distance in range(1, count) for step in (distance, -distance)):
        gains = [differ[y][y] - differ[y + by][y] if 0 <= y + by < count else None for y in range(count)]
        first, last, gain = _best_run(gains)
        if gain <= best:
            continue
        top, bottom = (first, last + by) if by > 0 else (first + by, last)
        came = range(last + 1, bottom + 1) if by > 0 else range(top, first)
        gain += sum(differ[y][y] - empty[y] for y in came)
        if gain > best:
            best, found = gain, Scroll(top, bottom, by)
    return found


def _best_run(gains: Sequence[int | None]) -> tuple[int, int, int]:
    """First and last of the neighbours whose sum is greatest, and the sum; None parts neighbours."""
    best, start, total = (0, 0, 0), 0, 0
    for y, gain in enumerate(gains):
        if gain is None or total < 0:
            start, total = y if gain is not None else y + 1, 0
        if gain is None:
            continue
        total += gain
        if total > best[2]:
            best = (start, y, total)
    return best


def best_slides(lines: Mapping[int, tuple[Row, Row]]) -> list[Slide]:
    """The slides of lines, given before and after, that leave the fewest cells differing; all by the same distance."""
    asked = sorted(lines.values(), key=lambda line: -sum(map(ne, *line)))[:SAMPLE]
    if len(asked) < SAMPLE:
        return []
    starts = [_first_differing(*line) for line in asked]
    least, by = sum(sum(map(ne, *line)) for line in asked), 0
    for step in (step for distance in range(2, len(asked[0][0]) // 2) for step in (distance, -distance)):
        left = sum(
            sum(map(ne, slid(before, start, step), after)) for (before, after), start in zip(asked, starts, strict=True)
        )
        if left < least:
            least, by = left, step
    slides = []
    for y, (before, after) in lines.items() if by else ():
        start = _first_differing(before, after)
        gain = sum(map(ne, before, after)) - sum(map(ne, slid(before, start, by), after))
        if gain > COST:
            slides.append(Slide(y, start, by))
    return slides


def _first_differing(before: Row, after: Row) -> int:
    return next((x for x, (old, new) in enumerate(zip(before, after, strict=True)) if old != new), 0)


def slid(row: Row, start: int, by: int) -> Row:
    """A line whose cells from ``start`` moved left by ``by`` (right when negative); what came in is empty."""
    blank = [BLANK] * abs(by)
    moved = [*row[start + by :], *blank] if by > 0 else [*blank, *row[start:]]
    return [*row[:start], *moved][: len(row)]
