"""Reading the book: chairs, providers, hours and appointments as the schedule core wants them."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable
from typing import Any

from tctui.core.case import CaseFile, Visit
from tctui.core.errors import Refused
from tctui.core.schedule.book import Book
from tctui.core.schedule.openhours import OpenHours
from tctui.core.schedule.patient_times import times_from_json
from tctui.core.schedule.pattern import default_pattern
from tctui.core.schedule.records import (
    Appointment,
    Block,
    Holiday,
    Hours,
    HoursException,
    Operatory,
    Provider,
    Resource,
    Taken,
)
from tctui.core.schedule.states import Broken, State
from tctui.core.schedule.wish import PatientTimes, Wish
from tctui.db.cases import rows_in
from tctui.db.models import database

_HOLDING = "a.voided = 0 AND a.state NOT IN ('planned', 'broken', 'cancelled')"


def operatories() -> list[Operatory]:
    """The chairs in use, in the order of the day view."""
    rows = database.execute_sql(
        "SELECT id, code, name, CASE kind WHEN 'hygiene' THEN 'hygiene' ELSE 'doctor' END, ordinal, provider_id"
        " FROM operatory WHERE voided = 0 AND active ORDER BY ordinal, id"
    )
    return [Operatory(*row) for row in rows.fetchall()]


def providers() -> list[Provider]:
    """Who treats, in the order of their codes."""
    rows = database.execute_sql(
        "SELECT id, code, name, CASE role WHEN 'hygienist' THEN 'hygienist' ELSE 'doctor' END, hourly_goal FROM provider"
        " WHERE voided = 0 AND active AND role <> 'assistant' ORDER BY role, code"
    )
    return [Provider(*row) for row in rows.fetchall()]


def open_hours(first_day: int, last_day: int) -> OpenHours:
    """Hours, exceptions, holidays and blocks that matter between two day ordinals, both within."""
    days = (first_day, last_day)
    usual = database.execute_sql("SELECT resource, resource_id, weekday, start, end FROM hours WHERE voided = 0")
    other = database.execute_sql(
        "SELECT resource, resource_id, day, start, end FROM hours_exception WHERE voided = 0 AND day BETWEEN ? AND ?",
        days,
    )
    closed = database.execute_sql("SELECT day, name FROM holiday WHERE voided = 0 AND day BETWEEN ? AND ?", days)
    blocks = database.execute_sql(
        "SELECT id, name, kind, start, end, resource, resource_id, day, weekday, first_day, last_day, uses, release_days"
        " FROM block WHERE voided = 0 AND (day IS NULL OR day BETWEEN ? AND ?)",
        days,
    )
    return OpenHours(
        [Hours(Resource(row[0], row[1]), *row[2:]) for row in usual.fetchall()],
        [HoursException(Resource(row[0], row[1]), *row[2:]) for row in other.fetchall()],
        [Holiday(*row) for row in closed.fetchall()],
        [_block(row) for row in blocks.fetchall()],
    )


def _block(row: Any) -> Block:
    number, name, kind, start, end, resource, resource_id, day, weekday, first, last, uses, release = row
    return Block(
        number,
        name,
        kind,
        start,
        end,
        resource_id if resource == "operatory" else None,
        resource_id if resource == "provider" else None,
        day,
        weekday,
        first,
        last,
        tuple(word.strip() for word in uses.split(",") if word.strip()),
        release,
    )


_TAKEN = (
    "SELECT a.id, a.day, a.start, a.pattern, a.operatory_id, a.provider_id, a.exam_provider_id, a.exam_offset,"
    " a.exam_units, a.exclusive, a.patient_id, t.last_name, a.state, a.lane, a.production"
    " FROM appointment a JOIN patient t ON t.id = a.patient_id"
)
_RULES = frozenset({"provider", "operatory", "hours", "hours_exception", "holiday", "block", "practice"})
_FEW = 100
"""Appointments up to which a kept book is patched; each takes a copy of its masks."""


def load_book(first_day: int, last_day: int) -> Book:
    """The book of some days as masks; reload it when another session has committed."""
    # A year has twenty thousand rows; looking among them for garbage takes an eighth of the time and finds none.
    collects = gc.isenabled()
    gc.disable()
    try:
        rows = database.execute_sql(f"{_TAKEN} WHERE a.day BETWEEN ? AND ? AND {_HOLDING}", (first_day, last_day))
        hours = open_hours(first_day, last_day)
        return Book(first_day, last_day, operatories(), providers(), hours, map(Taken._make, rows.fetchall()))
    finally:
        if collects:
            gc.enable()


def kept_book(kept: Book | None, seen: int, first_day: int, last_day: int) -> tuple[Book, int]:
    """The book of some days, from one read earlier where that holds them, and the number of the last change within.

    ``seen`` is the number that came with ``kept``. What was written since, by anyone, is taken from the log: single
    appointments are patched; hours, chairs, providers, names or many appointments make it read anew.
    """
    newest = int(database.execute_sql("SELECT coalesce(max(id), 0) FROM audit").fetchone()[0])
    if kept is None or first_day < kept.first_day or kept.last_day < last_day:
        return load_book(first_day, last_day), newest
    changed = _changed_since(seen) if newest != seen else set()
    if changed is None or len(changed) > _FEW:
        return load_book(first_day, last_day), newest
    for number in changed:
        row = database.execute_sql(f"{_TAKEN} WHERE a.id = ? AND {_HOLDING}", (number,)).fetchone()
        kept = kept.with_appointment(Taken._make(row)) if row else kept.without(number)
    return kept, newest


def _changed_since(seen: int) -> set[int] | None:
    """Ids of the appointments that were written; None when more than appointments decides on the book."""
    changed: set[int] = set()
    for action, images in database.execute_sql("SELECT action, rows FROM audit WHERE id > ?", (seen,)).fetchall():
        rows = json.loads(images)
        # A change without row images wrote in bulk, unless it only looked.
        if not rows and not action.startswith("view."):
            return None
        for row in rows:
            if row["table"] == "appointment":
                changed.add(row["id"])
            elif row["table"] in _RULES or (row["table"] == "patient" and "last_name" in row.get("old", ())):
                return None
    return changed


_FULL = (
    "SELECT a.id, a.day, a.start, a.pattern, a.operatory_id, a.provider_id, a.patient_id, t.last_name, t.first_name,"
    " a.label, a.state, a.exam_provider_id, a.exam_offset, a.exam_units, a.exclusive, a.visit_id, o.case_id, a.lane,"
    " a.lane_reason, a.note, a.confirmed_day, a.confirmed_how, a.broken_as, a.broken_reason, a.production, a.version"
    " FROM appointment a JOIN patient t ON t.id = a.patient_id LEFT JOIN visit v ON v.id = a.visit_id"
    " LEFT JOIN phase p ON p.id = v.phase_id LEFT JOIN option o ON o.id = p.option_id"
)


def _appointment(row: Any) -> Appointment:
    name = f"{row[7]}, {row[8]}" if row[8] else row[7]
    broken = Broken(row[22]) if row[22] else None
    values = (*row[:7], name, row[9], State(row[10]), *row[11:14], bool(row[14]), *row[15:22], broken, *row[23:])
    return Appointment(*values)


def appointments(first_day: int, last_day: int, of: Resource | None = None) -> list[Appointment]:
    """The appointments that hold a place between two day ordinals, both within; all, or those of a chair or provider."""
    only, values = "", [first_day, last_day]
    if of is not None and of.kind == "operatory":
        only, values = " AND a.operatory_id = ?", [*values, of.id]
    elif of is not None:
        only, values = " AND ? IN (a.provider_id, a.exam_provider_id)", [*values, of.id]
    rows = database.execute_sql(
        f"{_FULL} WHERE a.day BETWEEN ? AND ? AND {_HOLDING}{only} ORDER BY a.day, a.start, a.id", values
    )
    return [_appointment(row) for row in rows.fetchall()]


def fallen_through(day: int) -> list[Appointment]:
    """The appointments of a day ordinal that were broken or cancelled, in the order of time."""
    rows = database.execute_sql(
        f"{_FULL} WHERE a.day = ? AND a.voided = 0 AND a.state IN ('broken', 'cancelled') ORDER BY a.start, a.id", (day,)
    )
    return [_appointment(row) for row in rows.fetchall()]


def read_appointment(appointment_id: int) -> Appointment:
    """One appointment in whatever state; raises Refused when there is none."""
    row = database.execute_sql(f"{_FULL} WHERE a.id = ? AND a.voided = 0", (appointment_id,)).fetchone()
    if row is None:
        raise Refused("That appointment is no longer there.")
    return _appointment(row)


def written_last(user_id: int) -> list[tuple[Appointment, bool]]:
    """The appointments that the user's last entry of the log wrote, as they are now, and whether each is taken back."""
    row = database.execute_sql("SELECT rows FROM audit WHERE user_id = ? ORDER BY id DESC LIMIT 1", (user_id,)).fetchone()
    ids = {image["id"] for image in json.loads(row[0] if row else "[]") if image["table"] == "appointment"}
    found = rows_in(f"SELECT a.voided, {_FULL.removeprefix('SELECT ')} WHERE a.id IN (?) ORDER BY a.day, a.start", sorted(ids))
    return [(_appointment(each[1:]), bool(each[0])) for each in found]


