"""How the work list ranks: one sum of points for an entry, each part with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tctui.core.board import Card
from tctui.core.money import dollars
from tctui.core.spoken import show_date

CENTS_A_POINT, MOST_FOR_DOLLARS = 10_000, 50
URGENT = 40
MOST_FOR_DAYS = 30
AGREED = 20
DUTY = 30
"""For what has a day of its own beside the next action: a payment, an estimate, a form."""

LAPSES_WITHIN, LAPSE_CENTS_A_POINT, MOST_FOR_LAPSE = 60, 5_000, 30
"""Benefits that lapse within so many days count, a point for each so many cents of open work that they could pay."""

CHANCES = ((14, 25), (30, 18), (90, 10), (180, 5))
"""Points by the days in the stage: the sooner somebody asks, the likelier the patient says yes."""


class Part(NamedTuple):
    """Some points and what they are for."""

    points: int
    what: str


@dataclass(frozen=True, slots=True)
class Lapse:
    """Benefits of a patient that nobody has used, in cents, and the last day on which they can be."""

    cents: int
    on: date


def parts(card: Card, late: int, reminds: bool, today: date, lapse: Lapse | None = None) -> tuple[Part, ...]:
    """The points of an entry of the work list, those that are none left out; their sum ranks it.

    `late` is in days as in Entry; `reminds` when it is no next action. Documented in docs/follow_up.md.
    """
    agreed = card.next_agreed and not reminds
    risk = min(lapse.cents, card.open_cents) if lapse is not None else 0
    age = card.days(today)
    days = f"{late} day{'' if late == 1 else 's'}"
    found = (
        Part(min(card.open_cents // CENTS_A_POINT, MOST_FOR_DOLLARS), f"{dollars(card.open_cents)} open"),
        Part(URGENT * card.urgent, "urgent"),
        Part(min(max(late, 0), MOST_FOR_DAYS), f"{days} overdue"),
        Part(AGREED * agreed, "agreed with the patient"),
        Part(DUTY * reminds, "has a day of its own"),
        Part(
            min(risk // LAPSE_CENTS_A_POINT, MOST_FOR_LAPSE),
            f"{dollars(risk)} of benefits lapse {show_date(lapse.on)}" if lapse else "",
        ),
        Part(next((points for most, points in CHANCES if age <= most), 0), f"{age} days in the stage"),
    )
    return tuple(part for part in found if part.points)
