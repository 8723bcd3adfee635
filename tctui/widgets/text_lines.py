"""A few fixed lines of text that repaint only the lines that changed: headings and the like."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tctui.widgets.ink import Inked, pieces, spread, strip


class TextLines(Widget, inherit_bindings=False):
    """``count`` lines; ``show`` replaces them and repaints only those that differ (none: zero bytes)."""

    can_focus = False

    def __init__(self, count: int = 1, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._count = count
        self._lines: list[tuple[Inked, Inked]] = [("", "")] * count
        self.styles.height = count
        self.styles.width = "100%"

    def show(self, *lines: Inked, rights: tuple[Inked, ...] = ()) -> None:
        """Show lines from the top; ``rights`` are drawn at the right edge of the same lines."""
        fresh: list[tuple[Inked, Inked]] = []
        for number in range(self._count):
            left = lines[number] if number < len(lines) else ""
            right = rights[number] if number < len(rights) else ""
            fresh.append((left, right))
        changed = [number for number in range(self._count) if fresh[number] != self._lines[number]]
        self._lines = fresh
        for number in changed:
            self.refresh(Region(0, number, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Draw line ``y``."""
        width = self.size.width
        if y >= len(self._lines):
            return strip("", width)
        left, right = self._lines[y]
        if right:
            return strip(spread(left, right, width), width)
        return strip(pieces(left), width)


class Blank(Widget, inherit_bindings=False):
    """Nothing, as high as there is room."""

    can_focus = False

    def render_line(self, y: int) -> Strip:
        """Draw an empty line."""
        return strip("", self.size.width)
