"""The practice itself: its name and its zone."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tctui.db.models import database


def clinic_zone() -> ZoneInfo | None:
    """The zone in which the clinic's days begin and end; None when the practice names none that is known here."""
    row = database.execute_sql("SELECT zone FROM practice WHERE voided = 0 LIMIT 1").fetchone()
    try:
        return ZoneInfo(row[0]) if row and row[0] else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
