"""Invented names: given and family names of many origins, streets and towns, to be combined by dice."""

from __future__ import annotations

from importlib.resources import files
from random import Random


def _read() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    text = (files("tctui.db.demo") / "names.txt").read_text(encoding="utf-8")
    for part in text.split("["):
        heading, _, words = part.partition("]")
        found[heading] = tuple(words.split())
    return found


_LISTS = _read()
WOMEN, MEN, FAMILIES, STREETS = (_LISTS[heading] for heading in ("women", "men", "families", "streets"))
KINDS = ("Street", "Avenue", "Lane", "Road", "Court", "Drive")
TOWNS = ("Harbor Mills", "Eastbank", "Old Ferry", "Tannersville Heights", "North Riverside", "Cooper's Landing")
LANGUAGES = ("Spanish", "Polish", "Vietnamese", "Arabic", "Ukrainian", "Portuguese", "Korean", "French")


def given_name(dice: Random, sex: str) -> str:
    """A given name; now and then a double one."""
    names = WOMEN if sex == "F" else MEN
    first = dice.choice(names)
    return f"{first} {dice.choice(names)}" if dice.random() < 0.02 else first


def address(dice: Random) -> str:
    """An address that does not exist: invented towns, a ZIP code that is not in use."""
    flat = f", Apt {dice.randint(1, 40)}" if dice.random() < 0.25 else ""
    street = f"{dice.randint(2, 1999)} {dice.choice(STREETS)} {dice.choice(KINDS)}"
    return f"{street}{flat}, {dice.choice(TOWNS)}, OH 45000"


def phone(dice: Random) -> str:
    """A telephone number of the range that is kept free for fiction."""
    return f"({dice.choice((220, 326, 419, 567, 740, 937))}) 555-01{dice.randint(0, 99):02d}"
