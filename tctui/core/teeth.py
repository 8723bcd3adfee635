"""Where in the mouth: teeth, surfaces and areas as they are typed, checked and brought to one spelling."""

from __future__ import annotations

from tctui.core.errors import Unreadable

PERMANENT = frozenset(str(number) for number in (*range(1, 33), *range(51, 83)))
PRIMARY = frozenset("ABCDEFGHIJKLMNOPQRST") | frozenset(f"{letter}S" for letter in "ABCDEFGHIJKLMNOPQRST")
"""Universal numbering: 1-32 and A-T, with 51-82 and AS-TS for supernumerary teeth."""

SURFACES = "MODBFLI"
"""Mesial, occlusal, distal, buccal, facial, lingual, incisal, in the order in which they are written."""

AREAS = {
    "UR": "UR", "UL": "UL", "LR": "LR", "LL": "LL", "UPPER": "upper", "U": "upper", "LOWER": "lower", "L": "lower",
    "MOUTH": "mouth", "FULL": "mouth",
}  # fmt: skip
"""Quadrants, arches and the whole mouth by what people type."""


def tooth_from_text(text: str) -> str:
    """Read a tooth (``19``, ``#19``, ``a``); empty stays empty. Raises Unreadable when there is no such tooth."""
    said = text.strip().lstrip("#").upper().lstrip("0")
    if not text.strip() or said in PERMANENT or said in PRIMARY:
        return said
    raise Unreadable(f"not a tooth: {text.strip()[:12]!r} (1 to 32, or A to T)")


def surfaces_from_text(text: str) -> str:
    """Read surfaces (``mod``) into their usual order, each once. Raises Unreadable for another letter."""
    said = text.strip().upper().replace(" ", "").replace(",", "")
    wrong = set(said) - set(SURFACES)
    if wrong:
        raise Unreadable(f"not surfaces: {text.strip()[:12]!r} (letters of {SURFACES})")
    return "".join(letter for letter in SURFACES if letter in said)


def area_from_text(text: str) -> str:
    """Read a quadrant, arch or ``mouth``; empty stays empty. Raises Unreadable for anything else."""
    said = text.strip().upper()
    if not said:
        return ""
    if said not in AREAS:
        raise Unreadable(f"not an area: {text.strip()[:12]!r} (UR, UL, LR, LL, upper, lower or mouth)")
    return AREAS[said]
