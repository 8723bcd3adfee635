"""The audit log: appending entries to the chain, reading them back, and verifying the chain."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from typing import TYPE_CHECKING, Any

from tctui.core.errors import Refused
from tctui.db.connection import database_path
from tctui.db.kept_json import dump
from tctui.db.models import database
from tctui.db.private_files import create_private, key_path

if TYPE_CHECKING:
    from tctui.db.unit_of_work import Unit

COLUMNS = (
    "id", "at", "user_id", "action", "says", "case_id", "patient_id", "rows", "can_undo", "undoes", "token", "result",
)  # fmt: skip

_keys: dict[str, bytes] = {}


def _key() -> bytes:
    """The key of this database's chain, made at the first change of a new database."""
    place = key_path(database_path())
    known = _keys.get(str(place))
    if known is None:
        if not place.exists():
            if database.execute_sql("SELECT 1 FROM audit LIMIT 1").fetchone():
                raise Refused(f"The audit key {place} is missing; put it back before anything is changed.")
            create_private(place, os.urandom(32))
        known = _keys[str(place)] = place.read_bytes()
    return known


def _mac(previous: str, values: tuple[Any, ...]) -> str:
    text = json.dumps([previous, *values], separators=(",", ":"), ensure_ascii=False)
    return hmac.new(_key(), text.encode(), hashlib.sha256).hexdigest()


def keyed(text: str) -> str:
    """A mark by which a text is known again and not read: its HMAC under the key of the chain."""
    return hmac.new(_key(), text.encode(), hashlib.sha256).hexdigest()


def next_number() -> int:
    """The number that the entry of the running change will have."""
    return int(database.execute_sql("SELECT COALESCE(MAX(id), 0) + 1 FROM audit").fetchone()[0])


def result_of(token: str) -> tuple[str, Any] | None:
    """What a request with this token said and returned the first time, or None."""
    row = database.execute_sql("SELECT says, result FROM audit WHERE token = ?", (token,)).fetchone()
    return (row[0], json.loads(row[1])) if row else None


def append(unit: Unit, token: str | None) -> None:
    """Write the entry of a change into its own transaction."""
    previous = database.execute_sql("SELECT mac FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    undoable = int(unit.can_undo and bool(unit.rows))
    values = (
        unit.number, unit.at, unit.user_id, unit.action, unit.says, unit.case_id, unit.patient_id, dump(unit.rows),
        undoable, unit.undoes, token, dump(unit.result),
    )  # fmt: skip
    marks = ", ".join("?" * (len(values) + 1))
    database.execute_sql(
        f"INSERT INTO audit ({', '.join(COLUMNS)}, mac) VALUES ({marks})",
        (*values, _mac(previous[0] if previous else "", values)),
    )


def broken_from() -> int | None:
    """The number of the first entry at which the chain does not hold, or None when all of it does."""
    previous, expected = "", 1
    for *values, mac in database.execute_sql(f"SELECT {', '.join(COLUMNS)}, mac FROM audit ORDER BY id"):
        if values[0] != expected or not hmac.compare_digest(mac, _mac(previous, tuple(values))):
            return expected
        previous, expected = mac, expected + 1
    return None
