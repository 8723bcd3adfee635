"""The board arranged: which cards are shown, in which column, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tctui.core.board import Card, ColumnSummary, summary
from tctui.core.board_filter import EVERYTHING, Wanted
from tctui.core.case import CaseFile
from tctui.core.money import dollars
from tctui.core.pipeline import BOARD, STAGES, TITLES, case_stage, open_cents, open_lines, stage_since
from tctui.core.spoken import show_date
from tctui.core.text import veiled

_FAR = date.max

SORTS: dict[str, Callable[[Card], Any]] = {
    "days": lambda card: (card.since, -card.open_cents, card.last_name, card.first_name, card.case_id),
    "dollars": lambda card: (-card.open_cents, card.since, card.case_id),
    "name": lambda card: (card.last_name.casefold(), card.first_name.casefold(), card.case_id),
    "next action": lambda card: (card.next_on or _FAR, card.since, card.case_id),
}
"""The orders a column can have, the default first: longest in the stage, most dollars, name, soonest next action."""

RECENT_DAYS = 60
"""How many days a completed or declined case can still be called up on the board."""


@dataclass(frozen=True, slots=True)
class View:
    """What a person chose to see; owner and provider are ids (None: all)."""

    owner_id: int | None = None
    provider_id: int | None = None
    wanted: Wanted = EVERYTHING
    sort: str = "days"
    closed: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.owner_id is not None or self.provider_id is not None or bool(self.wanted.text)


@dataclass(frozen=True, slots=True)
class Column:
    """One stage with its cards in order and what stands over them."""

    stage: str
    cards: tuple[Card, ...]
    total: ColumnSummary

    @property
    def title(self) -> str:
        """The stage in words."""
        return TITLES[self.stage]


def arrange(cards: Iterable[Card], view: View, today: date) -> tuple[Column, ...]:
    """Put the wanted cards into the columns of the board, sorted; with `view.closed` the closed stages follow."""
    stages: Sequence[str] = STAGES if view.closed else BOARD
    standing: dict[str, list[Card]] = {stage: [] for stage in stages}
    holds = view.wanted.test(today) if view.wanted.text else None
    for card in cards:
        if view.owner_id is not None and card.owner_id != view.owner_id:
            continue
        if view.provider_id is not None and card.provider_id != view.provider_id:
            continue
        if card.stage in standing and (holds is None or holds(card)):
            standing[card.stage].append(card)
    key = SORTS[view.sort]
    for column in standing.values():
        column.sort(key=key)
    return tuple(Column(stage, tuple(held), summary(held, today)) for stage, held in standing.items())


def veiled_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The same columns with initials for names, and without what people wrote of a case: it may hold a name as well."""
    return tuple(replace(column, cards=tuple(map(veiled_card, column.cards))) for column in columns)


def veiled_card(card: Card) -> Card:
    """The same card with initials for the name, and without title and next action: they may hold a name as well."""
    return replace(card, last_name=veiled(card.name), first_name="", title="", next_action="")


def why(case: CaseFile) -> str:
    """One line that explains dollars, column and days of a card."""
    option, stage = case.leading, case_stage(case)
    if option is None:
        return "The case has no option yet."
    lines = open_lines(option)
    by_state: dict[str, int] = {}
    for line in lines:
        by_state[line.state] = by_state.get(line.state, 0) + 1
    states = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in by_state.items())
    which = "chosen" if option.chosen else "recommended" if option.recommended else "first"
    cents = open_cents(option)
    what = f"{dollars(cents)} = fees of {len(lines)} open lines of option {option.letter}, the {which} one"
    return f"{what} ({states or 'none'}); {TITLES[stage]} since {show_date(stage_since(case))}"
