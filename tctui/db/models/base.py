"""What every stored record has: the database it lives in, a version against lost updates, and where it came from."""

from __future__ import annotations

from typing import Any

from peewee import SQL, AutoField, Check, DatabaseProxy, IntegerField, Model, TextField

database = DatabaseProxy()
"""Stands for the open database; connection.open_database() puts the real one behind it."""


def not_negative(column: str) -> Any:
    """CHECK that a column of cents or units is zero or more."""
    return Check(f"{column} >= 0")


def one_of(column: str, *values: str) -> Any:
    """CHECK that a text column holds one of the given words."""
    words = ", ".join(f"'{value}'" for value in values)
    return Check(f"{column} IN ({words})")


class Record(Model):
    """A stored row."""

    id = AutoField()

    class Meta:
        database = database
        legacy_table_names = False


class Kept(Record):
    """A row that people change: `version` counts its changes, `voided` holds the audit entry that took it away (0 = live).

    Nothing is deleted: what a person removes is voided and can be brought back from the audit entry.
    """

    version = IntegerField(default=1)
    voided = IntegerField(default=0)


class Imported(Kept):
    """A row that may have come from another system, and is found again by `source` and `foreign_id`."""

    source = TextField(default="")
    foreign_id = TextField(default="")


def imported_index(table: str) -> Any:
    """The unique index by source and foreign id of an imported table."""
    return SQL(f"CREATE UNIQUE INDEX {table}_source ON {table} (source, foreign_id) WHERE source <> ''")
