"""Answer: an estimate as plain objects in the names of the exchange format, amounts as numbers of dollars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tctui.core.estimate.answer_years import ortho_payments, rollover_by_year
from tctui.core.estimate.engine import estimate
from tctui.core.estimate.exchange import Request
from tctui.core.estimate.exchange_fields import PAYERS
from tctui.core.estimate.result import Estimate, LineEstimate, PayerShare, Remaining, Totals
from tctui.core.estimate.rules import Level
from tctui.core.estimate.terms import PlannedLine

FOLLOWED = 60
"""Lines up to which the balances after each line are told: each takes an estimate of its own."""


def answer(request: Request) -> dict[str, Any]:
    """Estimate a request and write each line under its key, with totals, accumulators, years, ortho and rollover."""
    result = estimate_request(request)
    reply: dict[str, Any] = {line.id: line_answer(line) for line in result.lines}
    reply["totals"] = _totals(result.lines, result.total)
    reply["years"] = {
        request.year_name(row.label): _totals([line for line in result.lines if line.year == row.label], row)
        for row in result.years
    }
    reply["accumulators"] = _accumulators(request, result)
    reply.update(rollover_by_year(request))
    reply.update(ortho_payments(request, result))
    if result.questions:
        reply["questions"] = [{"text": asked.text, "stake": _dollars(asked.stake_cents)} for asked in result.questions]
    if request.notes:
        reply["notes"] = list(request.notes)
    return reply


def estimate_request(request: Request) -> Estimate:
    """Run the engine on a request."""
    return estimate(request.lines, request.coverages, request.office, request.as_of, request.patient)


def line_answer(line: LineEstimate) -> dict[str, Any]:
    """One line in the names of ``expect``; ``best`` and ``worst`` only where something unknown makes a range."""
    row: dict[str, Any] = {"billed_fee": _dollars(line.fee_cents)}
    for number, share in enumerate(line.shares, start=1):
        row.update(_share(number, share))
    if line.shares:
        row["freq_met"] = bool(line.shares[0].frequency_met)
        row["waiting_applies"] = bool(line.shares[0].waiting_applies)
    else:
        row["wo1"] = _dollars(line.write_off_cents)
    row["discount"] = _dollars(line.discount_cents)
    row["tax"] = _dollars(line.tax_cents)
    row["patient"] = _dollars(line.patient_cents)
    if line.best_cents != line.worst_cents:
        row["best"] = _dollars(line.best_cents)
        row["worst"] = _dollars(line.worst_cents)
    row["limit_notes"] = list(line.notes)
    return row


def _share(number: int, share: PayerShare) -> dict[str, Any]:
    return {
        f"allowed{number}": _dollars(share.allowed_cents),
        f"benefit_basis{number}": _dollars(share.basis_cents),
        f"copay{number}": _dollars(share.copay_cents),
        f"ded{number}": _dollars(share.deductible_cents),
        f"ins{number}": _dollars(share.insurance_cents),
        f"wo{number}": _dollars(share.write_off_cents),
    }


def _totals(lines: Sequence[LineEstimate], row: Totals) -> dict[str, Any]:
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
        shares = [line.shares[number - 1] for line in lines if number <= len(line.shares)]
        sums[f"ins{number}"] = _dollars(cents)
        sums[f"ded{number}"] = _dollars(sum(share.deductible_cents for share in shares))
        sums[f"wo{number}"] = _dollars(sum(share.write_off_cents for share in shares))
    if row.best_cents != row.worst_cents:
        sums["best"] = _dollars(row.best_cents)
        sums["worst"] = _dollars(row.worst_cents)
    return sums


def _accumulators(request: Request, result: Estimate) -> dict[str, Any]:
    """What is used and left of each maximum and deductible, after all lines and after each in the order they count."""
    if not request.coverages:
        return {}
    reply = _left(request, result)
    if len(request.lines) > FOLLOWED:
        return reply
    order = sorted(request.lines, key=lambda line: (line.priority, line.on or request.as_of))
    for count, last in enumerate(order, start=1):
        among = set(order[:count])
        some: list[PlannedLine] = [line for line in request.lines if line in among]
        partial = estimate(some, request.coverages, request.office, request.as_of, request.patient)
        for name, amount in _left(request, partial).items():
            reply[f"{name}_after_{last.id}"] = amount
    return reply


def _left(request: Request, result: Estimate) -> dict[str, Any]:
    """The patient's own balances and the family's; the current year's stand plain, another's with its first day."""
    names = {terms.id: "" if place == 0 else f"{PAYERS[place]}_" for place, terms in enumerate(request.coverages)}
    reply: dict[str, Any] = {}
    for row in result.remaining:
        if row.left_cents is None or (row.person and row.level == Level.INDIVIDUAL):
            continue
        name = names[row.coverage_id] + _name(row)
        for word, cents in (("remaining", row.left_cents), ("used", row.used_before_cents + row.used_here_cents)):
            key = f"{name}_{word}"
            reply[key if key not in reply else f"{key}_{row.period}"] = _dollars(cents)
    return reply


def _name(row: Remaining) -> str:
    where = "general" if row.scope == "all" else row.scope.partition(":")[2]
    if row.level == Level.FAMILY:
        where = "family" if row.scope == "all" else f"family_{where}"
    if row.tooth:
        where = f"{where}_tooth_{row.tooth}"
    return where if row.kind == "maximum" else f"{where}_deductible"


def _dollars(cents: int) -> float:
    """Cents as a number of dollars that prints with two decimals at most."""
    return cents / 100
