"""In-house plans: published payments, dates that stay in the month, schedules that close to the cent."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.choices import Due, PaymentChoice, Way, in_full, in_house, per_visit
from tctui.core.finance.plan_rate import plan_apr
from tctui.core.finance.plans import Frequency, PlanTerms, due_dates, payment_schedule
from tctui.core.finance.wish import Wish, plan_terms
from tctui.core.plain import canonical_json, from_plain

TODAY = date(2026, 11, 23)
NEXT_MONTH = date(2026, 12, 23)


def terms(cents: int, count: int, rate: int = 0, **changes: object) -> PlanTerms:
    given_terms: dict[str, object] = {"down_cents": 0, "agreed": TODAY, "first_due": NEXT_MONTH} | changes
    return PlanTerms(total_cents=cents, payments=count, rate=rate, **given_terms)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("principal", "rate", "count", "level"),
    [
        (500_000, 1790, 24, 24_938),
        (500_000, 1890, 36, 18_303),
        (500_000, 1990, 48, 15_189),
        (500_000, 2090, 60, 13_499),
        (300_000, 1490, 24, 14_532),
        (1_000_000, 1741, 360, 14_590),
    ],
)
def test_published_payments_of_an_ordinary_annuity(principal: int, rate: int, count: int, level: int) -> None:
    schedule = payment_schedule(terms(principal, count, rate))
    assert schedule.level_cents == level
    assert plan_apr(schedule) == Decimal(rate) / 100


def test_a_plan_without_interest_gives_the_rest_to_the_last_payment() -> None:
    schedule = payment_schedule(terms(100_000, 3))
    assert [i.amount_cents for i in schedule.instalments] == [33_333, 33_333, 33_334]
    assert schedule.finance_charge_cents == 0
    assert plan_apr(schedule) == 0


def test_the_first_payments_may_be_free_of_interest() -> None:
    schedule = payment_schedule(terms(120_000, 12, 1200, interest_free=6))
    assert [i.interest_cents for i in schedule.instalments[:6]] == [0] * 6
    # 1200 / (6 + (1 - 1.01^-6) / 0.01) = 1200 / 11.79548 = 101.734: six free, then 1 % a month on what is left.
    assert schedule.level_cents == 10_173
    assert schedule.instalments[6].interest_cents == round((120_000 - 6 * 10_173) * 0.01)
    assert payment_schedule(terms(120_000, 12, 1200, interest_free=12)).finance_charge_cents == 0


def test_a_long_first_period_bears_its_own_interest_and_leaves_the_rate() -> None:
    regular = payment_schedule(terms(1_525_000, 48, 625, agreed=date(2026, 6, 22), first_due=date(2026, 7, 22)))
    late = payment_schedule(terms(1_525_000, 48, 625, agreed=date(2026, 6, 22), first_due=date(2026, 8, 22)))
    assert late.instalments[0].interest_cents > 2 * regular.instalments[0].interest_cents
    assert plan_apr(late) == Decimal("6.25")
    # The level payment of case D-12 in tests/data/apr_cases.json.
    assert late.level_cents == 36_177


@pytest.mark.parametrize(
    ("frequency", "first", "dates"),
    [
        (Frequency.MONTHLY, date(2027, 1, 31), ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        (Frequency.MONTHLY, date(2028, 1, 30), ["2028-01-30", "2028-02-29", "2028-03-30", "2028-04-30"]),
        (Frequency.WEEKLY, date(2026, 12, 28), ["2026-12-28", "2027-01-04", "2027-01-11"]),
        (Frequency.EVERY_TWO_WEEKS, date(2026, 12, 28), ["2026-12-28", "2027-01-11", "2027-01-25"]),
        (Frequency.TWICE_A_MONTH, date(2027, 1, 1), ["2027-01-01", "2027-01-16", "2027-02-01", "2027-02-16"]),
        (Frequency.TWICE_A_MONTH, date(2027, 1, 15), ["2027-01-15", "2027-01-30", "2027-02-15", "2027-02-28"]),
        (Frequency.TWICE_A_MONTH, date(2027, 1, 31), ["2027-01-31", "2027-02-16", "2027-02-28", "2027-03-16"]),
        (Frequency.NTH_WEEKDAY, date(2026, 12, 8), ["2026-12-08", "2027-01-12", "2027-02-09", "2027-03-09"]),
        (Frequency.NTH_WEEKDAY, date(2027, 3, 31), ["2027-03-31", "2027-04-28", "2027-05-26", "2027-06-30"]),
    ],
)
def test_due_dates(frequency: Frequency, first: date, dates: list[str]) -> None:
    assert [day.isoformat() for day in due_dates(first, len(dates), frequency)] == dates


@st.composite
def any_terms(draw: st.DrawFn) -> PlanTerms:
    count = draw(st.integers(1, 120))
    principal = draw(st.integers(100 * count, 10_000_000))
    down = draw(st.integers(0, 500_000))
    agreed = draw(st.dates(date(2024, 1, 1), date(2032, 12, 31)))
    return PlanTerms(
        total_cents=principal + down,
        down_cents=down,
        payments=count,
        agreed=agreed,
        first_due=agreed + timedelta(days=draw(st.integers(1, 70))),
        rate=draw(st.one_of(st.just(0), st.integers(1, 3_000))),
        frequency=draw(st.sampled_from(Frequency)),
        interest_free=draw(st.integers(0, count)),
    )


@given(any_terms())
@settings(max_examples=150, deadline=None)
def test_every_schedule_closes_to_the_cent(plan: PlanTerms) -> None:
    try:
        schedule = payment_schedule(plan)
    except Refused as refused:
        assume("too many for so little" not in str(refused))
        raise
    rows = schedule.instalments
    assert sum(i.principal_cents for i in rows) == plan.principal_cents
    assert rows[-1].balance_cents == 0
    assert sum(i.amount_cents for i in rows) == plan.principal_cents + schedule.finance_charge_cents
    assert all(earlier.due < later.due for earlier, later in pairwise(rows))
    assert all(i.amount_cents == schedule.level_cents for i in rows[:-1])
    assert all(i.amount_cents > 0 and i.interest_cents >= 0 for i in rows)
    assert (schedule.finance_charge_cents == 0) >= (plan.rate == 0)
    assert from_plain(PlanTerms, json.loads(canonical_json(plan))) == plan


@given(
    # Below some thousand dollars over a few weeks, the cent that rounding adds is more than the tolerance.
    st.integers(500_000, 5_000_000),
    st.integers(2, 60),
    st.integers(0, 2_999),
    st.integers(1, 70),
    st.sampled_from([f for f in Frequency if f is not Frequency.NTH_WEEKDAY]),
)
@settings(max_examples=40, deadline=None)
def test_the_annual_percentage_rate_is_the_stated_rate_within_the_tolerance(
    principal: int, count: int, rate: int, days: int, frequency: Frequency
) -> None:
    plan = terms(principal, count, rate, first_due=TODAY + timedelta(days=days), frequency=frequency)
    assert abs(plan_apr(payment_schedule(plan)) - Decimal(rate) / 100) <= Decimal("0.125")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"down_cents": 100_000}, "leaves nothing to pay later"),
        ({"down_cents": -1}, "not below"),
        ({"total_cents": 0}, "above zero"),
        ({"payments": 0}, "1 to 360"),
        ({"payments": 361}, "1 to 360"),
        ({"rate": 10_001}, "between 0 and 100"),
        ({"rate": -1}, "between 0 and 100"),
        ({"interest_free": 13}, "cannot be free"),
        ({"first_due": TODAY}, "after the day"),
        ({"total_cents": 1_000}, "below 1.00"),
    ],
)
def test_terms_that_make_no_plan(changes: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        terms(**({"cents": 100_000, "count": 12} | _renamed(changes)))  # type: ignore[arg-type]


def _renamed(changes: dict[str, object]) -> dict[str, object]:
    return {{"total_cents": "cents", "payments": "count"}.get(name, name): value for name, value in changes.items()}


def test_in_full_with_a_courtesy() -> None:
    choice = in_full(222_740, TODAY, courtesy=500)
    assert (choice.courtesy_cents, choice.total_cents, choice.due_today_cents) == (11_137, 211_603, 211_603)
    assert choice.monthly_cents is None
    assert choice.finance_charge_cents == 0


def test_per_visit_takes_the_down_payment_off_the_last_visits() -> None:
    visits = [Due("visit 1", None, 30_000), Due("visit 2", date(2026, 12, 1), 0), Due("visit 3", None, 20_000)]
    choice = per_visit(visits, TODAY, down_cents=25_000)
    assert choice.dues == (Due("today", TODAY, 25_000), Due("visit 1", None, 25_000))
    assert (choice.total_cents, choice.due_today_cents, choice.finance_charge_cents) == (50_000, 25_000, 0)
    assert per_visit(visits, TODAY).dues == (visits[0], visits[2])


def test_in_house_with_a_down_payment() -> None:
    choice = in_house(terms(350_000, 24, 1490, down_cents=50_000))
    assert choice.way is Way.IN_HOUSE
    assert (choice.due_today_cents, choice.monthly_cents) == (50_000, 14_532)
    assert choice.last.on == date(2028, 11, 23)
    assert choice.apr == Decimal("14.90")
    assert choice.total_cents == 350_000 + choice.finance_charge_cents
    assert len(choice.dues) == 25


def test_a_weekly_payment_is_shown_by_the_month() -> None:
    choice = in_house(terms(52_000, 52, frequency=Frequency.WEEKLY, first_due=TODAY + timedelta(days=7)))
    assert (choice.level_cents, choice.monthly_cents) == (1_000, 4_333)


def test_a_single_later_payment_uses_its_term() -> None:
    choice = in_house(terms(100_000, 1, 1200, first_due=date(2027, 2, 23)))
    assert choice.dues[0].amount_cents == 103_030
    assert choice.apr == Decimal("12.12")


@pytest.mark.parametrize(
    "choice",
    [in_full(1, TODAY), per_visit([Due("visit 1", None, 5)], TODAY), in_house(terms(90_000, 8, 990, down_cents=1))],
)
def test_a_choice_survives_storage(choice: PaymentChoice) -> None:
    assert from_plain(PaymentChoice, json.loads(canonical_json(choice))) == choice


def test_broken_storage_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        from_plain(PaymentChoice, {"way": "by magic"})
    with pytest.raises(Unreadable):
        from_plain(PlanTerms, {})


@pytest.mark.parametrize("make", [lambda: in_full(0, TODAY), lambda: per_visit([], TODAY)])
def test_nothing_to_pay_is_refused(make: object) -> None:
    with pytest.raises(Refused, match="nothing is left"):
        make()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("frequency", "today", "first"),
    [
        (Frequency.WEEKLY, date(2026, 11, 23), date(2026, 11, 30)),
        (Frequency.EVERY_TWO_WEEKS, date(2026, 11, 23), date(2026, 12, 7)),
        (Frequency.TWICE_A_MONTH, date(2026, 11, 23), date(2026, 12, 8)),
        (Frequency.MONTHLY, date(2026, 11, 23), date(2026, 12, 23)),
        (Frequency.MONTHLY, date(2027, 1, 31), date(2027, 2, 28)),
        (Frequency.NTH_WEEKDAY, date(2026, 11, 23), date(2026, 12, 28)),
    ],
)
def test_a_plan_begins_one_period_from_today_unless_told(frequency: Frequency, today: date, first: date) -> None:
    assert plan_terms(Wish(300_000, today, frequency=frequency)).first_due == first


@pytest.mark.parametrize("frequency", Frequency)
def test_dates_past_the_calendar_are_refused(frequency: Frequency) -> None:
    with pytest.raises(Refused, match="outside the calendar"):
        in_house(plan_terms(Wish(300_000, date(2026, 11, 23), frequency=frequency, first_due=date(9999, 12, 30))))


@pytest.mark.parametrize(
    ("agreed", "first", "dates"),
    [
        (date(2027, 1, 31), date(2027, 2, 28), ["2027-02-28", "2027-03-31", "2027-04-30"]),
        (date(2028, 1, 30), date(2028, 2, 29), ["2028-02-29", "2028-03-30", "2028-04-30"]),
        (date(2027, 3, 31), date(2027, 4, 30), ["2027-04-30", "2027-05-31", "2027-06-30"]),
        (date(2027, 1, 31), date(2027, 2, 27), ["2027-02-27", "2027-03-27", "2027-04-27"]),
        (date(2027, 1, 28), date(2027, 2, 28), ["2027-02-28", "2027-03-28", "2027-04-28"]),
    ],
)
def test_a_plan_agreed_at_a_months_end_keeps_its_day(agreed: date, first: date, dates: list[str]) -> None:
    schedule = payment_schedule(PlanTerms(300_000, 0, 24, agreed, first, 1490))
    assert [each.due.isoformat() for each in schedule.instalments[:3]] == dates
    assert plan_apr(schedule) == Decimal("14.90")
    # A month from its last day to the next one's is one whole period: the published payment.
    assert (schedule.level_cents == 14_532) is (first != date(2027, 2, 27))