def appointments_of(patient_id: int, from_day: int) -> list[Appointment]:
    """A patient's appointments from a day on, the next one first."""
    rows = database.execute_sql(
        f"{_FULL} WHERE a.patient_id = ? AND a.day >= ? AND {_HOLDING} ORDER BY a.day, a.start", (patient_id, from_day)
    )
    return [_appointment(row) for row in rows.fetchall()]


def patient_times(patient_id: int) -> PatientTimes | None:
    """When a patient can come, or None when nothing is recorded."""
    return times_of([patient_id]).get(patient_id)


def times_of(patient_ids: Iterable[int]) -> dict[int, PatientTimes]:
    """When these patients can come, for those of whom it is known."""
    rows = rows_in("SELECT id, can_come FROM patient WHERE id IN (?) AND can_come <> ''", sorted(set(patient_ids)))
    return {patient_id: times for patient_id, text in rows if (times := times_from_json(text)) is not None}


def wish_for(case: CaseFile, visit: Visit, today: int) -> Wish:
    """What an accepted visit needs of an opening: who, where, how long, not before the lab allows.

    The visit's own provider is preferred, others of the same role will do; production is the fees in cents. A
    hygienist's visit needs the longest doctor's check of its procedures, by the case's own doctor first.
    """
    preferred = visit.provider_id or next(
        (line.provider_id for line in visit.lines if line.provider_id), case.provider_id
    )
    known = {provider.id: provider for provider in providers()}
    chief = known.get(preferred or 0)
    role = chief.role if chief else "doctor"
    traits = rows_in(
        "SELECT l.id, p.uses, p.exclusive, p.exam_minutes FROM line l JOIN procedure p ON p.code = l.code AND p.voided = 0"
        " WHERE l.id IN (?)",
        [line.id for line in visit.lines],
    )
    uses = frozenset(word.strip() for row in traits for word in row[1].split(",") if word.strip())
    minutes = max((row[3] for row in traits), default=0) if role == "hygienist" else 0
    doctors = [key for key, one in known.items() if one.role == "doctor"]
    doctors.sort(key=lambda key: key != case.provider_id)
    release = visit.lab.release if visit.lab else None
    wish = Wish(
        pattern=visit.pattern or default_pattern(60),
        patient_id=case.patient_id,
        provider_ids=tuple(key for key, provider in known.items() if provider.role == role),
        operatory_kind="hygiene" if role == "hygienist" else "doctor",
        preferred_provider_id=preferred,
        exclusive=any(row[2] for row in traits),
        not_before=max(today, release.day if release else 0),
        release=release,
        uses=uses,
        times=patient_times(case.patient_id),
        production_cents=sum(line.total for line in visit.lines if line.state == "accepted"),
    )
    return wish.with_exam(minutes, tuple(doctors))
