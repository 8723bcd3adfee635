"""Slots that people have in hand: seen by the other sessions until they are booked, put down, or five minutes old.

A hold is no record of the practice and promises nothing: the claims decide who books. It only tells the others that
somebody is talking about this time just now, so it has no place in the audit log and leaves no row behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from tctui.db.models import database
from tctui.db.unit_of_work import turn, utc_text

HELD_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class HeldSlot:
    """A stretch of a chair that somebody else has in hand: day ordinal, units of five minutes, until when (UTC)."""

    operatory_id: int
    day: int
    start: int
    length: int
    who: str
    until: datetime


def this_session() -> str:
    """The name of this process among the sessions of the machine."""
    return str(os.getpid())


def hold(user_id: int, operatory_id: int, day: int, start: int, length: int, now: datetime) -> None:
    """Hold a stretch for this session, in place of what it held."""
    with _writing():
        _forget(now)
        database.execute_sql(
            "INSERT INTO hold (version, voided, user_id, session, operatory_id, day, start, length, until)"
            " VALUES (1, 0, ?, ?, ?, ?, ?, ?, ?)",
            (user_id, this_session(), operatory_id, day, start, length, utc_text(now + HELD_FOR)),
        )


def release(now: datetime) -> None:
    """Let go of what this session holds; writes nothing when it holds nothing."""
    if not database.execute_sql("SELECT 1 FROM hold WHERE session = ? LIMIT 1", (this_session(),)).fetchone():
        return
    with _writing():
        _forget(now)


@contextmanager
def _writing() -> Iterator[None]:
    with turn():
        database.execute_sql("BEGIN IMMEDIATE")
        try:
            yield
            database.execute_sql("COMMIT")
        except BaseException:
            if database.connection().in_transaction:
                database.execute_sql("ROLLBACK")
            raise


def _forget(now: datetime) -> None:
    """Take away this session's hold, and what is old or was left behind by a session that died."""
    rows = database.execute_sql("SELECT id, session, until FROM hold").fetchall()
    gone = [row[0] for row in rows if row[1] == this_session() or row[2] <= utc_text(now) or not _lives(row[1])]
    if gone:
        database.execute_sql(f"DELETE FROM hold WHERE id IN ({','.join('?' * len(gone))})", gone)


def held_by_others(first_day: int, last_day: int, now: datetime) -> list[HeldSlot]:
    """What other sessions hold between two day ordinals, both within, by day and start."""
    rows = database.execute_sql(
        "SELECT h.operatory_id, h.day, h.start, h.length, u.name, h.until, h.session FROM hold h JOIN user u ON u.id = h.user_id"
        " WHERE h.day BETWEEN ? AND ? AND h.until > ? AND h.session <> ? ORDER BY h.day, h.start",
        (first_day, last_day, utc_text(now), this_session()),
    ).fetchall()
    return [
        HeldSlot(row[0], row[1], row[2], row[3], row[4], datetime.fromisoformat(row[5]))
        for row in rows
        if _lives(row[6])
    ]


def _lives(session: str) -> bool:
    """Whether the process is still there: a dropped line ends its session, and with it the hold."""
    try:
        os.kill(int(session), 0)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True
