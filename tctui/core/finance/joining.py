"""Joining a membership plan and paying what is left at its prices: the fee beside one of the practice's own ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tctui.core.errors import Refused
from tctui.core.finance.choices import PaymentChoice, Way, in_full, in_house, per_visit, split
from tctui.core.finance.dues import MEMBER_FEE, Due
from tctui.core.finance.membership import MemberPrice, MembershipPlan, fee_payments, saved_cents
from tctui.core.finance.wish import Wish, plan_terms
from tctui.core.money import money


@dataclass(frozen=True, slots=True)
class Joining:
    """A membership with the way in which the rest is paid; ``today_cents`` of it are paid today beside a plan."""

    plan: MembershipPlan
    rest: Way = Way.IN_FULL
    today_cents: int = 0


def fee_part(plan: MembershipPlan, wish: Wish, saved_cents: int) -> PaymentChoice:
    """Give the first year's fee as a way of its own; what members save costs the practice, the fee is taken off that."""
    dues = tuple(Due(MEMBER_FEE, on, cents) for on, cents in fee_payments(plan, wish.today))
    return PaymentChoice(
        Way.MEMBERSHIP, plan.yearly_cents, wish.today, dues, name=plan.name,
        practice_cost_cents=saved_cents - plan.yearly_cents, risk="the fee is owed yearly until it is ended",
        membership_cents=plan.yearly_cents,
    )  # fmt: skip


def at_member_prices(
    joining: Joining, wish: Wish, visits: Sequence[Due], saved_cents: int, risk: str = ""
) -> PaymentChoice:
    """Give the way to pay of who joins: ``wish`` and ``visits`` are at member prices, with ``saved_cents`` taken off.

    Raises Refused when nothing is to be paid or the rest cannot be paid that way.
    """
    fee = fee_part(joining.plan, wish, saved_cents)
    if not wish.patient_cents:
        if not fee.dues:
            raise Refused("nothing is left for the patient to pay")
        return replace(fee, risk=risk or fee.risk)
    made = split([fee, *_rest(joining, wish, visits)])
    told = f"{risk}; {fee.risk}" if risk else made.risk
    return replace(made, name=_name(joining), risk=told)


def joined(
    joining: Joining, wish: Wish, visits: Sequence[Due], prices: Sequence[MemberPrice], risk: str = ""
) -> PaymentChoice:
    """Give the way to pay of who joins today: ``wish`` and ``visits`` are those before the member ``prices``.

    Raises Refused when nothing is left at member prices or the rest cannot be paid that way.
    """
    saved = saved_cents(prices, wish.patient_cents)
    left = wish.patient_cents - saved
    if not left:
        raise Refused("nothing is left at member prices: there is nothing to split")
    lowered = replace(wish, patient_cents=left, down_cents=min(wish.down_cents, left))
    return at_member_prices(joining, lowered, at_prices(visits, prices), saved, risk)


def at_prices(visits: Sequence[Due], prices: Sequence[MemberPrice]) -> list[Due]:
    """Give what each visit costs at member prices."""
    saved: dict[int | None, int] = {}
    for price in prices:
        saved[price.line.visit] = saved.get(price.line.visit, 0) + price.saved_cents
    return [replace(due, amount_cents=max(0, due.amount_cents - saved.get(due.visit, 0))) for due in visits]


def today_and_plan(wish: Wish, today_cents: int) -> PaymentChoice:
    """Split the portion: so many cents in full today, the rest by an in-house plan of the wish without a down payment.

    Raises Refused when nothing is left for the plan.
    """
    return split(_today_and_plan(wish, today_cents))


def _rest(joining: Joining, wish: Wish, visits: Sequence[Due]) -> list[PaymentChoice]:
    if joining.rest is Way.PER_VISIT:
        return [per_visit(visits, wish.today, min(wish.down_cents, wish.patient_cents))]
    if joining.rest is Way.IN_HOUSE:
        return _today_and_plan(wish, joining.today_cents) if joining.today_cents else [in_house(plan_terms(wish))]
    return [in_full(wish.patient_cents, wish.today)]


def _today_and_plan(wish: Wish, today_cents: int) -> list[PaymentChoice]:
    left = wish.patient_cents - today_cents
    if left <= 0:
        raise Refused(f"{money(today_cents)} today leaves nothing for a plan: it is paid in full")
    plan = in_house(plan_terms(replace(wish, patient_cents=left, down_cents=0)))
    return [in_full(today_cents, wish.today), plan]


def _name(joining: Joining) -> str:
    today = f"{money(joining.today_cents)} today + " if joining.today_cents else ""
    return f"{joining.plan.name} + {today}{joining.rest.value}"
