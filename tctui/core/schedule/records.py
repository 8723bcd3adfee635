"""The records of the book: appointments, chairs, providers, hours, holidays and blocks, as they leave the database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, Protocol

from tctui.core.schedule.states import Broken, State

Kind = Literal["practice", "operatory", "provider", "patient"]


class Resource(NamedTuple):
    """Whose time it is: an operatory, a provider, a patient, or the whole practice (id 0)."""

    kind: Kind
    id: int


PRACTICE = Resource("practice", 0)


class Placed(Protocol):
    """What the masks need to know of an appointment; `Appointment` and the slim `Taken` both have it.

    ``day`` is a day ordinal, ``start``, ``exam_offset`` and ``exam_units`` are units of five minutes, the exam check
    of a second provider begins ``exam_offset`` after the start; ``exclusive`` forbids sharing the provider at all.
    """

    @property
    def id(self) -> int: ...
    @property
    def day(self) -> int: ...
    @property
    def start(self) -> int: ...
    @property
    def pattern(self) -> str: ...
    @property
    def operatory_id(self) -> int: ...
    @property
    def provider_id(self) -> int: ...
    @property
    def exam_provider_id(self) -> int | None: ...
    @property
    def exam_offset(self) -> int: ...
    @property
    def exam_units(self) -> int: ...
    @property
    def exclusive(self) -> bool: ...
    @property
    def patient_id(self) -> int: ...
    @property
    def patient_name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def lane(self) -> int: ...
    @property
    def production_cents(self) -> int: ...


class Taken(NamedTuple):
    """An appointment as the masks see it, made straight from a database row (`Taken._make(row)`) when many are read."""

    id: int
    day: int
    start: int
    pattern: str
    operatory_id: int
    provider_id: int
    exam_provider_id: int | None
    exam_offset: int
    exam_units: int
    exclusive: bool
    patient_id: int
    patient_name: str
    state: str
    lane: int
    production_cents: int


@dataclass(frozen=True, slots=True)
class Appointment:
    """A visit in the book; day is an ordinal, start a unit of five minutes, production in cents.

    ``lane`` 0 is the book proper; a double booking on purpose stands in a higher lane and needs ``lane_reason``.
    ``confirmed_day`` is when the patient confirmed, ``confirmed_how`` the channel. ``version`` grows with each write.
    """

    id: int
    day: int
    start: int
    pattern: str
    operatory_id: int
    provider_id: int
    patient_id: int
    patient_name: str
    label: str
    state: State = State.SCHEDULED
    exam_provider_id: int | None = None
    exam_offset: int = 0
    exam_units: int = 0
    exclusive: bool = False
    visit_id: int | None = None
    case_id: int | None = None
    lane: int = 0
    lane_reason: str = ""
    note: str = ""
    confirmed_day: int | None = None
    confirmed_how: str = ""
    broken_as: Broken | None = None
    broken_reason: str = ""
    production_cents: int = 0
    version: int = 0

    @property
    def units(self) -> int:
        """Length in units of five minutes."""
        return len(self.pattern)

    @property
    def end(self) -> int:
        """First unit after the appointment."""
        return self.start + len(self.pattern)


def moved(appointment: Appointment, day: int, start: int, operatory_id: int, provider_id: int) -> Appointment:
    """Put an appointment elsewhere: its confirmation is reset, a broken or cancelled one is scheduled again."""
    return replace(
        appointment,
        day=day,
        start=start,
        operatory_id=operatory_id,
        provider_id=provider_id,
        state=State.SCHEDULED,
        confirmed_day=None,
        confirmed_how="",
        broken_as=None,
        broken_reason="",
        lane=0,
        lane_reason="",
    )


class Claim(NamedTuple):
    """One unit of one resource that an appointment holds; unique in the book by all five fields."""

    kind: Kind
    id: int
    day: int
    unit: int
    lane: int


def claims(placed: Placed) -> list[Claim]:
    """List the units that an appointment holds of its chair, providers and patient: the rows that refuse a clash.

    The patient is always in lane 0, for nobody is in two chairs at once. Whether the state holds a place at all is
    the caller's question (`states.takes_place`).
    """
    day, start, lane = placed.day, placed.start, placed.lane
    length = len(placed.pattern)
    held = [Claim("operatory", placed.operatory_id, day, start + unit, lane) for unit in range(length)]
    held += [Claim("patient", placed.patient_id, day, start + unit, 0) for unit in range(length)]
    own = {start + unit for unit, who in enumerate(placed.pattern) if who == "X" or placed.exclusive}
    held += [Claim("provider", placed.provider_id, day, unit, lane) for unit in sorted(own)]
    if placed.exam_provider_id is not None:
        at = start + placed.exam_offset
        exam = set(range(at, at + placed.exam_units))
        if placed.exam_provider_id == placed.provider_id:
            exam -= own
        held += [Claim("provider", placed.exam_provider_id, day, unit, lane) for unit in sorted(exam)]
    return held


@dataclass(frozen=True, slots=True)
class Operatory:
    """A chair; ``ordinal`` is its place in the day view, ``provider_id`` who usually works there."""

    id: int
    code: str
    name: str
    kind: Literal["doctor", "hygiene"] = "doctor"
    ordinal: int = 0
    provider_id: int | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Who treats; the goal is production in cents per open hour."""

    id: int
    code: str
    name: str
    role: Literal["doctor", "hygienist"] = "doctor"
    hourly_goal_cents: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """Usual hours of a weekday (Monday 0) in units, half open; a lunch break makes two records."""

    resource: Resource
    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HoursException:
    """Other hours on one day in place of the usual ones, in units; start None means off. Several make a union."""

    resource: Resource
    day: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which the practice is closed."""

    day: int
    name: str


@dataclass(frozen=True, slots=True)
class Block:
    """A named stretch that is closed, or kept for production of certain uses.

    It stands on one ``day`` or returns every ``weekday`` (Monday 0) between ``first_day`` and ``last_day``; it belongs
    to an operatory, a provider, or to everyone when both are None. Times are units, half open. A production block
    opens to every visit when no more than ``release_working_days`` working days are left; None means never.
    """

    id: int
    name: str
    kind: Literal["closed", "production"]
    start: int
    end: int
    operatory_id: int | None = None
    provider_id: int | None = None
    day: int | None = None
    weekday: int | None = None
    first_day: int | None = None
    last_day: int | None = None
    uses: tuple[str, ...] = ()
    release_working_days: int | None = None

    def on(self, day: int) -> bool:
        """True when the block stands on this day ordinal."""
        if self.day is not None:
            return self.day == day
        return (
            (self.weekday is None or self.weekday == (day + 6) % 7)
            and (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
        )

    @property
    def passes(self) -> bool:
        """True when the block does not return for ever."""
        return self.day is not None or self.last_day is not None

    def same_time(self, other: Block) -> bool:
        """True when both hold the same hours of the same chair or person, on whatever days."""
        ours = self.start, self.end, self.operatory_id, self.provider_id
        return ours == (other.start, other.end, other.operatory_id, other.provider_id)

    def of(self, resource: Resource) -> bool:
        """True when the block holds time of this operatory or provider."""
        if self.operatory_id is None and self.provider_id is None:
            return True
        own = self.operatory_id if resource.kind == "operatory" else self.provider_id
        return resource.kind in ("operatory", "provider") and own == resource.id
