"""Referrals of a case: sent with records, the appointment there, report received and reviewed; open until the last of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.referral import OpenReferral, SentRecord, reminded
from tctui.core.spoken import show_date
from tctui.core.worklist import Reminder
from tctui.db.cases import day_or_none
from tctui.db.change import By, case_change, line_of_text
from tctui.db.kept_json import dump
from tctui.db.models import Referral, database
from tctui.db.unit_of_work import Unit

STEPS = {
    "sent": "sent",
    "seen": "appointment there",
    "asked": "asked how it stands",
    "report": "report received",
    "reviewed": "report reviewed by the dentist",
}
"""What happens to a referral, in order, by the name of its column without ``_on``."""

_OPEN = (
    "SELECT r.id, r.case_id, r.specialist, r.sent_on, r.seen_on, r.report_on, r.asked_on, r.records, r.version"
    " FROM referral r WHERE r.voided = 0 AND r.reviewed_on IS NULL"
)


def open_referrals(case_id: int) -> list[OpenReferral]:
    """The referrals of a case that wait for something, the oldest first."""
    return _read("AND r.case_id = ? ORDER BY r.id", (case_id,))


def _read(where: str, values: Sequence[Any] = ()) -> list[OpenReferral]:
    rows = database.execute_sql(f"{_OPEN} {where}", values).fetchall()
    return [
        OpenReferral(
            row[0], row[1], row[2], day_or_none(row[3]), day_or_none(row[4]), day_or_none(row[5]), day_or_none(row[6]),
            _records(row[7]), row[8],
        )
        for row in rows
    ]  # fmt: skip


def _records(kept: str) -> tuple[SentRecord, ...]:
    return tuple(SentRecord(one["what"], one["how"], day_or_none(one["on"])) for one in json.loads(kept))


def reminders(today: date) -> list[Reminder]:
    """The referrals without a report that are to be asked about, and reports that no dentist has reviewed."""
    found = []
    for one in _read("ORDER BY r.id"):
        due = reminded(one, today)
        if due is not None:
            found.append(Reminder(one.case_id, *due, kind="referral"))
    return found


def _open(case: CaseFile, referral_id: int) -> OpenReferral:
    found = next((each for each in open_referrals(case.id) if each.id == referral_id), None)
    if found is None:
        raise Refused("That referral is closed: its report was reviewed.")
    return found


@case_change("referral.step", "case", "clinical", "contact")
def record_step(
    unit: Unit, by: By, case: CaseFile, referral_id: int, step: str, on: date, *, seen: int | None = None
) -> None:
    """Record a step of STEPS and its day; raises Refused for a day to come or before the step that it follows.

    Only the appointment at the specialist may lie ahead. A report is reviewed after it was received.
    """
    found = _open(case, referral_id)
    if step not in STEPS:
        raise Refused(f"A referral's steps are: {', '.join(STEPS.values())}.")
    if on > by.today and step != "seen":
        raise Refused(f"{show_date(on)} is still to come.")
    if step == "reviewed" and found.report is None:
        raise Refused("The report was not received yet.")
    before = {"reviewed": found.report, "sent": None}.get(step, found.sent)
    if before is not None and on < before:
        raise Refused(f"{show_date(on)} is before {show_date(before)}, the step that it follows.")
    unit.update(Referral, referral_id, seen=seen, **{f"{step}_on": on})
    unit.says = f"Referral to {found.specialist}: {STEPS[step]} {show_date(on)}"


@case_change("referral.record", "case", "clinical", "contact")
def send_record(
    unit: Unit,
    by: By,
    case: CaseFile,
    referral_id: int,
    what: str,
    how: str,
    on: date | None,
    *,
    seen: int | None = None,
) -> None:
    """Record what was sent to the specialist, how and on which day (None: today); raises Refused for a day to come."""
    found = _open(case, referral_id)
    day = on or by.today
    if day > by.today:
        raise Refused(f"{show_date(day)} is still to come.")
    record = SentRecord(line_of_text("What was sent", what, needed=True), line_of_text("How", how, limit=80), day)
    kept = [asdict(each) for each in (*found.records, record)]
    unit.update(Referral, referral_id, seen=seen, records=dump(kept))
    unit.says = f"Sent to {found.specialist}: {record.words}"
