"""What the work list holds beside the next actions: payments, papers, lab cases, referrals, questions, insurance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tctui.core.board import Card
from tctui.core.worklist import Reminder
from tctui.core.worklist_score import Lapse
from tctui.db import (
    accounts,
    changed_papers,
    financing_due,
    good_faith,
    hand_offs,
    lab_cases,
    loose_ends,
    memberships,
    overridden,
    questions,
    referrals,
    revisits,
)
from tctui.db.benefits_lapsing import lapsing
from tctui.db.board import cards_of, open_cards


@dataclass(frozen=True, slots=True)
class WorkToDo:
    """What the work list is made of: reminders, the cards of every open case and of those reminded, what lapses by patient."""

    reminders: list[Reminder]
    cards: list[Card]
    lapsing: dict[int, Lapse]


def reminders_due(today: date) -> tuple[list[Reminder], list[Card]]:
    """The reminders of payments, papers, lab cases and declines that are due or soon will be, and the cards of their cases."""
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


def work_to_do(now: datetime, today: date) -> WorkToDo:
    """Everything that the work list ranks, as it stands at a moment."""
    cards = open_cards()
    lapses = lapsing((card.patient_id for card in cards if card.open_cents), today)
    found, theirs = reminders_due(today)
    talk = [*hand_offs.reminders(now, today), *questions.reminders(today), *referrals.reminders(today)]
    known = {card.case_id for card in (*cards, *theirs)}
    closed = cards_of(sorted({one.case_id for one in talk} - known))
    # What a lead let go, or what is INVALID, says more of a case than that its papers are unsigned.
    told = {one.case_id for one in found if one.kind == "sign"}
    loose = [
        one for one in loose_ends.reminders(cards, lapses, today) if one.kind != "sign" or one.case_id not in told
    ]
    return WorkToDo([*found, *talk, *loose], [*theirs, *closed, *cards], lapses)
