"""Work in progress: one line while its payers are computed one after the other, and one payer's claim on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tctui.core.estimate.allowed import Allowed, Copay
from tctui.core.estimate.limits import Denial
from tctui.core.estimate.plan import Service
from tctui.core.estimate.result import PayerShare
from tctui.core.estimate.terms import KnownFigures, PlannedLine
from tctui.core.estimate.trace import Inputs, Step
from tctui.core.estimate.writeoff import Contract


@dataclass(slots=True)
class Claim:
    """One payer's claim on one line: what it recognises, its share, and why it pays nothing; cents."""

    service: Service
    on: date
    allowed: Allowed
    copay: Copay
    percent: int | None
    percent_row: str
    denial: Denial | None = None
    frequency_met: bool | None = None
    waiting_applies: bool | None = None
    deductible_cents: int = 0
    deductible_trace: tuple[str, Inputs, str] | None = None
    known: KnownFigures | None = None
    after_copay: int = field(init=False)
    """The allowed amount less the fixed copay, cents."""

    def __post_init__(self) -> None:
        self.after_copay = max(0, self.allowed.cents - (self.copay.cents or 0))


@dataclass(slots=True)
class Work:
    """One line on its way through the payers; cents. ``steps`` is None when no trace is wanted."""

    line: PlannedLine
    place: int
    on: date
    fee: int
    steps: list[Step] | None
    paid: int = 0
    primary_allowed: int = 0
    seated_on: date | None = None
    """The day on which the work is seated, where it is known."""
    discounts: list[tuple[str, int]] = field(default_factory=list)
    """What each discount plan takes off, by the name of its step, cents."""
    payments: list[int] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    shares: list[PayerShare] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def step(self, name: str, payer: int, cents: int, op: str, inputs: Inputs, rule: str = "") -> None:
        """Write a step down, if a trace is wanted."""
        if self.steps is not None:
            # Two hundred and more of these make an estimate: a tuple made directly takes a third of the time.
            self.steps.append(tuple.__new__(Step, (name, payer, cents, op, inputs, rule, "")))

    def note(self, text: str) -> None:
        """Add a note in plain words, once."""
        if text and text not in self.notes:
            self.notes.append(text)

    def known(self, payer: int) -> KnownFigures | None:
        """The known figures of a payer for this line."""
        for figures in self.line.known:
            if figures.payer == payer:
                return figures
        return None
