"""Writing a patient's own record by hand: a new one, a corrected one, and who is probably the same person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.finding import FEWEST_DIGITS
from tctui.core.schedule.patient_times import times_from_json, times_to_json
from tctui.core.schedule.wish import PatientTimes
from tctui.core.spelling import folded
from tctui.db.change import NOTHING, By, Done, line_of_text
from tctui.db.models import Case, Guarantor, Patient, database
from tctui.db.unit_of_work import Unit, unit_of_work

CHANNELS = ("phone", "text", "email", "letter")
"""How a patient may prefer to be reached."""

SELF, AS_IT_IS = 0, -1
"""Who pays, beside the id of a patient whose guarantor it is: the patient, or who pays already."""

OLDEST = 130
"""Years back that a birth date may lie."""

NO_TIMES = PatientTimes()
"""Of a patient who comes at any time."""

NAME_LIMIT, REACH_LIMIT = 80, 120
"""Characters of a name, and of a phone number or e-mail address."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a form asks of a patient; ``payer`` is SELF, AS_IT_IS or the id of another patient; phone as typed."""

    last_name: str
    first_name: str
    preferred_name: str = ""
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    channel: str = "phone"
    payer: int = SELF
    medical_alert: str = ""
    short_call: bool = False
    do_not_contact: bool = False
    times: PatientTimes = NO_TIMES


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody on file who may be the same person; ``phone_end`` are the last four digits or empty."""

    id: int
    name: str
    birth_date: date | None
    phone_end: str
    active: bool


def particulars_of(patient_id: int) -> tuple[Particulars, int, str]:
    """What is on file of a patient, its version, and the name of who pays (empty: self). Raises Refused when gone."""
    row = _patient(patient_id)
    payer = _other_payer(row)
    held = Particulars(
        row.last_name, row.first_name, row.preferred_name, row.birth_date, row.phone, row.email, row.channel,
        AS_IT_IS if payer else SELF, row.medical_alert, bool(row.short_call), bool(row.do_not_contact),
        times_from_json(row.can_come) or NO_TIMES,
    )  # fmt: skip
    return held, row.version, payer


def alike(one: Particulars, besides: int = 0) -> list[Alike]:
    """Who is on file with the same name, or with the same phone and birth date; at most nine, inactive ones too.

    Names agree folded, by the first or the preferred name, either way round.
    """
    names = called(one.last_name, one.first_name, one.preferred_name)
    digits = re.sub(r"\D", "", one.phone)
    born = one.birth_date.isoformat() if one.birth_date else ""
    rows = database.execute_sql(
        "SELECT id, last_name, first_name, preferred_name, birth_date, phone, active FROM patient"
        " WHERE voided = 0 AND id <> ? ORDER BY last_name, first_name, id",
        (besides,),
    )
    found = []
    for row in rows:
        its_digits, its_birth = re.sub(r"\D", "", row[5]), str(row[4] or "")
        is_reached_so = len(digits) >= FEWEST_DIGITS and digits == its_digits and born != "" and born == its_birth
        if is_reached_so or not names.isdisjoint(called(row[1], row[2], row[3])):
            name = f"{row[1]}, {row[2]}".rstrip(", ")
            birth = date.fromisoformat(its_birth) if its_birth else None
            found.append(Alike(row[0], name, birth, its_digits[-4:], bool(row[6])))
    return found[:9]


def called(last: str, first: str, preferred: str) -> set[str]:
    """The names that a person goes by, folded: by the first or the preferred name, either way round."""
    given = [name for name in (first.strip(), preferred.strip()) if name] or [""]
    return {folded(" ".join(pair)) for name in given for pair in ((last.strip(), name), (name, last.strip()))}


def add_patient(by: By, one: Particulars) -> Done:
    """Put a new patient on file; ``id`` is the patient's. Raises Refused with what is missing or cannot be."""
    by.need("patient")
    checked = _checked(one, by.today)
    with unit_of_work(by.user.id, "patient.new", by.now, token=by.token) as unit:
        if not unit.repeated:
            payer = _payer(unit, one.payer)
            unit.result = unit.insert(Patient, **checked, guarantor=payer)
            unit.patient_id = unit.result
            unit.says = f"New patient {_name(checked)}"
    return Done(unit.says, unit.result or 0)


