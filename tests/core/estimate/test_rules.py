"""Worked rules: deductibles, maximums, limits and their boundaries, downgrades, coordination, write-offs, kinds of plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tctui.core.estimate import (
    AgeBoundary,
    AgeRule,
    Area,
    BillableUpTo,
    CobRule,
    CoverageTerms,
    DeductibleOrder,
    DeductibleRule,
    Downgrade,
    Estimate,
    EveryBoundary,
    FrequencyRule,
    HistoryEntry,
    HistoryKind,
    Incentive,
    KnownFigures,
    Level,
    MaximumRule,
    MissingToothClause,
    OfficeSettings,
    Patient,
    PercentRule,
    Period,
    PlanKind,
    PlannedLine,
    ReplacementRule,
    Rollover,
    RolloverKind,
    Subject,
    ToothGroup,
    WaitingRule,
    category,
    code,
    difference,
    estimate,
)

from .plans import TODAY, crown, filling, ppo


def run(*planned: PlannedLine, plan: CoverageTerms | None = None, **more: object) -> Estimate:
    plans = [plan or ppo(), *more.pop("then", ())]  # type: ignore[call-overload]
    office = more.pop("office", OfficeSettings())
    return estimate(planned, plans, office, TODAY, **more)  # type: ignore[arg-type]


def test_deductible_once_percentage_then_maximum() -> None:
    found = run(crown("a", 260_000, priority=1), filling("b", 90_000, priority=2))
    assert [line.deductible for line in found.lines] == [(5_000,), (0,)]
    assert [line.insurance for line in found.lines] == [(127_500,), (22_500,)]
    assert "maximum leaves only part" in found.lines[1].notes[0]
    assert found.total.patient_cents == 350_000 - 150_000


def test_each_line_uses_the_benefit_year_of_its_own_date() -> None:
    plan = ppo(renewal_month=4)
    found = run(crown("a", 280_000, on=date(2026, 3, 31)), crown("b", 280_000, on=date(2026, 4, 1)), plan=plan)
    assert [line.insurance for line in found.lines] == [(137_500,), (137_500,)]
    assert [row.label for row in found.years] == ["2025-04", "2026-04"]
    assert [row.left_cents for row in found.remaining if row.kind == "maximum"] == [12_500, 12_500]


def test_which_line_takes_the_deductible_changes_the_total_but_not_the_sum_taken() -> None:
    """A deductible of 50 costs 40 on a line paid at 80 % and 25 on one paid at half: 15 between the two orders."""
    planned = [crown("a", 100_000), filling("b", 70_000)]
    plan = ppo(
        maximums=(), percents=(PercentRule(category("crowns"), 5_000), PercentRule(category("restorative"), 8_000))
    )
    small, large = (
        run(*planned, plan=replace(plan, deductible_order=order))
        for order in (DeductibleOrder.HIGHEST_PERCENT, DeductibleOrder.LARGEST_FEE)
    )
    assert small.total.deductible_cents == large.total.deductible_cents == 5_000
    assert small.total.insurance_cents - large.total.insurance_cents == 2_500 - 4_000


def test_an_explicit_zero_waives_and_an_amount_met_elsewhere_satisfies_all() -> None:
    rules = (DeductibleRule(cents=5_000), DeductibleRule(category("restorative"), 0))
    assert run(filling(), plan=ppo(deductibles=rules)).lines[0].deductible == (0,)
    rules = (DeductibleRule(cents=5_000), DeductibleRule(category("crowns"), 5_000))
    met = (HistoryEntry(HistoryKind.ELSEWHERE, deductible_cents=5_000),)
    assert run(crown(), plan=ppo(deductibles=rules, history=met)).lines[0].deductible == (0,)


def test_a_family_deductible_by_members_is_met_once_two_have_met_theirs() -> None:
    rules = (DeductibleRule(cents=5_000), DeductibleRule(level=Level.FAMILY, members=2))
    planned = [filling(name, person=name, priority=place) for place, name in enumerate("ABC")]
    found = run(*planned, plan=ppo(deductibles=rules))
    assert [line.deductible[0] for line in found.lines] == [5_000, 5_000, 0]


def test_a_personal_rule_beats_the_same_rule_of_the_plan() -> None:
    rules = (DeductibleRule(cents=5_000), DeductibleRule(cents=2_000, personal=True))
    assert run(filling(), plan=ppo(deductibles=rules)).lines[0].deductible == (2_000,)


@pytest.mark.parametrize(("counts", "second"), [(None, 150_000), (False, 150_000), (True, 70_000)])
def test_a_category_maximum_counts_toward_the_general_one_only_if_it_says_so(counts: bool | None, second: int) -> None:
    limits = (
        MaximumRule(cents=150_000),
        MaximumRule(category("crowns"), 80_000, counts_toward_general=counts, period=Period.LIFETIME),
    )
    plan = ppo(maximums=limits, deductibles=())
    found = run(crown("a", 200_000, priority=1), filling("b", 300_000, priority=2), plan=plan)
    assert [line.insurance for line in found.lines] == [(80_000,), (second,)]


def test_pending_claims_and_the_other_office_use_up_the_maximum() -> None:
    used = (
        HistoryEntry(HistoryKind.PENDING, paid_cents=50_000, on=date(2026, 1, 9)),
        HistoryEntry(HistoryKind.ELSEWHERE, paid_cents=60_000),
        HistoryEntry(HistoryKind.PAID, paid_cents=99_000, on=date(2025, 12, 31)),
        HistoryEntry(HistoryKind.DENIED, paid_cents=99_000, on=date(2026, 1, 9)),
    )
    assert run(crown(fee=200_000), plan=ppo(history=used)).lines[0].insurance == (40_000,)


def test_a_rollover_bank_adds_to_the_base_maximum() -> None:
    rule = Rollover(RolloverKind.FIXED, carry_cents=25_000, threshold_cents=50_000, needs_claim=True)
    used = (HistoryEntry(paid_cents=20_000, on=date(2025, 5, 1)),)
    found = run(crown(fee=400_000), plan=ppo(rollover=rule, history=used, deductibles=()))
    assert found.lines[0].insurance == (175_000,)


@pytest.mark.parametrize(
    ("boundary", "on", "met"),
    [
        (EveryBoundary.DAY_AFTER, date(2026, 2, 28), True),
        (EveryBoundary.DAY_AFTER, date(2026, 3, 1), False),
        (EveryBoundary.SAME_DAY, date(2026, 2, 28), False),
        (EveryBoundary.SAME_DAY, date(2026, 2, 27), True),
    ],
)
def test_one_every_five_years_ends_on_the_day_that_the_setting_says(boundary: object, on: date, met: bool) -> None:
    rule = FrequencyRule(category("crowns"), every_months=60, area=Area.TOOTH)
    seated = (HistoryEntry(code="CR", category="crowns", on=date(2021, 2, 28), tooth="3"),)
    found = run(crown(on=on), plan=ppo(frequencies=(rule,), history=seated, every_boundary=boundary))
    assert found.lines[0].shares[0].frequency_met is met
    other = run(crown(on=on, tooth="14"), plan=ppo(frequencies=(rule,), history=seated, every_boundary=boundary))
    assert other.lines[0].shares[0].frequency_met is False


def test_a_limit_is_told_in_plain_words_and_a_denied_line_uses_nothing_up() -> None:
    rule = FrequencyRule(category("crowns"), every_months=60, area=Area.TOOTH)
    seated = (HistoryEntry(code="CR", category="crowns", on=date(2023, 3, 14), tooth="3"),)
    found = run(crown(), filling(priority=1), plan=ppo(frequencies=(rule,), history=seated))
    assert found.lines[0].notes == (
        "Plan A pays for this on this tooth once in 5 years; the last one was on 2023-03-14",
    )
    assert found.lines[0].deductible == (0,)
    assert found.lines[1].deductible == (5_000,)


def test_exactly_twelve_months_ago_no_longer_counts() -> None:
    rule = FrequencyRule(code("F1"), 1, Period.MONTHS, months=12)
    done = (HistoryEntry(code="F1", on=date(2025, 3, 2)),)
    assert run(filling(), plan=ppo(frequencies=(rule,), history=done)).lines[0].shares[0].frequency_met is False
    day_before = run(filling(on=date(2026, 3, 1)), plan=ppo(frequencies=(rule,), history=done))
    assert day_before.lines[0].shares[0].frequency_met is True


@pytest.mark.parametrize(
    ("boundary", "on", "paid"),
    [
        (AgeBoundary.THROUGH, date(2027, 3, 1), True),
        (AgeBoundary.THROUGH, date(2027, 3, 2), False),
        (AgeBoundary.UNDER, date(2026, 3, 1), True),
        (AgeBoundary.UNDER, date(2026, 3, 2), False),
        (AgeBoundary.END_OF_MONTH, date(2026, 3, 31), True),
        (AgeBoundary.END_OF_MONTH, date(2026, 4, 1), False),
        (AgeBoundary.END_OF_YEAR, date(2026, 12, 31), True),
        (AgeBoundary.END_OF_YEAR, date(2027, 1, 1), False),
    ],
)
def test_age_limits_end_on_the_day_that_the_boundary_says(boundary: AgeBoundary, on: date, paid: bool) -> None:
    plan = ppo(ages=(AgeRule(category("restorative"), 12, boundary=boundary),))
    found = run(filling(on=on), plan=plan, patient=Patient(date(2014, 3, 2)))
    assert bool(found.lines[0].insurance[0]) is paid


def test_waiting_period_with_credit_for_prior_coverage_and_unknown_effective_date() -> None:
    plan = ppo(effective=date(2026, 1, 1), waiting=(WaitingRule(category("crowns"), 6),))
    assert run(crown(), plan=plan).lines[0].notes == ("Plan A pays for this only from 2026-07-01 (waiting period)",)
    assert run(crown(), plan=replace(plan, prior_coverage_months=4)).lines[0].insurance_cents > 0
    unsure = run(crown(), plan=replace(plan, effective=None))
    assert (unsure.total.best_cents, unsure.total.worst_cents) == (62_500, 120_000)
    assert "effective" in unsure.questions[0].text


def test_missing_tooth_clause_asks_for_the_day_and_replacement_counts_from_the_seat_date() -> None:
    plan = ppo(effective=date(2025, 1, 1), missing_tooth=(MissingToothClause(category("crowns"), 24),))
    lost = {"3": date(2024, 5, 1)}
    assert run(crown(), plan=plan, patient=Patient(teeth_lost=lost)).lines[0].insurance == (0,)
    later = run(crown(on=date(2027, 1, 1)), plan=plan, patient=Patient(teeth_lost=lost))
    assert later.lines[0].insurance_cents > 0
    assert run(crown(), plan=plan, patient=Patient(teeth_lost={"3": None})).questions
    plan = ppo(replacements=(ReplacementRule(category("crowns"), 60),))
    assert run(crown(replaces_work_of=date(2021, 3, 3)), plan=plan).lines[0].insurance == (0,)
    assert run(crown(replaces_work_of=date(2021, 3, 2)), plan=plan).lines[0].insurance_cents > 0


def test_a_downgraded_filling_pays_the_cheaper_benefit_and_keeps_the_charted_write_off() -> None:
    """150 / 127 / 100, deductible 50, 80 %: insurance 40, write-off 23, patient 87."""
    plan = ppo(fees={"F1": 12_700, "AM": 10_000}, downgrades=(Downgrade("F1", "AM", ToothGroup.MOLAR),))
    line = run(filling(fee=15_000), plan=plan).lines[0]
    assert (line.insurance_cents, line.write_off_cents, line.patient_cents) == (4_000, 2_300, 8_700)
    front = run(filling(fee=15_000, tooth="8"), plan=plan).lines[0]
    assert front.insurance_cents == 6_160
    none = run(filling(fee=15_000), plan=replace(plan, writes_off_downgraded=False)).lines[0]
    assert (none.write_off_cents, none.patient_cents) == (0, 11_000)
    unbilled = run(filling(fee=15_000), plan=replace(plan, bills_downgrade_difference=False)).lines[0]
    assert (unbilled.write_off_cents, unbilled.patient_cents) == (5_000, 6_000)


@pytest.mark.parametrize(
    ("rule", "pays"),
    [
        (CobRule.STANDARD, 40_000),
        (CobRule.BASIC, 30_000),
        (CobRule.PRIMARY_ALLOWABLE, 40_000),
        (CobRule.CARVE_OUT, 16_000),
        (CobRule.MAINTENANCE, 24_000),
        (CobRule.REMAINING_BALANCE, 48_000),
        (CobRule.MEDICAID, 30_000),
    ],
)
def test_the_later_plan_pays_by_its_rule(rule: CobRule, pays: int) -> None:
    """Fee 1,000; the primary allows 800 and pays 400; the secondary allows 700 at 80 %: 560 if it were alone."""
    first = ppo(deductibles=(), percents=(PercentRule(category("crowns"), 5_000),), fees={"CR": 80_000})
    shares = (PercentRule(category("crowns"), 8_000),)
    second = ppo("B", deductibles=(), percents=shares, fees={"CR": 70_000}, cob=rule)
    found = run(crown(fee=100_000), plan=first, then=[second]).lines[0]
    assert found.insurance == (40_000, pays)
    if rule is CobRule.MEDICAID:
        assert found.patient_cents == 0


def test_an_unknown_coordination_rule_is_a_range() -> None:
    second = ppo("B", deductibles=())
    found = run(crown(fee=100_000), plan=ppo(deductibles=()), then=[second])
    assert (found.total.best_cents, found.total.worst_cents) == (0, 50_000)
    assert found.questions[0].stake_cents == 50_000


@pytest.mark.parametrize(
    ("up_to", "write_offs"),
    [
        (BillableUpTo.PRIMARY, (10_000, 0)),
        (BillableUpTo.LOWEST, (10_000, 15_000)),
        (BillableUpTo.SECONDARY, (10_000, 15_000)),
    ],
)
def test_two_contracts_by_the_office_choice(up_to: BillableUpTo, write_offs: tuple[int, int]) -> None:
    plans = [ppo(fees={"CR": 90_000}), ppo("B", fees={"CR": 75_000}, cob=CobRule.CARVE_OUT)]
    found = estimate([crown(fee=100_000)], plans, OfficeSettings(billable_up_to=up_to), TODAY).lines[0]
    assert tuple(share.write_off_cents for share in found.shares) == write_offs


def test_a_dhmo_patient_pays_the_copay_table_and_upgrades_on_top() -> None:
    plan = ppo(kind=PlanKind.DHMO, copays={"CR": 35_000}, fees={"CR": 60_000, "F1": 9_000})
    line = run(crown(upgrade_cents=10_000), plan=plan).lines[0]
    assert (line.insurance_cents, line.write_off_cents, line.patient_cents) == (0, 75_000, 45_000)
    unlisted = run(filling(), plan=plan).lines[0]
    assert (unlisted.patient_cents, unlisted.write_off_cents) == (9_000, 11_000)
    assert "copay table" in unlisted.notes[0]


def test_incentive_percentages_rise_with_use_and_fall_to_the_floor() -> None:
    rule = PercentRule(category("restorative"), None, incentive=Incentive(years=(True, True, False, True)))
    assert run(filling(), plan=ppo(percents=(rule,), deductibles=())).lines[0].shares[0].percent == 9_000


def test_known_figures_replace_estimates() -> None:
    paid = run(crown(known=(KnownFigures(paid_cents=33_300),))).lines[0]
    assert paid.insurance == (33_300,)
    good = KnownFigures(authorised_cents=44_400, authorised_until=date(2026, 6, 1))
    assert run(crown(known=(good,))).lines[0].insurance == (44_400,)
    late = run(crown(on=date(2026, 6, 2), known=(good,))).lines[0]
    assert late.insurance == (57_500,)
    assert "expired" in late.notes[0]
    over = run(crown(fee=400_000, known=(KnownFigures(insurance_cents=200_000),))).lines[0]
    assert over.insurance == (200_000,)
    assert "above what its maximum leaves" in over.notes[0]


def test_an_unknown_percentage_never_counts_as_money_and_is_asked_for() -> None:
    found = run(filling(), plan=ppo(percents=(PercentRule(category("restorative"), None),), deductibles=()))
    line = found.lines[0]
    assert (line.best_cents, line.patient_cents, line.worst_cents) == (0, 20_000, 20_000)
    assert found.questions[0].text == "Plan A: what share does the plan pay for restorative?"
    unasked = run(filling(), plan=CoverageTerms("A", "Plan A", unentered=frozenset({Subject.PERCENT})))
    assert unasked.questions
    plain = run(filling(), plan=CoverageTerms("A", "Plan A"))
    assert not plain.questions
    assert plain.lines[0].notes == ("Plan A does not pay for this",)


def test_a_frozen_estimate_differs_line_by_line_with_a_cause() -> None:
    old = run(crown("a"), filling("b"))
    new = run(crown("a", 130_000), filling("d"))
    rows = {row.id: row for row in difference(old, new)}
    assert rows["a"].state == "changed"
    assert rows["a"].cause.startswith("fee 1,200.00 became 1,300.00")
    assert (rows["b"].state, rows["d"].state) == ("removed", "added")
    assert {row.state for row in difference(old, old)} == {"same"}
