"""Member fees as they are typed, and what of the yearly fees is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tctui.core.errors import Refused
from tctui.core.finance.membership import Billing, Included, MemberFee, Membership, MembershipPlan
from tctui.core.finance.membership_dues import fee_standing
from tctui.core.finance.membership_terms import fees_from_text, fees_text, included_from_text, included_text

CODES = st.text("ABCDEF0123456789", min_size=1, max_size=6)


def test_fees_and_included_as_they_are_typed() -> None:
    assert fees_from_text("CRN 1,200.00, 2740 900\nBRG $2.9k;") == (
        MemberFee("CRN", 120_000), MemberFee("2740", 90_000), MemberFee("BRG", 290_000),
    )  # fmt: skip
    assert included_from_text("EXM 2, CLN x2; XRY × 1") == (Included("EXM", 2), Included("CLN", 2), Included("XRY", 1))


@pytest.mark.parametrize("text", ["CRN", "CRN x", "CRN 1, CRN 2"])
def test_what_is_no_fee_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        fees_from_text(text)


@pytest.mark.parametrize("text", ["EXM", "EXM two", "EXM 100", "EXM 1, EXM 1"])
def test_what_is_not_included_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        included_from_text(text)


@given(st.lists(st.builds(MemberFee, CODES, st.integers(0, 10**9)), unique_by=lambda fee: fee.code))
def test_fees_survive_being_shown(fees: list[MemberFee]) -> None:
    assert list(fees_from_text(fees_text(fees))) == fees


@given(st.lists(st.builds(Included, CODES, st.integers(1, 99)), unique_by=lambda part: part.code))
def test_what_is_included_survives_being_shown(parts: list[Included]) -> None:
    assert list(included_from_text(included_text(parts))) == parts


@given(
    st.integers(0, 100_000), st.sampled_from(list(Billing)), st.integers(0, 1500), st.none() | st.integers(0, 1500),
    st.integers(0, 500_000),
)  # fmt: skip
def test_what_is_due_grows_by_a_whole_fee_a_year(
    cents: int, billing: Billing, days: int, ends: int | None, paid: int
) -> None:
    began = date(2024, 2, 29)
    member = Membership(
        MembershipPlan("Care", cents, billing=billing),
        began,
        (),
        None if ends is None else began + timedelta(days=ends),
    )
    today = began + timedelta(days=days)
    now = fee_standing(member, paid, today)
    assert now.due_cents >= fee_standing(member, paid, today - timedelta(days=1)).due_cents or days == 0
    assert now.open_cents == max(0, now.due_cents - paid)
    assert (now.since is None) == (now.open_cents == 0)
    if ends is None:
        whole = fee_standing(member, 0, member.year_on(today)[1]).due_cents
        assert whole % max(1, cents) == 0
        assert cents == 0 or now.next_on is not None
