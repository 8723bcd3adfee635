"""The account of a plan: on time, early, late, partial, returned, amended; every cent explained."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.errors import Refused
from tctui.core.finance.account import Account, Event, Recorded
from tctui.core.finance.amendment import amendment
from tctui.core.finance.choices import PaymentChoice, in_house
from tctui.core.finance.ledger import ledger
from tctui.core.finance.opening import opening_terms
from tctui.core.finance.payoff import payoff_quote
from tctui.core.finance.plans import Frequency, PlanTerms, payment_schedule
from tctui.core.finance.recording import recorded
from tctui.core.finance.standing import DueState, late_fees_due, standing
from tctui.core.money import money
from tctui.core.plain import canonical_json, from_plain, to_plain

AGREED = date(2026, 1, 15)
FIRST = date(2026, 2, 15)
LATER = date(2040, 1, 1)
TERMS = PlanTerms(total_cents=130_000, down_cents=10_000, payments=12, agreed=AGREED, first_due=FIRST, rate=1200)
LEVEL = payment_schedule(TERMS).level_cents


def paid(number: int, on: date, cents: int) -> Event:
    return Event(number, Recorded.PAYMENT, on, cents)


def on_time(terms: PlanTerms, count: int | None = None) -> list[Event]:
    events = [paid(1000, terms.agreed, terms.down_cents)] if terms.down_cents else []
    rows = payment_schedule(terms).instalments[:count]
    return events + [paid(i.number, i.due, i.amount_cents) for i in rows]


def test_a_plan_paid_on_time_ends_at_zero_with_the_interest_of_its_schedule() -> None:
    account = Account(TERMS, tuple(on_time(TERMS)))
    last = payment_schedule(TERMS).last.due
    there = standing(account, last)
    assert there.balance_cents == 0
    assert there.settled
    assert {due.state for due in there.dues} == {DueState.PAID}
    interest = sum(entry.amount_cents for entry in there.entries if entry.what == "interest")
    assert interest == payment_schedule(TERMS).finance_charge_cents
    assert there.paid_cents == TERMS.total_cents + interest
    assert standing(account, LATER).balance_cents == 0


def test_what_do_i_owe_and_why() -> None:
    account = Account(TERMS, tuple(on_time(TERMS, 2)))
    there = standing(account, date(2026, 3, 20))
    assert [(e.on.isoformat(), e.what, money(e.amount_cents), money(e.balance_cents)) for e in there.entries] == [
        ("2026-01-15", "patient portion agreed", "1,300.00", "1,300.00"),
        ("2026-01-15", "payment", "-100.00", "1,200.00"),
        ("2026-02-15", "interest", "12.00", "1,212.00"),
        ("2026-02-15", "payment", "-106.62", "1,105.38"),
        ("2026-03-15", "interest", "11.05", "1,116.43"),
        ("2026-03-15", "payment", "-106.62", "1,009.81"),
    ]
    assert there.entries[2].why == "payment 1 due, 12 % a year"
    # Five of 31 days of a month at 1 % on 1,009.81.
    assert (there.principal_cents, there.interest_cents, there.balance_cents) == (100_981, 163, 101_144)
    assert (there.next_due, there.next_cents, there.overdue_cents) == (date(2026, 4, 15), LEVEL, 0)


def test_the_payoff_quote_shows_its_steps() -> None:
    quote = payoff_quote(Account(TERMS, tuple(on_time(TERMS, 2))), date(2026, 3, 20))
    assert [(step.what, step.cents, step.how) for step in quote.steps] == [
        ("principal", 100_981, "1,200.00 less 190.19 paid"),
        ("interest since the last due date", 163, "5 of 31 days at 12 % a year"),
    ]
    assert (quote.total_cents, quote.day_cents) == (101_144, 33)
    assert quote.saved_cents == payment_schedule(TERMS).finance_charge_cents - 1200 - 1105 - 163


def test_late_partial_and_unpaid_payments_are_overdue() -> None:
    account = Account(TERMS, (paid(1, AGREED, 10_000), paid(2, FIRST, 4_000)))
    there = standing(account, FIRST)
    assert there.dues[1].state is DueState.DUE_TODAY
    assert (there.overdue_cents, there.next_due, there.next_cents) == (0, FIRST, LEVEL - 4_000)
    late = standing(account, FIRST + timedelta(days=20))
    assert (late.overdue_cents, late.overdue_since, late.days_late) == (LEVEL - 4_000, FIRST, 20)
    assert (late.next_due, late.next_cents) == (date(2026, 3, 15), LEVEL)
    assert late.reminder(3) == f"{money(LEVEL - 4_000)} overdue for 20 days"
    assert there.reminder(3) == f"{money(LEVEL - 4_000)} falls due on Sun 15 Feb 2026"
    assert standing(account, AGREED).reminder(3) is None
    # What is late bears interest by the day, so the last payment grows.
    assert late.dues[-1].open_cents > payment_schedule(TERMS).last.amount_cents


def test_early_payments_make_the_last_one_smaller_and_are_not_asked_for_again() -> None:
    events = [*on_time(TERMS, 1), paid(50, date(2026, 2, 20), 3 * LEVEL)]
    there = standing(Account(TERMS, tuple(events)), date(2026, 2, 20))
    assert [due.state for due in there.dues[:6]] == [DueState.PAID] * 5 + [DueState.LATER]
    assert there.next_due == date(2026, 6, 15)
    assert there.dues[-1].open_cents < payment_schedule(TERMS).last.amount_cents


def test_a_down_payment_not_made_is_overdue_the_day_after() -> None:
    there = standing(Account(TERMS), AGREED + timedelta(days=1))
    assert (there.overdue_cents, there.overdue_since, there.down_cents) == (10_000, AGREED, 10_000)


def test_a_returned_payment_is_owed_again_from_its_day() -> None:
    account = Account(TERMS, tuple(on_time(TERMS, 2)))
    returned = Event(60, Recorded.RETURNED, date(2026, 3, 19), LEVEL, of=2)
    fee = Event(61, Recorded.RETURNED_FEE, date(2026, 3, 19), 2_500)
    after = recorded(recorded(account, returned, LATER), fee, LATER)
    there = standing(after, date(2026, 3, 20))
    assert (there.overdue_cents, there.overdue_since, there.fees_cents) == (LEVEL, date(2026, 3, 15), 2_500)
    assert standing(after, date(2026, 3, 18)) == standing(account, date(2026, 3, 18))
    with pytest.raises(Refused, match="taken back already"):
        recorded(after, replace(returned, id=62), LATER)


def test_a_late_fee_is_due_once_for_a_late_payment_and_never_for_a_fee() -> None:
    account = Account(TERMS, (paid(1, AGREED, 10_000),))
    assert late_fees_due(account, FIRST + timedelta(days=10), 2_500, 10) == []
    day = FIRST + timedelta(days=11)
    (fee,) = late_fees_due(account, day, 2_500, 10)
    assert (fee.kind, fee.cents, fee.of) == (Recorded.LATE_FEE, 2_500, 1)
    charged = recorded(account, replace(fee, id=70), day)
    assert late_fees_due(charged, day, 2_500, 10) == []
    # The first payment is made up for; the fee stays unpaid, and the second is on time.
    caught_up = Account(TERMS, (*charged.events, paid(71, day, LEVEL), paid(72, date(2026, 3, 15), LEVEL)))
    assert late_fees_due(caught_up, date(2026, 4, 1), 2_500, 10) == []
    assert standing(caught_up, date(2026, 4, 1)).fees_cents == 2_500
    assert standing(caught_up, date(2026, 4, 1)).overdue_cents == 0
    waived = recorded(caught_up, Event(73, Recorded.WAIVED, date(2026, 4, 1), 2_500, of=70), LATER)
    assert standing(waived, date(2026, 4, 1)).fees_cents == 0


def test_insurance_that_paid_less_makes_an_amendment_with_a_signed_difference() -> None:
    account = Account(TERMS, tuple(on_time(TERMS, 3)))
    day = date(2026, 4, 20)
    made = amendment(account, day, 18_000, "insurance paid 180.00 less", 12, date(2026, 5, 15))
    owed = ledger(account, day).payoff_cents
    assert (made.owed_cents, made.terms.total_cents) == (owed, owed + 18_000)
    shown = {line.what: (line.before, line.after, line.change_cents) for line in made.differences}
    assert shown["owed on the plan"] == (money(owed), money(owed + 18_000), 18_000)
    assert shown["payments to come"] == ("9", "12", None)
    assert shown["last payment"][:2] == ("Fri 15 Jan 2027", "Thu 15 Apr 2027")
    assert "rate a year" not in shown
    signed = recorded(account, made.event(80), day)
    there = standing(signed, day)
    assert there.balance_cents == owed + 18_000
    assert there.entries[-1].amount_cents == 18_000
    assert sum(entry.amount_cents for entry in there.entries) == there.balance_cents
    done = Account(TERMS, (*signed.events, *(replace(e, id=e.id + 100) for e in on_time(made.terms))))
    assert standing(done, LATER).balance_cents == 0


def test_an_open_down_payment_is_none_of_the_payments_to_come() -> None:
    account = Account(TERMS)
    made = amendment(account, AGREED, 18_000, "insurance paid 180.00 less", 10, FIRST)
    shown = {line.what: (line.before, line.after) for line in made.differences}
    assert shown["down payment"] == ("100.00", "0.00")
    assert shown["payments to come"] == ("12", "10")
    assert shown["each payment"] == (money(LEVEL), money(payment_schedule(made.terms).level_cents))


def test_an_amendment_of_an_account_that_has_moved_on_is_refused() -> None:
    account = Account(TERMS, tuple(on_time(TERMS, 3)))
    day = date(2026, 4, 20)
    made = amendment(account, day, 100, "a filling more", 12, date(2026, 5, 15))
    moved = recorded(account, paid(90, day, 5_000), day)
    with pytest.raises(Refused, match="draw the amendment up again"):
        recorded(moved, made.event(91), day)
    with pytest.raises(Refused, match="is to be refunded"):
        amendment(account, day, -10_000_000, "insurance paid all", 12, date(2026, 5, 15))


def test_a_payment_from_before_an_amendment_that_comes_back_is_owed_at_once() -> None:
    account = Account(TERMS, tuple(on_time(TERMS, 3)))
    day = date(2026, 4, 16)
    signed = recorded(account, amendment(account, day, 0, "longer", 24, date(2026, 5, 16)).event(80), day)
    back = recorded(signed, Event(81, Recorded.RETURNED, date(2026, 4, 18), LEVEL, of=3), LATER)
    there = standing(back, date(2026, 4, 18))
    assert (there.overdue_cents, there.overdue_since) == (LEVEL, date(2026, 4, 18))
    assert there.balance_cents == standing(signed, date(2026, 4, 18)).balance_cents + LEVEL


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (paid(9, AGREED - timedelta(days=1), 100), "when these terms were agreed"),
        (paid(9, date(2027, 1, 1), 100), "has not come yet"),
        (paid(9, FIRST, 0), "above zero"),
        (paid(1000, FIRST, 5), "recorded already"),
        (Event(9, Recorded.RETURNED, FIRST, 100, of=77), "there is no payment 77"),
        (Event(9, Recorded.RETURNED, FIRST, 100, of=1000), "was 100.00, not 1.00"),
        (Event(9, Recorded.WAIVED, FIRST, 100, of=1000), "there is no late fee or"),
        (Event(9, Recorded.REFUND, FIRST, 100), "the credit is 0.00"),
        (Event(9, Recorded.AMENDED, FIRST, 100), "carries the new terms"),
    ],
)
def test_what_may_not_be_recorded(event: Event, said: str) -> None:
    with pytest.raises(Refused, match=said):
        recorded(Account(TERMS, tuple(on_time(TERMS, 0))), event, date(2026, 12, 31))


def test_an_account_survives_storage() -> None:
    account = Account(TERMS, tuple(on_time(TERMS, 3)))
    account = recorded(
        account, amendment(account, date(2026, 4, 20), 5, "why", 9, FIRST.replace(month=5)).event(7), LATER
    )
    assert from_plain(Account, json.loads(canonical_json(account))) == account


@st.composite
def any_account(draw: st.DrawFn) -> Account:
    count = draw(st.integers(1, 24))
    terms = PlanTerms(
        total_cents=draw(st.integers(1_000 * count, 900_000)) + 50_000,
        down_cents=draw(st.integers(0, 50_000)),
        payments=count,
        agreed=AGREED,
        first_due=AGREED + timedelta(days=draw(st.integers(1, 50))),
        rate=draw(st.sampled_from([0, 990, 1790, 2999])),
        frequency=draw(st.sampled_from(Frequency)),
        interest_free=draw(st.integers(0, count)),
    )
    account = Account(terms)
    day = AGREED
    for number in range(1, draw(st.integers(1, 12))):
        day += timedelta(days=draw(st.integers(0, 45)))
        kind = draw(st.sampled_from([Recorded.PAYMENT, Recorded.PAYMENT, Recorded.LATE_FEE, Recorded.RETURNED]))
        of = draw(st.integers(1, number)) if kind is Recorded.RETURNED else None
        cents = next((e.cents for e in account.events if e.id == of), 1) if of else draw(st.integers(1, 200_000))
        try:
            account = recorded(account, Event(number, kind, day, cents, of), LATER)
        except Refused:
            continue
    return account


@given(any_account(), st.integers(0, 500))
@settings(max_examples=120, deadline=None)
def test_every_account_adds_up_and_its_quote_clears_it(account: Account, days: int) -> None:
    day = AGREED + timedelta(days=days)
    there = standing(account, day)
    assert (
        sum(entry.amount_cents for entry in there.entries) + ledger(account, day).accrued_cents == there.balance_cents
    )
    for earlier, entry in zip([0, *(e.balance_cents for e in there.entries)], there.entries, strict=False):
        assert earlier + entry.amount_cents == entry.balance_cents
    posted = there.down_cents + there.principal_cents + there.interest_cents + there.fees_cents - there.credit_cents
    assert posted == there.balance_cents
    assert min(there.down_cents, there.principal_cents, there.interest_cents, there.fees_cents, there.credit_cents) >= 0
    quote = payoff_quote(account, day)
    assert quote.total_cents == there.balance_cents
    if quote.total_cents > 0:
        until = replace(account, events=tuple(account.in_order(day)))
        cleared = recorded(until, paid(900, day, quote.total_cents), day)
        assert standing(cleared, day).balance_cents == 0
        assert standing(cleared, LATER).balance_cents == 0
    # Whatever was missed: paying what is open on its days clears the plan but for fees.
    catching_up = [paid(2_000 + due.number, max(due.due, day), due.open_cents) for due in there.dues if due.open_cents]
    if there.overdue_cents == sum(due.open_cents for due in there.dues if due.state is DueState.OVERDUE):
        until = replace(account, events=(*account.in_order(day), *catching_up))
        assert standing(until, LATER).principal_cents == 0


@given(any_account(), st.integers(0, 200), st.integers(1, 60_000), st.integers(0, 300))
@settings(max_examples=120, deadline=None)
def test_a_payment_recorded_by_mistake_never_was(account: Account, after: int, cents: int, later: int) -> None:
    begun = max([AGREED, *(event.on for event in account.events if event.kind is Recorded.AMENDED)])
    on = begun + timedelta(days=after)
    wrong = Event(9_001, Recorded.PAYMENT, on, cents)
    taken = Event(9_002, Recorded.MISTAKEN, on, cents, of=9_001)
    with_both = replace(account, events=(*account.events, wrong, taken))
    day = on + timedelta(days=later)
    # A payment that would have cleared the plan posts the interest of its day, rounded once more.
    assert abs(standing(with_both, day).balance_cents - standing(account, day).balance_cents) <= 1
    assert standing(with_both, day).paid_cents == standing(account, day).paid_cents


def test_a_plan_stands_on_the_dates_that_were_agreed_whatever_its_terms_would_give_today() -> None:
    choice = in_house(PlanTerms(60_000, 0, 6, date(2026, 1, 31), date(2026, 2, 28), 990))
    assert [due.on for due in choice.dues][:2] == [date(2026, 2, 28), date(2026, 3, 31)]
    plain = to_plain(choice)
    for number, due in enumerate(plain["dues"]):
        due["on"] = date(2026, 2 + number, 28).isoformat()
    before = from_plain(PaymentChoice, plain)
    assert to_plain(before) == plain
    kept = opening_terms(before)
    assert kept is not None
    held = standing(Account(kept), date(2026, 4, 1))
    assert [due.due.isoformat() for due in held.dues if due.due] == [due["on"] for due in plain["dues"]]
    assert [entry.on for entry in held.entries if entry.what == "interest"] == [date(2026, 2, 28), date(2026, 3, 28)]
    # Its first period was of 28 days then, a whole month now: 600 × 9.9 % ÷ 12 × 28 ÷ 30.
    assert held.entries[1].amount_cents == 462
    assert standing(Account(opening_terms(choice) or kept), date(2026, 4, 1)).entries[1].amount_cents == 495
