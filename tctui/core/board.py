"""The board's lines: a case as one card with its flags, and the columns' counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tctui.core.case import CaseFile
from tctui.core.pipeline import BOARD, case_stage, open_cents, open_lines, stage_since

FLAG_WORDS = {
    "U": "urgent",
    "!": "follow-up overdue",
    "$": "no way to pay agreed",
    "S": "papers unsigned",
    "V": "insurance not verified",
    "X": "estimate expired",
    "R": "at the specialist",
    "H": "hand-off unconfirmed",
}
"""Flag letters in the order in which they matter (coordination.md section 2)."""

CARD_RULES = 1
"""Raised whenever what a stored card or waiting visit holds is computed otherwise than before (stage, sums, papers, flags):

cards of older rules are then computed anew when the practice is opened.
"""


@dataclass(frozen=True, slots=True)
class Card:
    """A case as the board shows it; dollars in cents, `since` is the day it came into its stage."""

    case_id: int
    patient_id: int
    last_name: str
    first_name: str
    title: str
    owner_id: int | None
    owner: str
    provider_id: int | None
    provider: str
    stage: str
    since: date
    open_cents: int
    options: int
    urgent: bool
    next_on: date | None
    next_action: str
    next_agreed: bool
    money_missing: bool
    papers_missing: bool
    papers_until: date | None
    verified_until: date | None
    estimate_expires: date | None
    at_specialist: bool
    handoff_open: bool

    @property
    def name(self) -> str:
        """Last name, first name."""
        return f"{self.last_name}, {self.first_name}" if self.first_name else self.last_name

    def days(self, today: date) -> int:
        """Days in the stage."""
        return max(0, (today - self.since).days)

    def lacks_papers(self, today: date) -> bool:
        """Whether a paper is missing for agreed work, or one that was signed has expired."""
        return self.papers_missing or (self.papers_until is not None and self.papers_until < today)

    def flags(self, today: date) -> str:
        """The flag letters that hold today, the weightiest first."""
        holds = (
            self.urgent,
            self.next_on is not None and self.next_on < today,
            self.money_missing,
            self.lacks_papers(today),
            self.verified_until is not None and self.verified_until < today,
            self.estimate_expires is not None and self.estimate_expires < today,
            self.at_specialist,
            self.handoff_open,
        )
        return "".join(letter for letter, held in zip(FLAG_WORDS, holds, strict=True) if held)


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """What stands over a column: cases, dollars in cents, days of the oldest."""

    count: int
    cents: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a card needs beside the case itself.

    `verified_until` is None without insurance, and NEVER for a coverage that nobody verified.
    """

    arranged: bool = False
    papers_missing: bool = False
    verified_until: date | None = None
    estimate_expires: date | None = None
    at_specialist: bool = False
    handoff_open: bool = False
    papers_until: date | None = None


NEVER = date(1900, 1, 1)


def card_of(case: CaseFile, standing: Standing) -> Card:
    """The card of a case; names of owner and provider are left to the reader."""
    option, stage = case.leading, case_stage(case)
    waiting = stage in ("presented", "accepted", "scheduled")
    is_agreed = stage in ("accepted", "scheduled", "in_treatment")
    return Card(
        case.id,
        case.patient_id,
        case.last_name,
        case.first_name,
        case.title,
        case.owner_id,
        "",
        case.provider_id,
        "",
        stage,
        stage_since(case),
        open_cents(option) if option else 0,
        len(case.options),
        any(line.urgency == "immediate" for line in (open_lines(option) if option else ())),
        case.next_on,
        case.next_action,
        case.next_agreed,
        waiting and not standing.arranged,
        is_agreed and standing.papers_missing,
        standing.papers_until if is_agreed else None,
        standing.verified_until if stage in BOARD else None,
        standing.estimate_expires if stage == "presented" else None,
        standing.at_specialist,
        standing.handoff_open,
    )


def summary(cards: Iterable[Card], today: date) -> ColumnSummary:
    """Count a column."""
    count = cents = 0
    oldest = today
    for card in cards:
        count += 1
        cents += card.open_cents
        oldest = min(oldest, card.since)
    return ColumnSummary(count, cents, (today - oldest).days)
