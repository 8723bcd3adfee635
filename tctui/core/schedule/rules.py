"""What stands against an appointment before it is booked, in plain words: hard conflicts and soft warnings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tctui.core.lab_case import Release
from tctui.core.schedule.book import Book
from tctui.core.schedule.clock import clock, day_name, span
from tctui.core.schedule.pattern import UNITS_PER_DAY, provider_mask, runs_of, span_mask
from tctui.core.schedule.records import Placed, Resource
from tctui.core.schedule.wish import PatientTimes

Reach = Literal["past", "day", "holiday", "chair", "provider", "exam", "patient", "hours", "block", "wish", "lab", "chain"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing in the way: what it concerns, whether it forbids booking, the words, and the other appointment.

    ``lane`` is true when somebody else is there at that time: booking in another lane, with a reason, makes it soft.
    """

    reach: Reach
    hard: bool
    text: str
    appointment_id: int | None = None
    lane: bool = False


def conflicts(
    book: Book,
    proposed: Placed,
    today: int,
    now: int = 0,
    uses: frozenset[str] = frozenset(),
    times: PatientTimes | None = None,
    release: Release | None = None,
) -> list[Conflict]:
    """List what stands against an appointment where it is proposed, the hard ones first; empty when nothing does.

    ``today`` is a day ordinal, ``now`` a unit of it, ``uses`` the production blocks that the visit may take, ``times``
    the patient's hours, ``release`` the day from which the visit can be held. The book may
    hold the appointment at its old place: that place does not count.
    """
    day, start = proposed.day, proposed.start
    end = start + len(proposed.pattern)
    if start < 0 or end > UNITS_PER_DAY:
        return [Conflict("day", True, f"runs off the end of {day_name(day)}")]
    if not book.holds(day):
        return [Conflict("day", True, f"{day_name(day)} is outside the days of the book")]
    book = book.without(proposed.id)
    found = _past(day, start, today, now)
    holiday = book.hours.holiday(day)
    if holiday is not None:
        found.append(Conflict("holiday", True, f"closed on {day_name(day)}: {holiday}"))
    chair = Resource("operatory", proposed.operatory_id)
    doctor = Resource("provider", proposed.provider_id)
    whole = span_mask(start, end)
    own = whole if proposed.exclusive else provider_mask(proposed.pattern) << start
    check = ((1 << proposed.exam_units) - 1) << (start + proposed.exam_offset)
    if holiday is None:
        found += _closed(book, chair, whole, day)
        found += _closed(book, doctor, own, day)
    found += _taken(book, proposed, own, check)
    if proposed.exam_provider_id is not None and holiday is None:
        found += _closed(book, Resource("provider", proposed.exam_provider_id), check, day)
    if proposed.exam_units and proposed.exam_provider_id is None:
        at = start + proposed.exam_offset
        found.append(Conflict("exam", False, f"no doctor is free for the exam check {span(at, at + proposed.exam_units)}"))
    for resource, needed in ((chair, whole), (doctor, own)):
        for block in book.production_blocks(resource, day):
            reserved = span_mask(block.start, block.end) & needed
            if reserved & book.reserved(resource, day, uses, today):
                text = f"{span(block.start, block.end)} in {_name(book, resource)} is kept for {block.name}"
                found.append(Conflict("block", False, text))
    if times is not None and times.mask(day) & whole != whole:
        text = "the patient is away" if times.is_away(day) else "outside the patient's hours"
        found.append(Conflict("wish", False, f"{text} on {day_name(day)}"))
    if release is not None and day < release.day:
        found.append(Conflict("lab", False, release.why))
    return sorted(dict.fromkeys(found), key=lambda conflict: not conflict.hard)


def free_lane(book: Book, proposed: Placed) -> int:
    """The lowest lane in which no other appointment of the day meets this one in its chair or its providers."""
    book = book.without(proposed.id)
    whole = span_mask(proposed.start, proposed.start + len(proposed.pattern))
    taken = set()
    for row in book.day_rows(proposed.day):
        same_chair = row.operatory_id == proposed.operatory_id
        meets = same_chair and span_mask(row.start, row.start + len(row.pattern)) & whole
        for key in {proposed.provider_id, proposed.exam_provider_id} - {None}:
            meets = meets or _provider_units(row, key) & _provider_units(proposed, key)
        if meets:
            taken.add(row.lane)
    return next(lane for lane in range(len(taken) + 1) if lane not in taken)


