"""Deferred interest: what is owed the day after a promotion ends that was not cleared in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum

from tctui.core.errors import Refused
from tctui.core.finance.plans import PRECISION
from tctui.core.finance.unit_periods import months_later
from tctui.core.money import money, percent_text, round_half_up
from tctui.core.spoken import show_date_year


class Accrual(StrEnum):
    """How the partner counts interest; its card agreement says which."""

    DAILY = "added daily, 1/365 of the yearly rate"
    MONTHLY = "added monthly, 1/12 of the yearly rate"


@dataclass(frozen=True, slots=True)
class Cliff:
    """What falls due when a promotion ends uncleared, in cents; ``rate`` in basis points a year.

    ``ends`` is the last day to clear it; on the day after, interest from ``bought`` is added to what is unpaid.
    """

    bought: date
    ends: date
    paid_cents: int
    unpaid_cents: int
    interest_cents: int
    rate: int
    accrual: Accrual

    @property
    def owed_cents(self) -> int:
        """What is owed on the day after."""
        return self.unpaid_cents + self.interest_cents

    @property
    def words(self) -> str:
        """The cliff in one sentence."""
        return (
            f"{money(self.unpaid_cents)} still unpaid on {show_date_year(self.ends)}; the day after, interest of"
            f" {money(self.interest_cents)} since {show_date_year(self.bought)} is added:"
            f" {money(self.owed_cents)} owed ({percent_text(self.rate)} a year, {self.accrual})"
        )


def deferred_interest(
    amount_cents: int,
    months: int,
    rate: int,
    bought: date,
    payments: Sequence[tuple[date, int]],
    accrual: Accrual = Accrual.DAILY,
) -> Cliff | None:
    """Compute what is owed the day after a promotion of ``months`` ends, or None when the payments clear it.

    ``rate`` is the standard rate in basis points; ``payments`` are days and cents, those after the end do not count.
    Interest runs from the day of the purchase on the balance of each day (or month), interest on interest included,
    and is rounded once. Raises Refused for an amount or a rate that is not above zero.
    """
    if amount_cents <= 0 or rate <= 0 or months <= 0:
        raise Refused("deferred interest needs an amount, a length and a standard rate above zero")
    ends = months_later(bought, months)
    counted = sorted((day, cents) for day, cents in payments if bought <= day <= ends)
    paid = min(amount_cents, sum(cents for _, cents in counted))
    if paid == amount_cents:
        return None
    with localcontext() as context:
        context.prec = PRECISION
        owed = Decimal(amount_cents)
        yearly = Decimal(rate) / 10_000
        if accrual is Accrual.DAILY:
            # A payment lowers the balance of its own day; the last day of the promotion bears interest too.
            for number in range((ends - bought).days + 1):
                owed = (owed - _on(counted, bought + timedelta(days=number))) * (1 + yearly / 365)
        else:
            owed -= _on(counted, bought)
            for number in range(months):
                start, stop = months_later(bought, number), months_later(bought, number + 1)
                owed = owed * (1 + yearly / 12) - sum(cents for day, cents in counted if start < day <= stop)
    unpaid = amount_cents - paid
    return Cliff(bought, ends, paid, unpaid, round_half_up(owed) - unpaid, rate, accrual)


def _on(payments: Sequence[tuple[date, int]], day: date) -> int:
    return sum(cents for paid, cents in payments if paid == day)
