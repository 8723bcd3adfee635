"""The locked screen: nothing of a patient shows until the same person types the password."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from tctui.screens.desk import Desk
from tctui.screens.place import Answer, Place
from tctui.widgets.text_lines import Blank


class LockScreen(Place):
    """Blank but for one question; dismissed with True when the password was right."""

    PLACE = "lock"
    NEEDS = ""
    HEADING = 0
    DETAIL = 1
    RULE = False

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def body(self) -> Iterable[Widget]:
        """Give nothing to see."""
        yield Blank()

    def reload(self) -> None:
        """Ask for the password."""
        self._ask()

    def _ask(self) -> None:
        self.ask(f"Locked. Password of {self._desk.user.login} (F10 leaves)", self._try, hidden=True)

    def _try(self, password: str) -> Answer:
        from tctui.db.users import log_in

        log_in(self._desk.user.login, password, self._desk.now())
        self.dismiss(True)
        return None

    async def press(self, key: str, character: str | None = None) -> None:
        """Type the password; only leaving is possible besides."""
        await super().press(key, character)
        if self.is_current and not self.bottom.busy:
            self._ask()
