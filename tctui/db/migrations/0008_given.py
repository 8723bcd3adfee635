"""Papers that belong to no case, and the guards of a lender's steps: the frozen statements of 0008_given.sql."""

from pathlib import Path
from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Make the table of papers without a case, and refuse that a step with a lender is changed or taken away."""
    for statement in (Path(__file__).parent / "0008_given.sql").read_text().split(";\n\n"):
        if statement.strip():
            db.execute_sql(statement)
    db.execute_sql("PRAGMA user_version = 8")
