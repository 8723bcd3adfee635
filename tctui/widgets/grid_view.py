"""What the book's grid shows, as one frozen record: columns of runs on a ruler of five-minute units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from tctui.core.schedule.pattern import UNITS_PER_DAY

RunKind = Literal["appointment", "hold", "held", "block", "closed"]
Tone = Literal["scheduled", "confirmed", "here", "done", "alert"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a column from ``start`` over ``units`` units of five minutes.

    ``title`` stands in the first line and ``detail`` in the second; ``pattern`` draws the bar of an appointment
    (``X`` provider, ``/`` assistant) and of a hold; ``held`` is what another session has in hand; ``letter`` tells the
    state beside the tone; appointments that overlap stand side by side in the order of their ``lane``; ``key`` is the
    caller's, most often an appointment's id.
    """

    kind: RunKind
    start: int
    units: int
    title: str = ""
    detail: str = ""
    pattern: str = ""
    letter: str = " "
    tone: Tone = "scheduled"
    lane: int = 0
    key: int | None = None

    @property
    def end(self) -> int:
        """First unit after the run."""
        return self.start + self.units


@dataclass(frozen=True, slots=True)
class Column:
    """One chair, provider or day: a heading, a line under it, and the runs; what no run covers is free."""

    heading: str
    under: str = ""
    runs: tuple[Run, ...] = ()


class Cursor(NamedTuple):
    """Where the cursor stands: number of the column from the left, and the unit of the day."""

    column: int
    unit: int


@dataclass(frozen=True, slots=True)
class GridView:
    """A day over its chairs, or a week over its days: units from ``first_unit`` up to ``last_unit``.

    ``step`` is how many units one line shows (1, 2 or 3: five, ten or fifteen minutes); patterns stay as they are.
    """

    columns: tuple[Column, ...] = ()
    first_unit: int = 96
    last_unit: int = 204
    step: int = 2

    @property
    def top(self) -> int:
        """First unit of the first line: ``first_unit`` brought to a full step."""
        return max(0, self.first_unit) // self.step * self.step

    @property
    def rows(self) -> int:
        """How many lines the hours take, at least one."""
        return max(1, -(-(min(self.last_unit, UNITS_PER_DAY) - self.top) // self.step))

    def row_of(self, unit: int) -> int:
        """The line that shows a unit; it may lie outside the hours shown."""
        return (unit - self.top) // self.step

    def unit_of(self, row: int) -> int:
        """First unit of a line."""
        return self.top + row * self.step

    def run_at(self, column: int, unit: int) -> Run | None:
        """What covers a unit of a column: a hold, an appointment, what others hold, a closed stretch, a block."""
        if not 0 <= column < len(self.columns):
            return None
        order = ("hold", "appointment", "held", "closed", "block")
        found = [run for run in self.columns[column].runs if run.start <= unit < run.end]
        return min(found, key=lambda run: (order.index(run.kind), run.lane), default=None)

    def run_under(self, cursor: Cursor) -> Run | None:
        """What stands under a cursor's line: at its unit, else what begins later within the line."""
        column, unit = cursor
        end = self.unit_of(self.row_of(unit) + 1)
        found = [self.run_at(column, at) for at in range(unit, end)]
        placed = [run for run in found if run is not None and run.kind in ("appointment", "hold")]
        return placed[0] if placed else found[0]

    def booked_beside(self, cursor: Cursor) -> list[Run]:
        """The appointments booked at one time under a cursor's line, in the order of their lanes; none is a list of none."""
        first = self.run_under(cursor)
        if first is None or first.kind != "appointment":
            return []
        end = self.unit_of(self.row_of(cursor.unit) + 1)
        found = [
            run
            for run in self.columns[cursor.column].runs
            if run.kind == "appointment"
            and (run.start < end and cursor.unit < run.end)
            and (run.start < first.end and first.start < run.end)
        ]
        return sorted(found, key=lambda run: (run.lane, run.start))


TOP_LEFT = Cursor(0, 0)
"""The first column at midnight; a grid brings it to the first line that it shows."""
