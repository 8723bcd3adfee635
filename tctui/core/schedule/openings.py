"""Search for openings: every place in the book that a visit fits, by shift-and on masks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tctui.core.schedule.book import Book
from tctui.core.schedule.pattern import span_mask, starts_of_pattern, starts_of_run
from tctui.core.schedule.records import Block, Resource
from tctui.core.schedule.wish import Wish


class Fit(NamedTuple):
    """A chair and a provider on a day with the mask of all units at which the visit may begin there."""

    day: int
    operatory_id: int
    provider_id: int
    starts: int


def fits(book: Book, wish: Wish, today: int, now: int = 0) -> Iterator[Fit]:
    """Find every start of a visit, day by day, by provider as the wish orders them, then by chair.

    ``today`` is a day ordinal and ``now`` the unit of the day before which nothing may begin any more. A start is
    given when the chair, the provider in the provider's units, the exam check and the patient are all free and no
    production block is in the way that the visit may not take.
    """
    if wish.leaving_out is not None:
        book = book.without(wish.leaving_out)
    units, pattern = wish.units, "X" * wish.units if wish.exclusive else wish.pattern
    chairs = [_searched(book, key, Resource("operatory", key)) for key in wish.chairs(book)]
    providers = [_searched(book, key, Resource("provider", key)) for key in wish.providers(book)]
    taken = _patient_days(book, wish)
    first = max(book.first_day, wish.not_before, today)
    last = book.last_day if wish.not_after is None else min(book.last_day, wish.not_after)
    for day in range(first, last + 1):
        allowed = wish.starts_mask(day)
        if day == today:
            allowed &= -1 << now
        suits = ~taken.get(day, 0)
        if wish.only_patient_times and wish.times is not None:
            suits &= wish.times.mask(day)
        if suits != -1:
            allowed &= starts_of_run(suits & ((1 << 288) - 1), units)
        if allowed and wish.exam_units:
            allowed &= _exam_starts(book, wish, day)
        if not allowed:
            continue
        index = day - book.first_day
        provider_starts = []
        anyone = 0
        for key, resource, free_days, kept in providers:
            free = free_days[index]
            if free:
                if day in kept:
                    free &= ~book.reserved(resource, day, wish.uses, today)
                starts = starts_of_pattern(free, pattern) & allowed
                if starts:
                    provider_starts.append((key, starts))
                    anyone |= starts
        if not anyone:
            continue
        chair_starts = []
        for key, resource, free_days, kept in chairs:
            free = free_days[index]
            if free:
                if wish.only_block:
                    free &= _within(kept.get(day, ()), wish.only_block)
                if day in kept:
                    free &= ~book.reserved(resource, day, wish.uses, today)
                starts = starts_of_run(free, units) & anyone
                if starts:
                    chair_starts.append((key, starts))
        for provider_id, own in provider_starts:
            for operatory_id, starts in chair_starts:
                if both := starts & own:
                    yield Fit(day, operatory_id, provider_id, both)


def _searched(
    book: Book, key: int, resource: Resource
) -> tuple[int, Resource, list[int], Mapping[int, tuple[Block, ...]]]:
    """A resource with its free masks and the days on which production blocks hold time of it."""
    return key, resource, book.free_days(resource), book.production_days(resource)


def _within(blocks: tuple[Block, ...], name: str) -> int:
    mask = 0
    for block in blocks:
        if block.name == name:
            mask |= span_mask(block.start, block.end)
    return mask


def exam_provider(book: Book, wish: Wish, day: int, start: int) -> int | None:
    """The first of the wish's doctors who is free for the exam check of a visit at this start; None without one."""
    needed = ((1 << wish.exam_units) - 1) << (start + wish.exam_offset)
    for key in wish.exam_provider_ids if wish.exam_units else ():
        if book.free(Resource("provider", key), day) & needed == needed:
            return key
    return None


def _exam_starts(book: Book, wish: Wish, day: int) -> int:
    starts = 0
    for key in wish.exam_provider_ids:
        starts |= starts_of_run(book.free(Resource("provider", key), day), wish.exam_units) >> wish.exam_offset
    return starts


def _patient_days(book: Book, wish: Wish) -> dict[int, int]:
    if wish.patient_id is None:
        return {}
    days = {row.day for row in book.patient_rows(wish.patient_id)}
    return {day: book.busy(Resource("patient", wish.patient_id), day) for day in days}
