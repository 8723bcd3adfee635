"""The first schema: the frozen statements of 0001_first.sql."""

from pathlib import Path
from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Make all tables, indexes and triggers."""
    for statement in (Path(__file__).parent / "0001_first.sql").read_text().split(";\n\n"):
        if statement.strip():
            db.execute_sql(statement)
    db.execute_sql("PRAGMA user_version = 1")
