"""Finding a patient as people ask for one: parts of the name, digits of the phone, the birth date as it is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tctui.core.errors import Unreadable
from tctui.core.spelling import folded
from tctui.core.spoken import date_from_text

FEWEST_DIGITS = 3
"""Digits that a part of a phone number needs."""


@dataclass(frozen=True, slots=True)
class Known:
    """A patient as far as finding needs it; ``names`` is folded, ``birth_date`` ISO text or empty, ``phone`` digits."""

    id: int
    name: str
    names: str
    birth_date: str = ""
    phone: str = ""
    active: bool = True

    def age(self, today: date) -> int | None:
        """Whole years on a day; None without a birth date."""
        if not self.birth_date:
            return None
        born = date.fromisoformat(self.birth_date)
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def wanted(text: str, today: date) -> Callable[[Known], bool]:
    """Give what tells whether a patient is meant by a text: every word in the names, or the phone, or the birth date.

    A birth date without a year finds everybody born on that day of the year.
    """
    words = folded(text).replace(",", " ").split()
    digits = re.sub(r"\D", "", text)
    by_phone = len(digits) >= FEWEST_DIGITS and not re.search(r"[^\d\s()+./-]", text)
    born = _birthday(text, today)

    def meant(patient: Known) -> bool:
        if all(word in patient.names for word in words):
            return True
        if by_phone and digits in patient.phone:
            return True
        return born != "" and patient.birth_date.endswith(born)

    return meant


def _birthday(text: str, today: date) -> str:
    """The birth date said in ISO, ``-04-02`` when no year was said; empty when the text is no date."""
    said = text.strip().lower()
    numbers = re.findall(r"\d+", said)
    if not numbers or said[0] in "+-" or not re.search(r"[a-z]{3}|\d[/.\-]\d", said):
        return ""
    try:
        found = date_from_text(said, today, "back")
    except Unreadable:
        return ""
    has_year = len(numbers) == 3 or (len(numbers) == 2 and re.search(r"[a-z]{3}", said) is not None)
    return found.isoformat() if has_year else found.isoformat()[4:]
