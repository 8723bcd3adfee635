"""Changing the options of a case: adding (blank or as a copy), naming, recommending, removing."""

from __future__ import annotations

from string import ascii_uppercase

from tctui.core.case import CaseFile
from tctui.core.case import Option as OptionRecord
from tctui.core.errors import Refused
from tctui.core.papers import AGREED
from tctui.db.change import By, case_change, line_of_text
from tctui.db.decisions import option_of
from tctui.db.models import Line, LineEvent, Option, Phase, Visit
from tctui.db.unit_of_work import Unit


@case_change("option.add", "case", "clinical")
def add_option(unit: Unit, by: By, case: CaseFile, name: str, *, copy_of: int | None = None) -> None:
    """Add an option under the next letter: empty, or with all phases, visits and lines of another as newly diagnosed."""
    name = line_of_text("The option's name", name, needed=True, limit=80)
    taken = {option.letter for option in case.options}
    letter = next((letter for letter in ascii_uppercase if letter not in taken), None)
    if letter is None:
        raise Refused("A case holds at most 26 options.")
    original = option_of(case, copy_of) if copy_of is not None else None
    unit.result = unit.insert(Option, case=case.id, letter=letter, name=name, recommended=not case.options)
    if original is not None:
        _copy(unit, by, original, unit.result)
    unit.says = f"Added option {letter} {name}" + (f", a copy of {original.letter}" if original else "")


def _copy(unit: Unit, by: By, original: OptionRecord, option_id: int) -> None:
    for phase in original.phases:
        phase_id = unit.insert(Phase, option=option_id, ordinal=phase.ordinal, kind=phase.kind, name=phase.name)
        for visit in phase.visits:
            visit_id = unit.insert(
                Visit,
                phase=phase_id,
                ordinal=visit.ordinal,
                name=visit.name,
                pattern=visit.pattern,
                provider=visit.provider_id,
                gap_min=visit.gap_min,
                gap_max=visit.gap_max,
            )
            for line in visit.lines:
                if line.state == "withdrawn":
                    continue
                line_id = unit.insert(
                    Line,
                    visit=visit_id,
                    ordinal=line.ordinal,
                    code=line.code,
                    name=line.name,
                    category=line.category,
                    tooth=line.tooth,
                    surfaces=line.surfaces,
                    area=line.area,
                    fee=line.fee,
                    quantity=line.quantity,
                    provider=line.provider_id,
                    urgency=line.urgency,
                    rationale=line.rationale,
                    if_waits=line.if_waits,
                    planned_on=line.planned_on,
                )
                diagnose(unit, by, line_id)


def diagnose(unit: Unit, by: By, line_id: int) -> None:
    """Record that a line was diagnosed today."""
    unit.insert(LineEvent, line=line_id, kind="diagnosed", at=unit.at, day=by.today, user=by.user.id)


@case_change("option.edit", "case", "clinical")
def edit_option(
    unit: Unit,
    by: By,
    case: CaseFile,
    option_id: int,
    *,
    name: str,
    rationale: str | None = None,
    seen: int | None = None,
) -> None:
    """Name an option anew and say why it is proposed (None: as it was)."""
    option = option_of(case, option_id)
    name = line_of_text("The option's name", name, needed=True, limit=80)
    why = option.rationale if rationale is None else line_of_text("The rationale", rationale)
    unit.update(Option, option_id, seen=seen, name=name, rationale=why)
    unit.says = f"Option {option.letter} is now {name}" if name != option.name else f"Changed option {option.letter}"


@case_change("option.recommend", "case", "clinical")
def recommend_option(unit: Unit, by: By, case: CaseFile, option_id: int) -> None:
    """Recommend this option, and no other."""
    option = option_of(case, option_id)
    if option.recommended:
        raise Refused(f"Option {option.letter} is recommended already.")
    for other in case.options:
        if other.recommended != (other.id == option_id):
            unit.update(Option, other.id, recommended=other.id == option_id)
    unit.says = f"Recommended option {option.letter} {option.name}"


@case_change("option.remove", "case", "clinical")
def remove_option(unit: Unit, by: By, case: CaseFile, option_id: int, *, seen: int | None = None) -> None:
    """Take an option away; refused for the chosen one, the last one, and one with agreed or booked work."""
    option = option_of(case, option_id)
    if len(case.options) == 1:
        raise Refused("A case keeps at least one option.")
    if option.chosen:
        raise Refused(f"Option {option.letter} is chosen; withdraw that choice first.")
    if any(line.state in AGREED for line in option.lines()) or any(visit.sitting for visit in option.visits()):
        raise Refused(f"Option {option.letter} holds accepted or booked work and stays on record.")
    for phase in option.phases:
        for visit in phase.visits:
            for line in visit.lines:
                unit.void(Line, line.id)
            unit.void(Visit, visit.id)
        unit.void(Phase, phase.id)
    unit.void(Option, option_id, seen=seen)
    if option.recommended:
        heir = next(other for other in case.options if other.id != option_id)
        unit.update(Option, heir.id, recommended=True)
    unit.says = f"Removed option {option.letter} {option.name}"
