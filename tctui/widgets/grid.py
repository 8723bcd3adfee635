"""The book's grid: one focusable widget that draws a day or a week and moves a cursor through it."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tctui.core.text import cells
from tctui.widgets.grid_lines import Pieces, Window, columns_seen, lines, rows_seen
from tctui.widgets.grid_view import Cursor, GridView
from tctui.widgets.ink import segments


class Grid(Widget, can_focus=True, inherit_bindings=False):
    """Time downwards, chairs or days across; repaints only the cells that differ from what is on the screen.

    ``moved`` is called after the cursor moved, ``aside`` before it goes to another column: it gives True when the step
    (-1, 1) stays within the column. At its edges the view moves by one line or column, which the terminal
    shifts itself (widgets/wire.py).
    """

    def __init__(
        self,
        moved: Callable[[], None] | None = None,
        aside: Callable[[int], bool] | None = None,
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._moved = moved
        self._aside = aside
        self._view = GridView()
        self._cursor = Cursor(0, self._view.top)
        self._left = 0
        self._top = 0
        self._in_hand = ""
        self._active = False
        self._lines: list[Pieces] = []

    @property
    def view(self) -> GridView:
        """What is shown."""
        return self._view

    @property
    def cursor(self) -> Cursor:
        """Where the cursor stands; the unit may lie within a line (8:05 in a line of ten minutes)."""
        return self._cursor

    def show(self, view: GridView) -> None:
        """Show another view; the cursor stays at its column and time as far as the view has them."""
        self._place(view, self._cursor)
        self._redraw()

    def take(self, view: GridView) -> None:
        """Take another view as `show` does without drawing it, when what is shown next follows at once."""
        self._place(view, self._cursor)

    def go_to(self, column: int, unit: int) -> None:
        """Put the cursor on a column and a unit of the day, brought within the view, and scroll there."""
        if self._place(self._view, Cursor(column, unit)):
            self._redraw()
            if self._moved is not None:
                self._moved()

    def in_hand(self, text: str) -> None:
        """Show a short word in the cursor's cell while it is free, such as the length to be booked: ``90m``."""
        if text != self._in_hand:
            self._in_hand = text
            self._redraw()

    def act_left(self) -> None:
        """Move to the column at the left."""
        if self._aside is None or not self._aside(-1):
            self._go(-1, 0)

    def act_right(self) -> None:
        """Move to the column at the right."""
        if self._aside is None or not self._aside(1):
            self._go(1, 0)

    def act_up(self) -> None:
        """Move to the line above."""
        self._go(0, -1)

    def act_down(self) -> None:
        """Move to the line below."""
        self._go(0, 1)

    def act_page_up(self) -> None:
        """Move up by most of what is seen at once."""
        self._turn(-1)

    def act_page_down(self) -> None:
        """Move down by most of what is seen at once."""
        self._turn(1)

    def act_first(self) -> None:
        """Move to the first line of the day."""
        self.go_to(self._cursor.column, self._view.unit_of(0))

    def act_last(self) -> None:
        """Move to the last line of the day."""
        self.go_to(self._cursor.column, self._view.unit_of(self._view.rows - 1))

    def _turn(self, pages: int) -> None:
        """Move cursor and view by the hours that make two thirds of a page; the terminal moves the rest, which stays."""
        seen, hour = rows_seen(self._view, self.size.height), 12 // self._view.step
        lines = max(1, seen * 2 // 3 // hour * hour or seen * 2 // 3)
        self._top = max(0, min(self._top + pages * lines, self._view.rows - seen))
        self._go(0, pages * lines)

    def _go(self, across: int, down: int) -> None:
        column, unit = self._cursor
        if down:
            row = self._view.row_of(unit)
            # From within a line the way up leads to its beginning first.
            within = down < 0 and unit != self._view.unit_of(row)
            unit = self._view.unit_of(max(0, min(row + down + within, self._view.rows - 1)))
        self.go_to(column + across, unit)

    def on_focus(self) -> None:
        """Show the cursor as active."""
        self._active = True
        self._redraw()

    def on_blur(self) -> None:
        """Show that the keyboard is elsewhere."""
        self._active = False
        self._redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight."""
        self._place(self._view, self._cursor)
        self._lines = self._drawn()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw line ``y`` from what was composed last."""
        if not self._lines:
            self._lines = self._drawn()
        drawn = segments(self._lines[y]) if y < len(self._lines) else []
        return Strip(drawn).adjust_cell_length(self.size.width)

    def _place(self, view: GridView, wanted: Cursor) -> bool:
        """Take the view and the cursor, both brought into range and into sight; True when the cursor moved."""
        last_unit = view.unit_of(view.rows) - 1
        before = self._cursor
        column = max(0, min(wanted.column, len(view.columns) - 1))
        self._cursor = Cursor(column, max(view.top, min(wanted.unit, last_unit)))
        self._view = view
        width, height = self.size
        if width and height:
            self._left = _near(self._left, column, columns_seen(view, width), len(view.columns))
            self._top = _near(self._top, view.row_of(self._cursor.unit), rows_seen(view, height), view.rows)
        return self._cursor != before

    def _drawn(self) -> list[Pieces]:
        width, height = self.size
        window = Window(width, height, self._left, self._top, self._cursor, self._in_hand, self._active)
        return lines(self._view, window) if width and height else []

    def _redraw(self) -> None:
        fresh, before = self._drawn(), self._lines
        self._lines = fresh
        for y, line in enumerate(fresh):
            if y >= len(before):
                self.refresh(Region(0, y, self.size.width, 1))
            elif line != before[y]:
                self.refresh(_difference(before[y], line, y, self.size.width))


def _in_sight(first: int, wanted: int, seen: int, count: int) -> int:
    """Where a window of ``seen`` out of ``count`` begins so that ``wanted`` is in it; moved to its middle from outside."""
    if not first <= wanted < first + seen:
        first = wanted - seen // 2
    return max(0, min(first, count - seen))


def _near(first: int, wanted: int, seen: int, count: int) -> int:
    """As `_in_sight`, but what lies just outside moves the window by one: the terminal shifts it for a few bytes."""
    if wanted in (first - 1, first + seen):
        return max(0, min(wanted if wanted < first else first + 1, count - seen))
    return _in_sight(first, wanted, seen, count)


def _difference(before: Pieces, after: Pieces, y: int, width: int) -> Region:
    """The cells in which two drawings of a line differ."""
    old, new = _cells_of(before, width), _cells_of(after, width)
    differing = [x for x in range(width) if old[x] != new[x]]
    if not differing:
        return Region(0, y, width, 1)
    return Region(differing[0], y, differing[-1] + 1 - differing[0], 1)


def _cells_of(line: Pieces, width: int) -> list[tuple[str, str]]:
    shown = [(character, ink_name) for text, ink_name in line for character in text for _ in range(cells(character))]
    return (shown + [(" ", "plain")] * width)[:width]
