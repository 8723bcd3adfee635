"""Which papers a case or a visit still lacks; read where the cursor walks, so without the engine of estimates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tctui.core.case import CaseFile, Visit
from tctui.core.papers import lacking
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
