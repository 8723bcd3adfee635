"""The desk of the person at the keyboard: who, which database, what time it is, what others changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from tctui.core.people import User
from tctui.key_places import TITLES

if TYPE_CHECKING:
    from tctui.db.change import By


def utc_now() -> datetime:
    """Give the moment, aware, in UTC; the one clock of the interface."""
    return datetime.now(UTC)


class Desk:
    """What every place may ask about the session; it holds no record of a patient."""

    __slots__ = ("_clock", "_seen", "_zone", "database", "user")

    def __init__(self, user: User, database: Path, clock: Callable[[], datetime] = utc_now) -> None:
        self.user = user
        self.database = database
        self._clock = clock
        self._seen: int | None = None
        self._zone: tzinfo | None = None

    def now(self) -> datetime:
        """Give the moment, aware, in UTC."""
        return self._clock()

    def clock(self) -> datetime:
        """Give the moment in the clinic's zone, wherever the machine and the person are."""
        if self._zone is None:
            from tctui.db.practice import clinic_zone

            self._zone = clinic_zone() or self._clock().astimezone().tzinfo
        return self._clock().astimezone(self._zone)

    def forget_zone(self) -> None:
        """Read the clinic's zone again before the next time is told: the settings may have changed."""
        self._zone = None

    def today(self) -> date:
        """Give the day at the clinic."""
        return self.clock().date()

    def closed(self, needs: str, place: str) -> str | None:
        """Why the role of the person here does not open a place, in words; None when it does."""
        return None if self.user.may(needs) else f"Your role ({self.user.role}) does not open {TITLES[place]}."

    def by(self, token: str | None = None) -> By:
        """Give who, when and on which day, as every write of the database wants it."""
        from tctui.db.change import By

        return By(self.user, self.now(), self.today(), token)

    def changed(self) -> bool:
        """Tell whether another session committed since this was asked last (PRAGMA data_version)."""
        from tctui.db.connection import data_version

        version = data_version()
        before, self._seen = self._seen, version
        changed = before is not None and before != version
        if changed:
            self.forget_zone()
        return changed

    def undo(self, seen: int | None) -> str:
        """Take back this user's last change; gives the line to say, with the name beside another case. Raises Refused."""
        from tctui.db.undo import undo_last

        self.forget_zone()
        return undo_last(self.user.id, self.now(), seen or 0)

    def redo(self, seen: int | None) -> str:
        """Do again what was taken back last; gives the line to say as ``undo`` does. Raises Refused."""
        from tctui.db.undo import redo_last

        self.forget_zone()
        return redo_last(self.user.id, self.now(), seen or 0)
