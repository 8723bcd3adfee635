"""Where a touch stands in its cadence and when it ended: the frozen statements of 0004_follow_up.sql."""

from pathlib import Path
from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Give the touches their columns, and the days until which work was put off an index."""
    for statement in (Path(__file__).parent / "0004_follow_up.sql").read_text().split(";\n\n"):
        if statement.strip():
            db.execute_sql(statement)
    db.execute_sql("PRAGMA user_version = 4")
