"""An amendment of a plan: new terms from what is still owed, with the difference to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.errors import Refused
from tctui.core.finance.account import Account, Event, Recorded
from tctui.core.finance.plans import Frequency, PlanTerms, payment_schedule
from tctui.core.finance.recording import plan_owed
from tctui.core.finance.standing import DuePayment, Standing, standing
from tctui.core.money import money, percent_text
from tctui.core.spoken import show_date_year


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of what changes, as text for the paper; ``change_cents`` signed where it is an amount."""

    what: str
    before: str
    after: str
    change_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """New terms of a plan that wait for a signature. Cents; ``change_cents`` is signed: more owed is above zero.

    ``owed_cents`` was owed on the plan without fees before the change, interest to the day in it.
    """

    on: date
    reason: str
    owed_cents: int
    change_cents: int
    terms: PlanTerms
    differences: tuple[Difference, ...]

    def event(self, number: int) -> Event:
        """Give what is recorded once the amendment is signed."""
        return Event(number, Recorded.AMENDED, self.on, self.change_cents, None, self.terms, self.reason)


def amendment(
    account: Account,
    on: date,
    change_cents: int,
    reason: str,
    payments: int,
    first_due: date,
    *,
    down_cents: int = 0,
    rate: int | None = None,
    frequency: Frequency | None = None,
) -> Amendment:
    """Draw up new terms from what is owed on a day and a signed change of it, such as insurance that paid less.

    ``rate`` in basis points and ``frequency`` stay as they are unless told. Interest to the day becomes part of the
    new principal; fees stay on the account. Raises Refused without a reason, and when nothing is left to be paid.
    """
    if not reason.strip():
        raise Refused("an amendment says why")
    owed = plan_owed(account, on)
    total = owed + change_cents
    if total <= 0:
        credit = f"; {money(-total)} is to be refunded" if total else ""
        raise Refused(f"after the change nothing is left to pay{credit}: no new terms are needed")
    before = standing(account, on)
    old = before.terms
    terms = PlanTerms(
        total,
        down_cents,
        payments,
        on,
        first_due,
        old.rate if rate is None else rate,
        frequency or old.frequency,
    )
    return Amendment(on, reason.strip(), owed, change_cents, terms, tuple(_differences(before, owed, terms)))


def _differences(before: Standing, owed: int, terms: PlanTerms) -> list[Difference]:
    new = payment_schedule(terms)
    to_come = [due for due in before.dues if due.open_cents]
    old_total = sum(due.open_cents for due in to_come)
    instalments = [due for due in to_come if due.number]
    # What was agreed for each, though some of the next one may be paid already.
    old_level = next((due.amount_cents for due in instalments if due.due is None or due.due >= before.day), 0)
    new_total = terms.down_cents + new.total_of_payments_cents
    old_charge, new_charge = old_total - owed, new.finance_charge_cents
    lines = [
        _amounts("owed on the plan", owed, terms.total_cents),
        _amounts("down payment", before.down_cents, terms.down_cents),
        Difference("payments to come", str(len(instalments)), str(terms.payments)),
        _amounts("each payment", old_level, new.level_cents),
        Difference("how often", before.terms.frequency, terms.frequency),
        Difference("rate a year", percent_text(before.terms.rate), percent_text(terms.rate)),
        Difference("last payment", _last(to_come), show_date_year(new.last.due)),
        _amounts("interest to come", max(0, old_charge), new_charge),
        _amounts("still to pay in all", old_total, new_total),
    ]
    return [line for line in lines if line.before != line.after]


def _last(to_come: Sequence[DuePayment]) -> str:
    """The day of the last payment to come."""
    if not to_come:
        return "none"
    return show_date_year(to_come[-1].due) if to_come[-1].due else "on the day of the visit"


def _amounts(what: str, before: int, after: int) -> Difference:
    return Difference(what, money(before), money(after), after - before)
