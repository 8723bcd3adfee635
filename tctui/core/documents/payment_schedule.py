"""The payment schedule as a paper, as data: what is paid on which day, by whom, under which agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tctui.core.documents.parts import Person, Practice, canonical
from tctui.core.finance.choices import PaymentChoice


@dataclass(frozen=True, slots=True)
class PaymentSchedule:
    """The payments of an agreed way to pay; ``made_at`` is UTC, ``method`` may be empty."""

    number: str
    version: int
    made_at: datetime
    practice: Practice
    patient: Person
    payer: Person
    option: str
    choice: PaymentChoice
    method: str = ""


def canonical_schedule(schedule: PaymentSchedule) -> bytes:
    """Give the schedule as canonical JSON without number, version and time of making."""
    return canonical(schedule)
