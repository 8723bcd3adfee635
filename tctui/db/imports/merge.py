"""A staged file brought together with the stored records: what is new is added, what differs is changed, by source and id."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tctui.db.imports.fields import Field
from tctui.db.imports.staging import BATCH, Refusals, Staged
from tctui.db.models import database
from tctui.db.models.base import Record
from tctui.db.unit_of_work import Unit

IMAGES_KEPT = 20_000
"""Changed rows of which the audit entry keeps before and after; of further ones it keeps the number."""

_BY_SOURCE = "(SELECT id FROM {table} WHERE source = :source AND source <> '' AND foreign_id = s.{name})"
_BY_CODE = "(SELECT MIN(id) FROM {table} WHERE code = s.{name} AND voided = 0)"
_BY_NAME = "(SELECT MIN(id) FROM {table} WHERE name = s.{name} AND voided = 0)"
_LOOK_UP = {
    "providers": ("provider", f"COALESCE({_BY_SOURCE}, {_BY_CODE})"),
    "operatories": ("operatory", f"COALESCE({_BY_SOURCE}, {_BY_CODE}, {_BY_NAME})"),
    "guarantors": ("guarantor", _BY_SOURCE),
    "patients": ("patient", _BY_SOURCE),
    "carriers": ("carrier", f"COALESCE({_BY_SOURCE}, {_BY_NAME})"),
    "plans": ("benefit_plan", _BY_SOURCE),
    "fee_schedules": ("fee_schedule", f"COALESCE({_BY_SOURCE}, {_BY_NAME})"),
    "appointments": ("appointment", _BY_SOURCE),
}
_WORDS = {"fee_schedules": "fee schedule", "operatories": "operatory"}


@dataclass(slots=True)
class Merging:
    """One import under way: its unit of work, the source's name, the staged files, and what was counted so far."""

    unit: Unit
    source: str
    staged: list[Staged]
    refusals: Refusals
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    images_left_out: int = 0
    unsigned: int = 0
    """Appointments that come in as not confirmed or not seated yet: the papers of their visit are not signed."""

    def of(self, kind: str) -> list[Staged]:
        """The staged files of a kind."""
        return [one for one in self.staged if one.kind.name == kind]

    def say(self, statement: str, **values: Any) -> Any:
        """Run one statement; `:source` is the source's name."""
        return database.execute_sql(statement, {"source": self.source, **values})

    def image(self, table: str, row_id: int, old: dict[str, Any], new: dict[str, Any]) -> None:
        """Keep a changed row's before and after for the audit entry."""
        if len(self.unit.rows) < IMAGES_KEPT:
            self.unit.rows.append({"table": table, "id": row_id, "old": old, "new": new})
        else:
            self.images_left_out += 1


def link(merging: Merging, staged: Staged, table: str) -> None:
    """Find the stored record of each staged row."""
    merging.say(
        f'UPDATE incoming."{staged.table}" SET known_id = (SELECT id FROM "{table}" t WHERE t.source = :source'
        f" AND t.source <> '' AND t.foreign_id = \"{staged.table}\".foreign_id) WHERE bad = 0"
    )


def resolve(merging: Merging, staged: Staged, refs: list[Field] | None = None) -> None:
    """Find the records that the staged rows point to, and refuse the rows that point to none."""
    for known in staged.refs if refs is None else refs:
        table, query = _LOOK_UP[known.ref]
        look = query.format(table=table, name=f'"{known.name}"')
        merging.say(
            f'UPDATE incoming."{staged.table}" AS s SET "{known.name}_id" = {look} WHERE bad = 0 AND "{known.name}" <> \'\''
        )
        # The record may be missing only because its own row was refused.
        parents = " UNION ALL ".join(
            f'SELECT foreign_id FROM incoming."{one.table}" WHERE bad = 1'
            for one in (*merging.of(known.ref), *(merging.of("patients") if known.ref == "guarantors" else ()))
        )
        lost = f's."{known.name}" IN ({parents})' if parents else "0"
        word = _WORDS.get(known.ref, known.ref.removesuffix("s"))
        staged.refuse(
            merging.refusals,
            f'SELECT s.n, s.line, s."{known.name}", {lost} FROM incoming."{staged.table}" s WHERE s.bad = 0'
            f' AND s."{known.name}" <> \'\' AND s."{known.name}_id" IS NULL',
            (),
            partial(_lost, staged.header(known.name), word),
        )


def _lost(column: str, word: str, row: Any) -> tuple[str, str]:
    return column, f"{word} {row[2]!r} was refused itself" if row[3] else f"{word} {row[2]!r} is not known"


