"""Every honest way to pay one patient portion, side by side, for one down payment and one number of months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tctui.core.errors import Refused
from tctui.core.finance.choices import (
    PaymentChoice,
    Way,
    by_membership,
    by_partner,
    in_full,
    in_house,
    per_visit,
    split,
)
from tctui.core.finance.dues import Due
from tctui.core.finance.member_beside import Beside
from tctui.core.finance.membership import MemberLine, Membership, MembershipPlan, member_prices
from tctui.core.finance.partners import Product, nearest_offer, products_on
from tctui.core.finance.wish import Wish, plan_terms


@dataclass(frozen=True, slots=True)
class Impossible:
    """A way that cannot be taken, with the reason."""

    way: Way
    label: str
    reason: str


def every_way(
    wish: Wish,
    visits: Sequence[Due] = (),
    products: Sequence[Product] = (),
    memberships: Sequence[MembershipPlan] = (),
    lines: Sequence[MemberLine] = (),
    beside: Beside | None = None,
    member: Membership | None = None,
) -> list[PaymentChoice | Impossible]:
    """Give every way in a fixed order: in full, per visit, in-house plan, memberships, then partners by what they cost.

    ``visits`` are the patient portions by visit, ``products`` the partners' rows (those in force today are used, each
    with the length nearest to the months wished for), ``lines`` the procedures that a membership lowers: all of them,
    or ``beside`` an insurance those that no plan covers. Who is a member has the prices in the estimate. A way that
    cannot be taken stands in its place with the reason.
    """
    ways: list[PaymentChoice | Impossible] = [
        _tried(Way.IN_FULL, Way.IN_FULL.value, lambda: in_full(wish.patient_cents, wish.today, wish.courtesy)),
        _tried(Way.PER_VISIT, Way.PER_VISIT.value, lambda: per_visit(visits, wish.today, wish.down_cents)),
        _tried(Way.IN_HOUSE, Way.IN_HOUSE.value, lambda: in_house(plan_terms(wish))),
    ]
    ways += [_membership(plan, wish, lines, beside, member) for plan in ([member.plan] if member else memberships)]
    partners = [_partner(product, wish) for product in products_on(products, wish.today)]
    return ways + sorted(partners, key=_cost)


def partner_and_rest(
    wish: Wish, product: Product, partner_cents: int, rest: Way, months: int | None = None
) -> PaymentChoice:
    """Split the portion: so many cents by a partner, such as what it approved, the rest in full or by a plan.

    The down payment and the terms of the wish go to the rest. Raises Refused when a part cannot be taken.
    """
    left = wish.patient_cents - partner_cents
    if left <= 0:
        raise Refused("the partner takes all of it: there is nothing to split")
    financed = by_partner(nearest_offer(product, partner_cents, months or wish.months, wish.today, 0, wish.accrual))
    remaining = replace(wish, patient_cents=left, down_cents=min(wish.down_cents, left))
    if rest is Way.IN_FULL:
        return split([in_full(left, wish.today, wish.courtesy), financed])
    if rest is Way.IN_HOUSE:
        return split([in_house(plan_terms(remaining)), financed])
    raise Refused(f"the rest is paid in full or by a plan, not {rest}")


def _partner(product: Product, wish: Wish) -> PaymentChoice | Impossible:
    def make() -> PaymentChoice:
        return by_partner(
            nearest_offer(product, wish.patient_cents, wish.months, wish.today, wish.down_cents, wish.accrual)
        )

    return _tried(Way.PARTNER, f"{product.partner} {product.name}", make)


def _membership(
    plan: MembershipPlan, wish: Wish, lines: Sequence[MemberLine], beside: Beside | None, member: Membership | None
) -> PaymentChoice | Impossible:
    def make() -> PaymentChoice:
        if beside is not None and beside.refusal:
            raise Refused(beside.refusal)
        if member is not None:
            raise Refused("a member already: the prices are in the estimate, pay by any other way")
        joined = Membership(plan, wish.today)
        prices = member_prices(joined, lines, wish.today)
        if beside is not None and not any(price.saved_cents for price in prices):
            raise Refused("takes nothing off: the contracts' own prices are no higher than a member's")
        made = by_membership(joined, prices, wish.today, wish.patient_cents)
        return made if beside is None else replace(made, risk=f"{beside.words}. {made.risk}")

    return _tried(Way.MEMBERSHIP, plan.name, make)


def _tried(way: Way, label: str, make: Callable[[], PaymentChoice]) -> PaymentChoice | Impossible:
    try:
        return make()
    except Refused as refused:
        return Impossible(way, label, str(refused))


def _cost(way: PaymentChoice | Impossible) -> tuple[int, int, bool, int, str]:
    """Cheapest first, at the same cost what has no cliff first; what may cost more than is known comes after."""
    if isinstance(way, Impossible):
        return 2, 0, False, 0, way.label
    return int(way.at_least), way.finance_charge_cents, way.cliff is not None, len(way.dues), way.label
