"""Which papers a case or a visit still lacks; read where the cursor walks, so without the engine of estimates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tctui.core.case import CaseFile, Visit
from tctui.core.papers import NEVER_SIGNED, lacking, let_go, told
from tctui.db.cases import rows_in
from tctui.db.papers import papers_of


def numbers_under(option_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The numbers of the newest frozen estimate and of the standing arrangement by option, 0 where there is none."""
    rows = rows_in(
        "SELECT o.id, (SELECT MAX(number) FROM frozen_estimate WHERE option_id = o.id AND voided = 0),"
        " (SELECT MAX(number) FROM arrangement WHERE option_id = o.id AND voided = 0 AND replaced_by_id IS NULL)"
        " FROM option o WHERE o.id IN (?)",
        option_ids,
    )
    return {row[0]: (row[1] or 0, row[2] or 0) for row in rows}


def missing_for(case: CaseFile, visit: Visit | None, today: date) -> list[str]:
    """What is missing before a visit may be confirmed or started, an override aside; empty when nothing is."""
    option = next(
        (option for option in case.options if visit is not None and any(v.id == visit.id for v in option.visits())),
        case.leading,
    )
    if option is None:
        return []
    return lacking(option, visit, papers_of([case.id])[case.id], *numbers_under([option.id])[option.id], today)


def overridden(visit_ids: Sequence[int]) -> dict[int, list[str]]:
    """What leads let visits go ahead without, by visit, as `lacking` named it then."""
    found: dict[int, list[str]] = {}
    for visit_id, named in rows_in(
        'SELECT visit_id, gate FROM "override" WHERE visit_id IN (?) AND voided = 0 ORDER BY id', visit_ids
    ):
        found.setdefault(visit_id, []).extend(named.split("; "))
    return found


def stands_in_the_way(case: CaseFile, visit: Visit, today: date, done: bool = False) -> list[str]:
    """What is missing before a visit may be confirmed or started and no lead let go; empty when nothing is.

    With ``done`` before what was done in it may be recorded as completed: what has changed or expired since it began
    runs its course, what nobody ever signed does not.
    """
    missing = missing_for(case, visit, today)
    if done:
        missing = [each for each in missing if each.endswith(NEVER_SIGNED)]
    return let_go(missing, overridden([visit.id]).get(visit.id, [])) if missing else []


def why_closed(missing: Sequence[str]) -> str | None:
    """What stands in the way and the two ways out of it, in words; None when nothing does."""
    return f"{told(missing)}. Sign with d in the case, or a lead overrides with a reason." if missing else None
