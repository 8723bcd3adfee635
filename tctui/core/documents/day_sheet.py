"""The day sheet: who comes when into which chair, as text for a screen reader or a printer, and as data for a PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tctui.core.documents.parts import Practice
from tctui.core.money import dollars
from tctui.core.spoken import show_date_year, show_length, show_time
from tctui.core.text import fit

TEXT_WIDTH = 80


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One appointment of the day; start and length in units of five minutes, production in cents.

    ``remarks`` are what the team must know: a medical alert, a paper that is not signed, an unconfirmed visit.
    """

    start: int
    length: int
    patient: str
    what: str
    provider: str
    state: str
    phone: str = ""
    cents: int = 0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChairDay:
    """A chair with its appointments in the order of time."""

    chair: str
    entries: tuple[DayEntry, ...]

    @property
    def cents(self) -> int:
        """Production of the chair, in cents."""
        return sum(entry.cents for entry in self.entries)


@dataclass(frozen=True, slots=True)
class DaySheet:
    """A day of the book; goal in cents, 0 when none is set; ``made_at`` in UTC."""

    practice: Practice
    day: date
    made_at: datetime
    chairs: tuple[ChairDay, ...]
    goal_cents: int = 0
    closed: str = ""

    @property
    def cents(self) -> int:
        """Production scheduled on the day, in cents."""
        return sum(chair.cents for chair in self.chairs)

    @property
    def heading(self) -> str:
        """How much is booked against the goal, in words."""
        visits = sum(len(chair.entries) for chair in self.chairs)
        goal = f" of {dollars(self.goal_cents)}" if self.goal_cents else ""
        closed = f"closed: {self.closed}; " if self.closed else ""
        return f"{closed}{visits} visit{'s' * (visits != 1)}, {dollars(self.cents)}{goal} scheduled"


def day_sheet_text(sheet: DaySheet) -> Iterator[str]:
    """Write the day sheet in lines of at most 80 columns; chairs without visits are named at the end."""
    yield f"{sheet.practice.name}   {show_date_year(sheet.day)}"
    yield sheet.heading
    for chair in sheet.chairs:
        if chair.entries:
            yield ""
            yield f"{chair.chair}   {dollars(chair.cents)}"
            yield from _entries(chair.entries)
    empty = [chair.chair for chair in sheet.chairs if not chair.entries]
    if empty:
        yield ""
        yield fit(f"Free all day: {', '.join(empty)}", TEXT_WIDTH).rstrip()


def _entries(entries: Iterable[DayEntry]) -> Iterator[str]:
    for entry in entries:
        when = f"{show_time(entry.start):>6} {show_length(entry.length):>4}"
        line = f"{when}  {fit(entry.patient, 22)} {fit(entry.what, 26)} {fit(entry.provider, 6)} {entry.state}"
        yield fit(line, TEXT_WIDTH).rstrip()
        if entry.remarks:
            yield fit(f"{'':13}! {'; '.join(entry.remarks)}", TEXT_WIDTH).rstrip()
