"""What nobody knows: best, likely and worst, and the questions that would settle the range, the dearest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tctui.core.estimate import (
    CoverageTerms,
    DeductibleRule,
    Estimate,
    FrequencyRule,
    HistoryEntry,
    Level,
    MaximumRule,
    OfficeSettings,
    Patient,
    PercentRule,
    Period,
    PlannedLine,
    Subject,
    category,
    estimate,
)
from tctui.core.estimate.answer import answer
from tctui.core.estimate.exchange import request_from
from tctui.core.estimate.explain import explain
from tctui.core.estimate.plain_words import asked_words

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


def test_a_maximum_of_which_nobody_knows_what_is_used_is_counted_whole_at_best_and_used_up_at_worst() -> None:
    plan = ppo(deductibles=(), maximums=(MaximumRule(cents=150_000, met_cents=None),))
    found = run(plan, crown(fee=100_000))
    assert amounts(found) == (50_000, 50_000, 100_000)
    assert [(asked.key, asked.text, asked.stake_cents) for asked in found.questions] == [
        ("A:used:maximum", "Plan A: how much of the maximum is already used?", 50_000)
    ]
    assert any("nobody asked what is used already" in step.rule for step in found.lines[0].steps)
    assert [row.use_known for row in found.remaining] == [False]
    assert not run(ppo(deductibles=()), crown(fee=100_000)).questions


def test_a_deductible_of_which_nobody_knows_what_is_met_may_be_met() -> None:
    rules = (DeductibleRule(cents=5_000, met_cents=None), DeductibleRule(cents=15_000, level=Level.FAMILY, met_cents=None))
    found = run(ppo(deductibles=rules, maximums=()), crown(fee=100_000))
    assert amounts(found) == (50_000, 52_500, 52_500)
    assert sorted((asked.key, asked.stake_cents) for asked in found.questions) == [
        ("A:used:deductible", 2_500),
        ("A:used:family", 2_500),
    ]


def test_nothing_of_a_benefit_year_that_is_still_to_come_can_be_used() -> None:
    rules = {"deductibles": (DeductibleRule(cents=5_000, met_cents=None),),
             "maximums": (MaximumRule(cents=150_000, met_cents=None),)}  # fmt: skip
    assert not run(ppo(**rules), crown(fee=100_000, on=date(2027, 1, 5))).questions
    lifetime = (MaximumRule(category("crowns"), 150_000, period=Period.LIFETIME, met_cents=None),)
    found = run(ppo(deductibles=(), maximums=lifetime), crown(fee=100_000, on=date(2027, 1, 5)))
    assert [asked.text for asked in found.questions] == [
        "Plan A: how much of the lifetime maximum for crowns is already used?"
    ]


def test_a_request_may_say_that_use_is_unknown() -> None:
    raw = {
        "id": "x", "as_of": "2026-03-02",
        "plan": {"type": "ppo", "coverage": {"crowns": 50}, "deductibles": [{"amount": 50, "used": None}],
                 "maximums": [{"amount": 1500, "remaining": None}]},
        "procedures": [{"key": "p1", "code": "CR", "category": "crowns", "fee": 1000}],
    }  # fmt: skip
    reply = answer(request_from(raw))
    assert (reply["p1"]["best"], reply["p1"]["patient"], reply["p1"]["worst"]) == (500, 525, 1000)
    assert [asked["stake"] for asked in reply["questions"]] == [475, 25]
    told = list(explain(raw))
    assert "To ask, worth 475.00: Primary plan: how much of the maximum is already used?" in told
    assert any("how much of your benefits is used already" in line for line in told)


def test_a_question_names_the_procedure_and_not_its_code() -> None:
    plan = ppo(deductibles=(), maximums=(), frequencies=(FrequencyRule(category("crowns"), None),))
    (question,) = run(plan, crown(fee=100_000)).questions
    assert asked_words(question, {"CR": "crown, ceramic"}) == (
        "Plan A: how often is crown, ceramic paid, and when was it last paid?"
    )
    assert asked_words(question, {}) == "Plan A: how often is CR paid, and when was it last paid?"
