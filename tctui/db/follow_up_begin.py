"""Follow-up begun for a practice that has open cases already: from before this version, or another program's."""

from __future__ import annotations

from datetime import datetime

from tctui.db import board, follow_up
from tctui.db.models import database
from tctui.db.unit_of_work import unit_of_work


def begin_everywhere(user_id: int, now: datetime) -> str:
    """Give every open case that waits and has nothing next its first touch, as one change; gives what is said."""
    ids = [row[0] for row in database.execute_sql(
        "SELECT case_id FROM board_card WHERE stage NOT IN ('completed', 'declined', 'diagnosed') ORDER BY case_id"
    ).fetchall()]  # fmt: skip
    with unit_of_work(user_id, "follow_up.begin", now) as unit:
        before = _touches()
        board.refresh(follow_up.catch_up(unit, ids))
        begun = _touches() - before
        cases = f"{len(ids):,} open case{'' if len(ids) == 1 else 's'}"
        unit.says = f"Looked through {cases}: {begun:,} {'is' if begun == 1 else 'are'} followed up from now on"
    return unit.says


def _touches() -> int:
    return int(database.execute_sql("SELECT count(*) FROM touch").fetchone()[0])
