"""Payments agreed apart from a plan: in full today, by visit, at a member's prices; each due on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tctui.core.finance.plans import Frequency

MEMBER_FEE = "membership fee"
"""How a payment of a membership's fee is called: it is kept with the membership, not on the account of a treatment."""


@dataclass(frozen=True, slots=True)
class Due:
    """An amount in cents that falls due; ``on`` None means on the day of the visit that ``label`` names.

    ``visit`` is the number under which that visit is kept: its payment moves with it.
    """

    label: str
    on: date | None
    amount_cents: int
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class AgreedDues:
    """What the patient owes the practice without credit, in cents: payments by their day, those without a day last."""

    agreed: date
    dues: tuple[Due, ...]

    @property
    def total_cents(self) -> int:
        """All of it."""
        return sum(due.amount_cents for due in self.dues)

    @property
    def principal_cents(self) -> int:
        """All of it: nothing is a down payment where nothing is lent."""
        return self.total_cents

    @property
    def down_cents(self) -> int:
        """None, as nothing is lent."""
        return 0

    @property
    def rate(self) -> int:
        """No interest is agreed."""
        return 0

    @property
    def payments(self) -> int:
        """How many payments there are."""
        return len(self.dues)

    @property
    def frequency(self) -> Frequency:
        """How often an amendment of it would be paid unless told."""
        return Frequency.MONTHLY
