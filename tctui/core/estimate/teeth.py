"""Teeth: numbers 1–32 and letters A–T, their molars, and the quadrant, sextant and arch they stand in."""

from __future__ import annotations

from tctui.core.estimate.rules import ToothGroup

_MOLARS = frozenset((*map(str, (1, 2, 3, 14, 15, 16, 17, 18, 19, 30, 31, 32)), *"ABIJKLST"))
_SECOND_MOLARS = frozenset((*map(str, (2, 15, 18, 31)), *"AJKT"))
_POSTERIOR = frozenset((*map(str, (*range(1, 6), *range(12, 22), *range(28, 33))), *"ABIJKLST"))

GROUPS: dict[ToothGroup, frozenset[str]] = {
    ToothGroup.POSTERIOR: _POSTERIOR,
    ToothGroup.MOLAR: _MOLARS,
    ToothGroup.SECOND_MOLAR: _SECOND_MOLARS,
    ToothGroup.NEVER: frozenset(),
}
"""The teeth of each group; ALWAYS has no list."""

_QUADRANTS = ("UR", "UL", "LL", "LR")


def position(tooth: str) -> int | None:
    """Place a tooth on the arch, 1 to 32 as permanent teeth are numbered; None when it is no tooth."""
    if tooth.isdigit() and 1 <= int(tooth) <= 32:
        return int(tooth)
    place = "ABCDEFGHIJKLMNOPQRST".find(tooth.upper()) if len(tooth) == 1 else -1
    if place < 0:
        return None
    quadrant, step = divmod(place, 5)
    return quadrant * 8 + step + (4 if quadrant % 2 == 0 else 1)


def quadrant(tooth: str) -> str:
    """The quadrant of a tooth: UR, UL, LL or LR; empty when it is no tooth."""
    place = position(tooth)
    return "" if place is None else _QUADRANTS[(place - 1) // 8]


def arch(tooth: str) -> str:
    """The arch of a tooth: U or L; empty when it is no tooth."""
    return quadrant(tooth)[:1]


def sextant(tooth: str) -> str:
    """The sextant of a tooth, ``1`` (upper right) to ``6`` (lower right); empty when it is no tooth."""
    place = position(tooth)
    if place is None:
        return ""
    for number, last in enumerate((5, 11, 16, 21, 27, 32), start=1):
        if place <= last:
            return str(number)
    return ""
