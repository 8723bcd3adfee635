"""The benchmarks measure nothing of a program that fell over: they end with the reason instead of a time of nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.measure import Failed, press, start, until_quiet
from tests.places import ground
from tests.screens.test_incidents import broken

SESSION = ["-m", "tests.benchmarks.session"]


def test_an_incident_ends_the_run_with_its_number(tmp_path: Path) -> None:
    practice = ground(tmp_path).practice
    terminal, first = start([*SESSION, str(practice.path), "board", str(practice.case)], tmp_path)
    try:
        assert first.count > 1_000
        assert press(terminal, "down", answered=True).count > 0
        broken(practice, "concern")
        with pytest.raises(Failed, match=r"key f3: ! Something went wrong \(incident [0-9A-F]{6}"):
            press(terminal, "f3", answered=True)
        broken(practice, "concern", back=True)
        press(terminal, "home")
        # The board is read again when the table is back.
        until_quiet(terminal, first=1.5)
        with pytest.raises(Failed, match="key home: nothing was drawn"):
            press(terminal, "home", answered=True)
        terminal.send("f10")
        terminal.process.wait(5)
        with pytest.raises(Failed, match="key home: the program ended with 0"):
            press(terminal, "home", answered=True)
    finally:
        terminal.close()


def test_a_program_that_does_not_start_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="the program ended with"):
        start([*SESSION, str(tmp_path / "no.db")], tmp_path)
