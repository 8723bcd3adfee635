"""Truth in Lending coverage and its reasons."""

from __future__ import annotations

from datetime import date

import pytest

from tctui.core.finance.choices import in_full, in_house
from tctui.core.finance.lending import choice_covered, count_warning, covered
from tctui.core.finance.plans import PlanTerms


@pytest.mark.parametrize(
    ("financed", "charge", "instalments", "this_year", "last_year", "answer", "reason"),
    [
        (500_000, 0, 5, None, None, True, "5 instalments in writing"),
        (500_000, 0, 4, None, None, False, "no finance charge and 4 instalments"),
        (500_000, 1, 2, None, None, True, "a finance charge of 0.01"),
        (500_000, 100, 12, 25, 25, False, "not extended regularly: 25 this year"),
        (500_000, 100, 12, 26, 0, True, "extended regularly: 26 this year"),
        (500_000, 100, 12, 0, 26, True, "26 last year"),
        (500_000, 100, 12, 0, None, True, "taken as regular"),
        (7_340_000, 100, 12, None, None, True, "finance charge"),
        (7_340_001, 100, 12, None, None, False, "above the exempt threshold 73,400.00 of 2026"),
    ],
)
def test_coverage_gives_its_reason(
    financed: int,
    charge: int,
    instalments: int,
    this_year: int | None,
    last_year: int | None,
    answer: bool,
    reason: str,
) -> None:
    found = covered(financed, charge, instalments, 2026, this_year, last_year)
    assert found.covered is answer
    assert any(reason in line for line in found.reasons)


@pytest.mark.parametrize(("year", "dollars"), [(2012, 51_800), (2019, 57_200), (2024, 69_500), (2025, 71_900)])
def test_the_threshold_is_that_of_the_year(year: int, dollars: int) -> None:
    assert covered(dollars * 100, 1, 12, year).covered
    assert not covered(dollars * 100 + 1, 1, 12, year).covered


def test_a_home_as_security_and_an_unlisted_year_take_the_exemption_away() -> None:
    assert covered(9_000_000, 1, 12, 2026, 1, 1, secured_on_home=True).covered
    assert covered(9_000_000, 1, 12, 2040).covered
    assert not covered(100_000, 1, 12, 2026, personal=False).covered


def test_only_a_plan_is_credit() -> None:
    today = date(2026, 11, 23)
    assert not choice_covered(in_full(100_000, today)).covered
    plan = PlanTerms(total_cents=120_000, down_cents=20_000, payments=5, agreed=today, first_due=date(2026, 12, 23))
    assert choice_covered(in_house(plan)).covered


def test_the_office_is_warned_from_twenty() -> None:
    assert count_warning(19) is None
    assert "above 25" in (count_warning(20) or "")
    assert "26 credits this year make a regular creditor" in (count_warning(26) or "")
