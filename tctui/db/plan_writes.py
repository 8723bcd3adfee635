"""Changing the order of treatment: the phases of an option and the visits of a phase."""

from __future__ import annotations

from collections.abc import Sequence

from tctui.core.case import PHASE_KINDS, PHASE_NAMES, CaseFile
from tctui.core.case import Phase as PhaseRecord
from tctui.core.case import Visit as VisitRecord
from tctui.core.errors import Refused
from tctui.core.schedule.pattern import checked, default_pattern, fitted
from tctui.db.change import By, case_change, line_of_text
from tctui.db.decisions import option_of
from tctui.db.models import Phase, Provider, Visit
from tctui.db.models.base import Kept
from tctui.db.unit_of_work import Unit

_LONGEST_WAIT = 3650
"""Days a visit may have to wait for the one before it."""


def phase_of(case: CaseFile, phase_id: int) -> PhaseRecord:
    """The phase with an id; raises Refused when it is gone."""
    for option in case.options:
        for phase in option.phases:
            if phase.id == phase_id:
                return phase
    raise Refused("That phase is no longer there; look again.")


def visit_of(case: CaseFile, visit_id: int) -> VisitRecord:
    """The visit with an id; raises Refused when it is gone."""
    visit = case.visit(visit_id)
    if visit is None:
        raise Refused("That visit is no longer there; look again.")
    return visit


def reorder(unit: Unit, model: type[Kept], ids: Sequence[int]) -> None:
    """Number rows in the order given, from 1."""
    for ordinal, row_id in enumerate(ids, 1):
        unit.update(model, row_id, ordinal=ordinal)


def shifted(ids: Sequence[int], moved: int, step: int, what: str) -> list[int]:
    """The ids with one of them a step up (-1) or down (+1); raises Refused at the ends."""
    order = list(ids)
    place = order.index(moved)
    if not 0 <= place + step < len(order):
        raise Refused(f"The {what} is the {'first' if step < 0 else 'last'} already.")
    order.insert(place + step, order.pop(place))
    return order


def _kind(kind: str) -> str:
    if kind not in PHASE_KINDS:
        raise Refused(f"A phase is one of: {', '.join(PHASE_NAMES.values())}.")
    return kind


def insert_phase(unit: Unit, phases: Sequence[PhaseRecord], option_id: int, kind: str, name: str = "") -> int:
    """Add a phase after the last one of its kind or of an earlier kind, in clinical order; returns its id."""
    rank = PHASE_KINDS.index(_kind(kind))
    before = [phase.id for phase in phases if PHASE_KINDS.index(phase.kind) <= rank]
    after = [phase.id for phase in phases if phase.id not in before]
    phase_id = unit.insert(Phase, option=option_id, ordinal=len(before) + 1, kind=kind, name=name)
    reorder(unit, Phase, [*before, phase_id, *after])
    return phase_id


@case_change("phase.add", "case", "clinical")
def add_phase(unit: Unit, by: By, case: CaseFile, option_id: int, kind: str, *, name: str = "") -> None:
    """Add an empty phase of a kind of PHASE_KINDS."""
    option = option_of(case, option_id)
    name = line_of_text("The phase's name", name, limit=60)
    unit.result = insert_phase(unit, option.phases, option_id, kind, name)
    unit.says = f"Added the phase {name or PHASE_NAMES[kind]} to option {option.letter}"


@case_change("phase.edit", "case", "clinical")
def edit_phase(
    unit: Unit, by: By, case: CaseFile, phase_id: int, *, kind: str, name: str, seen: int | None = None
) -> None:
    """Change kind and name of a phase."""
    phase_of(case, phase_id)
    name = line_of_text("The phase's name", name, limit=60)
    unit.update(Phase, phase_id, seen=seen, kind=_kind(kind), name=name)
    unit.says = f"Changed the phase to {name or PHASE_NAMES[kind]}"


@case_change("phase.shift", "case", "clinical")
def shift_phase(unit: Unit, by: By, case: CaseFile, phase_id: int, step: int) -> None:
    """Move a phase one place up (-1) or down (+1)."""
    phase = phase_of(case, phase_id)
    option = option_of(case, phase.option_id)
    reorder(unit, Phase, shifted([each.id for each in option.phases], phase_id, step, "phase"))
    unit.says = f"Moved the phase {phase.title} {'up' if step < 0 else 'down'}"


