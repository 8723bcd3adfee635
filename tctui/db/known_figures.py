"""What insurers really paid for planned lines, as the engine takes it in the place of its own figures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from tctui.core.estimate import CoverageTerms, KnownFigures, PlannedLine, Scope, scope_from_text
from tctui.db.cases import rows_in


def with_payments(lines: Sequence[PlannedLine], coverages: Sequence[CoverageTerms]) -> list[PlannedLine]:
    """The lines with what each coverage has paid or approved for them, on the day of the service that was paid."""
    place = {terms.id: number for number, terms in enumerate(coverages, start=1)}
    rows = rows_in(
        "SELECT o.line_id, o.coverage_id, o.allowed, o.paid, o.write_off, o.deductible, b.day FROM claim_outcome o"
        " LEFT JOIN benefit_use b ON b.line_id = o.line_id AND b.coverage_id = o.coverage_id AND b.voided = 0"
        " WHERE o.line_id IN (?) AND o.voided = 0 ORDER BY o.id",
        [int(line.id) for line in lines],
    )
    known: dict[str, dict[int, KnownFigures]] = {}
    days: dict[str, date] = {}
    for line, coverage, allowed, paid, write_off, deductible, day in rows:
        payer = place.get(str(coverage))
        if payer is not None:
            if day:
                days[str(line)] = date.fromisoformat(day)
            known.setdefault(str(line), {})[payer] = KnownFigures(
                payer, allowed_cents=allowed, deductible_cents=deductible, paid_cents=paid, write_off_cents=write_off
            )
    for payer, scope, figures in _approvals(place):
        for line in lines:
            if scope.covers(line.code, line.category):
                known.setdefault(line.id, {}).setdefault(payer, figures)
    if not known:
        return list(lines)
    return [
        replace(line, known=tuple(known[line.id].values()), on=days.get(line.id, line.on)) if line.id in known else line
        for line in lines
    ]


def _approvals(place: dict[str, int]) -> Iterator[tuple[int, Scope, KnownFigures]]:
    """What each coverage has approved: the payer, the codes, and the amount with the day to which it holds."""
    rows = rows_in(
        "SELECT coverage_id, scope, amount, terms FROM benefit_rule WHERE coverage_id IN (?) AND kind = 'approval'"
        " AND amount IS NOT NULL AND voided = 0 ORDER BY id",
        [int(coverage) for coverage in place],
    )
    for coverage, scope, amount, terms in rows:
        payer, until = place[str(coverage)], json.loads(terms).get("until")
        day = date.fromisoformat(until) if until else None
        yield payer, scope_from_text(scope), KnownFigures(payer, authorised_cents=amount, authorised_until=day)
