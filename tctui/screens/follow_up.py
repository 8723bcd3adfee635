"""Two forms that board, case and work list share: a contact note, and the next action of a case with its day."""

from __future__ import annotations

from typing import Any

from tctui.screens.place import Field, Place

CHANNELS = (
    ("phone", "phone"), ("person", "in person"), ("letter", "letter"), ("email", "e-mail"), ("text", "text message"),
    ("note", "note only"),
)  # fmt: skip


def contact_form(place: Place, case_id: int | None, patient_id: int, corrects: int = 0) -> None:
    """Ask for a note of a call, letter or talk and write it into the contact log; with ``corrects`` it corrects one."""

    from tctui.db.contacts import add_contact, correct_contact, read_contact
    from tctui.db.people import read_patient

    patient = read_patient(patient_id)
    note = read_contact(corrects) if corrects else None

    def save(values: dict[str, Any]) -> str:
        by, channel, said = place.desk.by(), values["channel"], values["said"]
        rest = {"reached": bool(values["reached"]), "next_step": values["next_step"]}
        if note is not None:
            done = correct_contact(by, note.id, channel, said, **rest)
        else:
            on, agreed = values.get("on"), bool(values.get("agreed"))
            done = add_contact(by, patient_id, channel, said, case_id=case_id, on=on, agreed=agreed, **rest)
        return f"{done.says} — z undoes"

    dated = [
        Field("on", "On", "date", looking="ahead", hint="the day of the next step: fri, +2w; empty: as the follow-up has it"),
        Field("agreed", "Agreed with patient", "yes_no", False, hint="yes: no other day goes before it"),
    ]
    place.open_form(
        f"{'Contact note' if note is None else 'Correct the note'}: {patient.name}",
        [
            Field("channel", "How", "choice", note.channel if note else "phone", required=True, choices=CHANNELS),
            Field("reached", "Reached", "yes_no", note.reached if note else True,
                  hint="no: what was said may stay empty"),
            Field("said", "What was said", "notes", note.said if note else None,
                  hint="the note as it was stays readable in the history" if note else ""),
            Field("next_step", "Next step", initial=note.next_step if note else None, limit=200,
                  hint="what was agreed" if note is None and case_id else "what was agreed; f sets the next action"),
            *(dated if note is None and case_id else ()),
        ],
        save,
        case_id=case_id,
    )  # fmt: skip


def next_action_form(place: Place, case_id: int, title: str = "Next action", anew: bool = False) -> None:
    """Ask for the next action of a case and its day; both empty: none. With ``anew`` the form starts empty."""
    from tctui.db.cases import read_case

    case = read_case(case_id)
    today = place.desk.today()

    def save(values: dict[str, Any]) -> str:
        from tctui.db.case_writes import set_next_action

        done = set_next_action(
            place.desk.by(), case_id, values["what"], values["on"], agreed=bool(values["agreed"]), done=anew,
            seen=case.version,
        )  # fmt: skip
        return f"{done.says} — z undoes"

    # A day that is past cannot be kept; the person names a new one.
    on = case.next_on if case.next_on is not None and case.next_on >= today and not anew else None
    place.open_form(
        f"{title}: {case.last_name}, {case.first_name}".rstrip(", "),
        [
            Field("what", "What is done next", initial="" if anew else case.next_action, limit=200,
                  hint="call, letter, check the benefits; empty together with the day: nothing further"),
            Field("on", "On", "date", on, looking="ahead", hint="tue, +2w, 9/14, next month"),
            Field("agreed", "Agreed with patient", "yes_no", case.next_agreed and on is not None),
        ],
        save,
        case_id=case_id,
    )  # fmt: skip
