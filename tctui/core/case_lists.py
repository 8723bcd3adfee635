"""The board and the work list as text for scripts and screen readers, and as CSV: flags in words, every amount named."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO

from tctui.core.board import FLAG_WORDS, Card
from tctui.core.board_columns import Column, veiled_card
from tctui.core.figures.sheet import plain_cell
from tctui.core.money import dollars
from tctui.core.pipeline import TITLES
from tctui.core.spoken import show_date, show_date_year
from tctui.core.text import cells, fit, safe_text, wrapped
from tctui.core.worklist import Entry

WIDTH = 80

HEADINGS = (
    "list", "case", "patient", "treatment", "options", "stage", "days", "open", "owner", "provider", "flags",
    "next", "agreed", "late", "next action",
)  # fmt: skip
"""The columns of the CSV: days in the stage, open in dollars, the flag letters as on the board, days overdue."""


@dataclass(frozen=True, slots=True)
class Part:
    """A column of the board or a part of the work list; a card with the days its next action is overdue (None: board)."""

    title: str
    cards: tuple[tuple[Card, int | None], ...]

    @property
    def cents(self) -> int:
        """Open dollars, each case once, in cents."""
        return sum({card.case_id: card.open_cents for card, _ in self.cards}.values())


def board_parts(columns: Iterable[Column]) -> list[Part]:
    """The columns of the board, empty ones too."""
    return [Part(column.title, tuple((card, None) for card in column.cards)) for column in columns]


def due_parts(entries: Iterable[Entry], by_day: bool = True) -> list[Part]:
    """What is due: overdue and today where it is in the order of days, else all in one."""
    parts: dict[str, list[tuple[Card, int | None]]] = {}
    for entry in entries:
        title = ("Overdue" if entry.late > 0 else "Today") if by_day else "Due"
        parts.setdefault(title, []).append((entry.card, entry.late))
    return [Part(title, tuple(cards)) for title, cards in parts.items()]


def nameless(parts: Iterable[Part]) -> list[Part]:
    """The same with initials for names, and without what people wrote of a case."""
    return [replace(part, cards=tuple((veiled_card(card), late) for card, late in part.cards)) for part in parts]


def list_text(heading: Sequence[str], parts: Sequence[Part], today: date) -> Iterator[str]:
    """Write a list in lines of at most 80 columns: each part under its title, each case in one line or more."""
    count = sum(len(part.cards) for part in parts)
    yield fit(f"{heading[0]}   {heading[1]} of {show_date_year(today)}", WIDTH).rstrip()
    for line in heading[2:]:
        yield from wrapped(safe_text(line), WIDTH)
    if not count:
        yield ""
        yield "Nothing is on it."
    for part in parts:
        yield ""
        right = f"{len(part.cards)} cases, {dollars(part.cents)}" if len(part.cards) != 1 else f"1 case, {dollars(part.cents)}"
        yield f"{fit(part.title, WIDTH - cells(right) - 2)}  {right}"
        for card, late in part.cards:
            yield from _card_lines(card, late, today)


def _card_lines(card: Card, late: int | None, today: date) -> Iterator[str]:
    options = f"({card.options} options)" if card.options > 1 else ""
    first = [f"{safe_text(card.name)}, {dollars(card.open_cents)} open", f"{safe_text(card.title)} {options}".strip()]
    if late is not None:
        first.append(TITLES[card.stage])
    first += [_days(card.days(today)), f"owner {card.owner}" if card.owner else "no owner", card.provider]
    yield from wrapped("; ".join(filter(None, first)), WIDTH, "  ", "    ")
    said = [FLAG_WORDS[letter] for letter in card.flags(today)]
    if card.next_on is not None:
        agreed = ", agreed" if card.next_agreed else ""
        overdue = f", {_days(late)} overdue" if late else ""
        action = f": {safe_text(card.next_action)}" if card.next_action else ""
        said.append(f"next {show_date(card.next_on)}{agreed}{overdue}{action}")
    if said:
        yield from wrapped("; ".join(said), WIDTH, "    ", "    ")


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def list_csv(parts: Iterable[Part], today: date) -> str:
    """The list as CSV with a line of headings: dates as 2026-11-24, amounts in dollars, days as numbers."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(HEADINGS)
    for part in parts:
        rows.writerows(_csv_row(part.title, card, late, today) for card, late in part.cards)
    return written.getvalue()


def _csv_row(title: str, card: Card, late: int | None, today: date) -> list[str]:
    sign = "-" if card.open_cents < 0 else ""
    amount = f"{sign}{abs(card.open_cents) // 100}.{abs(card.open_cents) % 100:02d}"
    return [
        title, str(card.case_id), plain_cell(card.name), plain_cell(card.title), str(card.options), TITLES[card.stage],
        str(card.days(today)), amount, plain_cell(card.owner), plain_cell(card.provider), card.flags(today),
        card.next_on.isoformat() if card.next_on else "", ("yes" if card.next_agreed else "no") if card.next_on else "",
        "" if late is None else str(late), plain_cell(card.next_action),
    ]  # fmt: skip
