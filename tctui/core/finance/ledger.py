"""The ledger of what was agreed: its account replayed day by day into entries and into what is owed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, localcontext

from tctui.core.finance.account import Account, Entry, Event, Recorded, Terms
from tctui.core.finance.dues import AgreedDues
from tctui.core.finance.plans import PRECISION, period_rates, plan_dates
from tctui.core.money import money, percent_text, round_half_up
from tctui.core.spoken import show_date_year


@dataclass(frozen=True, slots=True)
class Share:
    """Where a payment went, in cents; what is left over is a credit."""

    down: int = 0
    interest: int = 0
    principal: int = 0
    fees: int = 0
    credit: int = 0


@dataclass(slots=True)
class Ledger:
    """An account as it stands on ``day``, in cents; a credit is the patient's money.

    ``credited_cents`` counts toward the instalments of the terms that hold: what was paid since them and not taken
    for fees. ``running`` is the interest since the last due date in exact cents, posted on the next one.
    ``history`` holds what was credited after each event.
    """

    terms: Terms
    day: date
    entries: list[Entry] = field(default_factory=list)
    down_cents: int = 0
    principal_cents: int = 0
    interest_cents: int = 0
    fees_cents: int = 0
    credit_cents: int = 0
    credited_cents: int = 0
    running: Decimal = Decimal(0)
    history: list[tuple[date, int]] = field(default_factory=list)
    _dues: list[date] = field(default_factory=list)
    _rates: list[Decimal] = field(default_factory=list)
    _ended: int = 0
    _shares: dict[int, Share] = field(default_factory=dict)

    @property
    def balance_cents(self) -> int:
        """All that is owed by what is posted; below zero is a credit."""
        return self.down_cents + self.principal_cents + self.interest_cents + self.fees_cents - self.credit_cents

    @property
    def accrued_cents(self) -> int:
        """Interest of the running period up to the day, rounded half-up."""
        return round_half_up(self.running)

    @property
    def payoff_cents(self) -> int:
        """What clears the account on this day: what is posted and the interest accrued since; below zero a credit."""
        return self.balance_cents + self.accrued_cents

    def begin(self, terms: Terms) -> None:
        """Let terms hold from now on: their principal is owed, and payments count toward their instalments.

        Payments agreed without a plan have no periods, as no interest runs on them.
        """
        self.terms, self._ended, self.credited_cents = terms, 0, 0
        plan = None if isinstance(terms, AgreedDues) else terms
        self._dues = plan_dates(plan) if plan else []
        self._rates = period_rates(plan) if plan else []
        self.down_cents, self.principal_cents = terms.down_cents, terms.principal_cents

    def advance(self, day: date) -> None:
        """Accrue interest up to a day and post that of every period that ends by it."""
        while self._ended < len(self._dues) and self._dues[self._ended] <= day:
            self._accrue(self._dues[self._ended])
            self._post(f"payment {self._ended + 1} due")
            self._ended += 1
        self._accrue(day)

    def pay(self, cents: int) -> Share:
        """Take a payment on the day: to the down payment, interest, principal, fees, and the rest as a credit.

        One that clears the plan settles the interest of the running period too.
        """
        if self.principal_cents and cents >= self.plan_cents:
            self._post(f"up to {show_date_year(self.day)}")
        share = self._spread(cents)
        self._move(share, -1)
        return share

    @property
    def plan_cents(self) -> int:
        """What clears the plan on this day apart from fees and credit."""
        return self.down_cents + self.principal_cents + self.interest_cents + self.accrued_cents

    @property
    def period_days(self) -> tuple[int, int] | None:
        """Days gone of the running period and days in it, or None after the last due date."""
        if self._ended >= len(self._dues):
            return None
        began = self._began
        return (self.day - began).days, (self._dues[self._ended] - began).days

    @property
    def day_cents(self) -> Decimal:
        """Interest that one more day adds on the principal owed now, in exact cents."""
        if self._ended >= len(self._dues):
            return Decimal(0)
        whole = (self._dues[self._ended] - self._began).days
        return self.principal_cents * self._rates[self._ended] / whole

    def ahead(self) -> Ledger:
        """Give a copy to look ahead with; fees are left out of it."""
        return replace(self, entries=[], history=[], fees_cents=0, _shares={})

    def record(self, event: Event) -> None:
        """Carry out one recorded event on its day, which must not be before the ledger's."""
        self.advance(event.on)
        before, why = self.balance_cents, event.note
        if event.kind is Recorded.PAYMENT:
            self._shares[event.id] = self.pay(event.cents)
            before = self.balance_cents + event.cents
        elif event.kind in (Recorded.RETURNED, Recorded.MISTAKEN):
            self._take_back(self._shares.pop(event.of or 0, Share()))
        elif event.kind is Recorded.WAIVED:
            off = min(event.cents, self.fees_cents)
            self.fees_cents -= off
            self.credit_cents += event.cents - off
            self._use_credit()
        elif event.kind is Recorded.REFUND:
            self.credit_cents -= event.cents
        elif event.kind is Recorded.AMENDED and event.terms is not None:
            self._post("up to the amendment")
            before = self.balance_cents
            self.interest_cents = self.credit_cents = 0
            self.begin(event.terms)
            # A payment from before that comes back later is owed on top of the new terms.
            self._shares = {
                number: Share(principal=share.down + share.interest + share.principal + share.credit, fees=share.fees)
                for number, share in self._shares.items()
            }
            why = why or f"{money(abs(event.cents))} {'less' if event.cents < 0 else 'more'} than before"
        else:
            self.fees_cents += event.cents
            self._use_credit()
        self.history.append((event.on, self.credited_cents))
        self.enter(event.kind.value, self.balance_cents - before, why, event.id)

    def enter(self, what: str, cents: int, why: str = "", event_id: int | None = None) -> None:
        """Write an entry of the day."""
        self.entries.append(Entry(self.day, what, cents, self.balance_cents, why, event_id))

    @property
    def _began(self) -> date:
        return self._dues[self._ended - 1] if self._ended else self.terms.agreed

    def _accrue(self, day: date) -> None:
        if self._ended < len(self._dues) and day > self.day:
            whole, days = (self._dues[self._ended] - self._began).days, (day - self.day).days
            interest = self.principal_cents * self._rates[self._ended]
            # A whole period is not divided by its days: it must round as the schedule that was signed.
            self.running += interest if days == whole else interest * days / whole
        self.day = max(self.day, day)

    def _post(self, why: str) -> None:
        cents, self.running = self.accrued_cents, Decimal(0)
        if cents:
            self.interest_cents += cents
            self.enter("interest", cents, f"{why}, {percent_text(self.terms.rate)} a year")
            self._use_credit()

    def _spread(self, cents: int) -> Share:
        down = min(cents, self.down_cents)
        interest = min(cents - down, self.interest_cents)
        principal = min(cents - down - interest, self.principal_cents)
        fees = min(cents - down - interest - principal, self.fees_cents)
        return Share(down, interest, principal, fees, cents - down - interest - principal - fees)

    def _move(self, share: Share, sign: int) -> None:
        self.down_cents += sign * share.down
        self.interest_cents += sign * share.interest
        self.principal_cents += sign * share.principal
        self.fees_cents += sign * share.fees
        self.credit_cents -= sign * share.credit
        self.credited_cents -= sign * (share.down + share.interest + share.principal + share.credit)

    def _take_back(self, share: Share) -> None:
        self._move(share, 1)
        if self.credit_cents < 0:
            # The credit has paid interest or fees since: those are owed again.
            self.interest_cents -= self.credit_cents
            self.credit_cents = 0
        self._use_credit()

    def _use_credit(self) -> None:
        """Let a credit pay what has come to be owed since; its part for fees no longer counts toward instalments."""
        share = self._spread(self.credit_cents)
        self.down_cents -= share.down
        self.interest_cents -= share.interest
        self.principal_cents -= share.principal
        self.fees_cents -= share.fees
        self.credit_cents = share.credit
        self.credited_cents -= share.fees


def ledger(account: Account, until: date) -> Ledger:
    """Replay an account up to and on a day.

    Interest is posted on each due date, on the principal that was really owed each day of the period; what is unpaid
    of it bears none itself, and none accrues after the last due date, since none was agreed. A payment goes to the
    down payment, interest, principal, and last to fees, so that no fee is charged because a fee was unpaid
    (16 CFR 444.4). A returned payment is taken back on the day it came back.
    """
    with localcontext() as context:
        context.prec = PRECISION
        opening = account.opening
        book = Ledger(opening, opening.agreed)
        book.begin(opening)
        book.enter("patient portion agreed", opening.total_cents)
        for event in account.in_order(until):
            book.record(event)
        book.advance(until)
    return book
