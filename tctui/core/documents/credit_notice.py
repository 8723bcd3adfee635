"""The notice on credit from a lending partner, as data: what the patient is told and signs before applying."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tctui.core.documents.parts import Person, Practice, SignatureBlock, filled, of_age
from tctui.core.errors import Refused
from tctui.core.plain import canonical_json, to_plain
from tctui.core.spoken import show_date_year

FIELDS = ("patient", "practice", "partner", "plan_day", "date")
"""What the text of a notice may ask for as ``{name}``."""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The words of a notice: paragraphs first, then points, what is stated by signing, and where the words are from."""

    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]
    statements: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class CreditNotice:
    """A notice, complete. ``set_words`` are those that a state sets for it, printed as they are."""

    number: str
    version: int
    made_at: datetime
    day: date
    practice: Practice
    patient: Person
    partner: str
    text: NoticeText
    set_words: tuple[str, ...]
    signers: tuple[SignatureBlock, ...]


def draw_up_notice(
    *,
    number: str,
    version: int,
    made_at: datetime,
    day: date,
    practice: Practice,
    patient: Person,
    partner: str,
    text: NoticeText,
    plan_day: date | None,
    set_words: Sequence[str] = (),
    guardian: Person | None = None,
) -> CreditNotice:
    """Draw up a notice on the credit of one partner; a minor's guardian signs in the minor's place.

    Raises Refused when the text names the day of the treatment plan and none was given, when it asks for a field that
    does not exist, and for a minor without a guardian.
    """
    if made_at.utcoffset() != timedelta(0):
        raise Refused("the time of making must be UTC")
    if guardian is None and not of_age(patient, day):
        raise Refused(f"{patient.name} is under eighteen: name the guardian who signs")
    said = (*text.paragraphs, *text.points, *text.statements)
    if plan_day is None and any("{plan_day}" in each for each in said):
        raise Refused("The notice names the written treatment plan: make that first (d, Treatment plan handout).")
    signer = (
        SignatureBlock("Guardian", guardian.name, guardian.relation)
        if guardian
        else SignatureBlock("Patient", patient.name, "self")
    )
    values = (patient.name, practice.name, partner, show_date_year(plan_day) if plan_day else "", show_date_year(day))
    fields = dict(zip(FIELDS, values, strict=True))

    def put(parts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(filled(part, fields, "credit notice") for part in parts)

    told = NoticeText(text.title, put(text.paragraphs), put(text.points), put(text.statements), text.source)
    signers = (signer, SignatureBlock("Witness"))
    return CreditNotice(
        number, version, made_at, day, practice, patient, partner, told, tuple(set_words), signers
    )  # fmt: skip


def canonical_notice(notice: CreditNotice) -> bytes:
    """Give what is told and stated as canonical JSON; number, version, day and time of making are no part of it."""
    plain = to_plain(notice)
    return canonical_json({name: plain[name] for name in plain if name not in ("number", "version", "made_at", "day")})


def notice_hash(notice: CreditNotice) -> str:
    """Give the SHA-256 of the canonical notice in hexadecimal."""
    return hashlib.sha256(canonical_notice(notice)).hexdigest()
