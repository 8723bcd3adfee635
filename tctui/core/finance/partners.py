"""Lending partners: their products as dated rows, and the figures of each for an amount."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tctui.core.errors import Refused
from tctui.core.finance.deferred_interest import Accrual, Cliff, deferred_interest
from tctui.core.finance.plan_rate import plan_apr
from tctui.core.finance.plans import PlanTerms, payment_schedule
from tctui.core.finance.unit_periods import months_later
from tctui.core.money import money, percent_of, percent_text
from tctui.core.spoken import show_date_year


class Kind(StrEnum):
    """What a product is; it decides what is owed and what can go wrong."""

    DEFERRED = "deferred interest"
    REDUCED = "reduced rate"
    REMAINING = "no interest on the remaining balance"
    LOAN = "instalment loan"


@dataclass(frozen=True, slots=True)
class Term:
    """A length in months with its rate and the practice's fee, both in basis points; None where nobody said."""

    months: int
    rate: int | None = None
    fee: int | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """One product of a partner as it was on offer from a day on. Cents and basis points.

    ``standard_rate`` holds afterwards; ``highest_rate`` is the upper end where a term's rate is the lower one, and
    ``rate_varies`` says that the partner sets it. ``least_payment_cents`` is the required minimum each month.
    ``down`` is a share of the amount, ``down_always`` says that the partner asks for one it sets itself.
    """

    partner: str
    name: str
    kind: Kind
    terms: tuple[Term, ...]
    effective_from: date
    source: str
    effective_to: date | None = None
    standard_rate: int | None = None
    highest_rate: int | None = None
    rate_varies: bool = False
    least_cents: int = 0
    most_cents: int | None = None
    least_payment_cents: int = 0
    down: int = 0
    down_always: bool = False
    late_fee_cents: int = 0
    approval_days: int | None = None
    address: str = ""
    steps: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        rates = [self.standard_rate, self.highest_rate, *(t.rate for t in self.terms), *(t.fee for t in self.terms)]
        if not self.partner.strip() or not self.name.strip() or not self.source.strip():
            raise Refused("a product needs a partner, a name and a source")
        if not self.terms or any(not 1 <= term.months <= 120 for term in self.terms):
            raise Refused(f"{self.partner} {self.name}: months from 1 to 120")
        if any(rate is not None and not 0 <= rate <= 10_000 for rate in rates) or not 0 <= self.down < 10_000:
            raise Refused(f"{self.partner} {self.name}: rates and fees are from 0 to 100 %")
        if self.most_cents is not None and self.most_cents < self.least_cents:
            raise Refused(f"{self.partner} {self.name}: the highest amount is below the lowest")
        if self.kind in (Kind.DEFERRED, Kind.REMAINING) and self.standard_rate is None:
            raise Refused(f"{self.partner} {self.name}: the rate afterwards is missing")
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise Refused(f"{self.partner} {self.name}: it ends before it begins")

    def holds_on(self, day: date) -> bool:
        """Whether the row was in force on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def why_not(self, amount_cents: int, day: date) -> str | None:
        """Say why an amount cannot be financed by it on a day, or None."""
        if not self.holds_on(day):
            return f"{self.partner} {self.name} is not on offer on {show_date_year(day)}"
        if amount_cents < self.least_cents:
            return f"{self.partner} {self.name} begins at {money(self.least_cents)}"
        if self.most_cents is not None and amount_cents > self.most_cents:
            return f"{self.partner} {self.name} ends at {money(self.most_cents)}"
        return None


@dataclass(frozen=True, slots=True)
class Offer:
    """What one product comes to for an amount, over one length. Cents; payments fall monthly from a month on.

    ``rate`` is the one computed with, in basis points: the upper end of a range. ``practice_cost_cents`` None: not known.
    """

    product: Product
    months: int
    bought: date
    amount_cents: int
    down_cents: int
    monthly_cents: int
    dues: tuple[tuple[date, int], ...]
    rate: int
    apr: Decimal
    practice_cost_cents: int | None
    cliff: Cliff | None
    risk: str

    @property
    def financed_cents(self) -> int:
        """The amount less the down payment."""
        return self.amount_cents - self.down_cents

    @property
    def total_cents(self) -> int:
        """All that the patient pays when every payment is made in time."""
        return self.down_cents + sum(cents for _, cents in self.dues)


def offers(
    product: Product, amount_cents: int, bought: date, down_cents: int = 0, accrual: Accrual = Accrual.DAILY
) -> list[Offer]:
    """Give the figures of a product for an amount in cents, one offer for each length.

    Lengths whose rate nobody said are left out. The down payment is at least what the product asks for. Raises
    Refused when the product does not take the amount, saying why.
    """
    down = max(down_cents, percent_of(amount_cents, product.down))
    financed = amount_cents - down
    if financed <= 0:
        raise Refused(f"a down payment of {money(down)} leaves nothing to finance")
    reason = product.why_not(financed, bought)
    if reason:
        raise Refused(reason)
    return [
        _offer(product, term, amount_cents, down, bought, accrual)
        for term in product.terms
        if term.rate is not None and financed >= 100 * term.months
    ]


def nearest_offer(
    product: Product,
    amount_cents: int,
    months: int,
    bought: date,
    down_cents: int = 0,
    accrual: Accrual = Accrual.DAILY,
) -> Offer:
    """Give the offer over the months wished for, else the shortest one that is longer, else the longest.

    Raises Refused as ``offers`` does, and when no length of the product has a known rate.
    """
    lengths = sorted(term.months for term in product.terms if term.rate is not None)
    wanted = next((length for length in lengths if length >= months), lengths[-1] if lengths else 0)
    only = replace(product, terms=tuple(term for term in product.terms if term.months == wanted) or product.terms)
    found = offers(only, amount_cents, bought, down_cents, accrual)
    if not found:
        raise Refused(f"{product.partner} {product.name} has no known rate over a length that fits")
    return replace(found[0], product=product)


def products_on(products: Iterable[Product], day: date) -> list[Product]:
    """Give the rows in force on a day, by partner and name; of two with one name the later one holds."""
    latest: dict[tuple[str, str], Product] = {}
    for product in sorted(products, key=lambda one: one.effective_from):
        if product.holds_on(day):
            latest[product.partner.casefold(), product.name.casefold()] = product
    return sorted(latest.values(), key=lambda one: (one.partner, one.name))


def _offer(product: Product, term: Term, amount: int, down: int, bought: date, accrual: Accrual) -> Offer:
    financed = amount - down
    ends = months_later(bought, term.months)
    rate = term.rate or 0
    cliff = None
    if product.kind in (Kind.DEFERRED, Kind.REMAINING):
        monthly, dues = _level(financed, term.months, product.least_payment_cents, bought)
        apr = Decimal("0.00")
        if product.kind is Kind.DEFERRED:
            cliff = _cliff(product, financed, term.months, bought, dues, accrual)
            risk = cliff.words if cliff else ""
        else:
            risk = f"what is unpaid on {show_date_year(ends)} bears {percent_text(product.standard_rate or 0)} from then on"
    else:
        rate = max(rate, product.highest_rate or 0)
        plan = payment_schedule(PlanTerms(financed, 0, term.months, bought, months_later(bought, 1), rate))
        monthly, dues = plan.level_cents, tuple((i.due, i.amount_cents) for i in plan.instalments)
        apr = plan_apr(plan)
        risk = "interest runs from the first day" if rate else ""
        if product.highest_rate:
            risk = f"computed at the highest rate; it may be {percent_text(term.rate or 0)}"
        elif product.rate_varies:
            risk = f"annual percentage rate from {percent_text(rate)}; the partner sets it"
    if product.late_fee_cents:
        risk = "; ".join(part for part in (risk, f"a late payment costs {money(product.late_fee_cents)} or more") if part)
    if product.down_always and not down:
        risk = "; ".join(part for part in (risk, "the partner asks for a down payment it sets itself") if part)
    cost = None if term.fee is None else percent_of(financed, term.fee)
    return Offer(product, term.months, bought, amount, down, monthly, dues, rate, apr, cost, cliff, risk)


def _level(financed: int, months: int, least: int, bought: date) -> tuple[int, tuple[tuple[date, int], ...]]:
    """The suggested payment, the amount over the months but not below the least one, and its days."""
    monthly = max(-(-financed // months), least)
    dues, left, number = [], financed, 1
    while left > 0:
        dues.append((months_later(bought, number), min(left, monthly)))
        left -= monthly
        number += 1
    return monthly, tuple(dues)


def _cliff(
    product: Product,
    financed: int,
    months: int,
    bought: date,
    dues: tuple[tuple[date, int], ...],
    accrual: Accrual,
) -> Cliff | None:
    """The cliff of paying the required minimum where that does not clear the amount, else that of one missed payment."""
    rate = product.standard_rate or 0
    least = product.least_payment_cents
    paying = [(months_later(bought, number), least) for number in range(1, months + 1)] if least else []
    cliff = deferred_interest(financed, months, rate, bought, paying, accrual) if rate else None
    if cliff is not None and least:
        return cliff
    return deferred_interest(financed, months, rate, bought, dues[:-1], accrual) if rate else None
