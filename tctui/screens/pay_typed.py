"""What is typed about ways to pay, read into cents and whole numbers."""

from __future__ import annotations

from tctui.core.errors import Unreadable
from tctui.core.finance.wish import Wish
from tctui.core.money import cents_from_text, money


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


def down_of(text: str, wish: Wish) -> int:
    """Read a down payment that leaves something to pay later under the terms wished for."""
    cents = cents_or_more(text)
    if cents > wish.most_down_cents:
        raise Unreadable(too_much_down(wish))
    return cents


def too_much_down(wish: Wish) -> str:
    """Say the largest down payment and why."""
    return f"the largest down payment is {money(wish.most_down_cents)}: {wish.payments} payments of 1.00 are to be left"
