"""Rows of a file put into a table of their own (the second pass), so that files of any size are compared in little memory.

The tables stand in a scratch file beside the practice's, attached as `incoming` and unlinked while it is open: SQLite's
own staged tables would be kept in memory by the build that is used here. Nothing of the practice is locked meanwhile.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from tctui.core.errors import Refused, Unreadable
from tctui.db.connection import database_path
from tctui.db.imports.dates import NO_DATE, read_date
from tctui.db.imports.fields import Field, Kind
from tctui.db.imports.files import Source
from tctui.db.imports.make_up import MADE_FROM, MAKE_UP, Cells, Lacking
from tctui.db.imports.reading import Bad, rows_of
from tctui.db.imports.report import REFUSALS_LISTED, Refusal
from tctui.db.imports.values import READERS, Reader, choice_reader, read_euro_cents
from tctui.db.models import ALL, database

BATCH = 2_000
_MODELS: dict[str, Any] = {model._meta.table_name: model for model in ALL}


@dataclass(slots=True)
class Refusals:
    """The refused rows so far: the first REFUSALS_LISTED of them, and how many there are of each kind."""

    rows: list[Refusal] = field(default_factory=list)
    by_kind: Counter[str] = field(default_factory=Counter)

    def add(self, staged: Staged, line: int, column: str, reason: str) -> None:
        """Take one refused row."""
        self.by_kind[staged.kind.name] += 1
        if len(self.rows) < REFUSALS_LISTED:
            self.rows.append(Refusal(staged.file, line, column, reason))

    @property
    def count(self) -> int:
        """All refused rows."""
        return sum(self.by_kind.values())


@dataclass(slots=True)
class Staged:
    """One file in a staged table: `columns` as the file gives them, `first_only` filled in for new records alone.

    Each row has n (its number), line, bad, foreign_id, known_id (the stored record), fate (a added, c changed), and for
    each column that points to another record `<column>_id`.
    """

    kind: Kind
    file: str
    table: str
    columns: list[str]
    first_only: list[str]
    headers: dict[str, str]
    rows: int = 0

    def header(self, name: str) -> str:
        """The header of a column, or the column's own name."""
        return self.headers.get(name, name)

    @property
    def refs(self) -> list[Field]:
        """The columns that point to other records."""
        return [known for known in self.kind.fields if known.ref and known.name in self.columns]

    def refuse(self, refusals: Refusals, query: str, parameters: Any, reason: Callable[[Any], tuple[str, str]]) -> None:
        """Refuse the rows that a query finds: it gives n, line and what `reason` makes column and words of."""
        found = database.execute_sql(query, parameters)
        while some := found.fetchmany(BATCH):
            for row in some:
                refusals.add(self, row[1], *reason(row))
            marks = [(row[0],) for row in some]
            database.connection().executemany(f'UPDATE incoming."{self.table}" SET bad = 1 WHERE n = ?', marks)


@contextmanager
def scratch() -> Iterator[None]:
    """Attach an empty scratch file as `incoming`; it is gone afterwards, also when the process is killed."""
    handle, name = tempfile.mkstemp(prefix=".import-", dir=database_path().parent)
    os.close(handle)
    try:
        database.execute_sql("ATTACH ? AS incoming", (name,))
    finally:
        os.unlink(name)
    try:
        # What is rolled back is thrown away whole, so the scratch file needs no journal.
        for choice in ("journal_mode = off", "synchronous = 0", "locking_mode = exclusive", "cache_size = -16000"):
            database.execute_sql(f"PRAGMA incoming.{choice}")
        yield
    finally:
        database.execute_sql("DETACH incoming")


def indexes(table: str) -> None:
    """Index a staged table by id, and by id in the order in which records are added; made before it is filled, for a
    later one would be sorted in memory."""
    for name, columns in (("id", "foreign_id"), ("order", "length(foreign_id), foreign_id")):
        database.execute_sql(f'CREATE INDEX incoming."{table}_{name}" ON "{table}" ({columns})')


def stage(source: Source, number: int, refusals: Refusals, today: date) -> Staged:
    """Read a file into its staged table; what cannot be read is refused row by row."""
    staged = _table(source, number)
    connection = database.connection()
    marks = ", ".join("?" * (len(staged.columns) + 4))
    names = ", ".join(f'"{name}"' for name in staged.columns)
    insert = f'INSERT INTO incoming."{staged.table}" (n, line, bad, foreign_id, {names}) VALUES ({marks})'
    # A transaction on the scratch file alone takes no lock on the practice's.
    database.execute_sql("BEGIN")
    try:
        batch: list[tuple[Any, ...]] = []
        for row in _read(source, staged, refusals, today):
            batch.append(row)
            if len(batch) >= BATCH:
                connection.executemany(insert, batch)
                batch.clear()
        connection.executemany(insert, batch)
        _refuse_repeated(staged, refusals)
    finally:
        database.execute_sql("COMMIT")
    if source.changed_since():
        raise Refused(f"{source.name} was written to while it was read; repeat when it is complete.")
    return staged


