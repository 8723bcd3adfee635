"""The annual percentage rate of a plan's schedule (Regulation Z, Appendix J)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tctui.core.finance.apr import Flow, annual_percentage_rate, rounded
from tctui.core.finance.credit import Credit, Stream
from tctui.core.finance.plans import Schedule, plan_moments
from tctui.core.finance.unit_periods import Moment, Step


def plan_apr(schedule: Schedule) -> Decimal:
    """Give the annual percentage rate of a schedule in percent, two places, half up (Regulation Z, Appendix J)."""
    terms = schedule.terms
    if terms.payments == 1:
        advanced = Stream(Decimal(terms.principal_cents), 1, terms.agreed, Step("month"))
        repaid = Stream(Decimal(schedule.level_cents), 1, terms.first_due, Step("month"))
        return rounded(Credit((advanced,), (repaid,), None).annual_percentage_rate())
    unit = terms.frequency.unit_period
    payments = [
        Flow(Decimal(instalment.amount_cents), at)
        for instalment, at in zip(schedule.instalments, plan_moments(terms), strict=True)
    ]
    advance = Flow(Decimal(terms.principal_cents), Moment(0, Fraction(0)))
    return rounded(annual_percentage_rate([advance], payments, unit.a_year))
