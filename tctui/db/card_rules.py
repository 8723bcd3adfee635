"""Cards that an older version computed, brought to the rules of this one: once, when a practice is opened after an upgrade."""

from __future__ import annotations

from collections.abc import Callable

from tctui.core.board import CARD_RULES
from tctui.db import board
from tctui.db.models import database

_NAME = "card_rules"
_BATCH = 1_000
"""Cases read at a time: memory stays that of a session."""


def mark_cards() -> None:
    """Write down that the cards are computed by the rules of this version.

    The row is nobody's choice: number 0 leaves the numbers from 1 to those.
    """
    database.execute_sql(
        "INSERT INTO setting (id, name, value, version, voided) VALUES (0, ?, ?, 1, 0)"
        " ON CONFLICT (id) DO UPDATE SET value = excluded.value",
        (_NAME, str(CARD_RULES)),
    )


def cards_are_older() -> bool:
    """Tell whether cards, and what waits to be booked, were computed by older rules than those of this version."""
    row = database.execute_sql("SELECT value FROM setting WHERE id = 0").fetchone()
    return row is None or int(row[0]) < CARD_RULES


def renew_cards(say: Callable[[str], None]) -> None:
    """Compute all cards anew and mark them, in one transaction; the caller holds the queue of writers."""
    database.execute_sql("BEGIN IMMEDIATE")
    try:
        if cards_are_older():
            ids = [row[0] for row in database.execute_sql("SELECT id FROM treatment_case ORDER BY id").fetchall()]
            if ids:
                counted = f"{len(ids):,} case{'' if len(ids) == 1 else 's'}"
                say(f"The board's rules are newer than its cards: computing {counted} anew, once …")
            for first in range(0, len(ids), _BATCH):
                board.refresh(ids[first : first + _BATCH])
            mark_cards()
        database.execute_sql("COMMIT")
    except BaseException:
        if database.connection().in_transaction:
            database.execute_sql("ROLLBACK")
        raise
