"""Member fees and what is included, as a person types them: ``CRN 1,200.00, BRG 2,900.00`` and ``EXM 2, CLN 2``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tctui.core.errors import Unreadable
from tctui.core.finance.membership import Included, MemberFee, MembershipPlan
from tctui.core.money import cents_from_text, in_dollars, money, percent_text


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


def gives(plan: MembershipPlan, names: Mapping[str, str]) -> str:
    """Say what the yearly fee buys, for the agreement: what is included how often, the prices, the cap.

    ``names`` are those of procedures by code.
    """
    parts = []
    if plan.included:
        often = ", ".join(f"{part.count} × {names.get(part.code, part.code)}" for part in plan.included)
        parts.append(f"{often} a year at no charge")
    if plan.fees:
        parts.append(", ".join(f"{names.get(fee.code, fee.code)} for {in_dollars(fee.cents)}" for fee in plan.fees))
    if plan.discount:
        parts.append(f"{percent_text(plan.discount)} off all {'other ' if parts else ''}fees")
    cap = [f"at most {in_dollars(plan.cap_cents)} is saved in a year"] if plan.cap_cents is not None else []
    return "; ".join([*(parts or ["no price of its own"]), *cap])


def _once(codes: Sequence[str]) -> None:
    if len(set(codes)) < len(codes):
        raise Unreadable("a code stands there twice")
