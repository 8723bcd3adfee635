"""When teeth were lost: said by the patient, or known from an extraction done here; what a missing-tooth clause asks."""

from __future__ import annotations

from datetime import date

from tctui.core.errors import Refused
from tctui.core.insurance.stored import STANDING
from tctui.db.cases import day_or_none
from tctui.db.models import LostTooth, database
from tctui.db.unit_of_work import Unit

_TO_TAKE_OUT = (
    "SELECT DISTINCT l.tooth FROM line l JOIN procedure p ON p.code = l.code AND p.consent_class = 'extraction'"
    " AND p.voided = 0 JOIN visit v ON v.id = l.visit_id JOIN phase f ON f.id = v.phase_id"
    " JOIN option o ON o.id = f.option_id JOIN treatment_case c ON c.id = o.case_id WHERE c.patient_id = ?"
    " AND l.tooth <> '' AND l.voided = 0 AND NOT EXISTS (SELECT 1 FROM line_event e WHERE e.line_id = l.id"
    " AND e.kind IN ('completed', 'declined', 'withdrawn') AND e.voided = 0)"
)
_OURS = (
    "SELECT l.tooth, MAX(e.day) FROM line l JOIN line_event e ON e.line_id = l.id AND e.kind = 'completed' AND e.voided = 0"
    " JOIN procedure p ON p.code = l.code AND p.consent_class = 'extraction' AND p.voided = 0"
    " JOIN visit v ON v.id = l.visit_id JOIN phase f ON f.id = v.phase_id JOIN option o ON o.id = f.option_id"
    " JOIN treatment_case c ON c.id = o.case_id WHERE c.patient_id = ? AND l.tooth <> '' AND l.voided = 0 GROUP BY l.tooth"
)
_PLANNED = (
    "SELECT DISTINCT l.tooth FROM line l JOIN visit v ON v.id = l.visit_id JOIN phase f ON f.id = v.phase_id"
    " JOIN option o ON o.id = f.option_id JOIN treatment_case c ON c.id = o.case_id WHERE c.patient_id = ?"
    " AND l.voided = 0 AND l.category IN ('implant', 'prosthetics')"
)


def lost_teeth(patient_id: int) -> dict[str, date | None]:
    """The day on which each tooth was lost; None for teeth whose replacement is planned and of which nobody knows.

    STANDING for a tooth that is still there, as was said or because it is to be taken out here first. The empty tooth
    stands for those under a full denture.
    """
    found: dict[str, date | None] = {
        tooth: None for (tooth,) in database.execute_sql(_PLANNED, (patient_id,)).fetchall()
    }
    for (tooth,) in database.execute_sql(_TO_TAKE_OUT, (patient_id,)).fetchall():
        found[tooth] = STANDING
    for tooth, day in database.execute_sql(_OURS, (patient_id,)).fetchall():
        found[tooth] = day_or_none(day)
    said = database.execute_sql(
        "SELECT tooth, day FROM lost_tooth WHERE patient_id = ? AND voided = 0 ORDER BY id", (patient_id,)
    )
    for tooth, day in said.fetchall():
        found[tooth] = day_or_none(day)
    return found


def set_lost(unit: Unit, patient_id: int, tooth: str, day: date | None, today: date) -> None:
    """Record when a tooth was lost (STANDING: it is still there; None: nobody knows any more)."""
    if day is not None and today < day != STANDING:
        raise Refused(f"Tooth {tooth} cannot have been lost on a day to come.")
    row = database.execute_sql(
        "SELECT id FROM lost_tooth WHERE patient_id = ? AND tooth = ? AND voided = 0", (patient_id, tooth)
    ).fetchone()
    if row is not None and day is None:
        unit.void(LostTooth, row[0])
    elif row is not None:
        unit.update(LostTooth, row[0], day=day)
    elif day is not None:
        unit.insert(LostTooth, patient=patient_id, tooth=tooth, day=day)
