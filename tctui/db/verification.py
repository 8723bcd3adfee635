"""Verifying insurance: each coverage of a patient with its last verification and why it is due, and what to ask."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date

from tctui.core.errors import Refused
from tctui.core.estimate import Question
from tctui.core.estimate.plain_words import asked_words
from tctui.core.insurance.due import Standing, due_again
from tctui.core.insurance.script import Work
from tctui.core.insurance.sheet import Confirmed
from tctui.db import estimates
from tctui.db.cases import day_or_none, read_cases
from tctui.db.models import database
from tctui.db.office_choices import rhythm


@dataclass(frozen=True, slots=True)
class Held:
    """A coverage of a patient: its plan, who holds it, its last verification, and why it is due again (empty: not)."""

    coverage_id: int
    plan_id: int
    plan: str
    carrier: str
    phone: str
    group_number: str
    ordinal: int
    subscriber: str
    relation: str
    member_number: str
    effective: date | None
    ends: date | None
    last: Confirmed | None
    due: str
    version: int


_CHANGED = (
    "(SELECT u.at FROM audit u WHERE u.id = p.changed AND p.changed > COALESCE((SELECT MAX(v.entry) FROM verification v"
    " WHERE v.coverage_id = c.id AND v.voided = 0), 0))"
)
_EARLIER = "EXISTS (SELECT 1 FROM verification v WHERE v.coverage_id = c.id AND v.voided = 0)"

_HELD = (
    "SELECT c.id, p.id, p.name, a.name, a.phone, p.group_number, c.ordinal, c.subscriber_name, c.relation,"
    " c.member_number, c.effective, c.terminated, c.verified_on, c.verified_by, c.verified_how, c.verified_reference,"
    f" p.renewal_month, c.version, {_CHANGED}, {_EARLIER} FROM coverage c"
    " JOIN benefit_plan p ON p.id = c.plan_id JOIN carrier a ON a.id = p.carrier_id"
    " WHERE c.patient_id = ? AND c.voided = 0 ORDER BY c.ordinal, c.id"
)


def held_by(patient_id: int, today: date) -> list[Held]:
    """The patient's coverages in their order, those that ended among them."""
    visit = _next_visit(patient_id, today)
    wanted = rhythm()
    found = []
    for row in database.execute_sql(_HELD, (patient_id,)).fetchall():
        verified = day_or_none(row[12])
        standing = Standing(verified, row[16], _changed_after(row[18], verified), visit, bool(row[19]))
        ends = day_or_none(row[11])
        over = ends is not None and ends < today
        last = Confirmed(verified, row[13], row[14], row[15]) if verified else None
        found.append(
            Held(
                row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], day_or_none(row[10]), ends,
                last, "" if over else due_again(standing, today, wanted), row[17],
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class BeforeVisit:
    """A coverage that has to be verified before a visit, and why."""

    coverage_id: int
    patient_id: int
    patient: str
    plan: str
    carrier: str
    phone: str
    visit: date
    verified_on: date | None
    due: str


_BEFORE = (
    "SELECT c.id, t.id, t.last_name || ', ' || t.first_name, p.name, k.name, k.phone, MIN(a.day), c.verified_on,"
    f" p.renewal_month, {_CHANGED}, {_EARLIER} FROM appointment a JOIN coverage c ON c.patient_id = a.patient_id"
    " JOIN patient t ON t.id = a.patient_id JOIN benefit_plan p ON p.id = c.plan_id JOIN carrier k ON k.id = p.carrier_id"
    " WHERE a.day BETWEEN ? AND ? AND a.voided = 0 AND a.state NOT IN ('broken', 'cancelled', 'completed')"
    " AND c.voided = 0 AND (c.terminated IS NULL OR c.terminated >= ?) GROUP BY c.id ORDER BY MIN(a.day), t.last_name, c.id"
)


def due_before_visits(today: date) -> list[BeforeVisit]:
    """What has to be verified before the visits of the next days (setting `verification`), the soonest first."""
    wanted = rhythm()
    last = today.toordinal() + wanted.days_before
    found = []
    for row in database.execute_sql(_BEFORE, (today.toordinal(), last, today.isoformat())).fetchall():
        verified, visit = day_or_none(row[7]), date.fromordinal(row[6])
        standing = Standing(verified, row[8], _changed_after(row[9], verified), visit, bool(row[10]))
        due = due_again(standing, today, wanted)
        if due:
            found.append(BeforeVisit(row[0], row[1], row[2], row[3], row[4], row[5], visit, verified, due))
    return found


def _changed_after(changed: str | None, verified: date | None) -> date | None:
    """The day on which a plan was changed, if that was after the verification."""
    on = day_or_none(changed[:10] if changed else None)
    return on if on is not None and verified is not None and on > verified else None


def _next_visit(patient_id: int, today: date) -> date | None:
    row = database.execute_sql(
        "SELECT MIN(day) FROM appointment WHERE patient_id = ? AND day >= ? AND voided = 0"
        " AND state NOT IN ('broken', 'cancelled', 'completed')",
        (patient_id, today.toordinal()),
    ).fetchone()
    return date.fromordinal(row[0]) if row and row[0] else None


def planned_work(patient_id: int, today: date) -> tuple[list[Work], list[Question]]:
    """What the patient's open cases plan, in their leading options, and the questions that their estimates ask."""
    rows = database.execute_sql(
        "SELECT b.case_id FROM board_card b JOIN treatment_case c ON c.id = b.case_id WHERE c.patient_id = ?"
        " AND b.stage NOT IN ('completed', 'declined')"
        " ORDER BY b.open_cents DESC, b.case_id",
        (patient_id,),
    ).fetchall()
    work: list[Work] = []
    asked: list[Question] = []
    cases = read_cases(number for (number,) in rows)
    for (number,) in rows:
        option = cases[number].leading if number in cases else None
        if option is None:
            continue
        work += [
            Work(str(line.id), line.code, line.category, line.tooth)
            for line in option.lines()
            if line.state not in (*estimates.LEFT_OUT, "completed")
        ]
        try:
            found = estimates.live(cases[number], option, today).questions
            names = estimates.named(cases[number], today).codes
            asked += [replace(question, text=asked_words(question, names)) for question in found]
        except Refused:
            continue
    return work, asked


@dataclass(frozen=True, slots=True)
class Told:
    """One verification: who, when, how, under which reference, and the cells that were confirmed."""

    confirmed: Confirmed
    cells: tuple[str, ...]


def verifications(coverage_id: int) -> list[Told]:
    """Every verification of a coverage, the newest first."""
    rows = database.execute_sql(
        "SELECT v.day, COALESCE(u.name, ''), v.how, v.reference, v.cells FROM verification v"
        " LEFT JOIN user u ON u.id = v.user_id WHERE v.coverage_id = ? AND v.voided = 0 ORDER BY v.day DESC, v.id DESC",
        (coverage_id,),
    )
    return [
        Told(Confirmed(date.fromisoformat(day), by, how, reference), tuple(json.loads(cells)))
        for day, by, how, reference, cells in rows.fetchall()
    ]
