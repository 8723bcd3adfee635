"""Orthodontic payout: instalments add up to the lifetime maximum or the plan's share, to the cent."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tctui.core.estimate.ortho import OrthoTerms, payout
from tctui.core.money import percent_of

PLACED = date(2026, 1, 31)


def test_down_payment_then_months_until_the_maximum_and_the_last_one_is_trimmed() -> None:
    rows = payout(500_000, OrthoTerms(percent=5_000, lifetime_cents=150_000, down_share=2_500, months=20), PLACED)
    assert rows[0].cents == 62_500
    assert rows[1].cents == 9_375
    assert rows[1].on == date(2026, 2, 28)
    assert rows[-1].cents == 150_000 - 62_500 - 9 * 9_375
    assert len(rows) == 11


@given(
    st.integers(0, 900_000),
    st.builds(
        OrthoTerms,
        st.integers(0, 10_000),
        st.integers(0, 300_000),
        st.integers(0, 10_000),
        st.integers(1, 36),
        st.sampled_from([1, 3]),
    ),
)
def test_instalments_add_up_to_what_the_plan_owes(fee: int, terms: OrthoTerms) -> None:
    rows = payout(fee, terms, PLACED)
    assert sum(row.cents for row in rows) == min(percent_of(fee, terms.percent), terms.lifetime_cents)
    assert all(row.cents > 0 for row in rows)
