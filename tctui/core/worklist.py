"""The work list: cases whose next action is due, ranked by points, each with the reason why it stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tctui.core.board import FLAG_WORDS, Card
from tctui.core.board_filter import EVERYTHING, Wanted
from tctui.core.money import dollars, short_dollars
from tctui.core.pipeline import TITLES
from tctui.core.worklist_score import Lapse, Part, parts


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something of a case that has to be done beside its next action, such as a payment that is overdue since a day.

    ``kind`` says what settles it where a key does (screens.duties), ``record_id`` of which record it is.
    """

    case_id: int
    on: date
    what: str
    kind: str = ""
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One case that is due; `late` in days, 0 for today, below zero for what comes soon.

    Of a reminder the card shows what is to be done and since when in place of the next action.
    """

    card: Card
    late: int
    reminder: Reminder | None = None
    parts: tuple[Part, ...] = ()

    @property
    def reminds(self) -> bool:
        """Whether it is no next action but something with a day of its own."""
        return self.reminder is not None

    @property
    def points(self) -> int:
        """What ranks the entry: the sum of its parts (core.worklist_score)."""
        return sum(part.points for part in self.parts)

    @property
    def key(self) -> int | tuple[int, str]:
        """What names the entry on the list: a case may stand there with its next action and with reminders."""
        if self.reminder is None:
            return self.card.case_id
        # What a hand-off says changes with the minutes, the record stays.
        named = f"{self.reminder.kind} {self.reminder.record_id}" if self.reminder.record_id else self.card.next_action
        return self.card.case_id, named

    def reason(self, today: date, papers: str = FLAG_WORDS["S"]) -> str:
        """Why it is on the list and at this place, in words; ``papers`` says what the flag for them stands for."""
        card = self.card
        agreed = ", agreed with the patient" if card.next_agreed else ""
        when = f"{self.late} {'day' if self.late == 1 else 'days'} overdue" if self.late else "due today"
        # A reminder is told in full: the list may have cut it, and it says itself since when.
        parts = [card.next_action if self.reminds else f"{when}{agreed}"]
        parts.append(f"{TITLES[card.stage]} {card.days(today)} days")
        parts += [papers if flag == "S" else FLAG_WORDS[flag] for flag in card.flags(today) if flag != "!"]
        return "; ".join(parts)


ORDERS: dict[str, Callable[[Entry], Any]] = {
    "rank": lambda entry: (entry.late < 0, -entry.points, *_by_day(entry)),
    "due": lambda entry: _by_day(entry),
    "dollars": lambda entry: (-entry.card.open_cents, -entry.late, entry.card.case_id),
    "name": lambda entry: (entry.card.last_name.casefold(), entry.card.first_name.casefold(), entry.card.case_id),
}
"""The orders of the list, the default first: most points, longest overdue (urgent before, more dollars), dollars, name.

What only falls due soon stands after all that is due.
"""


def _by_day(entry: Entry) -> tuple[Any, ...]:
    return -entry.late, not entry.card.urgent, -entry.card.open_cents, entry.card.case_id


def due(
    cards: Iterable[Card],
    today: date,
    owner_id: int | None = None,
    wanted: Wanted = EVERYTHING,
    order: str = "rank",
    reminders: Iterable[Reminder] = (),
    lapsing: Mapping[int, Lapse] | None = None,
) -> list[Entry]:
    """The cases whose next action is due today or before, in one of ORDERS; `owner_id` None stands for all owners.

    `reminders` stand among them whatever the next action of their case is; `cards` holds the cards of those too.
    `lapsing` are benefits that lapse, by patient.
    """
    holds = wanted.test(today, actions=True)
    by_case = {card.case_id: card for card in cards}
    found: list[tuple[Card, Reminder | None]] = [
        (card, None) for card in by_case.values() if card.next_on is not None and card.next_on <= today
    ]
    for reminder in reminders:
        card = by_case.get(reminder.case_id)
        if card is not None:
            found.append((replace(card, next_on=reminder.on, next_action=reminder.what, next_agreed=False), reminder))
    entries = []
    for card, one in found:
        if card.next_on is not None and (owner_id is None or card.owner_id == owner_id) and holds(card):
            late = (today - card.next_on).days
            lapse = lapsing.get(card.patient_id) if lapsing else None
            entries.append(Entry(card, late, one, parts(card, late, one is not None, today, lapse)))
    return sorted(entries, key=ORDERS[order])


LARGE = 10_000_000
"""Cents from which a sum is told in thousands, as the board does."""


def tally(entries: Iterable[Entry]) -> str:
    """How many are overdue, due today and soon, and the dollars that wait: ``3 overdue, 2 today, $14,200``."""
    listed = list(entries)
    late = sum(1 for entry in listed if entry.late > 0)
    soon = sum(1 for entry in listed if entry.late < 0)
    cents = sum({entry.card.case_id: entry.card.open_cents for entry in listed}.values())
    total = dollars(cents) if cents < LARGE else f"${short_dollars(cents)}"
    return f"{late} overdue, {len(listed) - late - soon} today, {f'{soon} soon, ' if soon else ''}{total}"
