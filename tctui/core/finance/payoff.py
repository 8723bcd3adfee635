"""The payoff quote of an account: what clears it on a day, step by step, and what each further day adds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import localcontext

from tctui.core.errors import Refused
from tctui.core.finance.account import Account
from tctui.core.finance.dues import AgreedDues
from tctui.core.finance.ledger import Ledger, ledger
from tctui.core.finance.plans import PRECISION, payment_schedule
from tctui.core.money import money, percent_text, round_half_up
from tctui.core.spoken import show_date_year


@dataclass(frozen=True, slots=True)
class PayoffStep:
    """One part of the quote in signed cents, with how it comes about."""

    what: str
    cents: int
    how: str = ""


@dataclass(frozen=True, slots=True)
class PayoffQuote:
    """What clears a plan on ``on``, in cents: the sum of its steps. ``day_cents`` is added by the next day.

    ``saved_cents`` is the interest that the schedule holds and that is not charged any more; ``clears`` says what is
    cleared.
    """

    on: date
    steps: tuple[PayoffStep, ...]
    day_cents: int
    saved_cents: int
    clears: str = "the plan"

    @property
    def total_cents(self) -> int:
        """The amount to pay on the day; below zero is a credit to refund."""
        return sum(step.cents for step in self.steps)


def payoff_quote(account: Account, on: date) -> PayoffQuote:
    """Quote what clears the plan on a day by what is recorded up to it.

    Raises Refused for a day before the agreement.
    """
    if on < account.opening.agreed:
        raise Refused(f"it was agreed on {show_date_year(account.opening.agreed)}")
    book = ledger(account, on)
    parts = (
        PayoffStep("down payment not paid yet", book.down_cents),
        PayoffStep(
            "treatment" if isinstance(book.terms, AgreedDues) else "principal", book.principal_cents, _principal(book)
        ),
        PayoffStep("interest due and unpaid", book.interest_cents, "from the due dates gone by"),
        PayoffStep("interest since the last due date", book.accrued_cents, _accrued(book)),
        PayoffStep("fees", book.fees_cents),
        PayoffStep("credit", -book.credit_cents),
    )
    with localcontext() as context:
        context.prec = PRECISION
        day_cents = round_half_up(book.day_cents)
    terms = book.terms
    plan = () if isinstance(terms, AgreedDues) else payment_schedule(terms).instalments
    later = sum(i.interest_cents for i in plan if i.due > on)
    steps = tuple(part for part in parts if part.cents) or (PayoffStep("nothing is owed", 0),)
    saved = max(0, later - book.accrued_cents) if book.principal_cents else 0
    return PayoffQuote(on, steps, day_cents, saved, "the account" if isinstance(terms, AgreedDues) else "the plan")


def _principal(book: Ledger) -> str:
    financed = book.terms.principal_cents
    word = "agreed" if isinstance(book.terms, AgreedDues) else "financed"
    if book.principal_cents == financed:
        return f"{money(financed)} {word}"
    if book.principal_cents < financed:
        return f"{money(financed)} less {money(financed - book.principal_cents)} paid"
    return f"{money(financed)} {word}, and a returned payment"


def _accrued(book: Ledger) -> str:
    days = book.period_days
    if days is None:
        return ""
    return f"{days[0]} of {days[1]} days at {percent_text(book.terms.rate)} a year"
