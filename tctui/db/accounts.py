"""Accounts of what was agreed to be paid: its terms and what was recorded since, as the records that core replays."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tctui.core.agreed import PlanAccount
from tctui.core.errors import Refused
from tctui.core.finance.account import Account, Event, Recorded, Terms
from tctui.core.finance.choices import PaymentChoice
from tctui.core.finance.dues import AgreedDues
from tctui.core.finance.opening import on_days, opening_terms
from tctui.core.finance.plans import PlanTerms
from tctui.core.finance.standing import standing
from tctui.core.plain import from_plain
from tctui.core.worklist import Reminder
from tctui.db.arrangements import arrangement_of
from tctui.db.cases import rows_in
from tctui.db.models import database

REMIND_DAYS = 3
"""So many days before a payment falls due it is on the work list."""

_LATE_INTEREST_DAYS = 400
"""So long after its last payment an account that received more than was agreed is looked at for interest left unpaid."""

_RECEIVED = (
    "CASE WHEN kind = 'payment' THEN cents"
    " WHEN kind IN ('returned', 'mistaken', 'refund', 'late_fee', 'returned_fee') THEN -cents ELSE 0 END"
)
_WAS_LATE = (
    "EXISTS (SELECT 1 FROM instalment n WHERE n.arrangement_id = s.id AND n.voided = 0 AND"
    f" COALESCE((SELECT SUM({_RECEIVED}) FROM account_event v WHERE v.arrangement_id = a.id AND v.day <= n.due), 0)"
    " < s.down + (SELECT SUM(m.amount) FROM instalment m"
    " WHERE m.arrangement_id = s.id AND m.voided = 0 AND m.ordinal <= n.ordinal))"
)

_EVENTS = (
    "SELECT arrangement_id, id, kind, day, cents, about, terms_id, method, reference, note FROM account_event"
    " WHERE arrangement_id IN (?) ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as it was recorded, cents; ``taken_back`` when it came back or was a mistake."""

    id: int
    on: date
    cents: int
    method: str
    reference: str
    by: str
    taken_back: bool


def account_of(option_id: int) -> PlanAccount | None:
    """The account of the way to pay that stands for an option; None when nothing of it is paid to the practice."""
    arrangement = arrangement_of(option_id)
    held = _read([arrangement.account_id]) if arrangement else []
    if arrangement is None or not held:
        return None
    (found,) = held
    recorded = {event.terms for event in found.account.events if event.kind is Recorded.AMENDED}
    waits = arrangement.amendment is not None and arrangement.amendment.terms not in recorded
    return PlanAccount(
        found.id, found.case_id, found.patient_id, found.option_id, found.account, arrangement if waits else None
    )


def account(account_id: int) -> PlanAccount:
    """The account that an arrangement opened, without an amendment that waits; raises Refused when it is gone."""
    found = _read([account_id])
    if not found:
        raise Refused("That account is no longer there.")
    return found[0]


def accounts_of(account_ids: Iterable[int]) -> list[PlanAccount]:
    """The accounts that some arrangements opened."""
    return _read(list(account_ids))


def payments_of(account_id: int) -> list[Payment]:
    """The payments of an account with how they came, the oldest first."""
    rows = database.execute_sql(
        "SELECT e.id, e.day, e.cents, e.method, e.reference, COALESCE(u.name, ''), EXISTS (SELECT 1 FROM account_event t"
        " WHERE t.arrangement_id = e.arrangement_id AND t.about = e.id AND t.kind IN ('returned', 'mistaken'))"
        " FROM account_event e LEFT JOIN user u ON u.id = e.user_id"
        " WHERE e.arrangement_id = ? AND e.kind = 'payment' ORDER BY e.day, e.id",
        (account_id,),
    )
    return [
        Payment(row[0], date.fromisoformat(row[1]), row[2], row[3], row[4], row[5], bool(row[6]))
        for row in rows.fetchall()
    ]


