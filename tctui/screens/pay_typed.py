"""What is typed about ways to pay, read into cents, basis points and whole numbers."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

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
    if not text.strip().isdecimal() or not least <= int(text) <= most:
        raise Unreadable(f"a whole number from {least} to {most}")
    return int(text)


def basis_points(text: str) -> int:
    """Read a percentage as typed (``9.9``, ``9.9 %``) into basis points; at most two decimals, 0 to 100."""
    try:
        points = Decimal(text.replace("%", "").strip()) * 100
    except InvalidOperation:
        raise Unreadable("a percentage such as 9.9") from None
    if not points.is_finite() or points != points.to_integral_value() or not 0 <= points <= 10_000:
        raise Unreadable("a percentage from 0 to 100 with at most two decimals")
    return int(points)
