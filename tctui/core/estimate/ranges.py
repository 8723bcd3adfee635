"""Ranges: the readings of what is unknown that bound an estimate, and the price of each question that would settle it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tctui.core.estimate.plan import Plan
from tctui.core.estimate.result import Question
from tctui.core.estimate.unknown import Reading, Readings

PatientParts = Callable[[Reading, str, Sequence[Plan]], list[int]]
"""The patient's part of each line, cents, under one reading of all questions, or of the one that is named alone."""


def extremes(plans: Sequence[Plan], parts: PatientParts) -> Iterator[list[int]]:
    """Every line in the patient's favour and against him, for each month in which an unknown benefit year may begin."""
    for under in _by_month(plans, ""):
        yield parts(Reading.BEST, "", under)
        yield parts(Reading.WORST, "", under)


def priced(
    readings: Readings, plans: Sequence[Plan], likely: Sequence[int], parts: PatientParts
) -> tuple[Question, ...]:
    """Put a price on each question, the dearest first: what the patient's total moves when that one alone is settled."""
    found = []
    for key, asked in readings.asked.items():
        sums = [sum(likely)]
        months = key == year_key(asked.coverage_id)
        for under in _by_month(plans, asked.coverage_id) if months else [plans]:
            sums += [sum(parts(reading, key, under)) for reading in (Reading.BEST, Reading.WORST)]
        concerned = tuple(line_id for line_id, keys in readings.by_line.items() if key in keys)
        found.append(Question(key, asked.text, asked.coverage_id, concerned, max(sums) - min(sums)))
    return tuple(sorted(found, key=lambda question: (-question.stake_cents, question.key)))


def year_key(coverage_id: str) -> str:
    """The key of the question in which month a benefit year begins."""
    return f"{coverage_id}:year"


def _by_month(plans: Sequence[Plan], coverage_id: str) -> Iterator[Sequence[Plan]]:
    """The plans with each month for the benefit years that are unknown, of one coverage or of all (empty id)."""
    unknown = [plan for plan in plans if plan.terms.renewal_month is None and coverage_id in ("", plan.terms.id)]
    if not unknown:
        yield plans
        return
    for month in range(1, 13):
        yield [plan.beginning_in(month) if plan in unknown else plan for plan in plans]
