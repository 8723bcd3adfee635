"""Writing the book: booking, moving, breaking and cancelling appointments, and their way through the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from tctui.core.case import CaseFile, Visit
from tctui.core.errors import Refused
from tctui.core.money import dollars
from tctui.core.people import User
from tctui.core.schedule.records import Appointment, moved
from tctui.core.schedule.states import Broken, State, refusal
from tctui.core.spoken import show_date, show_time
from tctui.core.text import clean
from tctui.db import models
from tctui.db.book import read_appointment
from tctui.db.cases import read_case
from tctui.db.models import database
from tctui.db.paper_writes import gate
from tctui.db.unit_of_work import Unit, unit_of_work

FIELDS = (
    "day", "start", "pattern", "operatory_id", "provider_id", "patient_id", "label", "state", "exam_provider_id",
    "exam_offset", "exam_units", "exclusive", "visit_id", "lane", "lane_reason", "note", "confirmed_day",
    "confirmed_how", "broken_reason", "production",
)  # fmt: skip


def row_values(appointment: Appointment) -> dict[str, object]:
    """The columns of an appointment as the model wants them."""
    values = {name: getattr(appointment, name) for name in FIELDS if name != "production"}
    values["state"] = str(appointment.state)
    values["broken_as"] = str(appointment.broken_as or "")
    values["production"] = appointment.production_cents
    for name in ("operatory", "provider", "patient", "exam_provider", "visit"):
        values[name] = values.pop(f"{name}_id")
    return values


def _when(appointment: Appointment) -> str:
    return f"{show_date(date.fromordinal(appointment.day))} {show_time(appointment.start)}"


def _chair(operatory_id: int) -> str:
    row = database.execute_sql("SELECT name FROM operatory WHERE id = ?", (operatory_id,)).fetchone()
    return str(row[0]) if row else ""


def _may(user: User) -> None:
    if not user.may("schedule"):
        raise Refused("Your role reads the book but does not book.")


def proposal(case: CaseFile, visit: Visit, pattern: str) -> Appointment:
    """A visit as an appointment without a place yet; raises Refused when nothing of it is accepted or it is booked."""
    accepted = [line for line in visit.lines if line.state == "accepted"]
    if visit.sitting is not None:
        raise Refused(f"That visit is booked for {show_date(date.fromordinal(visit.sitting.day))} already.")
    if not accepted:
        raise Refused("Nothing of that visit is accepted yet; accept it first.")
    name = f"{case.last_name}, {case.first_name}" if case.first_name else case.last_name
    label = ", ".join(dict.fromkeys(f"{line.name} {line.tooth or line.area}".strip() for line in accepted))
    return Appointment(
        0, 0, 0, pattern, 0, 0, case.patient_id, name, label[:200], visit_id=visit.id, case_id=case.id,
        production_cents=sum(line.total for line in accepted),
    )  # fmt: skip


def book(user: User, now: datetime, today: date, wanted: Appointment, token: str | None = None) -> Appointment:
    """Put an appointment into the book; raises Clash when someone was quicker, Refused for a day that has passed."""
    _may(user)
    _not_past(wanted, today)
    with unit_of_work(user.id, "book", now, case_id=wanted.case_id, patient_id=wanted.patient_id, token=token) as unit:
        if unit.repeated:
            return read_appointment(unit.result)
        wanted = replace(
            wanted, note=clean(wanted.note), label=clean(wanted.label), lane_reason=clean(wanted.lane_reason)
        )
        if wanted.visit_id is not None:
            _still_wanted(wanted)
        unit.result = unit.insert(models.Appointment, **row_values(wanted), booked_on=today)
        unit.says = f"Booked {wanted.patient_name} {_when(wanted)} in {_chair(wanted.operatory_id)}"
    return read_appointment(unit.result)


def _not_past(wanted: Appointment, today: date) -> None:
    if wanted.day < today.toordinal():
        raise Refused(f"{show_date(date.fromordinal(wanted.day))} has passed.")


def _still_wanted(wanted: Appointment) -> None:
    """Refuse a visit that another session booked, or whose acceptance was taken back meanwhile."""
    case = read_case(wanted.case_id or 0)
    visit = case.visit(wanted.visit_id or 0)
    if visit is None:
        raise Refused("That visit is no longer in the plan.")
    proposal(case, visit, wanted.pattern)


def move(
    user: User, now: datetime, today: date, appointment: Appointment, day: int, start: int, operatory_id: int,
    provider_id: int, exam_provider_id: int | None = None,
) -> Appointment:  # fmt: skip
    """Put an appointment elsewhere: its confirmation is reset; a broken one is in the book again."""
    _may(user)
    target = replace(moved(appointment, day, start, operatory_id, provider_id), exam_provider_id=exam_provider_id)
    _not_past(target, today)
    if appointment.state in (State.ARRIVED, State.IN_CHAIR, State.OUT, State.COMPLETED):
        raise Refused(f"Not moved: it stands as {appointment.state}; u in the schedule sets that back.")
    with unit_of_work(
        user.id, "book.move", now, case_id=appointment.case_id, patient_id=appointment.patient_id
    ) as unit:
        unit.update(models.Appointment, appointment.id, seen=appointment.version, **row_values(target))
        unit.says = (
            f"Moved {appointment.patient_name} from {_when(appointment)} to {_when(target)} in {_chair(operatory_id)}"
        )
    return read_appointment(appointment.id)


def resize(user: User, now: datetime, appointment: Appointment, pattern: str) -> Appointment:
    """Change the length or the pattern of an appointment where it stands; a doctor's check stays within it."""
    _may(user)
    checked = min(appointment.exam_units, len(pattern))
    offset = min(appointment.exam_offset, len(pattern) - checked)
    with unit_of_work(
        user.id, "book.resize", now, case_id=appointment.case_id, patient_id=appointment.patient_id
    ) as unit:
        unit.update(
            models.Appointment, appointment.id, seen=appointment.version, pattern=pattern,
            exam_offset=offset, exam_units=checked,
        )  # fmt: skip
        unit.says = f"{appointment.patient_name} {_when(appointment)} takes {len(pattern) * 5} minutes now"
    return read_appointment(appointment.id)


