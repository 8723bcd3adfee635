"""Backups: a checked copy of the database while others work in it, never a copy of the file; and putting one back."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

import peewee

from tctui.core.errors import Refused
from tctui.db import locked_backup
from tctui.db.check import findings
from tctui.db.connection import close_database, database_path, open_database
from tctui.db.models import database
from tctui.db.private_files import create_private, key_path
from tctui.db.schema import alone
from tctui.db.unit_of_work import unit_of_work


def back_up(target: Path) -> str:
    """Write the database and its audit key to new files, 0600, and check the copy; returns the line to say.

    Where a key to lock backups for is named, both are one locked file.
    """
    target, holder = target.expanduser().absolute(), locked_backup.recipient()
    for path in (target, key_path(target)):
        if path.exists():
            raise Refused(f"{path} exists already; name a new file for the backup.")
    # What is still readable never lies where the locked one goes.
    plain = database_path().with_name(f"{database_path().name}.backing-up-{secrets.token_hex(3)}") if holder else target
    try:
        create_private(plain)
        os.unlink(plain)
        database.execute_sql("VACUUM INTO ?", (str(plain),))
        os.chmod(plain, 0o600)
        key = key_path(database_path())
        if key.exists():
            create_private(key_path(plain), key.read_bytes())
        _refuse_unsound(plain)
        if holder:
            locked_backup.lock(plain, target, holder)
    except FileExistsError:
        raise Refused(f"{target} exists already; name a new file for the backup.") from None
    except OSError as error:
        _take_away(target)
        raise Refused(f"The backup could not be written to {target}: {error.strerror}.") from None
    except peewee.DatabaseError as error:
        _take_away(target)
        raise Refused(f"The backup could not be written to {target}: {error}. Nothing was left there.") from None
    finally:
        if holder:
            _take_away(plain)
    said = "It is locked: keep the key that opens it elsewhere." if holder else "Keep its .audit-key file with it."
    return f"Backed up to {target} ({target.stat().st_size // 1024:,} KB, checked). {said}"


def _refuse_unsound(plain: Path) -> None:
    copy = peewee.SqliteDatabase(str(plain))
    try:
        said = copy.execute_sql("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
    if said != "ok":
        raise Refused(f"The backup {plain} did not pass its check: {said}")


def _take_away(target: Path) -> None:
    """A backup that was begun is no backup: what was written of it goes, and its room is free again."""
    for path in (target, target.with_name(f"{target.name}-journal"), key_path(target)):
        path.unlink(missing_ok=True)


def restore(source: Path, path: Path, now: datetime, anyway: bool = False) -> tuple[str, list[str]]:
    """Put a backup in the place of a practice: copied, checked, then swapped; what stood there is kept beside it.

    Gives the line to say and what the check found; with findings nothing is put in its place, unless ``anyway``. Raises
    Refused while somebody works in the practice, or when the backup or its audit key is not there.
    """
    source = source.expanduser().absolute()
    if not source.is_file():
        raise Refused(f"{source} is not there.")
    fresh = path.with_name(f"{path.name}.restoring-{secrets.token_hex(3)}")
    try:
        if locked_backup.is_locked(source):
            locked_backup.unlock(source, fresh)
        else:
            create_private(fresh)
            shutil.copyfile(source, fresh)
            if key_path(source).exists():
                create_private(key_path(fresh), key_path(source).read_bytes())
        open_database(fresh)
        if not key_path(fresh).exists() and database.execute_sql("SELECT 1 FROM audit LIMIT 1").fetchone():
            raise Refused(f"{key_path(source)} is not there; a backup is its file and the .audit-key beside it.")
        found = findings()
        if found and not anyway:
            return f"Not restored: {source} does not pass its check.", found
        with unit_of_work(0, "restore", now) as unit:
            unit.can_undo = False
            unit.says = "Restored from a backup"
        close_database()
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        with alone(path):
            aside = _set_aside(path, now)
            os.replace(key_path(fresh), key_path(path))
            os.replace(fresh, path)
    except OSError as error:
        raise Refused(f"The backup could not be restored: {error.strerror}.") from None
    finally:
        close_database()
        for left in path.parent.glob(f"{fresh.name}*"):
            left.unlink()
    kept = f" What was there is {aside.name}." if aside else ""
    return f"Restored {path} from {source}{' although its check found something' if found else ', checked'}.{kept}", found


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Give what stands in the place another name, with its log and key; None when nothing does. Raises Refused when in use."""
    if not path.exists():
        return None
    held = peewee.SqliteDatabase(str(path), timeout=0)
    try:
        # Write-ahead logging ends only for who is alone with the file; what it held is in the file then.
        held.execute_sql("PRAGMA journal_mode = delete")
    except peewee.DatabaseError as error:
        if "locked" in str(error):
            raise Refused("Somebody works in the practice: everyone leaves first, then it is restored.") from None
    finally:
        held.close()
    aside = path.with_name(f"{path.name}.replaced-{now.astimezone(UTC):%Y%m%d-%H%M%S}")
    for ending in ("-wal", "-shm"):
        beside = path.with_name(f"{path.name}{ending}")
        if beside.exists():
            beside.rename(aside.with_name(f"{aside.name}{ending}"))
    if key_path(path).exists():
        create_private(key_path(aside), key_path(path).read_bytes())
    os.link(path, aside)
    return aside
