"""The choices of the office by name: how one is read, and kept so that undo and a second change find it again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tctui.db.kept_json import dump
from tctui.db.models import Setting, database

if TYPE_CHECKING:
    from tctui.db.unit_of_work import Unit


def kept(name: str) -> Any:
    """What was kept under a name, or None."""
    row = database.execute_sql("SELECT value FROM setting WHERE name = ? AND voided = 0", (name,)).fetchone()
    return json.loads(row[0]) if row else None


def keep(unit: Unit, name: str, value: Any) -> None:
    """Keep a value under a name, in place of the one before.

    The first choice that was undone leaves its row taken away; a name has one row, so that row comes back.
    """
    row = database.execute_sql("SELECT id FROM setting WHERE name = ?", (name,)).fetchone()
    if row:
        unit.update(Setting, row[0], value=dump(value), voided=0)
    else:
        unit.insert(Setting, name=name, value=dump(value))
