"""When two spellings are one person's name."""

from __future__ import annotations

import unicodedata

_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
"""Letters that Unicode does not take apart."""


def bare_name(name: str) -> str:
    """A name without what does not tell two spellings apart: case, blanks, and marks that a keyboard lacks."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_STROKES))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def same_name(one: str, other: str) -> bool:
    """Tell whether two spellings are one name."""
    return bare_name(one) == bare_name(other)
