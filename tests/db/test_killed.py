"""What was acknowledged is there: processes killed while they post, upgrade and are backed up."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tctui.db import check_kept, connection, schema
from tctui.db.backup import back_up, restore
from tctui.db.connection import close_database, open_database
from tests.db.money_ground import with_plan
from tests.db.test_migrations import FIRST, earlier, rows_of
from tests.harm import Tell, copied, killed, post, posted
from tests.practice import NOW, TinyPractice, tiny_practice


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> TinyPractice:
    """A practice with an account to post on, closed."""
    practice = tiny_practice(tmp_path_factory.mktemp("made") / "practice.db")
    with_plan(practice)
    close_database()
    return practice


@pytest.mark.parametrize("series", [0, *(pytest.param(each, marks=pytest.mark.soak) for each in range(1, 100))])
def test_what_was_acknowledged_outlives_a_kill(made: TinyPractice, series: int, tmp_path: Path) -> None:
    practice, chance = copied(made, tmp_path / "killed"), random.Random(series)
    told: set[int] = set()
    for kills in range(1, 11):
        told.update(killed(lambda tell: post(practice, tell), lambda: time.sleep(chance.uniform(0.0, 0.06))))
        there = posted(practice)
        assert told <= set(there)
        # One that was kept at the very moment of a kill may not have been told any more.
        assert len(there) <= len(told) + kills


@pytest.mark.parametrize("kills", [6, pytest.param(150, marks=pytest.mark.soak)])
def test_an_upgrade_that_is_cut_is_never_half(tmp_path: Path, kills: int) -> None:
    old, chance = tmp_path / "old" / "practice.db", random.Random(kills)
    tables = earlier(old, FIRST)
    connection._connect(old)
    before = rows_of(tables)
    close_database()
    for number in range(kills):
        path = tmp_path / f"{number}" / "practice.db"
        path.parent.mkdir()
        path.write_bytes(old.read_bytes())

        def upgrade(tell: Tell, path: Path = path) -> None:
            connection._connect(path)
            tell(schema.schema_number())
            schema.upgrade(path)

        killed(upgrade, lambda: time.sleep(chance.uniform(0.0, 0.05)))
        open_database(path)
        assert schema.schema_number() == schema.KNOWN
        assert rows_of(tables) == before
        assert list(check_kept.guards()) == []
        close_database()


@pytest.mark.parametrize("backups", [2, pytest.param(15, marks=pytest.mark.soak)])
def test_backups_while_another_posts_are_whole_and_can_be_restored(
    made: TinyPractice, backups: int, tmp_path: Path
) -> None:
    practice, before = copied(made, tmp_path / "busy"), 0
    for number in range(backups):
        target = tmp_path / f"{number}.db"

        def copy(target: Path = target) -> None:
            open_database(practice.path)
            back_up(target)
            close_database()

        told = killed(lambda tell: post(practice, tell), copy)
        back = copied(made, tmp_path / f"back-{number}")
        _, found = restore(target, back.path, NOW)
        assert found == []
        held = posted(back)
        assert held == list(range(1, len(held) + 1))
        assert before < len(held) <= told[-1] + 1
        before = told[-1]
