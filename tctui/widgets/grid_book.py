"""The book as a grid: a day over chairs, or days of one chair or provider, made from core records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tctui.core.money import short_dollars
from tctui.core.schedule.book import Book
from tctui.core.schedule.clock import day_name
from tctui.core.schedule.goals import operatory_cents, provider_goal
from tctui.core.schedule.pattern import WHOLE_DAY, runs_of, span_mask
from tctui.core.schedule.records import Appointment, Provider, Resource
from tctui.core.schedule.states import LETTERS, State
from tctui.core.text import initials
from tctui.widgets.grid_view import Column, GridView, Run, Tone

_TONES: dict[State, Tone] = {
    State.CONFIRMED: "confirmed",
    State.ARRIVED: "here",
    State.IN_CHAIR: "here",
    State.OUT: "done",
    State.COMPLETED: "done",
    State.BROKEN: "alert",
}


def appointment_run(appointment: Appointment, detail: str | None = None) -> Run:
    """Draw an appointment by its patient's last name; ``detail`` stands in place of what is done."""
    tone = _TONES.get(appointment.state, "scheduled")
    return Run(
        "appointment",
        appointment.start,
        len(appointment.pattern),
        appointment.patient_name.partition(",")[0],
        appointment.label if detail is None else detail,
        appointment.pattern,
        LETTERS[appointment.state],
        "alert" if appointment.lane and tone == "scheduled" else tone,
        appointment.lane,
        appointment.id,
    )


def hold_run(start: int, pattern: str, title: str) -> Run:
    """Draw a slot that is held but not booked yet."""
    return Run("hold", start, len(pattern), title, pattern=pattern)


def held_run(start: int, units: int, who: str) -> Run:
    """Draw a slot that another session has in hand: the letter h and the initials of who."""
    return Run("held", start, units, f"h {initials(who)}", who)


def day_view(book: Book, appointments: Iterable[Appointment], day: int, step: int = 2, today: int = 0) -> GridView:
    """A day over all chairs of the book; under each chair booked against goal of who usually works there.

    A chair of nobody's, or of somebody without a goal, shows its own production. In short dollars; ``today`` tells
    which production blocks are released.
    """
    rows = list(appointments)
    columns = []
    for key, chair in book.operatories.items():
        resource = Resource("operatory", key)
        usual = book.providers.get(chair.provider_id) if chair.provider_id is not None else None
        mine = [
            _with_provider(book, row, chair.provider_id) for row in rows if row.operatory_id == key and row.day == day
        ]
        heading = f"{chair.code} {short_name(book, usual)}" if usual else chair.code
        under = _against_goal(book, usual.id, day) if usual else ""
        if not under and (cents := operatory_cents(book, key, day)):
            under = f"${short_dollars(cents)}"
        columns.append(Column(heading, under, (*_ground(book, resource, day, today), *mine)))
    first, last = _hours(book, [day], rows)
    return GridView(tuple(columns), first, last, step)


def short_name(book: Book, provider: Provider) -> str:
    """The last name; of two with the same one the whole name."""
    last = provider.name.rpartition(" ")[2]
    return provider.name if sum(one.name.rpartition(" ")[2] == last for one in book.providers.values()) > 1 else last


def week_view(
    book: Book,
    appointments: Iterable[Appointment],
    days: Sequence[int],
    resource: Resource,
    step: int = 2,
    today: int = 0,
) -> GridView:
    """Several days of one operatory or provider; under each day of a provider booked against goal."""
    rows = [row for row in appointments if _is_of(row, resource)]
    columns = []
    for day in days:
        mine = [row for row in rows if row.day == day]
        runs = (
            _of_provider(mine, resource.id) if resource.kind == "provider" else [appointment_run(row) for row in mine]
        )
        under = _against_goal(book, resource.id, day) if resource.kind == "provider" else ""
        columns.append(Column(day_name(day), under, (*_ground(book, resource, day, today), *runs)))
    first, last = _hours(book, days, rows)
    return GridView(tuple(columns), first, last, step)


def _against_goal(book: Book, provider_id: int, day: int) -> str:
    goal = provider_goal(book, provider_id, day)
    return f"${short_dollars(goal.booked_cents)}/{short_dollars(goal.goal_cents)}" if goal.goal_cents else ""


def _with_provider(book: Book, row: Appointment, usual: int | None) -> Run:
    """Say who treats when it is not the one who usually works in the chair, and who comes for the exam check."""
    words = [row.label]
    provider = book.providers.get(row.provider_id)
    if provider is not None and row.provider_id != usual:
        words.append(provider.name)
    doctor = book.providers.get(row.exam_provider_id) if row.exam_provider_id is not None else None
    if doctor is not None:
        words.append(f"+{doctor.name}")
    return appointment_run(row, " ".join(words))


def _of_provider(rows: list[Appointment], provider_id: int) -> list[Run]:
    """A provider's day: of another's visit only the exam check; visits in two chairs at once stand side by side."""
    runs = []
    for row in sorted(rows, key=lambda row: row.start):
        run = appointment_run(row)
        if row.provider_id != provider_id:
            units = row.exam_units
            run = replace(run, start=row.start + row.exam_offset, units=units, pattern="X" * units, detail="exam check")
        runs.append(run)
    ends: list[int] = []
    beside = []
    for run in sorted(runs, key=lambda run: run.start):
        lane = next((number for number, end in enumerate(ends) if end <= run.start), len(ends))
        ends[lane : lane + 1] = [run.end]
        beside.append(replace(run, lane=lane))
    return beside


def _is_of(row: Appointment, resource: Resource) -> bool:
    if resource.kind == "operatory":
        return row.operatory_id == resource.id
    return resource.id in (row.provider_id, row.exam_provider_id)


def _ground(book: Book, resource: Resource, day: int, today: int) -> list[Run]:
    """The stretches that are closed, by name where a block or a holiday closes them, and the production blocks.

    A production block that is released stands in small letters: it takes every visit.
    """
    found = []
    unnamed = WHOLE_DAY & ~book.open(resource, day)
    for block in book.hours.blocks(resource, day):
        mask = span_mask(block.start, block.end)
        if block.kind == "production":
            released = today and book.hours.is_released(block, day, today)
            name = block.name.lower() if released else block.name.upper()
            found.append(Run("block", block.start, block.end - block.start, name))
        elif book.hours.hours(resource, day) & mask:
            found.append(Run("closed", block.start, block.end - block.start, block.name))
            unnamed &= ~mask
    name = book.hours.holiday(day) or ""
    return found + [Run("closed", start, length, name) for start, length in runs_of(unnamed)]


def _hours(book: Book, days: Sequence[int], rows: Iterable[Appointment]) -> tuple[int, int]:
    """First and last unit worth showing: when anyone works, and every appointment; whole hours; 8 to 5 when nobody."""
    mask = 0
    for day in days:
        for key in book.providers:
            mask |= book.hours.hours(Resource("provider", key), day)
    for row in rows:
        if row.day in days:
            mask |= span_mask(row.start, row.start + len(row.pattern))
    if not mask:
        return 96, 204
    first = (mask & -mask).bit_length() - 1
    return first // 12 * 12, min(288, -(-mask.bit_length() // 12) * 12)
