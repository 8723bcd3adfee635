"""A table in which the cursor stands on one figure: left and right walk the figures of the line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.strip import Strip

from tctui.widgets.ink import strip
from tctui.widgets.table import Column, Row, Table


class FigureTable(Table):
    """A Table whose columns from ``first_figure`` on are figures; ``figure`` is the label of the one under the cursor.

    The cursor begins on the last figure, or with ``at_first`` on the first.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        first_figure: int,
        moved: Callable[[], None] | None = None,
        empty: str = "nothing here",
        at_first: bool = False,
    ) -> None:
        super().__init__(columns, moved, headings=True, empty=empty)
        self._first_figure = first_figure
        self._figure = first_figure if at_first else len(self.columns) - 1

    @property
    def figure(self) -> str:
        """The heading of the column under the cursor."""
        return self.columns[self._figure].label

    def lay_out(self, columns: Sequence[Column], first_figure: int = 1) -> None:
        """Use other columns; the cursor stays on the figure of the same heading, else goes to the last one."""
        if tuple(columns) == self.columns:
            return
        held = self.figure
        self.columns = tuple(columns)
        self._first_figure = first_figure
        self._laid_for = -1
        labels = [column.label for column in self.columns]
        self._figure = labels.index(held) if held in labels else len(labels) - 1
        self.refresh()

    def act_left(self) -> None:
        """Go to the figure on the left."""
        self._go_figure(self._figure - 1)

    def act_right(self) -> None:
        """Go to the figure on the right."""
        self._go_figure(self._figure + 1)

    def _go_figure(self, number: int) -> None:
        if not self._first_figure <= number < len(self.columns):
            return
        self._figure = number
        self._refresh_line(self._cursor)
        self._tell()

    def render_line(self, y: int) -> Strip:
        """Draw line ``y``; in the cursor's line the figure stands out and the rest is underlined."""
        number = self._offset + y - self._top_lines
        line = self._lines[number] if 0 <= number < len(self._lines) and y >= self._top_lines else None
        if number != self._cursor or not isinstance(line, Row):
            return super().render_line(y)
        texts = list(line.cells)
        given = texts[self._figure]
        texts[self._figure] = (
            given if isinstance(given, str) else given[0],
            "cursor" if self.has_focus else "cursor_away",
        )
        drawn = self._in_columns([*texts], "strong" if line.ink == "plain" else line.ink)
        return strip(drawn, self.size.width)
