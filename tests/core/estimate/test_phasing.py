"""Phasing: exact against every choice there is, the clinical order kept, and the reasons of what does not move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.estimate import (
    Area,
    ClaimDate,
    CobRule,
    CoverageTerms,
    Downgrade,
    FrequencyRule,
    HistoryEntry,
    MaximumRule,
    OfficeSettings,
    Period,
    PlannedLine,
    ToothGroup,
    WaitingRule,
    category,
    estimate,
)
from tctui.core.estimate.periods import add_months
from tctui.core.estimate.phasing import Block, Phasing, on_days, phase_years
from tctui.core.schedule.spacing import Gap

from .plans import CODES, coverages, crown, ppo

TODAY = date(2026, 9, 14)
NEW_YEAR = date(2027, 1, 1)


def chain(count: int, days: int = 0) -> list[Gap]:
    return [Gap(number, number + 1, days, None, True, "") for number in range(count - 1)]


def crowns(count: int) -> tuple[list[Block], list[PlannedLine]]:
    lines = [crown(f"l{number}", on=None, tooth=str(number + 2), priority=number) for number in range(count)]
    return [Block(number, f"crown {number}", (f"l{number}",)) for number in range(count)], lines


def solve(
    blocks: list[Block], gaps: list[Gap], lines: list[PlannedLine], *plans: CoverageTerms, today: date = TODAY
) -> Phasing:
    return phase_years(blocks, gaps, lines, plans, OfficeSettings(), today)


def years(found: Phasing, count: int) -> list[int]:
    return [found.best.days[f"l{number}"].year for number in range(count)]


def test_three_crowns_under_a_maximum_of_1500_are_spread_so_that_each_year_pays() -> None:
    """1,200 a crown at 50 % after 50: a year pays (1,200 − 50) / 2 + 600 = 1,175 for two, at most 1,500 for three."""
    blocks, lines = crowns(4)
    found = solve(blocks, chain(4), lines, ppo())
    assert found.all_now.insurance_cents == 150_000
    assert found.all_now.years[0].unused_cents == 0
    assert years(found, 4) == [2026, 2026, 2027, 2027]
    assert found.best.insurance_cents == 2 * 117_500
    assert found.saving_cents == 2 * 117_500 - 150_000
    assert [year.unused_cents for year in found.best.years] == [32_500, 32_500]
    assert found.best.days["l2"] == NEW_YEAR
    assert found.best.moved == (2, 3)
    assert found.stays == {0: "another year saves nothing", 1: "another year saves nothing"}


def test_what_is_fixed_stays_on_its_day_and_says_why() -> None:
    blocks, lines = crowns(3)
    blocks[0] = replace(blocks[0], fixed="immediate: it cannot wait")
    blocks[1] = replace(blocks[1], not_after=date(2026, 11, 1), why="wanted soon: by 1 November")
    found = solve(blocks, chain(3), lines, ppo())
    assert years(found, 3) == [2026, 2026, 2027]
    assert found.best.days["l0"] == TODAY
    assert found.stays == {0: "immediate: it cannot wait", 1: "wanted soon: by 1 November"}


def test_a_seat_follows_its_preparation_into_the_next_year_only_together_with_it() -> None:
    blocks, lines = crowns(2)
    lines[0] = replace(lines[0], fee_cents=300_000)
    lines[1] = replace(lines[1], fee_cents=300_000)
    gaps = [Gap(0, 1, 14, 28, True, "")]
    found = solve(blocks, gaps, lines, ppo())
    assert years(found, 2) == [2026, 2027]
    assert 14 <= (found.best.days["l1"] - found.best.days["l0"]).days <= 28
    fixed = [replace(blocks[0], fixed="booked for Mon 14 Sep"), blocks[1]]
    held = solve(fixed, gaps, lines, ppo())
    assert years(held, 2) == [2026, 2026]
    assert held.stays[1] == "at most 28 days after crown 0"


def test_gaps_push_what_comes_later_and_are_part_of_doing_all_now() -> None:
    blocks, lines = crowns(2)
    found = solve(blocks, [Gap(0, 1, 120, None, True, "")], lines, ppo(deductibles=()))
    assert found.all_now.days["l1"] == TODAY + timedelta(days=120)
    assert found.as_dated.days["l1"] == TODAY
    assert found.best.moved == ()


def test_work_before_a_booked_visit_cannot_wait_for_another_year() -> None:
    blocks, lines = crowns(2)
    lines[1] = replace(lines[1], on=date(2026, 12, 1))
    blocks[1] = replace(blocks[1], fixed="booked for Tue 1 Dec")
    found = solve(blocks, chain(2), lines, ppo())
    assert found.stays[0] == "comes before crown 1, which is booked for Tue 1 Dec"


def test_payers_that_renew_in_different_months_are_both_used_up() -> None:
    second = ppo("B", renewal_month=7, cob=CobRule.STANDARD)
    blocks, lines = crowns(5)
    found = solve(blocks, chain(5), lines, ppo(), second)
    days = {found.best.days[f"l{number}"] for number in range(5)}
    assert days & {date(2027, 7, 1), date(2028, 7, 1)}
    assert found.best.patient_cents < found.all_now.patient_cents


def test_without_insurance_nothing_moves() -> None:
    blocks, lines = crowns(3)
    found = solve(blocks, chain(3), lines)
    assert found.saving_cents == 0
    assert found.best.moved == ()
    assert found.best.years[0].unused_cents is None


def test_days_on_file_that_contradict_the_gaps_are_noted_not_refused() -> None:
    blocks, lines = crowns(2)
    lines = [replace(lines[0], on=None), replace(lines[1], on=TODAY)]
    blocks[1] = replace(blocks[1], fixed="booked for today")
    found = solve(blocks, [Gap(0, 1, 90, None, True, "")], lines, ppo())
    assert found.notes == ("a booked visit stands before one that should come first",)


def test_what_is_prepared_and_seated_moves_with_its_line() -> None:
    line = crown(on=TODAY, prepared_on=TODAY, seated_on=TODAY + timedelta(days=14))
    (moved,) = on_days([line], {"c": NEW_YEAR})
    assert (moved.on, moved.prepared_on, moved.seated_on) == (NEW_YEAR, NEW_YEAR, NEW_YEAR + timedelta(days=14))


def test_a_claim_date_in_the_year_before_its_seat_is_counted_in_that_year() -> None:
    plan = ppo(claim_date=ClaimDate.PREPARATION)
    blocks, lines = crowns(4)
    seated = TODAY + timedelta(days=120)
    lines = [replace(line, on=seated, prepared_on=TODAY, seated_on=seated) for line in lines]
    found = solve([replace(block, planned=seated) for block in blocks], chain(4), lines, plan)
    assert (
        found.best.patient_cents
        == estimate(on_days(lines, found.best.days), [plan], OfficeSettings(), TODAY).total.patient_cents
    )


def test_more_free_visits_than_can_be_tried_keep_their_planned_order_and_say_so() -> None:
    blocks, lines = crowns(11)
    lines = [replace(line, fee_cents=line.fee_cents + number) for number, line in enumerate(lines)]
    found = solve(blocks, [], lines, ppo())
    assert found.notes == ("visits that are free of order keep their planned one",)
    assert len(found.best.years) == 3


def test_a_waiting_period_that_ends_within_a_year_is_waited_for() -> None:
    blocks, lines = crowns(2)
    plan = ppo(waiting=(WaitingRule(category("crowns"), 12),), effective=date(2026, 3, 1), maximums=())
    found = solve(blocks, chain(2), lines, plan)
    assert set(found.best.days.values()) == {date(2027, 3, 1)}
    assert found.best.insurance_cents == 117_500
    assert found.all_now.insurance_cents == 0


def brute_force(
    blocks: list[Block], gaps: list[Gap], lines: list[PlannedLine], plans: list[CoverageTerms], starts: list[date]
) -> tuple[int, date, int]:
    """The least cost, finish and moves over every year of every block, each dated as early as order and gaps allow."""
    found = []
    for choice in product(range(len(starts)), repeat=len(blocks)):
        days: list[date] = []
        for number, year in enumerate(choice):
            first = starts[year]
            for gap in gaps:
                if gap.to_id == number:
                    first = max(first, days[gap.from_id] + timedelta(days=gap.min_days))
            days.append(first)
        inside = [
            (year + 1 == len(starts) or day < starts[year + 1])
            and (block.not_after is None or day <= block.not_after)
            and (not block.fixed or day == starts[0])
            for block, day, year in zip(blocks, days, choice, strict=True)
        ]
        if not all(inside):
            continue
        dated = [replace(line, on=days[number]) for number, line in enumerate(lines)]
        total = estimate(dated, plans, OfficeSettings(), TODAY).total.patient_cents
        found.append((total, max(days), choice))
    home = min(choice for _, _, choice in found)
    return min((total, day, sum(a != b for a, b in zip(choice, home, strict=True))) for total, day, choice in found)


def test_twelve_crowns_that_are_alike_are_exact_in_any_order() -> None:
    blocks, lines = crowns(12)
    found = solve(blocks, [], lines, ppo(maximums=(MaximumRule(cents=240_000),)))
    assert found.notes == ()
    assert [len(year.lines) for year in found.best.years] == [4, 4, 4]


@st.composite
def alike(draw: st.DrawFn) -> tuple[list[Block], list[Gap], list[PlannedLine], list[CoverageTerms]]:
    """Free blocks of crowns that are mostly alike, on different teeth, some with a rule that tells teeth apart."""
    count = draw(st.integers(2, 5))
    teeth = draw(st.permutations(["2", "3", "8", "18", "19", "30"]))
    fees = draw(st.lists(st.sampled_from([90_000, 90_000, 120_000]), min_size=count, max_size=count))
    lines = [
        PlannedLine(f"l{number}", "CR", "crowns", fee, tooth=teeth[number], priority=draw(st.just(number) | st.just(0)))
        for number, fee in enumerate(fees)
    ]
    blocks = [Block(number, f"b{number}", (f"l{number}",)) for number in range(count)]
    rules = draw(
        st.sampled_from(
            [
                {},
                {"downgrades": (Downgrade("CR", "F1", ToothGroup.MOLAR),), "fees": {"CR": 80_000, "F1": 30_000}},
                {"frequencies": (FrequencyRule(category("crowns"), 1, area=Area.QUADRANT),)},
                {"frequencies": (FrequencyRule(category("crowns"), every_months=60, area=Area.TOOTH),),
                 "history": (HistoryEntry(code="CR", category="crowns", tooth="3", on=date(2022, 3, 1)),)},
                {"maximums": (MaximumRule(cents=100_000), MaximumRule(category("crowns"), 60_000, per_tooth=True))},
            ]
        )
    )  # fmt: skip
    return blocks, [], lines, [ppo(**rules)]


@st.composite
def tasks(draw: st.DrawFn) -> tuple[list[Block], list[Gap], list[PlannedLine], list[CoverageTerms]]:
    count = draw(st.integers(1, 5))
    names = [draw(st.sampled_from(sorted(CODES))) for _ in range(count)]
    lines = [
        PlannedLine(f"l{number}", name, CODES[name], draw(st.integers(5_000, 200_000)),
                    tooth=draw(st.sampled_from(["3", "19"])), priority=number)
        for number, name in enumerate(names)
    ]  # fmt: skip
    movable = [draw(st.booleans() | st.just(True)) for _ in range(count)]
    fixed_until = max((number for number, free in enumerate(movable) if not free), default=-1)
    blocks = [
        Block(number, f"b{number}", (f"l{number}",), "" if free else "urgent",
              not_after=draw(st.none() | st.just(date(2027, 3, 1))) if free else None)
        for number, free in enumerate(movable)
    ]  # fmt: skip
    gaps = [
        Gap(one, other, draw(st.sampled_from([0, 0, 30, 150])) if one > fixed_until else 0, None, True, "")
        for one in range(count)
        for other in range(one + 1, count)
        if one > fixed_until and draw(st.booleans())
    ]
    plans = [draw(coverages("A"))]
    if draw(st.booleans()):
        plans.append(draw(coverages("B")))
    extra = draw(
        st.sampled_from(
            [
                {},
                {"frequencies": (FrequencyRule(category("crowns"), every_months=24),)},
                {"frequencies": (FrequencyRule(category("crowns"), every_months=24, area=Area.TOOTH),)},
                {"maximums": (MaximumRule(cents=80_000), MaximumRule(cents=150_000, period=Period.LIFETIME))},
                {"waiting": (WaitingRule(category("crowns"), 12),), "effective": date(2026, 2, 1)},
            ]
        )
    )
    plans[0] = replace(plans[0], history=(HistoryEntry(on=date(2026, 2, 2), paid_cents=40_000),), **extra)
    return blocks, gaps, lines, plans


def starts_of(plans: list[CoverageTerms]) -> list[date]:
    first = plans[0].renewal_month or 1
    begin = date(2026 if first <= 9 else 2025, first, 1)
    end = begin.replace(year=begin.year + 3)
    days = {date(year, plan.renewal_month or 1, 1) for year in range(2026, 2030) for plan in plans}
    for plan in plans:
        if plan.effective:
            days |= {plan.effective, *(add_months(plan.effective, rule.months or 0) for rule in plan.waiting)}
    return sorted({TODAY, *(day for day in days if TODAY < day < end)})


@settings(max_examples=120, deadline=None)
@given(tasks() | alike())
def test_no_choice_of_years_costs_the_patient_less_finishes_sooner_or_moves_fewer(
    task: tuple[list[Block], list[Gap], list[PlannedLine], list[CoverageTerms]],
) -> None:
    blocks, gaps, lines, plans = task
    found = phase_years(blocks, gaps, lines, plans, OfficeSettings(), TODAY)
    if found.notes:
        return
    cost, finish, moved = brute_force(blocks, gaps, lines, plans, starts_of(plans))
    assert (found.best.patient_cents, found.best.finish, len(found.best.moved)) == (cost, finish, moved)
    assert found.saving_cents >= 0
    for gap in gaps:
        days = [found.best.days[f"l{number}"] for number in (gap.from_id, gap.to_id)]
        assert (days[1] - days[0]).days >= gap.min_days
    assert {*found.best.moved, *found.stays} == {block.id for block in blocks}
    for course in (found.as_dated, found.all_now, found.best):
        assert sum(year.patient_cents for year in course.years) == course.patient_cents
        assert sum(year.insurance_cents for year in course.years) == course.insurance_cents
