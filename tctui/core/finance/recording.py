"""Recording on the account of a plan: what may be recorded, each refusal in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tctui.core.errors import Refused
from tctui.core.finance.account import Account, Event, Recorded
from tctui.core.finance.ledger import ledger
from tctui.core.money import money
from tctui.core.spoken import show_date_year

FEES = (Recorded.LATE_FEE, Recorded.RETURNED_FEE)

UNDOES = {Recorded.RETURNED: (Recorded.PAYMENT,), Recorded.MISTAKEN: (Recorded.PAYMENT,), Recorded.WAIVED: FEES}
"""What an event takes back, by its kind."""


def recorded(account: Account, event: Event, today: date) -> Account:
    """Give the account with one more event.

    Raises Refused, saying why, for a day before the agreement or the last amendment or after ``today``, an amount
    that is not above zero, a return or waiver of what is not there or was undone before, a refund above the credit,
    a payment recorded on or after the day that would let the balance fall below what an amendment was made from.
    """
    _day(account, event, today)
    if event.kind is Recorded.AMENDED:
        if event.terms is None or event.terms.agreed != event.on:
            raise Refused("an amendment carries the new terms of its day")
        owed = plan_owed(account, event.on) + event.cents
        if owed != event.terms.total_cents:
            raise Refused(
                f"the new terms start from {money(event.terms.total_cents)}, but {money(owed)} is owed:"
                " the account has changed; draw the amendment up again"
            )
    elif event.cents <= 0:
        raise Refused("an amount above zero")
    undo = UNDOES.get(event.kind)
    if undo:
        _undone(account, event, undo)
    if event.kind is Recorded.REFUND:
        credit = max(0, -ledger(account, event.on).payoff_cents)
        if event.cents > credit:
            raise Refused(f"a refund of {money(event.cents)}, but the credit is {money(credit)}")
    if any(other.id == event.id for other in account.events):
        raise Refused(f"event {event.id} is recorded already")
    return replace(account, events=(*account.events, event))


def plan_owed(account: Account, on: date) -> int:
    """Give what an amendment of a day starts from: down payment, principal and interest to the day, less a credit."""
    book = ledger(account, on)
    return book.plan_cents - book.credit_cents


def _day(account: Account, event: Event, today: date) -> None:
    if event.on > today:
        raise Refused(f"{show_date_year(event.on)} has not come yet")
    begun = max([account.opening.agreed, *(e.on for e in account.events if e.kind is Recorded.AMENDED)])
    if event.on < begun:
        raise Refused(f"before {show_date_year(begun)}, when these terms were agreed: record it on a day since")


def _undone(account: Account, event: Event, kinds: tuple[Recorded, ...]) -> None:
    target = next((other for other in account.events if other.id == event.of and other.kind in kinds), None)
    if target is None:
        raise Refused(f"there is no {' or '.join(kinds)} {event.of} on this account")
    if event.on < target.on:
        raise Refused(f"before the {target.kind} of {show_date_year(target.on)}")
    if event.cents != target.cents:
        raise Refused(f"the {target.kind} was {money(target.cents)}, not {money(event.cents)}")
    if any(UNDOES.get(other.kind) == kinds and other.of == event.of for other in account.events):
        raise Refused(f"that {target.kind} was taken back already")
