"""Exports spoiled at random: each either comes in or is refused in words, and coming in twice changes nothing."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tctui.core.errors import Refused
from tctui.db import audit
from tctui.db.connection import close_database
from tests.db.imports.exports import SAMPLES, bring_in, contents, csv_text, fresh_database, rows
from tests.hostile import HOSTILE

CELLS = (
    *("", "0", "1", "2", "-1", "101", "102", "5001", "CRC", "W2", "Lakeland Dental", "A", "B", "99999", "1e9", "٣"),
    *("02/14/1979", "11/30/2026", "11/30/2026 08:30 AM", "11/30/2026 25:61", "2026-11-30", "14/02/79", "0001-01-01"),
    *("$1,200.50", "(12.50)", "1.2k", "80%", "180", "0.5", "NaN", "inf", "-0", "1_000", "²"),
    *("TP", "Completed", "Accepted", "Active", "No", "Primary", "Self", "PPO", "doctor", "XX//", "X" * 300, "y" * 501),
)


def _spoiled(target: Path, seed: int, share: float) -> Path:
    """The clean sample with some cells exchanged, rows repeated, and rows lost."""
    chance = random.Random(seed)
    target.mkdir(parents=True)
    for path in sorted((SAMPLES / "clean").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *table = list(csv.reader(file))
        table += [list(chance.choice(table)) for _ in range(chance.randint(0, 2))]
        for row in table:
            for at in range(len(row)):
                if chance.random() < share:
                    words = CELLS if chance.random() < 0.8 else HOSTILE
                    row[at] = chance.choice(words)
        if chance.random() < 0.2:
            table.pop(chance.randrange(len(table)))
        text = csv_text(header, table).encode("utf-8", "replace")
        (target / path.name).write_bytes(text)
    return target


def _come_in(place: Path, seed: int) -> None:
    close_database()
    place.mkdir()
    fresh_database(place / "home" / "practice.db")
    folder = _spoiled(place / "one", seed, 0.08)
    newer = _spoiled(place / "two", seed + 1, 0.08)
    for one in (folder, newer, newer):
        before = contents()
        try:
            report = bring_in(one, skip_refused=True, date_format="m/d/Y", add_codes=bool(seed % 2))
        except Refused:
            assert contents() == before
            continue
        assert report.kept
        if before == contents():
            continue
    before = contents()
    try:
        again = bring_in(newer, skip_refused=True, date_format="m/d/Y", add_codes=bool(seed % 2))
    except Refused:
        return
    assert contents() == before
    assert not any(one.added or one.changed for one in again.counts)
    assert audit.broken_from() is None
    assert rows("PRAGMA integrity_check") == [("ok",)]
    assert rows("PRAGMA foreign_key_check") == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_whatever_is_in_the_cells(empty: Path, seed: int) -> None:
    _come_in(empty / str(len(list(empty.iterdir()))), seed)


@pytest.mark.soak
@pytest.mark.parametrize("first", range(0, 2000, 50))
def test_whatever_is_in_the_cells_often(empty: Path, first: int) -> None:
    for seed in range(first, first + 50):
        _come_in(empty / str(seed), seed)


def test_the_dirty_export_twice_changes_nothing(empty: Path) -> None:
    folder = SAMPLES / "dirty"
    bring_in(folder, folder / "profile.toml", skip_refused=True)
    before = contents()
    again = bring_in(folder, folder / "profile.toml", skip_refused=True)
    assert contents() == before
    assert not any(one.added or one.changed for one in again.counts)
