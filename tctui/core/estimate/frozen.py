"""Frozen estimates: a canonical text of a result, reading it back, and the difference line by line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.errors import Unreadable
from tctui.core.estimate.result import Estimate, LineEstimate, PayerShare, Question, Remaining, Totals
from tctui.core.estimate.trace import Step
from tctui.core.money import money

FORMAT = 1
"""The version of the text form; raised when a field changes its meaning."""


@dataclass(frozen=True, slots=True)
class LineDifference:
    """How one line moved between two estimates; cents, new less old; ``state`` is same, changed, added or removed.

    ``cause`` says in plain words which part moved: fee, a payer's share, write-off, a reason for denial, a year.
    """

    id: str
    code: str
    state: str
    fee_cents: int
    insurance_cents: int
    write_off_cents: int
    discount_cents: int
    patient_cents: int
    cause: str


def to_json(estimate: Estimate) -> str:
    """Write an estimate with its whole trace as canonical JSON: sorted keys, no spaces, the same input the same bytes."""
    return json.dumps(_plain(estimate), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Estimate:
    """Read what ``to_json`` wrote, each step in the words it was presented with; raises Unreadable otherwise."""
    try:
        raw = json.loads(text)
        if raw["format"] != FORMAT:
            raise Unreadable(f"this estimate was frozen in format {raw['format']}, expected {FORMAT}")
        return Estimate(
            as_of=date.fromisoformat(raw["as_of"]),
            lines=tuple(_line(line) for line in raw["lines"]),
            total=_totals(raw["total"]),
            phases=tuple(_totals(row) for row in raw["phases"]),
            years=tuple(_totals(row) for row in raw["years"]),
            remaining=tuple(Remaining(**row) for row in raw["remaining"]),
            questions=tuple(Question(**{**row, "lines": tuple(row["lines"])}) for row in raw["questions"]),
            notes=tuple(raw["notes"]),
        )
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise Unreadable(f"not a frozen estimate: {error}") from error


def difference(old: Estimate, new: Estimate) -> list[LineDifference]:
    """Compare two estimates line by line, in the order of the new one, then the lines that are gone."""
    before = {line.id: line for line in old.lines}
    rows = [_compare(before.pop(line.id, None), line) for line in new.lines]
    return rows + [_compare(line, None) for line in before.values()]


def _compare(old: LineEstimate | None, new: LineEstimate | None) -> LineDifference:
    known = new or old
    assert known is not None
    if old is None or new is None:
        state, sign = ("added", 1) if old is None else ("removed", -1)
        return LineDifference(
            known.id,
            known.code,
            state,
            sign * known.fee_cents,
            sign * known.insurance_cents,
            sign * known.write_off_cents,
            sign * known.discount_cents,
            sign * known.patient_cents,
            "new in this plan" if old is None else "no longer in this plan",
        )
    causes = _causes(old, new)
    return LineDifference(
        new.id,
        new.code,
        "changed" if causes else "same",
        new.fee_cents - old.fee_cents,
        new.insurance_cents - old.insurance_cents,
        new.write_off_cents - old.write_off_cents,
        new.discount_cents - old.discount_cents,
        new.patient_cents - old.patient_cents,
        "; ".join(causes),
    )


def _causes(old: LineEstimate, new: LineEstimate) -> list[str]:
    causes: list[str] = []
    if old.code != new.code:
        causes.append(f"procedure {old.code} became {new.code}")
    if old.fee_cents != new.fee_cents:
        causes.append(f"fee {money(old.fee_cents)} became {money(new.fee_cents)}")
    if old.year != new.year:
        causes.append(f"benefit year {old.year} became {new.year}")
    for number in range(max(len(old.shares), len(new.shares))):
        was = old.shares[number] if number < len(old.shares) else PayerShare("")
        now = new.shares[number] if number < len(new.shares) else PayerShare("")
        causes.extend(_payer_causes(number + 1, was, now))
    for name, was_cents, now_cents in (
        ("write-off", old.write_off_cents, new.write_off_cents),
        ("discount", old.discount_cents, new.discount_cents),
        ("tax", old.tax_cents, new.tax_cents),
        ("patient", old.patient_cents, new.patient_cents),
    ):
        if was_cents != now_cents:
            causes.append(f"{name} {money(was_cents)} became {money(now_cents)}")
    return causes


def _payer_causes(number: int, was: PayerShare, now: PayerShare) -> list[str]:
    if was.coverage_id != now.coverage_id:
        return [f"payer {number} is another coverage"]
    causes = []
    if was.allowed_cents != now.allowed_cents:
        causes.append(f"allowed {money(was.allowed_cents)} became {money(now.allowed_cents)}")
    if was.deductible_cents != now.deductible_cents:
        causes.append(f"deductible {money(was.deductible_cents)} became {money(now.deductible_cents)}")
    if was.denied != now.denied:
        causes.append(f"now not paid: {now.denied}" if now.denied else f"no longer refused ({was.denied})")
    if was.insurance_cents != now.insurance_cents:
        causes.append(f"insurance {number} {money(was.insurance_cents)} became {money(now.insurance_cents)}")
    return causes


def _plain(estimate: Estimate) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "as_of": estimate.as_of.isoformat(),
        "lines": [_line_plain(line) for line in estimate.lines],
        "total": _fields(estimate.total),
        "phases": [_fields(row) for row in estimate.phases],
        "years": [_fields(row) for row in estimate.years],
        "remaining": [_fields(row) for row in estimate.remaining],
        "questions": [_fields(row) for row in estimate.questions],
        "notes": list(estimate.notes),
    }


def _fields(row: Any) -> dict[str, Any]:
    names = row._fields if isinstance(row, PayerShare) else row.__slots__
    return {name: _value(getattr(row, name)) for name in names}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def _line_plain(line: LineEstimate) -> dict[str, Any]:
    row = _fields(line)
    row["shares"] = [_fields(share) for share in line.shares]
    row["steps"] = [
        [step.name, step.payer, step.cents, step.op, [list(pair) for pair in step.inputs], step.rule, step.text]
        for step in line.steps
    ]
    return row


_SHARE_DAYS = ("benefit_year", "since", "until")
"""The parts of a share that are days."""


def _line(row: dict[str, Any]) -> LineEstimate:
    shares = tuple(
        PayerShare(**{**share, **{name: date.fromisoformat(share[name]) for name in _SHARE_DAYS if share.get(name)}})
        for share in row["shares"]
    )
    steps = tuple(
        Step(name, payer, cents, op, tuple((label, value) for label, value in inputs), rule, words)
        for name, payer, cents, op, inputs, rule, words in row["steps"]
    )
    words = {"notes": tuple(row["notes"]), "questions": tuple(row["questions"])}
    return LineEstimate(**{**row, **words, "shares": shares, "steps": steps})


def _totals(row: dict[str, Any]) -> Totals:
    return Totals(**{**row, "insurance": tuple(row["insurance"])})
