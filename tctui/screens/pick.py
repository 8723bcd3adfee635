"""A list laid over a place, to look at (the steps of a figure) or to choose from; opened by Place.open_list."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Hashable, Iterable, Sequence

from textual.widget import Widget

from tctui.core.text import safe_text
from tctui.key_action import Action
from tctui.screens.veil import Guarded
from tctui.widgets.bottom_line import Answer
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row, Table


class ListScreen(Guarded):
    """Shows lines under a title; Enter hands the key of a line to ``on_choice`` and dismisses with what it gives.

    The cursor begins on the line ``at``. Without ``about`` the lines below tell in full what was cut of the line under
    the cursor.
    """

    PLACE = "list"
    NEEDS = ""
    DETAIL = 2

    def __init__(
        self,
        title: Inked,
        columns: Sequence[Column],
        lines: Sequence[Line],
        on_choice: Callable[[Hashable], Answer] | None = None,
        about: Callable[[Hashable], Sequence[Inked]] | None = None,
        headings: bool = True,
        at: Hashable | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._lines = tuple(lines)
        self._on_choice = on_choice
        self._about = about
        self._filter = ""
        self._at = at
        self._table = Table(columns, self._moved, headings)

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self._table

    def reload(self) -> None:
        """Show the lines that the filter leaves."""
        self.heading(self._title, right=f"with {self._filter!r}" if self._filter else "")
        self._table.show([line for line in self._lines if self._fits(line)], self._at)
        self._at = None

    def _fits(self, line: Line) -> bool:
        if not self._filter:
            return True
        if not isinstance(line, Row):
            return False
        texts = [cell if isinstance(cell, str) else cell[0] for cell in line.cells]
        return self._filter.casefold() in safe_text(" ".join(texts)).casefold()

    def _moved(self) -> None:
        key = self._table.key
        if self._about is not None and key is not None:
            self.detail(*self._about(key))
        else:
            self.detail(*textwrap.wrap(self._table.cut, max(20, self.size.width))[: self.DETAIL])

    def on_resize(self) -> None:
        """What does not fit its column differs with the width."""
        self._moved()

    def hinted(self) -> list[tuple[Action, str]]:
        """Where there is only to look nothing is named to choose."""
        return [named for named in super().hinted() if named[0].id != "open" or self._on_choice is not None]

    def why_not(self, action_id: str) -> str | None:
        """Say why nothing can be chosen."""
        if action_id != "open":
            return None
        if self._on_choice is None:
            return "this list is only to look at"
        return None if self._table.row else "the list is empty"

    async def act_open(self) -> None:
        """Choose the line under the cursor."""
        assert self._on_choice is not None
        said = self._on_choice(self._table.key)
        if inspect.isawaitable(said):
            said = await said
        self.dismiss(said)

    def act_filter(self) -> None:
        """Ask for a part of what is looked for."""
        self.ask("Only lines with", self._narrow, self._filter)

    def _narrow(self, text: str) -> None:
        self._filter = text
        self.reload()
