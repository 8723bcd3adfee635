"""Parts that every document has: letterhead, persons, clauses with their fields filled, signature blocks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tctui.core.errors import Refused
from tctui.core.plain import canonical_json, to_plain

BOLD_ON, BOLD_OFF = "\ue000", "\ue001"
"""Around bold words of an office's text. No text from people holds them: ``clean`` drops private characters."""

_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Practice:
    """The letterhead: name, address lines, and how the practice is reached; empty text where unknown.

    ``logo`` is a PNG or JPEG that ``scan.checked_logo`` took; it is drawn and is no part of what a paper says.
    """

    name: str
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    logo: bytes = field(default=b"", repr=False, metadata={"plain": False})


@dataclass(frozen=True, slots=True)
class Person:
    """A party to a document as it is printed."""

    name: str
    born: date | None = None
    address: tuple[str, ...] = ()
    relation: str = ""


def of_age(person: Person, on: date) -> bool:
    """Say whether a person is eighteen on a day; a person without a birth date is taken as of age."""
    return person.born is None or (on.year - person.born.year, on.month, on.day) >= (
        18,
        person.born.month,
        person.born.day,
    )


@dataclass(frozen=True, slots=True)
class Clause:
    """A titled paragraph, its fields filled. Empty lines separate paragraphs."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """A place to sign: the role (patient, guarantor, witness, …), the printed name and the relation to the patient."""

    role: str
    name: str = ""
    relation: str = ""


def clock_words(units: int) -> str:
    """Give a time of day in units of five minutes as a patient reads it: ``2:00 p.m.``."""
    hour, minute = divmod(units * 5, 60)
    return f"{(hour - 1) % 12 + 1}:{minute:02d} {'a.m.' if hour < 12 else 'p.m.'}"


def length_words(units: int) -> str:
    """Give a length in units of five minutes as a patient reads it: ``45 min``, ``1 h 25 min``."""
    hours, minutes = divmod(units * 5, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{minutes} min"] if minutes or not hours else [])])


def in_utc(made_at: datetime) -> datetime:
    """Give a time of making back; raises Refused when it is not UTC."""
    if made_at.utcoffset() != timedelta(0):
        raise Refused("the time of making must be UTC")
    return made_at


def care_signers(
    patient: Person, guardian: Person | None, dentist: str, on: date, interpreter: str = ""
) -> tuple[SignatureBlock, ...]:
    """Give who signs a paper about treatment: the patient, or a minor's guardian in the patient's place; the dentist; a witness.

    Raises Refused when the patient is a minor and no guardian is named.
    """
    if guardian is None and not of_age(patient, on):
        raise Refused(f"{patient.name} is under eighteen: name the guardian who signs")
    first = SignatureBlock("Patient", patient.name, "self")
    if guardian:
        first = SignatureBlock("Guardian", guardian.name, guardian.relation)
    between = (SignatureBlock("Interpreter", interpreter),) if interpreter else ()
    return (first, *between, SignatureBlock("Dentist", dentist), SignatureBlock("Witness"))


NO_TERMS = ("number", "version", "made_at")
"""What a paper carries that is no part of what it says."""


def canonical(paper: Any) -> bytes:
    """Give what a paper says as canonical JSON, without its number, version and time of making."""
    plain = to_plain(paper)
    return canonical_json({name: plain[name] for name in plain if name not in NO_TERMS})


def fingerprint(paper: Any) -> str:
    """Give the SHA-256 in hexadecimal of what a paper says: it stands in the footer of one that nobody signs."""
    return hashlib.sha256(canonical(paper)).hexdigest()


def checked_fields(text: str, known: Collection[str], where: str, line: int = 0) -> str:
    """Give an office text back; raises Refused naming the field, ``where`` it stands and in which ``line``, from 1 on, when
    one does not exist or its brace stands alone."""
    at = f" (line {line})" if line else ""
    for name in _FIELD.findall(text):
        if name not in known:
            raise Refused(f"{where}: there is no field {{{name}}}{at}; known are {', '.join(sorted(known))}")
    alone = re.search(r"[{}].{0,20}", _FIELD.sub("", text))
    if alone:
        raise Refused(f"{where}: a brace stands alone at {alone[0]!r}{at}; a field is written as {{patient}}")
    return text


def filled(text: str, fields: Mapping[str, str], where: str) -> str:
    """Put the fields into an office text where it says ``{name}``.

    Raises Refused naming the field and ``where`` it stands when the text asks for one that does not exist.
    """
    return _FIELD.sub(lambda match: fields[match[1]], checked_fields(text, fields, where)).strip()
