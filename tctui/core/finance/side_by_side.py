"""Every honest way to pay one patient portion, side by side, for one down payment and one number of months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

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
from tctui.core.finance.deferred_interest import Accrual
from tctui.core.finance.dues import Due
from tctui.core.finance.membership import MemberLine, Membership, MembershipPlan, member_prices
from tctui.core.finance.partners import Product, nearest_offer, products_on
from tctui.core.finance.plans import Frequency, PlanTerms
from tctui.core.finance.unit_periods import months_later


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person at the desk has set. Cents, basis points; ``first_due`` None means a month from today.

    ``months`` is how long the patient wants to pay: a plan gets as many payments as its frequency makes of it.
    """

    patient_cents: int
    today: date
    down_cents: int = 0
    months: int = 12
    rate: int = 0
    frequency: Frequency = Frequency.MONTHLY
    first_due: date | None = None
    interest_free: int = 0
    courtesy: int = 0
    accrual: Accrual = Accrual.DAILY

    @property
    def payments(self) -> int:
        """Payments of a plan over these months at its frequency."""
        return max(1, (2 * self.months * self.frequency.a_year + 12) // 24)


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
    insured: bool = False,
    member: Membership | None = None,
) -> list[PaymentChoice | Impossible]:
    """Give every way in a fixed order: in full, per visit, in-house plan, memberships, then partners by what they cost.

    ``visits`` are the patient portions by visit, ``products`` the partners' rows (those in force today are used, each
    with the length nearest to the months wished for), ``lines`` the procedures at the practice's fees for a
    membership, which takes the place of an insurance and so is no way for an ``insured`` patient. A way that cannot
    be taken stands in its place with the reason.
    """
    ways: list[PaymentChoice | Impossible] = [
        _tried(Way.IN_FULL, Way.IN_FULL.value, lambda: in_full(wish.patient_cents, wish.today, wish.courtesy)),
        _tried(Way.PER_VISIT, Way.PER_VISIT.value, lambda: per_visit(visits, wish.today, wish.down_cents)),
        _tried(Way.IN_HOUSE, Way.IN_HOUSE.value, lambda: in_house(plan_terms(wish))),
    ]
    plans = [member.plan] if member else list(memberships)
    ways += [_membership(plan, wish, lines, insured, member) for plan in plans if lines]
    partners = [_partner(product, wish) for product in products_on(products, wish.today)]
    return ways + sorted(partners, key=_cost)


def plan_terms(wish: Wish) -> PlanTerms:
    """Give the terms of an in-house plan as wished. Raises Refused when they make none."""
    first = wish.first_due or months_later(wish.today, 1)
    return PlanTerms(
        wish.patient_cents,
        wish.down_cents,
        wish.payments,
        wish.today,
        first,
        wish.rate,
        wish.frequency,
        min(wish.interest_free, wish.payments),
    )


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
    plan: MembershipPlan, wish: Wish, lines: Sequence[MemberLine], insured: bool, member: Membership | None
) -> PaymentChoice | Impossible:
    def make() -> PaymentChoice:
        if insured:
            raise Refused("a membership is for patients without insurance")
        joined = member or Membership(plan, wish.today)
        return by_membership(joined, member_prices(joined, lines, wish.today), wish.today, member is None)

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
