"""Alternatives side by side: what each option costs whom, by the month, in how many visits, and when it is done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.case import Option
from tctui.core.estimate.phasing_dates import Window, Workday, earliest
from tctui.core.estimate.result import Estimate
from tctui.core.finance.wish import Proposal, monthly_of
from tctui.core.schedule.spacing import Gap


@dataclass(frozen=True, slots=True)
class Alternative:
    """One option beside the others, cents; ``standing`` is chosen, recommended or empty.

    ``monthly_cents`` is None where the sum is too small for a plan; ``days`` are those until the last visit.
    """

    option_id: int
    letter: str
    name: str
    standing: str
    rationale: str
    fee_cents: int
    insurance_cents: int
    write_off_cents: int
    patient_cents: int
    best_cents: int
    worst_cents: int
    monthly_cents: int | None
    visits: int
    done_on: date
    days: int

    @property
    def is_open(self) -> bool:
        """Whether something unknown could change what the patient pays."""
        return self.best_cents != self.worst_cents


def alternative(option: Option, estimate: Estimate, done_on: date, today: date, proposal: Proposal) -> Alternative:
    """Sum up one option from its estimate, the day of its last visit and the plan that the office proposes."""
    total = estimate.total
    counted = {int(line.id) for line in estimate.lines}
    return Alternative(
        option.id,
        option.letter,
        option.name,
        "chosen" if option.chosen else "recommended" if option.recommended else "",
        option.rationale,
        total.fee_cents + total.tax_cents,
        total.insurance_cents,
        total.write_off_cents + total.discount_cents,
        total.patient_cents,
        total.best_cents,
        total.worst_cents,
        monthly_of(total.patient_cents, today, proposal),
        sum(1 for visit in option.visits() if any(line.id in counted for line in visit.lines)),
        done_on,
        max(0, (done_on - today).days),
    )


def last_day(
    option: Option, counted: Collection[int], gaps: Sequence[Gap], today: date, workday: Workday = lambda day: day
) -> date:
    """The day of the last visit: as booked and planned, else as early as the gaps between the visits allow.

    What is done counts as today; an option without counted lines is done today.
    """
    days = visit_days(option, counted, gaps, today, workday)
    return max(days.values(), default=today)


def visit_days(
    option: Option, counted: Collection[int], gaps: Sequence[Gap], today: date, workday: Workday = lambda day: day
) -> dict[int, date]:
    """The day of each visit with counted lines, by id: as booked and planned, else as early as the gaps allow.

    ``gaps`` name visits by id. Where the gaps cannot be kept every visit is today.
    """
    visits = [visit for visit in option.visits() if any(line.id in counted for line in visit.lines)]
    place = {visit.id: number for number, visit in enumerate(visits)}
    windows = []
    for visit in visits:
        planned = max((line.planned_on for line in visit.lines if line.planned_on), default=today).toordinal()
        first = visit.sitting.day if visit.sitting else planned
        windows.append(Window(workday(max(first, today.toordinal()))))
    between = [
        gap._replace(from_id=place[gap.from_id], to_id=place[gap.to_id], max_days=None)
        for gap in gaps
        if gap.from_id in place and gap.to_id in place
    ]
    days = earliest(windows, between, workday) or [today.toordinal()] * len(visits)
    return {visit.id: date.fromordinal(day) for visit, day in zip(visits, days, strict=True)}


def time_words(days: int) -> str:
    """How long that is, as people say it: ``today``, ``5 weeks``, ``9 months``."""
    if days < 14:
        return "at once" if days <= 1 else f"{days} days"
    return f"{round(days / 7)} weeks" if days < 60 else f"{round(days * 12 / 365)} months"
