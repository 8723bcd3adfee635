"""Member fees and what is included, as a person types them: ``CRN 1,200.00, BRG 2,900.00`` and ``EXM 2, CLN 2``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tctui.core.errors import Unreadable
from tctui.core.finance.membership import Included, MemberFee
from tctui.core.money import cents_from_text, money


def fees_from_text(text: str) -> tuple[MemberFee, ...]:
    """Read member fees: code and amount, one a line or with a comma and a blank between two.

    Raises Unreadable naming the part that cannot be read, and for a code that stands there twice.
    """
    found = []
    for part in re.split(r"[;\n]|,\s+", text):
        if part.strip():
            code, _, amount = part.strip().partition(" ")
            if not amount.strip():
                raise Unreadable(f"{part.strip()[:24]!r}: code and fee, such as CRN 1,200.00")
            found.append(MemberFee(code, cents_from_text(amount.strip())))
    _once([fee.code for fee in found])
    return tuple(found)


def fees_text(fees: Iterable[MemberFee]) -> str:
    """Show member fees as they are typed."""
    return ", ".join(f"{fee.code} {money(fee.cents)}" for fee in fees)


def included_from_text(text: str) -> tuple[Included, ...]:
    """Read what the yearly fee includes: code and how often in a membership year.

    Raises Unreadable naming the part that cannot be read, and for a code that stands there twice.
    """
    found = []
    for part in re.split(r"[,;\n]", text):
        if part.strip():
            match = re.fullmatch(r"(\S+)\s+(?:[x×]\s*)?(\d{1,2})", part.strip(), re.ASCII)
            if match is None:
                raise Unreadable(f"{part.strip()[:24]!r}: code and how often, such as EXM 2")
            found.append(Included(match[1], int(match[2])))
    _once([part.code for part in found])
    return tuple(found)


def included_text(parts: Iterable[Included]) -> str:
    """Show what is included as it is typed."""
    return ", ".join(f"{part.code} {part.count}" for part in parts)


def _once(codes: Sequence[str]) -> None:
    if len(set(codes)) < len(codes):
        raise Unreadable("a code stands there twice")
