"""Hand-offs between clinic, coordinator and front desk: given, confirmed by the receiver, told when nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.hand_off import MAY, RECEIVERS, WITHIN, OpenHandOff, why_not_confirmed
from tctui.core.worklist import Reminder
from tctui.db.change import By, case_change, note_of_text
from tctui.db.models import Handoff, database
from tctui.db.unit_of_work import Unit, utc_text


@case_change("handoff.give", *MAY)
def hand_off(unit: Unit, by: By, case: CaseFile, to_role: str, text: str) -> None:
    """Hand the case on to another role with what they need to know; open until the receiver confirms."""
    if to_role not in RECEIVERS:
        raise Refused(f"A hand-off goes to one of: {', '.join(RECEIVERS.values())}.")
    text = note_of_text("The hand-off", text, needed=True)
    unit.result = unit.insert(Handoff, case=case.id, to_role=to_role, text=text, given_at=unit.at, given_by=by.user.id)
    unit.says = f"Handed off to {RECEIVERS[to_role]}"


@case_change("handoff.confirm", *MAY)
def confirm_handoff(unit: Unit, by: By, case: CaseFile, handoff_id: int, *, seen: int | None = None) -> None:
    """Confirm that a hand-off was received; raises Refused for who gave it, and for a role that it is not for."""
    row = Handoff.get_or_none((Handoff.id == handoff_id) & (Handoff.case == case.id) & (Handoff.voided == 0))
    if row is None:
        raise Refused("That hand-off is no longer there.")
    if row.confirmed_at:
        raise Refused("That hand-off was confirmed already.")
    held = row.__data__
    closed = why_not_confirmed(held["to_role"], held["given_by"] == by.user.id, by.user.role)
    if closed is not None:
        raise Refused(f"Not confirmed: {closed}.")
    unit.update(Handoff, handoff_id, seen=seen, confirmed_at=unit.at, confirmed_by=by.user.id)
    unit.says = "Hand-off confirmed"


def open_handoffs(case_id: int) -> list[OpenHandOff]:
    """The hand-offs of a case that nobody confirmed yet, the oldest first."""
    return _read("AND h.case_id = ? ORDER BY h.id", (case_id,))


def _read(where: str, values: Sequence[Any] = ()) -> list[OpenHandOff]:
    rows = database.execute_sql(
        "SELECT h.id, h.case_id, h.to_role, h.text, h.given_at, COALESCE(u.name, ''), h.given_by_id FROM handoff h"
        f" LEFT JOIN user u ON u.id = h.given_by_id WHERE h.voided = 0 AND h.confirmed_at = '' {where}",
        values,
    ).fetchall()
    return [OpenHandOff(row[0], row[1], row[2], row[3], datetime.fromisoformat(row[4]), row[5], row[6]) for row in rows]


def reminders(now: datetime, today: date) -> list[Reminder]:
    """The hand-offs that nobody confirmed, of cases that are open: one that waits for more than an hour says so."""
    return [
        Reminder(one.case_id, min(today, one.given.date()), one.words(now), "hand_off", one.id)
        for one in _read("ORDER BY h.id")
    ]


def became_late(since: datetime, now: datetime) -> int:
    """How many hand-offs have waited for an hour by now, and had not at the moment before."""
    marks = [utc_text(moment - WITHIN) for moment in (since, now)]
    row = database.execute_sql(
        "SELECT COUNT(*) FROM handoff WHERE voided = 0 AND confirmed_at = '' AND given_at > ? AND given_at <= ?", marks
    ).fetchone()
    return int(row[0])
