"""What is in hand in the book, where it would stand, and the openings for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import NamedTuple

from tctui.core.schedule.book import Book
from tctui.core.schedule.openings import exam_provider
from tctui.core.schedule.pattern import default_pattern, fitted, provider_mask, span_mask
from tctui.core.schedule.ranking import Opening, openings
from tctui.core.schedule.records import Appointment, Resource, Taken
from tctui.core.schedule.rules import Conflict, conflicts
from tctui.core.schedule.wish import Wish
from tctui.core.spoken import show_time
from tctui.db.holds import HeldSlot
from tctui.db.in_hand import wish_to_move


class Moment(NamedTuple):
    """Now at the clinic: day ordinal, and the unit of the day before which nothing may begin."""

    today: int
    now: int


@dataclass(frozen=True, slots=True)
class Hand:
    """A visit or an appointment to be put into the book; ``whole`` is its pattern before a length was typed."""

    wanted: Appointment
    wish: Wish
    whole: str
    moves: bool = False

    @property
    def name(self) -> str:
        """Last name of the patient."""
        return self.wanted.patient_name.partition(",")[0]

    def of_length(self, units: int | None) -> Hand:
        """The same with another length in units; None gives its own length back."""
        pattern = fitted(self.whole, units) if units else self.whole
        wish = self.wish.of_pattern(pattern)
        wanted = replace(self.wanted, pattern=pattern, exam_offset=wish.exam_offset, exam_units=wish.exam_units)
        return replace(self, wanted=wanted, wish=wish)


def loose_hand(units: int) -> Hand:
    """Stand in for an appointment whose patient is not known yet, to judge a place by its length alone."""
    pattern = default_pattern(units * 5)
    return Hand(Appointment(0, 0, 0, pattern, 0, 0, 0, "", ""), Wish(pattern), pattern)


def moving_hand(book: Book, appointment: Appointment, today: int) -> Hand:
    """Pick up an appointment to be put elsewhere."""
    return Hand(appointment, wish_to_move(book, appointment, today), appointment.pattern, True)


def who_in(book: Book, wish: Wish, chair_id: int, first: int | None = None) -> list[int]:
    """Who may treat in a chair, in order: who was offered, who is preferred, who usually works there, who suits it."""
    chair = book.operatories.get(chair_id)
    kind = "hygienist" if chair and chair.kind == "hygiene" else "doctor"
    usual = chair.provider_id if chair else None

    def order(key: int) -> tuple[bool, ...]:
        return key != first, key != wish.preferred_provider_id, key != usual, book.providers[key].role != kind

    return sorted((key for key in wish.provider_ids or book.providers if key in book.providers), key=order)


def stand(
    book: Book, hand: Hand, day: int, start: int, places: Iterable[tuple[int, int]], moment: Moment
) -> tuple[Appointment, list[Conflict]]:
    """Put what is in hand at a time into the first (chair, provider) that is free, else into the first of all.

    Gives it with what is in its way there.
    """
    wish = hand.wish
    known = book.without(hand.wanted.id) if hand.wanted.id else book
    wanted = hand.wanted
    # Where no doctor is free for the check nobody is named for it, which is said as a warning.
    exam = exam_provider(known, wish, day, start) if wish.exam_units else wanted.exam_provider_id
    every = list(places)
    # The whole list of conflicts is only made where both are free, else for the likeliest place.
    for chair_id, provider_id in [*_free_places(known, wanted, day, start, every), *every[:1]]:
        at = replace(
            wanted, day=day, start=start, operatory_id=chair_id, provider_id=provider_id, exam_provider_id=exam, lane=0
        )
        found = conflicts(known, at, moment.today, moment.now, wish.uses, wish.times, wish.release)
        if not any(conflict.hard for conflict in found) or (chair_id, provider_id) == every[0]:
            return at, found
    return replace(wanted, day=day, start=start), [Conflict("provider", True, "nobody can treat here")]


def _free_places(
    book: Book, wanted: Appointment, day: int, start: int, places: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The first place whose chair and provider are both free and open for what is wanted, if there is one."""
    whole = span_mask(start, start + wanted.units)
    own = whole if wanted.exclusive else provider_mask(wanted.pattern) << start
    for chair_id, provider_id in places:
        chair, provider = Resource("operatory", chair_id), Resource("provider", provider_id)
        if book.free(chair, day) & whole == whole and book.free(provider, day) & own == own:
            return [(chair_id, provider_id)]
    return []


def next_opening(book: Book, wish: Wish, moment: Moment, after: tuple[int, int] | None = None) -> Opening | None:
    """The first opening after a day and unit, or the first of all; None when the book has none."""
    if after is not None:
        wish = replace(wish, not_before=max(wish.not_before, after[0]))
    for opening in openings(book, wish, *moment):
        if after is None or (opening.day, opening.start) > after:
            return opening
    return None


def previous_opening(book: Book, wish: Wish, moment: Moment, before: tuple[int, int]) -> Opening | None:
    """The last opening before a day and unit; None when there is none from today on."""
    for day in range(min(before[0], book.last_day), max(moment.today, wish.not_before) - 1, -1):
        of_day: Sequence[Opening] = list(openings(book, replace(wish, not_before=day, not_after=day), *moment))
        earlier = [opening for opening in of_day if (opening.day, opening.start) < before]
        if earlier:
            return earlier[-1]
    return None


def with_held(book: Book, slots: Iterable[HeldSlot], zone: tzinfo | None) -> Book:
    """The book with what other sessions have in hand as taken chairs, so that no opening is offered there.

    Such a row has an id below zero; in place of the patient's name it says who holds it and until when.
    """
    for number, slot in enumerate(slots, 1):
        until = slot.until.astimezone(zone)
        said = f"held by {slot.who} until {show_time((until.hour * 60 + until.minute) // 5)}"
        book = book.with_appointment(
            Taken(
                -number, slot.day, slot.start, "/" * slot.length, slot.operatory_id, 0, None, 0, 0, False, -number,
                said, "scheduled", 0, 0,
            )
        )  # fmt: skip
    return book


def is_held(conflict: Conflict) -> bool:
    """True when what is in the way is in another session's hand only."""
    return (conflict.appointment_id or 0) < 0
