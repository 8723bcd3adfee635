"""Engine: computes an estimate coverage by coverage, line by line in their order, and adds up the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tctui.core.estimate.payer import pay_all
from tctui.core.estimate.periods import year_start
from tctui.core.estimate.plan import Plan
from tctui.core.estimate.ranges import extremes, priced
from tctui.core.estimate.remaining import remaining_after
from tctui.core.estimate.result import Estimate, LineEstimate, Question, Remaining, Totals, totals
from tctui.core.estimate.settle import settle
from tctui.core.estimate.terms import CoverageTerms, OfficeSettings, Patient, PlannedLine
from tctui.core.estimate.trace import IS, TIMES
from tctui.core.estimate.unknown import Reading, Readings
from tctui.core.estimate.work import Work

_NOBODY = Patient()


def estimate(
    lines: Sequence[PlannedLine],
    coverages: Sequence[CoverageTerms],
    office: OfficeSettings,
    as_of: date,
    patient: Patient = _NOBODY,
) -> Estimate:
    """Estimate planned lines under coverages in their order (primary first); a line without a date counts on ``as_of``.

    Lines are computed by priority, then date, then entry order, then id; the result keeps the order given. Where
    something is unknown the best and worst cases are computed too, and each question gets the cents it is worth.
    """
    plans = [Plan(terms, office, patient, as_of) for terms in coverages]
    readings = Readings()
    rows, left = _run(lines, plans, office, as_of, readings, tracing=True)
    questions: tuple[Question, ...] = ()
    runs: list[list[int]] = []
    if readings.asked:

        def patient_parts(reading: Reading, only: str, under: Sequence[Plan]) -> list[int]:
            found, _ = _run(lines, under, office, as_of, Readings(reading, only), tracing=False)
            return [row.patient_cents for row in found]

        likely_parts = [row.patient_cents for row in rows]
        runs = [likely_parts, *extremes(plans, patient_parts)]
        rows = [
            replace(row, best_cents=min(parts), worst_cents=max(parts))
            for row, parts in zip(rows, zip(*runs, strict=True), strict=True)
        ]
        questions = priced(readings, plans, likely_parts, patient_parts)
    return Estimate(
        as_of=as_of,
        lines=tuple(rows),
        total=_sums("", rows, range(len(rows)), runs),
        phases=_grouped(rows, [row.phase for row in rows], runs),
        years=tuple(sorted(_grouped(rows, [row.year for row in rows], runs), key=lambda row: row.label)),
        remaining=left,
        questions=questions,
        notes=tuple(_coverage_notes(coverages)),
    )


def likely(
    lines: Sequence[PlannedLine], plans: Sequence[Plan], office: OfficeSettings, as_of: date
) -> list[LineEstimate]:
    """The amounts of ``estimate`` alone, without trace, range or questions; for many dates under plans made ready once."""
    return _run(lines, plans, office, as_of, Readings(), tracing=False)[0]


def _run(
    lines: Sequence[PlannedLine],
    plans: Sequence[Plan],
    office: OfficeSettings,
    as_of: date,
    readings: Readings,
    *,
    tracing: bool,
) -> tuple[list[LineEstimate], tuple[Remaining, ...]]:
    """Compute every line once under one reading of the unknown; rows in the order given."""
    works = [_begin(line, place, plans, as_of, tracing) for place, line in enumerate(lines)]
    _seat(works)
    works.sort(key=lambda work: (work.line.priority, work.on, work.place, work.line.id))
    left: list[Remaining] = []
    for number, plan in enumerate(plans, start=1):
        books = pay_all(plan, number, works, readings)
        if tracing:
            left.extend(remaining_after(plan, books, as_of))
    rows: list[LineEstimate] = []
    for work in sorted(works, key=lambda work: work.place):
        year = (work.shares[0].benefit_year if work.shares else None) or year_start(work.on, 1)
        rows.append(settle(work, office, year, tuple(readings.by_line.get(work.line.id, ()))))
    return rows, tuple(left)


def _seat(works: Sequence[Work]) -> None:
    """Give each line the day on which its work is seated: as stated, or that of the line which seats it."""
    days = {work.line.id: work.on for work in works} if any(work.line.seated_by for work in works) else {}
    for work in works:
        seat = days.get(work.line.seated_by)
        work.seated_on = seat if work.line.seated_on is None and seat is not None and seat >= work.on else work.line.seated_on


def _begin(line: PlannedLine, place: int, plans: Sequence[Plan], as_of: date, tracing: bool) -> Work:
    """Open a line with its billed fee: the office fee, or the plan's where the first plan's kind bills that."""
    each, label, rule = line.fee_cents, "office fee", ""
    if plans and plans[0].terms.bills_plan_fee:
        terms = plans[0].terms
        service = plans[0].service(line.code, line.category)
        excluded = service.exclusion is not None or (service.percent is not None and service.percent.percent == 0)
        binds = (
            terms.binds_when_excluded if terms.binds_when_excluded is not None else plans[0].office.binds_when_excluded
        )
        listed = terms.fees.get(line.code, 0 if terms.blank_billed_fee_is_zero else None)
        if listed is not None and (binds or not excluded):
            each, label, rule = listed, "listed fee", f"{terms.name} fee list"
    units = max(1, line.quantity)
    work = Work(line, place, line.on or as_of, each * units, [] if tracing else None)
    if units > 1:
        work.step("fee", 0, work.fee, TIMES, ((label, each), ("units", units)), rule)
    else:
        work.step("fee", 0, work.fee, IS, ((label, each),), rule)
    return work


def _grouped(rows: Sequence[LineEstimate], labels: Sequence[str], runs: Sequence[Sequence[int]]) -> tuple[Totals, ...]:
    """Sums per label, in the order in which the labels first appear."""
    groups: dict[str, list[int]] = {}
    for place, label in enumerate(labels):
        groups.setdefault(label, []).append(place)
    return tuple([_sums(label, rows, places, runs) for label, places in groups.items()])


def _sums(label: str, rows: Sequence[LineEstimate], places: Sequence[int], runs: Sequence[Sequence[int]]) -> Totals:
    """Add up lines; the range of a sum is that of whole runs: not every line can be at its best in the same one."""
    sums = totals(label, [rows[place] for place in places])
    if not runs:
        return sums
    parts = [sum(run[place] for place in places) for run in runs]
    return replace(sums, best_cents=min(parts), worst_cents=max(parts))


def _coverage_notes(coverages: Sequence[CoverageTerms]) -> list[str]:
    return [f"{terms.name}: coverage not verified" for terms in coverages if terms.verified_on is None]
