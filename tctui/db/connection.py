"""Opening, creating and closing the database file, and the clear refusals when that cannot be done."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import peewee

from tctui.core.errors import Refused
from tctui.db.card_rules import cards_are_older, mark_cards, renew_cards
from tctui.db.models import database
from tctui.db.private_files import create_private
from tctui.db.schema import KNOWN, alone, first_lacking, schema_number, upgrade
from tctui.db.spacing_defaults import write_defaults

SAFE_FROM = (3, 51, 3)
SAFE_OLDER = ((3, 50, 7), (3, 44, 6))
"""SQLite versions without the WAL-reset defect (sqlite.org/wal.html): sessions that share a file may lose commits otherwise."""

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
}
WAIT_SECONDS = 20

_path: Path | None = None


class NoDatabase(Refused):
    """There is no database at the path, or the file is something else."""


class NewerDatabase(Refused):
    """The database was written by a newer version of the program."""


class ReadOnlyDatabase(Refused):
    """The file or its folder cannot be written."""


class LockedDatabase(Refused):
    """Another program holds the database for longer than a person waits."""


def _sqlite_version() -> tuple[int, ...]:
    driver: Any = vars(peewee)["sqlite3"]
    return tuple(driver.sqlite_version_info)


def refuse_affected_sqlite(version: tuple[int, ...]) -> None:
    """Refuse a SQLite version that can lose commits when several sessions share a file."""
    same_line = [safe for safe in SAFE_OLDER if version[:2] == safe[:2]]
    if version >= SAFE_FROM or any(version >= safe for safe in same_line):
        return
    shown = ".".join(str(part) for part in version)
    raise Refused(f"SQLite {shown} may lose changes when sessions share a file. Install pysqlite3 0.6.1 or newer.")


def database_path() -> Path:
    """The path of the open database."""
    if _path is None:
        raise NoDatabase("No database is open.")
    return _path


def create_database(path: Path) -> None:
    """Create an empty database with today's schema, and open it; refused when the file exists."""
    refuse_affected_sqlite(_sqlite_version())
    try:
        create_private(path)
    except FileExistsError:
        raise Refused(f"{path} exists already; name another file or open it.") from None
    except OSError as error:
        raise ReadOnlyDatabase(f"{path} cannot be created: {error.strerror}.") from None
    _connect(path)
    upgrade(path)
    _say_pragmas_hold()
    write_defaults()
    mark_cards()


def open_database(path: Path, say: Callable[[str], None] = lambda line: None) -> None:
    """Open an existing database and bring its schema and its cards up to date; ``say`` gets a line when that takes long.

    Raises NoDatabase, NewerDatabase, ReadOnlyDatabase or LockedDatabase, each with what to do.
    """
    refuse_affected_sqlite(_sqlite_version())
    try:
        held = path.stat()
    except OSError:
        raise NoDatabase(f"No database at {path}. Make one: tctui init, or tctui demo --open.") from None
    if not stat.S_ISREG(held.st_mode):
        raise NoDatabase(f"{path} is not a file.")
    if not os.access(path, os.R_OK):
        raise NoDatabase(f"{path} cannot be read by this user.")
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise ReadOnlyDatabase(f"{path} is read-only for this user; the file and its folder must be writable.")
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            raise NoDatabase(f"{path} is not a tctui database.")
    try:
        _connect(path)
        number = schema_number()
        if number > KNOWN:
            close_database()
            raise NewerDatabase(
                f"{path} was written by a newer tctui (schema {number}, this one knows {KNOWN}). Install the newer version."
            )
        if number < KNOWN:
            upgrade(path)
        if lacks := first_lacking():
            raise NoDatabase(
                f"{path} was made by an unfinished version of tctui (it lacks {lacks}). Make the practice anew: "
                "tctui init and tctui import, or tctui demo --database with another file."
            )
        _say_pragmas_hold()
        if cards_are_older():
            with alone(path):
                renew_cards(say)
    except Exception as error:
        close_database()
        raise plain_words(error) from error


def _connect(path: Path) -> None:
    global _path
    close_database()
    opened = peewee.SqliteDatabase(str(path), pragmas=PRAGMAS, timeout=WAIT_SECONDS, lock_type="IMMEDIATE")
    database.initialize(opened)
    # Who turns a file to write-ahead logging at the same moment is told at once that it is locked, not after WAIT_SECONDS.
    with nullcontext() if _logs_ahead(path) else alone(path):
        database.connect()
    _path = path


def _logs_ahead(path: Path) -> bool:
    """Whether a file is in write-ahead logging mode already (sqlite.org/fileformat.html, 1.3.2); a restored backup is not."""
    with path.open("rb") as file:
        return file.read(20)[18:] == b"\x02\x02"


def _say_pragmas_hold() -> None:
    for name, wanted in PRAGMAS.items():
        (found,) = database.execute_sql(f"PRAGMA {name}").fetchone()
        if str(found).lower() != str(wanted):
            raise Refused(f"The database does not keep {name} = {wanted} (it says {found}); is it on a network disk?")


def close_database() -> None:
    """Close the open database, if any."""
    global _path
    if database.obj is not None and not database.is_closed():
        database.close()
    _path = None


def data_version() -> int:
    """A number that changes when another session has committed."""
    return int(database.execute_sql("PRAGMA data_version").fetchone()[0])


def plain_words(error: Exception) -> Exception:
    """Turn what the database raised into a refusal that says what to do; anything else is returned as it is."""
    if isinstance(error, Refused):
        return error
    said: Any = str(error).lower()
    if "locked" in said or "busy" in said:
        return LockedDatabase("Another program holds the database; try again, or close that program.")
    if "readonly" in said or "read-only" in said:
        return ReadOnlyDatabase("The database is read-only; nothing was changed.")
    if "disk is full" in said or "disk i/o" in said:
        return Refused("The disk is full or failing; nothing of this change was kept. Free room, then try again.")
    if isinstance(error, UnicodeDecodeError) or any(word in said for word in ("not a database", "malformed", "decode")):
        return NoDatabase("The file is not a tctui database or is damaged; restore a backup.")
    return error
