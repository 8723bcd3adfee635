"""An error of the database while a place opens or reads again: a number in the bottom line, and the place before stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from textual import events

from tests.places import Ground, ground, opened, session
from tests.practice import TinyPractice
from tests.terminal import Terminal


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The practice that every test copies."""
    return ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def practice(made: Ground, tmp_path: Path) -> TinyPractice:
    return made.copy(tmp_path)


@pytest.fixture
def wire(practice: TinyPractice) -> Iterator[Terminal]:
    """The board in a terminal of 80x24."""
    with session(practice) as terminal:
        terminal.wait_for("Enter case")
        yield terminal


def broken(practice: TinyPractice, table: str, back: bool = False) -> None:
    """Take a table away from a running session, or give it back."""
    names = (f"{table}_gone", table) if back else (table, f"{table}_gone")
    with closing(sqlite3.connect(practice.path, isolation_level=None)) as other:
        other.execute("PRAGMA legacy_alter_table = on")
        other.execute('ALTER TABLE "{}" RENAME TO "{}"'.format(*names))


@pytest.mark.parametrize(("table", "key", "place"), [("concern", "f3", "Case"), ("appointment", "f5", "Schedule")])
def test_a_place_that_cannot_open_leaves_the_one_before(
    practice: TinyPractice, wire: Terminal, table: str, key: str, place: str
) -> None:
    broken(practice, table)
    wire.send(key)
    wire.wait_for("Something went wrong (incident")
    assert wire.screen()[0].startswith("Board")
    wire.press("down")
    assert wire.screen()[-1].startswith("Enter case")
    broken(practice, table, back=True)
    wire.send(key)
    wire.wait_for("? help")
    assert wire.screen()[0].startswith(place)
    wire.press("q")
    assert wire.screen()[0].startswith("Board")


def test_a_screen_laid_over_that_cannot_open_leaves_the_place_below(practice: TinyPractice, wire: Terminal) -> None:
    wire.send("f3")
    wire.wait_for("Enter line")
    broken(practice, "document")
    wire.send("d")
    wire.wait_for("Something went wrong (incident")
    assert wire.screen()[0].startswith("Case")
    broken(practice, "document", back=True)
    wire.send("d")
    wire.wait_for("S sign")
    assert wire.screen()[0].startswith("Papers")


def test_a_place_that_cannot_be_read_again_stays_as_it_is(practice: TinyPractice, wire: Terminal) -> None:
    # Another session's commit lets the board read itself again.
    broken(practice, "board_card")
    wire.wait_for("Something went wrong (incident")
    before = wire.screen()
    assert before[0].startswith("Board")
    broken(practice, "board_card", back=True)
    wire.send("f6")
    wire.wait_for("Work list")


async def test_keys_while_the_program_closes_are_for_nobody(practice: TinyPractice) -> None:
    async with opened(practice, "board") as (app, _):
        app.exit()
    assert not app._screen_stack
    await app.on_event(events.Key("j", "j"))
    await app.on_event(events.Paste("j"))
