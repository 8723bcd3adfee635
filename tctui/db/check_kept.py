"""Checking what is never changed: the database's own guards, and the kept rows against the chained audit log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from tctui.db.models import database
from tctui.db.schema import FOLDER, schema_number

KEPT = {
    "document": "document {}", "signature": "signature {}", "scan": "scan {}", "override": "override {}",
    "account_event": "account event {}", "entry": "entry {} of an account", "membership_payment": "membership payment {}",
    "membership_entry": "entry {} of a membership",
}  # fmt: skip
"""The tables whose rows stay as the audit log recorded them, and how a row is called."""

LOGGED = ("document", "signature", "scan", "override")
"""Those of which every row has its entry: one that has none was put there by another program."""

_TRIGGER = re.compile(r"CREATE TRIGGER (\w+).*?END(?=;|\Z)", re.DOTALL)


def guards() -> Iterator[str]:
    """Each guard that the migrations made and the file has no more, or another of that name."""
    made: dict[str, str] = {}
    for script in sorted(FOLDER.glob("*.sql")):
        if int(script.name[:4]) <= schema_number():
            made |= {found[1]: found[0] for found in _TRIGGER.finditer(script.read_text())}
    there = dict(database.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
    for name, statement in made.items():
        if there.get(name) != statement:
            yield f"the guard {name} of the database is {'another' if name in there else 'gone'}"


def against_the_log() -> Iterator[str]:
    """Each kept row that is not what its entry in the audit log says, has gone, or has no entry."""
    seen: dict[str, set[int]] = {table: set() for table in KEPT}
    marks = ", ".join(f"'{table}'" for table in KEPT)
    held = {table: _rows(table) for table in KEPT}
    for entry, table, row_id, new in database.execute_sql(
        "SELECT a.id, json_extract(j.value, '$.table'), json_extract(j.value, '$.id'), json_extract(j.value, '$.new')"
        f" FROM audit a, json_each(a.rows) j WHERE json_extract(j.value, '$.table') IN ({marks})"
        " AND json_type(j.value, '$.old') IS NULL ORDER BY a.id"
    ):
        seen[table].add(row_id)
        row, logged = held[table].get(row_id), json.loads(new)
        if row is None:
            yield f"{KEPT[table].format(row_id)} is gone; entry {entry} of the audit log made it"
        elif other := [name for name, value in logged.items() if name in row and row[name] != value]:
            yield f"{KEPT[table].format(row_id)} is not what entry {entry} of the audit log made: {', '.join(other)}"
    for table in LOGGED:
        for row_id in sorted(held[table].keys() - seen[table]):
            yield f"{KEPT[table].format(row_id)} is not in the audit log"


def _rows(table: str) -> dict[int, dict[str, object]]:
    """The rows of a table by id, without bytes and long texts."""
    columns = [
        row[1] for row in database.execute_sql(f'PRAGMA table_info("{table}")').fetchall()
        if row[2] != "BLOB" and row[1] not in ("terms", "words")
    ]  # fmt: skip
    named = ", ".join(f'"{name}"' for name in columns)
    rows = database.execute_sql(f'SELECT {named} FROM "{table}"').fetchall()
    return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}
