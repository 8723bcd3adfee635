"""What two spellings have in common: a name typed without its accents is found, and is the same name."""

from __future__ import annotations

import unicodedata

_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
"""Letters that Unicode does not take apart."""


def folded(text: str) -> str:
    """A text without case and accents, so that `muller` finds Müller and `zolk` Żółkiewska."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def bare_name(name: str) -> str:
    """A name without what does not tell two spellings apart: case, blanks, and marks that a keyboard lacks."""
    return " ".join(folded(name).split())


def same_name(one: str, other: str) -> bool:
    """Tell whether two spellings are one name."""
    return bare_name(one) == bare_name(other)
