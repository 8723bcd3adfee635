"""What is typed about ways to pay, read into cents and whole numbers."""

from __future__ import annotations

from tctui.core.errors import Unreadable
from tctui.core.money import cents_from_text


def cents_or_more(text: str, least: int = 0) -> int:
    """Read an amount of so many cents or more."""
    cents = cents_from_text(text)
    if cents < least:
        raise Unreadable("an amount of 0 or more" if least == 0 else "an amount above 0")
    return cents


def whole(text: str, least: int, most: int) -> int:
    """Read a whole number between two."""
    if not text.strip().isdecimal() or len(text.strip()) > 9 or not least <= int(text) <= most:
        raise Unreadable(f"a whole number from {least} to {most}")
    return int(text)
