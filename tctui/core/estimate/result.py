"""Outputs of an estimate: each line's parts per payer with their steps, totals, what is left, and open questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tctui.core.estimate.trace import Step


@dataclass(frozen=True, slots=True)
class Question:
    """Something nobody has entered, as a question that settles it; ``stake_cents`` is patient worst less best."""

    key: str
    text: str
    coverage_id: str
    lines: tuple[str, ...] = ()
    stake_cents: int = 0


class PayerShare(NamedTuple):
    """One payer's part of one line; cents, percent in basis points (None: not known or not by percentage).

    ``allowed_cents`` is what the plan recognises of the code as charted, ``basis_cents`` the amount its benefit is
    computed on, after a downgrade; ``benefit_year`` the first day of the year that pays; ``denied`` the plain reason
    when nothing is paid; the flags are None where no such rule holds. ``ground`` (limits.Ground, empty where nothing
    is denied), ``how``, ``since`` and ``until`` are the facts of the denial; ``paid_as`` the code of a downgrade.
    """

    coverage_id: str
    allowed_cents: int = 0
    basis_cents: int = 0
    copay_cents: int = 0
    deductible_cents: int = 0
    percent: int | None = None
    insurance_cents: int = 0
    write_off_cents: int = 0
    benefit_year: date | None = None
    denied: str = ""
    frequency_met: bool | None = None
    waiting_applies: bool | None = None
    ground: str = ""
    how: str = ""
    since: date | None = None
    until: date | None = None
    paid_as: str = ""


@dataclass(frozen=True, slots=True)
class LineEstimate:
    """One line's money: fee + tax = insurance of all payers + write-off + discount + patient; all cents.

    ``notes`` are reasons and warnings in plain words; ``questions`` the keys of what is unknown about this line;
    best and worst are the patient's part over all readings of the unknown (equal to ``patient_cents`` when nothing is).
    ``overpaid_cents`` is above 0 only where the office lets payers pass the fee.
    """

    id: str
    code: str
    phase: str
    year: str
    fee_cents: int
    shares: tuple[PayerShare, ...]
    write_off_cents: int
    discount_cents: int
    tax_cents: int
    patient_cents: int
    best_cents: int
    worst_cents: int
    overpaid_cents: int = 0
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def allowed(self) -> tuple[int, ...]:
        """The allowed amount of each payer, cents."""
        return tuple(share.allowed_cents for share in self.shares)

    @property
    def deductible(self) -> tuple[int, ...]:
        """The deductible taken by each payer, cents."""
        return tuple(share.deductible_cents for share in self.shares)

    @property
    def insurance(self) -> tuple[int, ...]:
        """What each payer pays, cents."""
        return tuple(share.insurance_cents for share in self.shares)

    @property
    def insurance_cents(self) -> int:
        """What all payers pay together, cents."""
        return sum(share.insurance_cents for share in self.shares)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over lines, cents; ``label`` names the phase or the benefit year, empty for the whole estimate."""

    label: str = ""
    fee_cents: int = 0
    insurance_cents: int = 0
    insurance: tuple[int, ...] = ()
    deductible_cents: int = 0
    write_off_cents: int = 0
    discount_cents: int = 0
    tax_cents: int = 0
    patient_cents: int = 0
    best_cents: int = 0
    worst_cents: int = 0


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of one deductible or maximum after this estimate; cents, None when the limit is unknown.

    ``kind`` is ``deductible`` or ``maximum``; ``scope`` and ``level`` are those of the rule; ``period`` is the first
    day of the benefit year as text, or the name of another period; ``person`` is empty for the patient; ``tooth`` is
    the one that a limit of each tooth is counted on. ``use_known`` is False where nobody asked what was used before.
    """

    coverage_id: str
    kind: str
    scope: str
    level: str
    period: str
    person: str
    limit_cents: int | None
    used_before_cents: int
    used_here_cents: int
    left_cents: int | None
    source: str = ""
    tooth: str = ""
    use_known: bool = True

    @property
    def before_cents(self) -> int | None:
        """What was left before this estimate, never below zero; None when the limit is unknown."""
        return None if self.limit_cents is None else max(0, self.limit_cents - self.used_before_cents)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A whole estimate: lines in the order they were given, sums, what is left, and the questions, dearest first."""

    as_of: date
    lines: tuple[LineEstimate, ...]
    total: Totals
    phases: tuple[Totals, ...]
    years: tuple[Totals, ...]
    remaining: tuple[Remaining, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...] = ()

    def line(self, line_id: str) -> LineEstimate:
        """Find a line by its id; raises KeyError when the estimate has none of that id."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise KeyError(line_id)


def totals(label: str, lines: Iterable[LineEstimate]) -> Totals:
    """Add lines up into one row of sums."""
    by_payer: list[int] = []
    fee = deductible = write_off = discount = tax = patient = best = worst = 0
    for line in lines:
        fee += line.fee_cents
        write_off += line.write_off_cents
        discount += line.discount_cents
        tax += line.tax_cents
        patient += line.patient_cents
        best += line.best_cents
        worst += line.worst_cents
        for payer, share in enumerate(line.shares):
            if payer == len(by_payer):
                by_payer.append(0)
            by_payer[payer] += share.insurance_cents
            deductible += share.deductible_cents
    insurance = tuple(by_payer)
    return Totals(
        label, fee, sum(insurance), insurance, deductible, write_off, discount, tax, patient, best, worst
    )
