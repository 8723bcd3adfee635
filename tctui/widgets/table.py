"""A list of lines with columns, sections and a cursor, drawn line by line; any length, one widget, few bytes a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tctui.core.text import cells, fit, safe_text
from tctui.widgets.ink import Inked, pieces, strip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, width in cells (0: what is left, shared), side, and the cells between it and the next."""

    label: str
    width: int = 0
    align: Literal["left", "right"] = "left"
    gap: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line that the cursor can stand on: a key that stays the same over reloads, and one text per column.

    A cell is a plain text or a (text, ink name); ``ink`` is the ink of plain cells.
    """

    key: Hashable
    cells: tuple[str | tuple[str, str], ...]
    ink: str = "plain"


@dataclass(frozen=True, slots=True)
class Section:
    """A line within the list that the cursor passes over: a phase, a day, a total."""

    text: Inked
    right: str = ""
    ink: str = "strong"


@dataclass(frozen=True, slots=True)
class Wide(Row):
    """A line that the cursor can stand on and that runs across the columns: a text, and what stands at the right edge."""

    text: Inked = ""
    right: str = ""


Line = Row | Section


class Table(Widget, can_focus=True, inherit_bindings=False):
    """The list. ``moved`` is called after the cursor moved or the lines changed under it; ``page`` is the part of what is
    shown by which PgUp and PgDn move, less where lines are dense.

    Moving the cursor repaints two lines. When there are more lines than fit, the widest gap of the heading line (without
    one, the end of the first line) shows ``▲ 12/80 ▼``: sections are not counted.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        moved: Callable[[], None] | None = None,
        headings: bool = True,
        empty: str = "nothing here",
        id: str | None = None,
        page: tuple[int, int] = (2, 5),
    ) -> None:
        super().__init__(id=id)
        self._page = page
        self.columns = tuple(columns)
        self._moved = moved
        self._top_lines = 1 if headings else 0
        self._empty = empty
        self._lines: Sequence[Line] = ()
        self._places: Sequence[int] = ()
        self._cursor = -1
        self._offset = 0
        self._widths: tuple[int, ...] = ()
        self._laid_for = -1

    def lay_out(self, columns: Sequence[Column]) -> None:
        """Take other columns, as many as the rows have cells; drawn with the next lines that are shown."""
        if self.columns != tuple(columns):
            self.columns, self._laid_for = tuple(columns), -1
            self.refresh()

    @property
    def row(self) -> Row | None:
        """The line under the cursor; None in an empty list."""
        line = self._lines[self._cursor] if 0 <= self._cursor < len(self._lines) else None
        return line if isinstance(line, Row) else None

    @property
    def key(self) -> Hashable | None:
        """The key of the line under the cursor; None in an empty list."""
        row = self.row
        return row.key if row else None

    @property
    def cut(self) -> str:
        """The texts of the line under the cursor that do not fit their columns, to be read in full elsewhere."""
        row = self.row
        texts = [cell if isinstance(cell, str) else cell[0] for cell in row.cells] if row else []
        pairs = zip((safe_text(text) for text in texts), self._column_widths(), strict=False)
        return "   ".join(text for text, width in pairs if cells(text) > width)

    def show(self, lines: Sequence[Line], key: Hashable | None = None) -> None:
        """Show lines; the cursor goes to ``key``, else stays on its key, else near its place. Equal lines cost nothing."""
        wanted = key if key is not None else self.key
        old, old_cursor, old_offset, old_corner = self._lines, self._cursor, self._offset, self._corner()
        self._lines = lines
        self._places = list(accumulate(int(isinstance(line, Row)) for line in lines))
        found = next((n for n, line in enumerate(lines) if isinstance(line, Row) and line.key == wanted), None)
        self._cursor = found if found is not None else self._near(max(0, min(old_cursor, len(lines) - 1)))
        self._keep_in_window()
        if not self.is_mounted or self._offset != old_offset or old_corner != self._corner():
            self.refresh()
        else:
            for place in range(self._height):
                number = self._offset + place
                before = (old[number] if number < len(old) else None, number == old_cursor)
                after = (lines[number] if number < len(lines) else None, number == self._cursor)
                if before != after or not lines or not old:
                    self._refresh_line(number)
        self._tell()

    def go_to(self, key: Hashable) -> bool:
        """Put the cursor on the line with a key; False when there is none."""
        for number, line in enumerate(self._lines):
            if isinstance(line, Row) and line.key == key:
                self._put(number)
                return True
        return False

    def act_up(self) -> None:
        """Move the cursor up."""
        self._put(self._near(self._cursor - 1, -1))

    def act_down(self) -> None:
        """Move the cursor down."""
        self._put(self._near(self._cursor + 1, 1))

    def act_page_up(self) -> None:
        """Move up by a part of what is shown."""
        self._turn(-1)

    def act_page_down(self) -> None:
        """Move down by a part of what is shown."""
        self._turn(1)

    def act_first(self) -> None:
        """Move the cursor to the first line."""
        self._put(self._near(0, 1))

    def act_last(self) -> None:
        """Move the cursor to the last line."""
        self._put(self._near(len(self._lines) - 1, -1))

    @property
    def _height(self) -> int:
        return max(1, self.size.height - self._top_lines)

    def _near(self, number: int, step: int = 1) -> int:
        """Find the row at or after ``number`` in a direction, else in the other one; the cursor's own when none."""
        for direction in (step, -step):
            seek = number
            while 0 <= seek < len(self._lines):
                if isinstance(self._lines[seek], Row):
                    return seek
                seek += direction
        return self._cursor if self._lines and self.row else -1

    def _turn(self, pages: int) -> None:
        """Move cursor and window; what stays in sight is moved by the terminal, so a key takes a kilobyte at 80x24."""
        part, whole = self._page
        by, last = pages * max(1, self._height * part // whole), len(self._lines) - 1
        self._put(self._near(max(0, min(self._cursor + by, last)), pages), by)

    def _put(self, number: int, scroll: int = 0) -> None:
        if number == self._cursor or number < 0:
            return
        old, self._cursor = self._cursor, number
        before = self._offset
        self._offset = max(0, min(self._offset + scroll, len(self._lines) - self._height))
        self._keep_in_window()
        if self._offset != before:
            self.refresh()
        else:
            self._refresh_line(old)
            self._refresh_line(number)
            if self._is_longer():
                self.refresh(Region(0, 0, self.size.width, 1))
        self._tell()

    def _keep_in_window(self) -> None:
        height = self._height
        if self._cursor < 0:
            self._offset = 0
            return
        first = self._cursor
        # A section directly above the first row that shows comes along.
        while first > 0 and isinstance(self._lines[first - 1], Section):
            first -= 1
        if self._cursor - first >= height:
            first = self._cursor
        if first < self._offset:
            self._offset = first
        elif self._cursor >= self._offset + height:
            self._offset = self._cursor - height + 1
        self._offset = max(0, min(self._offset, len(self._lines) - height))

    def _tell(self) -> None:
        if self._moved is not None:
            self._moved()

    def _refresh_line(self, number: int) -> None:
        place = number - self._offset
        if 0 <= place < self._height:
            self.refresh(Region(0, self._top_lines + place, self.size.width, 1))

    def _is_longer(self) -> bool:
        return len(self._lines) > self._height

    def _corner(self) -> str:
        if not self._is_longer():
            return ""
        up = "▲" if self._offset else " "
        down = "▼" if self._offset + self._height < len(self._lines) else " "
        place = self._places[self._cursor] if self._cursor >= 0 else 0
        return f"{up} {place}/{self._places[-1]} {down}"

    def on_resize(self) -> None:
        """Keep the cursor in the window."""
        self._keep_in_window()
        self.refresh()

    def on_focus(self) -> None:
        """Draw the cursor as the active one."""
        self._refresh_line(self._cursor)

    def on_blur(self) -> None:
        """Draw the cursor as the resting one."""
        self._refresh_line(self._cursor)

    def render_line(self, y: int) -> Strip:
        """Draw line ``y`` of the widget."""
        width = self.size.width
        if y < self._top_lines:
            return strip(self._headings(width), width)
        number = self._offset + y - self._top_lines
        if number >= len(self._lines):
            return strip([(self._empty, "dim")] if not self._lines and y == self._top_lines else "", width)
        line = self._lines[number]
        drawn = (
            self._in_columns(line.cells, line.ink)
            if not isinstance(line, Section | Wide)
            else self._section(line, width)
        )
        over = None
        if not isinstance(line, Section) and number == self._cursor:
            over = "cursor" if self.has_focus else "cursor_away"
        if y == 0 and not self._top_lines:
            drawn = self._with_corner(drawn, width)
        return strip(drawn, width, over)

    def _headings(self, width: int) -> list[tuple[str, str]]:
        """The headings, the corner in the widest gap between them, so that it hides none."""
        drawn = self._in_columns([column.label for column in self.columns], "dim")
        text, corner = "".join(part for part, _ in drawn).ljust(width), self._corner()
        gap = max(re.finditer(" +", text), key=lambda run: len(run[0]), default=None)
        if not corner or gap is None or len(gap[0]) < len(corner) + 2:
            return self._with_corner(drawn, width)
        start = gap.end() - len(corner) - (1 if gap.end() < width else 0)
        return [(text[:start] + corner + text[start + len(corner) :], "dim")]

    def _section(self, line: Section | Wide, width: int) -> list[tuple[str, str]]:
        drawn = [(text, line.ink if name == "plain" else name) for text, name in pieces(line.text)]
        if not line.right:
            return drawn
        taken = sum(cells(text) for text, _ in drawn)
        return [*drawn, (fit(line.right, max(0, width - taken), "right"), line.ink)]

    def _in_columns(self, texts: Sequence[str | tuple[str, str]], ink_name: str) -> list[tuple[str, str]]:
        drawn: list[tuple[str, str]] = []
        for column, width, given in zip(self.columns, self._column_widths(), texts, strict=False):
            text, name = (given, ink_name) if isinstance(given, str) else given
            drawn.append((fit(text, width, column.align), name))
            drawn.append((" " * column.gap, ink_name))
        return drawn[:-1]

    def _column_widths(self) -> tuple[int, ...]:
        width = self.size.width
        if width != self._laid_for:
            fixed = sum(column.width for column in self.columns) + sum(column.gap for column in self.columns[:-1])
            free = [number for number, column in enumerate(self.columns) if column.width == 0]
            share, rest = divmod(max(0, width - fixed), len(free)) if free else (0, 0)
            self._widths = tuple(
                column.width or share + (1 if free.index(number) < rest else 0)
                for number, column in enumerate(self.columns)
            )
            self._laid_for = width
        return self._widths

    def _with_corner(self, drawn: list[tuple[str, str]], width: int) -> list[tuple[str, str]]:
        corner = self._corner()
        if not corner:
            return drawn
        kept: list[tuple[str, str]] = []
        room = width - len(corner) - 1
        for text, name in drawn:
            taken = cells(text)
            kept.append((text if taken <= room else fit(text, room), name))
            room -= min(taken, room)
        return [*kept, (" " * (room + 1), "plain"), (corner, "dim")]
