"""Holding what is in hand: the place under a cursor that rests is held against the other sessions, and theirs are seen."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from textual.timer import Timer

from tctui.core.errors import Refused
from tctui.db import holds
from tctui.screens.schedule_spoken import SpokenActs

REST_SECONDS = 1.0
"""A cursor that moves on within this time holds nothing: writing at each step would keep all sessions busy."""

LOOK_SECONDS = 1.0
RENEWED_AFTER = timedelta(minutes=4)
"""A hold this old is written anew when a key was pressed since; without a key it ends by itself."""


class HoldingActs(SpokenActs):
    """What is held, from the first rest of the cursor until it is booked, put down or left."""

    def __init__(self) -> None:
        super().__init__()
        self.holding: tuple[int, int, int, int] | None = None
        self._held_at: datetime | None = None
        self._rest: Timer | None = None

    def on_mount(self) -> None:
        """Look each second after what others hold: that a hold grew old or its holder died is no change of the file."""
        # Textual calls the same handler of each base class by itself.
        self.set_interval(LOOK_SECONDS, self._look)

    def on_unmount(self) -> None:
        """Let go when the session ends."""
        with suppress(Exception):
            self.let_go()

    def _look(self) -> None:
        if self.others and self.is_current and self.kept is not None:
            found = holds.held_by_others(self.kept.first_day, self.kept.last_day, self.desk.now())
            if found != self.others:
                self.reload()

    def reload(self) -> None:
        """Bring the book up to date; a place held for what has fallen from the hand meanwhile is let go."""
        super().reload()
        if self.hand is None:
            self.settle()

    async def press(self, key: str, character: str | None = None) -> None:
        """Carry out a key, then see whether anything is to be held or let go."""
        await super().press(key, character)
        self.settle()

    def settle(self) -> None:
        """Hold the place under the cursor once it has rested; let go when nothing is in hand and nothing is asked."""
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        if self.hand is not None and self.is_attached:
            self._rest = self.set_timer(REST_SECONDS, self._rested)
        elif self.hand is None and not self.bottom.busy:
            with suppress(Refused):
                self.let_go()

    def _rested(self) -> None:
        # A hold that cannot be written, as when somebody else writes for long, is no reason to disturb.
        with suppress(Refused):
            if self.hand is None:
                return
            if any(conflict.hard for conflict in self.against):
                self.let_go()
            else:
                self.hold_here()

    def hold_here(self) -> None:
        """Hold the place under the cursor, in place of what was held before; who only reads the book holds nothing."""
        if not self.desk.user.may("schedule"):
            return
        at, now = self.at, self.desk.now()
        place = (at.operatory_id, at.day, at.start, at.units)
        if place != self.holding or self._held_at is None or now - self._held_at > RENEWED_AFTER:
            holds.hold(self.desk.user.id, *place, now)
            self.holding, self._held_at = place, now

    def let_go(self) -> None:
        """Release what this session holds, if anything."""
        if self.holding is not None:
            self.holding = self._held_at = None
            holds.release(self.desk.now())
