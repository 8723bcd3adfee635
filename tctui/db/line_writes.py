"""Changing the planned procedures: adding by code, editing, removing, moving between visits and phases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tctui.core.case import URGENCIES, CaseFile
from tctui.core.case import Line as LineRecord
from tctui.core.errors import Refused
from tctui.core.money import money
from tctui.core.pipeline import STATE_WORDS
from tctui.core.schedule.states import State
from tctui.core.spoken import show_date_year
from tctui.core.teeth import area_from_text, surfaces_from_text, tooth_from_text
from tctui.db.change import By, case_change, line_of_text
from tctui.db.decisions import option_of
from tctui.db.models import Line, Provider, Visit
from tctui.db.option_writes import diagnose
from tctui.db.plan_writes import insert_phase, phase_of, reorder, visit_of
from tctui.db.procedures import read_procedure
from tctui.db.unit_of_work import Unit
from tctui.db.visit_patterns import follow_patterns

_SEATED = (State.IN_CHAIR, State.OUT, State.COMPLETED)


@dataclass(frozen=True, slots=True)
class LineTerms:
    """What a person says about a line; fee in cents per unit, None takes the office fee; an empty name the usual one."""

    code: str
    tooth: str = ""
    surfaces: str = ""
    area: str = ""
    fee: int | None = None
    quantity: int = 1
    name: str = ""
    provider_id: int | None = None
    urgency: str = "soon"
    rationale: str = ""
    if_waits: str = ""
    planned_on: date | None = None


def _columns(terms: LineTerms, today: date, before: LineRecord | None = None) -> dict[str, object]:
    """The columns of a line; a changed code brings its own name, category and fee where the person left the old ones.

    Planned for a day gone by it is refused, where that is new.
    """
    if terms.planned_on and terms.planned_on < today and (before is None or before.planned_on != terms.planned_on):
        raise Refused(f"Planned for: {show_date_year(terms.planned_on)} is past.")
    name, fee = line_of_text("The plain name", terms.name, limit=120), terms.fee
    code = line_of_text("The code", terms.code, needed=True, limit=20)
    category = before.category if before else ""
    if before is None or code != before.code:
        procedure = read_procedure(code)
        code, category = procedure.code, procedure.category
        if not name or (before and name == before.name):
            name = procedure.name
        if fee is None or (before and fee == before.fee):
            fee = procedure.fee
        if fee is None:
            raise Refused(f"The office list has no fee for {code}; type one.")
    if fee is None or fee < 0:
        raise Refused("The fee is missing." if fee is None else "A fee is not below zero.")
    if not 1 <= terms.quantity <= 99:
        raise Refused("The quantity is 1 to 99.")
    if terms.urgency not in URGENCIES:
        raise Refused(f"The urgency is one of: {', '.join(URGENCIES)}.")
    wanted = terms.provider_id
    if wanted is not None and Provider.get_or_none((Provider.id == wanted) & (Provider.voided == 0)) is None:
        raise Refused("That provider is no longer there.")
    return {
        "code": code,
        "name": name or (before.name if before else code),
        "category": category,
        "tooth": tooth_from_text(terms.tooth),
        "surfaces": surfaces_from_text(terms.surfaces),
        "area": area_from_text(terms.area),
        "fee": fee,
        "quantity": terms.quantity,
        "provider": wanted,
        "urgency": terms.urgency,
        "rationale": line_of_text("The rationale", terms.rationale),
        "if_waits": line_of_text("What happens if it waits", terms.if_waits),
        "planned_on": terms.planned_on,
    }


def _visit_for(
    unit: Unit, case: CaseFile, visit_id: int | None, phase_id: int | None, option_id: int | None, new_visit: bool
) -> tuple[int, list[int]]:
    """The visit that a line goes to, with the ids of the lines it holds; made when there is none or a new one is wanted."""
    if visit_id is not None:
        visit = visit_of(case, visit_id)
        if visit.sitting is not None and visit.sitting.state in _SEATED:
            raise Refused("That visit has begun; plan the line for another one.")
        return visit_id, [line.id for line in visit.lines]
    if phase_id is None:
        option = option_of(case, option_id if option_id is not None else 0)
        if not option.phases:
            phase_id = insert_phase(unit, (), option.id, "restorative")
            return unit.insert(Visit, phase=phase_id, ordinal=1), []
        phase_id = option.phases[-1].id
    phase = phase_of(case, phase_id)
    open_visits = [visit for visit in phase.visits if visit.sitting is None or visit.sitting.state not in _SEATED]
    if open_visits and not new_visit:
        return open_visits[-1].id, [line.id for line in open_visits[-1].lines]
    ordinal = 1 + max((visit.ordinal for visit in phase.visits), default=0)
    return unit.insert(Visit, phase=phase_id, ordinal=ordinal), []


@case_change("line.add", "case", "clinical")
def add_line(
    unit: Unit,
    by: By,
    case: CaseFile,
    terms: LineTerms,
    *,
    visit_id: int | None = None,
    phase_id: int | None = None,
    option_id: int | None = None,
    new_visit: bool = False,
) -> None:
    """Add a line to a visit, else to the last open visit of a phase, else of the option's last phase.

    Name, category and pattern come from the procedure, the fee from the office schedule unless one is typed; a phase
    or visit is made where none is there, or a visit when `new_visit`.
    """
    columns = _columns(terms, by.today)
    visit, others = _visit_for(unit, case, visit_id, phase_id, option_id, new_visit)
    unit.result = unit.insert(Line, visit=visit, ordinal=len(others) + 1, **columns)
    reorder(unit, Line, [*others, unit.result])
    diagnose(unit, by, unit.result)
    follow_patterns(unit, case)
    fee = terms.quantity * int(str(columns["fee"]))
    unit.says = f"Added {columns['name']} {columns['tooth'] or columns['area']}".rstrip() + f", {money(fee)}"


def _line(case: CaseFile, line_id: int) -> LineRecord:
    line = case.line(line_id)
    if line is None:
        raise Refused("That line is no longer there; look again.")
    return line


@case_change("line.edit", "case", "clinical")
def edit_line(unit: Unit, by: By, case: CaseFile, line_id: int, terms: LineTerms, *, seen: int | None = None) -> None:
    """Change a line that is not completed; what was signed on it becomes invalid by itself (core.papers)."""
    line = _line(case, line_id)
    if line.state == "completed":
        raise Refused(f"{line.name} is completed; what was done is not changed.")
    columns = _columns(terms, by.today, line)
    unit.update(Line, line_id, seen=seen, **columns)
    follow_patterns(unit, case)
    fee = int(str(columns["fee"]))
    change = f": {money(line.fee)} → {money(fee)}" if fee != line.fee else ""
    unit.says = f"Changed {columns['name']} {columns['tooth'] or columns['area']}".rstrip() + change


@case_change("line.remove", "case", "clinical")
def remove_line(unit: Unit, by: By, case: CaseFile, line_id: int, *, seen: int | None = None) -> None:
    """Take away a line that nobody has decided on; anything else stays on record and is declined or withdrawn.

    A visit that it leaves empty goes with it, unless it is booked, named or waited for by a laboratory.
    """
    line = _line(case, line_id)
    if line.state not in ("diagnosed", "presented"):
        raise Refused(f"{line.name} is {STATE_WORDS[line.state]} and stays on record; withdraw it instead (X).")
    unit.void(Line, line_id, seen=seen)
    visit = visit_of(case, line.visit_id)
    if len(visit.lines) == 1 and not (visit.sitting or visit.name or visit.lab):
        unit.void(Visit, visit.id)
    follow_patterns(unit, case)
    unit.says = f"Removed {line.name} {line.site}".rstrip()


def _movable(case: CaseFile, line: LineRecord) -> None:
    if line.state in ("in_treatment", "completed"):
        raise Refused(f"{line.name} is {STATE_WORDS[line.state]} and stays where it was done.")


@case_change("line.move", "case", "clinical")
def move_line(
    unit: Unit,
    by: By,
    case: CaseFile,
    line_id: int,
    *,
    visit_id: int | None = None,
    phase_id: int | None = None,
    new_visit: bool = False,
    position: int | None = None,
) -> None:
    """Move a line to a visit, or to the last open visit of a phase of the same option; `position` counts from 0."""
    line = _line(case, line_id)
    _movable(case, line)
    if phase_id is not None:
        _same_option(case, line, phase_of(case, phase_id).option_id)
    target, others = _visit_for(unit, case, visit_id, phase_id, None, new_visit)
    _place(unit, case, line, target, others, position)
    unit.says = f"Moved {line.name} to {_where(case, target, phase_id)}"


def _same_option(case: CaseFile, line: LineRecord, option_id: int) -> None:
    if phase_of(case, visit_of(case, line.visit_id).phase_id).option_id != option_id:
        raise Refused("A line stays in its option; copy the option instead (+).")


def _where(case: CaseFile, visit_id: int, phase_id: int | None) -> str:
    visit = case.visit(visit_id)
    if visit is None:
        return f"a new visit of {phase_of(case, phase_id or 0).title}"
    phase = phase_of(case, visit.phase_id)
    return f"{phase.title}, visit {[each.id for each in phase.visits].index(visit_id) + 1}"


def _place(unit: Unit, case: CaseFile, line: LineRecord, target: int, others: list[int], position: int | None) -> None:
    """Put a line among the lines of a visit of its own option."""
    visit = case.visit(target)
    if visit is not None:
        _same_option(case, line, phase_of(case, visit.phase_id).option_id)
    order = [other for other in others if other != line.id]
    order.insert(len(order) if position is None else max(0, min(position, len(order))), line.id)
    if target != line.visit_id:
        unit.update(Line, line.id, visit=target)
    reorder(unit, Line, order)
    follow_patterns(unit, case)


@case_change("line.shift", "case", "clinical")
def shift_line(unit: Unit, by: By, case: CaseFile, line_id: int, step: int) -> None:
    """Move a line one place up (-1) or down (+1); at the edge of its visit it goes into the next one, across phases."""
    line = _line(case, line_id)
    _movable(case, line)
    visit = visit_of(case, line.visit_id)
    order = [each.id for each in visit.lines]
    place = order.index(line_id) + step
    if 0 <= place < len(order):
        order.remove(line_id)
        order.insert(place, line_id)
        reorder(unit, Line, order)
        unit.says = f"Moved {line.name} {'up' if step < 0 else 'down'}"
        return
    option = option_of(case, phase_of(case, visit.phase_id).option_id)
    visits = list(option.visits())
    place = [each.id for each in visits].index(visit.id) + step
    if not 0 <= place < len(visits):
        raise Refused(f"{line.name} is the {'first' if step < 0 else 'last'} of the option already.")
    target = visits[place]
    _visit_for(unit, case, target.id, None, None, False)
    _place(unit, case, line, target.id, [each.id for each in target.lines], 0 if step > 0 else None)
    unit.says = f"Moved {line.name} to {_where(case, target.id, None)}"
