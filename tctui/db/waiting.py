"""What waits to be booked: kept in step with its cases, read as lists with ages and dollars, and for a gap."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date

from tctui.core.case import CaseFile
from tctui.core.schedule.pattern import default_pattern
from tctui.core.schedule.waiting import Earlier, Gap, WaitingVisit, waiting_visits
from tctui.core.schedule.wish import Wish
from tctui.db.cases import rows_in
from tctui.db.models import database

SOONER_DAYS = 7
"""An appointment is worth bringing forward when it stands at least so many days after the gap."""

MOST_CANDIDATES = 300

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
    found = [*_listed("AND w.broken", ()), *_of_no_case(today)]
    return sorted(found, key=lambda one: (one.visit.since, -one.visit.cents, one.visit.patient_id))


def never_booked() -> list[Listed]:
    """Accepted visits that never had a place, the longest waiting first."""
    return _listed("AND NOT w.broken ORDER BY w.since, w.cents DESC, w.visit_id", ())


def _of_no_case(today: date) -> list[Listed]:
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


def _listed(more: str, parameters: tuple[object, ...]) -> list[Listed]:
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


_NOT_AT_THE_LAB = (
    " AND NOT EXISTS (SELECT 1 FROM lab_case b WHERE b.visit_id = {}.visit_id AND b.voided = 0 AND b.received_on IS NULL"
    " AND b.due_on > ?)"
)


def candidates(gap: Gap) -> list[Earlier]:
    """Who could come for a gap: the next waiting visit of each case that may be done by then, and later appointments
    of patients who asked to be called. Whose lab case is due later is left
    out. The most urgent and dearest come first; nobody who is not to be contacted.
    """
    ready = _listed(
        "AND w.turn = 0 AND w.ready_on <= ? AND length(w.pattern) <= ? AND NOT p.do_not_contact"
        + _NOT_AT_THE_LAB.format("w")
        + " ORDER BY p.short_call DESC, w.urgent DESC, w.cents DESC LIMIT ?",
        (gap.day, gap.units, date.fromordinal(gap.day).isoformat(), MOST_CANDIDATES),
    )
    roles = dict(database.execute_sql("SELECT id, role FROM provider WHERE voided = 0 AND active").fetchall())
    traits = _traits([one.visit.visit_id for one in ready])
    found = []
    for one in ready:
        visit = one.visit
        pattern = visit.pattern or default_pattern(60)
        uses, exclusive, exam = traits.get(visit.visit_id, (frozenset(), False, 0))
        wish = _wish(pattern, visit.patient_id, visit.provider_id, roles, uses, exclusive)
        if roles.get(visit.provider_id or 0) == "hygienist":
            wish = wish.with_exam(exam, _doctors(roles))
        found.append(
            Earlier(
                visit.patient_id, visit.patient_name, visit.label, pattern, visit.cents, wish, visit.urgent,
                visit.since, one.short_call, visit.visit_id, visit.case_id,
            )
        )  # fmt: skip
    return found + _later(gap, roles)


def _later(gap: Gap, roles: dict[int, str]) -> list[Earlier]:
    rows = database.execute_sql(
        "SELECT a.id, a.day, a.patient_id, t.last_name, t.first_name, a.label, a.pattern, a.production, a.provider_id,"
        " a.exclusive, a.visit_id, o.case_id, a.exam_offset, a.exam_units, a.exam_provider_id"
        " FROM appointment a JOIN patient t ON t.id = a.patient_id"
        " LEFT JOIN visit v ON v.id = a.visit_id LEFT JOIN phase p ON p.id = v.phase_id"
        " LEFT JOIN option o ON o.id = p.option_id"
        " WHERE t.short_call AND NOT t.do_not_contact AND a.day >= ? AND length(a.pattern) <= ? AND a.voided = 0"
        " AND a.state IN ('scheduled', 'confirmed')"
        + _NOT_AT_THE_LAB.format("a")
        + " ORDER BY a.production DESC LIMIT ?",
        (gap.day + SOONER_DAYS, gap.units, date.fromordinal(gap.day).isoformat(), MOST_CANDIDATES),
    )
    return [
        Earlier(
            row[2], f"{row[3]}, {row[4]}", row[5], row[6], row[7],
            _with_its_exam(_wish(row[6], row[2], row[8], roles, frozenset(), bool(row[9])), roles, *row[12:]),
            short_call=True, visit_id=row[10], case_id=row[11], appointment_id=row[0], booked_day=row[1],
        )
        for row in rows.fetchall()
    ]  # fmt: skip


def _doctors(roles: dict[int, str]) -> tuple[int, ...]:
    return tuple(key for key, role in roles.items() if role == "doctor")


def _with_its_exam(wish: Wish, roles: dict[int, str], offset: int, units: int, doctor: int | None) -> Wish:
    """The wish of an appointment that stands: its doctor's check where it lies, by the same doctor first."""
    if not units:
        return wish
    doctors = sorted(_doctors(roles), key=lambda key: key != doctor)
    return replace(wish, exam_provider_ids=tuple(doctors), exam_offset=offset, exam_units=units)


def _traits(visit_ids: list[int]) -> dict[int, tuple[frozenset[str], bool, int]]:
    """Per visit the production blocks that its procedures may take, whether its provider is not to be shared, and the
    minutes of a doctor's check.
    """
    found: dict[int, tuple[frozenset[str], bool, int]] = {}
    for visit, uses, exclusive, exam in rows_in(
        "SELECT l.visit_id, p.uses, p.exclusive, p.exam_minutes FROM line l JOIN procedure p ON p.code = l.code AND p.voided = 0"
        " WHERE l.visit_id IN (?) AND l.voided = 0",
        visit_ids,
    ):
        words, alone, longest = found.get(visit, (frozenset(), False, 0))
        words |= {word.strip() for word in uses.split(",") if word.strip()}
        found[visit] = (words, alone or bool(exclusive), max(longest, exam))
    return found


def _wish(
    pattern: str, patient_id: int, provider_id: int | None, roles: dict[int, str], uses: frozenset[str], exclusive: bool
) -> Wish:
    role = roles.get(provider_id or 0, "doctor")
    return Wish(
        pattern,
        patient_id=patient_id,
        provider_ids=tuple(key for key, held in roles.items() if held == role),
        preferred_provider_id=provider_id,
        exclusive=exclusive,
        uses=uses,
    )
