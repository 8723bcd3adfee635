"""When a coverage is due again: a new benefit year, a changed plan, a visit that comes near."""

from __future__ import annotations

from datetime import date

import pytest

from tctui.core.insurance.due import Rhythm, Standing, due_again

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing(None), "never verified"),
        (Standing(None, earlier=True), "another plan since it was verified"),
        (Standing(date(2025, 12, 31), 1), "a new benefit year has begun"),
        (Standing(date(2026, 1, 1), 1), ""),
        (Standing(date(2026, 6, 30), 7), "a new benefit year has begun"),
        (Standing(date(2026, 7, 1), 7), ""),
        (Standing(date(2026, 3, 1), None), ""),
        (Standing(date(2026, 10, 1), 1, plan_changed=date(2026, 11, 2)), "the plan was changed Mon 2 Nov"),
        (Standing(date(2026, 9, 1), 1, next_visit=date(2026, 11, 30)), "a visit on Mon 30 Nov"),
        (Standing(date(2026, 9, 1), 1, next_visit=date(2026, 12, 1)), ""),
        (Standing(date(2026, 11, 2), 1, next_visit=date(2026, 11, 30)), ""),
        (Standing(date(2026, 11, 20), 12, next_visit=date(2026, 12, 2)), ""),
    ],
)
def test_why_it_is_due(standing: Standing, why: str) -> None:
    assert due_again(standing, TODAY) == why


def test_a_visit_in_the_next_benefit_year() -> None:
    standing = Standing(date(2026, 12, 28), 1, next_visit=date(2027, 1, 4))
    assert due_again(standing, date(2026, 12, 30)) == "a visit on Mon 4 Jan, in a new benefit year"


def test_the_office_chooses_its_rhythm() -> None:
    standing = Standing(date(2026, 11, 2), 1, next_visit=date(2026, 12, 3))
    assert due_again(standing, TODAY) == ""
    assert due_again(standing, TODAY, Rhythm(14, 14)) == "a visit on Thu 3 Dec"
