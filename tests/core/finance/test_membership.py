"""Membership plans: prices, included services by membership year, cap, payments of the fee, renewals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tctui.core.errors import Refused
from tctui.core.finance.membership import (
    Billing,
    Included,
    MemberFee,
    MemberLine,
    Membership,
    MembershipPlan,
    MemberUse,
    fee_payments,
    member_prices,
)

PLAN = MembershipPlan("Members", 40_000, 1_500, (MemberFee("C1", 90_000),), (Included("P1", 2),), 100_000)
MEMBER = Membership(PLAN, date(2024, 2, 29))


def prices(member: Membership, *lines: MemberLine, on: date = date(2026, 11, 23)) -> list[tuple[int, int, str]]:
    return [(price.member_cents, price.saved_cents, price.why) for price in member_prices(member, lines, on)]


def test_included_then_member_fee_then_discount() -> None:
    lines = (MemberLine("P1", 15_000, 3), MemberLine("C1", 120_000), MemberLine("F1", 33_333), MemberLine("C1", 80_000))
    assert prices(MEMBER, *lines) == [
        (12_750, 32_250, "2 of 3 included"),
        (90_000, 30_000, "member fee"),
        (28_333, 5_000, "15 % off"),
        (80_000, 0, "member fee"),
    ]


def test_what_was_used_in_the_membership_year_counts() -> None:
    used = (MemberUse("P1", date(2026, 2, 27), 15_000), MemberUse("P1", date(2026, 2, 28), 15_000))
    member = replace(MEMBER, uses=used)
    assert member.year_on(date(2026, 2, 27)) == (date(2025, 2, 28), date(2026, 2, 27))
    assert prices(member, MemberLine("P1", 15_000, 2)) == [(12_750, 17_250, "1 of 2 included")]


def test_the_cap_is_what_a_member_saves_in_a_year() -> None:
    member = replace(MEMBER, uses=(MemberUse("X", date(2026, 3, 1), 95_000),))
    assert prices(member, MemberLine("C1", 120_000), MemberLine("F1", 10_000)) == [
        (115_000, 5_000, "member fee, capped at 1,000.00 a year"),
        (10_000, 0, "15 % off, capped at 1,000.00 a year"),
    ]


def test_each_line_counts_in_the_membership_year_of_its_own_day() -> None:
    member = replace(MEMBER, plan=replace(PLAN, cap_cents=30_000), ended=date(2028, 2, 28))
    days = (date(2027, 2, 27), date(2027, 2, 28), date(2027, 5, 1), date(2028, 2, 29))
    lines = [MemberLine("C1", 120_000, on=day) for day in days]
    # The year begins on 28 February: 300.00 are left in each of two years, and nothing after the end.
    assert [saved for _, saved, _ in prices(member, *lines)] == [30_000, 30_000, 0, 0]
    assert prices(member, lines[3])[0][2] == "no membership on Tue 29 Feb 2028"


def test_renewals_keep_the_day_and_are_told_in_time() -> None:
    assert MEMBER.renews_on(date(2027, 1, 1)) == date(2027, 2, 28)
    assert MEMBER.renews_on(date(2028, 2, 28)) == date(2028, 2, 29)
    assert MEMBER.reminder(date(2027, 1, 29), 30) == "Members renews on Sun 28 Feb 2027 for 400.00 a year"
    assert MEMBER.reminder(date(2027, 1, 28), 30) is None
    ending = replace(MEMBER, ended=date(2027, 2, 27))
    assert ending.renews_on(date(2027, 1, 29)) is None
    assert ending.reminder(date(2027, 2, 1), 30) == "Members ends on Sat 27 Feb 2027"
    assert ending.reminder(date(2027, 2, 28), 30) is None
    with pytest.raises(Refused, match="no membership on"):
        ending.year_on(date(2027, 2, 28))


@given(st.integers(0, 500_000), st.sampled_from(Billing))
def test_the_fee_is_paid_to_the_cent(cents: int, billing: Billing) -> None:
    paid = fee_payments(replace(PLAN, yearly_cents=cents, billing=billing), date(2026, 1, 31))
    assert sum(amount for _, amount in paid) == cents
    assert len(paid) == (12 // billing.months if cents else 0)
    assert [day for day, _ in paid] == sorted({day for day, _ in paid})


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"yearly_cents": -1},
        {"discount": 10_001},
        {"cap_cents": -1},
        {"included": (Included("P", 0),)},
        {"fees": (MemberFee("C", -1),)},
    ],
)
def test_plans_that_make_no_sense(changes: dict[str, object]) -> None:
    with pytest.raises(Refused):
        replace(PLAN, **changes)  # type: ignore[arg-type]
