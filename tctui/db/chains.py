"""Reading what holds a visit to the others of its case: the office's table of days between, and what the patient bears."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from tctui.core.case import CaseFile, Option, Visit
from tctui.core.schedule.chain import Booked, Chain, Tolerance
from tctui.core.schedule.spacing import Gap, Sitting, Step, gaps, lower_sides, quadrants
from tctui.db.cases import read_case
from tctui.db.models import database
from tctui.db.people import read_patient
from tctui.db.spacing_rules import procedure_steps, spacing_rules

CHILD_AGE = 12
"""Under this age treatment is planned in the morning (scheduling.md §3)."""


def tolerance_of(patient_id: int, today: int) -> Tolerance:
    """What a patient bears on one day; ``today`` is a day ordinal."""
    age = read_patient(patient_id).age(date.fromordinal(today))
    return Tolerance(only_mornings=age is not None and age < CHILD_AGE)


def sittings_of(option: Option, visits: Iterable[Visit]) -> list[Sitting]:
    """These visits of an option as the rules of spacing see them."""
    steps = procedure_steps()
    phases = {phase.id: phase.ordinal for phase in option.phases}
    return [_sitting(visit, phases[visit.phase_id], steps) for visit in visits]


def _sitting(visit: Visit, phase: int, steps: dict[str, str]) -> Sitting:
    teeth = frozenset(line.tooth for line in visit.lines if line.tooth)
    return Sitting(
        visit.id,
        phase,
        frozenset(Step(steps[line.code], line.tooth) for line in visit.lines if line.code in steps),
        teeth,
        lower_sides(teeth, [line.area for line in visit.lines]),
        visit.gap_min,
        visit.gap_max,
    )


def gaps_between(sittings: list[Sitting]) -> tuple[Gap, ...]:
    """What the office's table asks for between these visits, which stand in the order of their plan."""
    return gaps(sittings, spacing_rules(), _working_days_a_week())


def _working_days_a_week() -> int:
    (days,) = database.execute_sql("SELECT count(DISTINCT weekday) FROM hours WHERE voided = 0").fetchone()
    return max(1, min(7, days))


def read_chain(case_id: int | None, visit_id: int | None, patient_id: int, today: int) -> Chain:
    """What a visit is held to where a person books it; an appointment of no plan only by what the patient bears.

    ``today`` is a day ordinal.
    """
    if case_id is not None and visit_id is not None:
        return chains_in(read_case(case_id), (visit_id,), today)[visit_id]
    return Chain(tolerance=tolerance_of(patient_id, today))


def chains_in(case: CaseFile, visit_ids: Collection[int], today: int) -> dict[int, Chain]:
    """The chain of each of these visits of a case, by visit; of one that is in no option any more an empty one."""
    tolerance = tolerance_of(case.patient_id, today)
    found = {visit_id: Chain(visit_id, tolerance=tolerance) for visit_id in visit_ids}
    for option in case.options:
        known = {visit.id: visit for visit in option.visits()}
        here = [visit_id for visit_id in visit_ids if visit_id in known]
        if not here:
            continue
        standing = [visit for visit in known.values() if visit.sitting is not None or visit.id in here]
        between = gaps_between(sittings_of(option, standing))
        booked = [_booked(visit) for visit in standing if visit.sitting is not None]
        for visit_id in here:
            found[visit_id] = Chain(
                visit_id,
                tuple(gap for gap in between if visit_id in (gap.from_id, gap.to_id)),
                tuple(one for one in booked if one.visit_id != visit_id),
                _numbs(known[visit_id]),
                tolerance,
            )
    return found


def _booked(visit: Visit) -> Booked:
    held = visit.sitting
    assert held is not None
    name = visit.name or next((line.name for line in visit.lines), "the other visit")
    return Booked(visit.id, name, held.day, held.start, held.start + held.length, _numbs(visit))


def _numbs(visit: Visit) -> frozenset[str]:
    return quadrants([line.tooth for line in visit.lines], [line.area for line in visit.lines])
