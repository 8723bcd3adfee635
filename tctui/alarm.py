"""The alarm of hand-offs: told once, wherever one is, when the hour in which one is confirmed is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tctui.screens.desk import Desk

LOOK_EVERY = timedelta(seconds=30)


class HandOffAlarm:
    """Knows until which moment it has looked; what was late at the login stands on the work list."""

    __slots__ = ("_looked",)

    def __init__(self) -> None:
        self._looked: datetime | None = None

    def line(self, desk: Desk) -> str:
        """What to say now of hand-offs that became late since it was asked last; mostly nothing. Names nobody."""
        now, before = desk.now(), self._looked
        if before is not None and now - before < LOOK_EVERY:
            return ""
        self._looked = now
        if before is None:
            return ""
        from tctui.core.hand_off import MAY
        from tctui.db.hand_offs import became_late

        if not any(map(desk.user.may, MAY)):
            return ""
        count = became_late(before, now)
        if not count:
            return ""
        what = "A hand-off was" if count == 1 else f"{count} hand-offs were"
        return f"{what} not confirmed within the hour: F6 lists {'it' if count == 1 else 'them'}."
