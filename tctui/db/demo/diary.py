"""The book of the demo practice while it is filled: who is taken when, as masks; free places; appointments with claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from tctui.core.schedule.openhours import OpenHours
from tctui.core.schedule.pattern import provider_mask, span_mask, starts_of_pattern, starts_of_run
from tctui.core.schedule.records import Resource, Taken
from tctui.core.schedule.states import State, takes_place
from tctui.db.book import open_hours
from tctui.db.claims import units_of
from tctui.db.demo.making import Making, Member, Person
from tctui.db.models import Appointment, Claim

_QUARTERS = sum(1 << unit for unit in range(0, 288, 3))
_EXAM_UNITS = 2
_RELEASED = 3
"""From so many days ahead on, production blocks are kept for what they are for."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A free place: day ordinal, start in units of five minutes, chair and provider by id."""

    day: int
    start: int
    chair: int
    provider: int


class Diary:
    """Masks of what is taken by chair, provider and patient, by day ordinal; bit 0 is midnight."""

    def __init__(self, making: Making, hours: OpenHours) -> None:
        self.comes: set[tuple[int, int]] = set()
        """Patients, by id, with the days on which they come."""
        self._making = making
        self._hours = hours
        self._today = making.today.toordinal()
        self._open: dict[tuple[str, int, int, str], int] = {}
        self._taken: dict[tuple[str, int, int], int] = {}

    def _opened(self, kind: str, number: int, day: int, uses: str = "") -> int:
        key = (kind, number, day, uses)
        found = self._open.get(key)
        if found is None:
            resource = Resource("operatory" if kind == "chair" else "provider", number)
            found = self._hours.open(resource, day)
            for block in self._hours.blocks(resource, day) if found and day > self._today + _RELEASED else ():
                if block.kind == "production" and uses not in block.uses:
                    found &= ~span_mask(block.start, block.end)
            self._open[key] = found
        return found

    def _free(self, kind: str, number: int, day: int, uses: str = "") -> int:
        return self._opened(kind, number, day, uses) & ~self._taken.get((kind, number, day), 0)

    def fill(self, member: Member, day: int) -> float:
        """The share of a provider's open units that is booked; 1 on a day off."""
        opened = self._opened("provider", member.id, day)
        booked = self._taken.get(("provider", member.id, day), 0) & opened
        return booked.bit_count() / opened.bit_count() if opened else 1.0

    def keep(self, dice: Random, member: Member, day: int, units: int) -> int:
        """Keep one stretch of a provider's free time out of the book for a while; gives its mask for `let_go`."""
        starts = starts_of_run(self._free("provider", member.id, day), units) & _QUARTERS
        if not starts:
            return 0
        begin = dice.choice(_bits(starts))
        kept = span_mask(begin, begin + units)
        self._mark("provider", member.id, day, kept)
        return kept

    def let_go(self, member: Member, day: int, kept: int) -> None:
        """Offer a kept stretch again."""
        key = ("provider", member.id, day)
        self._taken[key] = self._taken.get(key, 0) & ~kept

    def find(
        self, dice: Random, day: int, member: Member, pattern: str, uses: str, exclusive: bool = False
    ) -> Slot | None:
        """A place of this day for a provider in one of their chairs, on a quarter of an hour; None when there is none."""
        provider = self._free("provider", member.id, day, uses)
        if not provider:
            return None
        length = len(pattern)
        own = starts_of_run(provider, length) if exclusive else starts_of_pattern(provider, pattern)
        chairs = list(member.chairs)
        dice.shuffle(chairs)
        for chair in chairs:
            starts = starts_of_run(self._free("chair", chair, day, uses), length) & own & _QUARTERS
            if starts:
                # Mostly one after the other, as a front desk fills a day; sometimes wherever the patient could come.
                at = starts & -starts if dice.random() < 0.7 else 1 << dice.choice(_bits(starts))
                return Slot(day, at.bit_length() - 1, chair, member.id)
        return None

    def exam(self, dice: Random, slot: Slot, pattern: str) -> tuple[int, int, int] | None:
        """A doctor who is free for the check near the end of a hygiene visit: id, offset, units; None when nobody is."""
        doctors = list(self._making.doctors)
        dice.shuffle(doctors)
        for doctor in doctors:
            free = self._free("provider", doctor.id, slot.day)
            for offset in range(len(pattern) - _EXAM_UNITS - 1, len(pattern) // 3, -1):
                if not span_mask(slot.start + offset, slot.start + offset + _EXAM_UNITS) & ~free:
                    return doctor.id, offset, _EXAM_UNITS
        return None

    def put(
        self, slot: Slot, person: Person, pattern: str, label: str, cents: int, state: State, booked: int, *,
        visit: int | None = None, exclusive: bool = False, exam: tuple[int, int, int] | None = None, broken: str = "",
    ) -> int:  # fmt: skip
        """Write an appointment with its claims and give its id; what is broken or cancelled takes no place.

        `booked` is the ordinal of the day it was made.
        """
        doctor, offset, units = exam or (None, 0, 0)
        confirmed = state in (State.CONFIRMED, State.ARRIVED, State.IN_CHAIR, State.OUT, State.COMPLETED)
        number = self._making.stock.add(
            Appointment, patient=person.id, visit=visit, operatory=slot.chair, provider=slot.provider,
            exam_provider=doctor, exam_offset=offset, exam_units=units, day=slot.day, start=slot.start, pattern=pattern,
            label=label, state=str(state), exclusive=exclusive, broken_as=broken,
            broken_reason="" if state not in (State.BROKEN, State.CANCELLED) else "could not come",
            confirmed_day=min(self._today, max(booked, slot.day - 2)) if confirmed else None,
            confirmed_how="phone" if confirmed else "",
            production=cents, booked_on=date.fromordinal(booked),
        )  # fmt: skip
        if not takes_place(state):
            return number
        self.comes.add((person.id, slot.day))
        whole = span_mask(slot.start, slot.start + len(pattern))
        self._mark("chair", slot.chair, slot.day, whole)
        self._mark("provider", slot.provider, slot.day, whole if exclusive else provider_mask(pattern) << slot.start)
        if doctor is not None:
            begin = slot.start + offset
            self._mark("provider", doctor, slot.day, span_mask(begin, begin + units))
        if slot.day >= self._today - self._making.size.claim_days:
            taken = Taken(
                number, slot.day, slot.start, pattern, slot.chair, slot.provider, doctor, offset, units, exclusive,
                person.id, "", str(state), 0, cents,
            )  # fmt: skip
            self._making.stock.add_claims(Claim, units_of(taken))
        return number

    def _mark(self, kind: str, number: int, day: int, mask: int) -> None:
        key = (kind, number, day)
        self._taken[key] = self._taken.get(key, 0) | mask


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def open_diary(making: Making) -> Diary:
    """The empty book of the practice, with its hours as they were just written."""
    today = making.today.toordinal()
    return Diary(making, open_hours(today - making.size.behind - 1, today + making.size.ahead + 60))


def state_on(making: Making, day: int, start: int, units: int, dice: Random) -> State:
    """How an appointment stands at the moment of the build: done in the past, on its way today, booked ahead."""
    today, clock = making.today.toordinal(), making.clock()
    if day < today:
        return State.COMPLETED
    if day > today:
        return State.CONFIRMED if day - today <= 3 and dice.random() < 0.7 else State.SCHEDULED
    if start + units <= clock:
        return State.COMPLETED
    if start <= clock:
        return State.IN_CHAIR
    if start - clock <= 3:
        return State.ARRIVED if dice.random() < 0.6 else State.CONFIRMED
    return State.CONFIRMED if dice.random() < 0.75 else State.SCHEDULED