def _table(source: Source, number: int) -> Staged:
    mapped = [known.name for known, _ in source.columns]
    made = MADE_FROM[source.kind.name]
    columns = [known.name for known, _ in source.columns if known.stored and known.name != "foreign_id"]
    if source.kind.name == "treatment":
        columns = [name for name in columns if name not in ("plan", "option")]
    if source.kind.name == "procedures" and "fee" in mapped:
        columns.append("fee")
    columns += [name for name in made if name not in columns]
    first_only = [name for name, fields in made.items() if not set(fields) & set(mapped)]
    headers = {known.name: source.layout.headers[at] for known, at in source.columns}
    staged = Staged(source.kind, source.name, f"incoming_{number}", columns, first_only, headers)
    refs = [f'"{known.name}_id" INTEGER' for known in staged.refs]
    # Without a type SQLite keeps each value as it is given.
    held = ", ".join([*(f'"{name}"' for name in columns), *refs])
    database.execute_sql(
        f'CREATE TABLE incoming."{staged.table}" (n INTEGER PRIMARY KEY, line INTEGER, bad INTEGER, foreign_id TEXT,'
        f" known_id INTEGER, fate TEXT, {held})"
    )
    indexes(staged.table)
    if source.kind.name == "treatment":
        database.execute_sql(f'CREATE INDEX incoming."{staged.table}_case" ON "{staged.table}" (case_key)')
    return staged


def _defaults(staged: Staged) -> dict[str, Any]:
    """What an empty cell means in a column that may not be empty."""
    if staged.kind.name in ("treatment", "appointments"):
        words: dict[str, Any] = {"quantity": 1, "urgency": "soon", "state": "scheduled", "production": 0}
        return {name: value for name, value in words.items() if name in staged.columns}
    model = _MODELS[staged.kind.table]
    return {
        name: (int(column.default) if isinstance(column.default, bool) else column.default)
        for name, column in model._meta.fields.items()
        if name in staged.columns and not column.null and column.default is not None
    }


def _read(source: Source, staged: Staged, refusals: Refusals, today: date) -> Iterator[tuple[Any, ...]]:
    """The rows of a file as the staged table keeps them; refused ones keep their id, so that repeats are found."""
    readers = [(known.name, at, _reader(source, known, today), known.required) for known, at in source.columns]
    complete, defaults = MAKE_UP[source.kind.name], _defaults(staged)
    names, needed = staged.columns, {known.name for known in source.kind.fields if known.required}
    needed |= {"last_name"} & set(names)
    timed = source.kind.name == "appointments" and not source.header("time")
    for number, (line, row) in enumerate(rows_of(source.layout), start=1):
        staged.rows = number
        cells: Cells = {}
        name, at = "", -1
        try:
            if isinstance(row, Bad):
                raise Lacking("", row.reason)
            for name, at, read, _ in readers:
                cells[name] = read(row[at].strip())
                if timed and name == "day":
                    cells["clock"] = row[at].strip().partition(" ")[2] or row[at].strip().partition("T")[2]
            for name in needed:
                if name in cells and cells[name] in ("", None):
                    raise Lacking(name, "is empty")
            name = ""
            complete(cells)
            if not cells.get("last_name", "-"):
                raise Lacking("last_name", "is empty")
            for name, value in defaults.items():
                if cells.get(name) is None:
                    cells[name] = value
        except Unreadable as error:
            wrong = error.field if isinstance(error, Lacking) else name
            reason = str(error)
            refusals.add(staged, line, staged.headers.get(wrong, wrong), reason)
            yield (number, line, 1, cells.get("foreign_id"), *(None for _ in names))
            continue
        yield (number, line, 0, cells["foreign_id"], *[cells.get(name) for name in names])


def _reader(source: Source, known: Field, today: date) -> Reader:
    """The reader of one column, with the profile's own words put in place of the file's first."""
    own = source.values.values.get(known.name, {})
    if known.read == "choice":
        return choice_reader(known.words, own)
    if known.read in ("date", "birth"):
        order, birth = source.orders[known.name], known.read == "birth"
        bare = known.name == "day"

        def read_day(cell: str) -> str | None:
            return None if cell in NO_DATE else read_date(cell.partition(" ")[0] if bare else cell, order, today, birth)

        return lru_cache(maxsize=65_536)(read_day)
    read = read_euro_cents if known.read == "cents" and source.decimal_comma else READERS[known.read]
    if known.ref and not known.required:
        # Exports write 0 where a link is empty.
        own = {"0": "", **own}
    if not own:
        return read
    words = {said.casefold(): meant for said, meant in own.items()}
    return lambda cell: read(words.get(cell.casefold(), cell))


def _refuse_repeated(staged: Staged, refusals: Refusals) -> None:
    table = f'incoming."{staged.table}"'
    staged.refuse(
        refusals,
        f"SELECT b.n, b.line, b.foreign_id, a.line FROM (SELECT foreign_id, MIN(n) AS n FROM {table}"
        f" WHERE foreign_id <> '' GROUP BY foreign_id HAVING COUNT(*) > 1) f JOIN {table} a ON a.n = f.n"
        f" JOIN {table} b ON b.foreign_id = f.foreign_id AND b.n > f.n WHERE b.bad = 0 ORDER BY b.n",
        (),
        lambda row: (staged.headers.get("foreign_id", ""), f"the id {row[2]!r} stands on line {row[3]} already"),
    )


def refuse_repeated_between(staged: Staged, earlier: Staged, refusals: Refusals) -> None:
    """Refuse the rows whose id an earlier file of the same kind had."""
    staged.refuse(
        refusals,
        f'SELECT b.n, b.line, b.foreign_id, MIN(a.line) FROM incoming."{staged.table}" b JOIN incoming."{earlier.table}" a'
        " ON a.foreign_id = b.foreign_id WHERE b.bad = 0 AND b.foreign_id <> '' GROUP BY b.n",
        (),
        lambda row: (
            staged.headers.get("foreign_id", ""),
            f"the id {row[2]!r} stands in {earlier.file}, line {row[3]} already",
        ),
    )


def drop(tables: list[str]) -> None:
    """Remove staged tables."""
    for table in tables:
        database.execute_sql(f'DROP TABLE IF EXISTS incoming."{table}"')
