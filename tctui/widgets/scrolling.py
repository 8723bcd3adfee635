"""Scrolling a full-width widget by having the terminal itself shift the lines (the one place that knows this trick).

A list that scrolls by one line changes every line of its window; drawn anew at 80x24 that is 2 to 4 KB a key. Every
terminal since the VT100 can shift lines within a region (DECSTBM), so a dozen bytes do, plus the line that came in.
"""

from __future__ import annotations

from textual.geometry import Region
from textual.widget import Widget


def shift_lines(widget: Widget, first: int, count: int, by: int) -> bool:
    """Shift ``count`` lines of a widget from line ``first`` up by ``by`` (down when negative) on the terminal.

    The widget must be as wide as the screen. Where that cannot be done now the whole widget is refreshed and False
    given. When it gives True the lines that came in are refreshed already; the caller refreshes those whose content
    changed beyond the shift (the old and the new place of a cursor).
    """
    if not _can_shift(widget, first, count, by):
        widget.refresh()
        return False
    top = widget.content_region.y + first + 1
    bottom = top + count - 1
    move = f"\x1b[{bottom};1H" + "\n" * by if by > 0 else f"\x1b[{top};1H" + "\x1bM" * -by
    driver = widget.app._driver
    assert driver is not None
    driver.write(f"\x1b[0m\x1b[{top};{bottom}r{move}\x1b[r\x1b[1;1H")
    # The strips that Textual keeps per line belong to other lines now.
    widget._styles_cache.clear()
    start = first + count - by if by > 0 else first
    widget.refresh(Region(0, start, widget.size.width, abs(by)))
    return True


def _can_shift(widget: Widget, first: int, count: int, by: int) -> bool:
    app, screen, region = widget.app, widget.screen, widget.content_region
    on_screen = app._driver is not None and not app.is_headless and not app._batch_count and app.screen is screen
    fits = region.x == 0 and region.width == app.size.width and region.y + first + count <= app.size.height
    # What still waits to be drawn would be drawn at the old places of its lines.
    waiting = (
        widget._repaint_regions
        or widget in screen._dirty_widgets
        or screen._layout_required
        or screen._repaint_required
        or screen._compositor._dirty_regions
    )
    return on_screen and fits and not waiting and 0 < abs(by) < count
