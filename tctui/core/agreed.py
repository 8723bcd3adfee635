"""What was presented and agreed about money, as the screens see it: frozen estimates and arrangements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tctui.core.finance.account import Account
from tctui.core.finance.amendment import Amendment
from tctui.core.finance.choices import PaymentChoice


@dataclass(frozen=True, slots=True)
class FrozenEstimate:
    """An estimate as it was presented, without its lines; totals in cents."""

    id: int
    option_id: int
    number: int
    frozen_on: date
    expires_on: date
    fee: int
    insurance: int
    write_off: int
    patient: int

    def expired(self, today: date) -> bool:
        """Whether the day until which it was promised has passed."""
        return today > self.expires_on


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The way to pay that was agreed for an option; `number` counts its versions.

    `account_id` is the arrangement that opened the account of its plan; `amendment` what a version changes on that.
    """

    id: int
    option_id: int
    number: int
    day: date
    choice: PaymentChoice
    estimate_id: int | None
    method: str = ""
    account_id: int = 0
    amendment: Amendment | None = None


@dataclass(frozen=True, slots=True)
class PlanAccount:
    """The account of a plan as it is kept: by the arrangement that opened it, with what stands now.

    `waiting` is an amendment that is drawn up and not signed yet: its terms do not hold until then.
    """

    id: int
    case_id: int
    patient_id: int
    option_id: int
    account: Account
    waiting: Arrangement | None = None
