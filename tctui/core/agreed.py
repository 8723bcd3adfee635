"""What was presented and agreed about money, as the screens see it: frozen estimates and arrangements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
    """The way to pay that was agreed for an option; `number` counts its versions."""

    id: int
    option_id: int
    number: int
    day: date
    choice: PaymentChoice
    estimate_id: int | None
    method: str = ""
