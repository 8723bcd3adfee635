"""Holds: what one process has in hand is seen by another until it is put down, five minutes old, or its holder died."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tctui.db import holds
from tctui.db.models import Audit, Hold
from tests.practice import NOW, TODAY, TinyPractice

DAY = TODAY.toordinal()

OTHER = """
import sys
from datetime import datetime
from pathlib import Path
from tctui.db import holds
from tctui.db.connection import open_database
open_database(Path(sys.argv[1]))
holds.hold(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), 108, 18, datetime.fromisoformat(sys.argv[5]))
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def other(practice: TinyPractice) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds a slot and waits."""
    given = [str(practice.path), str(practice.lead.id), str(practice.operatories[0]), str(DAY), NOW.isoformat()]
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER, *given],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_slot_held_elsewhere_is_seen_until_it_is_old(practice: TinyPractice, other: subprocess.Popen[str]) -> None:
    slot = holds.HeldSlot(practice.operatories[0], DAY, 108, 18, practice.lead.name, NOW + timedelta(minutes=5))
    assert holds.held_by_others(DAY, DAY, NOW) == [slot]
    assert holds.held_by_others(DAY + 1, DAY + 9, NOW) == []
    assert holds.held_by_others(DAY, DAY, NOW + timedelta(minutes=4, seconds=59)) == [slot]
    assert holds.held_by_others(DAY, DAY, NOW + timedelta(minutes=5)) == []


def test_a_holder_that_died_holds_nothing(practice: TinyPractice, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()
    assert holds.held_by_others(DAY, DAY, NOW) == []
    holds.hold(practice.coordinator.id, practice.operatories[0], DAY, 108, 6, NOW)
    assert Hold.select().count() == 1


def test_one_session_holds_one_slot_and_nobody_is_shown_their_own(practice: TinyPractice) -> None:
    audited = Audit.select().count()
    holds.hold(practice.coordinator.id, practice.operatories[0], DAY, 108, 6, NOW)
    holds.hold(practice.coordinator.id, practice.operatories[0], DAY, 120, 6, NOW)
    assert [row.start for row in Hold.select()] == [120]
    assert holds.held_by_others(DAY, DAY, NOW) == []
    holds.release(NOW)
    assert (Hold.select().count(), Audit.select().count()) == (0, audited)
