"""What is said around a case: concerns, follow-ups and their calls, hand-offs, referrals, and what is next."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random

from tctui.core.followup import touches, words
from tctui.db.demo.making import Making, working_day
from tctui.db.demo.told import Told
from tctui.db.demo.words import CONCERNS, HANDOFFS, NEXT, NOT_REACHED, QUESTIONS, REACHED, RECORDS, SPECIALISTS
from tctui.db.kept_json import dump
from tctui.db.models import Case, Concern, Contact, Handoff, Question, Referral, Touch, database

EVERY = 11
"""One case in so many that was presented has a question for the dentist."""

_COMMON = ("cost", "cost", "cost", *CONCERNS)


def add_talk(making: Making, dice: Random, told: Told) -> None:
    """Add what belongs around one case, by its stage."""
    asked = _touches(making, dice, told) if told.stage == "presented" else None
    if told.presented and dice.random() < {"presented": 0.6, "accepted": 0.3, "declined": 0.7}.get(told.stage, 0.08):
        _concern(making, dice, told)
    if told.stage == "diagnosed" and dice.random() < 0.45:
        _handoff(making, dice, told, confirmed=dice.random() < 0.6)
    if told.stage == "in_treatment" and dice.random() < 0.15:
        _handoff(making, dice, told, confirmed=dice.random() < 0.5)
    if told.referred:
        _referral(making, dice, told)
    if told.stage == "presented" and told.case % EVERY == 0:
        _question(making, told)
    if told.stage in NEXT:
        _next(making, dice, told, asked)


def close_unwanted(today: date) -> None:
    """Close the open touches of patients who asked not to be contacted; to be called once the rows are written."""
    database.execute_sql(
        "UPDATE touch SET state = 'closed', ended_on = min(due, ?) WHERE state = 'due' AND case_id IN (SELECT c.id FROM"
        " treatment_case c JOIN patient p ON p.id = c.patient_id WHERE p.do_not_contact)",
        (today.isoformat(),),
    )


def _next(making: Making, dice: Random, told: Told, asked: tuple[date, int] | None) -> None:
    """What is done next; `asked` is the day and the id of the touch that is open."""
    due = asked[0] if asked else None
    if due is None:
        if dice.random() < 0.08:
            return
        away = -dice.randint(1, 15) if dice.random() < 0.3 else dice.randint(0, 14)
        due = working_day(making.today + timedelta(days=away), making.closed, 1 if away >= 0 else -1)
    action = "Ask the specialist for the report" if told.referred else dice.choice(NEXT[told.stage])
    agreed = due >= making.today and dice.random() < 0.25
    making.stock.change(Case, told.case, next_action=action, next_on=due, next_agreed=agreed)
    if asked and agreed:
        making.stock.change(Touch, asked[1], what=action, step=None)
    elif told.stage == "accepted" and not told.referred:
        making.stock.add(Touch, case=told.case, due=due, what=action, counted_from=told.accepted)


def _touches(making: Making, dice: Random, told: Told) -> tuple[date, int]:
    """The follow-ups since the presentation, done with their calls, and the next one due, now and then overdue."""
    assert told.presented is not None
    forgot = dice.random() < 0.33

    def works(day: date) -> bool:
        return day.weekday() < 5 and day.toordinal() not in making.closed

    cadence = touches(told.presented, None, works)
    for touch in cadence:
        due, channel = touch.due, touch.channel
        kept = {
            "case": told.case, "due": due, "what": words(channel, touch.step, False), "channel": channel,
            "counted_from": told.presented, "step": touch.step,
        }  # fmt: skip
        late = due >= making.today or (forgot and due + timedelta(days=30) > making.today)
        if late or touch is cadence[-1]:
            return due, making.stock.add(Touch, **kept)
        reached = dice.random() < 0.6
        contact = making.stock.add(
            Contact, patient=told.person.id, case=told.case, at=making.at(due, dice), day=due, user=told.owner,
            channel=channel, reached=reached, said=dice.choice(REACHED if reached else NOT_REACHED),
            next_step="Call again" if not reached else "",
        )  # fmt: skip
        making.stock.add(Touch, **kept, state="done", contact=contact, ended_on=due)
    raise AssertionError("a cadence has its last touch")


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
        lines=json.dumps(lines), sent_on=sent, seen_on=seen,
        records=dump([{**record, "on": sent} for record in RECORDS[: 1 + told.case % 2]]),
    )  # fmt: skip


def _question(making: Making, told: Told) -> None:
    """A question of the patient since the last working day; no dice, so that the rest of a practice stays as it is."""
    day = working_day(making.ago(1), making.closed, -1)
    text, answer = QUESTIONS[told.case // EVERY % len(QUESTIONS)]
    asked, answered = (f"{day.isoformat()}T{time}:00Z" for time in ("19:05", "20:40"))
    making.stock.add(
        Question, case=told.case, text=text, asked_at=asked, asked_by=told.owner, answer=answer,
        answered_at=answered if answer else "", answered_by=making.clinician if answer else None,
    )  # fmt: skip
