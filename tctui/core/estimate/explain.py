"""Explaining a request: each line's trace as a person reads it, its limits in words, sums, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from tctui.core.estimate.answer import estimate_request
from tctui.core.estimate.answer_years import ortho_payments, rollover_by_year
from tctui.core.estimate.exchange import Request, request_from
from tctui.core.estimate.plain_words import Named, told
from tctui.core.estimate.result import Estimate, LineEstimate, Remaining
from tctui.core.estimate.terms import PlannedLine
from tctui.core.estimate.trace import Step, step_text
from tctui.core.money import money

WHOLE = 10_000
"""Columns of a step that is told whole: a file is not a screen."""


def explain(raw: Mapping[str, Any]) -> Iterator[str]:
    """Tell one request line by line; raises Unreadable naming the path and what was expected there."""
    request = request_from(raw)
    result = estimate_request(request)
    yield f"{request.id or 'Estimate'}, as of {request.as_of}"
    for planned, line in zip(request.lines, result.lines, strict=True):
        yield from _line(request, result, planned, line)
    if len(result.lines) > 1:
        yield f"Together: {_parts(result.total)}"
        if len(result.years) > 1:
            yield from (f"  {row.label}: {_parts(row)}" for row in result.years)
    names = {terms.id: terms.name for terms in request.coverages}
    yield from (text for row in result.remaining for text in _left(names, row))
    yield from _over_years(request, result)
    for asked in result.questions:
        yield f"To ask, worth {money(asked.stake_cents)}: {asked.text}"
    yield from (f"Note: {note}" for note in request.notes)


def _line(request: Request, result: Estimate, planned: PlannedLine, line: LineEstimate) -> Iterator[str]:
    tooth = f"tooth {planned.tooth}" if planned.tooth else ""
    where = " ".join(part for part in (tooth, planned.surfaces, planned.area) if part)
    day = f" on {planned.on}" if planned.on else ""
    yield f"{line.id}: {line.code}{f' {where}' if where else ''}{day}: {_parts(line)}"
    yield from _steps(request, line.steps)
    named = Named({}, {}, request.as_of)
    sentences = told(result, line, named)
    yield from (f"  In words: {sentence}" for sentence in sentences)
    if not sentences:
        yield from (f"  Note: {note[:1].upper()}{note[1:]}" for note in line.notes)


def _steps(request: Request, steps: Sequence[Step]) -> Iterator[str]:
    """The steps in their order, those of one payer under its name."""
    for payer, some in groupby(steps, key=lambda step: step.payer):
        indent = "  "
        if payer:
            yield f"  {request.coverages[payer - 1].name}"
            indent = "    "
        yield from (f"{indent}{step_text(step, WHOLE)}" for step in some)


def _parts(sums: Any) -> str:
    """Fee, insurance, write-off, discount, tax and patient of a line or a sum, what is 0 left out."""
    parts = [
        ("insurance", sums.insurance_cents),
        ("write-off", sums.write_off_cents),
        ("discount", sums.discount_cents),
        ("tax", sums.tax_cents),
    ]
    told_parts = [f"{name} {money(cents)}" for name, cents in parts if cents]
    patient = f"patient {money(sums.patient_cents)}"
    if sums.best_cents != sums.worst_cents:
        patient += f" (between {money(sums.best_cents)} and {money(sums.worst_cents)})"
    return ", ".join([f"fee {money(sums.fee_cents)}", *told_parts, patient])


def _period(row: Remaining) -> str:
    return f"the year from {row.period}" if row.period[:1].isdigit() else row.period.replace("_", " ")


def _left(names: Mapping[str, str], row: Remaining) -> Iterator[str]:
    if row.left_cents is None or row.limit_cents is None:
        return
    whose = f" of {row.person}" if row.person else " of the family" if row.level == "family" else ""
    tooth = f" on tooth {row.tooth}" if row.tooth else ""
    where = "" if row.scope == "all" else f" for {row.scope.partition(':')[2]}"
    yield (
        f"{names[row.coverage_id]}: {row.kind}{where}{tooth}{whose}, {_period(row)}: "
        f"{money(row.left_cents)} left of {money(row.limit_cents)}"
        f"{'' if row.use_known else ', if none of it is used already'}"
    )


def _over_years(request: Request, result: Estimate) -> Iterator[str]:
    banks = rollover_by_year(request).get("max_available_by_year", ())
    if banks:
        yield f"Maximum with rollover, year by year: {', '.join(f'{amount:,.2f}' for amount in banks)}"
    ortho = ortho_payments(request, result).get("ortho")
    if ortho:
        yield f"Orthodontic payments: {ortho['total']:,.2f} of {ortho['case_fee']:,.2f}"
        yield from (f"  {row['date']}: {row['amount']:,.2f}" for row in ortho["payments"])
