"""The claims of appointments on chairs, providers and patients: the database itself refuses a double booking."""

from __future__ import annotations

from collections.abc import Iterable

from peewee import IntegrityError

from tctui.core.errors import Refused
from tctui.db.models import database

HOLDING = ("scheduled", "confirmed", "arrived", "in_chair", "out", "completed")
"""States in which an appointment holds its units."""

Units = list[tuple[str, int, int, int, int, int]]


class Clash(Refused):
    """A chair, provider or patient is already taken at that time."""


def units_of(
    appointment_id: int, operatory_id: int, provider_id: int, patient_id: int, day: int, start: int, pattern: str,
    lane: int, exam: tuple[int, int, int] | None,
) -> Units:  # fmt: skip
    """The claim rows of an appointment: every unit for chair and patient, the `X` units for the provider, the exam check.

    `exam` is (provider id, offset, units). The doctor of an exam check who also treats claims each unit once.
    """
    rows: Units = []
    busy: set[tuple[int, int]] = set()
    for offset, mark in enumerate(pattern):
        unit = start + offset
        rows.append(("o", operatory_id, day, unit, lane, appointment_id))
        rows.append(("t", patient_id, day, unit, lane, appointment_id))
        if mark == "X":
            busy.add((provider_id, unit))
    if exam:
        checker, offset, length = exam
        busy.update((checker, start + offset + k) for k in range(length))
    rows.extend(("p", who, day, unit, lane, appointment_id) for who, unit in sorted(busy))
    return rows


def settle(appointment_ids: Iterable[int]) -> set[int]:
    """Make the claims of these appointments what their rows say; returns the cases they belong to. Raises Clash."""
    ids = sorted(appointment_ids)
    marks = ",".join("?" * len(ids))
    database.execute_sql(f"DELETE FROM claim WHERE appointment_id IN ({marks})", ids)
    cases: set[int] = set()
    rows = database.execute_sql(
        "SELECT a.id, a.operatory_id, a.provider_id, a.patient_id, a.day, a.start, a.pattern, a.lane, a.state, a.voided,"
        " a.exam_provider_id, a.exam_offset, a.exam_units, o.case_id"
        " FROM appointment a LEFT JOIN visit v ON v.id = a.visit_id LEFT JOIN phase p ON p.id = v.phase_id"
        f" LEFT JOIN option o ON o.id = p.option_id WHERE a.id IN ({marks})",
        ids,
    ).fetchall()
    for number, chair, who, patient, day, start, pattern, lane, state, voided, checker, offset, length, case in rows:
        if case:
            cases.add(case)
        if voided or state not in HOLDING:
            continue
        exam = (checker, offset or 0, length or 1) if checker else None
        take(units_of(number, chair, who, patient, day, start, pattern, lane, exam))
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
    hour, minute = divmod(unit * 5, 60)
    clock = f"{(hour - 1) % 12 + 1}:{minute:02d}{'a' if hour < 12 else 'p'}"
    if found is None:
        return f"Not booked: {clock} is taken."
    holder, chair, provider = found
    what = {"o": f"{chair} is taken", "p": f"{provider} is busy", "t": "the patient is already booked"}[resource]
    return f"Not booked: at {clock} {what} ({holder})."
