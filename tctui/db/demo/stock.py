"""Rows of the demo practice on their way into the database: numbered here, written in large lots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from peewee import CompositeKey, DateField

from tctui.db.models import ALL, database

LOT = 60_000
"""Rows that wait in memory before they are written; a practice of 25,000 patients has some three million."""


class _Table:
    """One table's waiting rows, its defaults, and the statement that writes it."""

    def __init__(self, model: Any) -> None:
        meta = model._meta
        fields = list(meta.sorted_fields)
        self.rows: list[dict[str, Any]] = []
        self.last = 0
        self.numbered = not isinstance(meta.primary_key, CompositeKey)
        self.defaults = {field.name: field.default for field in fields}
        self.dates = tuple(field.name for field in fields if isinstance(field, DateField))
        columns = ", ".join(f'"{field.column_name}"' for field in fields)
        marks = ", ".join(f":{field.name}" for field in fields)
        self.statement = f'INSERT INTO "{meta.table_name}" ({columns}) VALUES ({marks})'


class Stock:
    """Takes rows one by one, gives each its id at once, and writes them parents first."""

    def __init__(self) -> None:
        self._tables = {model: _Table(model) for model in ALL}
        self._waiting = 0

    def add(self, model: Any, **values: Any) -> int:
        """Take a row and return its id; raises TypeError for a field that the model does not have."""
        table = self._tables[model]
        if not values.keys() <= table.defaults.keys():
            raise TypeError(f"{model.__name__} has no {sorted(values.keys() - table.defaults.keys())}")
        row = {**table.defaults, **values}
        for name in table.dates:
            if row[name] is not None:
                row[name] = row[name].isoformat()
        if table.numbered:
            table.last += 1
            row["id"] = table.last
        table.rows.append(row)
        self._waiting += 1
        return table.last

    def change(self, model: Any, row_id: int, **values: Any) -> None:
        """Change columns of a row that may have been written already; dates as dates."""
        table = self._tables[model]
        first = table.last - len(table.rows) + 1
        stored = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
        if row_id >= first:
            table.rows[row_id - first].update(stored)
            return
        pairs = ", ".join(f'"{model._meta.fields[name].column_name}" = ?' for name in stored)
        database.execute_sql(f'UPDATE "{model._meta.table_name}" SET {pairs} WHERE id = ?', (*stored.values(), row_id))

    def add_claims(self, model: Any, claims: Sequence[tuple[str, int, int, int, int, int]]) -> None:
        """Take claim rows as db.claims.units_of gives them."""
        table = self._tables[model]
        names = ("resource", "resource_id", "day", "unit", "lane", "appointment")
        table.rows.extend(dict(zip(names, claim, strict=True)) for claim in claims)
        self._waiting += len(claims)

    def count(self, model: Any) -> int:
        """How many rows of a model were taken so far."""
        return self._tables[model].last

    def ease(self) -> None:
        """Write what waits when it has become much."""
        if self._waiting >= LOT:
            self.flush()

    def flush(self) -> None:
        """Write everything that waits, parents before children."""
        connection = database.connection()
        for table in self._tables.values():
            if table.rows:
                connection.executemany(table.statement, table.rows)
                table.rows.clear()
        self._waiting = 0
