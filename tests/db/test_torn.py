"""Harm to the file and the disk: a torn log, bit rot, a full and a read-only disk."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tctui.core.errors import Refused
from tctui.db.check import findings
from tctui.db.connection import close_database, open_database
from tctui.db.models import Concern
from tctui.db.unit_of_work import unit_of_work
from tests.db.money_ground import with_plan
from tests.db.test_undeletable import with_everything
from tests.harm import copied, post, posted
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice
from tests.working import ROOT

Harm = Callable[[bytearray, random.Random], object]
BLOCK = 512


def cut(log: bytearray, chance: random.Random) -> None:
    """Lose the end of it."""
    del log[chance.randrange(len(log)) :]


def flip(log: bytearray, chance: random.Random) -> None:
    """Turn one bit."""
    log[chance.randrange(len(log))] ^= 1 << chance.randrange(8)


def blank(log: bytearray, chance: random.Random) -> None:
    """Lose one block of the disk."""
    at = chance.randrange(len(log) // BLOCK) * BLOCK
    log[at : at + BLOCK] = bytes(BLOCK)


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> TinyPractice:
    """A practice whose last thirty payments are in its log alone, as a machine leaves it that loses its power."""
    practice = tiny_practice(tmp_path_factory.mktemp("made") / "practice.db")
    with_plan(practice)
    close_database()
    post(practice, lambda number: None, 30)
    lost = copied(practice, tmp_path_factory.mktemp("lost") / "power", "-wal")
    close_database()
    assert Path(f"{lost.path}-wal").stat().st_size > 30 * 4096
    return lost


@pytest.mark.parametrize(
    ("harm", "times"),
    [*((harm, 5) for harm in (cut, flip, blank)),
     *(pytest.param(harm, times, marks=pytest.mark.soak) for harm, times in ((cut, 1_000), (flip, 500), (blank, 500)))],
)  # fmt: skip
def test_a_torn_log_gives_back_what_was_kept_before(logged: TinyPractice, harm: Harm, times: int, tmp_path: Path) -> None:
    chance, found = random.Random(times), set()
    for number in range(times):
        practice = copied(logged, tmp_path / str(number), "-wal")
        log = Path(f"{practice.path}-wal")
        torn = bytearray(log.read_bytes())
        harm(torn, chance)
        log.write_bytes(torn)
        there = posted(practice)
        assert there == list(range(1, len(there) + 1))
        found.add(len(there))
    assert len(found) > 1


@pytest.mark.parametrize(
    ("flips", "least"), [(25, 0.7), pytest.param(300, 0.85, marks=pytest.mark.soak)], ids=["usual", "whole"]
)
def test_bit_rot_is_told_and_never_repaired_in_silence(flips: int, least: float, tmp_path: Path) -> None:
    practice = tiny_practice(tmp_path / "made" / "practice.db")
    with_everything(practice)
    close_database()
    held, chance, told = practice.path.read_bytes(), random.Random(flips), 0
    # Where nothing was ever written a turned bit harms nobody.
    written = [at for at in range(100, len(held) - 8) if any(held[at - 8 : at + 8])]
    for number in range(flips):
        rotten, at = copied(practice, tmp_path / str(number)), chance.choice(written)
        turned = bytearray(held)
        turned[at] ^= 1 << chance.randrange(8)
        rotten.path.write_bytes(turned)
        try:
            open_database(rotten.path)
            told += bool(findings())
        except Refused:
            told += 1
        close_database()
        assert rotten.path.read_bytes()[at] == turned[at]
    assert told >= least * flips


def keep_noting(practice: TinyPractice) -> int:
    """Write notes until the disk takes no more; gives how many were acknowledged."""
    kept = 0
    with pytest.raises(Refused, match=r"disk is full or failing|read-only"):
        while kept < 10_000:
            with unit_of_work(practice.coordinator.id, "concern", NOW, case_id=practice.case) as unit:
                unit.insert(Concern, case=practice.case, category="cost", said="x" * 2_000, day=TODAY)
            kept += 1
    return kept


def is_whole(practice: TinyPractice, kept: int) -> None:
    """What was acknowledged is there, nothing else, and work goes on."""
    assert Concern.select().count() == kept
    assert findings() == []
    with unit_of_work(practice.coordinator.id, "concern", NOW, case_id=practice.case) as unit:
        unit.insert(Concern, case=practice.case, category="cost", said="after", day=TODAY)
    assert Concern.select().count() == kept + 1


def test_a_file_that_may_not_grow_keeps_what_was_acknowledged(practice: TinyPractice) -> None:
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(file.stat().st_size for file in practice.path.parent.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 200_000, held[1]))
    try:
        kept = keep_noting(practice)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)
    assert kept
    is_whole(practice, kept)


ON_A_DISK = """
import subprocess, sys
from dataclasses import replace
from pathlib import Path
from tctui.db.connection import close_database, open_database
from tests.db.test_torn import is_whole, keep_noting
from tests.harm import copied
from tests.practice import tiny_practice
disk = Path(sys.argv[1])
made = tiny_practice(disk / "elsewhere" / "practice.db")
close_database()
small = disk / "small"
small.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "small", small], check=True)
practice = copied(made, small / "home")
open_database(practice.path)
kept = keep_noting(practice)
assert kept > 10, kept
subprocess.run(["mount", "-o", "remount,size=20m", small], check=True)
is_whole(practice, kept)
close_database()
subprocess.run(["mount", "-o", "remount,ro", small], check=True)
try:
    open_database(practice.path)
    assert keep_noting(practice) == 0
except Exception as refused:
    assert "read-only" in str(refused), refused
close_database()
subprocess.run(["mount", "-o", "remount,rw", small], check=True)
open_database(practice.path)
is_whole(practice, kept + 1)
print("whole")
"""


@pytest.mark.soak
def test_a_small_disk_and_one_that_turns_read_only(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root mounts a disk")
    run = ["unshare", "-m", sys.executable, "-c", ON_A_DISK, str(tmp_path)]
    done = subprocess.run(run, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.strip() == "whole", done.stderr[-2_000:]
