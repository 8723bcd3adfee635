"""Every way to pay side by side: order, figures, the practice's cost, what can go wrong, and splits."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.errors import Refused
from tctui.core.finance.choices import PaymentChoice, Way, in_full, in_house, split
from tctui.core.finance.dues import Due
from tctui.core.finance.joining import Joining, joined
from tctui.core.finance.lending import choice_covered
from tctui.core.finance.member_beside import Beside, Contract
from tctui.core.finance.membership import (
    Included,
    MemberFee,
    MemberLine,
    Membership,
    MembershipPlan,
    MemberUse,
    member_prices,
    saved_cents,
)
from tctui.core.finance.plans import Frequency
from tctui.core.finance.side_by_side import Impossible, every_way, partner_and_rest
from tctui.core.finance.wish import Proposal, Wish, as_agreed, monthly_of, plan_terms, usual
from tctui.core.money import money
from tctui.core.plain import canonical_json, from_plain
from tctui.rulebooks.partners import partner_products

TODAY = date(2026, 11, 23)
PRODUCTS = partner_products()
DEFERRED = PRODUCTS[0]
PLAN = MembershipPlan("Riverside members", 39_900, 1_500, (MemberFee("C1", 90_000),), (Included("P1", 2),), 200_000)
LINES = (MemberLine("C1", 120_000, 2), MemberLine("P1", 15_000), MemberLine("F1", 45_000))
WISH = Wish(300_000, TODAY, down_cents=60_000, months=12, rate=990, courtesy=500)
VISITS = (Due("visit 1", date(2026, 12, 1), 120_000), Due("visit 2", None, 180_000))


def shown(way: PaymentChoice | Impossible) -> tuple[str, ...]:
    if isinstance(way, Impossible):
        return (way.label, way.reason)
    cost = "?" if way.practice_cost_cents is None else money(way.practice_cost_cents)
    monthly = money(way.monthly_cents) if way.monthly_cents else ""
    figures = (way.due_today_cents, way.last.amount_cents, way.total_cents, way.finance_charge_cents)
    return (way.label, monthly, *map(money, figures), cost)


def test_all_ways_of_three_thousand_dollars_stand_in_order() -> None:
    ways = every_way(WISH, VISITS, PRODUCTS, [PLAN], LINES)
    assert [shown(way) for way in ways] == [
        ("pay in full", "", "2,850.00", "2,850.00", "2,850.00", "0.00", "150.00"),
        ("pay per visit", "", "600.00", "1,200.00", "3,000.00", "0.00", "0.00"),
        ("in-house plan", "210.89", "600.00", "210.85", "3,130.64", "130.64", "0.00"),
        ("Riverside members", "", "2,581.50", "399.00", "2,581.50", "0.00", "418.50"),
        ("LendingClub Patient Solutions no interest, 12 months", "200.00", "600.00", "200.00", "3,000.00", "0.00", "?"),
        ("CareCredit no interest if paid in full, 12 months", "200.00", "600.00", "200.00", "3,000.00", "0.00", "237.60"),
        ("CareCredit reduced rate, 24 months", "116.25", "600.00", "116.40", "3,390.15", "390.15", "120.00"),
        ("LendingClub Patient Solutions extended, 24 months", "122.14", "600.00", "122.13", "3,531.35", "531.35", "?"),
        ("Cherry no interest for eligible patients, 12 months", "200.00", "600.00", "200.00", "3,000.00", "0.00", "?"),
        ("Sunbit pay over time, 12 months", "200.00", "600.00", "200.00", "3,000.00", "0.00", "?"),
    ]  # fmt: skip


def test_months_and_down_payment_change_every_way_at_once() -> None:
    ways = every_way(replace(WISH, months=6, down_cents=0), VISITS, PRODUCTS)
    found = {way.label: way for way in ways if isinstance(way, PaymentChoice)}
    assert len(found["in-house plan"].dues) == 6
    assert found["CareCredit no interest if paid in full, 6 months"].monthly_cents == 50_000
    assert found["pay per visit"].due_today_cents == 0
    weekly = replace(WISH, frequency=Frequency.EVERY_TWO_WEEKS, months=6)
    assert plan_terms(weekly).payments == 13


def test_what_cannot_be_taken_says_why_in_its_place() -> None:
    ways = every_way(
        replace(WISH, patient_cents=15_000, down_cents=20_000), VISITS, PRODUCTS, [PLAN], LINES, Beside(frozenset(), 3)
    )
    reasons = {way.label: way.reason for way in ways if isinstance(way, Impossible)}
    assert reasons["in-house plan"] == "a down payment of 200.00 leaves nothing to pay later"
    assert reasons["Riverside members"] == (
        "takes nothing off: every line is insured, and what a plan covers has its own price"
    )
    assert reasons["CareCredit reduced rate"] == "a down payment of 200.00 leaves nothing to finance"


def test_a_split_sums_its_parts_and_is_covered_as_its_plan_is() -> None:
    choice = partner_and_rest(WISH, DEFERRED, 200_000, Way.IN_HOUSE)
    assert choice.way is Way.SPLIT
    assert choice.label == "in-house plan + CareCredit no interest if paid in full, 12 months"
    assert choice.patient_cents == 300_000
    assert choice.due_today_cents == 60_000
    assert choice.practice_cost_cents == 19_800
    assert choice.cliff is not None
    assert choice.terms is not None
    assert choice.terms.principal_cents == 40_000
    assert choice_covered(choice).covered
    assert choice_covered(choice).reasons[1] == f"a finance charge of {money(choice.finance_charge_cents)}"
    assert from_plain(PaymentChoice, json.loads(canonical_json(choice))) == choice
    full = partner_and_rest(WISH, DEFERRED, 200_000, Way.IN_FULL)
    assert (full.due_today_cents, full.courtesy_cents, full.practice_cost_cents) == (95_000, 5_000, 24_800)
    assert choice_covered(full).reasons == ("the partner gives the credit and discloses it",)
    assert (choice.to_practice_cents, full.to_practice_cents) == (60_000 + 42_178, 95_000)


def test_what_the_practice_is_paid_is_all_but_what_a_partner_collects() -> None:
    for way in every_way(WISH, VISITS, PRODUCTS, [PLAN], LINES):
        if isinstance(way, PaymentChoice):
            assert way.to_practice_cents == (60_000 if way.way is Way.PARTNER else way.total_cents)


def test_who_joins_pays_the_rest_at_member_prices_and_the_fee_beside_it() -> None:
    prices = member_prices(Membership(PLAN, TODAY), LINES, TODAY)
    saved = saved_cents(prices, WISH.patient_cents)
    assert saved == 2 * 30_000 + 15_000 + 6_750
    made = joined(Joining(PLAN, Way.IN_HOUSE), WISH, VISITS, prices)
    assert made.terms is not None
    assert (made.terms.total_cents, made.terms.down_cents) == (300_000 - saved, 60_000)
    assert made.membership_cents == PLAN.yearly_cents
    assert made.to_practice_cents == made.total_cents
    assert saved_cents(prices, 20_000) == 20_000
    with pytest.raises(Refused, match="nothing is left at member prices"):
        joined(Joining(PLAN), replace(WISH, patient_cents=20_000), VISITS, prices)


def test_splits_that_make_no_sense() -> None:
    whole, plan = in_full(100, TODAY), in_house(plan_terms(WISH))
    for parts in ([whole], [plan, plan], [whole, split([whole, whole])]):
        with pytest.raises(Refused):
            split(parts)
    with pytest.raises(Refused, match="nothing to split"):
        partner_and_rest(WISH, DEFERRED, 300_000, Way.IN_FULL)


@given(st.integers(1, 2_000_000), st.integers(0, 300_000), st.integers(1, 84), st.sampled_from(Frequency))
@settings(max_examples=80, deadline=None)
def test_every_way_adds_up(cents: int, down: int, months: int, frequency: Frequency) -> None:
    wish = Wish(cents, TODAY, down, months, 990, frequency)
    for way in every_way(wish, [Due("visit", None, cents)], PRODUCTS):
        if isinstance(way, Impossible):
            assert way.reason
            continue
        assert way.total_cents == way.patient_cents - way.courtesy_cents + way.finance_charge_cents
        assert way.finance_charge_cents >= 0
        assert all(due.amount_cents > 0 for due in way.dues)
        assert way.due_today_cents <= way.total_cents


def test_member_prices_take_included_fee_discount_and_cap_in_turn() -> None:
    used = (MemberUse("P1", date(2026, 9, 1), 15_000), MemberUse("P1", date(2025, 9, 1), 15_000))
    member = Membership(replace(PLAN, cap_cents=80_000), date(2025, 10, 1), used)
    assert sum(price.saved_cents for price in member_prices(member, LINES, TODAY)) == 80_000
    way = every_way(WISH, VISITS, (), (), LINES, member=member)[3]
    assert isinstance(way, Impossible)
    assert "the prices are in the estimate" in way.reason


def test_beside_an_insurance_only_what_no_plan_covers_is_lowered() -> None:
    contract = Contract(1, 1, "Northfield PPO", None)
    beside = Beside(frozenset({"7"}), 3, (contract,))
    way = every_way(WISH, VISITS, (), [PLAN], LINES[-1:], beside)[3]
    assert isinstance(way, PaymentChoice)
    assert way.risk.startswith(
        "Member prices for 1 of 3 lines, those no plan covers, if the contract of Northfield PPO allows it: look up. "
    )
    refused = every_way(
        WISH, VISITS, (), [PLAN], LINES[-1:], replace(beside, contracts=(replace(contract, allows=False),))
    )
    assert isinstance(refused[3], Impossible)
    assert refused[3].reason == "the contract of Northfield PPO forbids member prices beside the plan"
    allowed = replace(beside, contracts=(replace(contract, allows=True),))
    assert allowed.words.endswith("as the contract of Northfield PPO allows")


def test_a_fifth_down_in_whole_steps_is_usual_and_what_was_agreed_comes_back_with_a_day_ahead() -> None:
    assert usual(123_400, TODAY, Proposal()) == Wish(123_400, TODAY, down_cents=20_000)
    assert usual(24_999, TODAY, Proposal()).down_cents == 0
    assert usual(123_400, TODAY, Proposal(6, 990, 0)) == Wish(123_400, TODAY, months=6, rate=990)
    assert monthly_of(123_400, TODAY, Proposal(0)) is None
    weekly = replace(WISH, months=6, frequency=Frequency.WEEKLY)
    agreed = plan_terms(weekly)
    later = TODAY + timedelta(days=40)
    assert as_agreed(agreed, 90_000, TODAY).first_due == agreed.first_due
    again = as_agreed(agreed, 90_000, later)
    assert (again.patient_cents, again.down_cents, again.months, again.rate) == (90_000, 60_000, 6, 990)
    assert (again.payments, again.first_due) == (agreed.payments, later + timedelta(days=1))
