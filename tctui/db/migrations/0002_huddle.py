"""What was scheduled for a day at its first huddle: the frozen statements of 0002_huddle.sql."""

from pathlib import Path
from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Make the table of frozen days with its index and triggers."""
    for statement in (Path(__file__).parent / "0002_huddle.sql").read_text().split(";\n\n"):
        if statement.strip():
            db.execute_sql(statement)
    db.execute_sql("PRAGMA user_version = 2")
