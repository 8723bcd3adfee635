"""The figures of lending partners over several applications, worked by hand."""

from __future__ import annotations

from tctui.core.finance.applications import Application, State
from tctui.core.finance.partner_use import Followed, partner_use


def test_the_fee_that_was_really_kept() -> None:
    """1,000.00 at 9.9 % and 333.33 at 5 % keep 99.00 and 16.67; what is not paid out yet does not count."""
    club = "LendingClub"
    found = partner_use(
        [
            Followed(Application("CareCredit", "a", State.FUNDED, asked_cents=100_000, approved_cents=100_000,
                                 used_cents=100_000, deposited_cents=90_100), 990),
            Followed(Application("CareCredit", "b", State.FUNDED, asked_cents=33_333, approved_cents=40_000,
                                 used_cents=33_333, deposited_cents=31_666, refunded_cents=1_000), 500),
            Followed(Application("CareCredit", "b", State.USED, asked_cents=50_000, approved_cents=50_000,
                                 used_cents=50_000), 500),
            Followed(Application("CareCredit", "b", State.DECLINED, asked_cents=50_000), 500),
            Followed(Application(club, "c", State.OFFERED)),
        ]
    )  # fmt: skip
    care, other = found
    assert (care.offered, care.applied, care.approved, care.declined) == (4, 4, 3, 1)
    assert (care.used_cents, care.paid_for_cents, care.deposited_cents) == (183_333, 133_333, 121_766)
    assert (care.fee_cents, care.agreed_fee_cents, care.refunded_cents) == (11_567, 11_567, 1_000)
    assert care.fee == 868  # 115.67 of 1,333.33 is 8.675 %
    assert (other.partner, other.used_cents, other.fee) == (club, 0, None)


def test_a_fee_that_nobody_said_makes_the_agreed_one_unknown() -> None:
    paid = Application("Sunbit", "a", State.FUNDED, used_cents=10_000, deposited_cents=9_000)
    (use,) = partner_use([Followed(paid)])
    assert (use.fee, use.agreed_fee_cents) == (1_000, None)
