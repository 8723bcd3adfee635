"""How long the visits of an imported treatment plan take: what the procedures of their lines need together."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from tctui.core.errors import Unreadable
from tctui.core.schedule.pattern import combined
from tctui.db.imports.merge import Merging
from tctui.db.imports.staging import BATCH
from tctui.db.models import database


def fit_visits(merging: Merging, last: int) -> None:
    """Give the visits that came after `last` their pattern; declined and withdrawn lines take no time."""
    while rows := merging.say(f"SELECT id FROM visit WHERE id > :last ORDER BY id LIMIT {BATCH}", last=last).fetchall():
        first, last = rows[0][0], rows[-1][0]
        patterns: defaultdict[int, list[str]] = defaultdict(list)
        lines = merging.say(
            "SELECT l.visit_id, d.pattern, l.quantity FROM line l JOIN procedure d ON d.code = l.code AND d.voided = 0"
            " WHERE l.visit_id BETWEEN :first AND :last AND l.voided = 0 AND d.pattern <> '' AND NOT EXISTS (SELECT 1"
            " FROM line_event e WHERE e.line_id = l.id AND e.kind IN ('declined', 'withdrawn'))"
            " ORDER BY l.visit_id, l.ordinal, l.id",
            first=first,
            last=last,
        )
        for visit, pattern, quantity in lines:
            patterns[visit] += [pattern] * quantity
        database.connection().executemany(
            "UPDATE visit SET pattern = ? WHERE id = ?",
            [(_together(tuple(parts)), visit) for visit, parts in patterns.items()],
        )


@lru_cache(maxsize=4096)
def _together(patterns: tuple[str, ...]) -> str:
    try:
        return combined(patterns)
    except Unreadable:
        # Longer than a day: a person says how long it takes.
        return ""