@case_change("phase.remove", "case", "clinical")
def remove_phase(unit: Unit, by: By, case: CaseFile, phase_id: int, *, seen: int | None = None) -> None:
    """Take a phase without lines away."""
    phase = phase_of(case, phase_id)
    if any(True for _ in phase.lines()):
        raise Refused(f"The phase {phase.title} still holds lines; move or remove them first.")
    for visit in phase.visits:
        _without_sitting(visit)
        unit.void(Visit, visit.id)
    unit.void(Phase, phase_id, seen=seen)
    unit.says = f"Removed the phase {phase.title}"


def _without_sitting(visit: VisitRecord) -> None:
    if visit.sitting is not None:
        raise Refused("An appointment holds that visit; cancel it first.")


def _gaps(gap_min: int | None, gap_max: int | None) -> None:
    for gap in (gap_min, gap_max):
        if gap is not None and not 0 <= gap <= _LONGEST_WAIT:
            raise Refused(f"The days to wait are 0 to {_LONGEST_WAIT}.")
    if gap_min is not None and gap_max is not None and gap_min > gap_max:
        raise Refused("The shortest wait is longer than the longest.")


def _pattern(pattern: str, length: int | None) -> str:
    """The pattern brought to a length in units (None: as it is)."""
    if length is None or length == len(pattern):
        return checked(pattern) if pattern else ""
    return fitted(pattern, length) if pattern else default_pattern(length * 5)


def _check_provider(provider_id: int | None) -> None:
    if provider_id is not None and Provider.get_or_none((Provider.id == provider_id) & (Provider.voided == 0)) is None:
        raise Refused("That provider is no longer there.")


@case_change("visit.edit", "case", "clinical", "schedule")
def edit_visit(
    unit: Unit,
    by: By,
    case: CaseFile,
    visit_id: int,
    *,
    name: str,
    length: int | None,
    provider_id: int | None,
    gap_min: int | None,
    gap_max: int | None,
    seen: int | None = None,
) -> None:
    """Change a visit's name, length (units of five minutes), provider, and days after the visit before."""
    visit = visit_of(case, visit_id)
    _gaps(gap_min, gap_max)
    _check_provider(provider_id)
    unit.update(
        Visit,
        visit_id,
        seen=seen,
        name=line_of_text("The visit's name", name, limit=60),
        pattern=_pattern(visit.pattern, length),
        provider=provider_id,
        gap_min=gap_min,
        gap_max=gap_max,
    )
    unit.says = "Changed the visit" + ("; its appointment stays as booked" if visit.sitting else "")


@case_change("visit.shift", "case", "clinical")
def shift_visit(unit: Unit, by: By, case: CaseFile, visit_id: int, step: int) -> None:
    """Move a visit one place up (-1) or down (+1); at the edge of its phase it goes into the next one."""
    visit = visit_of(case, visit_id)
    phase = phase_of(case, visit.phase_id)
    order = [each.id for each in phase.visits]
    if 0 <= order.index(visit_id) + step < len(order):
        reorder(unit, Visit, shifted(order, visit_id, step, "visit"))
        unit.says = f"Moved the visit {'up' if step < 0 else 'down'}"
        return
    phases = option_of(case, phase.option_id).phases
    place = phases.index(phase) + step
    if not 0 <= place < len(phases):
        raise Refused(f"The visit is the {'first' if step < 0 else 'last'} of the option already.")
    there = [each.id for each in phases[place].visits]
    unit.update(Visit, visit_id, phase=phases[place].id)
    reorder(unit, Visit, [visit_id, *there] if step > 0 else [*there, visit_id])
    unit.says = f"Moved the visit to {phases[place].title}"


@case_change("visit.remove", "case", "clinical")
def remove_visit(unit: Unit, by: By, case: CaseFile, visit_id: int, *, seen: int | None = None) -> None:
    """Take a visit without lines and without appointment away."""
    visit = visit_of(case, visit_id)
    _without_sitting(visit)
    if visit.lines:
        raise Refused("The visit still holds lines; move or remove them first.")
    unit.void(Visit, visit_id, seen=seen)
    unit.says = "Removed the visit"
