"""The account of what was agreed to be paid, as records: the terms first agreed and everything recorded since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tctui.core.finance.dues import AgreedDues
from tctui.core.finance.plans import PlanTerms

Terms = PlanTerms | AgreedDues
"""What an account stands on: a plan, or payments that were agreed without one."""


class Recorded(StrEnum):
    """What can be recorded on an account; nothing recorded is ever changed.

    A payment that came back was there until then; one recorded by mistake never was, and is undone on its own day.
    """

    PAYMENT = "payment"
    RETURNED = "returned payment"
    MISTAKEN = "recorded by mistake"
    LATE_FEE = "late fee"
    RETURNED_FEE = "returned-payment fee"
    WAIVED = "fee waived"
    REFUND = "refund"
    AMENDED = "amended"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing recorded on a day, in cents. Events of one day keep the order of their ids.

    ``of`` names the event that a return, a mistake or a waiver undoes, or the number of the late instalment of a late fee.
    An amendment carries the ``terms`` that hold from its day, and in ``cents`` what was added (signed) before them.
    """

    id: int
    kind: Recorded
    on: date
    cents: int = 0
    of: int | None = None
    terms: PlanTerms | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What was first agreed with everything recorded since."""

    opening: Terms
    events: tuple[Event, ...] = ()

    def in_order(self, until: date) -> list[Event]:
        """Give what was recorded up to and on a day, in order."""
        return sorted((event for event in self.events if event.on <= until), key=lambda event: (event.on, event.id))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what is owed and why: its effect in signed cents and what is owed in all after it."""

    on: date
    what: str
    amount_cents: int
    balance_cents: int
    why: str = ""
    event_id: int | None = None
