"""A course year by year: what insurance and patient pay in each benefit year, and how much maximum lapses unused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.estimate.periods import add_months, year_start
from tctui.core.estimate.plan import is_general
from tctui.core.estimate.result import Estimate
from tctui.core.estimate.rules import Level, MaximumRule, Period
from tctui.core.estimate.terms import CoverageTerms


@dataclass(frozen=True, slots=True)
class YearShare:
    """One benefit year of a course, cents; ``starts`` is its first day under the first coverage.

    ``unused_cents`` is what is left of the whole-plan maximums whose year ends within it: None where no such maximum
    is known. ``lines`` are the ids of the lines done in it.
    """

    starts: date
    label: str
    fee_cents: int
    insurance_cents: int
    patient_cents: int
    unused_cents: int | None
    lines: tuple[str, ...]


def years_of(coverages: Sequence[CoverageTerms], days: Iterable[date]) -> list[date]:
    """The first days of the benefit years from the earliest to the latest of some days, none left out."""
    month = (coverages[0].renewal_month or 1) if coverages else 1
    starts = sorted({year_start(day, month) for day in days})
    found = []
    if starts:
        day = starts[0]
        while day <= starts[-1]:
            found.append(day)
            day = add_months(day, 12)
    return found


def year_shares(
    estimate: Estimate, coverages: Sequence[CoverageTerms], days: dict[str, date], starts: Sequence[date], today: date
) -> tuple[YearShare, ...]:
    """Split an estimate by benefit year of the first coverage; ``days`` are the days of its lines."""
    month = (coverages[0].renewal_month or 1) if coverages else 1
    rows = []
    for start in starts:
        mine = [line for line in estimate.lines if year_start(days[line.id], month) == start]
        rows.append(
            YearShare(
                start,
                str(start.year) if month == 1 else f"{start.year}-{start.month:02d}",
                sum(line.fee_cents for line in mine),
                sum(line.insurance_cents for line in mine),
                sum(line.patient_cents for line in mine),
                _unused(estimate, coverages, start, today),
                tuple(line.id for line in mine),
            )
        )
    return tuple(rows)


def _unused(estimate: Estimate, coverages: Sequence[CoverageTerms], start: date, today: date) -> int | None:
    """What the coverages' maximums leave of the years that end within the twelve months from ``start``."""
    left: list[int] = []
    for terms in coverages:
        own = year_start(start, terms.renewal_month or 1)
        rule = _general_maximum(terms)
        ended = add_months(own, 12) <= today
        lapsed = terms.termination is not None and terms.termination < own
        if rule is None or rule.cents is None or ended or lapsed:
            continue
        known = next(
            (
                row.left_cents
                for row in estimate.remaining
                if row.coverage_id == terms.id
                and row.kind == "maximum"
                and row.scope == rule.scope.text()
                and row.level == rule.level.value
                and row.period == own.isoformat()
                and not row.person
            ),
            rule.cents,
        )
        left.append(known if known is not None else rule.cents)
    return sum(left) if left else None


def _general_maximum(terms: CoverageTerms) -> MaximumRule | None:
    return next(
        (
            rule
            for rule in terms.maximums
            if is_general(rule.scope) and rule.level is Level.INDIVIDUAL and rule.period is Period.BENEFIT_YEAR
        ),
        None,
    )
