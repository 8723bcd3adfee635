"""Lending partners: figures of each kind, the deferred-interest cliff, limits, and the steps of an application."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.errors import Refused
from tctui.core.finance.applications import (
    FOLLOWS,
    RULED,
    Application,
    State,
    Step,
    checked_note,
    due_on,
    following,
    next_step,
    product_facts,
    stepped,
)
from tctui.core.finance.deferred_interest import Accrual, deferred_interest
from tctui.core.finance.partners import Kind, Offer, Product, Term, offers, products_on
from tctui.core.finance.state_rules import Act, Fact
from tctui.core.finance.unit_periods import months_later
from tctui.rulebooks.partners import partner_products

TODAY = date(2026, 11, 23)
SHIPPED = {(product.partner, product.name): product for product in partner_products()}
DEFERRED = SHIPPED["CareCredit", "no interest if paid in full"]


def offer(product: Product, cents: int, months: int, **more: int) -> Offer:
    return next(one for one in offers(product, cents, TODAY, **more) if one.months == months)


@pytest.mark.parametrize(
    ("name", "months", "monthly", "cost", "apr"),
    [
        (("CareCredit", "no interest if paid in full"), 12, 25_000, 0, "0.00"),
        (("CareCredit", "reduced rate"), 24, 14_532, 48_761, "14.90"),
        (("CareCredit", "reduced rate"), 48, 8_641, 114_773, "16.90"),
        (("LendingClub Patient Solutions", "no interest"), 24, 12_500, 0, "0.00"),
        (("LendingClub Patient Solutions", "extended"), 60, 7_946, 176_803, "19.99"),
    ],
)
def test_the_figures_of_three_thousand_dollars(
    name: tuple[str, str], months: int, monthly: int, cost: int, apr: str
) -> None:
    found = offer(SHIPPED[name], 300_000, months)
    assert (found.monthly_cents, found.total_cents - found.amount_cents, found.apr) == (monthly, cost, Decimal(apr))
    assert found.total_cents == 300_000 + cost
    assert found.dues[-1][0] == months_later(TODAY, months)


def test_the_practice_pays_the_fee_of_the_length() -> None:
    assert [one.practice_cost_cents for one in offers(DEFERRED, 300_000, TODAY)] == [15_000, 29_700, 40_500, None]


def test_the_suggested_payment_is_never_below_thirty_dollars() -> None:
    small = offer(DEFERRED, 20_000, 12)
    assert small.monthly_cents == 3_000
    assert [cents for _, cents in small.dues] == [3_000] * 6 + [2_000]
    # The minimum clears it, so the cliff is that of one missed payment.
    assert small.cliff is not None
    assert small.cliff.unpaid_cents == 2_000


def test_the_cliff_by_hand() -> None:
    monthly = deferred_interest(120_000, 12, 2400, TODAY, [], Accrual.MONTHLY)
    assert monthly is not None
    # 1,200 x 1.02^12 = 1,521.89
    assert (monthly.unpaid_cents, monthly.interest_cents, monthly.owed_cents) == (120_000, 32_189, 152_189)
    daily = deferred_interest(120_000, 12, 2400, TODAY, [])
    assert daily is not None
    # 366 days from 23 November to the 23rd a year later, both counted: 1,200 x (1 + 0.24 / 365)^366
    assert daily.interest_cents == round(120_000 * ((1 + 0.24 / 365) ** 366 - 1))
    assert daily.ends == date(2027, 11, 23)


def test_the_cliff_of_the_minimum_is_dated_and_said() -> None:
    cliff = offer(DEFERRED, 300_000, 12).cliff
    assert cliff is not None
    owed = 3_000.0
    for number in range((cliff.ends - TODAY).days + 1):
        day = TODAY + timedelta(days=number)
        owed -= 30.0 if day != TODAY and any(day == months_later(TODAY, k) for k in range(1, 13)) else 0.0
        owed *= 1 + 0.3299 / 365
    assert cliff.owed_cents == round(owed * 100)
    assert (cliff.unpaid_cents, cliff.paid_cents) == (264_000, 36_000)
    assert cliff.words == (
        "2,640.00 still unpaid on Tue 23 Nov 2027; the day after, interest of 1,114.40 since Mon 23 Nov 2026 is added:"
        " 3,754.40 owed (32.99 % a year, added daily, 1/365 of the yearly rate)"
    )


def test_a_promotion_cleared_on_its_last_day_has_no_cliff() -> None:
    ends = months_later(TODAY, 6)
    assert deferred_interest(60_000, 6, 2999, TODAY, [(ends, 60_000)]) is None
    missed = deferred_interest(60_000, 6, 2999, TODAY, [(ends + timedelta(days=1), 60_000)])
    assert missed is not None
    assert missed.unpaid_cents == 60_000


def test_what_remains_bears_interest_only_afterwards() -> None:
    found = offer(SHIPPED["LendingClub Patient Solutions", "no interest"], 300_000, 12)
    assert found.cliff is None
    assert found.risk.startswith("what is unpaid on Tue 23 Nov 2027 bears 22.98 % from then on")


@pytest.mark.parametrize(
    ("name", "cents", "day", "said"),
    [
        (("CareCredit", "no interest if paid in full"), 19_999, TODAY, "begins at 200.00"),
        (("LendingClub Patient Solutions", "no interest"), 3_200_001, TODAY, "ends at 32,000.00"),
        (("CareCredit", "reduced rate"), 300_000, date(2021, 12, 31), "not on offer on Fri 31 Dec 2021"),
    ],
)
def test_an_amount_or_a_day_outside_is_refused(name: tuple[str, str], cents: int, day: date, said: str) -> None:
    with pytest.raises(Refused, match=said):
        offers(SHIPPED[name], cents, day)


def test_a_down_payment_is_at_least_what_the_product_asks_for() -> None:
    product = replace(DEFERRED, down=1_000)
    found = offer(product, 300_000, 12)
    assert (found.down_cents, found.financed_cents, found.total_cents) == (30_000, 270_000, 300_000)
    assert offer(product, 300_000, 12, down_cents=60_000).down_cents == 60_000
    with pytest.raises(Refused, match="leaves nothing"):
        offers(product, 300_000, TODAY, down_cents=300_000)


def test_the_later_row_of_a_name_holds() -> None:
    newer = replace(DEFERRED, effective_from=date(2026, 1, 1), standard_rate=2_699)
    assert newer in products_on([newer, DEFERRED], TODAY)
    assert products_on([newer, DEFERRED], date(2025, 1, 1)) == [DEFERRED]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"terms": ()}, "months from"),
        ({"terms": (Term(12, 10_001),)}, "0 to 100 %"),
        ({"standard_rate": None}, "rate afterwards"),
        ({"source": " "}, "a source"),
        ({"most_cents": 1}, "below the lowest"),
        ({"effective_to": date(2020, 1, 1)}, "ends before"),
    ],
)
def test_rows_that_make_no_product(changes: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        replace(DEFERRED, **changes)  # type: ignore[arg-type]


@given(st.integers(10_000, 5_000_000), st.sampled_from(list(Accrual)), st.integers(0, 400_000))
@settings(max_examples=60, deadline=None)
def test_every_offer_adds_up(cents: int, accrual: Accrual, down: int) -> None:
    for product in SHIPPED.values():
        try:
            found = offers(product, cents, TODAY, down, accrual)
        except Refused:
            continue
        for one in found:
            assert one.total_cents == one.down_cents + sum(c for _, c in one.dues)
            assert one.total_cents >= one.amount_cents
            assert one.total_cents == one.amount_cents or one.product.kind in (Kind.REDUCED, Kind.LOAN)
            assert all(c > 0 for _, c in one.dues)
            if one.product.kind is Kind.DEFERRED:
                assert one.cliff is not None
                assert one.cliff.interest_cents > 0
                assert one.cliff.paid_cents + one.cliff.unpaid_cents == one.financed_cents


def step(to: State, day: int, cents: int = 0, **more: object) -> Step:
    return Step(to, date(2026, 11, day), "maria", cents, **more)  # type: ignore[arg-type]


def test_an_application_from_offer_to_refund() -> None:
    here = Application("CareCredit", "no interest if paid in full")
    here = stepped(here, step(State.OFFERED, 1))
    assert next_step(here, TODAY, DEFERRED).startswith("the patient applies to CareCredit at carecredit.com/apply")
    here = stepped(here, step(State.APPLIED, 2, 300_000))
    here = stepped(here, step(State.APPROVED, 2, 250_000, expires_on=date(2026, 12, 2), reference="CC-1234"))
    assert next_step(here, TODAY) == "use 2,500.00 by Wed 2 Dec 2026, once the treatment it pays for is near"
    here = stepped(here, step(State.USED, 20, 200_000))
    assert here.left_cents == 50_000
    here = stepped(here, step(State.FUNDED, 22, 180_200))
    assert (here.fee_cents, here.fee) == (19_800, 990)
    here = stepped(here, step(State.REFUNDED, 23, 10_000))
    assert (here.reference, here.refunded_cents) == ("CC-1234", 10_000)


def test_what_waits_for_its_deposit_is_no_fee() -> None:
    here = Application("CareCredit", "x", State.APPROVED, date(2026, 11, 1), "maria", 1, 400_000, date(2027, 2, 1))
    here = stepped(stepped(here, step(State.USED, 20, 250_000)), step(State.USED, 20, 100_000))
    assert (here.fee, here.awaited_cents) == (None, 350_000)
    assert (here.deposit_cents(990), here.deposit_cents(None)) == (315_350, 350_000)
    here = stepped(here, step(State.FUNDED, 21, 225_250))
    assert (here.paid_for_cents, here.awaited_cents, here.fee_cents, here.fee) == (250_000, 100_000, 24_750, 990)
    assert next_step(here, TODAY) == (
        "wait for the deposit of CareCredit and hold it against 1,000.00; 500.00 of the approval is left until"
        " Mon 1 Feb 2027"
    )
    assert due_on(here, date(2026, 11, 25)) is None
    assert due_on(here, date(2026, 11, 26)) == date(2026, 11, 26)
    here = stepped(here, step(State.FUNDED, 27, 90_100))
    assert (here.awaited_cents, here.fee) == (0, 990)
    assert due_on(here, date(2026, 12, 26)) is None


def test_a_small_part_is_paid_out_though_the_fee_of_a_large_one_exceeds_it() -> None:
    """4,000.00 and 300.00 at 14.9 %: 3,404.00 and 255.30 come in, which 4,000.00 alone would cover."""
    here = Application("CareCredit", "x", State.APPROVED, date(2026, 11, 1), "maria", 1, 430_000, date(2027, 2, 1))
    here = stepped(stepped(here, step(State.USED, 20, 400_000)), step(State.FUNDED, 21, 340_400))
    here = stepped(here, step(State.USED, 22, 30_000))
    assert here.awaited_cents == 30_000
    here = stepped(here, step(State.FUNDED, 23, 25_530))
    assert (here.paid_for_cents, here.awaited_cents, here.fee_cents, here.fee) == (430_000, 0, 64_070, 1_490)


def test_one_deposit_may_be_for_two_parts() -> None:
    here = Application("CareCredit", "x", State.APPROVED, date(2026, 11, 1), "maria", 1, 430_000, date(2027, 2, 1))
    here = stepped(stepped(here, step(State.USED, 20, 200_000)), step(State.USED, 20, 200_000))
    here = stepped(here, step(State.FUNDED, 21, 360_400))
    assert (here.paid_for_cents, here.awaited_cents) == (400_000, 0)


def test_only_what_can_be_is_offered_as_a_next_step() -> None:
    here = Application("CareCredit", "x", State.APPROVED, TODAY, "maria", 1, 100_000, date(2026, 12, 1))
    assert following(here, TODAY) == (State.USED, State.EXPIRED)
    here = stepped(here, step(State.USED, 23, 100_000))
    assert following(here, TODAY) == (State.FUNDED, State.REFUNDED)
    here = stepped(here, step(State.REFUNDED, 23, 100_000))
    assert following(here, TODAY) == (State.FUNDED,)
    here = stepped(here, step(State.FUNDED, 23, 100_000))
    assert following(here, TODAY) == ()
    assert following(replace(here, state=State.FUNDED, used_cents=50_000), date(2026, 12, 2)) == ()


def test_a_decline_of_what_was_agreed_on_is_due_at_once() -> None:
    here = Application("CareCredit", "x", State.DECLINED, TODAY)
    assert due_on(here, TODAY) is None
    assert due_on(here, TODAY, 1) == TODAY
    assert "agree on another way" in next_step(here, TODAY, agreed_cents=1)


def test_an_approval_of_less_than_agreed_is_due_at_once() -> None:
    here = Application("CareCredit", "x", State.APPROVED, TODAY, "maria", 452_800, 400_000, date(2027, 2, 1))
    assert (due_on(here, TODAY), due_on(here, TODAY, 400_000)) == (None, None)
    assert due_on(here, TODAY, 452_800) == TODAY
    assert next_step(here, TODAY, None, 452_800) == (
        "CareCredit approved 528.00 less than agreed: agree on how that is paid ($); use 4,000.00 by Mon 1 Feb 2027, once"
        " the treatment it pays for is near"
    )
    offered = replace(here, state=State.COUNTER_OFFER)
    assert next_step(offered, TODAY, None, 452_800).startswith("CareCredit offers 4,000.00 until Mon 1 Feb 2027, 528.00 less")
    used = stepped(here, step(State.USED, 23, 400_000))
    part = stepped(here, step(State.USED, 23, 100_000))
    assert due_on(part, date(2027, 2, 2), 400_000) == date(2027, 2, 1)
    assert next_step(part, date(2027, 2, 2), None, 400_000).startswith("CareCredit was used for 3,000.00 less than agreed")
    paid = stepped(used, step(State.FUNDED, 24, 360_400))
    assert next_step(paid, TODAY, None, 452_800) == "CareCredit approved 528.00 less than agreed: agree on how that is paid ($)"


@pytest.mark.parametrize(
    "note", ["ssn 123-45-6789", "123 45 6789", "123456789", "4111 1111 1111 1111", "card 4111111111111111 ok",
             "١٢٣٤٥٦٧٨٩", "3782.822463.10005"]
)  # fmt: skip
def test_a_note_with_an_account_number_is_refused(note: str) -> None:
    with pytest.raises(Refused, match="keep its last four"):
        checked_note(note)


@pytest.mark.parametrize(
    "note", ["", "called 805-555-0143 on 2026-11-23", "1,234,567.00 by 12/31/2026", "8055550143", "93105-1234", "ends 1234"]
)
def test_a_note_with_dates_amounts_and_telephone_numbers_is_kept(note: str) -> None:
    assert checked_note(note) == note


def test_an_approval_past_its_day_has_expired() -> None:
    here = Application("CareCredit", "x", State.APPROVED, TODAY, "maria", 1, 250_000, date(2026, 12, 2))
    assert here.on(date(2026, 12, 2)) is State.APPROVED
    assert here.on(date(2026, 12, 3)) is State.EXPIRED
    with pytest.raises(Refused, match="CareCredit is expired: offered or applied may follow, not used"):
        stepped(here, Step(State.USED, date(2026, 12, 3), "maria", 100))
    assert "applies again" in next_step(here, date(2026, 12, 3))


@pytest.mark.parametrize(
    ("state", "taken", "said"),
    [
        (State.OFFERED, step(State.FUNDED, 23), "is offered: applied or expired may follow"),
        (State.OFFERED, step(State.APPLIED, 23), "amount asked for is missing"),
        (State.APPLIED, step(State.APPROVED, 23, 100), "the last day"),
        (State.APPLIED, step(State.APPLIED, 23, 100), "may follow"),
        (State.APPLIED, step(State.DECLINED, 22), "before the last step"),
        (State.APPROVED, step(State.USED, 23, 300_000), "2,500.00 left"),
        (State.OFFERED, Step(State.APPLIED, TODAY, " ", 5), "who did it"),
        (State.OFFERED, step(State.APPLIED, 23, 5, reference="123-45-6789"), "social security"),
        (State.OFFERED, step(State.APPLIED, 23, 5, reference="x" * 25), "at most 24"),
    ],
)
def test_steps_that_may_not_be_taken(state: State, taken: Step, said: str) -> None:
    here = Application("CareCredit", "x", state, TODAY, "maria", 1, 250_000, date(2027, 12, 2))
    with pytest.raises(Refused, match=said):
        stepped(here, taken)


def test_every_state_has_words_and_a_next_step() -> None:
    assert set(FOLLOWS) == set(State)
    for state in State:
        here = Application("Cherry", "x", state, TODAY, "maria", 1, 100, date(2027, 1, 1), 100, 90)
        assert next_step(here, TODAY)
        assert "_" not in state.words


def test_the_steps_that_a_state_rules_on() -> None:
    assert RULED[State.APPLIED] is Act.APPLY
    assert product_facts(DEFERRED) == {Fact.DEFERRED_INTEREST}
    assert product_facts(SHIPPED["CareCredit", "reduced rate"]) == frozenset()
