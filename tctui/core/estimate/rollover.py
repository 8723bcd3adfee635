"""Rollover: what is carried of an unused maximum into the next benefit year, and the bank that grows from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tctui.core.estimate.rules import Rollover, RolloverKind
from tctui.core.money import percent_of


class YearOfUse(NamedTuple):
    """What a plan paid in one benefit year, cents, and whether all of it was in the network."""

    used: int
    in_network: bool = False


def carried(rule: Rollover, maximum: int, bank: int, year: YearOfUse) -> int:
    """Cents in the bank after a year of use; the base maximum is used up before the bank.

    Nothing is added when the year had no claim and the rule needs one, or when what was paid is not under the
    threshold; what is in the bank stays.
    """
    left = bank - max(0, year.used - maximum)
    bank_after = max(0, left) + _added(rule, maximum, year)
    return bank_after if rule.cap_cents is None else min(bank_after, rule.cap_cents)


def _added(rule: Rollover, maximum: int, year: YearOfUse) -> int:
    if rule.needs_claim and not year.used:
        return 0
    threshold = rule.threshold_cents
    if threshold is None and rule.threshold_share is not None:
        threshold = percent_of(maximum, rule.threshold_share)
    if threshold is not None and (year.used > threshold or (year.used == threshold and not rule.at_threshold)):
        return 0
    unused = max(0, maximum - year.used)
    if rule.kind is RolloverKind.ALL_UNUSED:
        return unused
    if rule.kind is RolloverKind.PERCENT_OF_UNUSED:
        return percent_of(unused, rule.share)
    if rule.kind is RolloverKind.PERCENT_OF_MAXIMUM:
        return min(percent_of(maximum, rule.share), unused)
    network = rule.in_network_carry_cents
    return min(network if year.in_network and network is not None else rule.carry_cents, unused)


def banks(rule: Rollover, maximum: int, years: Iterable[YearOfUse]) -> list[int]:
    """The bank brought forward into each year, one entry more than the years of use given; cents."""
    row = [rule.bank_cents]
    for year in years:
        row.append(carried(rule, maximum, row[-1], year))
    return row
