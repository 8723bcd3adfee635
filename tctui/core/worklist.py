"""The work list: cases whose next action is due, overdue ones first, each with the reason why it stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.board import FLAG_WORDS, Card
from tctui.core.board_filter import EVERYTHING, Wanted
from tctui.core.money import dollars
from tctui.core.pipeline import TITLES

ORDERS: dict[str, Callable[[Card], Any]] = {
    "due": lambda card: (card.next_on, not card.urgent, -card.open_cents, card.case_id),
    "dollars": lambda card: (-card.open_cents, card.next_on, card.case_id),
    "name": lambda card: (card.last_name.casefold(), card.first_name.casefold(), card.case_id),
}
"""The orders of the list, the default first: longest overdue (urgent before, then more dollars), dollars, name."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something of a case that has to be done beside its next action, such as a payment that is overdue since a day."""

    case_id: int
    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One case that is due; `late` in days, 0 for today."""

    card: Card
    late: int

    def reason(self, today: date) -> str:
        """Why it is on the list and at this place, in words."""
        card = self.card
        when = f"{self.late} {'day' if self.late == 1 else 'days'} overdue" if self.late else "due today"
        parts = [f"{when}{', agreed with the patient' if card.next_agreed else ''}"]
        parts.append(f"{TITLES[card.stage]} {card.days(today)} days")
        parts += [FLAG_WORDS[flag] for flag in card.flags(today) if flag != "!"]
        return "; ".join(parts)


def due(
    cards: Iterable[Card], today: date, owner_id: int | None = None, wanted: Wanted = EVERYTHING, order: str = "due"
) -> list[Entry]:
    """The cases whose next action is due today or before, in one of ORDERS; `owner_id` None stands for all owners."""
    holds = wanted.test(today)
    found = [
        card
        for card in cards
        if card.next_on is not None
        and card.next_on <= today
        and (owner_id is None or card.owner_id == owner_id)
        and holds(card)
    ]
    found.sort(key=ORDERS[order])
    return [Entry(card, (today - card.next_on).days) for card in found if card.next_on is not None]


def tally(entries: Iterable[Entry]) -> str:
    """How many are overdue and due today, and the dollars that wait: ``3 overdue, 2 today, $14,200``."""
    listed = list(entries)
    late = sum(1 for entry in listed if entry.late)
    cents = sum(entry.card.open_cents for entry in listed)
    return f"{late} overdue, {len(listed) - late} today, {dollars(cents)}"
