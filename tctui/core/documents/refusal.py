"""Informed refusal, as data: what was proposed, what may come of leaving it, and that the patient leaves it knowingly."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tctui.core.documents.consent import consent_fields
from tctui.core.documents.parts import Person, Practice, SignatureBlock, canonical, care_signers, filled, in_utc
from tctui.core.errors import Refused


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A procedure that the patient declines, why it was proposed, and what happens if it waits; texts may be empty."""

    site: str
    name: str
    code: str = ""
    why: str = ""
    if_left: str = ""


@dataclass(frozen=True, slots=True)
class RefusalText:
    """The office's words: what leaving treatment can lead to in general, and what is stated by signing."""

    risks: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An informed refusal, complete; ``reason`` is what the patient said, and may be empty."""

    number: str
    version: int
    made_at: datetime
    day: date
    practice: Practice
    patient: Person
    lines: tuple[RefusedLine, ...]
    text: RefusalText
    proposed_by: str
    reason: str
    signers: tuple[SignatureBlock, ...]


def draw_up_refusal(
    *,
    number: str,
    version: int,
    made_at: datetime,
    day: date,
    practice: Practice,
    patient: Person,
    lines: Sequence[RefusedLine],
    text: RefusalText,
    proposed_by: str,
    reason: str = "",
    guardian: Person | None = None,
) -> Refusal:
    """Draw up a refusal; a minor's guardian signs in the minor's place.

    Raises Refused when nothing is declined, or the patient is a minor and no guardian is named.
    """
    if not lines:
        raise Refused("a refusal needs at least one declined procedure")
    signers = care_signers(patient, guardian, proposed_by, day)
    fields = consent_fields(patient, proposed_by, practice, [(line.name, line.site) for line in lines], day)
    told = RefusalText(
        tuple(filled(each, fields, "refusal") for each in text.risks),
        tuple(filled(each, fields, "refusal") for each in text.statements),
    )
    return Refusal(
        number, version, in_utc(made_at), day, practice, patient, tuple(lines), told, proposed_by, reason, signers
    )  # fmt: skip


def canonical_refusal(refusal: Refusal) -> bytes:
    """Give what was refused as canonical JSON; number, version and time of making are no part of it."""
    return canonical(refusal)


def refusal_hash(refusal: Refusal) -> str:
    """Give the SHA-256 of the canonical refusal in hexadecimal."""
    return hashlib.sha256(canonical_refusal(refusal)).hexdigest()
