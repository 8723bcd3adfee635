"""The inks: every weight and colour that is drawn, named by what it means, and lines made of inked pieces.

A line to draw is a plain ``str`` or a sequence of ``(text, ink name)`` pairs; no markup is ever parsed. The default
theme uses the terminal's own sixteen colours, so it costs few bytes and follows the user's palette; meaning is
always told by letter or position as well, so it survives NO_COLOR.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tctui.core.text import cells, fit, safe_text

Inked = str | Sequence[tuple[str, str]]
"""One line: a plain text, or pieces of (text, ink name)."""

TERMINAL: dict[str, Style] = {
    "plain": Style.null(),
    "strong": Style(bold=True),
    "dim": Style(dim=True),
    "rule": Style(dim=True),
    "heading": Style(bold=True),
    "section": Style(bold=True, underline=True),
    "key": Style(bold=True, color="cyan"),
    "label": Style.null(),
    "off": Style(dim=True),
    "cursor": Style(reverse=True),
    "cursor_away": Style(underline=True),
    "marked": Style(bold=True, color="magenta"),
    "warn": Style(bold=True, color="red"),
    "caution": Style(bold=True, color="yellow"),
    "good": Style(color="green"),
    "note": Style(color="cyan"),
    "money": Style.null(),
    "field": Style(underline=True),
    "error": Style(color="red"),
    "block": Style(dim=True),
    "bar": Style(color="green"),
    "bar_rest": Style(dim=True),
}
"""Dark or light terminal, 16 colours, background left as it is."""

_PAPER = Style(color="black", bgcolor="bright_white")

PROJECTOR: dict[str, Style] = {
    **{name: _PAPER + style for name, style in TERMINAL.items()},
    **{name: _PAPER + Style(color="bright_black") for name in ("dim", "off", "rule", "block", "bar_rest")},
    **{name: _PAPER + Style(bold=bold, color="blue") for name, bold in (("key", True), ("note", False))},
    "caution": _PAPER + Style(bold=True, reverse=True),
}
"""Black on white for the wall, the white drawn: most terminals are dark. What is pale on white is blue or grey."""

_THEMES = {"terminal": TERMINAL, "projector": PROJECTOR}
_current: dict[str, Style] = TERMINAL


def use_inks(theme: str) -> None:
    """Choose the table of inks: ``terminal`` or ``projector``; what is drawn already stays until refreshed.

    With NO_COLOR (no-color.org) the weights stay and the colours go: Textual alone would turn red into black.
    """
    global _current
    _current = _THEMES[theme]
    if theme == "terminal" and os.environ.get("NO_COLOR"):
        _current = {name: style.without_color for name, style in _current.items()}


def ink(name: str) -> Style:
    """Give the style of an ink; KeyError for a name that no theme has."""
    return _current[name]


def pieces(line: Inked) -> list[tuple[str, str]]:
    """Give any line as a list of (text, ink name)."""
    return [(line, "plain")] if isinstance(line, str) else list(line)


def segments(line: Inked, ink_name: str | None = None) -> list[Segment]:
    """Turn a line into segments of safe text; ``ink_name`` is laid over every piece (a cursor)."""
    over = ink(ink_name) if ink_name else None
    drawn = []
    for text, name in pieces(line):
        if text:
            style = ink(name)
            drawn.append(Segment(safe_text(text), style + over if over else style))
    return drawn


def strip(line: Inked, width: int, ink_name: str | None = None) -> Strip:
    """Draw one line exactly ``width`` cells wide, cut or padded; ``ink_name`` is laid over the whole width."""
    return strip_of(segments(within(line, width), ink_name), width, ink_name)


def within(line: Inked, width: int) -> Inked:
    """Cut a line to at most ``width`` cells, with ``…`` where something is missing and never within a figure."""
    kept: list[tuple[str, str]] = []
    left = width
    given = pieces(line)
    for number, (text, name) in enumerate(given):
        text = safe_text(text)
        taken = cells(text)
        if taken > left:
            rest = text + "".join(safe_text(other) for other, _ in given[number + 1 :])
            if not rest.strip():
                kept.append((text[:left], name))
            elif left > 2 or not kept:
                kept.append((fit(rest, left), name))
            else:
                # So little room that the sign would stand against a figure before it.
                last, of_last = kept[-1]
                kept[-1] = (fit(last + rest, cells(last) + left), of_last)
            return kept
        kept.append((text, name))
        left -= taken
    return kept


def strip_of(drawn: Iterable[Segment], width: int, ink_name: str | None = None) -> Strip:
    """Make ready segments exactly ``width`` cells wide."""
    # Never None: Textual's filter for NO_COLOR reads the style of every segment.
    return Strip(drawn).adjust_cell_length(width, ink(ink_name or "plain"))


def spread(left: Inked, right: Inked, width: int) -> list[tuple[str, str]]:
    """Put ``left`` at the left edge and ``right`` at the right edge of ``width`` cells; left gives way when short."""
    tail = pieces(right)
    room = max(0, width - sum(cells(safe_text(text)) for text, _ in tail) - (1 if tail and tail[0][0] else 0))
    out: list[tuple[str, str]] = []
    for text, name in pieces(left):
        text = safe_text(text)
        taken = cells(text)
        if taken > room:
            out.append((fit(text, room), name))
            room = 0
            break
        out.append((text, name))
        room -= taken
    out.append((" " * (room + (1 if tail and tail[0][0] else 0)), "plain"))
    return out + tail
