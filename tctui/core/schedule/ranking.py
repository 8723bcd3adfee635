"""Which opening is best: a score in points with the reasons for it, next openings in order, and the best of all."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from tctui.core.money import dollars
from tctui.core.schedule.book import Book
from tctui.core.schedule.goals import provider_goal
from tctui.core.schedule.openings import Fit, exam_provider, fits
from tctui.core.schedule.pattern import MINUTES_PER_UNIT, runs_of, span_mask
from tctui.core.schedule.records import Resource
from tctui.core.schedule.wish import Wish

SLIVER = 2
"""Leftovers of up to this many units beside a visit are of no use to anybody."""

EXACT_GAP, ONE_SIDE, SLIVER_LEFT = 20, 10, -10
RIGHT_BLOCK, PREFERRED, USUAL_CHAIR = 25, 20, 5
SUITS_PATIENT, AGAINST_PATIENT = 10, -15
TO_GOAL = 10
TOO_LATE = -25
DAYS_PER_POINT = 4
"""Each so many days of waiting cost one point."""


class Reason(NamedTuple):
    """One part of a score: points, below zero against the opening, and why in plain words."""

    points: int
    text: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A place for a visit: day ordinal, start in units, who and where, and how good it is with the reasons."""

    day: int
    start: int
    units: int
    operatory_id: int
    provider_id: int
    exam_provider_id: int | None
    score: int
    reasons: tuple[Reason, ...]

    @property
    def end(self) -> int:
        """First unit after the visit."""
        return self.start + self.units


def openings(book: Book, wish: Wish, today: int, now: int = 0) -> Iterator[Opening]:
    """Walk the openings of a wish in the order of time: of each free stretch the soonest, and the best if that differs.

    Of several chairs or providers at one start the best is given. Lazy: the next opening costs the days up to it.
    ``today`` is a day ordinal, ``now`` a unit of it.
    """
    if wish.leaving_out is not None:
        book = book.without(wish.leaving_out)
    for _, of_day in groupby(fits(book, wish, today, now), key=lambda fit: fit.day):
        best: dict[int, Opening] = {}
        for found in _of_day(book, wish, today, list(of_day)):
            known = best.get(found.start)
            if known is None or found.score > known.score:
                best[found.start] = found
        yield from (best[start] for start in sorted(best))


def ranked(book: Book, wish: Wish, today: int, now: int = 0, limit: int = 20) -> list[Opening]:
    """The best openings of a wish in the whole book, best first, the earlier first among equals.

    Stops at the day from which waiting alone costs more than any opening could make up for.
    """
    top = EXACT_GAP + USUAL_CHAIR + RIGHT_BLOCK * bool(wish.uses)
    top += SUITS_PATIENT * (wish.times is not None and wish.times.knows_hours)
    top += PREFERRED * (wish.preferred_provider_id is not None) + TO_GOAL * bool(wish.production_cents)
    best: list[tuple[int, int, int, Opening]] = []
    for opening in openings(book, wish, today, now):
        if len(best) >= limit and top - _waited(wish, opening.day, today) <= best[0][0]:
            break
        entry = (opening.score, -opening.day, -opening.start, opening)
        if len(best) < limit:
            heapq.heappush(best, entry)
        elif entry[:3] > best[0][:3]:
            heapq.heapreplace(best, entry)
    return [opening for *_, opening in sorted(best, key=lambda entry: entry[:3], reverse=True)]


def explained(
    book: Book, wish: Wish, day: int, start: int, operatory_id: int, provider_id: int, today: int
) -> tuple[Reason, ...]:
    """Say why one place is good or bad for a wish, as the line beside the slot does; free or not is not its question."""
    if wish.leaving_out is not None:
        book = book.without(wish.leaving_out)
    free = _usable(book, wish, Resource("operatory", operatory_id), day, today)
    common = _of_place(book, wish, day, operatory_id, provider_id, today)
    return _of_start(book, wish, day, start, operatory_id, free, common)


