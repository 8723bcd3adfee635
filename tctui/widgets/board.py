"""The board's columns: one focusable widget that draws a line per case and repaints only the cells that changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tctui.core.board import Card
from tctui.core.board_columns import Column
from tctui.widgets.board_lines import Piece, Shape, card_pieces, rule_piece, title_pieces, total_pieces
from tctui.widgets.ink import strip

TOP = 3
"""Lines above the cards: title and count, dollars and oldest, a rule with the place in the column."""

NARROWEST = 16
"""Cells that a column needs; when they do not all fit, the columns scroll with the cursor."""


class Window(NamedTuple):
    """What is seen of the board: the first column, the cells of each on the screen, lines of cards, the focus."""

    first: int
    widths: tuple[int, ...]
    height: int
    has_focus: bool


class Board(Widget, can_focus=True, inherit_bindings=False):
    """Columns of cards with a cursor; each column scrolls by itself, by half of what is seen.

    ``moved`` is called after the cursor moved or the card under it changed.
    """

    def __init__(self, moved: Callable[[], None] | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self._moved = moved
        self._columns: Sequence[Column] = ()
        self._today = date.min
        self._at = 0
        self._left = 0
        self._rows: list[int] = []
        self._offsets: list[int] = []

    @property
    def card(self) -> Card | None:
        """The card under the cursor; None in an empty column."""
        if not self._columns:
            return None
        cards = self._columns[self._at].cards
        row = self._rows[self._at]
        return cards[row] if row < len(cards) else None

    @property
    def stage(self) -> str:
        """The stage of the column under the cursor; empty before anything is shown."""
        return self._columns[self._at].stage if self._columns else ""

    def show(self, columns: Sequence[Column], today: date, case_id: int | None = None) -> None:
        """Show columns; the cursor goes to a case, else stays on its own, else near its place. What is equal costs nothing."""
        held, stage = self.card, self.stage
        old, before = self._columns, self._picture()
        wanted = case_id if case_id is not None else held.case_id if held else None
        again = {column.stage: number for number, column in enumerate(old)}
        self._rows = [self._rows[again[c.stage]] if c.stage in again else 0 for c in columns]
        self._offsets = [self._offsets[again[c.stage]] if c.stage in again else 0 for c in columns]
        self._columns, self._today = columns, today
        self._at = next((number for number, column in enumerate(columns) if column.stage == stage), 0)
        if wanted is not None:
            self._seek(wanted)
        if not old and self.card is None:
            self._at = next((number for number, column in enumerate(columns) if column.cards), 0)
        self._settle()
        self._repaint(before)
        self._tell()

    def _seek(self, case_id: int) -> bool:
        for number, column in enumerate(self._columns):
            for row, card in enumerate(column.cards):
                if card.case_id == case_id:
                    self._at, self._rows[number] = number, row
                    return True
        return False

    def _settle(self) -> None:
        """Keep every row within its column, every cursor in its window, and the cursor's column on the screen."""
        for number, column in enumerate(self._columns):
            row = self._rows[number] = max(0, min(self._rows[number], len(column.cards) - 1))
            offset, height = self._offsets[number], self._height
            if not offset <= row < offset + height:
                # By half a window, so that one repaint serves many keys.
                offset = row - height // 2 if row < offset else row - (height - 1) // 2
            self._offsets[number] = max(0, min(offset, len(column.cards) - height))
        seen = self._seen
        self._left = max(0, min(self._left, self._at, len(self._columns) - seen))
        if self._at >= self._left + seen:
            self._left = self._at - seen + 1

    @property
    def _height(self) -> int:
        return max(1, self.size.height - TOP)

    @property
    def _seen(self) -> int:
        return max(1, min(len(self._columns), self.size.width // NARROWEST))

    def _width(self, place: int) -> int:
        """Cells of the column at a place on the screen; the rest of the division goes to the first ones."""
        share, rest = divmod(self.size.width, self._seen)
        return share + (1 if place < rest else 0)

    def _x(self, place: int) -> int:
        return sum(self._width(earlier) for earlier in range(place))

    def act_up(self) -> None:
        """Move the cursor to the case above."""
        self._step(-1)

    def act_down(self) -> None:
        """Move the cursor to the case below."""
        self._step(1)

    def act_page_up(self) -> None:
        """Move the cursor up by a window."""
        self._step(-self._height)

    def act_page_down(self) -> None:
        """Move the cursor down by a window."""
        self._step(self._height)

    def act_first(self) -> None:
        """Move the cursor to the first case of the column."""
        self._step(-len(self._columns[self._at].cards) if self._columns else 0)

    def act_last(self) -> None:
        """Move the cursor to the last case of the column."""
        self._step(len(self._columns[self._at].cards) if self._columns else 0)

    def act_left(self) -> None:
        """Move the cursor to the column on the left."""
        self._jump(-1)

    def act_right(self) -> None:
        """Move the cursor to the column on the right."""
        self._jump(1)

    def act_next_column(self) -> None:
        """Go to where the cursor was in the next column that has a case; after the last one comes the first."""
        self._hop(1)

    def act_previous_column(self) -> None:
        """Go to where the cursor was in the column before that has a case."""
        self._hop(-1)

    def _hop(self, by: int) -> None:
        count = len(self._columns)
        for away in range(1, count):
            at = (self._at + by * away) % count
            if self._columns[at].cards:
                self._change(at, self._rows[at])
                return

    def _step(self, by: int) -> None:
        if not self._columns:
            return
        self._change(self._at, self._rows[self._at] + by)

    def _jump(self, by: int) -> None:
        at = self._at + by
        if 0 <= at < len(self._columns):
            # The cursor stays on its line of the screen.
            self._change(at, self._offsets[at] + self._rows[self._at] - self._offsets[self._at])

    def _change(self, at: int, row: int) -> None:
        before = self._picture()
        self._at, self._rows[at] = at, row
        self._settle()
        self._repaint(before)
        self._tell()

    def _tell(self) -> None:
        if self._moved is not None:
            self._moved()

    def _picture(self) -> list[list[list[Piece]]]:
        """The cells that are seen: per line, per place on the screen, its pieces."""
        size = self.size
        if not self._columns or not size.width:
            return []
        window = self._window()
        return [self._line(y, window) for y in range(size.height)]

    def _window(self) -> Window:
        """What part of the board is seen; asked once a picture, as asking a widget for its size is slow."""
        seen = self._seen
        # The window may have grown since the columns were settled.
        first = min(self._left, len(self._columns) - seen)
        return Window(first, tuple(self._width(place) for place in range(seen)), self._height, self.has_focus)

    def _repaint(self, before: list[list[list[Piece]]]) -> None:
        after = self._picture()
        if not self.is_mounted or len(before) != len(after) or not before or len(before[0]) != len(after[0]):
            self.refresh()
            return
        regions = [
            Region(self._x(place), y, self._width(place), 1)
            for y, (old, new) in enumerate(zip(before, after, strict=True))
            for place, (was, is_now) in enumerate(zip(old, new, strict=True))
            if was != is_now
        ]
        if regions:
            self.refresh(*regions)

    def _line(self, y: int, window: Window) -> list[list[Piece]]:
        return [self._cell(y, place, width, window) for place, width in enumerate(window.widths)]

    def _cell(self, y: int, place: int, width: int, window: Window) -> list[Piece]:
        number = window.first + place
        column = self._columns[number]
        here = number == self._at
        if y == 0:
            seen = len(window.widths)
            hidden = (
                window.first > 0 and place == 0,
                window.first + seen < len(self._columns) and (place == seen - 1),
            )
            return title_pieces(column, width, here, *hidden)
        if y == 1:
            return total_pieces(column, width)
        offset, count = self._offsets[number], len(column.cards)
        if y == 2:
            return [rule_piece(self._rows[number] + 1 if here else 0, offset, window.height, count, width)]
        row = offset + y - TOP
        cursor = here and row == self._rows[number]
        over = "" if not cursor else "cursor" if window.has_focus else "cursor_away"
        card = column.cards[row] if row < count else None
        return card_pieces(card, Shape.of(column, width), self._today, over)

    def on_resize(self) -> None:
        """Lay the columns out for the new size."""
        self._settle()
        self.refresh()

    def on_focus(self) -> None:
        """Draw the cursor as the active one."""
        self._refresh_cursor()

    def on_blur(self) -> None:
        """Draw the cursor as the resting one."""
        self._refresh_cursor()

    def _refresh_cursor(self) -> None:
        if self._columns:
            place = self._at - self._left
            y = TOP + self._rows[self._at] - self._offsets[self._at]
            self.refresh(Region(self._x(place), y, self._width(place), 1))

    def render_line(self, y: int) -> Strip:
        """Draw line ``y`` of the widget."""
        if not self._columns or y >= self.size.height:
            return strip("", self.size.width)
        if self._left + self._seen > len(self._columns):
            # Shown before it had a size, drawn before it heard of the new one.
            self._settle()
        return strip([piece for cell in self._line(y, self._window()) for piece in cell], self.size.width)