def cancel(user: User, now: datetime, appointment: Appointment, reason: str) -> None:
    """Take an appointment out of the book in good time; the case falls back by itself."""
    _take_out(user, now, appointment, State.CANCELLED, None, reason)


def not_yet(appointment: Appointment, today: date) -> str | None:
    """Why nobody can have come or stayed away yet: the day of the appointment is ahead. None when it is not."""
    when = date.fromordinal(appointment.day)
    return f"the appointment is on {show_date(when)}" if when > today else None


def break_appointment(
    user: User, now: datetime, today: date, appointment: Appointment, how: Broken, reason: str
) -> None:
    """Record a no-show or a late cancellation: it counts, and the visit goes back to be booked.

    Raises Refused for a no-show before its day.
    """
    ahead = not_yet(appointment, today)
    if how is Broken.NO_SHOW and ahead:
        raise Refused(f"Not a no-show: {ahead}.")
    _take_out(user, now, appointment, State.BROKEN, how, reason)


def _take_out(
    user: User, now: datetime, appointment: Appointment, state: State, how: Broken | None, reason: str
) -> None:
    _may(user)
    reason = clean(reason)
    if not reason:
        raise Refused("A broken or cancelled appointment needs its reason.")
    stop = refusal(appointment.state, state)
    if stop:
        raise Refused(f"Not {state}: {stop}.")
    with unit_of_work(
        user.id, "book.break", now, case_id=appointment.case_id, patient_id=appointment.patient_id
    ) as unit:
        unit.update(
            models.Appointment, appointment.id, seen=appointment.version, state=str(state), broken_as=str(how or ""),
            broken_reason=reason,
        )  # fmt: skip
        word = str(how) if how else "cancelled"
        unit.says = f"{appointment.patient_name} {_when(appointment)} {word}: {reason}"


_OF_THE_DAY = (State.ARRIVED, State.IN_CHAIR, State.OUT, State.COMPLETED)


def set_state(user: User, now: datetime, today: date, appointment: Appointment, state: State, how: str = "") -> None:
    """Move an appointment through the day; confirming and seating pass the gate of signed papers.

    Completing records each open line of the visit as completed; one that was accepted in the chair wants its consent
    first. Nobody arrives before the day.
    """
    _may(user)
    stop = refusal(appointment.state, state)
    if stop:
        raise Refused(f"Not {state}: {stop}.")
    ahead = not_yet(appointment, today)
    if state in _OF_THE_DAY and ahead:
        raise Refused(f"Not {state}: {ahead}.")
    with unit_of_work(
        user.id, f"book.{state}", now, case_id=appointment.case_id, patient_id=appointment.patient_id
    ) as unit:
        if state in (State.CONFIRMED, State.IN_CHAIR, State.COMPLETED) and appointment.visit_id is not None:
            # Judged in the change itself: another session may be taking a paper's ground away at this moment.
            missing = gate(appointment.visit_id, today, done=state is State.COMPLETED)
            if missing:
                raise Refused(f"Not {state}: {missing}")
        values: dict[str, object] = {"state": str(state)}
        if state is State.CONFIRMED:
            values.update(confirmed_day=today.toordinal(), confirmed_how=clean(how))
        unit.update(models.Appointment, appointment.id, seen=appointment.version, **values)
        if appointment.visit_id is not None and state in (State.COMPLETED, State.OUT):
            _mark_lines(unit, appointment, state, today)
        worth = f", {dollars(appointment.production_cents)}" if state is State.COMPLETED else ""
        unit.says = f"{appointment.patient_name} {_when(appointment)} {state}{worth}"


def _mark_lines(unit: Unit, appointment: Appointment, state: State, today: date) -> None:
    """Completing a visit completes its begun lines; going back to `out` makes them begun again."""
    case = read_case(appointment.case_id or 0)
    visit = case.visit(appointment.visit_id or 0)
    wanted = ("accepted", "scheduled", "in_treatment") if state is State.COMPLETED else ("completed",)
    kind = "completed" if state is State.COMPLETED else "started"
    if state is State.OUT and appointment.state is not State.COMPLETED:
        return
    for line in visit.lines if visit else ():
        if line.state in wanted:
            unit.insert(models.LineEvent, line=line.id, kind=kind, at=unit.at, day=today, user=unit.user_id)
