"""Seating: which planned line is the visit at which a crown, bridge or denture that is prepared earlier is seated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tctui.core.estimate import PlannedLine
from tctui.db.models import database

STEPS = {"crown preparation": "crown seat"}
"""The office's step of a procedure, and the step that ends it on the same tooth."""


def with_seats(lines: Sequence[PlannedLine]) -> list[PlannedLine]:
    """The lines with the line at which each is seated: the first one after it on the same tooth, else in its area."""
    rows = database.execute_sql("SELECT code, step FROM procedure WHERE voided = 0 AND step <> ''").fetchall()
    steps: dict[str, str] = dict(rows)
    seats = [(place, line) for place, line in enumerate(lines) if steps.get(line.code) in STEPS.values()]
    if not seats:
        return list(lines)
    found = []
    for place, line in enumerate(lines):
        ends = STEPS.get(steps.get(line.code, ""))
        seat = next(
            (
                other.id
                for at, other in seats
                if at > place and steps[other.code] == ends and (other.tooth, other.area) == (line.tooth, line.area)
            ),
            "",
        )
        found.append(replace(line, seated_by=seat) if ends and seat else line)
    return found
