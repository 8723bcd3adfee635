"""A hang-up, a request to end and a closed terminal at any moment: the program is gone, the practice is whole."""

from __future__ import annotations

import os
import random
import signal
import termios
from pathlib import Path

import pytest

from tctui.db.check import findings
from tctui.db.connection import close_database, open_database
from tests.places import Ground, ground, session
from tests.practice import TinyPractice
from tests.terminal import Terminal
from tests.working import processes_on, seconds_until

LONGEST = 8.0
"""Seconds until the program must be gone; it promises one, on a machine that does nothing else."""

DOING = {
    "board": b"jk" * 20,
    "form": b"f\x15call her sister on Friday\t\x15fri\t" + b" " * 20,
    "booking": b"\x1bOR" + b"b\rz" * 12,
    "places": b"\x1bOR\x1bOS$q\x1bOT\x1bOU\x1bOQ?q:ch\x03" * 3,
}
"""What is being typed when it happens."""

ENDINGS = ("hang-up", "end", "closed")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The practice that every session copies."""
    return ground(tmp_path_factory.mktemp("ground"))


def is_as_before(wire: Terminal) -> bool:
    """Tell whether the terminal is a shell's again: main screen, cursor shown, no mouse, lines and echo."""
    written = bytes(wire.written)
    on_off = ((b"\x1b[?1049l", b"\x1b[?1049h"), (b"\x1b[?25h", b"\x1b[?25l"), (b"\x1b[?2004l", b"\x1b[?2004h"))
    local = termios.tcgetattr(wire.master)[3]
    restored = all(written.rfind(off) > written.rfind(on) for off, on in on_off)
    return restored and bool(local & termios.ICANON) and bool(local & termios.ECHO)


def leave(practice: TinyPractice, doing: str, ending: str, after: float) -> None:
    """Type, and end the session after some seconds of it; what stays must be whole, and nothing may run on."""
    with session(practice) as wire:
        wire.wait_for("Enter case")
        os.write(wire.master, DOING[doing])
        wire.settle(quiet=after, longest=after)
        if ending == "closed":
            os.close(wire.master)
            wire.master = os.open(os.devnull, os.O_RDWR)
        else:
            os.kill(wire.process.pid, signal.SIGHUP if ending == "hang-up" else signal.SIGTERM)
            wire.wait(LONGEST)
        seconds_until(lambda: wire.process.poll() is not None, LONGEST)
        if ending == "end" and wire.process.returncode == 0:
            assert is_as_before(wire)
    assert not processes_on(practice)
    open_database(practice.path)
    try:
        assert findings() == []
    finally:
        close_database()


@pytest.mark.parametrize("number", range(8))
def test_leaving_at_any_moment(made: Ground, number: int, tmp_path: Path) -> None:
    chance = random.Random(number)
    leave(made.copy(tmp_path), list(DOING)[number % 4], ENDINGS[number % 3], chance.uniform(0.0, 0.6))


@pytest.mark.soak
@pytest.mark.parametrize("number", range(8, 208))
def test_leaving_at_two_hundred_moments(made: Ground, number: int, tmp_path: Path) -> None:
    chance = random.Random(number)
    leave(made.copy(tmp_path), chance.choice(list(DOING)), chance.choice(ENDINGS), chance.uniform(0.0, 1.5))


@pytest.mark.parametrize("keys", [("f10",), ("ctrl+q",), ("ctrl+d", "f10"), ("n", "x", "f10"), ("m", "f10"), ("end",)])
def test_the_terminal_is_handed_back_as_it_was(made: Ground, keys: tuple[str, ...], tmp_path: Path) -> None:
    with session(made.copy(tmp_path)) as wire:
        wire.wait_for("Enter case")
        assert not is_as_before(wire)
        if keys == ("end",):
            os.kill(wire.process.pid, signal.SIGTERM)
        wire.send(*keys)
        assert wire.wait() == 0
        assert is_as_before(wire)


def test_a_terminal_that_takes_nothing_holds_nobody(made: Ground, tmp_path: Path) -> None:
    practice = made.copy(tmp_path)
    with session(practice) as wire:
        wire.wait_for("Enter case")
        # Nothing is read from here on: what the program writes fills the line and stays.
        wire.send(*["f3", "f2"] * 30, *["ctrl+l"] * 30)
        os.kill(wire.process.pid, signal.SIGHUP)
        seconds_until(lambda: wire.process.poll() is not None, LONGEST)
    assert not processes_on(practice)
