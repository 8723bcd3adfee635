"""Estimates of an option: computed live from its lines and coverages, frozen as presented, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tctui.core.agreed import FrozenEstimate
from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.estimate import ClaimDate, CoverageTerms, Estimate, PlannedLine, estimate, from_json, to_json
from tctui.core.estimate.engine import likely
from tctui.core.estimate.plain_words import Named
from tctui.core.estimate.plan import Plan
from tctui.core.estimate.result import LineEstimate
from tctui.core.money import money
from tctui.core.papers import AGREED
from tctui.core.people import User
from tctui.core.spoken import show_date
from tctui.db import models
from tctui.db.coverages import coverage_terms, patient_of
from tctui.db.known_figures import with_payments
from tctui.db.member_prices import with_member_prices, with_prices_beside
from tctui.db.models import database
from tctui.db.office_choices import office_settings
from tctui.db.seat_days import with_seats
from tctui.db.unit_of_work import Unit, unit_of_work

VALID_DAYS = 90
LEFT_OUT = ("declined", "withdrawn", "deferred", "referred")
"""States of lines that an estimate does not count."""


def planned_lines(
    option: Option, today: date, dates: dict[int, date] | None = None, agreed_only: bool = False
) -> list[PlannedLine]:
    """The option's counted lines as the engine wants them; each on the day it was done, is booked or planned for, else today.

    What was planned for a day gone by and is not done comes today at the earliest.
    `dates` moves lines by id without storing it: what would happen if. With `agreed_only` lines that the patient has
    not accepted are left out, unless none is accepted yet.
    """
    moved = dates or {}
    agreed_only = agreed_only and any(line.state in AGREED for line in option.lines())
    found = []
    priority = 0
    for phase in option.phases:
        for visit in phase.visits:
            booked = date.fromordinal(visit.sitting.day) if visit.sitting else None
            for line in visit.lines:
                priority += 1
                if line.state in LEFT_OUT or (agreed_only and line.state not in AGREED):
                    continue
                done = next((event.day for event in reversed(line.events) if event.kind == "completed"), None)
                on = moved.get(line.id) or (done if line.state == "completed" else None) or booked
                on = on or (line.planned_on if line.planned_on and line.planned_on > today else today)
                found.append(
                    PlannedLine(
                        str(line.id),
                        line.code,
                        line.category,
                        line.fee,
                        line.quantity,
                        line.tooth,
                        line.surfaces,
                        line.area,
                        on,
                        priority,
                        phase.title,
                    )
                )
    return found


def coverages_of(case: CaseFile, option: Option, today: date) -> tuple[CoverageTerms, ...]:
    """The coverages that count for an option's estimate."""
    own = frozenset(line.id for line in option.lines())
    return coverage_terms(case.patient_id, today, own)


def live(
    case: CaseFile, option: Option, today: date, dates: dict[int, date] | None = None, agreed_only: bool = False
) -> Estimate:
    """Estimate an option as things stand; raises Refused when it has no lines that count."""
    lines, coverages = _with_coverages(case, option, today, dates, agreed_only)
    return estimate(lines, coverages, office_settings(), today, patient_of(case.patient_id))


def likely_patient(case: CaseFile, option: Option, today: date, agreed_only: bool = False) -> int:
    """The patient's part that ``live`` gives, cents, without steps and ranges: for going through many cases."""
    lines, coverages = _with_coverages(case, option, today, None, agreed_only)
    return sum(line.patient_cents for line in _likely(lines, coverages, case.patient_id, today))


def _likely(
    lines: Sequence[PlannedLine], coverages: Sequence[CoverageTerms], patient_id: int, today: date
) -> list[LineEstimate]:
    office, patient = office_settings(), patient_of(patient_id)
    return likely(lines, [Plan(terms, office, patient, today) for terms in coverages], office, today)


