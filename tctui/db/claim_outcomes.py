"""Claims' outcome: the lines that were claimed, what each insurer paid for them, and the history that follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.estimate import Estimate, PayerShare
from tctui.core.money import money
from tctui.core.text import clean
from tctui.db import estimates, follow_up
from tctui.db.cases import day_or_none, read_case, read_cases, rows_in
from tctui.db.change import NOTHING, By, Done
from tctui.db.models import BenefitUse, ClaimOutcome, database
from tctui.db.unit_of_work import Unit, unit_of_work

WORTH_TELLING = 2_500
"""Cents from which a payment that differs from the estimate has to be talked about with the patient."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an insurer answered on a line, in cents; None was not stated. A denied line has a reason and pays nothing."""

    paid: int = 0
    allowed: int | None = None
    write_off: int | None = None
    deductible: int | None = None
    denied: bool = False
    reason: str = ""
    paid_as: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A line that was begun or completed, what one coverage was estimated to pay for it, and what it answered."""

    line_id: int
    case_id: int
    code: str
    name: str
    category: str
    site: str
    tooth: str
    surfaces: str
    area: str
    fee: int
    done: date
    share: PayerShare | None
    answer: Answer | None = None
    answered: date | None = None
    outcome_id: int = 0
    version: int = 0

    @property
    def expected(self) -> int:
        """Cents that were estimated."""
        return self.share.insurance_cents if self.share else 0


def claimed_lines(patient_id: int, coverage_id: int, today: date) -> list[Claimed]:
    """The patient's begun and completed lines with the answers of one coverage; the unanswered first, then the newest."""
    cases = read_cases(
        number
        for (number,) in database.execute_sql(
            "SELECT id FROM treatment_case WHERE patient_id = ? AND voided = 0", (patient_id,)
        ).fetchall()
    )
    found: list[Claimed] = []
    for case in cases.values():
        for option in case.options:
            lines = [line for line in option.lines() if line.state in ("completed", "started")]
            if not lines:
                continue
            presented = _presented(option.id)
            now: Estimate | None = None
            for line in lines:
                share = _share(presented, line.id, coverage_id) if presented else None
                if share is None:
                    now = now or _live(case, option, today)
                    share = _share(now, line.id, coverage_id) if now else None
                done = max(
                    (event.day for event in line.events if event.kind in ("started", "completed")), default=today
                )
                found.append(
                    Claimed(
                        line.id, case.id, line.code, line.name, line.category, line.site, line.tooth, line.surfaces,
                        line.area, line.total, done, share,
                    )
                )  # fmt: skip
    found = _answered(found, coverage_id)
    return sorted(found, key=lambda each: (each.answer is not None, -each.done.toordinal(), each.line_id))


def _presented(option_id: int) -> Estimate | None:
    frozen = next(iter(estimates.frozen_of(option_id)), None)
    return estimates.frozen_result(frozen.id) if frozen else None


def _live(case: CaseFile, option: Option, today: date) -> Estimate | None:
    try:
        return estimates.live(case, option, today)
    except Refused:
        return None


def _share(estimate: Estimate, line_id: int, coverage_id: int) -> PayerShare | None:
    for line in estimate.lines:
        if line.id == str(line_id):
            return next((share for share in line.shares if share.coverage_id == str(coverage_id)), None)
    return None


_COLUMNS = (
    "line_id, id, version, day, state, paid, allowed, write_off, deductible, reason, paid_as, expected, expected_allowed,"
    " expected_deductible, expected_percent"
)


def _answered(lines: list[Claimed], coverage_id: int) -> list[Claimed]:
    """Lay the stored answers, and what had been expected when they came, over the lines."""
    rows = rows_in(
        f"SELECT {_COLUMNS} FROM claim_outcome WHERE line_id IN (?) AND voided = 0 AND coverage_id = {coverage_id:d}",
        [each.line_id for each in lines],
    )
    known = {row[0]: row for row in rows}
    found = []
    for each in lines:
        row = known.get(each.line_id)
        if row is not None:
            answer = Answer(row[5], row[6], row[7], row[8], row[4] == "denied", row[9], row[10])
            was = PayerShare(str(coverage_id), row[12] or 0, row[12] or 0, 0, row[13] or 0, row[14], row[11])
            each = replace(
                each, share=was, answer=answer, answered=day_or_none(row[3]), outcome_id=row[1], version=row[2]
            )
        found.append(each)
    return found


