"""How far a disclosed rate or finance charge may lie from the computed one (12 CFR 1026.22(a), 1026.18(d)(2))."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from tctui.core.finance.credit import Credit

REGULAR_POINTS = Decimal("0.125")
IRREGULAR_POINTS = Decimal("0.25")


def rate_tolerance(credit: Credit) -> Decimal:
    """Give the percentage points a disclosed rate may differ: an eighth, a quarter in an irregular transaction."""
    return IRREGULAR_POINTS if is_irregular(credit) else REGULAR_POINTS


def is_irregular(credit: Credit) -> bool:
    """Whether there are several advances, or payment amounts or periods that differ other than first and last.

    An odd first period, first payment or last payment alone leaves a transaction regular (12 CFR 1026.22(a)(3)).
    """
    advances, payments, _ = credit.flows()
    if len(advances) > 1:
        return True
    paid = sorted(payments, key=lambda payment: payment.at)
    times = [payment.at.whole + payment.at.fraction for payment in paid]
    periods = {later - earlier for earlier, later in pairwise(times)}
    return len({payment.amount for payment in paid[1:-1]}) > 1 or len(periods) > 1


def charge_tolerance(amount_financed: Decimal) -> Decimal:
    """Give the dollars a disclosed finance charge may differ: five up to a thousand financed, else ten."""
    return Decimal(5) if amount_financed <= 1_000 else Decimal(10)
