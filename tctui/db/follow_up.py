"""Follow-up as it is kept: one open touch for each case that waits, settled in the same change as what happened."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Any

from tctui.core.case import CaseFile
from tctui.core.followup import (
    does,
    is_accepted,
    is_slow,
    outlook,
    put_off_until,
    starts_on,
    stop,
    touches,
    words,
    works_on,
)
from tctui.core.spoken import show_date
from tctui.db.cases import read_cases, rows_in
from tctui.db.follow_up_records import Held, Known, cadence, known_of, newest_of, working_days
from tctui.db.models import Case, Touch
from tctui.db.practice import clinic_zone

if TYPE_CHECKING:
    from tctui.db.unit_of_work import Unit

_NOTHING: dict[str, Any] = {"next_action": "", "next_on": None, "next_agreed": False}


@dataclass(frozen=True, slots=True)
class _Next:
    """The touch that a case gets, and what it makes of the next action; None where that stays as it is."""

    touch: dict[str, Any]
    action: dict[str, Any] | None


def settle(unit: Unit, case_ids: Collection[int], anew: Collection[int] = ()) -> None:
    """Make the open touch of these cases what their records say: begun, closed by a fact, or left as it stands.

    Those in `anew` lost an appointment or came from one: their steps count from today.
    """
    today = _day_of(unit)
    cases = read_cases(sorted(case_ids))
    known = known_of(cases.values())
    works = working_days(today)
    for case in cases.values():
        held = known[case.id]
        if held.open is not None and not _is_over(case, held, today):
            _reword(unit, case, held.open)
            continue
        if held.open is not None:
            unit.update(Touch, held.open.id, state="closed", ended_on=today)
            if held.open.step is not None:
                case = replace(case, **_NOTHING)
                unit.update(Case, case.id, **_NOTHING)
        following = _following(case, held, today, works, case.id in anew)
        if following is not None:
            unit.insert(Touch, **following.touch)
            if following.action is not None:
                unit.update(Case, case.id, **following.action)
                _say(unit, **following.action)


def _is_over(case: CaseFile, known: Known, today: date) -> bool:
    """Whether what the open touch chases is there: a stop, or the patient's word since its steps are counted.

    A day that a person set is only ended by a stop.
    """
    held = known.open
    if held is None or stop(case, known.may_contact, today):
        return True
    start = starts_on(case, today)
    return held.step is not None and (start is None or start > (held.counted_from or start))


def _reword(unit: Unit, case: CaseFile, held: Held) -> None:
    """A plan accepted on the day from which its steps are counted is no longer asked about but booked."""
    if held.step is None or not is_accepted(case):
        return
    shown, booked = words(held.channel, held.step, False), words(held.channel, held.step, True)
    if held.what == shown:
        unit.update(Touch, held.id, what=booked)
        unit.update(Case, case.id, next_action=booked)


def _say(unit: Unit, next_action: str, next_on: date, next_agreed: bool) -> None:
    """Tell whoever asked, or said that it was done, what the cadence has next."""
    said = f"{show_date(next_on)}: {next_action}"
    if unit.action.startswith("contact."):
        unit.says += f"; next {said}"
    elif unit.action == "case.next_action":
        unit.says = f"Next {said}"


def begin(unit: Unit, case_ids: Iterable[int]) -> list[int]:
    """Give many cases that wait and have no open touch their first one, without row images; gives those that got one."""
    today = _day_of(unit)
    cases = read_cases(case_ids)
    known = known_of(cases.values())
    works = working_days(today)
    found = {
        case.id: each for case in cases.values()
        if not known[case.id].open and (each := _following(case, known[case.id], today, works))
    }  # fmt: skip
    unit.insert_many(Touch, [each.touch for each in found.values()])
    for case_id, each in found.items():
        if each.action is not None:
            Case.update(**each.action, version=Case.version + 1).where(Case.id == case_id).execute()
    return list(found)


def attempted(unit: Unit, case_id: int, contact_id: int, day: date) -> None:
    """Let an attempt do the touch that is open, when it counts as that one; what comes next is settled after it."""
    held = newest_of([case_id]).get(case_id)
    unit.follow(case_id)
    if held is not None and held.state == "due":
        before = held.due if held.step is None else _before(held, working_days(day))
        if does(day, before, held.due):
            _end(unit, case_id, held, day, contact=contact_id)


def put(unit: Unit, case: CaseFile, what: str, on: date | None, agreed: bool, today: date, done: bool) -> None:
    """Put the day that a person says in the place of the open touch; `done` when that one was done today.

    Without a day it was done. One that was overdue and is put off stays on record as missed.
    """
    known = known_of([case])[case.id]
    held = known.open
    if held is not None and on is not None and not done and held.due >= today:
        unit.update(Touch, held.id, due=on, what=what, step=None)
    else:
        if held is not None and (done or on is None):
            _end(unit, case.id, held, today)
        elif held is not None:
            unit.update(Touch, held.id, state="closed", ended_on=today)
        if on is not None and not stop(case, known.may_contact, today):
            start = (held.counted_from if held else None) or _start(case, known, today)
            unit.insert(Touch, case=case.id, due=on, what=what, channel=known.preferred, counted_from=start)
    unit.update(Case, case.id, next_action=what, next_on=on, next_agreed=agreed and on is not None)
    unit.follow(case.id)


def told(case: CaseFile, today: date) -> str:
    """What follow-up a case still gets, or why it gets none, in words."""
    known = known_of([case])[case.id]
    why_not = stop(case, known.may_contact, today)
    start = known.open.counted_from if known.open is not None else None
    since = [attempt for attempt in known.attempts if start is not None and attempt.day >= start]
    slow = is_slow(since)
    later = touches(start, None, working_days(today), known.preferred, slow, cadence()) if start else ()
    return outlook(known.open.due if known.open is not None else None, later, why_not, slow)


def keep_free(unit: Unit, day: date) -> None:
    """Move the cadence's open touches off a day on which the practice is closed from now on; agreed days stay."""
    works = working_days(day)
    due = works_on(day, works)
    for held in Touch.select().where(
        (Touch.due == day) & (Touch.state == "due") & (Touch.voided == 0) & Touch.step.is_null(False)
    ):
        case = held.__data__["case"]
        unit.update(Touch, held.id, due=due)
        unit.update(Case, case, next_on=due)
        unit.touch_case(case)


