"""What stands in the book although nobody is there for it: after a closed day, leave, or other hours were entered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tctui.core.schedule.book import Book
from tctui.core.schedule.pattern import provider_mask, span_mask
from tctui.core.schedule.records import Placed, Resource
from tctui.core.schedule.rules import conflicts
from tctui.core.schedule.states import State

CLOSES = ("holiday", "hours", "block", "chair", "provider")


class Displaced(NamedTuple):
    """An appointment that has to move, and why in plain words."""

    appointment: Placed
    why: str


def displaced(book: Book, today: int) -> Iterator[Displaced]:
    """Find the appointments from today on whose chair or provider is not open then, earliest first.

    ``today`` is a day ordinal. A production block closes nothing; what began or is done moves no more.
    """
    for day in range(max(today, book.first_day), book.last_day + 1):
        for row in book.day_rows(day):
            if row.id > 0 and row.state in (State.SCHEDULED, State.CONFIRMED) and not _is_open(book, row):
                yield Displaced(row, _why(book, row, today))


def _is_open(book: Book, row: Placed) -> bool:
    whole = span_mask(row.start, row.start + len(row.pattern))
    own = whole if row.exclusive else provider_mask(row.pattern) << row.start
    check = ((1 << row.exam_units) - 1) << (row.start + row.exam_offset)
    needed = [(Resource("operatory", row.operatory_id), whole), (Resource("provider", row.provider_id), own)]
    if row.exam_provider_id is not None:
        needed.append((Resource("provider", row.exam_provider_id), check))
    return all(book.open(resource, row.day) & mask == mask for resource, mask in needed)


def _why(book: Book, row: Placed, today: int) -> str:
    found = [one.text for one in conflicts(book, row, today) if one.hard and one.reach in CLOSES and not one.lane]
    return found[0] if found else "nobody is there then"
