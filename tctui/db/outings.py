"""What goes out of the book: a patient's itinerary with its calendar file, and the sheet of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from tctui.core.documents.day_sheet import ChairDay, DayEntry, DaySheet
from tctui.core.documents.itinerary import Itinerary, Stop, draw_up_itinerary
from tctui.core.documents.parts import Person
from tctui.core.errors import Refused
from tctui.core.schedule.calendar_file import calendar_file
from tctui.core.schedule.goals import day_goal
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.states import State
from tctui.db.book import appointments, appointments_of, load_book
from tctui.db.cases import rows_in
from tctui.db.change import By
from tctui.db.lab_cases import lab_missing
from tctui.db.models import database
from tctui.db.paper_parts import letterhead
from tctui.db.paper_writes import gate
from tctui.db.practice import clinic_zone
from tctui.db.premedication import premedication
from tctui.db.unit_of_work import unit_of_work


def make_itinerary(by: By, patient_id: int, only: int | None = None) -> Itinerary:
    """Draw up what a patient has booked from today on, or the card of one appointment; the log keeps that it was given.

    Raises Refused when nothing is booked.
    """
    row = database.execute_sql("SELECT first_name, last_name FROM patient WHERE id = ?", (patient_id,)).fetchone()
    if row is None:
        raise Refused("That patient is no longer there.")
    booked = [row for row in appointments_of(patient_id, by.today.toordinal()) if only is None or row.id == only]
    names = _provider_names()
    made = draw_up_itinerary(
        letterhead(),
        Person(f"{row[0]} {row[1]}".strip()),
        by.now.astimezone(UTC).replace(microsecond=0),
        [_stop(appointment, names) for appointment in booked],
    )
    with unit_of_work(by.user.id, "itinerary.give", by.now, patient_id=patient_id) as unit:
        unit.can_undo = False
        what = "the appointment card" if made.is_card else f"the itinerary of {len(made.stops)} visits"
        unit.says = f"Gave {what} to {made.patient.name}"
    return made


def _stop(appointment: Appointment, names: dict[int, str]) -> Stop:
    return Stop(
        appointment.id, appointment.day, appointment.start, len(appointment.pattern), appointment.label,
        names.get(appointment.provider_id, ""),
    )  # fmt: skip


def _provider_names() -> dict[int, str]:
    return dict(database.execute_sql("SELECT id, name FROM provider").fetchall())


def calendar_of(itinerary: Itinerary, patient_id: int) -> bytes:
    """The calendar file of a patient's itinerary: what was moved since an earlier file replaces its entry there."""
    numbers = [stop.appointment_id for stop in itinerary.stops]
    writes = dict(rows_in("SELECT id, version FROM appointment WHERE id IN (?)", numbers))
    return calendar_file(itinerary, zone_of_the_clinic(), f"{patient_id}.{_practice_mark()}", writes)


def _practice_mark() -> str:
    """What tells this practice's calendar entries from others': letters and figures of its name."""
    kept = "".join(letter for letter in letterhead().name.casefold() if letter.isascii() and letter.isalnum())
    return f"{kept or 'practice'}.tctui"


def zone_of_the_clinic() -> tzinfo:
    """The zone in which the book's times are read; that of this machine when the practice names none."""
    return clinic_zone() or datetime.now(UTC).astimezone().tzinfo or UTC


def day_sheet(day: date, now: datetime, today: date) -> DaySheet:
    """The sheet of a day: every chair with who comes, and what the team must know before.

    Raises Refused when the practice has no name yet.
    """
    number = day.toordinal()
    book = load_book(number, number)
    rows = appointments(number, number)
    premed = premedication()
    people: dict[int, tuple[str, str]] = {
        row[0]: (row[1], premed.told(row[2]))
        for row in rows_in("SELECT id, phone, medical_alert FROM patient WHERE id IN (?)", [a.patient_id for a in rows])
    }
    missing = lab_missing(row.visit_id for row in rows)
    codes = {key: provider.code for key, provider in book.providers.items()}
    chairs = tuple(
        ChairDay(
            chair.name,
            tuple(
                _entry(row, codes.get(row.provider_id, ""), people[row.patient_id], today, missing)
                for row in rows
                if row.operatory_id == chair.id
            ),
        )
        for chair in book.operatories.values()
    )
    goal = day_goal(book, number).goal_cents
    at = now.astimezone(UTC).replace(microsecond=0)
    return DaySheet(letterhead(), day, at, chairs, goal, book.hours.holiday(number) or "")


def _entry(row: Appointment, code: str, patient: tuple[str, str], today: date, lab: dict[int, str]) -> DayEntry:
    phone, alert = patient
    remarks = [alert] if alert else []
    if row.visit_id is not None and row.state in (State.SCHEDULED, State.CONFIRMED):
        remarks += [lab[row.visit_id]] if row.visit_id in lab else []
        missing = gate(row.visit_id, today)
        remarks += [missing.partition(". Sign")[0]] if missing else []
    return DayEntry(
        row.start, len(row.pattern), row.patient_name, row.label, code, str(row.state).replace("_", " "), phone,
        row.production_cents, tuple(remarks),
    )  # fmt: skip
