"""Changing a case itself: making one, its title and people, who owns it, and what is done next."""

from __future__ import annotations

from datetime import date

from tctui.core.case import CaseFile
from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.spoken import show_date
from tctui.db import follow_up
from tctui.db.change import By, Done, case_change, line_of_text
from tctui.db.models import Case, Option, Patient, Provider, User
from tctui.db.unit_of_work import Unit, unit_of_work


def new_case(
    by: By,
    patient_id: int,
    title: str,
    *,
    option_name: str = "",
    diagnosed_on: date | None = None,
    provider_id: int | None = None,
    owner_id: int | None = None,
) -> Done:
    """Make a case with its first option A, recommended; the maker owns it unless another owner is named."""
    by.need("case", "clinical")
    title = line_of_text("The title", title, needed=True, limit=80)
    name = line_of_text("The option's name", option_name, limit=80) or title
    with unit_of_work(by.user.id, "case.new", by.now, patient_id=patient_id, token=by.token) as unit:
        if not unit.repeated:
            patient = Patient.get_or_none((Patient.id == patient_id) & (Patient.voided == 0))
            if patient is None:
                raise Refused("That patient is no longer there.")
            owner = owner_id or (by.user.id if by.user.may("case") else None)
            diagnosed = diagnosed_on or by.today
            if diagnosed > by.today:
                raise Refused(f"A case cannot be diagnosed ahead of its day ({show_date(diagnosed)}).")
            unit.case_id = unit.result = unit.insert(
                Case,
                patient=patient_id,
                title=title,
                diagnosed_on=diagnosed,
                provider=_provider(provider_id),
                owner=_owner(owner),
            )
            unit.insert(Option, case=unit.case_id, letter="A", name=name, recommended=True)
            unit.says = f"New case {title} for {patient.last_name}"
    return Done(unit.says, unit.result or 0)


def _provider(provider_id: int | None) -> int | None:
    if provider_id is not None and Provider.get_or_none((Provider.id == provider_id) & (Provider.voided == 0)) is None:
        raise Refused("That provider is no longer there.")
    return provider_id


def _owner(owner_id: int | None) -> int | None:
    if owner_id is not None and User.get_or_none((User.id == owner_id) & (User.voided == 0) & User.active) is None:
        raise Refused("That user no longer works here.")
    return owner_id


@case_change("case.edit", "case", "clinical")
def edit_case(
    unit: Unit,
    by: By,
    case: CaseFile,
    *,
    title: str,
    provider_id: int | None,
    diagnosed_on: date,
    seen: int | None = None,
) -> None:
    """Change title, provider and day of diagnosis."""
    title = line_of_text("The title", title, needed=True, limit=80)
    if diagnosed_on > by.today:
        raise Refused(f"A case cannot be diagnosed ahead of its day ({show_date(diagnosed_on)}).")
    unit.update(Case, case.id, seen=seen, title=title, provider=_provider(provider_id), diagnosed_on=diagnosed_on)
    unit.says = f"Changed the case to {title}" if title != case.title else f"Changed the case {title}"


@case_change("case.owner", "case")
def set_owner(unit: Unit, by: By, case: CaseFile, owner_id: int | None, *, seen: int | None = None) -> None:
    """Give the case to another coordinator, or to nobody."""
    if owner_id == case.owner_id:
        raise Refused("The case has that owner already.")
    unit.update(Case, case.id, seen=seen, owner=_owner(owner_id))
    name = User.get_by_id(owner_id).name if owner_id is not None else "nobody"
    unit.says = f"Gave the case to {name}"


@case_change("case.next_action", "case", "contact")
def set_next_action(
    unit: Unit, by: By, case: CaseFile, what: str, on: date | None, *, agreed: bool = False, done: bool = False,
    seen: int | None = None,
) -> None:  # fmt: skip
    """Set what is done next and on which day; `agreed` when the patient agreed to the day. An empty text clears it.

    `done` says that what was next until now is done, not put off. A case that is followed up then gets its next touch.
    """
    what = line_of_text("The next action", what, limit=200)
    if what and on is None:
        raise Refused("A next action needs its day.")
    if on is not None and not what:
        raise Refused("Say what is to be done on that day.")
    if on is not None and on < by.today:
        raise Refused(f"{show_date(on)} is past; a next action is today or later.")
    if seen is not None and seen != case.version:
        raise ChangedElsewhere("Someone else changed this case meanwhile; look again, then repeat.")
    follow_up.put(unit, case, what, on, agreed, by.today, done)
    agreement = ", agreed with the patient" if agreed and on else ""
    unit.says = f"Next: {what}, {show_date(on)}{agreement}" if on else "No next action any more"
