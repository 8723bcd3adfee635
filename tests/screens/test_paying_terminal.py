"""The ways to pay and the account in a terminal: bytes for each key at 80×24."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tctui.db.connection import close_database
from tests.db.money_ground import with_plan
from tests.db.test_payments import pay
from tests.practice import tiny_practice
from tests.screens.case_ground import believable
from tests.terminal import Terminal
from tests.working import ROOT

KEY = 1024


@pytest.fixture(params=["xterm", "xterm-256color"])
def wire(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    folder = tmp_path / "home"
    practice = tiny_practice(folder / "practice.db")
    with_plan(believable(practice))
    pay(practice, 20_000)
    close_database()
    command = [sys.executable, "-m", "tests.screens.case_ground", str(practice.path), str(practice.case)]
    private = {"XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
    with Terminal(command, term=request.param, env=private, cwd=str(ROOT)) as terminal:
        terminal.wait_for("Case")
        yield terminal


def test_a_key_on_the_ways_to_pay_and_the_account_takes_at_most_a_kilobyte(wire: Terminal) -> None:
    wire.press("$")
    wire.wait_for("patient portion")
    spent = [
        (key, wire.bytes_of(key)) for key in ("down", "down", "up", "right", "left", "+", "+", "-", ">", "<", "v", "v")
    ]
    assert max(count for _, count in spent) <= KEY, spent
    wire.press("q")
    wire.wait_for("Case")
    wire.press("M")
    wire.wait_for("Account")
    spent = [(key, wire.bytes_of(key)) for key in ("down", "down", "up", "pagedown", "pageup", "end", "home")]
    assert max(count for _, count in spent) <= KEY, spent
