"""What speed is measured on: an estimate of twenty lines with trace, and a phasing of twelve movable blocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tctui.core.estimate import (
    CobRule,
    CoverageTerms,
    DeductibleRule,
    Estimate,
    Level,
    MaximumRule,
    OfficeSettings,
    PercentRule,
    PlannedLine,
    category,
    estimate,
)
from tctui.core.estimate.phasing import Block, Phasing, phase_years
from tctui.core.schedule.spacing import Gap

KINDS = ("diagnostic", "preventive", "restorative", "endo", "crowns")


def twenty_lines_two_payers() -> Callable[[], Estimate]:
    """Give a function that estimates twenty lines over two benefit years with a primary and a standard secondary."""
    lines = [
        PlannedLine(
            str(number), f"C{number % 7}", KINDS[number % 5], 12_000 + 4_300 * number, tooth=str(1 + number),
            on=date(2026 + number // 12, 1 + number % 12, 5), priority=number, phase=f"phase {number // 7}",
        )
        for number in range(20)
    ]  # fmt: skip
    fees = {f"C{number}": 9_000 + 3_100 * number for number in range(7)}
    coverages = [
        CoverageTerms(
            name, name, verified_on=date(2026, 1, 5), cob=cob, fees=fees,
            percents=tuple(PercentRule(category(kind), percent, source=f"{name}: {kind}") for kind, percent in rows),
            deductibles=(DeductibleRule(cents=5_000), DeductibleRule(cents=15_000, level=Level.FAMILY)),
            maximums=(MaximumRule(cents=150_000), MaximumRule(category("crowns"), 80_000)),
        )
        for name, cob, rows in (
            ("Blue River PPO", None, tuple(zip(KINDS, (10_000, 10_000, 8_000, 5_000, 5_000), strict=True))),
            ("Harbor PPO", CobRule.STANDARD, tuple(zip(KINDS, (10_000, 8_000, 8_000, 6_000, 5_000), strict=True))),
        )
    ]  # fmt: skip
    office = OfficeSettings()
    return lambda: estimate(lines, coverages, office, date(2026, 11, 23))


def twelve_blocks_three_years() -> Callable[[], Phasing]:
    """Give a function that phases twelve movable blocks of two lines each, two payers, over three benefit years."""
    lines = [
        PlannedLine(f"{block}-{part}", f"C{part}", KINDS[2 + block % 3], 40_000 + 9_700 * block, tooth=str(1 + block),
                    priority=2 * block + part)
        for block in range(12)
        for part in range(2)
    ]  # fmt: skip
    coverages = [
        CoverageTerms(
            name, name, cob=cob, percents=tuple(PercentRule(category(kind), 5_000) for kind in KINDS),
            deductibles=(DeductibleRule(cents=5_000),), maximums=(MaximumRule(cents=150_000),),
        )
        for name, cob in (("Blue River PPO", None), ("Harbor PPO", CobRule.STANDARD))
    ]  # fmt: skip
    blocks = [Block(block, f"visit {block}", (f"{block}-0", f"{block}-1")) for block in range(12)]
    gaps = [Gap(block, block + 1, 14, None, True, "") for block in range(11)]
    office = OfficeSettings()
    return lambda: phase_years(blocks, gaps, lines, coverages, office, date(2026, 3, 2))
