"""Lab cases: noting what was sent and received, and the booked visits that stand before their lab's due date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tctui.core.case import CLOSED, CaseFile
from tctui.core.errors import Refused
from tctui.core.lab_case import LabCase
from tctui.core.schedule.displaced import Displaced
from tctui.core.spoken import show_date
from tctui.core.worklist import Reminder
from tctui.db import models
from tctui.db.book import read_appointment
from tctui.db.cases import lab_cases_of, read_cases
from tctui.db.change import By, case_change, line_of_text
from tctui.db.models import database
from tctui.db.plan_writes import visit_of
from tctui.db.unit_of_work import Unit


@case_change("lab.note", "case", "clinical", "schedule")
def note_lab_case(
    unit: Unit,
    by: By,
    case: CaseFile,
    visit_id: int,
    *,
    laboratory: str,
    sent_on: date,
    due_on: date,
    received_on: date | None = None,
    note: str = "",
    seen: int | None = None,
) -> None:
    """Note or change what a laboratory makes for a visit; a laboratory left empty takes the lab case away.

    Raises Refused for days in the wrong order, days ahead that are said to be past, and a visit that is done.
    """
    visit = visit_of(case, visit_id)
    held = visit.lab
    name = line_of_text("The laboratory", laboratory, limit=60)
    if not name:
        if held is None:
            raise Refused("The laboratory is missing.")
        unit.void(models.LabCase, held.id, seen=seen)
        unit.says = f"Took the lab case at {held.laboratory} away"
        return
    if visit.lines and all(line.state in CLOSED for line in visit.lines):
        raise Refused("That visit is done; put the cursor on the visit that needs the lab's work.")
    for what, day in (("sent", sent_on), ("received", received_on)):
        if day is not None and day > by.today:
            raise Refused(f"Not {what} on {show_date(day)}: that day is ahead.")
    if due_on < sent_on:
        raise Refused("It is due before it was sent.")
    if received_on is not None and received_on < sent_on:
        raise Refused("It was received before it was sent.")
    values = {
        "laboratory": name, "sent_on": sent_on, "due_on": due_on, "received_on": received_on,
        "note": line_of_text("The note", note),
    }  # fmt: skip
    if held is None:
        unit.result = unit.insert(models.LabCase, visit=visit_id, **values)
    else:
        unit.update(models.LabCase, held.id, seen=seen, **values)
    if received_on is not None:
        unit.says = f"Received from {name} {show_date(received_on)}"
    else:
        unit.says = f"Sent to {name} {show_date(sent_on)}, due {show_date(due_on)}"
    sitting = visit.sitting
    if received_on is None and sitting is not None and by.today.toordinal() <= sitting.day < due_on.toordinal():
        unit.says += f"; booked before that, {show_date(date.fromordinal(sitting.day))}: X in the schedule lists it"


def lab_missing(visit_ids: Iterable[int | None]) -> dict[int, str]:
    """What to tell of visits whose lab case has not been received, by visit."""
    found = lab_cases_of(sorted({key for key in visit_ids if key is not None}))
    return {key: lab.missing for key, lab in found.items() if lab.missing}


def reminders(today: date) -> list[Reminder]:
    """Each lab case that is due and has not come, from its due date on, with the day on which its visit is booked."""
    rows = database.execute_sql(
        "SELECT o.case_id, b.visit_id, b.due_on FROM lab_case b JOIN visit v ON v.id = b.visit_id"
        ' JOIN phase p ON p.id = v.phase_id JOIN "option" o ON o.id = p.option_id'
        " WHERE b.voided = 0 AND v.voided = 0 AND b.received_on IS NULL AND b.due_on <= ? ORDER BY b.due_on, b.id",
        (today.isoformat(),),
    ).fetchall()
    cases = read_cases({row[0] for row in rows})
    found = []
    for case_id, visit_id, due_on in rows:
        visit = cases[case_id].visit(visit_id) if case_id in cases else None
        if visit is None or visit.lab is None or all(line.state in CLOSED for line in visit.lines):
            continue
        held = visit.sitting
        booked = f"; visit {show_date(date.fromordinal(held.day))}" if held is not None else ""
        found.append(Reminder(case_id, date.fromisoformat(due_on), visit.lab.missing + booked))
    return found


def before_release(today: int) -> list[Displaced]:
    """The visits booked from today on that stand before their lab case is due, earliest first."""
    rows = database.execute_sql(
        "SELECT a.id, a.visit_id FROM lab_case b JOIN appointment a ON a.visit_id = b.visit_id AND a.voided = 0"
        " WHERE b.voided = 0 AND b.received_on IS NULL AND a.state IN ('scheduled', 'confirmed') AND a.day >= ?"
        " ORDER BY a.day, a.start",
        (today,),
    ).fetchall()
    labs: dict[int, LabCase] = lab_cases_of([row[1] for row in rows])
    booked = [(read_appointment(row[0]), labs[row[1]].release) for row in rows]
    return [Displaced(row, release.why) for row, release in booked if row.day < release.day]
