"""One cell of the board as inked pieces: a column's title, its totals, its rule, and a card in few or many cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tctui.core.board import FLAG_WORDS, Card
from tctui.core.board_columns import Column
from tctui.core.money import short_dollars
from tctui.core.text import cells, fit, safe_text

Piece = tuple[str, str]

FLAGS = 2
"""Flag letters that a card shows; all of them stand in words above the hints."""

AMOUNT = 4
"""Cells of the dollars (short_dollars)."""

_ROOMY_FROM = 19
"""Cells of a column from which a blank stands before and after the flags."""

_FIRST_NAME_FROM = 13
"""Cells of a name from which the first name is shown as well."""

_TITLE_FROM = 26
"""Cells from which the case's title follows the name."""

_PRESSING = frozenset("U!")


@dataclass(frozen=True, slots=True)
class Shape:
    """How many cells of a card go to name, dollars and days: the same for a whole column, so that they stand in line."""

    before: int
    after: int
    name: int
    days: int

    @property
    def width(self) -> int:
        """Cells of the whole card."""
        return self.before + FLAGS + self.after + self.name + 1 + AMOUNT + 1 + self.days

    @staticmethod
    def of(column: Column, width: int) -> Shape:
        """The shape for a column of cells ``width`` wide."""
        return _shape(max(2, len(str(column.total.oldest))), width)


@lru_cache(maxsize=64)
def _shape(days: int, width: int) -> Shape:
    before, after = (1, 1) if width >= _ROOMY_FROM else (0, 0)
    return Shape(before, after, width - before - FLAGS - after - 1 - AMOUNT - 1 - days, days)


def title_pieces(column: Column, width: int, here: bool, before: bool, after: bool) -> list[Piece]:
    """The stage and how many cases it has; ``◄`` and ``►`` where more columns are hidden."""
    count = str(column.total.count)
    name = fit(column.title, width - 3 - len(count))
    left, right = "◄" if before else " ", "►" if after else " "
    return [(left, "dim"), (f"{name} {count}", "section" if here else "strong"), (right, "dim")]


def total_pieces(column: Column, width: int) -> list[Piece]:
    """Open dollars and the days of the oldest case."""
    total = column.total
    if not total.count:
        return [(" " * width, "dim")]
    old = f"old {total.oldest}d"
    return [(f" {fit('$' + short_dollars(total.cents), width - 2 - len(old))}{old} ", "dim")]


def rule_piece(row: int, offset: int, height: int, count: int, width: int) -> Piece:
    """The rule under the totals: ``▲ 12/80 ▼`` over the cursor's column (``row`` from 1), ``▲▼`` over the others."""
    if count <= height:
        return ("─" * width, "rule")
    up = "▲" if offset else "─"
    down = "▼" if offset + height < count else "─"
    said = f"{up} {row}/{count} {down}" if row else f"{up}{down}"
    return (f"{'─' * (width - cells(said) - 1)}{said}─", "rule")


def card_pieces(card: Card | None, shape: Shape, today: date, over: str) -> list[Piece]:
    """A card: flags, name, dollars, days; ``over`` is the ink of the cursor when it stands here."""
    if card is None:
        return [(" " * shape.width, over or "plain")]
    # At the right, so that one flag leaves a blank to the column before.
    flags = f"{'':{shape.before}}{card.flags(today)[:FLAGS]:>{FLAGS}}{'':{shape.after}}"
    rest = f"{_name(card, shape.name)} {short_dollars(card.open_cents):>{AMOUNT}} {card.days(today):>{shape.days}}"
    if over:
        return [(flags + rest, over)]
    ink = "warn" if _PRESSING.intersection(flags) else "strong" if flags.strip() else "plain"
    return [(flags, ink), (rest, "plain")]


SHORT_WORDS = {
    "U": "urgent",
    "!": "overdue",
    "$": "no way to pay",
    "S": "unsigned",
    "V": "unverified",
    "X": "expired",
    "R": "specialist",
    "H": "hand-off",
}
"""The flags where their whole words find no room."""


def flag_pieces(flags: str, room: int, papers: str = FLAG_WORDS["S"]) -> list[Piece]:
    """Flags in words, the weightiest first; what finds no room in ``room`` cells by a short word, or its letter alone.

    ``papers`` says what the flag for them stands for: what is INVALID is told before all else.
    """
    invalid = "INVALID" in papers
    if invalid and "S" in flags:
        flags = "S" + flags.replace("S", "")
    words = FLAG_WORDS | {"S": papers}
    short = SHORT_WORDS | {"S": "INVALID" if invalid else SHORT_WORDS["S"]}
    count = len(flags)
    for told, whole in ((said, most) for said in range(count, -1, -1) for most in range(said, -1, -1)):
        drawn: list[Piece] = []
        for at, letter in enumerate(flags[:told]):
            drawn += [(f"{letter} ", "warn"), (f"{words[letter] if at < whole else short[letter]}   ", "plain")]
        if flags[told:]:
            drawn.append((f"{flags[told:]}   ", "warn"))
        if sum(cells(text) for text, _ in drawn) <= room:
            break
    return drawn


def _name(card: Card, width: int) -> str:
    if width >= _TITLE_FROM:
        who = safe_text(card.name)
        named = max(_FIRST_NAME_FROM + 3, min(cells(who), width // 2))
        return f"{fit(who, named)}  {fit(card.title, width - named - 2)}"
    return cut(card.name if width >= _FIRST_NAME_FROM else card.last_name, width)


def cut(text: str, width: int) -> str:
    """Fit without the ``…`` where that can be: in six cells the letter tells more."""
    text = safe_text(text)
    return text[:width].ljust(width) if text.isascii() else fit(text, width)
