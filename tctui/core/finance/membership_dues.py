"""What a member owes of the yearly fees: every payment that has fallen due over the years, less what was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tctui.core.finance.membership import Membership, fee_payments


@dataclass(frozen=True, slots=True)
class FeeStanding:
    """What of the fees is due on a day and what was paid, in cents; ``since`` the oldest payment that is not paid whole.

    ``next_on`` and ``next_cents`` are the payment that falls due next, None and 0 when the membership ends before.
    """

    due_cents: int
    paid_cents: int
    since: date | None
    next_on: date | None
    next_cents: int

    @property
    def open_cents(self) -> int:
        """What has fallen due and is not paid; below zero never: what is paid ahead counts toward what comes."""
        return max(0, self.due_cents - self.paid_cents)


def fee_standing(membership: Membership, paid_cents: int, today: date, given_back_cents: int = 0) -> FeeStanding:
    """Say how the fees stand on a day: the fee of each membership year begun by then, in the payments of the plan.

    What was given back is not owed any more: it is taken off what fell due first.
    """
    due, since, following = -given_back_cents, None, None
    for on, cents in _dues(membership, today):
        if on > today:
            following = following or (on, cents)
            continue
        due += cents
        if due > paid_cents and since is None:
            since = on
    return FeeStanding(max(0, due), paid_cents, since, following[0] if following else None, following[1] if following else 0)


def _dues(membership: Membership, today: date) -> list[tuple[date, int]]:
    """The payments of every membership year up to the one after today's."""
    found: list[tuple[date, int]] = []
    day = membership.began
    while membership.ended is None or day <= membership.ended:
        start, end = membership.year_on(day)
        found += [
            part for part in fee_payments(membership.plan, start) if not membership.ended or part[0] <= membership.ended
        ]
        if start > today:
            break
        day = end + timedelta(days=1)
    return found
