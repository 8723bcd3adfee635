"""Patients' questions for the dentist over a place: asked, answered, told."""

from __future__ import annotations

from typing import Any

from tctui.core.errors import Refused
from tctui.db.questions import OpenQuestion, answer_question, ask_dentist, open_questions, told_patient
from tctui.screens.place import Answer, Choice, Field, Place

ONLY_CLINICAL = "the dentist answers it: log in as a provider or lead"


def open_patient_questions(place: Place, case_id: int) -> None:
    """Ask the dentist, or go on with a question that is open."""
    waiting = {str(number): one for number, one in enumerate(open_questions(case_id)[:9], 1)}
    if not waiting:
        _ask(place, case_id)
        return

    def chosen(key: str) -> Answer:
        if key != "n":
            return settle_question(place, waiting[key])
        _ask(place, case_id)
        return None

    choices = [Choice("n", "new")]
    choices += [
        Choice(key, f"{'tell' if one.answer else 'answer'}: {one.text}"[:34].replace("\n", " "), _closed(place, one))
        for key, one in waiting.items()
    ]
    place.choose("Question for the dentist", choices, chosen)


def _closed(place: Place, one: OpenQuestion) -> str | None:
    return None if one.answer or place.desk.user.may("clinical") else ONLY_CLINICAL


def settle_question(place: Place, one: OpenQuestion) -> Answer:
    """Answer a question, or, once that is done, record that the patient was told."""
    if (closed := _closed(place, one)) is not None:
        raise Refused(f"{closed[0].upper()}{closed[1:]}.")
    if not one.answer:
        _answer(place, one)
        return None

    def told(key: str) -> Answer:
        if key == "a":
            _answer(place, one)
            return None
        done = told_patient(place.desk.by(), one.case_id, one.id, seen=one.version)
        place.reload()
        return f"{done.says} — z undoes"

    place.detail(f"asked: {one.text}", f"{one.answered_by or 'answer'}: {one.answer}")
    closed = None if place.desk.user.may("clinical") else ONLY_CLINICAL
    place.choose("The patient", [Choice("t", "was told"), Choice("a", "another answer", closed)], told)
    return None


def _ask(place: Place, case_id: int) -> None:
    def save(values: dict[str, Any]) -> str:
        return f"{ask_dentist(place.desk.by(), case_id, values['text']).says} — z undoes"

    hint = "it stands on the work list until the dentist answers and the patient is told"
    place.open_form(
        "Question for the dentist",
        [Field("text", "What the patient asks", "notes", required=True, hint=hint)],
        save,
        case_id=case_id,
    )


def _answer(place: Place, one: OpenQuestion) -> None:
    def save(values: dict[str, Any]) -> str:
        by = place.desk.by()
        return f"{answer_question(by, one.case_id, one.id, values['answer'], seen=one.version).says} — z undoes"

    place.open_form(
        "Answer the patient's question",
        [Field("answer", "Answer", "notes", one.answer, required=True, hint="it goes back to the coordinator")],
        save,
        words=f"The patient asks: {one.text}",
        case_id=one.case_id,
    )
