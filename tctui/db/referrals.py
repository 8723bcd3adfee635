"""Referrals of a case: letter sent, patient seen, report received, report reviewed; open until the last of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.spoken import show_date
from tctui.db.cases import day_or_none
from tctui.db.change import By, case_change
from tctui.db.models import Referral, database
from tctui.db.unit_of_work import Unit

STEPS = {
    "sent": "letter sent",
    "seen": "seen by the specialist",
    "report": "report received",
    "reviewed": "report reviewed",
}
"""What happens to a referral, in order, by the name of its column without ``_on``."""


@dataclass(frozen=True, slots=True)
class OpenReferral:
    """A referral whose report nobody reviewed yet, with the days of its steps (None: not yet)."""

    id: int
    specialist: str
    sent: date | None
    seen: date | None
    report: date | None
    version: int


def open_referrals(case_id: int) -> list[OpenReferral]:
    """The referrals of a case that wait for something, the oldest first."""
    rows = database.execute_sql(
        "SELECT id, specialist, sent_on, seen_on, report_on, version FROM referral"
        " WHERE case_id = ? AND voided = 0 AND reviewed_on IS NULL ORDER BY id",
        (case_id,),
    )
    return [
        OpenReferral(id, specialist, day_or_none(sent), day_or_none(seen), day_or_none(report), version)
        for id, specialist, sent, seen, report, version in rows
    ]


@case_change("referral.step", "case", "clinical", "contact")
def record_step(
    unit: Unit, by: By, case: CaseFile, referral_id: int, step: str, on: date, *, seen: int | None = None
) -> None:
    """Record a step of STEPS and its day; raises Refused for a day to come or before the step that it follows.

    Only the day on which the specialist sees the patient may lie ahead. A report is reviewed after it was received.
    """
    found = next((each for each in open_referrals(case.id) if each.id == referral_id), None)
    if found is None:
        raise Refused("That referral is closed: its report was reviewed.")
    if step not in STEPS:
        raise Refused(f"A referral's steps are: {', '.join(STEPS.values())}.")
    if on > by.today and step != "seen":
        raise Refused(f"{show_date(on)} is still to come.")
    if step == "reviewed" and found.report is None:
        raise Refused("The report was not received yet.")
    before = {"seen": found.sent, "report": found.sent, "reviewed": found.report}.get(step)
    if before is not None and on < before:
        raise Refused(f"{show_date(on)} is before {show_date(before)}, the step that it follows.")
    unit.update(Referral, referral_id, seen=seen, **{f"{step}_on": on})
    unit.says = f"Referral to {found.specialist}: {STEPS[step]} {show_date(on)}"
