"""What a plan wants approved first, read out of what the office wrote in the table: categories and codes as scopes."""

from __future__ import annotations

import re
from collections.abc import Collection

from tctui.core.insurance.cells import CATEGORIES

_WORDS = {
    **{word: category for category, label, _ in CATEGORIES if category != "other" for word in (category, label)},
    "crown": "crowns",
    "filling": "restorative",
    "root canal": "endo",
    "perio surgery": "perio",
    "gum treatment": "perio",
    "extraction": "oral_surgery",
    "bridge": "prosthetics",
    "denture": "prosthetics",
    "prosthodontic": "prosthetics",
    "orthodontic": "ortho",
    "brace": "ortho",
}
"""Words for a category, without the s of several."""

_ALL = re.compile(r"\b(all|everything|any)\b")
_NOT = re.compile(r"\b(no|none|not|never|recommended|optional)\b")


def scopes_wanting_approval(text: str, known_codes: Collection[str] = ()) -> tuple[str, ...]:
    """Give the scopes that a text such as ``crowns, implants and D4341`` names; nothing where it names none or says no."""
    said = text.casefold()
    if _NOT.search(said):
        return ()
    if _ALL.search(said):
        return ("all",)
    named = {category for word, category in _WORDS.items() if re.search(rf"\b{re.escape(word)}s?\b", said)}
    codes = {code.casefold(): code for code in known_codes}
    found = {codes[word] for word in re.findall(r"[\w.-]+", said) if word in codes}
    return (*(f"category:{name}" for name in sorted(named)), *(f"code:{code}" for code in sorted(found)))