def reminders(today: date, days_before: int = REMIND_DAYS) -> list[Reminder]:
    """What is overdue on accounts, or falls due within so many days, for the work list.

    Only accounts that may have something to say are replayed: those that have received less than was asked for by
    then, and fees; without a plan less than all; those amended or with an amendment that waits; and at the end of a
    plan with interest those that were late, since what came late bears more than was agreed.
    """
    until = (today + timedelta(days=days_before)).isoformat()
    ended = (today - timedelta(days=_LATE_INTEREST_DAYS)).isoformat()
    rows = database.execute_sql(
        "SELECT a.id FROM arrangement s JOIN arrangement a ON a.id = COALESCE(s.account_id, s.id)"
        " LEFT JOIN (SELECT arrangement_id, SUM(CASE WHEN due <= ? THEN amount END) asked, SUM(interest) charge,"
        " MAX(due) last FROM instalment WHERE voided = 0 GROUP BY arrangement_id) i ON i.arrangement_id = s.id"
        f" LEFT JOIN (SELECT arrangement_id, SUM({_RECEIVED}) paid FROM account_event GROUP BY arrangement_id) e"
        " ON e.arrangement_id = a.id"
        " WHERE s.voided = 0 AND s.replaced_by_id IS NULL AND (s.amendment <> '' OR COALESCE(e.paid, 0) <"
        " CASE WHEN s.frequency <> '' AND s.kind <> 'split' THEN COALESCE(i.asked, 0) + s.down"
        " ELSE s.total - s.courtesy + COALESCE(i.charge, 0) END"
        " OR (s.rate > 0 AND i.last <= ? AND (i.last >= ? OR e.paid <= i.asked + s.down)"
        f" AND (s.kind = 'split' OR {_WAS_LATE})))",
        (until, until, ended),
    )
    found = []
    for one in _read([row[0] for row in rows.fetchall()]):
        now = standing(one.account, today)
        said = now.reminder(days_before)
        if said:
            found.append(Reminder(one.case_id, now.overdue_since or now.next_due or today, said))
    return found


def _read(ids: list[int]) -> list[PlanAccount]:
    if not ids:
        return []
    versions: dict[int, Terms] = {}
    heads: dict[int, tuple[Any, ...]] = {}
    for number, account_id, case_id, patient_id, option_id, terms in rows_in(
        "SELECT a.id, COALESCE(a.account_id, a.id), a.case_id, c.patient_id, a.option_id, a.terms FROM arrangement a"
        " JOIN treatment_case c ON c.id = a.case_id WHERE a.id IN (?)",
        sorted({*ids, *_amended(ids)}),
    ):
        opened = opening_terms(from_plain(PaymentChoice, json.loads(terms)))
        if opened is None:
            continue
        versions[number] = opened
        if number == account_id:
            heads[number] = (case_id, patient_id, option_id)
    events: dict[int, list[Event]] = defaultdict(list)
    for account_id, number, kind, day, cents, about, terms_id, method, reference, note in rows_in(_EVENTS, ids):
        said = "; ".join(part for part in (f"{method} {reference}".strip(), note) if part)
        events[account_id].append(
            Event(
                number, Recorded[kind.upper()], date.fromisoformat(day), cents, about, _plan(versions, terms_id), said
            )
        )
    days = _visit_days(versions.values())
    return [
        _account(number, heads[number], Account(on_days(versions[number], days), tuple(events[number])))
        for number in ids
        if number in heads
    ]


def _account(number: int, head: tuple[Any, ...], held: Account) -> PlanAccount:
    case_id, patient_id, option_id = head
    return PlanAccount(number, case_id, patient_id, option_id, held)


def _plan(versions: dict[int, Terms], terms_id: int | None) -> PlanTerms | None:
    """The terms of an amendment, which are always a plan's."""
    found = versions.get(terms_id or 0)
    return found if isinstance(found, PlanTerms) else None


def _visit_days(opened: Iterable[Terms]) -> dict[int, date | None]:
    """The day on which each visit that a payment waits for was done or is booked, None before it is booked."""
    visits = {due.visit for terms in opened if isinstance(terms, AgreedDues) for due in terms.dues if due.visit}
    found: dict[int, date | None] = {}
    for visit, done, booked in rows_in(
        "SELECT v.id, (SELECT MAX(e.day) FROM line l JOIN line_event e ON e.line_id = l.id AND e.kind = 'completed'"
        " AND e.voided = 0 WHERE l.visit_id = v.id AND l.voided = 0), (SELECT MAX(a.day) FROM appointment a"
        " WHERE a.visit_id = v.id AND a.voided = 0 AND a.state NOT IN ('cancelled', 'broken'))"
        " FROM visit v WHERE v.id IN (?)",
        sorted(visits),
    ):
        found[visit] = date.fromisoformat(done) if done else date.fromordinal(booked) if booked else None
    return found


def _amended(ids: list[int]) -> set[int]:
    return {
        row[0]
        for row in rows_in("SELECT terms_id FROM account_event WHERE terms_id > 0 AND arrangement_id IN (?)", ids)
    }
