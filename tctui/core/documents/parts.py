"""Parts that every document has: letterhead, persons, clauses with their fields filled, signature blocks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from tctui.core.errors import Refused

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


def checked_fields(text: str, known: Collection[str], where: str) -> str:
    """Give an office text back; raises Refused naming the field and ``where`` it stands when one does not exist."""
    for name in _FIELD.findall(text):
        if name not in known:
            raise Refused(f"{where}: there is no field {{{name}}}; known are {', '.join(sorted(known))}")
    return text


def filled(text: str, fields: Mapping[str, str], where: str) -> str:
    """Put the fields into an office text where it says ``{name}``.

    Raises Refused naming the field and ``where`` it stands when the text asks for one that does not exist.
    """
    return _FIELD.sub(lambda match: fields[match[1]], checked_fields(text, fields, where)).strip()
