"""The receipt of a payment, as data: who paid what, how, for what, and what is owed after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tctui.core.documents.parts import Person, Practice
from tctui.core.errors import Refused
from tctui.core.plain import canonical_json, to_plain


@dataclass(frozen=True, slots=True)
class Receipt:
    """One payment in cents; the balances are those of the arrangement it was paid on, None where there is none.

    ``reference`` is a check or slip number and never a card number.
    """

    number: str
    made_at: datetime
    day: date
    practice: Practice
    payer: Person
    patient: Person
    amount_cents: int
    method: str
    reference: str
    paid_for: str
    received_by: str
    before_cents: int | None = None
    after_cents: int | None = None
    next_due: date | None = None
    next_cents: int = 0


LONGEST_REFERENCE_DIGITS = 8
"""More digits in a row may be a card or account number, which no paper shows."""


def checked_receipt(receipt: Receipt) -> Receipt:
    """Give the receipt back; raises Refused for a payment of nothing or a reference that may be an account number."""
    if receipt.amount_cents <= 0:
        raise Refused("a receipt is for an amount above zero")
    if receipt.made_at.utcoffset() != timedelta(0):
        raise Refused("the time of making must be UTC")
    checked_reference(receipt.reference)
    return receipt


def checked_reference(reference: str) -> str:
    """Give the reference of a payment back; raises Refused when it may be a card or account number."""
    run = longest = 0
    for letter in reference:
        # Blanks and dashes stand between the digits of a card number as people write it.
        run = run + 1 if letter.isdigit() else run if letter in " -" else 0
        longest = max(longest, run)
    if longest > LONGEST_REFERENCE_DIGITS:
        raise Refused("the reference looks like a card or account number; give its last four digits")
    return reference


def canonical_receipt(receipt: Receipt) -> bytes:
    """Give the receipt as canonical JSON without the time of making."""
    plain = to_plain(receipt)
    return canonical_json({name: plain[name] for name in plain if name != "made_at"})
