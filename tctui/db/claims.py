"""The claims of appointments on chairs, providers and patients: the database itself refuses a double booking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from peewee import IntegrityError

from tctui.core.errors import Refused
from tctui.core.schedule.records import Placed, Taken, claims
from tctui.core.schedule.states import takes_place
from tctui.core.spoken import show_date, show_time
from tctui.db.models import database

_LETTER = {"operatory": "o", "provider": "p", "patient": "t"}

Units = list[tuple[str, int, int, int, int, int]]


class Clash(Refused):
    """A chair, provider or patient is already taken at that time."""


def units_of(placed: Placed) -> Units:
    """The claim rows of an appointment, as core.schedule.records.claims lists them."""
    return [(_LETTER[unit.kind], unit.id, unit.day, unit.unit, unit.lane, placed.id) for unit in claims(placed)]


def settle(appointment_ids: Iterable[int]) -> set[int]:
    """Make the claims of these appointments what their rows say; returns the cases they belong to. Raises Clash."""
    ids = sorted(appointment_ids)
    marks = ",".join("?" * len(ids))
    database.execute_sql(f"DELETE FROM claim WHERE appointment_id IN ({marks})", ids)
    cases: set[int] = set()
    rows = database.execute_sql(
        "SELECT o.case_id, a.voided, a.id, a.day, a.start, a.pattern, a.operatory_id, a.provider_id, a.exam_provider_id,"
        " a.exam_offset, a.exam_units, a.exclusive, a.patient_id, '', a.state, a.lane, a.production"
        " FROM appointment a LEFT JOIN visit v ON v.id = a.visit_id LEFT JOIN phase p ON p.id = v.phase_id"
        f" LEFT JOIN option o ON o.id = p.option_id WHERE a.id IN ({marks})",
        ids,
    ).fetchall()
    for case, voided, *held in rows:
        if case:
            cases.add(case)
        taken = Taken._make(held)
        if not voided and takes_place(taken.state):
            take(units_of(taken))
    return cases


def take(rows: Units) -> None:
    """Claim units; raises Clash naming what is taken by whom."""
    for row in rows:
        try:
            database.execute_sql(
                "INSERT INTO claim (resource, resource_id, day, unit, lane, appointment_id) VALUES (?,?,?,?,?,?)", row
            )
        except IntegrityError:
            raise Clash(_taken(row)) from None


def _taken(row: tuple[str, int, int, int, int, int]) -> str:
    resource, resource_id, day, unit, lane, _ = row
    found = database.execute_sql(
        "SELECT t.last_name, o.name, r.name FROM claim c JOIN appointment a ON a.id = c.appointment_id"
        " JOIN patient t ON t.id = a.patient_id JOIN operatory o ON o.id = a.operatory_id"
        " JOIN provider r ON r.id = a.provider_id"
        " WHERE c.resource = ? AND c.resource_id = ? AND c.day = ? AND c.unit = ? AND c.lane = ?",
        (resource, resource_id, day, unit, lane),
    ).fetchone()
    clock = f"{show_date(date.fromordinal(day))} {show_time(unit)}"
    if found is None:
        return f"Not booked: {clock} is taken."
    holder, chair, provider = found
    what = {"o": f"{chair} is taken", "p": f"{provider} is busy", "t": "the patient is already booked"}[resource]
    return f"Not booked: {clock} {what} ({holder})."
