"""Answer: an estimate as plain objects in the names of the exchange format, amounts as numbers of dollars."""

from __future__ import annotations

from typing import Any

from tctui.core.estimate.engine import estimate
from tctui.core.estimate.exchange import Request
from tctui.core.estimate.periods import add_months
from tctui.core.estimate.plan import Plan, is_general
from tctui.core.estimate.result import Estimate, LineEstimate, Remaining, Totals
from tctui.core.estimate.rollover import banks
from tctui.core.estimate.rules import Level, Period


def answer(request: Request) -> dict[str, Any]:
    """Estimate a request and write each line under its key, with totals, accumulators, years and rollover."""
    result = estimate_request(request)
    reply: dict[str, Any] = {line.id: _line(line) for line in result.lines}
    reply["totals"] = _totals(result.total)
    reply["years"] = {row.label: _totals(row) for row in result.years}
    reply["accumulators"] = _accumulators(request, result)
    reply.update(_rollover(request))
    reply["questions"] = [{"text": asked.text, "stake": _dollars(asked.stake_cents)} for asked in result.questions]
    reply["notes"] = list(request.notes)
    return reply


def estimate_request(request: Request) -> Estimate:
    """Run the engine on a request."""
    return estimate(request.lines, request.coverages, request.office, request.as_of, request.patient)


def _line(line: LineEstimate) -> dict[str, Any]:
    row: dict[str, Any] = {
        "billed_fee": _dollars(line.fee_cents),
        "patient": _dollars(line.patient_cents),
        "discount": _dollars(line.discount_cents),
        "tax": _dollars(line.tax_cents),
        "limit_notes": list(line.notes),
        "best": _dollars(line.best_cents),
        "worst": _dollars(line.worst_cents),
    }
    for number, share in enumerate(line.shares, start=1):
        row[f"ins{number}"] = _dollars(share.insurance_cents)
        row[f"wo{number}"] = _dollars(share.write_off_cents)
        row[f"ded{number}"] = _dollars(share.deductible_cents)
        row[f"copay{number}"] = _dollars(share.copay_cents)
        row[f"allowed{number}"] = _dollars(share.allowed_cents)
        row[f"benefit_basis{number}"] = _dollars(share.basis_cents)
    if line.shares:
        row["freq_met"] = line.shares[0].frequency_met
        row["waiting_applies"] = line.shares[0].waiting_applies
    else:
        row["wo1"] = _dollars(line.write_off_cents)
    return row


def _totals(row: Totals) -> dict[str, Any]:
    sums = {
        "fee": _dollars(row.fee_cents),
        "ins": _dollars(row.insurance_cents),
        "ded": _dollars(row.deductible_cents),
        "wo": _dollars(row.write_off_cents),
        "discount": _dollars(row.discount_cents),
        "tax": _dollars(row.tax_cents),
        "patient": _dollars(row.patient_cents),
    }
    for number, cents in enumerate(row.insurance, start=1):
        sums[f"ins{number}"] = _dollars(cents)
    return sums


def _accumulators(request: Request, result: Estimate) -> dict[str, Any]:
    """What is left of the primary's general maximum and deductible, after all lines and after each in their order."""
    if not request.coverages:
        return {}
    reply = _left(request, result)
    order = sorted(
        range(len(request.lines)),
        key=lambda place: (
            request.lines[place].priority,
            request.lines[place].on or request.as_of,
            place,
            request.lines[place].id,
        ),
    )
    for count in range(1, len(order) + 1):
        some = tuple(request.lines[place] for place in sorted(order[:count]))
        partial = estimate(some, request.coverages, request.office, request.as_of, request.patient)
        for name, amount in _left(request, partial).items():
            reply[f"{name}_after_{request.lines[order[count - 1]].id}"] = amount
    return reply


def _left(request: Request, result: Estimate) -> dict[str, Any]:
    first = request.coverages[0].id
    reply: dict[str, Any] = {}
    for row in result.remaining:
        if row.coverage_id == first and not row.person and row.left_cents is not None:
            reply.setdefault(_name(row), _dollars(row.left_cents))
    return reply


def _name(row: Remaining) -> str:
    where = "general" if row.scope == "all" else row.scope.partition(":")[2]
    family = "family_" if row.level == Level.FAMILY else ""
    return f"{family}{where}_remaining" if row.kind == "maximum" else f"{family}{where}_deductible_remaining"


def _rollover(request: Request) -> dict[str, Any]:
    """The bank brought forward into each benefit year from the first one in history to the current one."""
    if not request.coverages or request.coverages[0].rollover is None:
        return {}
    terms = request.coverages[0]
    plan = Plan(terms, request.office, request.patient)
    general = [
        rule.cents
        for rule in terms.maximums
        if is_general(rule.scope) and rule.level is Level.INDIVIDUAL and rule.period is Period.BENEFIT_YEAR
    ]
    if not general or general[0] is None or terms.rollover is None:
        return {}
    start = plan.year(request.as_of)
    used: dict[Any, int] = {}
    for entry in terms.history:
        if entry.on is not None and not entry.person:
            used[plan.year(entry.on)] = used.get(plan.year(entry.on), 0) + entry.paid_cents
    years = []
    year = min([*used, start])
    while year < start:
        years.append(used.get(year, 0))
        year = add_months(year, 12)
    row = banks(terms.rollover, general[0], years)
    return {
        "rollover_brought_forward": [_dollars(cents) for cents in row],
        "max_available_by_year": [_dollars(general[0] + cents) for cents in row],
    }


def _dollars(cents: int) -> float:
    return round(cents / 100, 2)
