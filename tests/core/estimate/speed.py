"""The estimate that speed is measured on: twenty lines, two payers, with trace."""

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
