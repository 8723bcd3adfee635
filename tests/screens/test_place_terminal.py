"""What reaches the terminal: no control byte from data, 16 colours, the lost line."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tctui.db.connection import close_database
from tests.practice import PASSWORD, TinyPractice
from tests.terminal import Terminal


@pytest.fixture
def terminal(practice: TinyPractice, tmp_path: Path) -> Iterator[Terminal]:
    close_database()
    command = [sys.executable, "-m", "tests.screens.small_places", str(practice.path)]
    env = {
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "TEXTUAL_ANIMATIONS": "none",
        "TEXTUAL_DISABLE_KITTY_KEY": "1",
        "PYTHONPATH": os.getcwd(),
    }
    with Terminal(command, env=env) as started:
        started.wait_for("Board")
        yield started


def test_shifted_lines_are_those_of_a_full_drawing(terminal: Terminal) -> None:
    keys = ["j"] * 25 + ["k"] * 24 + ["end", "k", "k", "pageup", "pageup"] + ["k"] * 22
    for key in keys:
        terminal.send(key)
    terminal.settle()
    for key in ("j", "k", "k", "j", "pagedown", "j", "home", "j"):
        terminal.bytes_of(key)
        seen = terminal.screen()
        terminal.bytes_of("ctrl+l")
        assert terminal.screen() == seen, key


def test_no_control_byte_of_data_goes_out(terminal: Terminal) -> None:
    for key in ("j", "enter", "q", "f", "escape"):
        terminal.press(key)
    raw = bytes(terminal.written)
    for forbidden in (b"\x1b]0;", b"\x9b", "\u202e".encode(), "\x9b".encode()):
        assert forbidden not in raw
    assert b"[b]bold[/b]" in raw


def test_sixteen_colours_are_the_terminals_own(terminal: Terminal) -> None:
    terminal.press("$", "m", "escape")
    assert not re.search(rb"\x1b\[[0-9;]*[34]8;[25]", bytes(terminal.written))


def test_no_color_leaves_weights_only(practice: TinyPractice, tmp_path: Path) -> None:
    close_database()
    command = [sys.executable, "-m", "tests.screens.small_places", str(practice.path)]
    env = {"XDG_DATA_HOME": str(tmp_path / "data"), "PYTHONPATH": os.getcwd(), "NO_COLOR": "1"}
    with Terminal(command, env=env) as terminal:
        terminal.wait_for("Board")
        terminal.press("j", "$", "ctrl+d", "e", "escape")
        found = re.findall(rb"\x1b\[([0-9;]*)m", bytes(terminal.written))
        used = {int(code) for codes in found for code in codes.split(b";") if code}
        assert used <= {0, 1, 2, 4, 7, 39, 49}
        assert "Locked" in terminal.screen()[-1]


def test_an_error_within_a_key_is_a_calm_line(terminal: Terminal, tmp_path: Path) -> None:
    terminal.press("b")
    assert "incident" in " ".join(terminal.screen()[-2:])
    assert not any("secret" in line or "Traceback" in line for line in terminal.screen())
    log = (tmp_path / "data" / "tctui" / "incidents.log").read_text()
    assert "ValueError" in log
    assert "act_book" in log
    assert "secret" not in log
    assert terminal.bytes_of("j") > 0


def test_another_person_cannot_read_a_locked_screen(terminal: Terminal) -> None:
    terminal.press("ctrl+d")
    assert not any(terminal.screen()[:-2])
    terminal.type(PASSWORD)
    assert PASSWORD not in "\n".join(terminal.screen())
    assert PASSWORD.encode() not in bytes(terminal.written)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_lost_line_ends_the_program_within_a_second(terminal: Terminal, number: int) -> None:
    started = time.monotonic()
    os.kill(terminal.process.pid, number)
    terminal.wait(3)
    assert time.monotonic() - started < 1.5


def test_a_closed_terminal_leaves_no_orphan(terminal: Terminal) -> None:
    kept = os.dup(terminal.master)
    os.close(terminal.master)
    os.close(kept)
    terminal.process.wait(3)
    terminal.master = os.open(os.devnull, os.O_RDWR)