def _past(day: int, start: int, today: int, now: int) -> list[Conflict]:
    if day < today:
        return [Conflict("past", True, f"{day_name(day)} is in the past")]
    if day == today and start < now:
        return [Conflict("past", True, f"{clock(start)} today is in the past")]
    return []


def _name(book: Book, resource: Resource) -> str:
    if resource.kind == "operatory":
        chair = book.operatories.get(resource.id)
        return (chair.name or chair.code) if chair else "an unknown chair"
    provider = book.providers.get(resource.id)
    return provider.name if provider else "an unknown provider"


def _closed(book: Book, resource: Resource, needed: int, day: int) -> list[Conflict]:
    name = _name(book, resource)
    known = book.operatories if resource.kind == "operatory" else book.providers
    reach: Reach = "chair" if resource.kind == "operatory" else "provider"
    if resource.id not in known:
        return [Conflict(reach, True, f"{name}: not in the book")]
    found = []
    hours = book.hours.hours(resource, day)
    if needed & ~hours:
        if book.hours.is_off(resource, day):
            text = f"{name} is off on {day_name(day)}"
        elif not hours:
            unset = "" if book.hours.knows(resource) or resource.kind == "operatory" else ": no hours are set"
            text = f"{name} does not work on {day_name(day)}{unset}"
        else:
            open_at = ", ".join(span(at, at + length) for at, length in runs_of(hours))
            text = f"outside the hours of {name} ({open_at})"
        found.append(Conflict("hours", True, text))
    for block in book.hours.blocks(resource, day):
        if block.kind == "closed" and needed & hours & span_mask(block.start, block.end):
            found.append(Conflict("block", True, f"{name} is blocked {span(block.start, block.end)}: {block.name}"))
    return found


def _taken(book: Book, proposed: Placed, own: int, check: int) -> list[Conflict]:
    """Who is in the way: in the same chair, with the same provider in the provider's units, or the patient elsewhere."""
    found = []
    start, end = proposed.start, proposed.start + len(proposed.pattern)
    needs = {proposed.provider_id: own}
    if proposed.exam_provider_id is not None:
        needs[proposed.exam_provider_id] = needs.get(proposed.exam_provider_id, 0) | check
    for row in book.day_rows(proposed.day):
        row_end = row.start + len(row.pattern)
        meets = row.start < end and start < row_end
        who = row.patient_name
        when = span(row.start, row_end) if meets else ""
        if meets and row.patient_id == proposed.patient_id:
            where = _name(book, Resource("operatory", row.operatory_id))
            found.append(Conflict("patient", True, f"{who} is in {where} {when}", row.id))
        if meets and row.operatory_id == proposed.operatory_id:
            chair = _name(book, Resource("operatory", row.operatory_id))
            hard = row.lane == proposed.lane
            found.append(Conflict("chair", hard, f"{chair} is taken {when}: {who}", row.id, lane=True))
        for provider_id, needed in needs.items():
            busy = needed & _provider_units(row, provider_id)
            if busy:
                name = _name(book, Resource("provider", provider_id))
                at, length = runs_of(busy)[0]
                reach: Reach = "provider" if provider_id == proposed.provider_id else "exam"
                text = f"{name} is busy {span(at, at + length)} with {who}"
                if reach == "exam":
                    text += " (exam check)"
                found.append(Conflict(reach, row.lane == proposed.lane, text, row.id, lane=True))
    return found


def _provider_units(row: Placed, provider_id: int | None) -> int:
    units = 0
    if row.provider_id == provider_id:
        units |= (((1 << len(row.pattern)) - 1) if row.exclusive else provider_mask(row.pattern)) << row.start
    if row.exam_provider_id == provider_id:
        units |= ((1 << row.exam_units) - 1) << (row.start + row.exam_offset)
    return units
