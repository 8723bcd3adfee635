"""A sheet of cells that are typed in place: blocks of rows side by side, one cursor, each key a few cells drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tctui.core.text import fit
from tctui.widgets.ink import Inked, pieces, strip
from tctui.widgets.line_edit import LineEdit

GAP = 2
"""Cells between columns of blocks."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows: its text, ink, and one letter behind it (not verified, this patient, typed, as it is)."""

    text: str
    ink: str = "plain"
    mark: str = " "


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a block: its label and the keys of its cells."""

    label: Inked
    cells: tuple[str, ...]


Part = Entry | str
"""A row, or the title of a block."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide a column of blocks is: all of it (0: what is left), its cells in rows of several, and one that is alone.

    A cell's width counts the blank before it and the mark behind it.
    """

    width: int
    cells: tuple[int, ...]
    alone: int


class SheetTable(Widget, can_focus=True, inherit_bindings=False):
    """The cells. ``moved`` is called after the cursor moved; what is typed is handed to ``typed`` when it is left.

    ``typed`` gets the cell's key and the text and raises Refused to keep the person in the cell.
    """

    def __init__(
        self, moved: Callable[[], None], typed: Callable[[str, str], None], heading: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._moved, self._typed = moved, typed
        self._columns: tuple[Columns, ...] = ()
        self._parts: tuple[tuple[Part, ...], ...] = ()
        self._values: Mapping[str, Shown] = {}
        self._where: dict[str, tuple[int, int, int]] = {}
        self._order: list[str] = []
        self.key = ""
        self._offset = 0
        self._edit: LineEdit | None = None
        self._anew = False

    @property
    def editing(self) -> bool:
        """Whether a text is being typed into the cell."""
        return self._edit is not None

    def lay_out(self, columns: Sequence[Columns], parts: Sequence[Sequence[Part]], key: str = "") -> None:
        """Show other rows: one sequence of titles and rows per column.

        The cursor stays on its cell if it is there, and so does what is being typed into it, unless ``key`` is given.
        """
        self._columns, self._parts = tuple(columns), tuple(tuple(column) for column in parts)
        self._where = {
            cell: (at, line, place)
            for at, column in enumerate(self._parts)
            for line, part in enumerate(column)
            if isinstance(part, Entry)
            for place, cell in enumerate(part.cells)
        }
        self._order = sorted(self._where, key=self._turn)
        wanted = key or self.key
        if key or wanted not in self._where:
            self._edit = None
        self.key = wanted if wanted in self._where else next(iter(self._order), "")
        self._keep_in_window()
        self.refresh()
        self._moved()

    def _turn(self, key: str) -> tuple[int, int, int, int]:
        """Enter goes down a block cell by cell of its rows, column after column."""
        at, line, place = self._where[key]
        block = sum(isinstance(part, str) for part in self._parts[at][:line])
        return at, block, place, line

    def show(self, values: Mapping[str, Shown]) -> None:
        """Show these texts; cells that stay as they are cost nothing."""
        old, self._values = self._values, values
        for line in {self._where[key][1] for key in self._where if old.get(key) != values.get(key)}:
            self._refresh_line(line)

    def go_to(self, key: str) -> None:
        """Put the cursor on a cell."""
        if key == self.key or key not in self._where:
            return
        lines = (self._line_of(self.key), self._line_of(key))
        before, self.key = self._offset, key
        self._keep_in_window()
        if self._offset != before:
            self.refresh()
        else:
            for line in lines:
                self._refresh_line(line)
        self._moved()

    def _line_of(self, key: str) -> int:
        return self._where[key][1] if key in self._where else 0

    def press(self, key: str, character: str | None) -> bool:
        """Take a key that is typed into the cell; False when it is none.

        What is typed anew is left by any arrow; a text that is mended (Backspace first) keeps the arrows to itself.
        """
        if not self.key:
            return False
        is_text = character is not None and character.isprintable() and character != " "
        if self._edit is None:
            if is_text or key in ("backspace", "delete"):
                self._edit, self._anew = LineEdit("" if is_text else self._text(), limit=60), is_text
                if is_text:
                    self._edit.press(key, character)
                self._refresh_line(self._line_of(self.key))
                return True
            return False
        if self._anew and key in ("left", "right", "home", "end"):
            return False
        if key in ("escape", "ctrl+c"):
            self._edit = None
        elif not self._edit.press(key, character):
            return False
        self._refresh_line(self._line_of(self.key))
        return True

    def paste(self, text: str) -> None:
        """Put pasted text into the cell, if there is one."""
        if not self.key:
            return
        self._edit = self._edit or LineEdit("", limit=60)
        self._edit.insert(text.splitlines()[0] if text else "")
        self._refresh_line(self._line_of(self.key))

    def _text(self) -> str:
        shown = self._values.get(self.key)
        return shown.text if shown else ""

    def leave(self) -> None:
        """Hand on what was typed; raises Refused when it cannot be, and the cell stays open."""
        if self._edit is not None:
            self._typed(self.key, self._edit.text)
            self._edit = None
            self._refresh_line(self._line_of(self.key))

    def step(self, by: int) -> bool:
        """Go on to the next cell in turn; False at the end."""
        place = self._order.index(self.key) + by if self.key in self._order else 0
        if not 0 <= place < len(self._order):
            return False
        self.go_to(self._order[place])
        return True

    def act_up(self) -> None:
        """Go to the row above."""
        self._vertical(-1)

    def act_down(self) -> None:
        """Go to the row below."""
        self._vertical(1)

    def act_left(self) -> None:
        """Go to the cell on the left."""
        self._sideways(-1)

    def act_right(self) -> None:
        """Go to the cell on the right."""
        self._sideways(1)

    def act_first(self) -> None:
        """Go to the first cell."""
        self.leave()
        self.go_to(next(iter(self._order), ""))

    def act_last(self) -> None:
        """Go to the last cell."""
        self.leave()
        self.go_to(self._order[-1] if self._order else "")

    def act_page_down(self) -> None:
        """Go down by a screen."""
        self._vertical(max(1, self.size.height - 1))

    def act_page_up(self) -> None:
        """Go up by a screen."""
        self._vertical(-max(1, self.size.height - 1))

    def _vertical(self, by: int) -> None:
        self.leave()
        if self.key not in self._where:
            return
        at, line, place = self._where[self.key]
        lines = [number for number, part in enumerate(self._parts[at]) if isinstance(part, Entry) and part.cells]
        wanted = [number for number in lines if (number > line) == (by > 0) and number != line]
        if not wanted:
            return
        if abs(by) == 1:
            found = min(wanted) if by > 0 else max(wanted)
        else:
            found = min(wanted, key=lambda number: abs(number - line - by))
        self._land(at, found, place)

    def _sideways(self, by: int) -> None:
        self.leave()
        if self.key not in self._where:
            return
        at, line, place = self._where[self.key]
        entry = self._parts[at][line]
        assert isinstance(entry, Entry)
        if 0 <= place + by < len(entry.cells):
            self.go_to(entry.cells[place + by])
        elif 0 <= at + by < len(self._parts):
            lines = [
                number for number, part in enumerate(self._parts[at + by]) if isinstance(part, Entry) and part.cells
            ]
            if lines:
                self._land(at + by, min(lines, key=lambda number: abs(number - line)), 0 if by > 0 else 99)

    def _land(self, at: int, line: int, place: int) -> None:
        entry = self._parts[at][line]
        assert isinstance(entry, Entry)
        self.go_to(entry.cells[min(place, len(entry.cells) - 1)])

    def _keep_in_window(self) -> None:
        height, line = max(1, self.size.height), self._line_of(self.key)
        longest = max((len(column) for column in self._parts), default=0)
        if line - 1 < self._offset:
            self._offset = max(0, line - 1)
        elif line >= self._offset + height:
            self._offset = line - height + 1
        self._offset = max(0, min(self._offset, longest - height))

    def on_resize(self) -> None:
        """Keep the cursor in the window."""
        self._keep_in_window()
        self.refresh()

    def _refresh_line(self, line: int) -> None:
        if 0 <= line - self._offset < self.size.height:
            self.refresh(Region(0, line - self._offset, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Draw line ``y``: its part of each column."""
        drawn: list[tuple[str, str]] = []
        widths = self._widths()
        for at, (column, width) in enumerate(zip(self._columns, widths, strict=True)):
            parts = self._parts[at]
            part = parts[y + self._offset] if y + self._offset < len(parts) else ""
            drawn += self._entry(part, column, width) if isinstance(part, Entry) else [(fit(part, width), "strong")]
            drawn.append((" " * GAP, "plain"))
        del drawn[-1:]
        more = self._more(y)
        if more and drawn and drawn[-1][0].endswith(" "):
            # The last cell of a line is the place of a mark; it says instead that there is more.
            text, ink = drawn.pop()
            drawn += [(text[:-1], ink), (more, "dim")]
        return strip(drawn, self.size.width)

    def _more(self, y: int) -> str:
        """What the corner of the first or last line says about lines that do not show."""
        longest = max((len(column) for column in self._parts), default=0)
        if y == self.size.height - 1 and longest > self._offset + self.size.height:
            return "▼"
        return "▲" if y == 0 and self._offset else ""

    def _widths(self) -> list[int]:
        fixed = [column.width for column in self._columns]
        free = fixed.count(0)
        rest = max(0, self.size.width - sum(fixed) - GAP * (len(fixed) - 1))
        return [width or rest // free for width in fixed]

    def _entry(self, entry: Entry, column: Columns, width: int) -> list[tuple[str, str]]:
        rooms = (min(column.alone, width),) if len(entry.cells) == 1 else column.cells[: len(entry.cells)]
        label, ink = pieces(entry.label)[0]
        drawn = [(fit(label, width - sum(rooms)), ink)]
        for key, room in zip(entry.cells, rooms, strict=True):
            drawn += self._cell(key, room)
        return drawn

    def _cell(self, key: str, width: int) -> list[tuple[str, str]]:
        if key == self.key and self._edit is not None:
            return self._edit.shown(width, "field")
        shown = self._values.get(key, Shown(""))
        ink = shown.ink
        if key == self.key:
            ink = "cursor" if self.has_focus else "cursor_away"
        return [(" ", "plain"), (fit(shown.text, width - 2, "right"), ink), (shown.mark, "note")]