def is_set_by_hand(case: CaseFile) -> bool:
    """Whether a person set the next action of a case: the cadence's own gives way to what comes up."""
    held = newest_of([case.id]).get(case.id)
    return case.next_on is not None and (held is None or held.state != "due" or held.step is None)


def _end(unit: Unit, case_id: int, held: Held, day: date, contact: int | None = None) -> None:
    unit.update(Touch, held.id, state="done", ended_on=day, contact=contact)
    row = Case.get_by_id(case_id)
    if row.next_on == held.due:
        unit.update(Case, case_id, **_NOTHING)


def _before(held: Held, works: Callable[[date], bool]) -> date:
    """The day of the step before that of a touch, where its wait began."""
    start = held.counted_from or held.due
    steps = [step for step in cadence() if step < (held.step or 0)]
    return works_on(start + timedelta(days=steps[-1]), works) if steps else start


def _following(
    case: CaseFile, known: Known, today: date, works: Callable[[date], bool], anew: bool = False
) -> _Next | None:
    """What a case without an open touch is followed up by; None when nothing is to be asked any more."""
    if stop(case, known.may_contact, today):
        return None
    start = today if anew else _start(case, known, today)
    ended = known.newest.ended_on if known.newest is not None and known.newest.state == "done" else None
    by_hand = {
        "case": case.id, "due": case.next_on, "what": case.next_action, "channel": known.preferred,
        "counted_from": start, "step": None,
    }  # fmt: skip
    if case.next_on is not None and case.next_on > start:
        return _Next(by_hand, None)
    if starts_on(case, today) is None:
        until = put_off_until(case, ended or date.min)
        if until is None:
            return None
        due, what = works_on(max(until, today), works), "Ask again: put off until then"
        return _Next({**by_hand, "due": due, "what": what}, _action(what, due))
    since = [attempt for attempt in known.attempts if attempt.day >= start]
    asked = max([attempt.day for attempt in since] + [day for day in (ended,) if day and day >= start], default=None)
    ahead = touches(start, asked, works, known.preferred, is_slow(since), cadence())
    # What is past cannot be asked any more: a case that comes late joins the cadence where it stands.
    first = next((touch for touch in ahead if touch.due > (asked or start) and touch.due >= today), None)
    if first is None:
        return None
    what = words(first.channel, first.step, is_accepted(case))
    touch = {**by_hand, "due": first.due, "what": what, "channel": first.channel, "step": first.step}
    return _Next(touch, _action(what, first.due))


def _action(what: str, on: date) -> dict[str, Any]:
    return {"next_action": what, "next_on": on, "next_agreed": False}


def _start(case: CaseFile, known: Known, today: date) -> date:
    """The day from which the steps count: anew from today when what had stopped the follow-up fell away."""
    start = starts_on(case, today) or today
    newest = known.newest
    if newest is None:
        return start
    if newest.state == "closed":
        return today
    return max(start, newest.counted_from or start)


def _day_of(unit: Unit) -> date:
    return unit.now.astimezone(clinic_zone() or UTC).date()


def catch_up(unit: Unit, case_ids: list[int]) -> list[int]:
    """Settle what came in without a person's change, as an import does; gives the cases whose next action changed.

    Their cards on the board stand; of what is changed here no row images are kept.
    """
    rows = rows_in(
        "SELECT b.case_id, EXISTS (SELECT 1 FROM touch t WHERE t.case_id = b.case_id AND t.state = 'due' AND t.voided = 0)"
        " FROM board_card b WHERE b.case_id IN (?) AND (b.stage NOT IN ('completed', 'declined', 'diagnosed')"
        " OR b.next_on IS NOT NULL)",
        case_ids,
    )
    followed = [row[0] for row in rows if row[1]]
    images = len(unit.rows)
    settle(unit, followed)
    del unit.rows[images:]
    unit.can_undo = False
    return followed + begin(unit, [row[0] for row in rows if not row[1]])
