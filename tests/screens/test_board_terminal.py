"""The board in a real terminal: bytes per key, sixteen colours, none at all; and names that try to do harm."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tctui.core.text import cells
from tctui.db.connection import close_database
from tests.hostile import HOSTILE
from tests.practice import TinyPractice
from tests.screens.board_practice import add_many, board_app, board_practice
from tests.screens.test_board_keys import press
from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]
NAMES = [text for text in HOSTILE if not any("\ud800" <= letter <= "\udfff" for letter in text)]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TinyPractice]:
    """The board's practice with every hostile string as a name, a title and a next action."""
    try:
        practice = board_practice(tmp_path_factory.mktemp("board") / "home" / "practice.db")
        add_many(practice, NAMES)
        yield practice
    finally:
        close_database()


def terminal(practice: TinyPractice, place: str = "board", term: str = "xterm", **env: str) -> Terminal:
    command = [sys.executable, "-m", "tests.screens.board_practice", str(practice.path), place]
    return Terminal(command, term=term, env=env, cwd=str(ROOT))


def test_bytes_of_the_cursor_keys_among_such_names(crowded: TinyPractice) -> None:
    with terminal(crowded, term="xterm-256color") as wire:
        wire.wait_for("Enter case")
        assert len(wire.written) <= 12_288
        keys = ["j"] * 12 + ["pagedown", "pageup", "end", "up", "home", "right", "tab", "["]
        spent = [(key, wire.bytes_of(key)) for key in keys]
        assert all(0 < count <= 1024 for _, count in spent), spent
        # The pointer's shape, which Textual sets, is the only thing that ends in a bell.
        assert wire.written.count(b"\x07") == wire.written.count(b"\x1b]22;default\x07")
        assert b"\x1b]0;" not in wire.written
        assert b"\x1b[2J\x1b[H" not in wire.written
        said = wire.press("m", "s", "escape")
        assert said <= 3 * 1024


@pytest.mark.parametrize(("term", "env"), [("xterm", {}), ("xterm-256color", {"NO_COLOR": "1"})])
def test_few_colours_and_none_show_the_same(crowded: TinyPractice, term: str, env: dict[str, str]) -> None:
    with terminal(crowded, term=term, **env) as wire:
        wire.wait_for("Enter case")
        wire.press("right", "right")
        assert b"38;5;" not in wire.written
        assert b"38;2;" not in wire.written
        lines = wire.screen()
        assert "Accepted" in lines[1]
        where = [(line, column) for line in range(24) for column in range(80) if wire.attributes(line, column).reverse]
        assert {line for line, _ in where} == {4}
        assert [column for _, column in where] == list(range(32, 48))


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("place", ["board", "worklist"])
async def test_no_name_does_harm(crowded: TinyPractice, place: str, width: int) -> None:
    app = board_app(crowded, first_place=place)
    async with app.run_test(size=(width, 24)) as pilot:
        seen = 0
        for _ in range(len(NAMES) // 15 + 2):
            lines = await press(pilot, "pagedown")
            seen += len(lines)
            for line in lines:
                assert cells(line) <= width, line
                assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co") for letter in line), line
        await press(pilot, "home m escape" if place == "board" else "home")
        assert seen > 200
