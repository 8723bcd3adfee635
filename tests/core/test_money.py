"""Percentages as they are typed and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tctui.core.errors import Unreadable
from tctui.core.money import amount_within, bare_percent, percent_text, points_from_text


@given(st.integers(0, 10_000))
def test_a_percentage_that_is_shown_is_read_as_itself(points: int) -> None:
    assert points_from_text(bare_percent(points)) == points
    assert points_from_text(percent_text(points)) == points


@pytest.mark.parametrize(
    ("text", "points"), [("80", 8000), (" 12.5 % ", 1250), ("9.9%", 990), (".5", 50), ("7.", 700), ("0", 0), ("100.00", 10_000)]
)
def test_percentages_are_read_as_people_type_them(text: str, points: int) -> None:
    assert points_from_text(text) == points


@pytest.mark.parametrize("text", ["", "%", ".", "-1", "1e1", "100.01", "9.999", "1,5", "²", "１２", "nan"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="from 0 to 100 with at most two decimals"):
        points_from_text(text)


def test_a_larger_most_is_said() -> None:
    assert points_from_text("150", 20_000) == 15_000
    with pytest.raises(Unreadable, match="from 0 to 200 with"):
        points_from_text("200.01", 20_000)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("denture repair $120", ("denture repair", 12_000)),
        ("crown 19, $1,250.50, check", ("crown 19, check", 125_050)),
        ("$ 90", ("", 9_000)),
        ("implant $1.2k", ("implant", 120_000)),
        ("asked about $", ("asked about $", None)),
        ("code $5x", ("code $5x", None)),
    ],
)
def test_an_amount_is_parted_from_the_words_around_it(text: str, found: tuple[str, int | None]) -> None:
    assert amount_within(text) == found
