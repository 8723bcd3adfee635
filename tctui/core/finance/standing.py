"""Where an account stands on a day: each payment paid or open, what is overdue, what is due next, late fees to charge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import localcontext
from enum import StrEnum

from tctui.core.finance.account import Account, Entry, Event, Recorded, Terms
from tctui.core.finance.dues import AgreedDues
from tctui.core.finance.ledger import Ledger, ledger
from tctui.core.finance.plans import PRECISION, payment_schedule
from tctui.core.money import money
from tctui.core.spoken import show_date_year


class DueState(StrEnum):
    """How one agreed payment stands."""

    PAID = "paid"
    OVERDUE = "overdue"
    DUE_TODAY = "due today"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class DuePayment:
    """One agreed payment: ``number`` 0 is the down payment. Cents; ``open_cents`` is what is still to be paid of it.

    ``due`` None means on the day of a visit that has none yet; ``label`` is what a payment without a plan is for.
    """

    number: int
    due: date | None
    amount_cents: int
    open_cents: int
    state: DueState
    label: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan on a day. Cents; ``balance_cents`` is all that clears it then, fees and accrued interest too.

    Below zero it is a credit. ``down_cents`` is what of the down payment is open; ``overdue_cents`` holds no fees. The
    last payment follows what was really paid: early payments make it less, late ones more.
    """

    day: date
    terms: Terms
    balance_cents: int
    down_cents: int
    principal_cents: int
    interest_cents: int
    fees_cents: int
    credit_cents: int
    paid_cents: int
    overdue_cents: int
    overdue_since: date | None
    next_due: date | None
    next_cents: int
    dues: tuple[DuePayment, ...]
    entries: tuple[Entry, ...]

    @property
    def days_late(self) -> int:
        """Days since the oldest payment that is overdue fell due."""
        return (self.day - self.overdue_since).days if self.overdue_since else 0

    @property
    def without_fees_cents(self) -> int:
        """What is owed apart from fees: new terms start from it."""
        return self.balance_cents - self.fees_cents

    @property
    def asked_cents(self) -> int:
        """What a payment is asked for now: what is overdue, else what falls due next, else all that is owed."""
        return self.overdue_cents or self.next_cents or max(0, self.balance_cents)

    @property
    def settled(self) -> bool:
        """Whether nothing is owed."""
        return self.balance_cents <= 0

    def reminder(self, days_before: int) -> str | None:
        """Give the line for the work list: what is overdue, else what falls due within so many days, else None."""
        if self.overdue_cents:
            return (
                f"{money(self.overdue_cents)} overdue for {self.days_late} days"
                if self.days_late
                else (f"{money(self.overdue_cents)} came back and is owed")
            )
        if self.next_due and (self.next_due - self.day).days <= days_before:
            return f"{money(self.next_cents)} falls due on {show_date_year(self.next_due)}"
        if self.fees_cents and self.fees_cents == self.balance_cents:
            return f"{money(self.fees_cents)} of fees unpaid"
        return None


def standing(account: Account, day: date) -> Standing:
    """Say where a plan stands on a day, by what is recorded up to it.

    Payments count toward the oldest agreed payment first; one that is made early is not asked for again.
    """
    book = ledger(account, day)
    dues = tuple(_dues(book))
    overdue = [due for due in dues if due.state is DueState.OVERDUE]
    # What came back after its terms were amended is owed at once, on top of the new payments.
    returned = max(0, -book.credited_cents)
    coming = next((due for due in dues if due.open_cents and due.due and due.due >= day), None)
    return Standing(
        day=day,
        terms=book.terms,
        balance_cents=book.payoff_cents,
        down_cents=book.down_cents,
        principal_cents=book.principal_cents,
        interest_cents=book.interest_cents + book.accrued_cents,
        fees_cents=book.fees_cents,
        credit_cents=book.credit_cents,
        paid_cents=_paid(account, day),
        overdue_cents=sum(due.open_cents for due in overdue) + returned,
        overdue_since=overdue[0].due if overdue else day if returned else None,
        next_due=coming.due if coming else None,
        next_cents=coming.open_cents if coming else 0,
        dues=dues,
        entries=tuple(book.entries),
    )


def late_fees_due(account: Account, day: date, late_fee_cents: int, late_after_days: int) -> list[Event]:
    """Give the late fees that may be charged by a day and are not recorded yet, one for each late payment.

    A payment is late when it was not there ``late_after_days`` after it fell due; fees left unpaid never make one
    late, since payments go to them last (16 CFR 444.4). The events have the id 0 and are dated ``day``. Where no plan
    holds, no late fee was agreed.
    """
    if not late_fee_cents or isinstance(ledger(account, day).terms, AgreedDues):
        return []
    began = max([account.opening.agreed, *(e.on for e in account.events if e.kind is Recorded.AMENDED and e.on <= day)])
    charged = {e.of for e in account.events if e.kind is Recorded.LATE_FEE and began <= e.on <= day}
    history = ledger(account, day).history
    found, asked = [], 0
    for due in standing(account, day).dues:
        asked += due.amount_cents
        if due.due is None:
            continue
        limit = due.due + timedelta(days=late_after_days)
        if due.number and limit < day and due.number not in charged:
            late = bool(due.open_cents)
            # Less was credited by then than was asked for: it may be late, unless early payments made it less.
            if not late and next((cents for on, cents in reversed(history) if on <= limit), 0) < asked:
                late = any(other.number == due.number and other.open_cents for other in standing(account, limit).dues)
            if late:
                found.append(Event(0, Recorded.LATE_FEE, day, late_fee_cents, due.number))
    return found


def _paid(account: Account, day: date) -> int:
    events = account.in_order(day)
    came = sum(event.cents for event in events if event.kind is Recorded.PAYMENT)
    return came - sum(
        event.cents for event in events if event.kind in (Recorded.RETURNED, Recorded.MISTAKEN, Recorded.REFUND)
    )


def _dues(book: Ledger) -> list[DuePayment]:
    """The agreed payments with what is open of each: the last takes what is then owed, as on the schedule."""
    terms, today, left = book.terms, book.day, max(0, book.credited_cents)
    ahead, dues = book.ahead(), []
    with localcontext() as context:
        context.prec = PRECISION
        for number, due, amount, label in _asked(terms):
            used = min(left, amount)
            left -= used
            ahead.advance(max(today, due or today))
            owed = max(0, ahead.plan_cents - ahead.credit_cents)
            still = owed if number == terms.payments else min(amount - used, owed)
            if still:
                ahead.pay(still)
            dues.append(DuePayment(number, due, amount, still, _state(due, today, still), label))
    return dues


def _asked(terms: Terms) -> list[tuple[int, date | None, int, str]]:
    """The payments of terms in the order in which they fall due: number, day, cents and what each is for."""
    if isinstance(terms, AgreedDues):
        return [(number, due.on, due.amount_cents, due.label) for number, due in enumerate(terms.dues, start=1)]
    down: list[tuple[int, date | None, int, str]] = (
        [(0, terms.agreed, terms.down_cents, "")] if terms.down_cents else []
    )
    return down + [(i.number, i.due, i.amount_cents, "") for i in payment_schedule(terms).instalments]


def _state(due: date | None, today: date, still: int) -> DueState:
    if not still:
        return DueState.PAID
    if due is None:
        return DueState.LATER
    if due == today:
        return DueState.DUE_TODAY
    return DueState.OVERDUE if due < today else DueState.LATER
