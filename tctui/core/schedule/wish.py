"""A wish for an opening: who, where, how long, on which days and at what hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from tctui.core.lab_case import Release
from tctui.core.schedule.book import Book
from tctui.core.schedule.clock import weekday_of
from tctui.core.schedule.pattern import MINUTES_PER_UNIT, UNITS_PER_DAY, WHOLE_DAY, span_mask

EVERY_WEEKDAY = frozenset(range(7))

Week = tuple[tuple[tuple[int, int], ...], ...]
"""Per weekday, Monday first, stretches of units, half open."""

ANY_TIME: Week = (((0, UNITS_PER_DAY),),) * 7


@dataclass(frozen=True, slots=True)
class PatientTimes:
    """When a patient likes to come, the days away as ordinals, both ends within, and the most treatment a day in units.

    A weekday without stretches is one on which the patient does not like to come; without any record all is fine.
    ``chair_units`` None is what the office holds everybody to.
    """

    windows: Week = ANY_TIME
    away: tuple[tuple[int, int], ...] = ()
    chair_units: int | None = None

    @property
    def knows_hours(self) -> bool:
        """True when some hours suit the patient better than others."""
        return self.windows != ANY_TIME

    def mask(self, day: int) -> int:
        """Mask of the units of a day ordinal that suit the patient."""
        if self.is_away(day):
            return 0
        mask = 0
        for start, end in self.windows[weekday_of(day)]:
            mask |= span_mask(start, end)
        return mask

    def is_away(self, day: int) -> bool:
        """True when the patient is away on this day."""
        return any(first <= day <= last for first, last in self.away)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visit needs of an opening; empty ids mean anyone, or any chair of the kind.

    ``earliest`` and ``latest`` are units between which the visit must lie; ``not_before`` and ``not_after`` day
    ordinals, both within; after ``due_by`` it comes later than the days between visits allow, which costs points;
    ``uses`` the production blocks that it may take, ``only_block`` the name of those that the chair's time must lie in;
    ``release`` says why a day is the first (``not_before`` keeps it; a person may book earlier and is warned); an exam
    check by one of ``exam_provider_ids`` begins ``exam_offset`` units after the start; ``leaving_out`` is an appointment
    that gives its own place up (a move); production in cents counts towards the day's goal in the score.
    """

    pattern: str
    patient_id: int | None = None
    provider_ids: tuple[int, ...] = ()
    operatory_ids: tuple[int, ...] = ()
    operatory_kind: Literal["doctor", "hygiene"] | None = None
    preferred_provider_id: int | None = None
    exam_provider_ids: tuple[int, ...] = ()
    exam_offset: int = 0
    exam_units: int = 0
    exclusive: bool = False
    weekdays: frozenset[int] = EVERY_WEEKDAY
    earliest: int = 0
    latest: int = UNITS_PER_DAY
    not_before: int = 0
    not_after: int | None = None
    due_by: int | None = None
    uses: frozenset[str] = frozenset()
    only_block: str = ""
    release: Release | None = None
    times: PatientTimes | None = None
    only_patient_times: bool = False
    leaving_out: int | None = None
    production_cents: int = 0

    @property
    def units(self) -> int:
        """Length in units of five minutes."""
        return len(self.pattern)

    def with_exam(self, minutes: int, doctors: tuple[int, ...]) -> Wish:
        """The same with a doctor's check of so many minutes, the last of the visit but one unit; 0 asks for none."""
        units = min(-(-minutes // MINUTES_PER_UNIT), self.units)
        if not units or not doctors:
            return replace(self, exam_provider_ids=(), exam_offset=0, exam_units=0)
        return replace(
            self, exam_provider_ids=doctors, exam_offset=max(0, self.units - units - 1), exam_units=units
        )

    def of_pattern(self, pattern: str) -> Wish:
        """The same with another pattern; the doctor's check stays near the end."""
        wish = replace(self, pattern=pattern)
        return wish.with_exam(self.exam_units * MINUTES_PER_UNIT, self.exam_provider_ids)

    def chairs(self, book: Book) -> list[int]:
        """The chairs of the book that will do, in their order."""
        return [
            key
            for key, chair in book.operatories.items()
            if (not self.operatory_ids or key in self.operatory_ids)
            and (self.operatory_kind is None or chair.kind == self.operatory_kind)
        ]

    def providers(self, book: Book) -> list[int]:
        """The providers of the book who will do, the preferred one first, then in the order of the wish."""
        known: Iterable[int] = self.provider_ids or book.providers
        return sorted((k for k in known if k in book.providers), key=lambda key: key != self.preferred_provider_id)

    def starts_mask(self, day: int) -> int:
        """Mask of the units of a day at which the visit may begin by the days and hours wished for."""
        if weekday_of(day) not in self.weekdays or day < self.not_before:
            return 0
        if self.times is not None and self.times.is_away(day):
            return 0
        if self.not_after is not None and day > self.not_after:
            return 0
        return span_mask(max(0, self.earliest), self.latest - self.units + 1) & WHOLE_DAY
