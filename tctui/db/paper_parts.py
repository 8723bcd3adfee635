"""What every paper of a case is made of: letterhead, parties, dentist, and who may make papers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from tctui.core.case import CaseFile
from tctui.core.documents.parts import Person, Practice, of_age
from tctui.core.errors import Refused
from tctui.core.people import User
from tctui.db.cases import day_or_none
from tctui.db.connection import database_path
from tctui.db.models import database


def letterhead() -> Practice:
    """The practice as its papers name it; raises Refused while it has no name."""
    row = database.execute_sql(
        "SELECT name, address, phone, email, logo FROM practice WHERE voided = 0 LIMIT 1"
    ).fetchone()
    if row is None:
        raise Refused("The practice has no name and address yet: F8, The practice, before papers are made.")
    return Practice(row[0], address_lines(row[1]), row[2], row[3], bytes(row[4] or b""))


def parties(case: CaseFile) -> tuple[Person, Person]:
    """The patient, and who pays: the guarantor, or the patient again."""
    row = database.execute_sql(
        "SELECT t.first_name, t.last_name, t.birth_date, t.address, g.first_name, g.last_name, g.address FROM patient t"
        " LEFT JOIN guarantor g ON g.id = t.guarantor_id AND g.voided = 0 WHERE t.id = ?",
        (case.patient_id,),
    ).fetchone()
    first, last, born, address, payer_first, payer_last, payer_address = row
    patient = Person(f"{first} {last}".strip(), day_or_none(born), address_lines(address))
    if not payer_last or f"{payer_first} {payer_last}".strip() == patient.name:
        return patient, patient
    payer = Person(f"{payer_first} {payer_last}".strip(), None, address_lines(payer_address or address), "guarantor")
    return patient, payer


def guardian(case: CaseFile, today: date) -> Person | None:
    """Who signs for a minor: the guarantor; None for a patient of age, or where nobody else is known."""
    patient, payer = parties(case)
    return payer if payer is not patient and not of_age(patient, today) else None


def address_lines(address: str) -> tuple[str, ...]:
    """An address as it is printed, a part a line."""
    return tuple(part.strip() for part in address.replace("\n", ",").split(",") if part.strip())


def provider_name(provider_id: int | None) -> str:
    """The name of who treats; empty when nobody is named."""
    row = database.execute_sql("SELECT name FROM provider WHERE id = ?", (provider_id,)).fetchone()
    return str(row[0]) if row else ""


def dentists() -> dict[int, str]:
    """The names of the dentists at work, by id in the order of their codes."""
    rows = database.execute_sql(
        "SELECT id, name FROM provider WHERE voided = 0 AND active = 1 AND role = 'doctor' ORDER BY code, id"
    )
    return dict(rows.fetchall())


def words_folder() -> Path | None:
    """Where the office's own words lie: ``words`` beside the database; None while there is no such folder."""
    from tctui.documents.texts import own_folder

    return own_folder(database_path())


def second(now: datetime) -> datetime:
    """The moment in UTC to the second: the time that a paper carries."""
    return now.astimezone(UTC).replace(microsecond=0)


def may_make(user: User) -> None:
    """Raise Refused unless the user's role makes papers."""
    if not (user.may("case") or user.may("sign")):
        raise Refused(f"Your role ({user.role}) does not make papers; ask a coordinator or lead.")
