"""Properties that hold for every estimate, whatever the plans, lines and office settings."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.estimate import (
    WHOLE_PLAN,
    BillableUpTo,
    CoverageTerms,
    DeductibleOrder,
    Estimate,
    OfficeSettings,
    PercentRule,
    PlanKind,
    PlannedLine,
    estimate,
    from_json,
    replay,
    to_json,
)

from .plans import TODAY, coverages, lines, offices, ppo

pairs = st.lists(st.sampled_from("ABC"), max_size=3, unique=True).flatmap(
    lambda names: st.tuples(*(coverages(name) for name in names))
)
unsure = st.tuples(coverages("A", known=False), coverages("B", known=False))
SOUND = settings(max_examples=150, deadline=None)


def parts_add_up(found: Estimate) -> None:
    for line in found.lines:
        parts = line.insurance_cents + line.write_off_cents + line.discount_cents + line.patient_cents
        assert line.fee_cents + line.tax_cents == parts
        amounts = [line.patient_cents, line.discount_cents, line.tax_cents, line.write_off_cents]
        amounts += [*line.insurance, *line.deductible, *line.allowed, *(s.write_off_cents for s in line.shares)]
        assert min(amounts) >= 0
        assert line.insurance_cents <= line.fee_cents
        assert sum(share.write_off_cents for share in line.shares) == (line.write_off_cents if line.shares else 0)
        assert line.best_cents <= line.patient_cents <= line.worst_cents


def trace_replays(found: Estimate) -> None:
    for line in found.lines:
        amounts = replay(line.steps)
        assert amounts == {step.key: step.cents for step in line.steps}
        assert amounts["fee"] == line.fee_cents
        assert amounts["patient"] == line.patient_cents
        assert amounts.get("write-off", 0) == line.write_off_cents
        assert amounts.get("discount", 0) == line.discount_cents
        assert amounts.get("tax", 0) == line.tax_cents
        for number, share in enumerate(line.shares, start=1):
            assert amounts.get(f"insurance {number}", 0) == share.insurance_cents
            assert amounts.get(f"allowed {number}", share.basis_cents) == share.basis_cents
            assert amounts.get(f"deductible {number}", 0) == share.deductible_cents
            assert amounts.get(f"write-off {number}", 0) == share.write_off_cents
        assert all(len(step.text) <= 78 for step in line.steps)


@SOUND
@given(lines(), pairs, offices)
def test_parts_sum_to_the_fee_and_the_trace_replays(
    planned: list[PlannedLine], plans: tuple[CoverageTerms, ...], office: OfficeSettings
) -> None:
    found = estimate(planned, plans, office, TODAY)
    parts_add_up(found)
    trace_replays(found)


@settings(max_examples=80, deadline=None)
@given(lines(), unsure, offices)
def test_the_unknown_is_a_range_with_questions_and_the_parts_still_sum(
    planned: list[PlannedLine], plans: tuple[CoverageTerms, ...], office: OfficeSettings
) -> None:
    found = estimate(planned, plans, office, TODAY)
    parts_add_up(found)
    trace_replays(found)
    stakes = [question.stake_cents for question in found.questions]
    assert stakes == sorted(stakes, reverse=True)
    if found.total.worst_cents != found.total.best_cents:
        assert found.questions


@settings(max_examples=80, deadline=None)
@given(lines(), pairs, offices)
def test_the_same_input_gives_the_same_bytes_and_a_frozen_one_reads_back(
    planned: list[PlannedLine], plans: tuple[CoverageTerms, ...], office: OfficeSettings
) -> None:
    text = to_json(estimate(planned, plans, office, TODAY))
    assert text == to_json(estimate(planned, plans, office, TODAY))
    assert to_json(from_json(text)) == text


@SOUND
@given(lines(), coverages("A"), st.integers(0, 9_000), st.integers(0, 1_000), offices)
def test_a_higher_percentage_never_costs_the_patient_more(
    planned: list[PlannedLine], plan: CoverageTerms, percent: int, more: int, office: OfficeSettings
) -> None:
    """Per-line discounts are left out: one cut to what is left of its line cannot move to the line that needs it."""
    planned = [replace(line, discount_cents=0) for line in planned]
    bound = replace(office, binds_after_maximum=True, sales_tax=0)
    plan = replace(plan, frequencies=(), deductibles=plan.deductibles if percent else ())
    low, high = (
        estimate(planned, [replace(plan, percents=(PercentRule(WHOLE_PLAN, share),))], bound, TODAY).total
        for share in (percent, percent + more)
    )
    assert high.patient_cents <= low.patient_cents


@SOUND
@given(lines(), coverages("A"), st.sampled_from(list(DeductibleOrder)), st.randoms(use_true_random=False))
def test_line_order_never_changes_the_deductible_taken_in_total(
    planned: list[PlannedLine], plan: CoverageTerms, order: DeductibleOrder, random: Random
) -> None:
    """One whole-plan deductible, all lines in one year: whichever line is asked first, the sum is the same."""
    plan = replace(
        plan,
        kind=PlanKind.INDEMNITY,
        frequencies=(),
        deductibles=ppo().deductibles,
        history=(),
    )
    planned = [replace(line, on=TODAY) for line in planned]
    shuffled = list(planned)
    random.shuffle(shuffled)
    first = estimate(planned, [plan], OfficeSettings(), TODAY)
    other = estimate(shuffled, [plan], OfficeSettings(deductible_order=order), TODAY)
    assert first.total.deductible_cents == other.total.deductible_cents


@SOUND
@given(lines(), coverages("A"), coverages("B"), offices)
def test_a_second_plan_never_costs_the_patient_more(
    planned: list[PlannedLine], first: CoverageTerms, second: CoverageTerms, office: OfficeSettings
) -> None:
    """Except where the office charges up to the secondary's contract: that choice is left out here."""
    lowest = replace(office, billable_up_to=BillableUpTo.LOWEST, sales_tax=0)
    alone = estimate(planned, [first], lowest, TODAY)
    both = estimate(planned, [first, second], lowest, TODAY)
    for before, after in zip(alone.lines, both.lines, strict=True):
        assert after.patient_cents <= before.patient_cents


@pytest.mark.parametrize("kind", list(PlanKind))
def test_every_kind_of_plan_takes_a_line(kind: PlanKind) -> None:
    found = estimate([PlannedLine("x", "F1", "restorative", 20_000)], [ppo(kind=kind)], OfficeSettings(), TODAY)
    parts_add_up(found)
    trace_replays(found)
