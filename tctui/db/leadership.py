"""The report for leadership with the practice's letterhead."""

from __future__ import annotations

from datetime import UTC, datetime

from tctui.core.documents.leadership_report import LeadershipReport, draw_up
from tctui.core.figures.period import Period
from tctui.core.figures.report import Told
from tctui.core.figures.sheet import Parts
from tctui.db.paper_parts import letterhead


def leadership_report(period: Period, whom: str, tolds: list[Told], parts: Parts, now: datetime) -> LeadershipReport:
    """Draw the report up as of a moment; raises Refused while the practice has no name."""
    return draw_up(letterhead(), period, whom, now.astimezone(UTC).replace(microsecond=0), tolds, parts)
