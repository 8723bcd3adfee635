"""The lengths of a partner's product as a person types them: ``12: 0 / 9.9, 24: 14.9 / 5, 36: - / 5``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from tctui.core.errors import Unreadable
from tctui.core.finance.partners import Term

_TERM = re.compile(r"(\d{1,3})\s*(?:months?)?\s*:\s*([\d.]+|-)\s*%?\s*(?:/\s*([\d.]+|-)\s*%?\s*)?", re.ASCII)
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,2})?", re.ASCII)


def terms_from_text(text: str) -> tuple[Term, ...]:
    """Read lengths: months, then the rate a year, then after a slash the practice's fee, in percent; ``-`` not known.

    Raises Unreadable naming the part that cannot be read, and for a length that stands there twice.
    """
    found = []
    for part in re.split(r"[,;\n]", text):
        if not part.strip():
            continue
        match = _TERM.fullmatch(part.strip())
        if match is None:
            raise Unreadable(f"{part.strip()[:24]!r}: a length is written as 12: 0 / 9.9 (months: rate / fee)")
        months, rate, fee = match.groups()
        found.append(Term(int(months), _points(rate), _points(fee or "-")))
    if len({term.months for term in found}) < len(found):
        raise Unreadable("a length stands there twice")
    if not found:
        raise Unreadable("at least one length, such as 12: 0 / 9.9 (months: rate / fee)")
    return tuple(found)


def terms_text(terms: Iterable[Term]) -> str:
    """Show lengths as they are typed."""
    return ", ".join(f"{term.months}: {shown(term.rate)} / {shown(term.fee)}" for term in terms)


def points_from_text(text: str) -> int | None:
    """Read a percentage with at most two decimals into basis points; None for an empty text or ``-``."""
    return _points(text.replace("%", "").strip() or "-")


def shown(points: int | None) -> str:
    """Show basis points as a bare percentage; ``-`` where nobody said."""
    if points is None:
        return "-"
    whole, rest = divmod(points, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def _points(text: str) -> int | None:
    if text == "-":
        return None
    if not _PERCENT.fullmatch(text) or Decimal(text) > 100:
        raise Unreadable(f"not a percentage from 0 to 100 with at most two decimals: {text[:12]!r}")
    return int(Decimal(text) * 100)