def correct_patient(by: By, patient_id: int, one: Particulars, *, seen: int | None = None) -> Done:
    """Correct a patient's own record; who pays for others under the old name is corrected with it.

    The medical alert stays as it is: the case has a key of its own for it.
    Raises Refused with what is missing or cannot be, ChangedElsewhere when the record moved on from ``seen``.
    """
    by.need("patient")
    checked = _checked(one, by.today)
    del checked["medical_alert"]
    with unit_of_work(by.user.id, "patient.correct", by.now, patient_id=patient_id, token=by.token) as unit:
        if not unit.repeated:
            row = _patient(patient_id)
            if one.times == (times_from_json(row.can_come) or NO_TIMES):
                del checked["can_come"]
            if one.payer == patient_id:
                raise Refused("That is the patient: who pays is then self.")
            others = _other_payer(row)
            payer = held = row.__data__["guarantor"]
            if one.payer > 0 or (one.payer == SELF and others):
                payer = _payer(unit, one.payer)
            elif held is not None and not others:
                _correct_payer(unit, row, checked)
            unit.update(Patient, patient_id, seen=seen, **checked, guarantor=payer)
            unit.touch_patient(patient_id)
            if row.do_not_contact != one.do_not_contact:
                for case in Case.select(Case.id).where((Case.patient == patient_id) & (Case.voided == 0)):
                    unit.follow(case.id)
            if unit.rows:
                unit.says = f"Corrected {_name(checked)}"
    return Done(unit.says or NOTHING, patient_id)


def is_used(patient_id: int) -> bool:
    """Whether a case, an appointment, a coverage or a contact note hangs on a patient."""
    return any(
        database.execute_sql(f"SELECT 1 FROM {table} WHERE patient_id = ? AND voided = 0 LIMIT 1", (patient_id,)).fetchone()
        for table in ("treatment_case", "appointment", "coverage", "contact")
    )


def _patient(patient_id: int) -> Patient:
    row: Patient | None = Patient.get_or_none((Patient.id == patient_id) & (Patient.voided == 0))
    if row is None:
        raise Refused("That patient is no longer there.")
    return row


def _name(values: dict[str, Any]) -> str:
    return f"{values['last_name']}, {values['first_name']}".rstrip(", ")


def _checked(one: Particulars, today: date) -> dict[str, Any]:
    born = one.birth_date
    if born is not None and born > today:
        raise Refused("The birth date lies in the future.")
    if born is not None and born.year < today.year - OLDEST:
        raise Refused(f"The birth date lies more than {OLDEST} years back.")
    email = line_of_text("The e-mail address", one.email, limit=REACH_LIMIT)
    before, _, after = email.rpartition("@")
    if email and (not before or not after or " " in email):
        raise Refused("An e-mail address is name@place, without blanks.")
    if one.channel not in CHANNELS:
        raise Refused(f"A patient is reached by one of: {', '.join(CHANNELS)}.")
    return {
        "last_name": line_of_text("The last name", one.last_name, needed=True, limit=NAME_LIMIT),
        "first_name": line_of_text("The first name", one.first_name, needed=True, limit=NAME_LIMIT),
        "preferred_name": line_of_text("The preferred name", one.preferred_name, limit=NAME_LIMIT),
        "birth_date": born,
        "phone": line_of_text("The phone number", one.phone, limit=REACH_LIMIT),
        "email": email,
        "channel": one.channel,
        "medical_alert": line_of_text("The medical alert", one.medical_alert),
        "short_call": bool(one.short_call),
        "do_not_contact": bool(one.do_not_contact),
        "can_come": times_to_json(one.times),
    }


def _other_payer(row: Patient) -> str:
    """The name of who pays for a patient, first name first; empty when the patient does."""
    payer = Guarantor.get_or_none(Guarantor.id == row.__data__["guarantor"])
    if payer is None or (payer.last_name, payer.first_name) == (row.last_name, row.first_name):
        return ""
    return f"{payer.first_name} {payer.last_name}".strip()


def _payer(unit: Unit, patient_id: int) -> int | None:
    """The guarantor of another patient; one who pays alone until now becomes the guarantor of both."""
    if patient_id <= 0:
        return None
    other = _patient(patient_id)
    if (theirs := other.__data__["guarantor"]) is not None:
        return int(theirs)
    payer = unit.insert(
        Guarantor, last_name=other.last_name, first_name=other.first_name, address=other.address, phone=other.phone,
        email=other.email,
    )  # fmt: skip
    unit.update(Patient, patient_id, guarantor=payer)
    return payer


def _correct_payer(unit: Unit, row: Patient, checked: dict[str, Any]) -> None:
    """Carry a corrected name, and phone or e-mail where they were the same, over to the patient as guarantor."""
    payer = Guarantor.get_by_id(row.__data__["guarantor"])
    new = {"last_name": checked["last_name"], "first_name": checked["first_name"]}
    new |= {each: checked[each] for each in ("phone", "email") if getattr(payer, each) == getattr(row, each)}
    unit.update(Guarantor, payer.id, **new)
