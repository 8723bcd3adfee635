"""The presentation of a treatment plan in plain words, as data: options with phases, cost, and what a month costs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from tctui.core.documents.parts import Person, Practice
from tctui.core.finance.choices import PaymentChoice
from tctui.core.plain import canonical_json, to_plain
from tctui.core.teaching import TeachingPage


@dataclass(frozen=True, slots=True)
class PresentedLine:
    """A procedure in plain words, cents; ``why`` and ``if_waits`` as the dentist gave them, empty when not given.

    ``limits`` tell what keeps insurance from paying more, a sentence each.
    """

    site: str
    name: str
    fee_cents: int
    insurance_cents: int
    patient_cents: int
    why: str = ""
    if_waits: str = ""
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PresentedPhase:
    """A stage of treatment with its procedures."""

    title: str
    lines: tuple[PresentedLine, ...]


@dataclass(frozen=True, slots=True)
class PresentedOption:
    """One way to treat, with its cost and the ways to pay it.

    ``estimate`` is the number of the frozen estimate whose figures these are, of the day ``estimated_on`` and valid to
    ``valid_until``; 0 where they were computed as the paper was made. Once a way to pay is ``agreed`` it is the only one.
    ``membership`` names the plan whose prices a member has.
    """

    letter: str
    name: str
    recommended: bool
    why: str
    visits: int
    duration: str
    phases: tuple[PresentedPhase, ...]
    ways: tuple[PaymentChoice, ...] = ()
    estimate: int = 0
    estimated_on: date | None = None
    valid_until: date | None = None
    agreed: bool = False
    membership: str = ""

    @property
    def lines(self) -> tuple[PresentedLine, ...]:
        """The procedures of all phases, in order."""
        return tuple(line for phase in self.phases for line in phase.lines)

    @property
    def fee_cents(self) -> int:
        """Sum of the fees before insurance and write-off."""
        return sum(line.fee_cents for line in self.lines)

    @property
    def insurance_cents(self) -> int:
        """Sum of what insurance is estimated to pay."""
        return sum(line.insurance_cents for line in self.lines)

    @property
    def patient_cents(self) -> int:
        """Sum of what is left for the patient."""
        return sum(line.patient_cents for line in self.lines)

    @property
    def taken_off_cents(self) -> int:
        """What contracts and discounts take off the fees."""
        return self.fee_cents - self.insurance_cents - self.patient_cents

    @property
    def is_insured(self) -> bool:
        """Whether insurance is expected to pay anything of it."""
        return any(line.insurance_cents for line in self.lines)

    @property
    def from_monthly_cents(self) -> int | None:
        """The lowest monthly amount among the ways to pay, or None when none is by the month."""
        return min((way.monthly_cents for way in self.ways if way.monthly_cents is not None), default=None)


@dataclass(frozen=True, slots=True)
class PlanPresentation:
    """A treatment plan as it is handed to the patient; ``made_at`` is UTC and becomes the creation time.

    ``teaching`` are the pages about the kinds of treatment in it.
    """

    number: str
    made_at: datetime
    day: date
    practice: Practice
    patient: Person
    dentist: str
    title: str
    options: tuple[PresentedOption, ...]
    valid_until: date
    note: str = ""
    teaching: tuple[TeachingPage, ...] = ()


def canonical_presentation(presentation: PlanPresentation) -> bytes:
    """Give what is presented as canonical JSON, without number and time of making."""
    plain = to_plain(presentation)
    return canonical_json({name: plain[name] for name in plain if name not in ("number", "made_at")})


def presentation_hash(presentation: PlanPresentation) -> str:
    """Give the SHA-256 of what is presented, without number and time of making, in hexadecimal."""
    return hashlib.sha256(canonical_presentation(presentation)).hexdigest()
