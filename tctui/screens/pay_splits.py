"""Ways to pay that are put together at the desk: a partner and the rest, a part today, a membership with a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from tctui.core.case import Option
from tctui.core.errors import Refused
from tctui.core.finance.choices import PaymentChoice, Way
from tctui.core.finance.joining import Joining, joined, today_and_plan
from tctui.core.finance.membership import Membership, MembershipPlan, member_prices
from tctui.core.finance.side_by_side import Impossible, partner_and_rest
from tctui.core.finance.wish import Wish
from tctui.core.money import money
from tctui.db.ways import Ground
from tctui.screens.pay_typed import cents_or_more
from tctui.screens.place import Place

Shown = PaymentChoice | Impossible


@dataclass(frozen=True, slots=True)
class PartnerSplit:
    """So many cents by a partner's product, the rest in full or by a plan."""

    partner: str
    product: str
    cents: int
    rest: Way


@dataclass(frozen=True, slots=True)
class TodaySplit:
    """So many cents today, the rest by an in-house plan."""

    cents: int


Split = PartnerSplit | TodaySplit | Joining


def split_way(wanted: Split, ground: Ground, wish: Wish) -> Shown:
    """What a split comes to under the terms as they are set; its label never changes with them."""
    try:
        return _made(wanted, ground, wish)
    except Refused as refused:
        return Impossible(Way.SPLIT, _label(wanted), str(refused))


def ask_split(place: Place, way: Shown, ground: Ground, add: Callable[[Split], None]) -> None:
    """Ask how the way under the cursor is split; Refused says where the cursor must be."""
    product = next((one for one in ground.products if way.label.startswith(f"{one.partner} {one.name}")), None)
    if way.way is Way.PARTNER and product is not None:
        partner, name = product.partner, product.name

        def amount(text: str) -> None:
            cents = cents_or_more(text, 1)
            choices = [("f", "in full today"), ("p", "by an in-house plan")]
            place.choose(
                "The rest", choices,
                lambda key: add(PartnerSplit(partner, name, cents, Way.IN_FULL if key == "f" else Way.IN_HOUSE)),
            )  # fmt: skip

        place.ask(f"How much by {partner}", amount)
    elif way.way is Way.MEMBERSHIP:
        plan = next(one for one in ground.memberships if one.name == way.label)

        def rest(key: str) -> None:
            if key == "t":
                place.ask("How much today", lambda text: add(Joining(plan, Way.IN_HOUSE, cents_or_more(text, 1))))
            else:
                add(Joining(plan, Way.PER_VISIT if key == "v" else Way.IN_HOUSE))

        choices = [("p", "by an in-house plan"), ("t", "a part today, a plan"), ("v", "by visit")]
        place.choose("Member prices paid", choices, rest)
    else:
        place.ask(
            "How much in full today (a plan takes the rest)", lambda text: add(TodaySplit(cents_or_more(text, 1)))
        )


def joinings(ways: Mapping[str, Shown], ground: Ground, splits: Mapping[str, Split]) -> dict[str, Joining]:
    """The ways by which a patient joins a membership, by their keys."""
    found = {key: each for key, each in splits.items() if isinstance(each, Joining)}
    plans = {plan.name: plan for plan in ground.memberships}
    for key, way in ways.items():
        if way.way is Way.MEMBERSHIP and way.label in plans:
            found[key] = Joining(plans[way.label])
    return found


def member_rows(plan: MembershipPlan, ground: Ground, wish: Wish, option: Option) -> list[tuple[str, str, str]]:
    """What each line costs a member and why: its name, the rule, and the cents saved."""
    names = {line.code: line.name for line in option.lines()}
    rows = []
    for price in member_prices(Membership(plan, wish.today), ground.lines, wish.today):
        before = price.member_cents + price.saved_cents
        how = f"of {money(before)}: {price.why}"
        rows.append((names.get(price.line.code, price.line.code), how, money(-price.saved_cents)))
    return rows


def _made(wanted: Split, ground: Ground, wish: Wish) -> PaymentChoice:
    if isinstance(wanted, TodaySplit):
        return replace(today_and_plan(wish, wanted.cents), name=_label(wanted))
    if isinstance(wanted, Joining):
        return _joined(wanted, ground, wish)
    if isinstance(wanted, PartnerSplit):
        offered = (one for one in ground.products if (one.partner, one.name) == (wanted.partner, wanted.product))
        product = next(offered, None)
        if product is None:
            raise Refused("the product is not on offer any more")
        return replace(partner_and_rest(wish, product, wanted.cents, wanted.rest), name=_label(wanted))
    assert_never(wanted)


def _joined(joining: Joining, ground: Ground, wish: Wish) -> PaymentChoice:
    """The way of who joins today, at the prices that the estimate will have then."""
    if ground.member is not None:
        raise Refused("a member already: the prices are in the estimate, pay by any other way")
    if ground.beside is not None and ground.beside.refusal:
        raise Refused(ground.beside.refusal)
    prices = member_prices(Membership(joining.plan, wish.today), ground.lines, wish.today)
    made = joined(joining, wish, ground.visits, prices, ground.beside.words if ground.beside else "")
    return replace(made, name=_label(joining))


def _label(wanted: Split) -> str:
    if isinstance(wanted, TodaySplit):
        return f"{money(wanted.cents)} today + {Way.IN_HOUSE.value}"
    if isinstance(wanted, Joining):
        today = f"{money(wanted.today_cents)} today + " if wanted.today_cents else ""
        return f"{wanted.plan.name} + {today}{wanted.rest.value}"
    return f"{wanted.partner} {money(wanted.cents)} + {wanted.rest.value}"
