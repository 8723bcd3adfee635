"""Keys typed faster than screens open, as over a slow line: each goes to the screen that the ones before it opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import ground, session
from tests.terminal import Terminal


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Terminal]:
    """The board in a terminal of 80x24."""
    with session(ground(tmp_path).practice) as terminal:
        terminal.wait_for("Enter case")
        yield terminal


def test_a_form_takes_what_was_typed_before_it_was_there(wire: Terminal) -> None:
    # Every letter of it is a key of the board as well.
    os.write(wire.master, b"f\x15decide on plan, pay\t\x15+3d\x13")
    wire.wait_for("— z undoes")
    assert wire.screen()[-1] == "Next: decide on plan, pay, Thu 26 Nov — z undoes"


def test_places_questions_and_forms_in_one_breath(wire: Terminal) -> None:
    os.write(wire.master, b"\x1bORtqec\x15bridge, then decide\x13\x1bOQ/chen\r")
    wire.wait_for("1 of 17 open")
    assert "bridge, then decide" in wire.screen()[-3]
