"""What waits to be booked: kept in step with its cases, read as lists with ages and dollars."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date

from tctui.core.case import CaseFile
from tctui.core.schedule.waiting import WaitingVisit, waiting_visits
from tctui.db.cases import rows_in
from tctui.db.models import database

KEPT_DAYS = 548
"""A cleaning that fell through longer ago is no more an appointment to be made up: a year and a half."""

_COLUMNS = tuple(field.name for field in fields(WaitingVisit))
_STORED = ", ".join(_COLUMNS)


def refresh(case_ids: Collection[int], cases: Iterable[CaseFile]) -> None:
    """Write anew what waits in these cases."""
    connection = database.connection()
    connection.executemany("DELETE FROM waiting_visit WHERE case_id = ?", [(case_id,) for case_id in case_ids])
    found = list(cases)
    broken = _broken_on([visit.id for case in found if case.leading for visit in case.leading.visits()])
    marks = ", ".join("?" * (len(_COLUMNS) + 2))
    connection.executemany(
        f"INSERT INTO waiting_visit ({_STORED}, version, voided) VALUES ({marks})",
        [(*_row(visit), 1, 0) for case in found for visit in waiting_visits(case, broken)],
    )


def _row(visit: WaitingVisit) -> tuple[object, ...]:
    values = (getattr(visit, name) for name in _COLUMNS)
    return tuple(value.isoformat() if isinstance(value, date) else value for value in values)


def _broken_on(visit_ids: list[int]) -> dict[int, date]:
    """The day of the last appointment per visit that was broken or cancelled."""
    rows = rows_in(
        "SELECT visit_id, max(day) FROM appointment WHERE visit_id IN (?) AND voided = 0"
        " AND state IN ('broken', 'cancelled') GROUP BY visit_id",
        visit_ids,
    )
    return {row[0]: date.fromordinal(row[1]) for row in rows}


@dataclass(frozen=True, slots=True)
class Listed:
    """A visit that waits, with how to reach the patient; ``appointment_id`` is what fell through where it is of no case."""

    visit: WaitingVisit
    phone: str
    channel: str
    short_call: bool
    do_not_contact: bool
    appointment_id: int = 0


def unscheduled(today: date) -> list[Listed]:
    """What fell through and is not booked again, the longest waiting first: visits of cases, and what is of no case."""
    found = [*listed("AND w.broken", ()), *of_no_case(today)]
    return sorted(found, key=lambda one: (one.visit.since, -one.visit.cents, one.visit.patient_id))


def never_booked() -> list[Listed]:
    """Accepted visits that never had a place, the longest waiting first."""
    return listed("AND NOT w.broken ORDER BY w.since, w.cents DESC, w.visit_id", ())


def of_no_case(today: date) -> list[Listed]:
    """Broken and cancelled appointments of no case whose patient neither came since nor is booked, with the same kind of
    provider.
    """
    rows = database.execute_sql(
        "SELECT a.id, a.patient_id, t.last_name, t.first_name, a.label, a.provider_id, a.pattern, a.production, max(a.day),"
        " t.phone, t.channel, t.short_call, t.do_not_contact"
        " FROM appointment a JOIN patient t ON t.id = a.patient_id JOIN provider r ON r.id = a.provider_id"
        " WHERE a.day >= ? AND a.visit_id IS NULL AND a.voided = 0 AND a.state IN ('broken', 'cancelled')"
        " AND t.active AND t.voided = 0 AND NOT EXISTS (SELECT 1 FROM appointment b JOIN provider q ON q.id = b.provider_id"
        " WHERE b.patient_id = a.patient_id AND b.day >= min(a.day, ?) AND b.visit_id IS NULL AND b.voided = 0"
        " AND q.role = r.role AND b.state NOT IN ('planned', 'broken', 'cancelled'))"
        " GROUP BY a.patient_id, r.role",
        (today.toordinal() - KEPT_DAYS, today.toordinal()),
    ).fetchall()
    found = []
    for number, patient, last, first, label, provider, pattern, cents, day, *reached in rows:
        name, since = f"{last}, {first}" if first else last, min(today, date.fromordinal(day))
        visit = WaitingVisit(0, 0, patient, name, label, provider, pattern, cents, False, since, True)
        phone, channel, short, never = reached
        found.append(Listed(visit, phone, channel, bool(short), bool(never), number))
    return found


def listed(more: str, parameters: tuple[object, ...]) -> list[Listed]:
    """The visits that wait (w) with their patients (p), narrowed and put in order by what SQL follows."""
    rows = database.execute_sql(
        f"SELECT {', '.join('w.' + name for name in _COLUMNS)}, p.phone, p.channel, p.short_call, p.do_not_contact"
        f" FROM waiting_visit w JOIN patient p ON p.id = w.patient_id WHERE p.active AND p.voided = 0 {more}",
        parameters,
    )
    at = _COLUMNS.index("urgent"), _COLUMNS.index("since"), _COLUMNS.index("broken")
    found = []
    for row in rows.fetchall():
        values = list(row[: len(_COLUMNS)])
        values[at[0]], values[at[1]], values[at[2]] = bool(row[at[0]]), date.fromisoformat(row[at[1]]), bool(row[at[2]])
        phone, channel, short, never = row[len(_COLUMNS) :]
        found.append(Listed(WaitingVisit(*values), phone, channel, bool(short), bool(never)))
    return found
