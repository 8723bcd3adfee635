"""What the work list holds beside the next actions: payments of plans, steps of applications to lenders."""

from __future__ import annotations

from datetime import date

from tctui.core.board import Card
from tctui.core.worklist import Reminder
from tctui.db import accounts, financing
from tctui.db.board import cards_of


def reminders_due(today: date) -> tuple[list[Reminder], list[Card]]:
    """Every reminder that is due or soon will be, and the cards of the cases they are of."""
    found = [*accounts.reminders(today), *financing.reminders(today)]
    return found, cards_of(sorted({reminder.case_id for reminder in found}))
