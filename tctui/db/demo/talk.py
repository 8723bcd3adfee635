"""What is said around a case: concerns, follow-ups and their calls, hand-offs, referrals, and what is next."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random

from tctui.db.demo.making import Making, working_day
from tctui.db.demo.told import Told
from tctui.db.demo.words import CONCERNS, HANDOFFS, NEXT, NOT_REACHED, REACHED, SPECIALISTS
from tctui.db.models import Case, Concern, Contact, Handoff, Referral, Touch

CADENCE = (2, 7, 14, 30, 90, 180)
"""Days after the presentation on which the office asks again (coordination.md section 4)."""

_COMMON = ("cost", "cost", "cost", *CONCERNS)


def add_talk(making: Making, dice: Random, told: Told) -> None:
    """Add what belongs around one case, by its stage."""
    due = _touches(making, dice, told) if told.stage == "presented" else None
    if told.presented and dice.random() < {"presented": 0.6, "accepted": 0.3, "declined": 0.7}.get(told.stage, 0.08):
        _concern(making, dice, told)
    if told.stage == "diagnosed" and dice.random() < 0.45:
        _handoff(making, dice, told, confirmed=dice.random() < 0.6)
    if told.stage == "in_treatment" and dice.random() < 0.15:
        _handoff(making, dice, told, confirmed=dice.random() < 0.5)
    if told.referred:
        _referral(making, dice, told)
    if told.stage in NEXT:
        _next(making, dice, told, due)


def _next(making: Making, dice: Random, told: Told, due: date | None) -> None:
    if due is None:
        if dice.random() < 0.08:
            return
        away = -dice.randint(1, 15) if dice.random() < 0.3 else dice.randint(0, 14)
        due = working_day(making.today + timedelta(days=away), making.closed, 1 if away >= 0 else -1)
    action = "Ask the specialist for the report" if told.referred else dice.choice(NEXT[told.stage])
    making.stock.change(
        Case, told.case, next_action=action, next_on=due, next_agreed=due >= making.today and dice.random() < 0.25
    )


def _touches(making: Making, dice: Random, told: Told) -> date | None:
    """The follow-ups since the presentation, done with their calls, and the next one due, now and then overdue."""
    assert told.presented is not None
    forgot = dice.random() < 0.33
    for at, days in enumerate(CADENCE):
        due = working_day(told.presented + timedelta(days=days), making.closed)
        channel = ("phone", "text")[at % 2]
        what = f"Ask about the plan, {days} days after it was shown"
        late = due >= making.today or (forgot and due + timedelta(days=30) > making.today)
        if late or at == len(CADENCE) - 1:
            making.stock.add(Touch, case=told.case, due=due, what=what, channel=channel)
            return due
        reached = dice.random() < 0.6
        contact = making.stock.add(
            Contact, patient=told.person.id, case=told.case, at=making.at(due, dice), day=due, user=told.owner,
            channel=channel, reached=reached, said=dice.choice(REACHED if reached else NOT_REACHED),
            next_step="Call again" if not reached else "",
        )  # fmt: skip
        making.stock.add(Touch, case=told.case, due=due, what=what, channel=channel, state="done", contact=contact)
    return None


def _concern(making: Making, dice: Random, told: Told) -> None:
    category = dice.choice(_COMMON)
    said, answer = CONCERNS[category]
    state = "resolved" if told.stage == "accepted" else dice.choice(("open", "open", "answered"))
    making.stock.add(
        Concern, case=told.case, category=category, said=said, answer="" if state == "open" else answer, state=state,
        suspected="cost" if category in ("time", "no urgency felt") and dice.random() < 0.5 else "",
        day=told.presented, user=told.owner,
    )  # fmt: skip


def _handoff(making: Making, dice: Random, told: Told, confirmed: bool) -> None:
    day = told.diagnosed if told.stage == "diagnosed" else working_day(making.ago(1), making.closed, -1)
    given = making.at(day, dice)
    to = "coordinator" if told.stage == "diagnosed" else "front"
    making.stock.add(
        Handoff, case=told.case, to_role=to, text=dice.choice(HANDOFFS), given_at=given, given_by=making.clinician,
        confirmed_at=given if confirmed else "", confirmed_by=making.owners[0] if confirmed else None,
    )  # fmt: skip


def _referral(making: Making, dice: Random, told: Told) -> None:
    assert told.accepted is not None
    sent = min(making.today, told.accepted + timedelta(days=dice.randint(0, 3)))
    seen = sent + timedelta(days=dice.randint(5, 20))
    lines = [line for _, _, ids in told.trips for line in ids]
    making.stock.add(
        Referral, case=told.case, specialist=dice.choice(SPECIALISTS), reason="Beyond what is done here",
        lines=json.dumps(lines), sent_on=sent, seen_on=seen if seen <= making.today else None,
    )  # fmt: skip
