"""What a patient takes home of the book: the visits booked, when to be where and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tctui.core.documents.parts import Person, Practice
from tctui.core.errors import Refused
from tctui.core.spoken import show_date_year, show_length, show_time


@dataclass(frozen=True, slots=True)
class Stop:
    """One booked visit: day ordinal, start and length in units of five minutes, as the patient needs to know it."""

    appointment_id: int
    day: int
    start: int
    length: int
    what: str
    provider: str
    note: str = ""

    @property
    def when(self) -> str:
        """``Tue 14 Sep 2027, 2:00p, 60m``."""
        return f"{show_date_year(date.fromordinal(self.day))}, {show_time(self.start)}, {show_length(self.length)}"


@dataclass(frozen=True, slots=True)
class Itinerary:
    """The booked visits of a patient, in their order; ``made_at`` in UTC."""

    practice: Practice
    patient: Person
    made_at: datetime
    stops: tuple[Stop, ...]
    after: str = ""
    change_notice: str = ""

    @property
    def is_card(self) -> bool:
        """Whether it is the card of a single appointment."""
        return len(self.stops) == 1

    @property
    def title(self) -> str:
        """What the document is called."""
        return "Your appointment" if self.is_card else "Your appointments"


CHANGE_NOTICE = "If a time no longer suits you, please tell us as early as you can, so that someone else can have it."


def draw_up_itinerary(
    practice: Practice, patient: Person, made_at: datetime, stops: Iterable[Stop], change_notice: str = CHANGE_NOTICE
) -> Itinerary:
    """Draw up the itinerary of a patient; raises Refused when nothing is booked."""
    booked = sorted(stops, key=lambda stop: (stop.day, stop.start))
    if not booked:
        raise Refused(f"{patient.name} has no appointment ahead.")
    if made_at.utcoffset() != timedelta(0):
        raise Refused("the time of making must be UTC")
    return Itinerary(practice, patient, made_at, tuple(booked), _span(booked), change_notice)


def _span(stops: Sequence[Stop]) -> str:
    """How long the whole takes, where there is more than one visit."""
    if len(stops) < 2:
        return ""
    trips = len({stop.day for stop in stops})
    weeks = (stops[-1].day - stops[0].day + 6) // 7
    over = f"over {weeks} week{'s' * (weeks != 1)}" if weeks else "on one day"
    return f"{len(stops)} visits in {trips} trip{'s' * (trips != 1)} {over}"
