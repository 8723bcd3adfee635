"""The Truth-in-Lending disclosure of an in-house plan, as data (12 CFR 1026.18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from tctui.core.errors import Refused
from tctui.core.finance.choices import PaymentChoice
from tctui.core.finance.opening import opening_terms
from tctui.core.finance.plans import Frequency


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Equal payments in a row: how many, each of how many cents, from when and how often."""

    count: int
    amount_cents: int
    first_due: date
    frequency: Frequency


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What must be shown before a covered plan is signed; cents, ``apr`` in percent with two places.

    An ``amended`` plan starts from what is owed on it instead of the cash price.
    """

    creditor: str
    apr: Decimal
    finance_charge_cents: int
    cash_price_cents: int
    down_cents: int
    amount_financed_cents: int
    total_of_payments_cents: int
    total_sale_price_cents: int
    payments: tuple[PaymentRow, ...]
    late_fee_cents: int
    late_after_days: int
    amended: bool = False


def disclosure(
    choice: PaymentChoice, creditor: str, late_fee_cents: int, late_after_days: int, amended: bool = False
) -> Disclosure:
    """Draw the disclosure from an in-house plan. Raises Refused when the choice is no plan."""
    schedule, apr = choice.schedule, choice.apr
    if schedule is None or apr is None:
        raise Refused(f"{choice.way.value} needs no Truth-in-Lending disclosure")
    terms, opened = schedule.terms, opening_terms(choice)
    # What a split asks for today beside its plan is a down payment on the sale.
    down = opened.down_cents if opened else terms.down_cents
    price = terms.principal_cents + down
    rows = []
    for amount, group in groupby(schedule.instalments, key=lambda instalment: instalment.amount_cents):
        equal = list(group)
        rows.append(PaymentRow(len(equal), amount, equal[0].due, terms.frequency))
    return Disclosure(
        creditor=creditor,
        apr=apr,
        finance_charge_cents=schedule.finance_charge_cents,
        cash_price_cents=price,
        down_cents=down,
        amount_financed_cents=terms.principal_cents,
        total_of_payments_cents=schedule.total_of_payments_cents,
        total_sale_price_cents=price + schedule.finance_charge_cents,
        payments=tuple(rows),
        late_fee_cents=late_fee_cents,
        late_after_days=late_after_days,
        amended=amended,
    )
