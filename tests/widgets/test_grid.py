"""The grid under keys: the cursor moves and stays in sight, the frame as text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tctui.widgets.grid_view import Cursor
from tests.terminal import Terminal
from tests.widgets.grid_app import GridApp, morning

ROOT = Path(__file__).parents[2]


async def press(pilot: Pilot[None], keys: str) -> list[str]:
    await pilot.press(*keys.split())
    await pilot.pause()
    app = pilot.app
    strips = app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips]


async def test_arrows_and_letters_move_the_cursor():
    app = GridApp(morning(3))
    async with app.run_test(size=(80, 24)) as pilot:
        frame = await press(pilot, "down down right")
        assert app.grid.cursor == Cursor(1, 100)
        assert frame[4].startswith(" 8:20 ▒                       ►:")
        frame = await press(pilot, "j l k h")
        assert app.grid.cursor == Cursor(1, 100)
        assert app.moves == 7
        assert sum("►" in line for line in frame[1:]) == 1


async def test_at_an_edge_the_focus_stays_and_nothing_moves():
    app = GridApp(morning(3))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "up left")
        assert (app.grid.cursor, app.moves) == (Cursor(0, 96), 0)
        await press(pilot, "end right right right right")
        assert app.grid.cursor == Cursor(2, 202)
        assert app.focused is app.grid


async def test_the_day_scrolls_down_and_back():
    app = GridApp(morning(3))
    async with app.run_test(size=(80, 24)) as pilot:
        frame = await press(pilot, "pagedown")
        assert app.grid.cursor.unit == 96 + 2 * 12
        assert frame[0].startswith(" ▲▼ ")
        frame = await press(pilot, "end")
        assert " 4:50 ►" in "\n".join(frame)
        assert frame[0][1:3] == "▲ "
        frame = await press(pilot, "home")
        assert frame[2].startswith(" 8:00 ►Baker")


async def test_line_by_line_over_the_edge_shows_what_jumping_there_shows():
    walked, jumped = GridApp(morning(10)), GridApp(morning(10))
    async with walked.run_test(size=(80, 24)) as pilot:
        one = await press(pilot, "down " * 25 + "right " * 8)
        async with jumped.run_test(size=(80, 24)) as other:
            jumped.grid.go_to(8, 96 + 50)
            two = await press(other, "left right")
            assert walked.grid.cursor == jumped.grid.cursor == Cursor(8, 146)
            assert any("12:10 " in line and "►" in line for line in one)
            assert any("12:10 " in line and "►" in line for line in two)


async def test_ten_chairs_scroll_sideways_at_eighty_columns():
    app = GridApp(morning(10))
    async with app.run_test(size=(80, 24)) as pilot:
        frame = await press(pilot, "right " * 9)
        assert app.grid.cursor.column == 9
        assert "Op10" in frame[0]
        assert frame[0].startswith("◄")
        await pilot.resize_terminal(160, 24)
        frame = await press(pilot, "left")
        assert "Op1 Lee" in frame[0]
        assert "Op10" in frame[0]


async def test_go_to_a_time_within_a_line_and_up_to_its_beginning():
    app = GridApp(morning(3))
    async with app.run_test(size=(80, 24)) as pilot:
        app.grid.go_to(1, 127)
        frame = await press(pilot, "left right")
        assert app.grid.cursor == Cursor(1, 127)
        assert any(line.startswith("10:35 ") for line in frame)
        await press(pilot, "up")
        assert app.grid.cursor.unit == 126
        app.grid.go_to(99, 999)
        assert app.grid.cursor == Cursor(2, 203)


async def test_another_view_keeps_the_cursor_and_fewer_columns_bring_it_back():
    app = GridApp(morning(10))
    async with app.run_test(size=(80, 24)) as pilot:
        app.grid.go_to(8, 120)
        app.grid.show(morning(10, step=3))
        await pilot.pause()
        assert app.grid.cursor == Cursor(8, 120)
        app.grid.show(morning(3))
        frame = await press(pilot, "left")
        assert app.grid.cursor.column == 1
        assert "Op1 Lee" in frame[0]


@pytest.mark.parametrize("size", [(60, 20), (120, 40), (200, 50), (20, 6)])
async def test_other_sizes_draw(size):
    app = GridApp(morning(10))
    async with app.run_test(size=size) as pilot:
        frame = await press(pilot, "down right pagedown end home")
        assert any("►" in line for line in frame[1:])


async def test_the_cursor_looks_otherwise_when_the_keyboard_is_elsewhere():
    app = GridApp(morning(3))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        reversed_cells = [s for s in app.grid.render_line(2) if s.style and s.style.reverse]
        assert [s.text.strip()[:6] for s in reversed_cells] == ["►Baker"]
        app.grid.blur()
        await pilot.pause()
        assert not any(s.style and s.style.reverse for s in app.grid.render_line(2))
        assert any(s.style and s.style.underline for s in app.grid.render_line(2))


def wire(chairs: int = 6, term: str = "xterm-256color", **env: str) -> Terminal:
    command = [sys.executable, "-m", "tests.widgets.grid_app", str(chairs)]
    return Terminal(command, term=term, env={"TEXTUAL_ANIMATIONS": "none", **env}, cwd=str(ROOT))


@pytest.mark.parametrize(("term", "env"), [("xterm", {}), ("xterm", {"NO_COLOR": "1"})])
def test_sixteen_colours_and_none_show_the_same(term, env):
    with wire(3, term, **env) as terminal:
        terminal.wait_for("Baker")
        assert b"38;5;" not in terminal.written
        assert b"38;2;" not in terminal.written
        terminal.press("down", "right")
        line = next(number for number, text in enumerate(terminal.screen()) if text.startswith(" 8:10 "))
        assert terminal.attributes(line, terminal.screen()[line].index("►")).reverse
