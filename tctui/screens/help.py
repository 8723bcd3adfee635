"""The help screen: every key of a place and what it does, from the registry; ``/`` filters."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from textual.widget import Widget

from tctui.key_action import Action
from tctui.key_places import MAIN, TITLES, TYPING
from tctui.keys import shown
from tctui.screens.place import Place
from tctui.widgets.table import Column, Line, Row, Section, Table


class HelpScreen(Place):
    """Lists the actions of the place it was opened from."""

    PLACE = "help"
    NEEDS = ""
    DETAIL = 2

    def __init__(self, place: str) -> None:
        super().__init__()
        self._of = place
        self._filter = ""
        self._table = Table(
            [Column("key", 12), Column("", 14), Column("", 0)], self._moved, headings=False, empty="no such key"
        )

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self._table

    def reload(self) -> None:
        """List the actions."""
        right = f"with {self._filter!r}" if self._filter else ""
        self.heading([("Help  ", "heading"), (TITLES.get(self._of, self._of), "strong")], right=right)
        actions = self.host.keymap.of_place(self._of)
        everywhere = [action for action in actions if action.places >= frozenset(MAIN)]
        own = [action for action in actions if action not in everywhere]
        lines: list[Line] = []
        for title, group in ((TITLES.get(self._of, self._of), own), ("Everywhere", everywhere)):
            rows = [row for row in map(self._row, group) if row is not None]
            if rows:
                lines += [Section(title, ink="section"), *rows]
        self._table.show(lines)

    def _moved(self) -> None:
        self.detail(*textwrap.wrap(self._table.cut, max(20, self.size.width))[: self.DETAIL])

    def on_resize(self) -> None:
        """What does not fit its column differs with the width."""
        self._moved()

    def _row(self, action: Action) -> Row | None:
        keys = [k for k in self.host.keymap.keys(action.id) if not (self._of in TYPING and len(k) == 1)]
        if not keys:
            return None
        label = action.label_in(self._of)
        if self._filter.casefold() not in f"{label} {action.help}".casefold():
            return None
        written = "0…9" if len(keys) == 10 else " ".join(shown(key) for key in keys)
        return Row(action.id, ((written, "key"), (label, "strong"), action.help))

    def act_filter(self) -> None:
        """Ask for a part of what is looked for."""
        self.ask("Help with", self._narrow, self._filter)

    def _narrow(self, text: str) -> None:
        self._filter = text
        self.reload()
