"""What was said: the contact log, and the patient's concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tctui.core.case import CONCERN_CATEGORIES, CaseFile
from tctui.core.errors import Refused
from tctui.core.spoken import show_date
from tctui.db import follow_up
from tctui.db.cases import read_case
from tctui.db.change import By, Done, case_change, line_of_text, note_of_text
from tctui.db.models import Case, Concern, Contact, Patient
from tctui.db.unit_of_work import Unit, unit_of_work

CHANNELS = ("phone", "person", "letter", "email", "text", "note")


def add_contact(
    by: By,
    patient_id: int,
    channel: str,
    said: str,
    *,
    case_id: int | None = None,
    reached: bool = True,
    next_step: str = "",
    on: date | None = None,
    agreed: bool = False,
) -> Done:
    """Write one entry of the contact log; it is never changed afterwards, only corrected by a newer one.

    With a day the next step becomes the next action of the case; `agreed` when the patient agreed to the day.
    """
    if on is not None:
        if case_id is None or not next_step.strip():
            raise Refused("Say what is to be done on that day.")
        if on < by.today:
            raise Refused(f"{show_date(on)} is past; a next step is today or later.")
    return _write(by, patient_id, channel, said, case_id, reached, next_step, None, on, agreed)


@dataclass(frozen=True, slots=True)
class Note:
    """One entry of the contact log as it was written."""

    id: int
    channel: str
    reached: bool
    said: str
    next_step: str


def read_contact(contact_id: int) -> Note:
    """One entry of the contact log; raises Refused when it is gone or was corrected already."""
    row = Contact.get_or_none((Contact.id == contact_id) & (Contact.voided == 0))
    if row is None:
        raise Refused("That contact is no longer there.")
    if Contact.select().where((Contact.corrects == contact_id) & (Contact.voided == 0)).exists():
        raise Refused("That note was corrected already; correct the newer one.")
    return Note(row.id, row.channel, bool(row.reached), row.said, row.next_step)


def correct_contact(
    by: By, contact_id: int, channel: str, said: str, *, reached: bool = True, next_step: str = ""
) -> Done:
    """Correct an entry by a new one that names it; the first stays readable."""
    wrong = Contact.get_or_none((Contact.id == contact_id) & (Contact.voided == 0))
    if wrong is None:
        raise Refused("That contact is no longer there.")
    values = wrong.__data__
    return _write(by, values["patient"], channel, said, values["case"], reached, next_step, contact_id)


def _write(
    by: By,
    patient_id: int,
    channel: str,
    said: str,
    case_id: int | None,
    reached: bool,
    next_step: str,
    corrects: int | None,
    on: date | None = None,
    agreed: bool = False,
) -> Done:
    by.need("contact", "case")
    if channel not in CHANNELS:
        raise Refused(f"A contact is by one of: {', '.join(CHANNELS)}.")
    said = note_of_text("What was said", said, needed=reached)
    step = line_of_text("The next step", next_step)
    action = "contact.correct" if corrects else "contact.add"
    with unit_of_work(by.user.id, action, by.now, case_id=case_id, patient_id=patient_id, token=by.token) as unit:
        if not unit.repeated:
            patient = Patient.get_or_none((Patient.id == patient_id) & (Patient.voided == 0))
            if patient is None:
                raise Refused("That patient is no longer there.")
            if (
                case_id is not None
                and not Case.select().where((Case.id == case_id) & (Case.patient == patient_id)).exists()
            ):
                raise Refused("That case is not this patient's.")
            if patient.do_not_contact and channel in ("phone", "letter", "email", "text") and not corrects:
                unit.says = f"{patient.last_name} asked not to be contacted — "
            unit.result = unit.insert(
                Contact,
                patient=patient_id,
                case=case_id,
                at=unit.at,
                day=by.today,
                user=by.user.id,
                channel=channel,
                reached=reached,
                said=said,
                next_step=step,
                corrects=corrects,
            )
            if case_id is not None and not corrects and channel != "note":
                follow_up.attempted(unit, case_id, unit.result, by.today)
            what = "Corrected the note" if corrects else "Noted" if reached else "Noted, not reached"
            unit.says += f"{what}: {channel}"
            if case_id is not None and on is not None:
                follow_up.put(unit, read_case(case_id), step, on, agreed, by.today, False)
                unit.says += f"; next {show_date(on)}{', agreed' if agreed else ''}: {step}"
    return Done(unit.says, unit.result or 0)


@case_change("concern.add", "case", "contact")
def add_concern(unit: Unit, by: By, case: CaseFile, category: str, *, said: str = "", suspected: str = "") -> None:
    """Note what holds the patient back: a category of CONCERN_CATEGORIES, what was said, what is suspected."""
    category = category.strip().lower()
    if category not in CONCERN_CATEGORIES:
        raise Refused(f"A concern is one of: {', '.join(CONCERN_CATEGORIES)}.")
    unit.result = unit.insert(
        Concern,
        case=case.id,
        category=category,
        said=line_of_text("What was said", said),
        suspected=line_of_text("What is suspected", suspected),
        day=by.today,
        user=by.user.id,
    )
    unit.says = f"Concern: {category}" + ("" if said.strip() else " (suspected)" if suspected.strip() else "")


def _concern(case: CaseFile, concern_id: int) -> str:
    for concern in case.concerns:
        if concern.id == concern_id:
            return concern.category
    raise Refused("That concern is no longer there.")


@case_change("concern.answer", "case", "contact", "clinical")
def answer_concern(
    unit: Unit, by: By, case: CaseFile, concern_id: int, answer: str, *, seen: int | None = None
) -> None:
    """Write down the answer that was given."""
    category = _concern(case, concern_id)
    answer = line_of_text("The answer", answer, needed=True)
    unit.update(Concern, concern_id, seen=seen, answer=answer, state="answered")
    unit.says = f"Answered the concern {category}"


@case_change("concern.resolve", "case", "contact")
def resolve_concern(unit: Unit, by: By, case: CaseFile, concern_id: int, *, seen: int | None = None) -> None:
    """Close a concern: it no longer holds the patient back."""
    category = _concern(case, concern_id)
    unit.update(Concern, concern_id, seen=seen, state="resolved")
    unit.says = f"The concern {category} is resolved"
