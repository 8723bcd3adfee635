"""The fonts of printed documents, and the refusal of characters that none of them can print."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from tctui.core.errors import Refused

FOLDER = Path(__file__).parent / "fonts"
REGULAR, BOLD, HAN = (FOLDER / name for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "TctuiHan.ttf"))

_SCRIPTS = ("ARABIC", "HEBREW", "SYRIAC", "NKO")


@lru_cache(maxsize=3)
def characters(font: Path) -> frozenset[int]:
    """The code points that a font file can print."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(str(font), lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def needs_han(text: str) -> bool:
    """Say whether a text holds a character that only the Chinese and Japanese font has.

    Raises Refused naming the first character that no font has, or that is written from right to left.
    """
    if text.isascii():
        return False
    both = characters(REGULAR) & characters(BOLD)
    han = False
    for character in text:
        name = unicodedata.name(character, "unnamed character")
        if unicodedata.bidirectional(character) in ("R", "AL") or name.split(" ")[0] in _SCRIPTS:
            raise _lacking(character, name, text, "runs from right to left, which documents cannot print yet")
        if ord(character) in both:
            continue
        if ord(character) not in characters(HAN):
            raise _lacking(character, name, text, "is in none of the document fonts")
        han = True
    return han


def _lacking(character: str, name: str, text: str, why: str) -> Refused:
    return Refused(
        f"{character!r} (U+{ord(character):04X}, {name.lower()}) in {text.strip()[:32]!r} {why}; "
        "write it in Latin letters"
    )
