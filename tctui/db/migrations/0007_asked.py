"""Questions for the dentist, and what was sent to specialists: the frozen statements of 0007_asked.sql."""

from pathlib import Path
from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Make the table of questions, and give referrals their records and the day on which the specialist was asked."""
    for statement in (Path(__file__).parent / "0007_asked.sql").read_text().split(";\n\n"):
        if statement.strip():
            db.execute_sql(statement)
    db.execute_sql("PRAGMA user_version = 7")
