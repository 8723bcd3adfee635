"""Patients' questions for the dentist: asked, answered by who treats, told to the patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.worklist import Reminder
from tctui.db.cases import day_or_none
from tctui.db.change import By, case_change, note_of_text
from tctui.db.models import Question, database
from tctui.db.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question whose answer the patient has not heard yet; ``answer`` is empty until the dentist gives it."""

    id: int
    case_id: int
    text: str
    answer: str
    answered_by: str
    asked_on: date
    answered_on: date | None
    version: int


_OPEN = (
    "SELECT q.id, q.case_id, q.text, q.answer, COALESCE(u.name, ''), q.asked_at, q.answered_at, q.version FROM question q"
    " LEFT JOIN user u ON u.id = q.answered_by_id WHERE q.voided = 0 AND q.told_at = ''"
)


def open_questions(case_id: int) -> list[OpenQuestion]:
    """The questions of a case that are not done with, the oldest first."""
    return _read("AND q.case_id = ? ORDER BY q.id", (case_id,))


def _read(where: str, values: Sequence[Any] = ()) -> list[OpenQuestion]:
    rows = database.execute_sql(f"{_OPEN} {where}", values).fetchall()
    return [
        OpenQuestion(
            row[0], row[1], row[2], row[3], row[4], date.fromisoformat(row[5][:10]), day_or_none(row[6][:10]), row[7]
        )
        for row in rows
    ]


def reminders(today: date) -> list[Reminder]:
    """The questions that wait for the dentist, and those that came back with an answer."""
    return [
        Reminder(
            one.case_id,
            min(today, one.answered_on or one.asked_on),
            f"tell the patient the dentist's answer: {one.text}" if one.answer else f"dentist to answer: {one.text}",
            "answer" if one.answer else "question",
            one.id,
        )
        for one in _read("ORDER BY q.id")
    ]


def _open(case: CaseFile, question_id: int) -> OpenQuestion:
    found = next((each for each in open_questions(case.id) if each.id == question_id), None)
    if found is None:
        raise Refused("That question is done with: the patient was told.")
    return found


@case_change("question.ask", "case", "contact", "clinical")
def ask_dentist(unit: Unit, by: By, case: CaseFile, text: str) -> None:
    """Write down what the patient asks the dentist."""
    text = note_of_text("The question", text, needed=True)
    unit.result = unit.insert(Question, case=case.id, text=text, asked_at=unit.at, asked_by=by.user.id)
    unit.says = f"Question for the dentist: {text}"


@case_change("question.answer", "clinical")
def answer_question(
    unit: Unit, by: By, case: CaseFile, question_id: int, answer: str, *, seen: int | None = None
) -> None:
    """Write down the dentist's answer; the question goes back to the coordinator, who tells the patient."""
    found = _open(case, question_id)
    answer = note_of_text("The answer", answer, needed=True)
    unit.update(Question, question_id, seen=seen, answer=answer, answered_at=unit.at, answered_by=by.user.id)
    unit.says = f"Answered “{found.text}”: {answer}"


@case_change("question.told", "case", "contact", "clinical")
def told_patient(unit: Unit, by: By, case: CaseFile, question_id: int, *, seen: int | None = None) -> None:
    """Record that the patient heard the answer; raises Refused before there is one."""
    found = _open(case, question_id)
    if not found.answer:
        raise Refused("The dentist has not answered yet.")
    unit.update(Question, question_id, seen=seen, told_at=unit.at, told_by=by.user.id)
    unit.says = f"Told the patient: {found.answer}"


def talk_open(case_id: int) -> list[str]:
    """What of a case waits for somebody's word, in few words: a hand-off, a question or its answer, a referral."""
    rows = database.execute_sql(
        "SELECT 1, 'hand-off' FROM handoff WHERE case_id = ? AND voided = 0 AND confirmed_at = ''"
        " UNION SELECT 2, CASE answered_at WHEN '' THEN 'question' ELSE 'answer' END FROM question"
        " WHERE case_id = ? AND voided = 0 AND told_at = '' UNION SELECT 3, 'referral' FROM referral"
        " WHERE case_id = ? AND voided = 0 AND reviewed_on IS NULL ORDER BY 1, 2",
        (case_id, case_id, case_id),
    )
    return [what for _, what in rows.fetchall()]
