"""The lines of the book's grid: how a view becomes pieces of text and ink, without a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from tctui.core.schedule.clock import clock
from tctui.core.text import cells, fit, safe_text
from tctui.widgets.grid_view import TOP_LEFT, Column, Cursor, GridView, Run, Tone

Pieces = list[tuple[str, str]]

RULER = 6
"""Cells of the ruler at the left."""

NARROWEST, WIDEST = 12, 26
"""Cells of a column, the blank at its right side among them."""

CLOSED, BLOCK, HELD, HERE = "---", ":::", "│", "►"
"""What each line of a closed stretch, of a production block and of a hold begins with, and the cursor; what stands for
hours in several columns is short and takes a byte a cell."""

TONES: dict[Tone, str] = {"scheduled": "plain", "confirmed": "good", "here": "note", "done": "off", "alert": "caution"}
_ROOM_FOR_LETTER = 8
_LABELLED = {1: 3, 2: 4, 3: 6}
# The first and the last unit of a line: provider, assistant, or not of this run.
_BARS = {"XX": "█", "X/": "▀", "/X": "▄", "//": "▒", "X ": "▀", " X": "▄", "/ ": "▒", " /": "▒"}
_OVER = ("appointment", "hold", "held")
"""What is drawn over the ground."""

_FIRST_GLYPHS = frozenset({" ", CLOSED[0], BLOCK[0], HELD, HERE, *_BARS.values()})
_SEEN_WHEN_BLANK = frozenset({"cursor", "cursor_away"})


@dataclass(frozen=True, slots=True)
class Window:
    """What part of a view is seen: size in cells, first column and first line shown, and the cursor.

    ``in_hand`` is a short word in the cursor's cell (the length of what is to be booked); ``active`` is false when the
    keyboard is elsewhere.
    """

    width: int
    height: int
    left: int = 0
    top: int = 0
    cursor: Cursor = TOP_LEFT
    in_hand: str = ""
    active: bool = True


def columns_seen(view: GridView, width: int) -> int:
    """How many columns fit beside one another."""
    return max(1, min(len(view.columns), (width - RULER) // NARROWEST))


def column_width(view: GridView, width: int) -> int:
    """Cells of one column with the blank at its right, so that those seen fill the width."""
    return max(2, min(WIDEST, (width - RULER) // columns_seen(view, width)))


def heading_lines(view: GridView) -> int:
    """How many lines the headings take: two when a column has something under its name."""
    return 2 if any(column.under for column in view.columns) else 1


def rows_seen(view: GridView, height: int) -> int:
    """How many lines of the day fit under the headings."""
    return max(1, min(view.rows, height - heading_lines(view)))


def lines(view: GridView, window: Window) -> list[Pieces]:
    """Draw the whole window: headings, then a line for each step of time, as pieces of (text, ink name)."""
    seen = columns_seen(view, window.width)
    width = column_width(view, window.width)
    shown = view.columns[window.left : window.left + seen]
    drawn = [_joined([(_corner(view, window), "dim"), *_headings([c.heading for c in shown], width, "heading")])]
    if heading_lines(view) == 2:
        drawn.append(_joined([(" " * RULER, "plain"), *_headings([c.under for c in shown], width, "dim")]))
    for row in range(window.top, min(view.rows, window.top + rows_seen(view, window.height))):
        drawn.append(_row(view, window, shown, row, width))
    drawn += [[] for _ in range(window.height - len(drawn))]
    return drawn[: window.height]


def _corner(view: GridView, window: Window) -> str:
    more_right = window.left + columns_seen(view, window.width) < len(view.columns)
    more_below = window.top + rows_seen(view, window.height) < view.rows
    marks = (("◄", window.left > 0), ("▲", window.top > 0), ("▼", more_below), ("►", more_right))
    return "".join(glyph if shown else " " for glyph, shown in marks).ljust(RULER)


def _headings(texts: list[str], width: int, ink_name: str) -> Pieces:
    return [(fit(text, width - 1) + " ", ink_name) for text in texts]


def _row(view: GridView, window: Window, shown: tuple[Column, ...], row: int, width: int) -> Pieces:
    unit = view.unit_of(row)
    here = view.row_of(window.cursor.unit) == row
    drawn: Pieces = [(_ruler(window.cursor.unit, True), "strong") if here else (_ruler(unit, False, view.step), "dim")]
    for number, column in enumerate(shown, window.left):
        if here and number == window.cursor.column:
            text = "".join(piece for piece, _ in _cell(view, column, row, width - 1, row == window.top))
            drawn += [(_under_cursor(text, width - 1, window.in_hand), "cursor" if window.active else "cursor_away")]
        else:
            drawn += _cell(view, column, row, width - 1, row == window.top)
        drawn.append((" ", "plain"))
    return _joined(drawn)


def _ruler(unit: int, whole: bool, step: int = 1) -> str:
    if whole or unit % 12 == 0:
        return f"{clock(unit):>5} "
    return f"{clock(unit)[-3:]:>5} " if unit % _LABELLED[step] == 0 else " " * RULER


def _under_cursor(text: str, width: int, in_hand: str) -> str:
    rest = text[1:] if text[:1] in _FIRST_GLYPHS else text
    if in_hand and not rest.strip(" " + BLOCK + CLOSED):
        rest = in_hand
    return fit(HERE + rest, width)


def _cell(view: GridView, column: Column, row: int, width: int, at_top: bool) -> Pieces:
    """Draw one cell: what is booked or held over what is blocked or closed over what is free."""
    unit, end = view.unit_of(row), view.unit_of(row + 1)
    present = [run for run in column.runs if run.start < end and unit < run.end]
    if not present:
        return [(" " * width, "plain")]
    placed = [run for run in present if run.kind in _OVER]
    if not placed:
        ground = max(present, key=lambda run: (run.kind == "closed", run.start <= unit, -run.start))
        return [_ground(view, ground, row, width, at_top)]
    side_by_side = _lanes(column, placed)
    if len(side_by_side) == 1:
        return [_placed(view, _foremost(side_by_side[0], unit), row, width, at_top)]
    share = width // len(side_by_side)
    drawn = []
    for number, lane in enumerate(side_by_side):
        room = share if number + 1 < len(side_by_side) else width - share * number
        found = _placed(view, _foremost(lane, unit), row, room, at_top) if lane else (" " * room, "plain")
        drawn.append(found)
    return drawn


def _foremost(runs: list[Run], unit: int) -> Run:
    """Of runs that meet in one line, the one that begins there last: its name must be seen."""
    return max(runs, key=lambda run: (run.kind == "hold", run.start >= unit, run.start))


def _lanes(column: Column, placed: list[Run]) -> list[list[Run]]:
    """Sort the runs of one line into the lanes of all that overlap with them, so that widths do not jump."""
    overlapping = {
        other.lane
        for run in placed
        for other in column.runs
        if other.kind in _OVER and other.start < run.end and run.start < other.end
    }
    return [[run for run in placed if run.lane == lane] for lane in sorted(overlapping)]


def _ground(view: GridView, run: Run, row: int, width: int, at_top: bool) -> tuple[str, str]:
    fill = CLOSED if run.kind == "closed" else BLOCK
    first = row == view.row_of(run.start) or at_top
    name = safe_text(run.title) if first else ""
    return fit(name or fill, width), "off" if run.kind == "closed" else "block"


def _placed(view: GridView, run: Run, row: int, width: int, at_top: bool) -> tuple[str, str]:
    """Draw one line of an appointment or a hold: bar, then name and letter, then what is done."""
    line = row - view.row_of(run.start)
    text = run.title if line == 0 or at_top else run.detail if line == 1 else ""
    if run.kind == "hold":
        return fit((HERE if line == 0 else HELD) + text, width), "marked"
    if run.kind == "held":
        return fit(HELD + text, width), "caution"
    letter = run.letter.strip() if (line == 0 or at_top) and width >= _ROOM_FOR_LETTER else ""
    room = width - 1 - (2 if letter else 0)
    lead = " " if line == 1 and not at_top and text else ""
    body = fit(lead + (_whole_words(text, room - 1) if lead else text), room) + (f" {letter}" if letter else "")
    return _bar(view, run, row) + body, TONES[run.tone]


def _whole_words(text: str, room: int) -> str:
    """The words that fit: what is done is told in full under the grid, and three dots would cost as much as a word."""
    text = safe_text(text)
    if cells(text) <= room:
        return text
    kept = text[: room + 1].rpartition(" ")[0].rstrip()
    return kept if kept and cells(kept) <= room else text


def _bar(view: GridView, run: Run, row: int) -> str:
    units = (view.unit_of(row), view.unit_of(row + 1) - 1)
    pattern = run.pattern or "X" * run.units
    ends = [pattern[unit - run.start] if 0 <= unit - run.start < len(pattern) else " " for unit in units]
    return _BARS.get("".join(ends), "█")


def _joined(drawn: Pieces) -> Pieces:
    """Join neighbours of one ink, and blanks to any neighbour whose ink does not show on a blank: fewer bytes."""
    joined: Pieces = []
    for text, ink_name in drawn:
        if joined:
            before, its_ink = joined[-1]
            blank = text.isspace() and ink_name not in _SEEN_WHEN_BLANK and its_ink not in _SEEN_WHEN_BLANK
            if ink_name == its_ink or blank:
                joined[-1] = (before + text, its_ink)
                continue
            if before.isspace() and its_ink not in _SEEN_WHEN_BLANK and ink_name not in _SEEN_WHEN_BLANK:
                joined[-1] = (before + text, ink_name)
                continue
        joined.append((text, ink_name))
    return joined
