"""Cells as they are typed: every spoken form, what is refused, and that what is shown can be typed again."""

from __future__ import annotations

from datetime import date

import pytest

from tctui.core.errors import Unreadable
from tctui.core.insurance.cells import CELLS, COB
from tctui.core.insurance.typed import cents_of, read_cell, usual_percents
from tctui.core.money import points_from_text
from tests.core.insurance.test_table import TYPED

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("key", "typed", "shown"),
    [
        ("percent:endo", "80%", "80"), ("percent:endo", "66.67", "66.67"), ("percent:endo", "none", "0"),
        ("percent:endo", "", "?"), ("deductible:endo", "YES", "y"), ("deductible:endo", "-", "n"),
        ("waiting:endo", "1y", "12m"), ("waiting:endo", "6 mo", "6m"), ("waiting:endo", "0", "none"),
        ("maximum.annual", "$1.5k", "1,500"), ("maximum.annual", "1250.50", "1,250.50"),
        ("frequency.exam", "2", "2/yr"), ("frequency.exam", "2/y", "2/yr"), ("frequency.exam", "2 per year", "2/yr"),
        ("frequency.exam", "2 in 12m", "2/12m"), ("frequency.exam", "1/5y", "1/60m"), ("frequency.exam", "every 6m", "6m"),
        ("frequency.exam", "1/life", "1/life"), ("frequency.exam", "3/cal", "3/cal"), ("frequency.exam", "5y", "5y"),
        ("replacement.crown", "5", "5y"), ("replacement.crown", "90m", "90m"), ("replacement.crown", "84m", "7y"),
        ("age.ortho", "thru 18", "18"), ("age.ortho", "under 19", "<19"), ("clause.missing_tooth", "2y", "2y"),
        ("downgrade.filling", "mol", "molar"), ("downgrade.filling", "2", "2nd molar"), ("downgrade.filling", "n", "no"),
        ("plan.year", "7", "Jul"), ("plan.year", "calendar", "Jan"), ("plan.cob", "carve", "carve-out"),
        ("maximum.carry", "350 / 700 / 1,250", "350/700/1250"), ("maximum.carry", "25 %", "25%"),
        ("coverage.effective", "1/1/24", "1 Jan 2024"), ("clause.preauthorisation", " over  300 ", "over 300"),
    ],
)  # fmt: skip
def test_spoken_forms(key: str, typed: str, shown: str) -> None:
    assert read_cell(CELLS[key], typed, TODAY) == shown
    assert read_cell(CELLS[key], shown, TODAY) == shown


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("percent:endo", "101"), ("percent:endo", "eighty"), ("waiting:endo", "700y"), ("maximum.annual", "-5"),
        ("frequency.exam", "0"), ("frequency.exam", "2/"), ("age.ortho", "abc"), ("plan.year", "13"), ("plan.year", "j"),
        ("plan.cob", "ba\x1b[31m"), ("deductible:endo", "maybe"), ("downgrade.filling", "9"),
        ("maximum.carry", "1/2/3/4"), ("maximum.carry", "101%"), ("maximum.carry", "350/"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_how_it_is_typed(key: str, typed: str) -> None:
    with pytest.raises(Unreadable):
        read_cell(CELLS[key], typed, TODAY)


def test_what_is_shown_can_be_typed_again() -> None:
    for key, cell in CELLS.items():
        for typed in TYPED.get(cell.kind, ()):
            shown = read_cell(cell, typed, TODAY)
            assert read_cell(cell, shown, TODAY) == shown, key
    for _, said in COB:
        assert read_cell(CELLS["plan.cob"], said, TODAY) == said


def test_figures() -> None:
    assert (points_from_text("66.5"), points_from_text("80"), points_from_text("66.67")) == (6650, 8000, 6667)
    assert cents_of("1,250.50") == 125_050
    assert usual_percents("100/80/50") == ("100", "80", "50")
    assert usual_percents("2/yr") is None
    assert usual_percents("100/80/500") is None
