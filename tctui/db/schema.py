"""Bringing a database's schema up to date: numbered migrations, one process at a time, a backup first."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tctui.db.models import database
from tctui.db.private_files import create_private, lock_path

KNOWN = 8
"""The newest migration that this program knows."""

FOLDER = Path(__file__).parent / "migrations"


def schema_number() -> int:
    """The number of the newest migration that the open database has."""
    return int(database.execute_sql("PRAGMA user_version").fetchone()[0])


def upgrade(path: Path) -> None:
    """Apply the migrations that the open database lacks; other starters wait for the one that does it."""
    from playhouse.migrations import Runner

    with alone(path):
        number = schema_number()
        if number >= KNOWN:
            return
        if number > 0:
            _backup(path, number)
        Runner(database.obj, str(FOLDER)).up()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the queue of writers of a database, however long that takes."""
    handle = os.open(lock_path(path), os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def first_lacking() -> str:
    """The first column that the models have and the open database lacks, as table.column; empty when it has all.

    A database of an unfinished version has the same number and other tables.
    """
    from tctui.db.models import ALL

    rows = database.execute_sql(
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
    )
    held = set(rows.fetchall())
    wanted = ((model._meta.table_name, field.column_name) for model in ALL for field in model._meta.sorted_fields)
    return next((f"{table}.{column}" for table, column in wanted if (table, column) not in held), "")


def _backup(path: Path, number: int) -> None:
    beside = path.with_name(f"{path.name}.before-schema-{number + 1}")
    if beside.exists():
        return
    create_private(beside)
    os.unlink(beside)
    database.execute_sql("VACUUM INTO ?", (str(beside),))
    os.chmod(beside, 0o600)
