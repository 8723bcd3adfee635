"""Rollover: what is carried of an unused maximum into the next benefit year, and the bank that grows from it."""

from __future__ import annotations

from collections.abc import Sequence

from tctui.core.estimate.rules import Rollover, RolloverKind
from tctui.core.money import percent_of


def carried(rule: Rollover, maximum: int, bank: int, used: int, *, in_network: bool = False) -> int:
    """Cents in the bank after a year in which ``used`` was paid; the base maximum is used up before the bank.

    Nothing is added when the year had no claim and the rule needs one, or when what was paid is not under the
    threshold; what is in the bank stays. ``in_network`` says that all claims of the year were in the network.
    """
    left = bank - max(0, used - maximum)
    bank_after = max(0, left) + _added(rule, maximum, used, in_network)
    return bank_after if rule.cap_cents is None else min(bank_after, rule.cap_cents)


def _added(rule: Rollover, maximum: int, used: int, in_network: bool) -> int:
    if rule.needs_claim and not used:
        return 0
    threshold = rule.threshold_cents
    if threshold is None and rule.threshold_share is not None:
        threshold = percent_of(maximum, rule.threshold_share)
    if threshold is not None and (used > threshold or (used == threshold and not rule.at_threshold)):
        return 0
    unused = max(0, maximum - used)
    if rule.kind is RolloverKind.FIXED:
        network = rule.in_network_carry_cents
        return network if in_network and network is not None else rule.carry_cents
    if rule.kind is RolloverKind.PERCENT_OF_MAXIMUM:
        return percent_of(maximum, rule.share)
    return percent_of(unused, rule.share) if rule.kind is RolloverKind.PERCENT_OF_UNUSED else unused


def banks(rule: Rollover, maximum: int, used_by_year: Sequence[int], *, in_network: bool = False) -> list[int]:
    """The bank brought forward into each year, one entry more than the years of use given; cents."""
    row = [rule.bank_cents]
    for used in used_by_year:
        row.append(carried(rule, maximum, row[-1], used, in_network=in_network))
    return row
