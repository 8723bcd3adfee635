"""Cells of an export read as values: amounts, flags, words of a list, times; each refusal says what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from tctui.core.errors import Unreadable
from tctui.core.money import cents_from_text
from tctui.core.schedule.pattern import checked
from tctui.core.text import LINE_LIMIT, NOTE_LIMIT, clean

Reader = Callable[[str], object]
"""Reads one cell; raises Unreadable with what was expected."""

ID_LIMIT = 100
_TRUE = frozenset({"1", "y", "yes", "true", "t", "x", "active", "on", "in", "in network", "a"})
_FALSE = frozenset({"0", "n", "no", "false", "f", "inactive", "off", "archived", "deceased", "deleted", "out", "i"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"(\d{1,2})(?::?([0-5]\d))(?::[0-5]\d(?:\.0+)?)?\s*([ap])?\.?(?:m\.?)?", re.ASCII | re.IGNORECASE)
_EURO = re.compile(r"[^\d,.-]*-?\d{1,3}(?:\.?\d{3})*(?:,\d*)?[^\d,.]*", re.ASCII)


def read_text(cell: str) -> str:
    """One line of text, at most 500 characters."""
    if len(cell) > LINE_LIMIT:
        raise Unreadable(f"longer than {LINE_LIMIT} characters ({len(cell)})")
    return clean(cell)


def read_note(cell: str) -> str:
    """Text of several lines, at most 20,000 characters."""
    if len(cell) > NOTE_LIMIT:
        raise Unreadable(f"longer than {NOTE_LIMIT:,} characters ({len(cell):,})")
    return clean(cell, newlines=True)


def read_id(cell: str) -> str:
    """An id of the other system, kept as it is written (leading zeros too), at most 100 characters."""
    if len(cell) > ID_LIMIT:
        raise Unreadable(f"an id longer than {ID_LIMIT} characters")
    return clean(cell)


def read_cents(cell: str) -> int | None:
    """An amount in cents, zero or more; None when empty."""
    if not cell:
        return None
    cents = cents_from_text(cell)
    if cents < 0:
        raise Unreadable(f"a negative amount: {cell[:24]!r}")
    return cents


def read_euro_cents(cell: str) -> int | None:
    """An amount with a decimal comma (``1.200,50``) in cents, zero or more; None when empty."""
    if cell and not _EURO.fullmatch(cell.strip("() ")):
        raise Unreadable(f"not an amount with a decimal comma: {cell[:24]!r}")
    return read_cents(cell.replace(".", "").replace(",", "."))


def read_percent(cell: str) -> int | None:
    """A share in basis points from ``80`` or ``80 %``; None when empty."""
    text = cell.rstrip("% ").strip()
    if not text:
        return None
    try:
        share = float(text)
    except ValueError:
        raise Unreadable(f"not a percentage: {cell[:24]!r} (write 80 or 80%)") from None
    if not 0 <= share <= 100 or 0 < share < 1:
        raise Unreadable(f"not a percentage from 1 to 100, or 0: {cell[:24]!r} (write 80 or 80%)")
    return round(share * 100)


def read_flag(cell: str) -> bool | None:
    """Yes or no in the usual spellings; None when empty."""
    word = cell.casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    if not word:
        return None
    raise Unreadable(f"not yes or no: {cell[:24]!r}")


def read_whole(cell: str) -> int | None:
    """A whole number from 0 to 9999; None when empty."""
    if not cell:
        return None
    text = cell.removesuffix(".0")
    if not (text.isascii() and text.isdigit()) or len(text) > 4:
        raise Unreadable(f"not a whole number from 0 to 9999: {cell[:24]!r}")
    return int(text)


def read_month(cell: str) -> int | None:
    """A month as 1–12 or by name; None when empty."""
    if not cell:
        return None
    word = cell.casefold()[:3]
    if word in _MONTHS:
        return _MONTHS.index(word) + 1
    number = read_whole(cell)
    if number is None or not 1 <= number <= 12:
        raise Unreadable(f"not a month: {cell[:24]!r} (1 to 12, or its name)")
    return number


@lru_cache(maxsize=4096)
def read_time(cell: str) -> int | None:
    """A time of day as units of five minutes from midnight; None when empty."""
    if not cell:
        return None
    match = _CLOCK.fullmatch(cell)
    if match is None:
        raise Unreadable(f"not a time: {cell[:24]!r} (8:30, 08:30:00, 8:30 AM)")
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise Unreadable(f"not a time: {cell[:24]!r}")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23:
        raise Unreadable(f"not a time: {cell[:24]!r}")
    if minute % 5:
        raise Unreadable(f"a time that is not on five minutes: {cell[:24]!r}")
    return hour * 12 + minute // 5


def read_pattern(cell: str) -> str:
    """A pattern of ``X`` and ``/``, one character per five minutes; empty when there is none."""
    return checked(cell.upper()) if cell else ""


def choice_reader(words: Mapping[str, str], own: Mapping[str, str]) -> Reader:
    """A reader of words that stand for the stored ones; the profile's own words win. None when the cell is empty."""
    known = {_folded(said): meant for said, meant in words.items()}
    known.update({_folded(meant): meant for meant in words.values()})
    known.update({_folded(said): meant for said, meant in own.items()})
    expected = ", ".join(filter(None, dict.fromkeys(words.values())))

    def read(cell: str) -> str | None:
        if not cell and "" not in known:
            return None
        found = known.get(_folded(cell))
        if found is None:
            raise Unreadable(f"{cell[:24]!r} is not known here; expected {expected}, or a word of the profile's values")
        return found

    return read


def _folded(word: str) -> str:
    return re.sub(r"[\s_\-]+", " ", word).strip().casefold()


READERS: dict[str, Reader] = {
    "text": read_text,
    "note": read_note,
    "id": read_id,
    "cents": read_cents,
    "percent": read_percent,
    "flag": read_flag,
    "whole": read_whole,
    "month": read_month,
    "time": read_time,
    "pattern": read_pattern,
}
"""Readers by the name that fields.py uses; dates and choices are made per column."""