def _with_coverages(
    case: CaseFile, option: Option, today: date, dates: dict[int, date] | None, agreed_only: bool
) -> tuple[list[PlannedLine], tuple[CoverageTerms, ...]]:
    coverages = coverages_of(case, option, today)
    planned = planned_lines(option, today, dates, agreed_only)
    if any(terms.claim_date is ClaimDate.SEAT for terms in coverages):
        planned = with_seats(planned)
    if not coverages:
        return with_payments(with_member_prices(planned, case.patient_id), coverages), coverages

    def as_they_are() -> list[LineEstimate]:
        return _likely(with_payments(planned, coverages), coverages, case.patient_id, today)

    lines = with_prices_beside(planned, case.patient_id, today, as_they_are)
    return with_payments(lines, coverages), coverages


def named(case: CaseFile, today: date) -> Named:
    """The plain names that words about an estimate of a case need."""
    rows = database.execute_sql("SELECT code, name FROM procedure WHERE voided = 0")
    names = {str(line.id): line.name for option in case.options for line in option.lines()}
    return Named(names, dict(rows.fetchall()), today)


def freeze(
    user: User, now: datetime, today: date, case: CaseFile, option: Option, agreed_only: bool = False
) -> FrozenEstimate:
    """Keep today's estimate as presented, with its trace, valid for VALID_DAYS; raises Refused when it has no lines."""
    _may(user)
    result = live(case, option, today, agreed_only=agreed_only)
    if not result.lines:
        raise Refused(f"Option {option.letter} has no lines to estimate.")
    with unit_of_work(user.id, "estimate.freeze", now, case_id=case.id, patient_id=case.patient_id) as unit:
        kept = insert_frozen(unit, user, today, option, result)
        shown = f"patient {money(kept.patient)}, valid to {show_date(kept.expires_on)}"
        unit.says = f"Estimate {kept.number} of option {option.letter} frozen: {shown}"
    return kept


def insert_frozen(unit: Unit, user: User, today: date, option: Option, result: Estimate) -> FrozenEstimate:
    """Keep an estimate as the next one presented of an option, as a part of a change."""
    total = result.total
    expires = today + timedelta(days=VALID_DAYS)
    (last,) = database.execute_sql(
        "SELECT COALESCE(MAX(number), 0) FROM frozen_estimate WHERE option_id = ?", (option.id,)
    ).fetchone()
    kept = FrozenEstimate(
        0, option.id, last + 1, today, expires, total.fee_cents, total.insurance_cents, total.write_off_cents,
        total.patient_cents,
    )  # fmt: skip
    number = unit.insert(
        models.FrozenEstimate, option=option.id, number=kept.number, frozen_on=today, expires_on=expires, user=user.id,
        fee=kept.fee, insurance=kept.insurance, write_off=kept.write_off, patient=kept.patient, result=to_json(result),
    )  # fmt: skip
    unit.tell_sha256("result")
    return replace(kept, id=number)


def frozen_record(row: Any) -> FrozenEstimate:
    """A row of id, option, number, days and totals as the record that the screens know."""
    return FrozenEstimate(row[0], row[1], row[2], date.fromisoformat(row[3]), date.fromisoformat(row[4]), *row[5:9])


def frozen_of(option_id: int) -> list[FrozenEstimate]:
    """The frozen estimates of an option, the newest first."""
    rows = database.execute_sql(
        "SELECT id, option_id, number, frozen_on, expires_on, fee, insurance, write_off, patient FROM frozen_estimate"
        " WHERE option_id = ? AND voided = 0 ORDER BY number DESC",
        (option_id,),
    )
    return [frozen_record(row) for row in rows.fetchall()]


def frozen_result(frozen_id: int) -> Estimate:
    """What was presented, with its trace, in the words of that day."""
    row = database.execute_sql("SELECT result FROM frozen_estimate WHERE id = ?", (frozen_id,)).fetchone()
    if row is None:
        raise Refused("That estimate is no longer there.")
    return from_json(row[0])


def _may(user: User) -> None:
    if not user.may("case"):
        raise Refused(f"Your role ({user.role}) does not allow this; ask a coordinator or lead.")


def set_planned(user: User, now: datetime, case: CaseFile, line_ids: list[int], on: date | None, says: str) -> None:
    """Plan lines for a day (None: as soon as possible)."""
    _may(user)
    with unit_of_work(user.id, "line.date", now, case_id=case.id, patient_id=case.patient_id) as unit:
        for line_id in line_ids:
            unit.update(models.Line, line_id, planned_on=on)
        unit.says = says
