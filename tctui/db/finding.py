"""Reading whom one may look for: every patient, and the cases of some that are closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from tctui.core.board import Card
from tctui.core.finding import Known, wanted
from tctui.core.spelling import folded
from tctui.db.board import cards_of
from tctui.db.board_people import labelled, patients_like
from tctui.db.cases import rows_in
from tctui.db.models import database

_NO_SIGNS = {ord(sign): None for sign in " ()+-./"}
"""What people write between the digits of a phone number."""


def known_patients() -> list[Known]:
    """Every patient by name, also without a case and no longer active; the names as they are stored."""
    rows = database.execute_sql(
        "SELECT id, last_name, first_name, preferred_name, birth_date, phone, active FROM patient WHERE voided = 0"
        " ORDER BY last_name, first_name, id"
    )
    return [
        Known(
            row[0],
            f"{row[1]}, {row[2]}".rstrip(", "),
            folded(f"{row[1]} {row[2]} {row[3]}"),
            str(row[4] or ""),
            row[5].translate(_NO_SIGNS),
            bool(row[6]),
        )
        for row in rows
    ]


def closed_cards_of(patient_ids: Sequence[int]) -> list[Card]:
    """The completed and declined cases of patients."""
    rows = rows_in(
        "SELECT case_id FROM board_card WHERE patient_id IN (?) AND stage IN ('completed', 'declined')",
        patient_ids,
    )
    return cards_of([row[0] for row in rows])


def asked_for(today: date, most: int = 9) -> Callable[[str], list[tuple[int, str]]]:
    """Give what finds active patients for a question, as id and label: names that begin so, else as in Find.

    Find means any part of the names, digits of the phone, or the birth date. All patients are read at most once, and
    only for a text with which no name begins.
    """
    everybody: list[Known] = []

    def found(text: str) -> list[tuple[int, str]]:
        beginning = patients_like(text, most)
        if beginning or not text.strip():
            return beginning
        if not everybody:
            everybody.extend(patient for patient in known_patients() if patient.active)
        meant = wanted(text, today)
        return labelled([patient.id for patient in everybody if meant(patient)][:most])

    return found
