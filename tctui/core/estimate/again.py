"""Estimated again: what moved between the estimate that was presented and today's, line by line, and its main cause."""

from __future__ import annotations

from dataclasses import dataclass

from tctui.core.estimate.result import Estimate, LineEstimate, PayerShare, Remaining
from tctui.core.money import money, percent_text


@dataclass(frozen=True, slots=True)
class LineMove:
    """How one line moved, cents, new less old; ``cause`` in plain words, empty where nothing moved."""

    id: str
    fee_cents: int
    insurance_cents: int
    patient_cents: int
    cause: str


def moves(old: Estimate, new: Estimate) -> list[LineMove]:
    """Every line of the new estimate, then those that are gone, each with the cause of what moved."""
    before = {line.id: line for line in old.lines}
    rows = [_move(old, new, before.pop(line.id, None), line) for line in new.lines]
    gone = [
        LineMove(line.id, -line.fee_cents, -line.insurance_cents, -line.patient_cents, "no longer in the plan")
        for line in before.values()
    ]
    return rows + gone


def main_cause(found: list[LineMove]) -> str:
    """The cause of the line that moved the patient portion most, and how many further causes there are."""
    weight: dict[str, int] = {}
    for move in found:
        if move.cause:
            weight[move.cause] = weight.get(move.cause, 0) + abs(move.patient_cents)
    if not weight:
        return ""
    first = max(weight, key=lambda cause: weight[cause])
    return first if len(weight) == 1 else f"{first} (+{len(weight) - 1})"


def signed(cents: int) -> str:
    """An amount with its sign: ``+35.00``, ``−12.50``, ``0.00``."""
    return f"{'+' if cents > 0 else '−' if cents < 0 else ''}{money(abs(cents))}"


def _move(old: Estimate, new: Estimate, was: LineEstimate | None, now: LineEstimate) -> LineMove:
    if was is None:
        return LineMove(now.id, now.fee_cents, now.insurance_cents, now.patient_cents, "new in the plan")
    fee, insurance = now.fee_cents - was.fee_cents, now.insurance_cents - was.insurance_cents
    patient = now.patient_cents - was.patient_cents
    moved = fee or insurance or patient or now.write_off_cents != was.write_off_cents
    return LineMove(now.id, fee, insurance, patient, _cause(old, new, was, now) if moved else "")


def _cause(old: Estimate, new: Estimate, was: LineEstimate, now: LineEstimate) -> str:
    """The first thing that explains a move, from what people changed to what follows from it."""
    if was.code != now.code:
        return "another procedure"
    if was.fee_cents != now.fee_cents:
        return f"fee {money(was.fee_cents)} → {money(now.fee_cents)}"
    if [share.coverage_id for share in was.shares] != [share.coverage_id for share in now.shares]:
        return "the insurance changed"
    for number, (before, after) in enumerate(zip(was.shares, now.shares, strict=True), start=1):
        cause = _of_share(old, new, before, after, number, now)
        if cause:
            return cause
    if was.year != now.year:
        return f"benefit year {now.year} instead of {was.year}"
    if was.questions != now.questions:
        return "a rule of the plan became known" if len(now.questions) < len(was.questions) else "a rule is unknown now"
    if was.write_off_cents != now.write_off_cents or was.discount_cents != now.discount_cents:
        return "write-off or discount changed"
    return "other lines of the plan changed"


def _of_share(old: Estimate, new: Estimate, was: PayerShare, now: PayerShare, number: int, line: LineEstimate) -> str:
    if any(step.payer == number and step.rule == "actual payment" for step in line.steps):
        return "the insurer has paid" if was.insurance_cents != now.insurance_cents else ""
    if was.denied != now.denied:
        return f"now limited: {now.denied}" if now.denied else "a limit no longer holds"
    if was.allowed_cents != now.allowed_cents:
        return f"the plan recognizes {money(now.allowed_cents)}, was {money(was.allowed_cents)}"
    if was.paid_as != now.paid_as:
        return "the plan pays for another treatment"
    if was.percent != now.percent and was.percent is not None and now.percent is not None:
        return f"the plan pays {percent_text(now.percent)}, was {percent_text(was.percent)}"
    if was.benefit_year != now.benefit_year and now.benefit_year and was.benefit_year:
        return f"new benefit year, from {now.benefit_year:%B %Y}"
    if was.deductible_cents != now.deductible_cents:
        used = _used_more(old, new, was, now, "deductible")
        return f"deductible met elsewhere: {money(used)}" if used > 0 else "deductible taken from another line"
    if was.insurance_cents != now.insurance_cents:
        used = _used_more(old, new, was, now, "maximum")
        if used > 0:
            return f"maximum used elsewhere: {money(used)}"
        if used < 0:
            return f"less of the maximum is used: {money(-used)}"
    return ""


def _used_more(old: Estimate, new: Estimate, was: PayerShare, now: PayerShare, kind: str) -> int:
    """How much more of a general limit was used up before the new estimate than before the old one, cents."""
    before, after = _general(old, was, kind), _general(new, now, kind)
    if before is None or after is None:
        return 0
    return after.used_before_cents - before.used_before_cents


def _general(estimate: Estimate, share: PayerShare, kind: str) -> Remaining | None:
    wanted = share.benefit_year.isoformat() if share.benefit_year else ""
    return next(
        (
            row
            for row in estimate.remaining
            if (row.coverage_id, row.kind, row.scope, row.level) == (share.coverage_id, kind, "all", "individual")
            and row.period == wanted
        ),
        None,
    )
