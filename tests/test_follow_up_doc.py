"""docs/follow_up.md says the days and the points that the program has."""

from __future__ import annotations

import re
from pathlib import Path

from tctui.core import followup
from tctui.core import worklist_score as score

TEXT = (Path(__file__).parents[1] / "docs" / "follow_up.md").read_text()


def numbers(line_with: str) -> list[int]:
    """The numbers of the table row that says something."""
    row = next(line for line in TEXT.splitlines() if line.startswith("|") and line_with in line)
    return [int(number) for number in re.findall(r"\d+", row)]


def test_the_days() -> None:
    assert numbers("the plan was shown") == list(followup.CADENCE)
    assert numbers("reached nobody") == [followup.WITHIN_DAYS, followup.SLOW_FROM]
    assert followup.UNANSWERED == 3


def test_the_points() -> None:
    assert numbers("dollars open") == [1, score.CENTS_A_POINT // 100, score.MOST_FOR_DOLLARS]
    assert numbers("urgent work") == [score.URGENT]
    assert numbers("overdue") == [1, score.MOST_FOR_DAYS]
    assert numbers("agreed with the patient") == [score.AGREED]
    assert numbers("day of its own") == [score.DUTY]
    lapse = [1, score.LAPSE_CENTS_A_POINT // 100, score.MOST_FOR_LAPSE, score.LAPSES_WITHIN]
    assert numbers("benefits that lapse") == lapse
    points, days = zip(*((points, days) for days, points in score.CHANCES), strict=True)
    assert numbers("days in the stage") == [*points, *days]
