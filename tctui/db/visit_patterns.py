"""The pattern of a visit follows its lines, until a person sets another length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tctui.core.case import CaseFile, Line
from tctui.core.case import Visit as VisitRecord
from tctui.core.errors import Unreadable
from tctui.core.schedule.pattern import combined
from tctui.db.cases import read_case
from tctui.db.models import Visit
from tctui.db.procedures import patterns_of
from tctui.db.unit_of_work import Unit

_UNWANTED = ("declined", "withdrawn")


def combination(lines: Iterable[Line], patterns: Mapping[str, str]) -> str:
    """The pattern that the lines of one visit need together; empty when none of their procedures has one."""
    every = list(lines)
    wanted = [line for line in every if line.state not in _UNWANTED] or every
    parts = [patterns[line.code] for line in wanted for _ in range(line.quantity) if line.code in patterns]
    try:
        return combined(parts) if parts else ""
    except Unreadable:
        return ""


def follow_patterns(unit: Unit, before: CaseFile) -> None:
    """Give the visits whose lines changed in this unit their new pattern, unless a person had set another one."""
    after = read_case(before.id)
    visits: list[tuple[VisitRecord, VisitRecord | None]] = [
        (visit, before.visit(visit.id)) for option in after.options for visit in option.visits()
    ]
    changed = [(visit, old) for visit, old in visits if old is None or old.lines != visit.lines]
    codes = {line.code for visit, old in changed for line in (*visit.lines, *(old.lines if old else ()))}
    patterns = patterns_of(sorted(codes))
    for visit, old in changed:
        usual = combination(old.lines, patterns) if old else ""
        fresh = combination(visit.lines, patterns)
        if visit.pattern in ("", usual) and fresh and fresh != visit.pattern:
            unit.update(Visit, visit.id, pattern=fresh)
