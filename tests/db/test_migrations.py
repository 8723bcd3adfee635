"""A practice of an earlier schema is brought up to today's with nothing lost, a copy of it kept beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import peewee
import pytest
from playhouse.migrations import Runner

from tctui.db import connection, private_files, schema
from tctui.db.models import database
from tests.practice import tiny_practice

FIRST, SECOND, THIRD = "0001_first", "0002_huddle", "0003_lab"
FOURTH, FIFTH, SIXTH, SEVENTH = "0004_follow_up", "0005_kept", "0006_agreed", "0007_asked"

Tables = dict[str, str]
"""The tables of a schema with their columns as SQL names them."""


def rows_of(tables: Tables) -> dict[str, list[Any]]:
    return {
        table: database.execute_sql(f'SELECT {columns} FROM "{table}" ORDER BY 1, 2').fetchall()
        for table, columns in tables.items()
    }


def columns_of(table: str) -> str:
    rows = database.execute_sql(f'PRAGMA table_info("{table}")').fetchall()
    return ", ".join(f'"{row[1]}"' for row in rows)


def earlier(path: Path, target: str) -> Tables:
    """Make a practice of an earlier schema with the rows of the tiny one; gives its tables. Nothing is left open."""
    tiny = tiny_practice(path.with_name("today.db"))
    connection.close_database()
    private_files.create_private(path)
    connection._connect(path)
    Runner(database.obj, str(schema.FOLDER)).up(target)
    found = database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    tables = {name: columns_of(name) for (name,) in found.fetchall() if name != "schema_migration"}
    database.execute_sql("PRAGMA foreign_keys = 0")
    database.execute_sql("ATTACH ? AS today", (str(tiny.path),))
    for table, columns in tables.items():
        database.execute_sql(f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM today."{table}"')
    connection.close_database()
    return tables


def test_a_practice_of_the_first_schema_gets_the_table_of_the_huddle(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    tables = earlier(path, FIRST)
    connection._connect(path)
    before = rows_of(tables)
    assert schema.schema_number() == 1
    assert sum(map(len, before.values())) > 50
    connection.open_database(path)
    assert schema.schema_number() == schema.KNOWN
    assert rows_of(tables) == before
    assert database.execute_sql("SELECT count(*) FROM huddle_freeze").fetchone() == (0,)
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert path.with_name("practice.db.before-schema-2").exists()


def test_a_practice_of_the_second_schema_gets_the_table_of_lab_cases(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    tables = earlier(path, SECOND)
    connection._connect(path)
    before = rows_of(tables)
    assert schema.schema_number() == 2
    connection.open_database(path)
    assert schema.schema_number() == schema.KNOWN
    assert rows_of(tables) == before
    assert database.execute_sql("SELECT count(*) FROM lab_case").fetchone() == (0,)
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert path.with_name("practice.db.before-schema-3").exists()


def test_touches_of_the_third_schema_get_the_day_on_which_they_ended(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    tables = earlier(path, THIRD)
    connection._connect(path)
    for values in (
        "INSERT INTO contact VALUES (1, 1, 0, 1, 1, '2026-11-20T15:00:00Z', '2026-11-20', 1, 'phone', 0, '', '', NULL)",
        "INSERT INTO touch VALUES (1, 1, 0, 1, '2026-11-18', 'ask', 'phone', 'done', 1)",
        "INSERT INTO touch VALUES (2, 1, 0, 1, '2026-11-19', 'ask', 'text', 'closed', NULL)",
        "INSERT INTO touch VALUES (3, 1, 0, 1, '2026-11-30', 'ask', 'text', 'due', NULL)",
    ):
        database.execute_sql(values)
    before = rows_of(tables)
    assert schema.schema_number() == 3
    connection.open_database(path)
    assert rows_of(tables) == before
    ended = database.execute_sql("SELECT ended_on, step, counted_from FROM touch ORDER BY id").fetchall()
    assert ended == [("2026-11-20", None, None), ("2026-11-19", None, None), (None, None, None)]
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert path.with_name("practice.db.before-schema-4").exists()


def test_a_practice_of_the_fourth_schema_keeps_its_papers_and_guards_them(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    tables = earlier(path, FOURTH)
    connection._connect(path)
    before = rows_of(tables)
    assert schema.schema_number() == 4
    connection.open_database(path)
    assert schema.schema_number() == schema.KNOWN
    assert rows_of(tables) == before
    assert database.execute_sql("SELECT count(*) FROM scan").fetchone() == (0,)
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert path.with_name("practice.db.before-schema-5").exists()


def test_a_practice_of_the_fifth_schema_keeps_what_was_agreed_and_guards_it(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    tables = earlier(path, FIFTH)
    connection._connect(path)
    for values in (
        "INSERT INTO frozen_estimate VALUES (1, 1, 0, 1, 1, '2026-11-20', '2026-12-20', 1, 100, 0, 0, 100, '{}')",
        "INSERT INTO arrangement (id, version, voided, case_id, option_id, estimate_id, number, kind, total, down, count, rate,"
        " frequency, courtesy, method, terms, day, amendment) VALUES (1, 1, 0, 1, 1, 1, 1, 'in_house', 100, 0, 1, 0,"
        " 'monthly', 0, 'card', '{}', '2026-11-20', '')",
        "INSERT INTO instalment VALUES (1, 1, 0, 1, 1, '2026-12-20', 100, 100, 0)",
    ):
        database.execute_sql(values)
    before = rows_of(tables)
    assert schema.schema_number() == 5
    connection.open_database(path)
    assert rows_of(tables) == before
    for change in (
        "UPDATE instalment SET due = '2027-01-20'", "UPDATE arrangement SET rate = 1", "UPDATE arrangement SET terms = '[]'",
        "UPDATE frozen_estimate SET patient = 1", "DELETE FROM instalment", "DELETE FROM arrangement",
        "INSERT OR REPLACE INTO instalment VALUES (9, 1, 0, 1, 1, '2026-12-20', 1, 1, 0)",
        "INSERT OR REPLACE INTO frozen_estimate SELECT * FROM frozen_estimate",
    ):  # fmt: skip
        with pytest.raises(peewee.IntegrityError, match="never"):
            database.execute_sql(change)
    database.execute_sql("UPDATE arrangement SET replaced_by_id = 1, voided = 1, version = 2")
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert path.with_name("practice.db.before-schema-6").exists()


def test_a_practice_of_the_sixth_schema_gets_questions_and_what_was_sent_to_specialists(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    tables = earlier(path, SIXTH)
    connection._connect(path)
    database.execute_sql(
        "INSERT INTO referral VALUES (1, 1, 0, 1, 'Dr. Ortiz', '', '[]', '2026-11-20', NULL, NULL, NULL)"
    )
    before = rows_of(tables)
    connection.open_database(path)
    assert rows_of(tables) == before
    assert database.execute_sql("SELECT records, asked_on FROM referral").fetchall() == [("[]", None)]
    assert database.execute_sql("SELECT count(*) FROM question").fetchone() == (0,)
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []


def test_a_practice_of_the_seventh_schema_keeps_papers_without_a_case_and_guards_steps_with_lenders(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    tables = earlier(path, SEVENTH)
    connection._connect(path)
    database.execute_sql("PRAGMA foreign_keys = 0")
    for values in (
        "INSERT INTO financing_step VALUES (1, 1, 0, 1, 'applied', '2026-11-20', 0, NULL, '', '', '2026-11-20', 1)",
        "INSERT INTO financing_fact VALUES (1, 1, 0, 1, 'treatment_plan', 1, '', '2026-11-20', '2026-11-20', 1)",
    ):
        database.execute_sql(values)
    before = rows_of(tables)
    connection.open_database(path)
    assert schema.schema_number() == schema.KNOWN
    assert rows_of(tables) == before
    assert database.execute_sql("SELECT count(*) FROM office_paper").fetchone() == (0,)
    for change in ("UPDATE financing_step SET cents = 9", "DELETE FROM financing_step", "UPDATE financing_fact SET holds = 0"):
        with pytest.raises(peewee.IntegrityError, match="never"):
            database.execute_sql(change)
    database.execute_sql("UPDATE financing_step SET voided = 5, version = 2")
    assert path.with_name("practice.db.before-schema-8").exists()


def test_what_was_frozen_is_never_changed(tmp_path: Path) -> None:
    tiny = tiny_practice(tmp_path / "practice.db")
    database.execute_sql(
        "INSERT INTO huddle_freeze (day, provider_id, production, goal, visits, at) VALUES (1, ?, 2, 3, 4, 'now')",
        (tiny.provider,),
    )
    for change in ("UPDATE huddle_freeze SET production = 0", "DELETE FROM huddle_freeze"):
        with pytest.raises(peewee.IntegrityError, match="never"):
            database.execute_sql(change)
