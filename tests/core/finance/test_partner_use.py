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


def test_a_part_that_waits_for_its_deposit_is_no_fee() -> None:
    """4,000.00 used in two parts, of which 2,500.00 is paid out at 9.9 %: the other 1,500.00 was not kept."""
    waits = Application("CareCredit", "a", State.FUNDED, approved_cents=400_000, used_cents=400_000,
                        deposited_cents=225_250, parts=(250_000, 150_000))  # fmt: skip
    (use,) = partner_use([Followed(waits, 990)])
    assert (use.used_cents, use.paid_for_cents, use.fee_cents, use.fee) == (400_000, 250_000, 24_750, 990)
    assert use.agreed_fee_cents == 24_750


def test_a_fee_that_nobody_said_makes_the_agreed_one_unknown() -> None:
    paid = Application("Sunbit", "a", State.FUNDED, used_cents=10_000, deposited_cents=9_000)
    (use,) = partner_use([Followed(paid)])
    assert (use.fee, use.agreed_fee_cents) == (1_000, None)