def adopt(merging: Merging, staged: Staged, table: str, natural: tuple[str, ...]) -> None:
    """Take over the stored record that already bears a row's own name (code, name) and came from nowhere else.

    Refuses the row when the name belongs to another record of this or another source, or to another row of the file.
    """
    here = f'incoming."{staged.table}"'
    same = " AND ".join(f't."{name}" = s."{name}"' for name in natural)
    twice = " AND ".join(f'o."{name}" = s."{name}"' for name in natural)
    spoken = staged.header(natural[-1].removesuffix("_id"))
    staged.refuse(
        merging.refusals,
        f'SELECT s.n, s.line, s."{natural[-1]}", MIN(o.line) FROM {here} s JOIN {here} o ON {twice} AND o.n < s.n'
        " WHERE s.bad = 0 AND o.bad = 0 GROUP BY s.n",
        (),
        lambda row: (spoken, f"{row[2]!r} stands on line {row[3]} already, under another id"),
    )
    merging.say(
        f'UPDATE "{table}" AS t SET source = :source, foreign_id = s.foreign_id, version = t.version + 1 FROM {here} s'
        f" WHERE s.bad = 0 AND t.source = '' AND t.voided = 0 AND {same} AND NOT EXISTS (SELECT 1 FROM \"{table}\" k"
        " WHERE k.source = :source AND k.source <> '' AND k.foreign_id = s.foreign_id)"
    )
    staged.refuse(
        merging.refusals,
        f'SELECT s.n, s.line, s."{natural[-1]}", t.source, t.foreign_id FROM {here} s JOIN "{table}" t ON {same}'
        " WHERE s.bad = 0 AND NOT (t.source = :source AND t.foreign_id = s.foreign_id)",
        {"source": merging.source},
        lambda row: (spoken, f"{row[2]!r} belongs to the record {row[4]!r} from {row[3] or 'this practice'} already"),
    )


def merge(merging: Merging, staged: Staged, model: type[Record], what: str, columns: list[str] | None = None) -> None:
    """Change the stored records that differ in the given columns, then add those that are missing.

    Records that people took away stay away. Rows are added in the order of their ids, so that the order of a file
    does not matter. Sets each row's fate and known_id.
    """
    table = model._meta.table_name
    columns = stored_columns(staged, model) if columns is None else columns
    link(merging, staged, table)
    compared = [name for name in columns if not {name, name.removesuffix("_id")} & set(staged.first_only)]
    changed = _change(merging, staged, table, compared) if compared else 0
    merging.changed[what] += changed
    merging.added[what] += _add(merging, staged, model, columns)
    link(merging, staged, table)
    (good,) = merging.say(f'SELECT COUNT(*) FROM incoming."{staged.table}" WHERE bad = 0').fetchone()
    (fresh,) = merging.say(f"SELECT COUNT(*) FROM incoming.\"{staged.table}\" WHERE bad = 0 AND fate = 'a'").fetchone()
    merging.left[what] += good - fresh - changed


def stored_columns(staged: Staged, model: type[Record]) -> list[str]:
    """The staged columns that the model has; links as `<name>_id`."""
    refs = {known.name for known in staged.refs}
    wanted = [f"{name}_id" if name in refs else name for name in staged.columns]
    return [name for name in wanted if name in model._meta.columns]


def _change(merging: Merging, staged: Staged, table: str, columns: list[str]) -> int:
    # COLLATE BINARY: a name that changed only in capitals has changed.
    differs = " OR ".join(f't."{name}" IS NOT s."{name}" COLLATE BINARY' for name in columns)
    held = ", ".join(f't."{name}"' for name in columns)
    given = ", ".join(f's."{name}"' for name in columns)
    select = (
        f'SELECT s.n, t.id, {held}, {given} FROM incoming."{staged.table}" s JOIN "{table}" t ON t.id = s.known_id'
        f" WHERE s.n > :after AND s.bad = 0 AND t.voided = 0 AND ({differs}) ORDER BY s.n LIMIT {BATCH}"
    )
    setting = ", ".join(f'"{name}" = ?' for name in columns)
    connection = database.connection()
    count, after, width = 0, 0, len(columns)
    while rows := merging.say(select, after=after).fetchall():
        for row in rows:
            old, new = row[2 : 2 + width], row[2 + width :]
            moved = [at for at in range(width) if old[at] != new[at] or type(old[at]) is not type(new[at])]
            merging.image(table, row[1], {columns[at]: old[at] for at in moved}, {columns[at]: new[at] for at in moved})
        connection.executemany(
            f'UPDATE "{table}" SET {setting}, version = version + 1 WHERE id = ?',
            [(*row[2 + width :], row[1]) for row in rows],
        )
        connection.executemany(
            f"UPDATE incoming.\"{staged.table}\" SET fate = 'c' WHERE n = ?", [(row[0],) for row in rows]
        )
        count, after = count + len(rows), rows[-1][0]
    return count


def _add(merging: Merging, staged: Staged, model: type[Record], columns: list[str]) -> int:
    table = model._meta.table_name
    names, values = ["source", "foreign_id"], [":source", "s.foreign_id"]
    given: dict[str, Any] = {}
    for column in model._meta.sorted_fields:
        name = column.column_name
        if name in ("id", "source", "foreign_id"):
            continue
        names.append(name)
        if name in columns:
            values.append(f's."{name}"')
        else:
            values.append(f":{name}")
            given[name] = column.db_value(column.default)
    quoted = ", ".join(f'"{name}"' for name in names)
    merging.say(
        f"UPDATE incoming.\"{staged.table}\" SET fate = 'a' WHERE bad = 0 AND known_id IS NULL",
    )
    cursor = merging.say(
        f'INSERT INTO "{table}" ({quoted}) SELECT {", ".join(values)} FROM incoming."{staged.table}" s'
        f' INDEXED BY "{staged.table}_order"'
        " WHERE s.bad = 0 AND s.known_id IS NULL ORDER BY length(s.foreign_id), s.foreign_id",
        **given,
    )
    return int(cursor.rowcount)
