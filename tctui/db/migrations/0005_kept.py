"""A scan that comes after the signature, and what is kept guarded whole: the frozen statements of 0005_kept.sql."""

from pathlib import Path
from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Make the table of later scans, and refuse every change of a document, an override, or what is put in another's place."""
    for statement in (Path(__file__).parent / "0005_kept.sql").read_text().split(";\n\n"):
        if statement.strip():
            db.execute_sql(statement)
    db.execute_sql("PRAGMA user_version = 5")
