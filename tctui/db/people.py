"""Reading one patient with who pays and what insures them, as headings show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tctui.core.errors import Refused
from tctui.core.people import Patient
from tctui.db.cases import day_or_none
from tctui.db.models import database


@dataclass(frozen=True, slots=True)
class Insurance:
    """One coverage by the name of its plan, and when it was verified (None: never)."""

    plan: str
    verified_on: date | None


def read_patient(patient_id: int) -> Patient:
    """One patient; the guarantor is `self` when nobody else pays. Raises Refused when there is none."""
    row = database.execute_sql(
        "SELECT p.id, p.last_name, p.first_name, p.preferred_name, p.birth_date, p.chart_number, p.phone, p.email,"
        " p.address, p.channel, p.do_not_contact, p.medical_alert, p.guarantor_id, g.last_name, g.first_name,"
        " p.version FROM patient p LEFT JOIN guarantor g ON g.id = p.guarantor_id"
        " WHERE p.id = ? AND p.voided = 0",
        (patient_id,),
    ).fetchone()
    if row is None:
        raise Refused("That patient is no longer there.")
    last, first = row[13], row[14]
    payer = "self" if last is None or (last, first) == (row[1], row[2]) else f"{first} {last}".strip()
    return Patient(
        row[0], row[1], row[2], row[3], day_or_none(row[4]), row[5], row[6], row[7], row[8], row[9], bool(row[10]),
        row[11], row[12], payer, row[15],
    )  # fmt: skip


def insurance_of(patient_id: int, today: date) -> list[Insurance]:
    """The coverages that stand on a day, the primary first."""
    rows = database.execute_sql(
        "SELECT b.name, c.verified_on FROM coverage c JOIN benefit_plan b ON b.id = c.plan_id WHERE c.patient_id = ?"
        " AND c.voided = 0 AND (c.terminated IS NULL OR c.terminated >= ?) ORDER BY c.ordinal, c.id",
        (patient_id, today.isoformat()),
    )
    return [Insurance(plan, day_or_none(verified)) for plan, verified in rows]
