"""What was agreed and presented guarded as signed papers are: the frozen statements of 0006_agreed.sql."""

from pathlib import Path
from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Refuse changes of arrangements, instalments and frozen estimates, but to void them or to name what replaced them."""
    for statement in (Path(__file__).parent / "0006_agreed.sql").read_text().split(";\n\n"):
        if statement.strip():
            db.execute_sql(statement)
    db.execute_sql("PRAGMA user_version = 6")
