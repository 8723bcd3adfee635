"""What nobody knows: best, likely and worst, and the questions that would settle the range, the dearest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tctui.core.estimate import (
    CoverageTerms,
    Estimate,
    FrequencyRule,
    HistoryEntry,
    MaximumRule,
    OfficeSettings,
    Patient,
    PercentRule,
    PlannedLine,
    Subject,
    category,
    estimate,
)

from .plans import TODAY, crown, filling, ppo


def run(plan: CoverageTerms, *planned: PlannedLine, patient: Patient | None = None) -> Estimate:
    return estimate(planned, [plan], OfficeSettings(), TODAY, patient or Patient())


def amounts(found: Estimate) -> tuple[int, int, int]:
    return found.total.best_cents, found.total.patient_cents, found.total.worst_cents


def test_an_unknown_first_month_of_the_benefit_year_is_tried_in_every_month() -> None:
    """500 used last October: gone with January, still counting with any month up to October."""
    used = (HistoryEntry(paid_cents=140_000, on=date(2025, 10, 10)),)
    plan = ppo(renewal_month=None, history=used, deductibles=())
    found = run(plan, crown(fee=100_000))
    assert amounts(found) == (50_000, 50_000, 90_000)
    assert [(asked.text, asked.stake_cents) for asked in found.questions] == [
        ("Plan A: in which month does the benefit year begin?", 40_000)
    ]
    assert not run(replace(plan, renewal_month=10), crown(fee=100_000)).questions


@pytest.mark.parametrize(
    ("plan", "wanted"),
    [
        (ppo(maximums=()), (50_000, 52_500, 52_500)),
        (ppo(deductibles=()), (50_000, 50_000, 100_000)),
        (ppo(deductibles=(), maximums=(), frequencies=(FrequencyRule(category("crowns")),)), (50_000, 50_000, 100_000)),
        (ppo(deductibles=(), maximums=()), (50_000, 50_000, 50_000)),
    ],
)
def test_unknown_use_leaves_deductible_maximum_and_frequency_open(
    plan: CoverageTerms, wanted: tuple[int, int, int]
) -> None:
    found = run(replace(plan, unentered=frozenset({Subject.HISTORY})), crown(fee=100_000))
    assert amounts(found) == wanted
    assert bool(found.questions) is (wanted[0] != wanted[2])


def test_a_clause_for_missing_teeth_is_asked_for_only_where_a_tooth_is_lost() -> None:
    plan = ppo(unentered=frozenset({Subject.MISSING_TOOTH}), deductibles=(), effective=date(2025, 1, 1))
    lost = Patient(teeth_lost={"3": date(2024, 6, 1)})
    found = run(plan, crown(fee=100_000), crown("d", fee=10_000, tooth="4"), patient=lost)
    assert amounts(found) == (55_000, 55_000, 105_000)
    assert found.questions[0].text == "Plan A: does the plan replace teeth that were lost before it began?"
    assert found.questions[0].lines == ("c",)
    since = Patient(teeth_lost={"3": date(2025, 6, 1)})
    assert not run(plan, crown(fee=100_000), patient=since).questions


def test_the_range_of_a_sum_is_that_of_whole_readings() -> None:
    """One maximum of 1,000 for two lines: what the first may gain, the second then loses."""
    rules = (PercentRule(category("crowns"), None), PercentRule(category("restorative"), 10_000))
    plan = ppo(percents=rules, deductibles=(), maximums=(MaximumRule(cents=100_000),))
    found = run(plan, crown("a", 100_000, priority=1), filling("b", 100_000, priority=2))
    assert [(line.best_cents, line.worst_cents) for line in found.lines] == [(0, 100_000), (0, 100_000)]
    assert amounts(found) == (100_000, 100_000, 100_000)


def test_the_dearest_question_comes_first_and_each_has_its_own_price() -> None:
    rules = (PercentRule(category("crowns"), None), PercentRule(category("restorative"), None))
    found = run(ppo(percents=rules, deductibles=(), maximums=()), filling("f", 20_000), crown("c", 120_000))
    assert [(asked.lines, asked.stake_cents) for asked in found.questions] == [(("c",), 120_000), (("f",), 20_000)]
    assert amounts(found) == (0, 140_000, 140_000)
