"""The benefit table in a real terminal: what each key costs on the wire, and that nothing of it is more than a line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tctui.db.connection import close_database
from tests.practice import TinyPractice
from tests.terminal import Terminal
from tests.working import ROOT, begun, private

KB = 1024


@pytest.fixture
def terminal(practice: TinyPractice) -> Iterator[Terminal]:
    close_database()
    with Terminal(begun(practice, "estimate"), term="xterm", env=private(practice), cwd=str(ROOT)) as started:
        started.wait_for("Estimate")
        yield started


def test_bytes_of_keys_in_the_table(terminal: Terminal) -> None:
    assert terminal.bytes_of("I") <= 12 * KB
    terminal.wait_for("category")
    for key in (*"80", "enter", *"100/80/50", "enter", "right", "right", *"12", "right", *"1500", "down", "?", "enter"):
        assert 0 < terminal.bytes_of(key) <= KB, key
    for key in ("end", "home", "pagedown", "pageup", "backspace", "escape", *["down"] * 22, *["up"] * 22):
        assert terminal.bytes_of(key) <= KB, key
    assert terminal.bytes_of("ctrl+r") <= 12 * KB
    terminal.wait_for("Questions to ask")
    for key in ("down", "down", *"50", "up"):
        assert terminal.bytes_of(key) <= KB, key
    for key in ("ctrl+s", "p", *"48812"):
        assert terminal.bytes_of(key) <= KB, key
    assert terminal.bytes_of("enter") <= 12 * KB
    terminal.wait_for("verified by phone")
