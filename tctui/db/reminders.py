"""What the work list holds beside the next actions: payments, applications, memberships, papers, lab cases, declines."""

from __future__ import annotations

from datetime import date

from tctui.core.board import Card
from tctui.core.worklist import Reminder
from tctui.db import accounts, changed_papers, financing_due, good_faith, lab_cases, memberships, overridden, revisits
from tctui.db.board import cards_of


def reminders_due(today: date) -> tuple[list[Reminder], list[Card]]:
    """Every reminder that is due or soon will be, and the cards of the cases they are of."""
    let_go = overridden.reminders(today)
    found = [
        *accounts.reminders(today),
        *financing_due.reminders(today),
        *good_faith.reminders(today),
        *memberships.reminders(today),
        *let_go,
        *changed_papers.reminders(today, {one.case_id for one in let_go}),
        *lab_cases.reminders(today),
        *revisits.reminders(today),
    ]
    return found, cards_of(sorted({reminder.case_id for reminder in found}))
