"""Sessions of the real program on a practice, for tests in a terminal: started, logged in, looked for, gone."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.practice import PASSWORD, TinyPractice
from tests.terminal import Terminal

ROOT = Path(__file__).parent.parent


def private(practice: TinyPractice) -> dict[str, str]:
    """The variables that keep a session out of the home of whoever runs the tests."""
    folder = practice.path.parent
    return {"XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}


def command(practice: TinyPractice) -> list[str]:
    """The command line that opens a practice; it holds wherever it is run from."""
    return [sys.executable, "-m", "tctui", "--database", str(practice.path)]


def session(practice: TinyPractice, term: str = "xterm", env: Mapping[str, str] | None = None) -> Terminal:
    """The program on its login screen, in a terminal of 80x24."""
    return Terminal(command(practice), term=term, env={**private(practice), **(env or {})}, cwd="/")


def log_in(terminal: Terminal, login: str = "maria", shown: str = "Enter case") -> None:
    """Log in and wait for the board, or for another text."""
    terminal.wait_for("Password")
    terminal.type(login)
    terminal.press("enter")
    terminal.type(PASSWORD)
    terminal.send("enter")
    terminal.wait_for(shown)


def begun(practice: TinyPractice, place: str = "board") -> list[str]:
    """The command line of a session of the first coordinator in a place, without the login; run it in ROOT."""
    run = [sys.executable, "-m", "tests.benchmarks.session", str(practice.path), place]
    return [*run, str(practice.case)]


def processes_on(practice: TinyPractice, words: Sequence[str] = ("tctui",)) -> list[int]:
    """The running programs whose command line names the practice's file."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(practice.path) in line and all(word in line for word in words):
            found.append(int(folder.name))
    return found


def seconds_until(happened: Callable[[], bool], longest: float = 10.0) -> float:
    """Wait until something is so; gives the seconds it took, AssertionError when it does not come."""
    start = time.monotonic()
    while not happened():
        assert time.monotonic() - start < longest, "it did not happen"
        time.sleep(0.02)
    return time.monotonic() - start


def seconds_until_shown(terminal: Terminal, text: str, longest: float = 10.0) -> float:
    """Wait until a terminal shows a text; gives the seconds it took."""
    start = time.monotonic()
    while not any(text in line for line in terminal.screen()):
        assert time.monotonic() - start < longest, f"{text!r} did not come:\n" + "\n".join(terminal.screen())
        terminal.read(0.02)
    return time.monotonic() - start
