"""Exports written to real files and brought into a real database, for the tests of the import."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tctui.db.connection import create_database
from tctui.db.imports.run import ImportReport, run_import
from tctui.db.models import ALL, database

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SAMPLES = Path(__file__).parents[2] / "data" / "import"

PATIENTS = "PatNum,LName,FName,Birthdate\n1,Ash,Ida,02/14/1979\n2,Birk,Ole,11/30/1988\n"
PROCEDURES = "Code,Description,Category,Minutes,Fee\nCRC,Crown,crowns,80,1485\nW2,Filling,restorative,40,298\n"
PROVIDERS = "ProvNum,Abbr,Specialty\n1,OKA,dentist\n2,LIN,hygienist\n"
CHAIRS = "OperatoryNum,OpName,Type\n1,Room 1,doctor\n2,Room 2,any\n"


def write(folder: Path, **files: str) -> Path:
    """Write files `<name>.csv` into a folder, which is made; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def bring_in(place: Path | list[Path], profile: Path | None = None, **options: Any) -> ImportReport:
    """Import with the test's clock; not a dry run, source `old`, unless said otherwise."""
    given: dict[str, Any] = {"dry_run": False, "user_id": 0, "now": NOW, "today": TODAY, "source": "old", **options}
    return run_import(place, profile, **given)


def fresh_database(path: Path) -> None:
    """Open an empty practice in a new file."""
    create_database(path)


def contents(leave_out: tuple[str, ...] = ("audit",)) -> dict[str, list[Any]]:
    """Every row of every table, as the database holds them."""
    tables = [model._meta.table_name for model in ALL if model._meta.table_name not in leave_out]
    return {table: sorted(database.execute_sql(f'SELECT * FROM "{table}"').fetchall(), key=repr) for table in tables}


def fingerprint() -> str:
    """A digest of contents(), for large databases."""
    return hashlib.sha256(repr(contents()).encode()).hexdigest()


def rows(query: str, *parameters: Any) -> list[Any]:
    """The rows of a query."""
    return list(database.execute_sql(query, parameters).fetchall())


def said(report: ImportReport) -> list[tuple[str, int, str]]:
    """The refused rows as (file, line, reason)."""
    return [(one.file, one.line, one.reason) for one in report.refusals]


def csv_text(header: list[str], table: list[list[Any]]) -> str:
    """A CSV file's text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(table)
    return out.getvalue()
