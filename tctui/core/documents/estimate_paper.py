"""The estimate as a paper, as data: every line with what keeps insurance from paying more, and the sum in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tctui.core.documents.parts import Person, Practice, canonical
from tctui.core.estimate.result import Estimate, Totals
from tctui.core.money import in_dollars


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A procedure in cents: fee with tax, less write-off (a discount of the office counted in) and insurance.

    ``told`` are whole sentences on its limits; ``phase`` is its heading.
    """

    site: str
    name: str
    code: str
    fee_cents: int
    write_off_cents: int
    insurance_cents: int
    patient_cents: int
    told: tuple[str, ...] = ()
    phase: str = ""


@dataclass(frozen=True, slots=True)
class EstimatePaper:
    """A frozen estimate as it is handed out; ``told`` says the sum in whole sentences, ``made_at`` is UTC."""

    number: str
    version: int
    made_at: datetime
    practice: Practice
    patient: Person
    option: str
    frozen_on: date
    valid_until: date
    lines: tuple[ExplainedLine, ...]
    told: tuple[str, ...]

    @property
    def total(self) -> ExplainedLine:
        """Sums of the amounts over all lines."""
        sums = [
            sum(getattr(line, name) for line in self.lines)
            for name in ("fee_cents", "write_off_cents", "insurance_cents", "patient_cents")
        ]
        return ExplainedLine("", "total", "", *sums)


def in_total(estimate: Estimate, plans: Sequence[str], membership: str = "") -> tuple[str, ...]:
    """Tell the sum of an estimate in whole sentences; ``plans`` are the payers' names in their order.

    A discount is that of the ``membership`` where one is named.
    """
    total = estimate.total
    sentences = [f"The fees come to {in_dollars(total.fee_cents + total.tax_cents)}."]
    off = total.write_off_cents + total.discount_cents
    if off:
        discount = f"your membership of {membership}" if membership else "a discount of our office"
        why = ["our contract with your plan"] * bool(total.write_off_cents) + [discount] * bool(total.discount_cents)
        sentences.append(f"{in_dollars(off)} of it is taken off by {' and '.join(why)}.")
    sentences.append(_insurance(total, plans) + f" {in_dollars(total.patient_cents)} is left for you to pay.")
    if len(estimate.years) > 1:
        by_year = [f"{in_dollars(year.patient_cents)} in {year.label}" for year in estimate.years if year.patient_cents]
        if len(by_year) > 1:
            sentences.append(f"By benefit year, your part is {', '.join(by_year[:-1])} and {by_year[-1]}.")
    if total.best_cents != total.worst_cents:
        low, high = in_dollars(total.best_cents), in_dollars(total.worst_cents)
        sentences.append(f"Some answers of your plan are still open: your part will lie between {low} and {high}.")
    return tuple(sentences)


def _insurance(total: Totals, plans: Sequence[str]) -> str:
    if not plans:
        return "No insurance is counted."
    if not total.insurance_cents:
        return "Your insurance is expected to pay nothing."
    if len(plans) == 1:
        return f"{plans[0]} is expected to pay {in_dollars(total.insurance_cents)}."
    parts = [f"{name} {in_dollars(cents)}" for name, cents in zip(plans, total.insurance, strict=False)]
    return f"Your plans are expected to pay {in_dollars(total.insurance_cents)}: {' and '.join(parts)}."


def canonical_estimate(paper: EstimatePaper) -> bytes:
    """Give the estimate as canonical JSON without number, version and time of making."""
    return canonical(paper)
