"""Reading what holds a visit to the others of its case: the office's table of days between, and what the patient bears."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from tctui.core.case import CaseFile, Option, Visit
from tctui.core.schedule.chain import Booked, Chain, Tolerance
from tctui.core.schedule.spacing import Gap, Sitting, SpacingRule, Step, gaps, lower_sides, quadrants
from tctui.db.book import patient_times
from tctui.db.cases import read_case
from tctui.db.models import database
from tctui.db.people import read_patient
from tctui.db.spacing_rules import procedure_steps, spacing_rules

CHILD_AGE = 12
"""Under this age treatment is planned in the morning (scheduling.md §3)."""


class SpacingTable(NamedTuple):
    """The office's days between steps, the step of each procedure by its code, and how many days a week it works.

    A practice without any hours works from Monday to Friday.
    """

    rules: tuple[SpacingRule, ...]
    steps: dict[str, str]
    days_a_week: int


def spacing_table() -> SpacingTable:
    """The table as it stands, read once for however many cases are held against it."""
    (days,) = database.execute_sql("SELECT count(DISTINCT weekday) FROM hours WHERE voided = 0").fetchone()
    return SpacingTable(spacing_rules(), procedure_steps(), days or 5)


def tolerance_of(patient_id: int, today: int) -> Tolerance:
    """What a patient bears on one day, the patient's own limit first; ``today`` is a day ordinal."""
    age, times = read_patient(patient_id).age(date.fromordinal(today)), patient_times(patient_id)
    usual = Tolerance(only_mornings=age is not None and age < CHILD_AGE)
    if times is None or times.chair_units is None:
        return usual
    return replace(usual, chair_units=times.chair_units, is_own=True)


def sittings_of(option: Option, visits: Iterable[Visit], table: SpacingTable) -> list[Sitting]:
    """These visits of an option as the rules of spacing see them."""
    phases = {phase.id: phase.ordinal for phase in option.phases}
    return [_sitting(visit, phases[visit.phase_id], table.steps) for visit in visits]


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


def gaps_between(sittings: list[Sitting], table: SpacingTable) -> tuple[Gap, ...]:
    """What the office's table asks for between these visits, which stand in the order of their plan."""
    return gaps(sittings, table.rules, table.days_a_week)


def read_chain(case_id: int | None, visit_id: int | None, patient_id: int, today: int) -> Chain:
    """What a visit is held to where a person books it; an appointment of no plan only by what the patient bears.

    ``today`` is a day ordinal.
    """
    tolerance = tolerance_of(patient_id, today)
    if case_id is None or visit_id is None:
        return Chain(tolerance=tolerance)
    return replace(chains_in(read_case(case_id), (visit_id,), spacing_table())[visit_id], tolerance=tolerance)


def chains_in(case: CaseFile, visit_ids: Collection[int], table: SpacingTable) -> dict[int, Chain]:
    """What holds each of these visits of a case to its others, by visit; nothing for one that is in no option any more.

    What the patient bears is not asked: the chains have the usual tolerance.
    """
    found = {visit_id: Chain(visit_id) for visit_id in visit_ids}
    for option in case.options:
        known = {visit.id: visit for visit in option.visits()}
        here = [visit_id for visit_id in visit_ids if visit_id in known]
        if not here:
            continue
        standing = [visit for visit in known.values() if visit.sitting is not None or visit.id in here]
        between = gaps_between(sittings_of(option, standing, table), table)
        booked = [_booked(visit) for visit in standing if visit.sitting is not None]
        for visit_id in here:
            found[visit_id] = Chain(
                visit_id,
                tuple(gap for gap in between if visit_id in (gap.from_id, gap.to_id)),
                tuple(one for one in booked if one.visit_id != visit_id),
                _numbs(known[visit_id]),
            )
    return found


def _booked(visit: Visit) -> Booked:
    held = visit.sitting
    assert held is not None
    name = visit.name or next((line.name for line in visit.lines), "the other visit")
    return Booked(visit.id, name, held.day, held.start, held.start + held.length, _numbs(visit))


def _numbs(visit: Visit) -> frozenset[str]:
    return quadrants([line.tooth for line in visit.lines], [line.area for line in visit.lines])
