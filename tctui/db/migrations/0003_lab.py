"""What is at a laboratory for a visit: the frozen statements of 0003_lab.sql."""

from pathlib import Path
from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Make the table of lab cases with its indexes."""
    for statement in (Path(__file__).parent / "0003_lab.sql").read_text().split(";\n\n"):
        if statement.strip():
            db.execute_sql(statement)
    db.execute_sql("PRAGMA user_version = 3")
