"""Teeth by number (1–32, milk teeth A–T): where they stand and which sides they have."""

from __future__ import annotations

from random import Random

MOLARS = (2, 3, 14, 15, 18, 19, 30, 31)
PREMOLARS = (4, 5, 12, 13, 20, 21, 28, 29)
FRONT = (6, 7, 8, 9, 10, 11, 22, 23, 24, 25, 26, 27)
WISDOM = (1, 16, 17, 32)
GAPS = (3, 4, 5, 12, 13, 14, 19, 20, 21, 28, 29, 30)
"""Teeth whose two neighbors can carry a bridge."""

MILK_MOLARS = tuple("ABIJKLST")
QUARTERS = {"right": ("UR", "LR"), "left": ("UL", "LL")}
_SIDES = {1: ("O", "B", "L"), 2: ("MO", "DO", "OB", "OL"), 3: ("MOD", "MOB", "DOL"), 4: ("MODB", "MODL")}
_FRONT_SIDES = {1: ("F", "L"), 2: ("MF", "DF", "ML", "DL"), 3: ("MFL", "DFL"), 4: ("MIFL", "DIFL")}


def sides(dice: Random, tooth: int | str, count: int) -> str:
    """So many sides of a tooth that can be filled together; front teeth have an edge, the others a chewing side."""
    return dice.choice((_FRONT_SIDES if tooth in FRONT else _SIDES)[count])


def arch(tooth: int) -> str:
    """The jaw in which a tooth stands."""
    return "upper" if tooth <= 16 else "lower"


def side(tooth: int) -> str:
    """The patient's side on which a tooth stands."""
    return "right" if tooth <= 8 or tooth >= 25 else "left"


def root_canal(tooth: int) -> str:
    """The procedure code of a root canal on a tooth."""
    return "RCF" if tooth in FRONT else "RCP" if tooth in PREMOLARS else "RCM"
