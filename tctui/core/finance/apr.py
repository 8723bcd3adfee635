"""The annual percentage rate by the actuarial method (12 CFR 1026 Appendix J (b)(8)), in Decimal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from tctui.core.errors import Refused
from tctui.core.finance.unit_periods import Moment

DIGITS = 40
CLOSE = Decimal("1e-22")
"""The rate of a unit-period is solved until it moves less than this: far below 1e-10, so rounding is safe."""

EXACT = Decimal("1e-15")
"""The answer is given to this many places, which the iteration holds."""

HIGHEST = Decimal(10**6)
"""A rate of a unit-period above a hundred million percent is refused as absurd."""


class Flow(NamedTuple):
    """An amount (dollars or any one unit of money) that is advanced or paid at a moment."""

    amount: Decimal
    at: Moment


class _Term(NamedTuple):
    amount: Decimal
    whole: int
    fraction: Decimal


def annual_percentage_rate(advances: Sequence[Flow], payments: Sequence[Flow], a_year: Fraction) -> Decimal:
    """Solve the general equation of Appendix J for the rate of a unit-period and give it per year, in percent.

    ``a_year`` is the number of unit-periods in a year. The answer is exact to more than ten decimals; round it with
    ``rounded``. Raises Refused when nothing is advanced or paid, an amount is not above zero, or the payments never
    repay the advances.
    """
    if not advances or not payments:
        raise Refused("an annual percentage rate needs an advance and a payment")
    if any(flow.amount <= 0 or flow.amount.is_nan() for flow in (*advances, *payments)):
        raise Refused("every advance and every payment must be above zero")
    lent, repaid = sum(f.amount for f in advances), sum(f.amount for f in payments)
    if repaid < lent:
        raise Refused(f"the payments ({repaid}) never repay the advances ({lent})")
    if repaid == lent:
        return Decimal(0)
    with localcontext() as context:
        context.prec = DIGITS
        terms = [*_terms(advances, 1), *_terms(payments, -1)]
        a_percent = _rate_of_unit_period(terms) * 100 * a_year.numerator / a_year.denominator
        # The last digits of the iteration go: an exact 31.875 must be rounded as one.
        return a_percent.quantize(EXACT)


def _terms(flows: Iterable[Flow], sign: int) -> Iterable[_Term]:
    for amount, (whole, fraction) in flows:
        yield _Term(sign * amount, whole, Decimal(fraction.numerator) / fraction.denominator)


def _value_and_slope(terms: Sequence[_Term], rate: Decimal) -> tuple[Decimal, Decimal]:
    growth = 1 + rate
    value = slope = Decimal(0)
    powers: dict[int, Decimal] = {}
    for amount, whole, fraction in terms:
        power = powers.get(whole)
        if power is None:
            power = powers[whole] = growth**-whole
        present = amount * power / (1 + fraction * rate)
        value += present
        slope -= present * (fraction / (1 + fraction * rate) + whole / growth)
    return value, slope


def _rate_of_unit_period(terms: Sequence[_Term]) -> Decimal:
    # At rate 0 more is repaid than lent (negative); a high enough rate makes what is advanced first outweigh it.
    low, high = Decimal(0), Decimal(1)
    while _value_and_slope(terms, high)[0] <= 0:
        low, high = high, high * 4
        if high > HIGHEST:
            raise Refused("no annual percentage rate fits: too much is repaid too soon, or before the credit is given")
    rate = low
    for _ in range(300):
        value, slope = _value_and_slope(terms, rate)
        if value > 0:
            high = rate
        else:
            low = rate
        step = rate - value / slope if slope else high
        # Newton's step while it stays inside the bracket, else halve: several advances can bend the curve.
        following = step if low < step < high else (low + high) / 2
        if abs(following - rate) < CLOSE:
            return following
        rate = following
    raise Refused("no annual percentage rate could be found for these advances and payments")


def rounded(percent: Decimal, places: int = 2) -> Decimal:
    """Round a percentage half up to ``places`` decimals, as it is disclosed."""
    return percent.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
