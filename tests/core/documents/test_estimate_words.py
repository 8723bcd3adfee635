"""The sum of an estimate in words: payers, what is taken off, benefit years, and what is still open."""

from __future__ import annotations

from datetime import date

import pytest

from tctui.core.documents.estimate_paper import in_total
from tctui.core.estimate.result import Estimate, Totals


def estimate(*years: Totals, **sums: object) -> Estimate:
    given = {"fee_cents": 453_500, "insurance_cents": 0, "patient_cents": 453_500, "best_cents": 1, "worst_cents": 1}
    return Estimate(date(2026, 11, 23), (), Totals(**{**given, **sums}), (), years, (), ())  # type: ignore[arg-type]


def test_without_insurance() -> None:
    assert in_total(estimate(), ()) == (
        "The fees come to $4,535.00.",
        "No insurance is counted. $4,535.00 is left for you to pay.",
    )


def test_two_plans_two_years_and_open_answers() -> None:
    said = in_total(
        estimate(
            Totals("2026", patient_cents=66_240), Totals("2027", patient_cents=156_500),
            insurance_cents=170_160, insurance=(167_920, 2_240), write_off_cents=60_600, patient_cents=222_740,
            tax_cents=500, best_cents=222_740, worst_cents=253_365,
        ),
        ("Harbor PPO", "Union Dental"),
    )  # fmt: skip
    assert said == (
        "The fees come to $4,540.00.",
        "$606.00 of it is taken off by our contract with your plan.",
        "Your plans are expected to pay $1,701.60: Harbor PPO $1,679.20 and Union Dental $22.40. "
        "$2,227.40 is left for you to pay.",
        "By benefit year, your part is $662.40 in 2026 and $1,565.00 in 2027.",
        "Some answers of your plan are still open: your part will lie between $2,227.40 and $2,533.65.",
    )


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        ({"discount_cents": 1_000}, "$10.00 of it is taken off by a discount of our office."),
        ({"discount_cents": 1_000, "write_off_cents": 500},
         "$15.00 of it is taken off by our contract with your plan and a discount of our office."),
        ({"insurance_cents": 900}, "Harbor PPO is expected to pay $9.00. $4,535.00 is left for you to pay."),
        ({}, "Your insurance is expected to pay nothing. $4,535.00 is left for you to pay."),
    ],
)  # fmt: skip
def test_what_is_taken_off_and_what_one_plan_pays(sums: dict[str, int], said: str) -> None:
    assert said in in_total(estimate(**sums), ("Harbor PPO",))
