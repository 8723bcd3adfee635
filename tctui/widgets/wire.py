"""The line to the terminal: what it shows already, and the fewest bytes that make it show the next picture.

Textual sends every region that was refreshed whole, each piece with its colours set and taken back. This keeps the
cells that the terminal shows, compares, and sends only what differs. A picture that moved is moved by the terminal
itself: lines deleted or inserted within a scrolling region (DECSTBM, DL, IL), cells within a line (DCH, ICH). Every
terminal since the VT102 can do so; in tmux each picture was compared cell for cell with one drawn anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, cast

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen
from textual.strip import Strip

from tctui.widgets.wire_in import WireDriver
from tctui.widgets.wire_moves import best_scroll, best_slides, slid
from tctui.widgets.wire_pen import BLANK, Row, drawn, groups, is_wide, runs_of, shows_on_blank

WORTH_MOVING = 100
"""Cells that must differ before it is looked for a move of lines or cells."""


class Wire:
    """The cells that a terminal shows; nothing is known until a whole screen was sent."""

    def __init__(self) -> None:
        self._shown: list[Row] = []

    def forget(self) -> None:
        """Take it that the terminal shows anything: the next whole screen is sent from scratch."""
        self._shown = []

    def fewest(self, update: CompositorUpdate) -> CompositorUpdate:
        """Give an update that shows the same for fewer bytes; it must be sent when it is rendered."""
        return _Fewest(self, update)

    def bytes_for(self, update: CompositorUpdate, console: Console) -> str:
        """What to send for an update; from then on it counts as shown."""
        colours = console._color_system or ColorSystem.TRUECOLOR
        if isinstance(update, LayoutUpdate):
            wanted = {y: _row(strips, colours) for y, strips in enumerate(update.strips, update.region.y)}
            if self._size != (update.region.width, update.region.height):
                self._shown = [[BLANK] * update.region.width for _ in range(update.region.height)]
                return "\x1b[m\x1b[2J" + self._sent(wanted, False)
            return self._sent(wanted, False)
        if isinstance(update, ChopsUpdate) and self._shown:
            return self._sent(self._changed(update, colours), True)
        self.forget()
        return update.render_segments(console)

    @property
    def _size(self) -> tuple[int, int]:
        return (len(self._shown[0]), len(self._shown)) if self._shown else (0, 0)

    def _changed(self, update: ChopsUpdate, colours: ColorSystem) -> dict[int, Row]:
        wanted: dict[int, Row] = {}
        for y, first, last in update.spans:
            if y >= len(self._shown):
                continue
            row = wanted.setdefault(y, list(self._shown[y]))
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if strip is not None and x <= last and end > first:
                    upto = min(end, last, len(row))
                    row[x:upto] = _row([strip], colours)[: upto - x]
        return wanted

    def _sent(self, wanted: dict[int, Row], is_part: bool) -> str:
        """What to send; only in a part of a screen something may have moved, a whole one is another place."""
        shown = self._shown
        wanted = {y: row for y, row in wanted.items() if row != shown[y]}
        before = {y: shown[y] for y in wanted}
        ways = [("", before)]
        if is_part and _left(before, wanted) >= WORTH_MOVING:
            ways += [*self._scrolled(wanted), *self._slid(wanted)]
        move, before = min(ways, key=lambda way: len(way[0]) + _left(way[1], dict(enumerate(shown)) | wanted))
        for y, row in wanted.items():
            shown[y] = row
        runs = [run for y in sorted(before) for run in runs_of(y, before[y], shown[y])]
        return move + drawn(runs, dict(enumerate(shown)), by_columns=is_part)

    def _scrolled(self, wanted: dict[int, Row]) -> Iterator[tuple[str, dict[int, Row]]]:
        """Have the terminal move lines: what to send for it, and the lines as they are then."""
        shown, first, last = self._shown, min(wanted), max(wanted)
        found = best_scroll(shown[first : last + 1], [wanted.get(y, shown[y]) for y in range(first, last + 1)])
        if found is None:
            return
        top, bottom, by = first + found.top, first + found.bottom, found.by
        blank = [[BLANK] * len(shown[0]) for _ in range(abs(by))]
        block = shown[top : bottom + 1]
        moved = [*block[by:], *blank] if by > 0 else [*blank, *block[:by]]
        sent = f"\x1b[{top + 1};{bottom + 1}r\x1b[{top + 1}H\x1b[{abs(by)}{'M' if by > 0 else 'L'}\x1b[r"
        yield sent, {y: shown[y] for y in wanted} | dict(enumerate(moved, top))

    def _slid(self, wanted: dict[int, Row]) -> Iterator[tuple[str, dict[int, Row]]]:
        """Have the terminal move cells within lines: what to send for it, and the lines as they are then."""
        shown = self._shown
        plain = {y: (shown[y], row) for y, row in wanted.items() if not any(map(is_wide, [*row, *shown[y]]))}
        slides = best_slides(plain)
        moved = {y: slid(shown[y], start, by) for y, start, by in slides}
        if slides:
            sent = [f"\x1b[{y + 1};{start + 1}H\x1b[{abs(by)}{'P' if by > 0 else '@'}" for y, start, by in slides]
            yield "".join(sent), {y: shown[y] for y in wanted} | moved


class WiredApp(App[None], inherit_bindings=False):
    """An app that sends what differs from what the terminal shows."""

    def __init__(self, **options: Any) -> None:
        super().__init__(driver_class=WireDriver, **options)
        self.wire = Wire()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        # Textual types its own updates as no renderable, and gives them here all the same.
        update: object = renderable
        super()._display(
            screen, cast(Any, self.wire.fewest(update) if isinstance(update, CompositorUpdate) else update)
        )

    async def on_event(self, event: events.Event) -> None:
        """Forget what is shown when the size changes: terminals then move their lines as they like."""
        if isinstance(event, events.Resize):
            self.wire.forget()
        await super().on_event(event)


class _Fewest(CompositorUpdate):
    """An update as the wire sends it."""

    def __init__(self, wire: Wire, update: CompositorUpdate) -> None:
        self._wire, self._update = wire, update

    def render_segments(self, console: Console) -> str:
        """Give the bytes."""
        return self._wire.bytes_for(self._update, console)


def _left(before: dict[int, Row], after: dict[int, Row]) -> int:
    """How many cells are left to draw."""
    return sum(sum(map(str.__ne__, row, after[y])) for y, row in before.items())


def _row(strips: Iterable[Strip | None], colours: ColorSystem) -> Row:
    row: Row = []
    for strip in strips:
        for text, style, control in strip or ():
            if control:
                continue
            row += _cells(text, _codes(style, colours) if style else "")
    return row


@lru_cache(maxsize=4096)
def _cells(text: str, codes: str) -> Row:
    """The cells of a text: each its codes, an ``m`` and its character; the second cell of a wide one has no character."""
    # A blank shows neither weight nor colour of letters.
    blank = f"{codes}m " if shows_on_blank(codes) else BLANK
    start = f"{codes}m"
    if text.isascii():
        return [blank if letter == " " else start + letter for letter in text]
    row: Row = []
    for letter in text:
        size = get_character_cell_size(letter)
        if not size and row:
            row[-1] += letter
        elif letter == " ":
            row.append(blank)
        else:
            row += [start + letter, start][:size]
    return row


@lru_cache(maxsize=1024)
def _codes(style: Style, colours: ColorSystem) -> str:
    """The SGR codes of a style, without those that only say what holds anyhow."""
    return ";".join(code for code in groups(Strip.render_ansi(style, colours)) if code not in ("39", "49"))
