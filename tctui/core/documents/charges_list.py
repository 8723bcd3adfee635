"""The list of what a lending partner is charged before it is done, as data: each treatment with its amount, and the partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tctui.core.documents.parts import Person, Practice, canonical
from tctui.core.errors import Refused


@dataclass(frozen=True, slots=True)
class ListedCharge:
    """One treatment: where, its name and code, the visit with its day as far as that is known, and cents.

    ``patient_cents`` is what is left of ``fee_cents`` after insurance and reductions.
    """

    site: str
    name: str
    code: str
    visit: str
    fee_cents: int
    patient_cents: int


@dataclass(frozen=True, slots=True)
class ChargesList:
    """What is charged to the credit of ``partner``: ``lent_cents`` of the sum of the lines; ``made_at`` is UTC."""

    number: str
    version: int
    made_at: datetime
    day: date
    practice: Practice
    patient: Person
    partner: str
    option: str
    lines: tuple[ListedCharge, ...]
    lent_cents: int

    @property
    def total_cents(self) -> int:
        """What all of it leaves for the patient."""
        return sum(line.patient_cents for line in self.lines)

    @property
    def fee_cents(self) -> int:
        """The fees of all of it."""
        return sum(line.fee_cents for line in self.lines)

    @property
    def rest_cents(self) -> int:
        """What of it the partner does not lend."""
        return self.total_cents - self.lent_cents


def checked_charges(paper: ChargesList) -> ChargesList:
    """Give the list back; raises Refused when nothing stands on it or more is lent than it comes to."""
    if not paper.lines:
        raise Refused("a list of charges needs at least one treatment")
    if not 0 < paper.lent_cents <= paper.total_cents:
        raise Refused("what the partner lends is more than the treatment on the list")
    return paper


def canonical_charges(paper: ChargesList) -> bytes:
    """Give the list as canonical JSON without number, version and time of making."""
    return canonical(paper)
