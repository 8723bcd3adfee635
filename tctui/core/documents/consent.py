"""Informed consent to a class of procedures, as data: what was explained, by whom, to whom, and who signs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tctui.core.documents.parts import Person, Practice, SignatureBlock, canonical, care_signers, filled, in_utc
from tctui.core.errors import Refused
from tctui.core.spoken import show_date_year


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The office's text for one class of procedures; lists are printed one item a line."""

    key: str
    title: str
    condition: str
    treatment: str
    benefits: tuple[str, ...]
    risks: tuple[str, ...]
    alternatives: tuple[str, ...]
    success: str
    afterwards: str = ""


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A procedure that the consent is for, why it is needed and what happens if it waits; texts may be empty."""

    site: str
    name: str
    code: str = ""
    why: str = ""
    if_left: str = ""


@dataclass(frozen=True, slots=True)
class Discussion:
    """Who explained the treatment, and when (UTC, shown in the practice's own time as ``when_shown``)."""

    dentist: str
    at: datetime
    when_shown: str


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent form, complete. ``discussion`` None leaves room to write it by hand on paper."""

    number: str
    version: int
    made_at: datetime
    day: date
    practice: Practice
    patient: Person
    text: ConsentText
    lines: tuple[ConsentLine, ...]
    performed_by: str
    statements: tuple[str, ...]
    signers: tuple[SignatureBlock, ...]
    discussion: Discussion | None = None


FIELDS = ("patient", "dentist", "practice", "procedures", "date")
"""What the texts of a consent and of a refusal may ask for as ``{name}``."""


def consent_fields(
    patient: Person, dentist: str, practice: Practice, lines: Sequence[tuple[str, str]], day: date
) -> dict[str, str]:
    """The fields of FIELDS; ``lines`` are name and site of what is done or declined."""
    named = ", ".join(f"{name} {site}".strip() for name, site in lines)
    values = (patient.name, dentist or "the dentist", practice.name, named, show_date_year(day))
    return dict(zip(FIELDS, values, strict=True))


def _filled(text: ConsentText, fields: Mapping[str, str]) -> ConsentText:
    where = f"consent {text.key}"

    def put(part: str) -> str:
        return filled(part, fields, where)

    return ConsentText(
        text.key, put(text.title), put(text.condition), put(text.treatment), tuple(map(put, text.benefits)),
        tuple(map(put, text.risks)), tuple(map(put, text.alternatives)), put(text.success), put(text.afterwards),
    )  # fmt: skip


def draw_up_consent(
    *,
    number: str,
    version: int,
    made_at: datetime,
    day: date,
    practice: Practice,
    patient: Person,
    text: ConsentText,
    lines: Sequence[ConsentLine],
    performed_by: str,
    statements: Sequence[str],
    guardian: Person | None = None,
    interpreter: str = "",
    discussion: Discussion | None = None,
    dentist: str = "",
) -> Consent:
    """Draw up a consent form; a minor's guardian signs in the minor's place, and the ``dentist`` who explains it beside.

    Raises Refused when there is no procedure, the patient is a minor and no guardian is named, or the text asks for a
    field that does not exist.
    """
    if not lines:
        raise Refused("a consent needs at least one procedure")
    signers = care_signers(patient, guardian, dentist or performed_by, day, interpreter)
    fields = consent_fields(patient, dentist or performed_by, practice, [(line.name, line.site) for line in lines], day)
    return Consent(
        number=number,
        version=version,
        made_at=in_utc(made_at),
        day=day,
        practice=practice,
        patient=patient,
        text=_filled(text, fields),
        lines=tuple(lines),
        performed_by=performed_by,
        statements=tuple(filled(each, fields, "statements") for each in statements),
        signers=signers,
        discussion=discussion,
    )


def canonical_consent(consent: Consent) -> bytes:
    """Give what was consented to as canonical JSON; number, version and time of making are no part of it."""
    return canonical(consent)


def consent_hash(consent: Consent) -> str:
    """Give the SHA-256 of the canonical consent in hexadecimal."""
    return hashlib.sha256(canonical_consent(consent)).hexdigest()
