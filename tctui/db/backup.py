"""Backups: a checked copy of the database while others work in it, never a copy of the file."""

from __future__ import annotations

import os
from pathlib import Path

import peewee

from tctui.core.errors import Refused
from tctui.db.connection import database_path
from tctui.db.models import database
from tctui.db.private_files import create_private, key_path


def back_up(target: Path) -> str:
    """Write the database and its audit key to new files, 0600, and check the copy; returns the line to say."""
    target = target.expanduser().absolute()
    for path in (target, key_path(target)):
        if path.exists():
            raise Refused(f"{path} exists already; name a new file for the backup.")
    try:
        create_private(target)
        os.unlink(target)
        database.execute_sql("VACUUM INTO ?", (str(target),))
        os.chmod(target, 0o600)
        key = key_path(database_path())
        if key.exists():
            create_private(key_path(target), key.read_bytes())
    except FileExistsError:
        raise Refused(f"{target} exists already; name a new file for the backup.") from None
    except OSError as error:
        _take_away(target)
        raise Refused(f"The backup could not be written to {target}: {error.strerror}.") from None
    except peewee.DatabaseError as error:
        _take_away(target)
        raise Refused(f"The backup could not be written to {target}: {error}. Nothing was left there.") from None
    copy = peewee.SqliteDatabase(str(target))
    try:
        said = copy.execute_sql("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
    if said != "ok":
        raise Refused(f"The backup {target} did not pass its check: {said}")
    return f"Backed up to {target} ({target.stat().st_size // 1024:,} KB, checked). Keep its .audit-key file with it."


def _take_away(target: Path) -> None:
    """A backup that was begun is no backup: what was written of it goes, and its room is free again."""
    for path in (target, target.with_name(f"{target.name}-journal"), key_path(target)):
        path.unlink(missing_ok=True)
