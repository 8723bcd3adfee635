"""One change is one transaction: kept whole with its audit entry, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.db import audit
from tctui.db.board import cards_of
from tctui.db.models import Case, Concern, LineEvent, Patient, database
from tctui.db.undo import redo_last, undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice


def accept(practice: TinyPractice, line: int) -> None:
    with unit_of_work(practice.coordinator.id, "accept", NOW, case_id=practice.case) as unit:
        unit.insert(LineEvent, line=line, kind="accepted", at=unit.at, day=TODAY, user=practice.coordinator.id)
        unit.says = "Accepted a line"


def entries() -> int:
    return int(database.execute_sql("SELECT COUNT(*) FROM audit").fetchone()[0])


def test_a_failing_body_leaves_neither_row_nor_entry(practice: TinyPractice) -> None:
    before = entries()
    with pytest.raises(ZeroDivisionError), unit_of_work(practice.lead.id, "x", NOW) as unit:
        unit.insert(Concern, case=practice.case, category="cost", day=TODAY)
        _ = 1 // 0
    assert entries() == before
    assert Concern.select().count() == 0


def test_a_repeated_request_gives_the_first_result(practice: TinyPractice) -> None:
    results = []
    for _ in range(2):
        with unit_of_work(practice.lead.id, "concern", NOW, token="enter-1") as unit:
            if not unit.repeated:
                unit.result = unit.insert(Concern, case=practice.case, category="cost", day=TODAY)
        results.append(unit.result)
    assert results[0] == results[1]
    assert Concern.select().count() == 1


def test_a_version_that_moved_on_is_refused_and_nothing_is_lost(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "edit", NOW) as unit:
        unit.update(Patient, practice.patient, seen=1, phone="555 0199")
    with pytest.raises(ChangedElsewhere), unit_of_work(practice.coordinator.id, "edit", NOW) as unit:
        unit.update(Patient, practice.patient, seen=1, phone="555 0200")
    assert Patient.get_by_id(practice.patient).phone == "555 0199"


def test_the_card_follows_the_case_in_the_same_transaction(practice: TinyPractice) -> None:
    assert cards_of([practice.case])[0].stage == "presented"
    for line in practice.lines[:2]:
        accept(practice, line)
    card = cards_of([practice.case])[0]
    assert card.stage == "accepted"
    assert card.open_cents == 26_500 + 215_000
    assert "$" in card.flags(TODAY)
    assert "S" in card.flags(TODAY)


def test_undo_and_redo_walk_the_log_back_and_forth(practice: TinyPractice) -> None:
    me = practice.coordinator.id
    with unit_of_work(me, "next", NOW, case_id=practice.case) as unit:
        unit.update(Case, practice.case, next_action="call", next_on=TODAY)
        unit.says = "Next action set"
    for line in practice.lines[:2]:
        accept(practice, line)
    assert undo_last(me, NOW) == "Undone: Accepted a line"
    assert practice.read().line(practice.lines[1]).state == "presented"  # type: ignore[union-attr]
    undo_last(me, NOW)
    assert undo_last(me, NOW) == "Undone: Next action set"
    assert practice.read().next_action == ""
    with pytest.raises(Refused, match="Nothing of yours"):
        undo_last(me, NOW)
    assert redo_last(me, NOW) == "Done again: Next action set"
    redo_last(me, NOW)
    redo_last(me, NOW)
    assert cards_of([practice.case])[0].stage == "accepted"
    with pytest.raises(Refused, match="Nothing to do again"):
        redo_last(me, NOW)
    assert undo_last(me, NOW) == "Undone: Accepted a line"


def test_undo_is_the_users_own_and_refuses_what_others_changed(practice: TinyPractice) -> None:
    me, other = practice.coordinator.id, practice.lead.id
    with unit_of_work(me, "next", NOW, case_id=practice.case) as unit:
        unit.update(Case, practice.case, next_action="call")
        unit.says = "Next action set"
    with pytest.raises(Refused, match="Nothing of yours"):
        undo_last(other, NOW)
    with unit_of_work(other, "next", NOW, case_id=practice.case) as unit:
        unit.update(Case, practice.case, next_action="write")
        unit.says = "Next action set"
    with pytest.raises(ChangedElsewhere):
        undo_last(me, NOW)
    assert practice.read().next_action == "write"


def test_undo_survives_a_restart(practice: TinyPractice) -> None:
    accept(practice, practice.lines[0])
    script = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC;"
        "from tctui.db.connection import open_database; from tctui.db.undo import undo_last;"
        "open_database(Path(sys.argv[1])); print(undo_last(int(sys.argv[2]), datetime(2026, 11, 24, tzinfo=UTC)))"
    )
    run = [sys.executable, "-c", script, str(practice.path), str(practice.coordinator.id)]
    out = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert out.strip() == "Undone: Accepted a line"
    assert practice.read().line(practice.lines[0]).state == "presented"  # type: ignore[union-attr]


def test_the_chain_holds_and_a_changed_entry_is_found(practice: TinyPractice) -> None:
    for line in practice.lines:
        accept(practice, line)
    assert audit.broken_from() is None
    with pytest.raises(Exception, match="append-only"):
        database.execute_sql("UPDATE audit SET says = 'nothing' WHERE id = 3")
    with pytest.raises(Exception, match="never replaced"):
        database.execute_sql("INSERT OR REPLACE INTO audit (id, at, action, user_id, says, rows, can_undo, result, mac)"
                             " VALUES (3, '', '', 0, '', '', 0, '', '')")  # fmt: skip
    database.execute_sql("DROP TRIGGER audit_no_update")
    database.execute_sql("UPDATE audit SET says = 'nothing' WHERE id = 3")
    assert audit.broken_from() == 3


def test_a_full_disk_keeps_what_was_acknowledged_and_says_so(practice: TinyPractice) -> None:
    pages = int(database.execute_sql("PRAGMA page_count").fetchone()[0])
    database.execute_sql(f"PRAGMA max_page_count = {pages + 2}")
    kept = 0
    with pytest.raises(Refused, match="disk is full"):
        for _ in range(500):
            with unit_of_work(practice.lead.id, "concern", NOW, case_id=practice.case) as unit:
                unit.insert(Concern, case=practice.case, category="cost", said="x" * 2_000, day=TODAY)
            kept += 1
    assert Concern.select().count() == kept
    database.execute_sql("PRAGMA max_page_count = 1000000")
    accept(practice, practice.lines[0])
    assert audit.broken_from() is None


def test_files_are_private(practice: TinyPractice) -> None:
    folder = practice.path.parent
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    assert os.path.exists(str(practice.path) + ".audit-key")


def test_times_need_a_zone(practice: TinyPractice) -> None:
    with pytest.raises(ValueError, match="zone"), unit_of_work(1, "x", NOW.replace(tzinfo=None) + timedelta(1)):
        pass
