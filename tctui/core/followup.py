"""Follow-up of treatment that waits for the patient: the days on which to ask, by what, and when to stop.

The days come from one pure function, but the touch that is open is stored: a figure of last month asks what was due
then, and neither the cadence, the closed days nor the agreed dates of then stand in today's records. So every event
of a case (shown, asked, booked, declined) settles its one open touch in its own unit of work, and what is over stays
as it was. Source of the rules: coordination.md section 4, docs/follow_up.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from tctui.core.case import CaseFile, Line
from tctui.core.errors import Refused, Unreadable
from tctui.core.spoken import show_date

CADENCE = (2, 7, 14, 30, 90, 180)
"""Days after the plan was shown, or its work accepted, on which the office asks again."""

SLOW_FROM = 90
"""The steps of so many days and more are all that is left in the slow lane."""

UNANSWERED, WITHIN_DAYS = 3, 30
"""So many attempts in a row that reached nobody, within so many days, lead to the slow lane."""

LONGEST_CLOSURE = 31
"""Days over which a working day is looked for; a practice without any hours works from Monday to Friday."""

LAST_STEP = 730

Works = Callable[[date], bool]
"""Whether the practice works on a day."""

_STARTS = ("presented", "accepted", "unaccepted", "reopened")
_COMING = ("scheduled", "confirmed", "arrived", "in chair")
_BY = {"phone": "Call", "text": "Text", "email": "E-mail", "letter": "Write"}


class Attempt(NamedTuple):
    """One try to reach the patient, as it stands after corrections."""

    day: date
    reached: bool


@dataclass(frozen=True, slots=True)
class Touch:
    """A day on which the patient is asked: `step` is the day of the cadence; phone, text, email or letter."""

    due: date
    step: int
    channel: str


def stop(case: CaseFile, may_contact: bool, today: date) -> str:
    """Why a case is not followed up, in words; empty when it is."""
    if not may_contact:
        return "the patient asked not to be contacted"
    option = case.leading
    if option is None or (not _waiting(case) and put_off_until(case) is None):
        return "nothing waits for the patient's word or for a booking"
    for visit in option.visits():
        if visit.sitting and visit.sitting.state in _COMING and visit.sitting.day >= today.toordinal():
            return "booked"
    return ""


def _waiting(case: CaseFile) -> list[Line]:
    """The lines that wait for the patient's word or for an appointment."""
    return [line for line in case.leading.lines() if line.state in ("presented", "accepted")] if case.leading else []


def put_off_until(case: CaseFile, after: date = date.min) -> date | None:
    """The first day, later than `after`, until which lines were put off, when nothing else waits."""
    if case.leading is None or _waiting(case):
        return None
    put_off = (line.events[-1].until for line in case.leading.lines() if line.state == "deferred")
    return min((day for day in put_off if day is not None and day > after), default=None)


def starts_on(case: CaseFile, today: date) -> date | None:
    """The day from which a case is followed up: the last on which work that waits was shown, accepted or opened again.

    When the patient was in the chair since, it is that day. None when nothing waits.
    """
    waiting = _waiting(case)
    if not waiting or case.leading is None:
        return None
    days = [event.day for line in waiting for event in line.events if event.kind in _STARTS]
    sat = [visit.sitting.day for visit in case.leading.visits() if visit.sitting]
    days += [date.fromordinal(day) for day in sat if day <= today.toordinal()]
    return max(days, default=case.diagnosed_on)


def works_on(day: date, works: Works) -> date:
    """The day itself, or the next one on which the practice works."""
    for ahead in range(LONGEST_CLOSURE):
        if works(day + timedelta(days=ahead)):
            return day + timedelta(days=ahead)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def is_slow(attempts: Iterable[Attempt]) -> bool:
    """Whether the case is in the slow lane: since the patient was reached last, enough went unanswered close together."""
    missed: list[date] = []
    for attempt in sorted(attempts):
        if attempt.reached:
            missed.clear()
        else:
            missed.append(attempt.day)
    return any(
        last - first <= timedelta(days=WITHIN_DAYS)
        for first, last in zip(missed, missed[UNANSWERED - 1 :], strict=False)
    )


def touches(
    start: date, asked: date | None, works: Works, preferred: str = "phone", slow: bool = False,
    cadence: Sequence[int] = CADENCE,
) -> tuple[Touch, ...]:  # fmt: skip
    """The touches that are still to come, the next one first; each on a working day, never two on one.

    `asked` is the day of the last attempt. It does every step up to it, and the next one when more than half of the
    wait for that is over; the channels alternate, the preferred one first.
    """
    other = "text" if preferred == "phone" else "phone"
    days = [start, *(works_on(start + timedelta(days=step), works) for step in cadence)]
    found = []
    for at, (before, due) in enumerate(pairwise(days)):
        if due <= before or (asked is not None and does(asked, before, due)) or (slow and cadence[at] < SLOW_FROM):
            continue
        found.append(Touch(due, cadence[at], other if at % 2 else preferred))
    return tuple(found)


def outlook(open_on: date | None, later: Iterable[Touch], why_not: str, slow: bool) -> str:
    """What follow-up a case still gets, in words: ``follow-up Mon 30 Nov, then 7 Dec, 23 Dec``; or why it gets none."""
    if why_not:
        return f"no follow-up: {why_not}"
    if open_on is None:
        return "no follow-up: its days are over"
    days = [show_date(touch.due).partition(" ")[2] for touch in later if touch.due > open_on]
    lane = " (slow lane: nobody was reached)" if slow else ""
    return f"follow-up {show_date(open_on)}{', then ' + ', '.join(days) if days else ', the last one'}{lane}"


def does(asked: date, before: date, due: date) -> bool:
    """Whether an attempt on a day counts as the touch due on `due` that follows one of the day `before`."""
    return asked >= due or (asked - before) * 2 > due - before


def words(channel: str, step: int, is_accepted: bool) -> str:
    """What is done next, as board and work list show it: ``Call about the plan, day 7``."""
    return f"{_BY.get(channel, 'Call')} {'to book' if is_accepted else 'about the plan'}, day {step}"


def is_accepted(case: CaseFile) -> bool:
    """Whether the patient has agreed to what waits, so that an appointment is all that is missing."""
    return all(line.state == "accepted" for line in _waiting(case))


def cadence_of_text(text: str) -> tuple[int, ...]:
    """Days of a cadence as typed: ``2, 7, 14, 30, 90, 180``. Raises Refused for what is no growing row of days."""
    try:
        days = tuple(int(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise Unreadable("Days as numbers: 2, 7, 14, 30, 90, 180.") from None
    if not days or len(days) > 12 or days[0] < 1 or any(after <= before for before, after in pairwise(days)):
        raise Refused("One to twelve days, each later than the one before: 2, 7, 14, 30, 90, 180.")
    if days[-1] > LAST_STEP:
        raise Refused(f"No later than {LAST_STEP} days.")
    return days