def record(
    by: By, patient_id: int, coverage_id: int, lines: Sequence[Claimed], answers: Mapping[int, Answer], on: date,
    reference: str = "",
) -> Done:  # fmt: skip
    """Store what an insurer answered, by line id; accumulators, history and estimates follow.

    Raises Refused for a day to come, or a payment above the fee; then nothing is stored.
    """
    by.need("case", "money")
    if on > by.today:
        raise Refused("A payment is entered when it has come, not before.")
    wanted = {each.line_id: each for each in lines}
    changed = {number: answer for number, answer in answers.items() if wanted[number].answer != answer}
    for number, answer in changed.items():
        _check(wanted[number], answer)
    cases = {wanted[number].case_id for number in changed}
    case_id = cases.pop() if len(cases) == 1 else None
    with unit_of_work(
        by.user.id, "insurance.paid", by.now, case_id=case_id, patient_id=patient_id, token=by.token
    ) as unit:
        if not unit.repeated:
            for number, answer in changed.items():
                _store(unit, by, coverage_id, wanted[number], answer, on, clean(reference, limit=40))
                unit.touch_case(wanted[number].case_id)
            _tell_patient(unit, by, [(wanted[number], answer) for number, answer in changed.items()])
            if unit.rows:
                unit.says = _says(coverage_id, [(wanted[number], answer) for number, answer in changed.items()])
    return Done(unit.says or NOTHING)


def _check(line: Claimed, answer: Answer) -> None:
    if answer.denied and answer.paid:
        raise Refused(f"{line.name}: a denied line pays nothing.")
    if answer.paid > line.fee:
        raise Refused(f"{line.name}: {money(answer.paid)} is more than the fee of {money(line.fee)}.")
    if answer.paid + (answer.write_off or 0) > line.fee:
        raise Refused(f"{line.name}: payment and write-off come to more than the fee of {money(line.fee)}.")


def _store(unit: Unit, by: By, coverage_id: int, line: Claimed, answer: Answer, on: date, reference: str) -> None:
    columns: dict[str, Any] = {
        "day": on, "user": by.user.id, "state": "denied" if answer.denied else "paid", "allowed": answer.allowed,
        "paid": answer.paid, "write_off": answer.write_off, "deductible": answer.deductible,
        "reason": clean(answer.reason, limit=120), "paid_as": clean(answer.paid_as, limit=20), "reference": reference,
    }  # fmt: skip
    if line.outcome_id:
        unit.update(ClaimOutcome, line.outcome_id, seen=line.version, **columns)
    else:
        share = line.share
        unit.insert(
            ClaimOutcome, line=line.line_id, coverage=coverage_id, expected=line.expected,
            expected_allowed=share.basis_cents if share else None,
            expected_deductible=share.deductible_cents if share else None,
            expected_percent=share.percent if share else None, **columns,
        )  # fmt: skip
    use = database.execute_sql(
        "SELECT id FROM benefit_use WHERE coverage_id = ? AND line_id = ? AND voided = 0", (coverage_id, line.line_id)
    ).fetchone()
    spent = {"state": columns["state"], "paid": answer.paid, "deductible": answer.deductible or 0}
    if use is not None:
        unit.update(BenefitUse, use[0], **spent)
    else:
        unit.insert(
            BenefitUse, coverage=coverage_id, day=line.done, code=line.code, category=line.category, tooth=line.tooth,
            surfaces=line.surfaces, area=line.area, line_id=line.line_id, **spent,
        )  # fmt: skip


def _tell_patient(unit: Unit, by: By, answered: Sequence[tuple[Claimed, Answer]]) -> None:
    """Put cases in which the payment differs on the work list; a next action that somebody set stays."""
    gaps: dict[int, int] = defaultdict(int)
    for line, answer in answered:
        gaps[line.case_id] += answer.paid - line.expected
    for case, gap in gaps.items():
        held = read_case(case)
        if abs(gap) >= WORTH_TELLING and not follow_up.is_set_by_hand(held):
            words = f"payment differs: insurer paid {money(abs(gap))} {'more' if gap > 0 else 'less'} than estimated"
            follow_up.put(unit, held, words, by.today, False, by.today, False)


def _says(coverage_id: int, answered: Sequence[tuple[Claimed, Answer]]) -> str:
    row = database.execute_sql(
        "SELECT p.name FROM coverage c JOIN benefit_plan p ON p.id = c.plan_id WHERE c.id = ?", (coverage_id,)
    ).fetchone()
    paid = sum(answer.paid for _, answer in answered)
    gap = paid - sum(line.expected for line, _ in answered)
    lines = f"{len(answered)} {'line' if len(answered) == 1 else 'lines'}"
    beside = "as estimated" if not gap else f"{money(abs(gap))} {'more' if gap > 0 else 'less'} than estimated"
    return f"{row[0]} paid {money(paid)} for {lines}, {beside}"
