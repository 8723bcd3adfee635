"""Payments on the accounts of the demo practice: most on time, some late, partial, early or returned, a few not there."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tctui.core.documents.agreement import OfficeTerms
from tctui.core.finance.account import Account, Event, Recorded, Terms
from tctui.core.finance.dues import AgreedDues
from tctui.core.finance.payoff import payoff_quote
from tctui.core.finance.plans import Instalment, PlanTerms, payment_schedule
from tctui.db.demo.making import Making
from tctui.db.models import AccountEvent, Entry
from tctui.db.payments import postings

_METHODS = ("card", "card", "card", "bank draft", "check")


def add_payments(making: Making, arrangement: int, terms: Terms, user: int | None) -> None:
    """Record what came on an account up to today, in the order in which it came."""
    dice = making.dice(f"payments/{arrangement}")
    events: list[Event] = []
    if isinstance(terms, AgreedDues):
        for due in terms.dues:
            if due.on is not None and due.on <= making.today and dice.random() < 0.95:
                events.append(Event(len(events) + 1, Recorded.PAYMENT, max(due.on, terms.agreed), due.amount_cents))
    else:
        events += _plan_payments(dice, terms, making.today)
    numbers: dict[int, int] = {}
    method = dice.choice(_METHODS)
    for event in sorted(events, key=lambda one: (one.on, one.id)):
        number = making.stock.add(
            AccountEvent, arrangement=arrangement, kind=event.kind.name.lower(), day=event.on, cents=event.cents,
            about=numbers.get(event.of or 0), method=method if event.kind is Recorded.PAYMENT else "",
            reference=str(dice.randint(1000, 9999)) if method == "check" and event.kind is Recorded.PAYMENT else "",
            note=event.note, at=making.at(event.on, dice), user=user,
        )  # fmt: skip
        numbers[event.id] = number
        for name, cents in postings(event.kind, event.cents):
            making.stock.add(Entry, event=number, account=name, cents=cents)


def _plan_payments(dice: Random, terms: PlanTerms, today: date) -> list[Event]:
    """What came of a plan's down payment and instalments."""
    events: list[Event] = []
    if terms.down_cents and dice.random() < 0.97:
        events.append(Event(1, Recorded.PAYMENT, terms.agreed, terms.down_cents))
    for instalment in payment_schedule(terms).instalments:
        if instalment.due <= today:
            _paid(dice, terms, events, instalment, today)
    return events


def _paid(dice: Random, terms: PlanTerms, events: list[Event], due: Instalment, today: date) -> None:
    """What came of one payment: the last one takes what is owed then."""
    luck, on = dice.random(), due.due

    def record(kind: Recorded, day: date, cents: int, of: int | None = None, note: str = "") -> int:
        if day > today or cents <= 0:
            return 0
        events.append(Event(len(events) + 1, kind, day, cents, of, note=note))
        return len(events)

    def amount(day: date) -> int:
        if due.number < terms.payments:
            return due.amount_cents
        return payoff_quote(Account(terms, tuple(events)), day).total_cents

    if luck < 0.70:
        record(Recorded.PAYMENT, on, amount(on))
    elif luck < 0.83:
        late = on + timedelta(days=dice.randint(2, 25))
        record(Recorded.PAYMENT, late, amount(late))
    elif luck < 0.88:
        half = due.amount_cents // 2
        record(Recorded.PAYMENT, on, half)
        rest = on + timedelta(days=10)
        record(Recorded.PAYMENT, rest, amount(rest) - (half if due.number < terms.payments else 0))
    elif luck < 0.92:
        early = max(terms.agreed, on - timedelta(days=6))
        record(Recorded.PAYMENT, early, amount(early))
    elif luck < 0.97:
        back, again = on + timedelta(days=4), on + timedelta(days=9)
        paid = record(Recorded.PAYMENT, on, amount(on))
        if paid and back <= today:
            record(Recorded.RETURNED, back, events[paid - 1].cents, paid, "not honored by the bank")
            record(Recorded.RETURNED_FEE, back, OfficeTerms().returned_fee_cents)
            record(Recorded.PAYMENT, again, amount(again))
