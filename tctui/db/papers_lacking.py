"""Which papers a case or a visit still lacks; read where the cursor walks, so without the engine of estimates."""

from __future__ import annotations

from datetime import date

from tctui.core.case import CaseFile, Visit
from tctui.core.papers import lacking
from tctui.db.models import database
from tctui.db.papers import papers_of


def numbers_under(option_id: int) -> tuple[int, int]:
    """The numbers of the newest frozen estimate and of the standing arrangement, 0 where there is none."""
    estimate, arrangement = database.execute_sql(
        "SELECT (SELECT max(number) FROM frozen_estimate WHERE option_id = ? AND voided = 0),"
        " (SELECT max(number) FROM arrangement WHERE option_id = ? AND voided = 0 AND replaced_by_id IS NULL)",
        (option_id, option_id),
    ).fetchone()
    return estimate or 0, arrangement or 0


def missing_for(case: CaseFile, visit: Visit | None, today: date) -> list[str]:
    """What is missing before a visit may be confirmed or started, an override aside; empty when nothing is."""
    option = next(
        (option for option in case.options if visit is not None and any(v.id == visit.id for v in option.visits())),
        case.leading,
    )
    if option is None:
        return []
    return lacking(option, visit, papers_of([case.id])[case.id], *numbers_under(option.id), today)
