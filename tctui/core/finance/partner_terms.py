"""The lengths of a partner's product as a person types them: ``12: 0 / 9.9, 24: 14.9 / 5, 36: - / 5``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tctui.core.errors import Unreadable
from tctui.core.finance.partners import Kind, Product, Term
from tctui.core.money import bare_percent, percent_text, points_from_text

_TERM = re.compile(r"(\d{1,3})\s*(?:months?)?\s*:\s*([\d.]+|-)\s*%?\s*(?:/\s*([\d.]+|-)\s*%?\s*)?", re.ASCII)


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
        found.append(Term(int(months), points_or_none(rate), points_or_none(fee or "-")))
    if len({term.months for term in found}) < len(found):
        raise Unreadable("a length stands there twice")
    if not found:
        raise Unreadable("at least one length, such as 12: 0 / 9.9 (months: rate / fee)")
    return tuple(found)


def terms_text(terms: Iterable[Term]) -> str:
    """Show lengths as they are typed."""
    return ", ".join(f"{term.months}: {shown(term.rate)} / {shown(term.fee)}" for term in terms)


def kind_words(product: Product) -> str:
    """What a product is, with what holds afterwards or at most."""
    after = percent_text(product.standard_rate or 0)
    if product.kind is Kind.DEFERRED:
        return f"{product.kind}: unless all is paid in time {after} from the purchase date"
    if product.kind is Kind.REMAINING:
        return f"{product.kind}: {after} afterwards"
    return f"{product.kind}: up to {percent_text(product.highest_rate)}" if product.highest_rate else str(product.kind)


def points_or_none(text: str) -> int | None:
    """Read a percentage with at most two decimals into basis points; None for an empty text or ``-``."""
    return None if text.replace("%", "").strip() in ("", "-") else points_from_text(text)


def shown(points: int | None) -> str:
    """Show basis points as a bare percentage; ``-`` where nobody said."""
    return "-" if points is None else bare_percent(points)
