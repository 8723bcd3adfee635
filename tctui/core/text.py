"""Text from people: cleaned at the door in, made safe at the door out, cut to terminal cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

LINE_LIMIT = 500
"""Characters kept of a one-line text when the caller gives no limit."""

NOTE_LIMIT = 20_000
"""Characters kept of a text with newlines when the caller gives no limit."""

MARKS_LIMIT = 4
"""Combining marks kept on one letter; more is a flood that climbs over the lines above."""

_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
# Letters that show nothing (Hangul fillers, variation selectors) or change the width of the glyph before them
# (skin tones): a name may hide behind them, and terminals disagree on their cells.
_INVISIBLE = frozenset(
    {"\u115f", "\u1160", "\u3164", "\uffa0", "\u034f", "\u17b4", "\u17b5", "\u2800"}
    | {chr(code) for code in range(0xFE00, 0xFE10)}
    | {chr(code) for code in range(0x180B, 0x1810)}
    | {chr(code) for code in range(0x1F3FB, 0x1F400)}
    | {chr(code) for code in range(0xE0100, 0xE01F0)}
)
_WORD = re.compile(r"(\s*)(\S+)")
_LAST_FIGURE = re.compile(r"(?<![\w.,:/])[$(−+-]*(?:\d[\d.,:/]*)?$")
# Wide since Unicode 16, which the interpreter's tables may predate and the terminal library does not.
_WIDE_SYMBOLS = ((0x2630, 0x2637), (0x268A, 0x268F), (0x4DC0, 0x4DFF), (0x1D300, 0x1D376))


@lru_cache(maxsize=8192)
def _safe_character(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\t" or character in _BREAKS or category == "Zs":
        return " "
    return "" if category in _DROPPED_CATEGORIES or character in _INVISIBLE else character


def _without_floods(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks <= MARKS_LIMIT:
            kept.append(character)
    return "".join(kept)


def safe_text(text: str) -> str:
    """Make any text safe for one line of a widget: nothing in it can move the cursor or turn the direction.

    Control, format (bidirectional and zero-width among them), surrogate, private and unassigned characters are
    dropped, line breaks and tabs become one space each, marks beyond four on a letter are dropped. Idempotent.
    """
    if text.isascii() and text.isprintable():
        return text
    # Dropping first and composing after: a letter and its accent may stand apart only because of what was dropped.
    return _without_floods(unicodedata.normalize("NFC", "".join(map(_safe_character, text.replace("\r\n", "\n")))))


def clean(text: str, newlines: bool = False, limit: int | None = None) -> str:
    """Clean what a person typed or a file held: NFC, no control characters, single blanks, trimmed.

    With ``newlines`` line breaks of every kind become ``\\n`` and at most one empty line stays between two lines;
    without, they become blanks. ``limit`` is in characters (500, or 20,000 with newlines): the rest is cut, so a
    caller that must not lose text compares lengths first. Idempotent.
    """
    limit = limit if limit is not None else NOTE_LIMIT if newlines else LINE_LIMIT
    if not newlines:
        return _single_blanks(text)[:limit].rstrip()
    lines = re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text)
    joined = "\n".join(_single_blanks(line) for line in lines).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", joined)[:limit].rstrip()


def _single_blanks(text: str) -> str:
    return re.sub(" {2,}", " ", safe_text(text)).strip()


@lru_cache(maxsize=8192)
def _character_cells(character: str) -> int:
    if unicodedata.category(character).startswith("M"):
        return 0
    code = ord(character)
    if 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:
        return 0
    if any(first <= code <= last for first, last in _WIDE_SYMBOLS):
        return 2
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cells(text: str) -> int:
    """Count the terminal cells of a safe text (East Asian wide characters take two, combining marks none)."""
    return len(text) if text.isascii() else sum(map(_character_cells, text))


def fit(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """Make the text safe and exactly ``width`` terminal cells: padded with blanks, or cut with ``…`` at the end.

    A figure is shown whole or not at all: a part of it would read as another figure. A width of zero or less gives
    the empty string.
    """
    if width <= 0:
        return ""
    text = safe_text(text)
    taken = cells(text)
    if taken > width:
        text = _LAST_FIGURE.sub("", _cut(text, width - 1)) + "…"
        taken = cells(text)
    padding = " " * (width - taken)
    return padding + text if align == "right" else text + padding


def _cut(text: str, width: int) -> str:
    taken = 0
    for position, character in enumerate(text):
        taken += _character_cells(character)
        if taken > width:
            return text[:position]
    return text


def wrapped(text: str, width: int, first: str = "", further: str = "") -> Iterator[str]:
    """Break a text between words by the cells that they take, as some letters take two; a word without end is cut.

    ``first`` and ``further`` are what the first and the further lines begin with.
    """
    line, is_begun = first, False
    for blanks, word in _WORD.findall(text.strip()):
        if is_begun and cells(line) + len(blanks) + cells(word) > width:
            yield line
            line, is_begun = further, False
        line += blanks + word if is_begun else fit(word, min(cells(word), width - cells(line)))
        is_begun = True
    yield line


def initials(name: str) -> str:
    """Give the initials of a person, given name first: ``Chen, Wei`` and ``Wei Chen`` are both ``WC``.

    At most two characters; ``?`` when the name holds no letter.
    """
    last, comma, first = safe_text(name).partition(",")
    ordered = f"{first} {last}" if comma else last
    letters = [next((c for c in word if c.isalpha()), "") for word in ordered.split()]
    found = [letter.upper()[:1] for letter in letters if letter]
    return "?" if not found else found[0] if len(found) == 1 else found[0] + found[-1]


def veiled(name: str) -> str:
    """The initials of a patient for a screen that others see, given name first; empty for no name.

    A name of one letter, as Chinese ones may be, is not told by its initial: a point stands in its place.
    """
    last, _, first = safe_text(name).partition(",")
    words = [*first.split(), *last.split()]
    if not words:
        return ""
    whole = {initials(word) for word in words if sum(letter.isalpha() for letter in word) == 1}
    return "".join("·" if letter in whole else letter for letter in initials(name))
