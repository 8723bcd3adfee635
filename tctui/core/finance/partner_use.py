"""How lending partners are used: what was offered, approved, used and paid out, and the fee that they really kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tctui.core.finance.applications import Application
from tctui.core.money import percent_of


@dataclass(frozen=True, slots=True)
class Followed:
    """An application with the fee in basis points that was agreed for its length; None where nobody said."""

    application: Application
    fee: int | None = None


@dataclass(frozen=True, slots=True)
class PartnerUse:
    """One partner's figures, in cents. ``paid_for_cents`` is what of the use has been paid out; the rest is awaited.

    ``agreed_fee_cents`` is what the agreed fees come to on that, None when one of them is not known.
    """

    partner: str
    offered: int
    applied: int
    approved: int
    declined: int
    approved_cents: int
    used_cents: int
    paid_for_cents: int
    deposited_cents: int
    refunded_cents: int
    agreed_fee_cents: int | None

    @property
    def fee_cents(self) -> int:
        """What the partner kept of what it has paid for."""
        return self.paid_for_cents - self.deposited_cents

    @property
    def fee(self) -> int | None:
        """The effective fee in basis points, rounded half-up; None until something was paid out."""
        if not self.paid_for_cents:
            return None
        return (self.fee_cents * 20_000 + self.paid_for_cents) // (2 * self.paid_for_cents)


def partner_use(followed: Iterable[Followed]) -> list[PartnerUse]:
    """Give each partner's figures, the most used first."""
    groups: dict[str, list[Followed]] = {}
    for one in followed:
        groups.setdefault(one.application.partner, []).append(one)
    return sorted((_use(partner, group) for partner, group in groups.items()), key=lambda use: (-use.used_cents, use.partner))


def _use(partner: str, group: list[Followed]) -> PartnerUse:
    all_of = [one.application for one in group]
    paid = [one for one in group if one.application.deposited_cents]
    fees = [None if one.fee is None else percent_of(one.application.paid_for_cents, one.fee) for one in paid]
    known = [fee for fee in fees if fee is not None]
    return PartnerUse(
        partner,
        len(all_of),
        sum(one.asked_cents > 0 for one in all_of),
        sum(one.approved_cents > 0 for one in all_of),
        sum(one.state == "declined" for one in all_of),
        sum(one.approved_cents for one in all_of),
        sum(one.used_cents for one in all_of),
        sum(one.paid_for_cents for one in all_of),
        sum(one.deposited_cents for one in all_of),
        sum(one.refunded_cents for one in all_of),
        sum(known) if len(known) == len(fees) else None,
    )
