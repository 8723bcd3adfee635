"""Lines of inked pieces: what does not fit is cut with its sign, and never within a figure."""

from __future__ import annotations

import pytest
from textual.strip import Strip

from tctui.core.text import cells
from tctui.widgets.ink import PROJECTOR, TERMINAL, strip, use_inks, within


@pytest.mark.parametrize(
    ("line", "width", "shown"),
    [
        ("patient 84.80", 13, "patient 84.80"),
        ("patient 84.80", 12, "patient …"),
        ("patient 84.80", 7, "patien…"),
        ([("patient ", "dim"), ("84.80", "money")], 12, "patient …"),
        ([("patient ", "dim"), ("84.80", "money"), (" open", "dim")], 13, "patient …"),
        ([("patient ", "dim"), ("84.80", "money"), ("   ", "dim")], 13, "patient 84.80"),
        ([("84.80", "money"), (" open", "dim")], 7, "84.80 …"),
        ([("84.80", "money"), (" open", "dim")], 6, "…"),
        ("anything", 0, ""),
    ],
)
def test_a_line_is_cut_with_its_sign(line: object, width: int, shown: str) -> None:
    drawn = within(line, width)  # type: ignore[arg-type]
    text = drawn if isinstance(drawn, str) else "".join(text for text, _ in drawn)
    assert text.rstrip() == shown
    assert cells(text) <= width
    assert strip(line, width).text == text.ljust(width)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["cursor", "cursor_away", "marked", "warn", "caution", "off", "key", "field", "section"]
)
def test_what_tells_a_state_keeps_a_weight_without_colours(name: str) -> None:
    assert TERMINAL[name].without_color != TERMINAL["plain"]


def test_both_themes_have_the_same_inks() -> None:
    assert set(PROJECTOR) == set(TERMINAL)


def test_the_wall_is_white_wherever_something_is_drawn() -> None:
    assert all(style.color and style.bgcolor for style in PROJECTOR.values())
    assert all(part.style and part.style.bgcolor for part in drawn_for_the_wall("Board", 20))


def drawn_for_the_wall(line: str, width: int) -> Strip:
    use_inks("projector")
    try:
        return strip(line, width)
    finally:
        use_inks("terminal")
