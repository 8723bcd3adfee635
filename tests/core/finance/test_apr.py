"""The annual percentage rate against published figures, and what an absurd credit is told."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.accuracy import rate_tolerance
from tctui.core.finance.apr import Flow, annual_percentage_rate, rounded
from tctui.core.finance.credit_reading import credit_from_plain
from tctui.core.finance.rate_answer import answer
from tctui.core.finance.unit_periods import Moment, UnitPeriod, full_months, moment

DATA = Path(__file__).parents[2] / "data"
CASES: list[dict[str, Any]] = [
    case
    for name in ("apr_cases.json", "apr_further_cases.json")
    for case in json.loads((DATA / name).read_text("utf-8"))["cases"]
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_published_rates_match_to_the_printed_digit(case: dict[str, Any]) -> None:
    credit, expect = credit_from_plain(case), case["expect"]
    assert str(rounded(credit.annual_percentage_rate(), expect["places"])) == expect["apr"]
    if "finance_charge" in expect:
        assert credit.finance_charge() == Decimal(expect["finance_charge"])
        assert credit.total_of_payments() == Decimal(expect["total_of_payments"])


def test_the_graduated_payments_of_form_h_15() -> None:
    """Worked from comment App. H-19: 44,900 at 14.75 % over 360 months, payments 7.5 % more in each of five years,

    monthly insurance of a quarter percent of the balance at the year's beginning; two points and 225 prepaid.
    """
    rate = 0.1475 / 12
    first = 44_900 / sum(1.075 ** min(n // 12, 5) / (1 + rate) ** (n + 1) for n in range(360))
    balance, insured, payments = 44_900.0, 0.0, []
    for number in range(360):
        insured = insured if number % 12 else balance * 0.0025 / 12
        paid = round(first * 1.075 ** min(number // 12, 5), 2)
        payments.append({"first_t": number + 1, "amount": f"{paid + insured:.2f}"})
        balance = balance * (1 + rate) - paid
    advance = {"first_t": 0, "amount": 44_900 - 898 - 225}
    found = answer({"unit_period": "month", "advances": [advance], "payments": payments})
    assert found["apr"] == "15.37"


def times_of(stream: dict[str, Any], start: date | None, unit: str, n: int) -> list[float]:
    """Count the unit-periods of a stream in another way than the program does: by relativedelta and floats."""
    if start is None:
        return [stream["first_t"] + k * stream["every_t"] for k in range(stream["count"])]
    first = date.fromisoformat(stream.get("first_date") or stream["date"])
    every = stream.get("every", {"unit": "month", "n": 1})
    times = []
    for k in range(stream.get("count", 1)):
        jump = k * every["n"]
        if every["unit"] == "semimonth":
            day = first + relativedelta(months=jump // 2, day=first.day if jump % 2 == 0 else first.day + 15)
        else:
            word = {"day": "days", "week": "weeks", "month": "months", "year": "years"}[every["unit"]]
            day = first + relativedelta(**{word: jump})
        if unit in ("day", "week"):
            times.append((day - start).days / (n * (7 if unit == "week" else 1)))
            continue
        guess = (day.year - start.year) * 12 + day.month - start.month
        whole = guess if day - relativedelta(months=guess) >= start else guess - 1
        odd = (day - relativedelta(months=whole) - start).days
        if unit == "year" and odd:
            times.append(whole // 12 + (day - relativedelta(years=whole // 12) - start).days / 365)
        else:
            length = {"month": 30 * n, "semimonth": 15, "year": 360}[unit]
            times.append((30 * whole + odd) / length)
    return times


# A term is one unit-period: interest over principal, nothing to solve.
@pytest.mark.parametrize(
    "case", [case for case in CASES if case["unit_period"]["unit"] != "term"], ids=lambda case: str(case["id"])
)
def test_a_second_way_of_counting_and_solving_gives_the_same_rate(case: dict[str, Any]) -> None:
    unit, n = case["unit_period"]["unit"], case["unit_period"]["n"]
    dated = "date" in case["advances"][0] or "first_date" in case["advances"][0]
    start = date.fromisoformat(case["advances"][0]["date"]) if dated else None
    flows = [
        (sign * float(stream["amount"]), *divmod(at, 1))
        for sign, name in ((1, "advances"), (-1, "payments"))
        for stream in case[name]
        for at in times_of(stream, start, unit, n)
    ]
    low, high = 0.0, 4.0
    for _ in range(200):
        middle = (low + high) / 2
        owed = sum(amount / ((1 + part * middle) * (1 + middle) ** whole) for amount, whole, part in flows)
        low, high = (low, middle) if owed > 0 else (middle, high)
    a_year = {"day": 365, "week": 52, "semimonth": 24, "month": 12, "year": 1}[unit] / n
    assert float(credit_from_plain(case).annual_percentage_rate()) == pytest.approx(100 * a_year * low, abs=2e-7)


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
        (plain("1000", "600", 0), "sum must be above zero"),
        (plain("1000", "0", 12), "sum must be above zero"),
        (plain("1000", "600", -1), "count: must be"),
        (plain("1000", "2", 1e9), "count: must be"),
        (plain("1000", "1e99", 2), "above zero"),
        (plain("1000", "600 or so", 2), "above zero"),
        (plain("1000", "600", 2) | {"advances": [{"amount": "1000"}]}, "a date .* is missing"),
        (plain("1000", "600", 2) | {"advances": [{"amount": "1000", "first_t": 0}]}, "must all have dates"),
        (plain("1000", "600", 2) | {"advances": [{"amount": 10, "first_t": "1e9"}]}, "not a number"),
        (plain("1000", "600", 2) | {"unit_period": {"unit": "term", "periods_per_year": "1/0"}}, "not a number"),
        (plain("1000", "600", 2) | {"disregard_odd_first_period": "yes"}, "true or false"),
        (plain("1000", "600", 2) | {"unit_period": {"unit": "month", "n": 13}}, "not allowed"),
        (plain("1000", "600", 10**9), "count: must be"),
        (plain("1000", "600", 2, until="2026-02-30"), "there is no 2026-02-30"),
        (plain("1000", "600", 2, until="soon"), "dates are written"),
        (plain("1000", "2", 12_000, until="2027-01-01"), "more than"),
        (plain("1000", "2", 2_000, until="9990-01-01") | {"unit_period": {"unit": "day", "n": 1}}, "outside"),
        (
            {"unit_period": "week", "advances": {"first_t": 3, "amount": 9}, "payments": {"first_t": 1, "amount": 9}},
            "1 unit-periods come before the first advance at 3",
        ),
        ({}, "advances: are missing"),
        ({"unit_period": 7}, "unit_period: must be"),
        ({"unit_period": {"unit": "fortnight"}}, "unit: must be"),
        ({"unit_period": {"unit": "month"}, "advances": []}, "advances: are missing"),
        (plain("1000", "1100", 2) | {"unit_period": {"unit": "term"}}, "single payment"),
    ],
)
def test_an_absurd_credit_is_refused_with_a_reason(case: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        credit_from_plain(case).annual_percentage_rate()


def test_amounts_and_counts_may_be_numbers_or_text_and_the_rest_may_be_left_out() -> None:
    told = plain("5,000.00", "$460", 12)
    short = {
        "unit_period": "month",
        "advances": {"date": "2026-02-01", "amount": 5000},
        "payments": [{"first_date": "2026-03-01", "count": "12", "amount": 460.0}, {"date": "2026-05-01", "amount": 0}],
    }
    rate = credit_from_plain(told).annual_percentage_rate()
    assert credit_from_plain(short).annual_percentage_rate() == rate
    assert rounded(rate) == Decimal("18.67")


def test_fractions_of_unit_periods_without_dates() -> None:
    late = plain("1000", "520", 2, until="2026-03-16")
    dateless = {
        "unit_period": {"unit": "month", "n": 1},
        "advances": [{"first_t": 0, "amount": 1000}],
        "payments": [{"first_t": "3/2", "count": 1, "amount": 520}, {"first_t": 2.5, "amount": 520}],
    }
    assert credit_from_plain(late).annual_percentage_rate() == credit_from_plain(dateless).annual_percentage_rate()


@pytest.mark.parametrize("begun", ["2026-01-29", "2026-01-30", "2026-01-31"])
def test_the_last_day_of_february_stands_for_the_day_on_which_the_credit_began(begun: str) -> None:
    ends = plain("1000", "520", 2, on=begun, until="2026-02-28")
    regular = plain("1000", "520", 2, on="2026-01-05", until="2026-02-05")
    assert credit_from_plain(ends).annual_percentage_rate() == credit_from_plain(regular).annual_percentage_rate()
    ends["payments"][0]["every"]["day"] = 28
    days = (date(2026, 2, 28) - date.fromisoformat(begun)).days
    assert credit_from_plain(ends).flows()[1][0].at == (0, Fraction(days, 30))


def test_a_series_on_the_last_day_says_so_when_it_begins_in_february() -> None:
    ends = plain("1000", "520", 2, on="2025-12-31", until="2026-02-28")
    told = plain("1000", "520", 2, on="2025-12-15", until="2026-02-28")
    told["payments"][0]["every"]["day"] = 31
    assert credit_from_plain(ends).flows()[1][0].at == (2, 0)
    assert credit_from_plain(told).flows()[1][0].at == (2, Fraction(16, 30))


def test_half_months_are_counted_date_by_date() -> None:
    """Appendix J (b)(5)(iii): 30 days to each full month back from the later date, and the days left over them."""
    halves = plain("1000", "260", 4, on="2026-01-22", until="2026-02-10")
    halves["unit_period"] = halves["payments"][0]["every"] = {"unit": "semimonth", "n": 1}
    days = [19, 30 + 3, 30 + 19, 60 + 3]
    assert [at.whole + at.fraction for _, at in credit_from_plain(halves).flows()[1]] == [Fraction(d, 15) for d in days]


@pytest.mark.parametrize(
    ("until", "count", "allowed"),
    [
        ("2026-03-14", 6, True),
        ("2026-03-15", 6, False),
        ("2026-02-25", 6, True),
        ("2026-02-24", 6, False),
        ("2026-03-22", 12, True),
        ("2026-03-23", 12, False),
        ("2026-02-20", 24, True),
        ("2026-02-19", 24, False),
        ("2026-02-02", 180, True),
        ("2026-04-03", 180, True),
        ("2026-04-06", 180, False),
    ],
)
def test_an_odd_first_period_may_be_disregarded_within_its_limits(until: str, count: int, allowed: bool) -> None:
    odd = plain("1000", str(2000 // count), count, on="2026-02-01", until=until)
    even = plain("1000", str(2000 // count), count, on="2026-02-01", until="2026-03-01")
    rate = credit_from_plain(odd | {"disregard_odd_first_period": True}).annual_percentage_rate()
    assert (rate == credit_from_plain(even).annual_percentage_rate()) is allowed
    assert (rate == credit_from_plain(odd).annual_percentage_rate()) is not allowed


def test_a_disclosed_figure_is_held_against_the_tolerance() -> None:
    case = next(case for case in CASES if case["id"] == "J-c1-i")
    said = answer(case | {"disclosed": {"apr": "9.80", "finance_charge": 509}})["disclosed"]
    assert said["apr"].startswith("accurate: 0.1143")
    assert said["finance_charge"] == "not accurate: 11.0000 dollars off, 10 allowed"


@pytest.mark.parametrize("case", [case for case in CASES if "tolerance_points" in case and case["id"] != "C-appD-IA"])
def test_the_tolerance_is_the_one_published(case: dict[str, Any]) -> None:
    assert str(rate_tolerance(credit_from_plain(case))) == case["tolerance_points"]


DATED = [case for case in CASES if "first_date" in case["payments"][0]]


@pytest.mark.parametrize("case", DATED, ids=lambda case: str(case["id"]))
def test_the_unit_period_is_found_where_it_is_not_said(case: dict[str, Any]) -> None:
    silent = credit_from_plain({name: part for name, part in case.items() if name != "unit_period"})
    assert rounded(silent.annual_percentage_rate(), case["expect"]["places"]) == Decimal(case["expect"]["apr"])


@pytest.mark.parametrize(
    ("first", "payments", "unit"),
    [
        ("2026-02-01", [("2026-03-01", 1, "month", 1), ("2026-07-15", 1, "month", 1)], UnitPeriod("week", 12)),
        ("2026-02-01", [("2026-02-08", 1, "week", 1), ("2026-02-22", 1, "week", 1)], UnitPeriod("week")),
        ("2026-02-01", [("2026-03-01", 3, "month", 1), ("2026-05-08", 3, "week", 1)], UnitPeriod("week")),
        ("2026-02-01", [("2028-02-01", 2, "year", 2)], UnitPeriod("year")),
        ("2026-02-01", [("2026-02-11", 4, "day", 10)], UnitPeriod("day", 10)),
        ("2026-02-01", [("2026-03-01", 4, "semimonth", 2)], UnitPeriod("month")),
    ],
)
def test_the_most_frequent_period_the_smaller_of_two_or_the_average(
    first: str, payments: list[tuple[str, int, str, int]], unit: UnitPeriod
) -> None:
    case = {
        "advances": [{"date": first, "amount": 1000}],
        "payments": [
            {"first_date": day, "count": count, "amount": 600, "every": {"unit": word, "n": n}}
            for day, count, word, n in payments
        ],
    }
    assert credit_from_plain(case).unit == unit


def test_without_dates_the_unit_period_must_be_said() -> None:
    with pytest.raises(Refused, match="must be said"):
        credit_from_plain({"advances": [{"first_t": 0, "amount": 1}], "payments": [{"first_t": 1, "amount": 2}]})


def test_what_is_not_an_object_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        credit_from_plain(plain("1", "1") | {"payments": "all of it"})


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"payments": [{"first_date": "2026-03-01", "amount": "1.2.3"}]}, "payments[0].amount: must be an amount"),
        ({"payments": [{"first_date": "2026-03-01", "count": 2, "amount": 600}, {"date": "2026-13-01", "amount": 1}]},
         "payments[1].date: there is no 2026-13-01"),
        ({"payments": [{"first_date": "2026-01-31", "count": 2, "amount": 600}]},
         "payments[0].first_date: 2026-01-31 comes before the first advance on 2026-02-01"),
        ({"payments": [{"first_date": "9999-12-30", "count": 3, "amount": 600, "every": "day"}]},
         "payments[0].count: 3 of them lead to a date outside the calendar"),
        ({"payments": [{"first_date": "2026-03-01", "count": 9, "amount": "100"}]},
         "payments: 900 in all never repay the 1,000 that are advanced"),
        ({"advances": [{"date": "2026-02-01", "amount": 0}]}, "advances[0].amount: must be an amount above zero"),
        ({"unit_period": {"unit": "month", "n": 13}}, "unit_period.n: a unit-period of 13 × month is not allowed"),
        ({"unit_period": {"unit": "moon"}}, "unit_period.unit: must be one of day, week"),
        ({"places": 11}, "places: must be a whole number from 0 to 10"),
    ],
)  # fmt: skip
def test_a_refusal_begins_with_the_path_of_what_is_wrong(part: dict[str, Any], said: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(said)):
        answer(plain("1000", "600", 2) | part)


def test_null_says_nothing() -> None:
    told = plain("1000", "520", 2)
    told["advances"][0] |= {"count": None, "every": None, "first_t": None}
    told["payments"][0] |= {"date": None, "every": {"unit": "month", "n": None, "day": None}}
    told |= {"places": None, "expect": {"places": None}, "disregard_odd_first_period": None, "disclosed": None}
    assert answer(told) == answer(plain("1000", "520", 2))
    assert answer(told | {"unit_period": None}) == answer(plain("1000", "520", 2))


def test_an_exact_half_is_rounded_up() -> None:
    half = next(case for case in CASES if case["id"] == "C-appD-IB")
    assert credit_from_plain(half).annual_percentage_rate() == Decimal("31.875")


@given(
    st.integers(1, 3_600),
    st.integers(1, 60),
    st.integers(0, 5),
    st.fractions(0, Fraction(29, 30), max_denominator=90),
    st.sampled_from([UnitPeriod("month"), UnitPeriod("week"), UnitPeriod("week", 2), UnitPeriod("semimonth"),
                     UnitPeriod("month", 3), UnitPeriod("day", 10), UnitPeriod("year")]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_the_rate_comes_back_after_any_first_period(
    basis_points: int, count: int, whole: int, part: Fraction, unit: UnitPeriod
) -> None:
    rate = Decimal(basis_points) / 10_000 * unit.a_year.denominator / unit.a_year.numerator
    grown = (1 + rate * part.numerator / part.denominator) * (1 + rate) ** whole
    level = Decimal(5_000) * grown / sum((1 + rate) ** -number for number in range(count))
    payments = [Flow(level, Moment(whole + number, part)) for number in range(count)]
    if not whole and not part:
        return
    solved = annual_percentage_rate([Flow(Decimal(5_000), Moment(0, Fraction(0)))], payments, unit.a_year)
    assert abs(solved - Decimal(basis_points) / 100) < Decimal("1e-10")


@given(st.integers(1, 3_600), st.integers(2, 120))
@settings(max_examples=60, deadline=None)
def test_the_rate_of_an_exact_annuity_comes_back(basis_points: int, count: int) -> None:
    rate = Decimal(basis_points) / 120_000
    level = Decimal(5_000) * rate / (1 - (1 + rate) ** -count)
    payments = [Flow(level, Moment(number, Fraction(0))) for number in range(1, count + 1)]
    solved = annual_percentage_rate([Flow(Decimal(5_000), Moment(0, Fraction(0)))], payments, Fraction(12))
    assert abs(solved - Decimal(basis_points) / 100) < Decimal("1e-10")


def test_the_example_of_the_document_holds() -> None:
    text = (DATA.parents[1] / "docs" / "apr-format.md").read_text("utf-8")
    asked = re.search(r"echo '(.*?)' \| tctui apr -", text, re.DOTALL)
    replied = re.search(r"tctui apr -\n(    \{.*?\n    \})", text, re.DOTALL)
    assert asked
    assert replied
    assert answer(json.loads(asked[1])) == json.loads(replied[1])
