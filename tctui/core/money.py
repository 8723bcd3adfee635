"""Money: integer cents, one rounding rule, and how amounts are typed and shown."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from tctui.core.errors import Unreadable

CENTS_LIMIT = 10**12
"""Amounts at or above this many cents are refused as typing errors (ten thousand million dollars)."""

_PERCENT = re.compile(r"(\d{0,3})(?:\.(\d{0,2}))?\s*%?", re.ASCII)
_WITHIN = re.compile(r"\$\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?\s?[kK]?)(?![\w.])", re.ASCII)
_TYPED = re.compile(r"^\s*(\()?\s*(-)?\s*\$?\s*(-)?\s*(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?\s*([kK])?\s*(\))?\s*$")


def round_half_up(amount: Decimal) -> int:
    """Round a decimal number of cents to whole cents, halves away from zero."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def percent_of(cents: int, basis_points: int) -> int:
    """Take basis points (10000 = 100 %) of an amount in cents, rounded half-up to whole cents."""
    scaled = abs(cents * basis_points)
    rounded = (scaled + 5_000) // 10_000
    return rounded if cents * basis_points >= 0 else -rounded


def cents_from_text(text: str) -> int:
    """Read an amount as people type it (``1250``, ``1,250.00``, ``$1.2k``, ``(12.50)``) into cents.

    Raises Unreadable when it is not an amount, or has more than two decimals without the ``k``.
    """
    match = _TYPED.match(text)
    if not match or not (match.group(4) or (match.group(5) or "") not in ("", ".")):
        raise Unreadable(f"not an amount: {text.strip()[:24]!r} (type 1250, 1,250.00 or 1.2k)")
    bracket, minus_before, minus_after, whole, fraction, thousands, close = match.groups()
    if bool(bracket) != bool(close) or (minus_before and minus_after):
        raise Unreadable(f"not an amount: {text.strip()[:24]!r} (type 1250, 1,250.00 or 1.2k)")
    value = Decimal((whole or "0").replace(",", "") + (fraction if fraction and fraction != "." else ""))
    exact = value * (100_000 if thousands else 100)
    if exact != exact.to_integral_value():
        raise Unreadable(f"more than two decimals: {text.strip()[:24]!r}")
    cents = int(exact)
    if cents >= CENTS_LIMIT:
        raise Unreadable(f"too large an amount: {text.strip()[:24]!r}")
    return -cents if bracket or minus_before or minus_after else cents


def money(cents: int) -> str:
    """Show cents with separators and two decimals: ``2,227.40``."""
    sign = "-" if cents < 0 else ""
    whole, part = divmod(abs(cents), 100)
    return f"{sign}{whole:,}.{part:02d}"


def in_dollars(cents: int) -> str:
    """Show cents within a sentence: ``$2,227.40``."""
    return f"{'-' if cents < 0 else ''}${money(abs(cents))}"


def dollars(cents: int) -> str:
    """Show cents as whole dollars with separators, half-up: ``$4,535``."""
    whole = (abs(cents) + 50) // 100
    return f"{'-' if cents < 0 and whole else ''}${whole:,}"


def points_from_text(text: str, most: int = 10_000) -> int:
    """Read a percentage as people type it (``80``, ``12.5``, ``9.9 %``) into basis points, at most ``most``.

    Raises Unreadable when it is none, or has more than two decimals.
    """
    match = _PERCENT.fullmatch(text.strip())
    whole, part = (match[1], match[2] or "") if match else ("", "")
    points = int(whole or "0") * 100 + int(part.ljust(2, "0"))
    if not (whole or part) or points > most:
        raise Unreadable(
            f"not a percentage from 0 to {bare_percent(most)} with at most two decimals: {text.strip()[:12]!r}"
        )
    return points


def bare_percent(basis_points: int) -> str:
    """Show basis points as they are typed: ``80``, ``12.5``."""
    whole, part = divmod(basis_points, 100)
    return f"{whole}.{part:02d}".rstrip("0") if part else str(whole)


def percent_text(basis_points: int) -> str:
    """Show basis points as a person says them: ``80 %``, ``12.5 %``."""
    return f"{bare_percent(basis_points)} %"


def amount_within(text: str) -> tuple[str, int | None]:
    """Part an amount that stands in a text behind ``$`` from the words: ``denture repair $1,120`` gives cents, or None."""
    found = _WITHIN.search(text)
    if found is None:
        return text, None
    words = f"{text[: found.start()]} {text[found.end() :]}"
    return re.sub(r"\s*,(?:\s*,)+", ",", " ".join(words.split())).strip(" ,"), cents_from_text(found.group(1))


def short_dollars(cents: int) -> str:
    """Show cents in at most four characters for a narrow column: ``900``, ``4.2k``, ``12k``, ``1.3M``."""
    whole = (abs(cents) + 50) // 100
    if whole < 1_000:
        text = str(whole)
    elif whole < 9_950:
        tenths = (whole + 50) // 100
        text = f"{tenths // 10}.{tenths % 10}k"
    elif whole < 999_500:
        text = f"{(whole + 500) // 1_000}k"
    else:
        tenths = (whole + 50_000) // 100_000
        text = f"{tenths // 10}.{tenths % 10}M" if tenths < 100 else f"{(whole + 500_000) // 1_000_000}M"
    return f"-{text}" if cents < 0 else text
