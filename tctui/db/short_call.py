"""Who could come early for a gap in the book: visits that wait, and appointments that stand later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tctui.core.schedule.pattern import default_pattern
from tctui.core.schedule.waiting import Earlier, Gap
from tctui.core.schedule.wish import Wish
from tctui.db.cases import read_cases, rows_in
from tctui.db.chains import chains_in, spacing_table
from tctui.db.models import database
from tctui.db.premedication import premedication
from tctui.db.waiting import listed, of_no_case

SOONER_DAYS = 7
"""An appointment is worth bringing forward when it stands at least so many days after the gap."""

MOST_CANDIDATES = 300

_NOT_AT_THE_LAB = (
    " AND NOT EXISTS (SELECT 1 FROM lab_case b WHERE b.visit_id = {}.visit_id AND b.voided = 0 AND b.received_on IS NULL"
    " AND b.due_on > ?)"
)


def candidates(gap: Gap, today: date) -> list[Earlier]:
    """Who could come for a gap: the next waiting visit of each case that may be done by then, what fell through and is
    of no case, and later appointments of patients who asked to be called. Whose lab case is due later is left out, who
    would not keep the days between the visits of the case, and whose own appointment of that day fell through. The most
    urgent and dearest come first; nobody who is not to be contacted.
    """
    day = date.fromordinal(gap.day).isoformat()
    ready = listed(
        "AND w.turn = 0 AND w.ready_on <= ? AND length(w.pattern) <= ? AND NOT p.do_not_contact"
        + _NOT_AT_THE_LAB.format("w")
        + " AND NOT (w.broken AND w.since = ?) ORDER BY p.short_call DESC, w.urgent DESC, w.cents DESC LIMIT ?",
        (gap.day, gap.units, day, day, MOST_CANDIDATES),
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
    found += _loose(gap, today, roles)
    return _with_reminders(_keeping_chains([*found, *_later(gap, roles)], gap.day))


def _loose(gap: Gap, today: date, roles: dict[int, str]) -> Iterator[Earlier]:
    """What fell through on another day and is of no case, as it stood then."""
    gone = {
        one.appointment_id: one
        for one in of_no_case(today)
        if len(one.visit.pattern) <= gap.units and not one.do_not_contact
    }
    for key, exclusive, *exam in rows_in(
        "SELECT id, exclusive, exam_offset, exam_units, exam_provider_id FROM appointment"
        f" WHERE id IN (?) AND day <> {gap.day}",
        sorted(gone),
    ):
        one, visit = gone[key], gone[key].visit
        wish = _wish(visit.pattern, visit.patient_id, visit.provider_id, roles, frozenset(), bool(exclusive))
        yield Earlier(
            visit.patient_id, visit.patient_name, visit.label, visit.pattern, visit.cents,
            _with_its_exam(wish, roles, *exam), waited_since=visit.since, short_call=one.short_call, again_id=key,
        )  # fmt: skip


def _with_reminders(found: list[Earlier]) -> list[Earlier]:
    """The same with the office's words for who is pre-medicated."""
    rule = premedication()
    told = {
        patient
        for patient, alert in rows_in(
            "SELECT id, medical_alert FROM patient WHERE id IN (?) AND medical_alert <> ''",
            sorted({one.patient_id for one in found}),
        )
        if rule.needed(alert)
    }
    return [replace(one, remind=rule.says) if one.patient_id in told else one for one in found]


def _keeping_chains(found: list[Earlier], day: int) -> list[Earlier]:
    """Those whose other booked visits stand as far from a day ordinal as the office's table asks."""
    visits: dict[int, list[int]] = {}
    for one in found:
        if one.case_id is not None and one.visit_id is not None:
            visits.setdefault(one.case_id, []).append(one.visit_id)
    # Most cases that wait have nothing booked or done yet: they are not read.
    begun = rows_in(
        "SELECT DISTINCT o.case_id FROM phase p JOIN option o ON o.id = p.option_id JOIN visit v ON v.phase_id = p.id"
        " JOIN appointment a ON a.visit_id = v.id WHERE a.voided = 0 AND a.state NOT IN ('planned', 'broken', 'cancelled')"
        " AND o.case_id IN (?)",
        sorted(visits),
    )
    if not begun:
        return found
    table = spacing_table()
    wrong = {
        visit_id
        for case_id, case in read_cases([row[0] for row in begun]).items()
        for visit_id, chain in chains_in(case, visits[case_id], table).items()
        if not chain.keeps(day)
    }
    return [one for one in found if one.visit_id not in wrong]


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
