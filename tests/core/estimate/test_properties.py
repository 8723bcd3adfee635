"""Properties that hold for every estimate, whatever the plans, lines and office settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.estimate import (
    WHOLE_PLAN,
    Basis,
    BillableUpTo,
    CoverageTerms,
    DeductibleOrder,
    Estimate,
    OfficeSettings,
    Patient,
    PercentRule,
    PlanKind,
    PlannedLine,
    estimate,
    from_json,
    replay,
    to_json,
)

from .plans import TODAY, every_coverage, lines, offices, patients, ppo

groups = st.sampled_from(["", "A", "AB", "AB", "ABC", "BAC"]).flatmap(
    lambda names: st.tuples(*(every_coverage(name) for name in names))
)
unsure = st.sampled_from(["A", "AB", "ABC"]).flatmap(
    lambda names: st.tuples(*(every_coverage(name, known=False) for name in names))
)
Property = Callable[..., None]


def holds(examples: int, *given_of: st.SearchStrategy[Any]) -> Callable[[Property], Property]:
    """Try a property on so many random examples; ``the_soak`` repeats each on 20,000."""

    def wrap(check: Property) -> Property:
        SOAKED[check.__name__] = settings(max_examples=20_000, deadline=None, database=None)(given(*given_of)(check))
        return settings(max_examples=examples, deadline=None)(given(*given_of)(check))

    return wrap


SOAKED: dict[str, Property] = {}


def _further(count: int) -> st.SearchStrategy[tuple[CoverageTerms, ...]]:
    return st.tuples(*(every_coverage(name) for name in "ABC"[: count + 1]))


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
            assert amounts.get(f"allowed {number}", share.allowed_cents) == share.allowed_cents
            assert amounts.get(f"basis {number}", share.basis_cents) == share.basis_cents
            assert amounts.get(f"deductible {number}", 0) == share.deductible_cents
            assert amounts.get(f"write-off {number}", 0) == share.write_off_cents
        assert all(len(step.text) <= 78 for step in line.steps)


@holds(150, lines(), groups, offices, patients)
def test_parts_sum_to_the_fee_and_the_trace_replays(
    planned: list[PlannedLine], plans: tuple[CoverageTerms, ...], office: OfficeSettings, patient: Patient
) -> None:
    found = estimate(planned, plans, office, TODAY, patient)
    parts_add_up(found)
    trace_replays(found)


@holds(100, lines(), unsure, offices, patients)
def test_the_unknown_is_a_range_with_questions_and_the_parts_still_sum(
    planned: list[PlannedLine], plans: tuple[CoverageTerms, ...], office: OfficeSettings, patient: Patient
) -> None:
    found = estimate(planned, plans, office, TODAY, patient)
    parts_add_up(found)
    trace_replays(found)
    stakes = [question.stake_cents for question in found.questions]
    assert stakes == sorted(stakes, reverse=True)
    if found.total.worst_cents != found.total.best_cents:
        assert found.questions
    assert found.total.best_cents <= found.total.patient_cents <= found.total.worst_cents
    assert sum(line.best_cents for line in found.lines) <= found.total.best_cents
    assert sum(line.worst_cents for line in found.lines) >= found.total.worst_cents


@holds(100, lines(), groups, offices, patients)
def test_the_same_input_gives_the_same_bytes_and_a_frozen_one_reads_back(
    planned: list[PlannedLine], plans: tuple[CoverageTerms, ...], office: OfficeSettings, patient: Patient
) -> None:
    text = to_json(estimate(planned, plans, office, TODAY, patient))
    assert text == to_json(estimate(planned, plans, office, TODAY, patient))
    assert to_json(from_json(text)) == text


@holds(150, lines(plain=True), every_coverage("A"), st.integers(0, 9_000), st.integers(0, 1_000), offices, patients)
def test_a_higher_percentage_never_costs_the_patient_more(
    planned: list[PlannedLine],
    plan: CoverageTerms,
    percent: int,
    more: int,
    office: OfficeSettings,
    patient: Patient,
) -> None:
    """Left out is what a rule makes dearer of itself once the plan pays more.

    A per-line discount cut to what is left of its line, a frequency that a paid line uses up, a contract price that
    ends with the maximum, a rollover that more use forfeits, a maximum of charges that a line newly paid uses up, and
    the office's fee for what is paid at 0 % where the plan's own fee list is the dearer.
    """
    planned = [replace(line, discount_cents=0) for line in planned]
    office = replace(office, binds_after_maximum=True, binds_when_excluded=True, sales_tax=0)
    plan = replace(plan, frequencies=(), rollover=None, binds_after_maximum=None, binds_when_excluded=None)
    limits = tuple(replace(rule, basis=Basis.PAID) for rule in plan.maximums)
    plan = replace(plan, deductibles=plan.deductibles if percent else (), maximums=limits)
    low, high = (
        estimate(planned, [replace(plan, percents=(PercentRule(WHOLE_PLAN, share),))], office, TODAY, patient).total
        for share in (percent, percent + more)
    )
    assert high.patient_cents <= low.patient_cents


@holds(150, lines(plain=True), every_coverage("A"), st.sampled_from(list(DeductibleOrder)), st.randoms(), patients)
def test_line_order_never_changes_the_deductible_taken_in_total(
    planned: list[PlannedLine], plan: CoverageTerms, order: DeductibleOrder, random: Random, patient: Patient
) -> None:
    """One whole-plan deductible of the year: whichever line is asked first, each year's sum is the same."""
    plan = replace(
        plan,
        kind=PlanKind.INDEMNITY,
        frequencies=(),
        deductibles=ppo().deductibles,
        deductible_order=None,
        deductible_position=None,
        history=(),
    )
    planned = [replace(line, on=TODAY, person="") for line in planned]
    shuffled = list(planned)
    random.shuffle(shuffled)
    first = estimate(planned, [plan], OfficeSettings(), TODAY, patient)
    other = estimate(shuffled, [plan], OfficeSettings(deductible_order=order), TODAY, patient)
    assert first.total.deductible_cents == other.total.deductible_cents


@holds(150, lines(plain=True), st.sampled_from([1, 2]).flatmap(_further), offices, patients)
def test_one_more_plan_never_costs_the_patient_more_unless_a_rule_says_so(
    planned: list[PlannedLine], plans: tuple[CoverageTerms, ...], office: OfficeSettings, patient: Patient
) -> None:
    """The rule that may: the office charges up to the secondary's contract, and the trace then names that contract."""
    office = replace(office, sales_tax=0)
    before = estimate(planned, plans[:-1], office, TODAY, patient)
    after = estimate(planned, plans, office, TODAY, patient)
    for alone, joined in zip(before.lines, after.lines, strict=True):
        if joined.patient_cents > alone.patient_cents:
            assert office.billable_up_to is BillableUpTo.SECONDARY
            assert any("Plan B" in step.rule for step in joined.steps if step.name == "billable")


@pytest.mark.parametrize("kind", list(PlanKind))
def test_every_kind_of_plan_takes_a_line(kind: PlanKind) -> None:
    found = estimate([PlannedLine("x", "F1", "restorative", 20_000)], [ppo(kind=kind)], OfficeSettings(), TODAY)
    parts_add_up(found)
    trace_replays(found)


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(SOAKED))
def test_the_soak(name: str) -> None:
    SOAKED[name]()
