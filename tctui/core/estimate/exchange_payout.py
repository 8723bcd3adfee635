"""Rollover of unused maximum and orthodontic payout, as the exchange format writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from tctui.core.estimate.exchange_row import Row, cents, plain_word, points, wrong
from tctui.core.estimate.exchange_rules import TIERS
from tctui.core.estimate.exchange_spans import span_of
from tctui.core.estimate.ortho import USUAL_MONTHS, DownPayment, OrthoTerms
from tctui.core.estimate.periods import add_months
from tctui.core.estimate.rules import Rollover, RolloverKind, Tier
from tctui.core.estimate.terms import HistoryEntry
from tctui.core.money import round_half_up

ROLLOVERS = {
    "fixed": RolloverKind.FIXED,
    "fixed_tier": RolloverKind.FIXED,
    "fixed_amount": RolloverKind.FIXED,
    "tier": RolloverKind.FIXED,
    "tiered": RolloverKind.FIXED,
    "threshold": RolloverKind.FIXED,
    "fixed_carry": RolloverKind.FIXED,
    "fraction_of_max": RolloverKind.PERCENT_OF_MAXIMUM,
    "fraction_of_maximum": RolloverKind.PERCENT_OF_MAXIMUM,
    "percent_of_max": RolloverKind.PERCENT_OF_MAXIMUM,
    "percent_of_maximum": RolloverKind.PERCENT_OF_MAXIMUM,
    "fraction_of_unused": RolloverKind.PERCENT_OF_UNUSED,
    "percent_of_unused": RolloverKind.PERCENT_OF_UNUSED,
    "all_unused": RolloverKind.ALL_UNUSED,
    "unused": RolloverKind.ALL_UNUSED,
}
DOWN_OF = {
    "case_fee": DownPayment.OF_CASE_FEE,
    "fee": DownPayment.OF_CASE_FEE,
    "benefit": DownPayment.OF_BENEFIT,
    "plan_share": DownPayment.OF_BENEFIT,
    "maximum": DownPayment.OF_MAXIMUM,
    "lifetime_maximum": DownPayment.OF_MAXIMUM,
}
OFTEN = {
    "monthly": 1,
    "month": 1,
    "quarterly": 3,
    "quarter": 3,
    "semi_annual": 6,
    "semi_annually": 6,
    "semiannual": 6,
    "semiannually": 6,
    "twice_a_year": 6,
    "annual": 12,
    "annually": 12,
    "yearly": 12,
    "year": 12,
    "lump_sum": 0,
    "once": 0,
    "single": 0,
}


def rollover_from(plan: Row) -> Rollover | None:
    """Read a plan's rollover; a fraction is from 0 to 1, a percentage from 0 to 100."""
    if not plan.value("rollover"):
        return None
    row = plan.part("rollover", "rollover")
    assert row is not None
    carry, bonus, inside = row.cents("carry"), row.cents("network_bonus"), row.cents("in_network_carry")
    return Rollover(
        kind=row.choice("type", ROLLOVERS, RolloverKind.FIXED),
        carry_cents=carry or 0,
        share=_share(row, "percent", "fraction") or 0,
        threshold_cents=row.cents("threshold"),
        threshold_share=_share(row, "threshold_percent", "threshold_fraction"),
        cap_cents=row.cents("cap"),
        needs_claim=row.flag("needs_claim"),
        bank_cents=row.cents("bank") or 0,
        bank_year=row.day("bank_as_of"),
        in_network_carry_cents=inside if bonus is None or inside is not None else (carry or 0) + bonus,
        at_threshold=row.flag("at_threshold"),
    )


def years_listed(plan: Row, as_of: date) -> Iterator[HistoryEntry]:
    """What ``used_by_year`` says was paid in each year before the current one, the oldest first, as history."""
    if not plan.value("rollover"):
        return
    row = Row(plan.value("rollover"), "rollover", plan.at("rollover"), [])
    used = row.value("used_by_year")
    listed = used if isinstance(used, list) else [] if used is None else [used]
    for number, each in enumerate(listed):
        path = f"{row.at('used_by_year')}[{number}]"
        day = add_months(as_of, -12 * (len(listed) - number))
        if isinstance(each, Mapping):
            year = Row(each, "year_of_use", path, plan.notes)
            tier = year.choice("network", TIERS, Tier.BOTH)
            yield HistoryEntry(on=day, paid_cents=year.cents("used") or 0, tier=tier)
        else:
            yield HistoryEntry(on=day, paid_cents=cents(each, path))


def payout_from(plan: Row) -> OrthoTerms | None:
    """Read how a plan pays for an orthodontic case; what it does not say comes from the plan's other rules."""
    row = plan.part("ortho_payout", "ortho_payout")
    if row is None:
        return None
    every = _every(row)
    count = row.whole("payments", most=1_200)
    months = row.whole("months", most=1_200)
    if months is None:
        months = count * max(1, every) if count is not None else USUAL_MONTHS
    down = row.value("down_payment")
    share = _share(row, "down_payment_percent", "down_payment_fraction")
    if isinstance(down, str) and "%" in down:
        share, down = points(down, row.at("down_payment")), None
    elif isinstance(down, float) and 0 < down < 1:
        share, down = round_half_up(Decimal(str(down)) * 10_000), None
    return OrthoTerms(
        percent=row.points("percent"),
        lifetime_cents=row.cents("lifetime_maximum"),
        down_share=share if share is not None else 0,
        months=months,
        every_months=every,
        down_cents=None if down is None else cents(down, row.at("down_payment")),
        down_of=row.choice("down_payment_of", DOWN_OF, DownPayment.OF_CASE_FEE),
        case_fee_cents=row.cents("case_fee"),
        placed_on=row.day("placed_on"),
    )


def _every(row: Row) -> int:
    value = row.value("frequency")
    if value is None:
        return 1
    if isinstance(value, str) and plain_word(value) in OFTEN:
        return OFTEN[plain_word(value)]
    span = span_of(value, row.at("frequency"))
    if span.days or not span.months:
        wrong(row.at("frequency"), f"one of {', '.join(OFTEN)}, or a span of months", value)
    return span.months


def _share(row: Row, percent: str, fraction: str) -> int | None:
    """A share in basis points, given as a percentage or as a fraction of one; above one it is a percentage."""
    if row.value(percent) is not None:
        return row.points(percent)
    value = row.value(fraction)
    if value is None:
        return None
    cents(value, row.at(fraction))
    share = round_half_up(Decimal(str(value)) * 10_000)
    return share if share <= 10_000 else points(value, row.at(fraction))
