"""Several sessions and odd clocks: no edit is lost in silence, and what follows what is told by number, not by time."""

from __future__ import annotations

import json
import multiprocessing
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.finance.account import Recorded
from tctui.core.finance.unit_periods import months_later
from tctui.db import audit, payments
from tctui.db.cases import timeline
from tctui.db.change import By
from tctui.db.check import findings
from tctui.db.connection import close_database, open_database
from tctui.db.models import Line, database
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tctui.db.users import log_in
from tests.db.money_ground import with_plan
from tests.practice import NOW, PASSWORD, TODAY, TinyPractice, tiny_practice


def edit(practice: TinyPractice, number: int, edits: int, kept: Any) -> None:
    """Change the fee of one line again and again, each time as it was last seen; tell how many were taken."""
    open_database(practice.path)
    taken = 0
    while taken < edits:
        row = Line.get_by_id(practice.lines[0])
        try:
            with unit_of_work(practice.coordinator.id, "fee", NOW, case_id=practice.case) as unit:
                unit.update(Line, row.id, seen=row.version, fee=row.fee + number)
            taken += 1
        except ChangedElsewhere:
            continue
    close_database()
    kept.put(number * taken)


@pytest.mark.parametrize(("sessions", "edits"), [(3, 15), pytest.param(10, 100, marks=pytest.mark.soak)])
def test_no_edit_is_written_over_in_silence(tmp_path: Path, sessions: int, edits: int) -> None:
    practice = tiny_practice(tmp_path / "practice.db")
    before = Line.get_by_id(practice.lines[0]).fee
    close_database()
    context = multiprocessing.get_context("fork")
    kept = context.Queue()
    people = [context.Process(target=edit, args=(practice, 7**each, edits, kept)) for each in range(min(sessions, 3))]
    people += [context.Process(target=edit, args=(practice, 1, edits, kept)) for _ in range(sessions - len(people))]
    for one in people:
        one.start()
    added = sum(kept.get(timeout=500) for _ in people)
    for one in people:
        one.join()
    open_database(practice.path)
    row = Line.get_by_id(practice.lines[0])
    # Each one read what the one before had written: no sum is missing, and every version has its entry.
    assert (row.fee, row.version) == (before + added, 1 + sessions * edits)
    fees = [json.loads(rows)[0] for (rows,) in database.execute_sql("SELECT rows FROM audit WHERE action = 'fee' ORDER BY id")]
    assert all(earlier["new"]["fee"] == later["old"]["fee"] for earlier, later in pairwise(fees))
    assert findings() == []
    close_database()


def noted(practice: TinyPractice, now: datetime, fee: int) -> None:
    with unit_of_work(practice.coordinator.id, "fee", now, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], fee=fee)
        unit.says = f"Fee {fee}"


def test_a_clock_that_went_back_changes_no_order(practice: TinyPractice) -> None:
    for fee, days in ((1, 0), (2, -1), (3, 365), (4, -400)):
        noted(practice, NOW + timedelta(days=days), fee)
    assert audit.broken_from() is None
    assert undo_last(practice.coordinator.id, NOW) == "Undone: Fee 4"
    assert undo_last(practice.coordinator.id, NOW - timedelta(days=1)) == "Undone: Fee 3"
    assert Line.get_by_id(practice.lines[0]).fee == 2
    assert {each.what for each in timeline(practice.case)} >= {f"Fee {fee}" for fee in (1, 2, 3, 4)}
    assert findings() == []


def test_a_clock_that_went_back_opens_no_lock(practice: TinyPractice) -> None:
    for _ in range(5):
        with pytest.raises(Refused, match="do not fit together"):
            log_in("maria", "wrong password at all", NOW)
    for back in (timedelta(0), timedelta(seconds=59), timedelta(days=-1)):
        with pytest.raises(Refused, match="Too many wrong passwords"):
            log_in("maria", PASSWORD, NOW + back)
    assert log_in("maria", PASSWORD, NOW + timedelta(days=365)).login == "maria"


@pytest.mark.parametrize(
    ("utc", "clinic_day"),
    [
        (datetime(2026, 3, 8, 6, 30, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 3, 8, 4, 30, tzinfo=UTC), date(2026, 3, 7)),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 2, 4, 30, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_the_day_is_the_clinics_on_both_sides_of_the_change_of_clocks(
    practice: TinyPractice, utc: datetime, clinic_day: date
) -> None:
    from tctui.screens.desk import Desk, utc_now

    with time_machine.travel(utc, tick=False):
        assert Desk(practice.coordinator, practice.path, utc_now).today() == clinic_day


def test_due_dates_hold_over_the_change_of_clocks_and_the_29th_of_february(practice: TinyPractice) -> None:
    assert [months_later(date(2028, 1, 31), count) for count in (1, 2, 13)] == [
        date(2028, 2, 29), date(2028, 3, 31), date(2029, 2, 28)
    ]  # fmt: skip
    held = with_plan(practice)
    # Recorded in the hour that comes twice: two payments, told apart by their numbers.
    twice = [datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (5, 6)]
    done = [
        payments.record(By(practice.coordinator, now, TODAY), held.id, Recorded.PAYMENT, TODAY, 100, method="card")
        for now in twice
    ]
    assert done[0].id != done[1].id
    assert findings() == []
