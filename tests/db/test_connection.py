"""Opening a database: what is not one is refused with what to do, pragmas hold, an upgrade happens once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tctui.core.errors import Refused
from tctui.db import connection, private_files, schema
from tctui.db.models import ALL, database
from tests.practice import NOW, TinyPractice


def test_no_database_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(connection.NoDatabase, match="tctui demo"):
        connection.open_database(tmp_path / "nothing.db")


def test_another_file_is_not_touched(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Wei")
    with pytest.raises(connection.NoDatabase, match="not a tctui database"):
        connection.open_database(letter)
    assert letter.read_text() == "Dear Wei"


def test_a_newer_database_is_refused(practice: TinyPractice) -> None:
    database.execute_sql(f"PRAGMA user_version = {schema.KNOWN + 1}")
    connection.close_database()
    with pytest.raises(connection.NewerDatabase, match="newer tctui"):
        connection.open_database(practice.path)


def test_an_old_process_does_not_write_after_an_upgrade(practice: TinyPractice) -> None:
    from tctui.db.unit_of_work import unit_of_work

    database.execute_sql(f"PRAGMA user_version = {schema.KNOWN + 1}")
    with pytest.raises(connection.NewerDatabase, match="upgraded"), unit_of_work(1, "x", NOW):
        pass


def test_affected_sqlite_versions_are_refused() -> None:
    for version in ((3, 40, 1), (3, 51, 2), (3, 50, 6), (3, 44, 5)):
        with pytest.raises(Refused, match="pysqlite3"):
            connection.refuse_affected_sqlite(version)
    for version in ((3, 51, 3), (3, 53, 4), (3, 50, 7), (3, 44, 6)):
        connection.refuse_affected_sqlite(version)


def test_the_migrations_make_what_the_models_say(practice: TinyPractice) -> None:
    for model in ALL:
        rows = database.execute_sql(f'PRAGMA table_info("{model._meta.table_name}")').fetchall()
        assert {row[1] for row in rows} == set(model._meta.columns), model
    assert database.execute_sql("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []


def test_six_starters_make_the_schema_once(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    private_files.create_private(path)
    script = (
        "import sys; from pathlib import Path; from tctui.db import connection, schema;"
        "path = Path(sys.argv[1]); connection._connect(path); schema.upgrade(path); print(schema.schema_number())"
    )
    starters = [subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE) for _ in range(6)]
    said = [starter.communicate()[0].decode().strip() for starter in starters]
    assert said == [str(schema.KNOWN)] * 6


def test_a_database_of_an_unfinished_version_is_refused_by_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    connection.create_database(path)
    database.execute_sql("ALTER TABLE patient DROP COLUMN short_call")
    connection.close_database()
    with pytest.raises(connection.NoDatabase, match=r"lacks patient\.short_call"):
        connection.open_database(path)
