"""Every place with sixteen colours and with none, in a real terminal: the same text, the cursor told without colour."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.places import WALKS, Ground, frames, ground, session
from tests.practice import TinyPractice
from tests.terminal import Terminal

STYLES = re.compile(rb"\x1b\[([0-9;:]*)m")
MANY_COLOURS = re.compile(rb"(?:^|;)[34]8[;:]")
WEIGHTS = {0, 1, 2, 3, 4, 7, 22, 23, 24, 27, 39, 49}
"""What may be said of a style without a colour: bold, dim, underline, reverse, and back to the terminal's own."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The practice that every walk copies."""
    return ground(tmp_path_factory.mktemp("ground"))


def told(lines: list[str]) -> list[str]:
    """The lines without the figures, which nobody can guess, at the end of the name of a written file."""
    return [re.sub(r"-[0-9a-f]{6}\.pdf", "-000000.pdf", line) for line in lines]


def shows(wire: Terminal, lines: list[str]) -> bool:
    """Wait until the screen is this one; False when it stays another."""
    for _ in range(100):
        if told(wire.screen()) == told(lines):
            return True
        if wire.read(0.1) < 0:
            break
    return False


def is_marked(wire: Terminal) -> bool:
    """Tell whether the place of the cursor is seen without a colour: by a sign, or in reverse."""
    cells = (wire.attributes(line, column) for line in range(wire.lines) for column in range(wire.columns))
    return any(cell.reverse or cell.data == "►" for cell in cells)


@pytest.mark.parametrize("walk", WALKS)
async def test_every_place_says_the_same(
    made: Ground, walk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "memory"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    seen = await frames(made.copy(tmp_path / "memory"), walk)
    few = walked(made.copy(tmp_path / "few"), walk, seen, "xterm")
    assert not [style for style in few if MANY_COLOURS.search(style)]
    assert any(30 <= int(number or 0) <= 37 for style in few for number in style.split(b";"))
    none = walked(made.copy(tmp_path / "none"), walk, seen, "xterm-256color", NO_COLOR="1")
    assert {int(number or 0) for style in none for number in style.split(b";")} <= WEIGHTS


def walked(practice: TinyPractice, walk: str, seen: dict[str, list[str]], term: str, **env: str) -> list[bytes]:
    """Take a walk in a real terminal and compare each screen; gives every change of style that was sent."""
    unmarked, others = [], []
    with session(practice, walk, term, env) as wire:
        wire.wait_for("Enter case")
        for stop in WALKS[walk]:
            wire.send(*stop.keys)
            if not shows(wire, seen[stop.name]):
                others.append(f"{stop.name} on {term}:\n" + "\n".join(wire.screen()))
            elif not is_marked(wire) and stop.name not in UNMARKED:
                unmarked.append(stop.name)
            wire.send(*stop.leaving)
        sent = STYLES.findall(bytes(wire.written))
    assert not others, "\n".join(others)
    assert not unmarked
    return sent


UNMARKED = {
    "board-help", "coverage-accuracy", "benefits-copy", "to-verify", "members-renewals", "subject-leave-and",
}  # fmt: skip
"""Where nothing is chosen: a text, or a list without a line."""


@pytest.mark.parametrize("term", ["linux", "vt100", "vt220", "screen", "tmux", "tmux-256color", "putty", "rxvt"])
async def test_every_kind_of_terminal_starts_and_is_read(made: Ground, term: str, tmp_path: Path) -> None:
    with session(made.copy(tmp_path), "board", term) as wire:
        wire.wait_for("Enter case")
        assert wire.screen()[0].startswith("Board  Riverside Dental")
        wire.send("f3")
        wire.wait_for("Enter line")
        assert wire.screen()[0].startswith("Case  Chen, Wei  61 y")
        wire.send("f10")
        assert wire.wait() == 0
        assert b"38;2;" not in wire.written
