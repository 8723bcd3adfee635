"""The annual percentage rate against published figures, and what an absurd credit is told."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.apr import Flow, annual_percentage_rate, rounded
from tctui.core.finance.credit import credit_from_plain
from tctui.core.finance.unit_periods import Moment, UnitPeriod, full_months, moment

CASES = json.loads((Path(__file__).parents[2] / "data" / "apr_cases.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_published_rates_match_to_the_printed_digit(case: dict[str, Any]) -> None:
    credit, expect = credit_from_plain(case), case["expect"]
    assert str(rounded(credit.annual_percentage_rate(), expect["places"])) == expect["apr"]
    if "finance_charge" in expect:
        assert credit.finance_charge() == Decimal(expect["finance_charge"])
        assert credit.total_of_payments() == Decimal(expect["total_of_payments"])


@pytest.mark.parametrize(
    ("earlier", "later", "anchor", "months", "days"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 31, 1, 0),
        (date(2026, 1, 15), date(2026, 2, 28), 31, 1, 16),
        (date(2026, 1, 15), date(2026, 2, 28), 30, 1, 15),
        (date(2026, 1, 15), date(2026, 2, 28), None, 1, 13),
        (date(2026, 2, 28), date(2026, 3, 30), 30, 1, 0),
        (date(1978, 2, 10), date(1978, 4, 1), None, 1, 19),
        (date(2026, 5, 5), date(2026, 5, 5), None, 0, 0),
    ],
)
def test_months_are_counted_back_from_the_later_date(
    earlier: date, later: date, anchor: int | None, months: int, days: int
) -> None:
    assert full_months(earlier, later, anchor) == (months, days)


def test_fractions_of_a_unit_period() -> None:
    assert moment(date(1978, 5, 23), date(1978, 10, 1), UnitPeriod("month", 3)) == (1, Fraction(39, 90))
    assert moment(date(1978, 2, 23), date(1978, 3, 1), UnitPeriod("semimonth")) == (0, Fraction(6, 15))
    assert moment(date(1978, 3, 20), date(1978, 4, 21), UnitPeriod("week")) == (4, Fraction(4, 7))
    assert moment(date(2026, 1, 1), date(2028, 4, 1), UnitPeriod("year")) == (2, Fraction(3, 12))
    assert moment(date(2026, 1, 1), date(2028, 4, 2), UnitPeriod("year")) == (2, Fraction(91, 365))


def plain(advance: str, paid: str, count: int = 1, on: str = "2026-02-01", until: str = "2026-03-01") -> dict[str, Any]:
    return {
        "unit_period": {"unit": "month", "n": 1},
        "advances": [{"date": on, "amount": advance}],
        "payments": [{"first_date": until, "count": count, "amount": paid, "every": {"unit": "month", "n": 1}}],
    }


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (plain("1000", "10", 12), "never repay"),
        (plain("1000", "600", 2, until="2026-01-01"), "before the first advance"),
        (plain("1000", "1000", 2, until="2026-02-01"), "before the credit is given"),
        (plain("0", "600", 2), "above zero"),
        (plain("-5", "600", 2), "above zero"),
        (plain("NaN", "600", 2), "above zero"),
        (plain("1e40", "600", 2), "above zero"),
        (plain("1000", "600", 0), "count must be"),
        (plain("1000", "600", 10**9), "count must be"),
        (plain("1000", "600", 2, until="2026-02-30"), "there is no 2026-02-30"),
        (plain("1000", "600", 2, until="soon"), "dates are written"),
        (plain("1000", "2", 2_600, until="9990-01-01"), "more than"),
        (plain("1000", "2", 2_000, until="9990-01-01") | {"unit_period": {"unit": "day", "n": 1}}, "outside"),
        ({}, "unit_period is missing"),
        ({"unit_period": {"unit": "fortnight"}}, "unit must be"),
        ({"unit_period": {"unit": "month"}, "advances": []}, "advances are missing"),
        (plain("1000", "1100", 2) | {"unit_period": {"unit": "term"}}, "single payment"),
    ],
)
def test_an_absurd_credit_is_refused_with_a_reason(case: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        credit_from_plain(case).annual_percentage_rate()


def test_what_is_not_an_object_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        credit_from_plain(plain("1", "1") | {"payments": "all of it"})


@given(st.integers(1, 3_600), st.integers(2, 120))
@settings(max_examples=60, deadline=None)
def test_the_rate_of_an_exact_annuity_comes_back(basis_points: int, count: int) -> None:
    rate = Decimal(basis_points) / 120_000
    level = Decimal(5_000) * rate / (1 - (1 + rate) ** -count)
    payments = [Flow(level, Moment(number, Fraction(0))) for number in range(1, count + 1)]
    solved = annual_percentage_rate([Flow(Decimal(5_000), Moment(0, Fraction(0)))], payments, Fraction(12))
    assert abs(solved - Decimal(basis_points) / 100) < Decimal("1e-10")