def _of_day(book: Book, wish: Wish, today: int, found: list[Fit]) -> Iterator[Opening]:
    free_of: dict[int, int] = {}
    for day, operatory_id, provider_id, starts in found:
        free = free_of.get(operatory_id)
        if free is None:
            free = free_of[operatory_id] = _usable(book, wish, Resource("operatory", operatory_id), day, today)
        common = _of_place(book, wish, day, operatory_id, provider_id, today)
        for first, length in runs_of(starts):
            early = list(range(first, first + min(length, SLIVER + 2)))
            judged = {
                at: _of_start(book, wish, day, at, operatory_id, free, common) for at in (*early, first + length - 1)
            }
            points = {at: sum(reason.points for reason in reasons) for at, reasons in judged.items()}
            soon = max(early, key=lambda at: (points[at], -at))
            best = max(points, key=lambda at: (points[at], -at))
            for at in (soon,) if points[best] == points[soon] else (soon, best):
                exam = exam_provider(book, wish, day, at)
                yield Opening(day, at, wish.units, operatory_id, provider_id, exam, points[at], judged[at])


def _waited(wish: Wish, day: int, today: int) -> int:
    return (day - max(wish.not_before, today)) // DAYS_PER_POINT


def _usable(book: Book, wish: Wish, chair: Resource, day: int, today: int) -> int:
    return book.free(chair, day) & ~book.reserved(chair, day, wish.uses, today)


def _of_place(book: Book, wish: Wish, day: int, operatory_id: int, provider_id: int, today: int) -> tuple[Reason, ...]:
    """The reasons that hold for every start in a chair with a provider on a day."""
    found = []
    if wish.preferred_provider_id is not None:
        if provider_id == wish.preferred_provider_id:
            found.append(Reason(PREFERRED, "own provider"))
        else:
            usual = book.providers.get(wish.preferred_provider_id)
            found.append(Reason(0, f"not with {usual.name}" if usual else "another provider"))
    chair = book.operatories.get(operatory_id)
    if chair is not None and chair.provider_id == provider_id:
        found.append(Reason(USUAL_CHAIR, "usual chair"))
    if wish.production_cents:
        gap = provider_goal(book, provider_id, day).gap_cents
        if gap:
            found.append(Reason(TO_GOAL, f"+{dollars(min(gap, wish.production_cents))} to goal"))
    if wish.due_by is not None and day > wish.due_by:
        found.append(Reason(TOO_LATE, "too late"))
    waiting = _waited(wish, day, today)
    if waiting > 0:
        found.append(Reason(-waiting, f"in {day - today} days"))
    return tuple(found)


def _of_start(
    book: Book, wish: Wish, day: int, start: int, operatory_id: int, free: int, common: tuple[Reason, ...]
) -> tuple[Reason, ...]:
    found = []
    end = start + wish.units
    for block in book.production_blocks(Resource("operatory", operatory_id), day) if wish.uses else ():
        if block.start <= start and end <= block.end and not wish.uses.isdisjoint(block.uses):
            found.append(Reason(RIGHT_BLOCK, f"{block.name} block"))
            break
    found.append(of_gap(start, end, free))
    if wish.times is not None and wish.times.knows_hours:
        needed = span_mask(start, end)
        if wish.times.mask(day) & needed == needed:
            found.append(Reason(SUITS_PATIENT, "in the patient's hours"))
        else:
            found.append(Reason(AGAINST_PATIENT, "outside the patient's hours"))
    return (*found, *common)


def of_gap(start: int, end: int, free: int) -> Reason:
    """Judge what stays free beside the visit; free is the mask of the chair before the visit stands in it."""
    below = ~free & ((1 << start) - 1)
    left = start - below.bit_length()
    after = free >> end
    right = (~after & (after + 1)).bit_length() - 1
    slivers = sum(units for units in (left, right) if 0 < units <= SLIVER)
    if slivers:
        return Reason(SLIVER_LEFT, f"leaves {slivers * MINUTES_PER_UNIT} min unused")
    if left == right == 0:
        return Reason(EXACT_GAP, "fills the gap, no leftover")
    if left == 0 or right == 0:
        return Reason(ONE_SIDE, "no leftover")
    return Reason(0, "splits the free time")
