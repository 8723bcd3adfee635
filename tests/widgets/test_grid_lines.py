"""The lines of the grid as text: what is booked, held, blocked, closed and free, at every step and width."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace

import pytest

from tctui.core.text import cells
from tctui.widgets.grid_lines import Window, column_width, columns_seen, lines
from tctui.widgets.grid_view import Column, Cursor, GridView, Run
from tctui.widgets.ink import ink
from tests.hostile import HOSTILE
from tests.widgets.grid_app import morning

AWAY = Cursor(0, 0)
GLYPHS = set("│█▀▄▒►◄▲▼…")


def frame(view: GridView, width: int = 80, height: int = 20, **window) -> list[str]:
    drawn = lines(view, Window(width, height, **({"cursor": AWAY} | window)))
    return ["".join(text for text, _ in line).rstrip() for line in drawn]


def one(*runs: Run, step: int = 2) -> GridView:
    return GridView((Column("Op1", runs=runs),), 96, 108, step)


def cell_lines(view: GridView) -> list[str]:
    return [line[6:].rstrip() for line in frame(view, width=18, height=7)[1:] if line]


def test_a_morning_at_eighty_columns():
    drawn = frame(morning(3), height=12)
    assert drawn == [
        "  ▼   Op1 Lee                 Op2 Ruiz                Hy1 Kim",
        "      $1.2k/3.2k              $0/2.9k                 $0/1.2k",
        " 8:00 █Baker                c MAJOR                   huddle",
        "      █ crown                 :::                     ---",
        "  :20 ▒                       :::                     █Evans",
        "      ▒                       :::                     █ scaling +Lee",
        "  :40 █                       :::                     █",
        "                              :::                     █",
        " 9:00 ▒Lopez                a :::                     █",
        "      █ filling Ruiz          :::                     █",
        "  :20 █                       :::                     ▄Ivanov               d",
        "      ▒                       :::                     █ check",
    ]


def test_ten_chairs_scroll_at_eighty_and_all_show_at_a_hundred_and_sixty():
    view = morning(10)
    assert (columns_seen(view, 80), columns_seen(view, 160)) == (6, 10)
    assert [frame(view, 80)[0][:6], frame(view, 80, left=4)[0][:5]] == ["  ▼►  ", "◄ ▼  "]
    assert frame(view, 160)[0].count("Op") == 9
    assert column_width(view, 80) * 6 + 6 <= 80


@pytest.mark.parametrize(
    ("pattern", "start", "expected"),
    [
        ("XX//XX", 96, ["█Chen", "▒", "█"]),
        ("X//X", 96, ["▀Chen", "▄"]),
        ("XXX", 96, ["█Chen", "▀"]),
        ("XXX", 97, ["▄Chen", "█"]),
        ("X", 96, ["▀Chen"]),
        ("X", 97, ["▄Chen"]),
        ("//", 97, ["▒Chen", "▒"]),
    ],
)
def test_the_bar_is_the_pattern_by_half_lines(pattern, start, expected):
    drawn = cell_lines(one(Run("appointment", start, len(pattern), "Chen", "", pattern)))
    assert [line for line in drawn if line] == expected


@pytest.mark.parametrize(("step", "rows"), [(1, 12), (2, 6), (3, 4)])
def test_another_step_shows_the_same_pattern_on_other_lines(step, rows):
    view = one(Run("appointment", 96, 12, "Chen", "", "X" * 12), step=step)
    assert view.rows == rows
    drawn = frame(view, width=18, height=20)
    assert sum("█" in line for line in drawn) == rows
    assert next(line[:6].strip() for line in drawn[1:] if line[:6].strip()) == "8:00"


def test_a_hold_shows_its_length():
    drawn = cell_lines(one(Run("hold", 98, 6, "hold 30m", pattern="X" * 6)))
    assert drawn == ["", "►hold 30m", "│", "│", ""]


def test_a_second_lane_stands_beside_the_first():
    first = Run("appointment", 96, 6, "Emery", pattern="X" * 6)
    second = Run("appointment", 98, 6, "Novak", pattern="X" * 6, lane=1)
    assert cell_lines(one(first, second)) == ["█Eme…", "█    █Novak", "█    █", "     █", ""]


def test_the_name_is_repeated_where_the_window_begins():
    view = one(Run("appointment", 96, 12, "Chen", "implant", "X" * 12, "c", "confirmed"))
    assert frame(view, width=18, height=4, top=3)[1:3] == ["      █Chen     c", "  :40 █"]


def test_what_is_in_hand_stands_in_a_free_cell_only():
    view = one(Run("appointment", 96, 2, "Chen"), Run("block", 100, 4, "MAJOR"))
    shown = [frame(view, 18, 7, cursor=Cursor(0, unit), in_hand="90m")[1 + row] for row, unit in enumerate((96, 98))]
    assert shown == [" 8:00 ►Chen", " 8:10 ►90m"]
    assert frame(view, 18, 7, cursor=Cursor(0, 100), in_hand="90m")[3].startswith(" 8:20 ►MAJOR")
    assert frame(view, 18, 7, cursor=Cursor(0, 102), in_hand="90m")[4].startswith(" 8:30 ►90m")


def test_the_ruler_says_the_very_time_under_the_cursor():
    assert frame(one(), 18, 7, cursor=Cursor(0, 97))[1] == " 8:05 ►"


def test_a_long_name_leaves_room_for_the_letter_of_its_state():
    run = Run("appointment", 96, 4, "Featherstonehaugh", letter="c", tone="confirmed")
    assert cell_lines(one(run))[0] == "█Feather… c"


@pytest.mark.parametrize("width", [20, 60, 80, 120, 200])
def test_no_text_leaves_its_cell(width):
    """Hostile names, details and headings in random runs: lines as wide as the window, known glyphs only."""
    draw = random.Random(width)
    for _ in range(30):
        columns = tuple(
            Column(
                draw.choice(HOSTILE),
                draw.choice(("", *HOSTILE)),
                tuple(
                    Run(
                        draw.choice(("appointment", "hold", "block", "closed")),
                        draw.randint(90, 140),
                        draw.randint(1, 20),
                        draw.choice(HOSTILE),
                        draw.choice(HOSTILE),
                        letter=draw.choice(" caiodbx"),
                        tone=draw.choice(("scheduled", "confirmed", "here", "done", "alert")),
                        lane=draw.choice((0, 0, 0, 1, 2)),
                    )
                    for _ in range(draw.randint(0, 8))
                ),
            )
            for _ in range(draw.randint(1, 12))
        )
        view = GridView(columns, 96, 144, draw.choice((1, 2, 3)))
        window = Window(width, 20, 0, draw.randint(0, 5), Cursor(draw.randint(0, 3), draw.randint(96, 140)), "90m")
        drawn = lines(view, window)
        assert len(drawn) == 20
        for line in drawn:
            text = "".join(piece for piece, _ in line)
            assert cells(text) <= width
            assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for letter in text)
            assert all(ink(name) is not None for _, name in line)


def test_only_glyphs_that_every_font_has():
    text = "".join(frame(morning(10), cursor=Cursor(1, 100), left=1))
    assert {letter for letter in text if not letter.isascii()} <= GLYPHS


def test_a_view_without_columns_or_hours_is_drawn():
    assert frame(GridView())[0].strip() == "▼"
    assert len(frame(replace(morning(3), columns=()), 60)) == 20
