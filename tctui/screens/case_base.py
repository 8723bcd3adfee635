"""What the parts of the case screen share: the case that is shown, the cursor, the marks, and how a change is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from textual.widget import Widget

from tctui.core.case import CaseFile, Line, Option, Phase, Visit
from tctui.core.errors import ChangedElsewhere, Refused
from tctui.db.cases import read_case
from tctui.db.change import NOTHING, Done
from tctui.screens.case_picture import Money
from tctui.screens.place import Choice, Place
from tctui.widgets.table import Column, Table

COLUMNS = (
    Column("", 1, gap=1),
    Column("th", 6),
    Column("procedure"),
    Column("state", 12),
    Column("urgency", 9),
    Column("patient", 10, "right"),
)


class CaseBase(Place):
    """The case in hand, one of its options shown, some of its lines marked."""

    PLACE = "case"

    def __init__(self) -> None:
        super().__init__()
        self.table = Table(COLUMNS, self.tell_line, empty="no lines yet: n adds one")
        self.held: CaseFile | None = None
        self.option_id = 0
        self.marked: set[int] = set()
        self.money: dict[int, Money] = {}

    def body(self) -> Iterable[Widget]:
        """Give the table of lines."""
        yield self.table

    def tell_line(self) -> None:
        """Speak of the line under the cursor."""

    @property
    def case(self) -> CaseFile:
        """The case that is shown; raises Refused before one was opened."""
        if self.held is None:
            raise Refused("No case is open; open one from the board.")
        return self.held

    @property
    def option(self) -> Option | None:
        """The option whose lines are shown."""
        found = (option for option in self.case.options if option.id == self.option_id)
        return next(found, self.case.leading) if self.held else None

    def shown_option(self) -> Option:
        """The option whose lines are shown; raises Refused when the case has none."""
        option = self.option
        if option is None:
            raise Refused("The case has no option yet; n adds one.")
        return option

    @property
    def line(self) -> Line | None:
        """The line under the cursor, if the cursor stands on one."""
        key = self.table.key
        return self.case.line(key[1]) if self.held and isinstance(key, tuple) and key[0] == "line" else None

    def line_here(self) -> Line:
        """The line under the cursor; raises Refused when there is none."""
        line = self.line
        if line is None:
            raise Refused("Put the cursor on a line.")
        return line

    @property
    def visit(self) -> Visit | None:
        """The visit under the cursor."""
        line, key = self.line, self.table.key
        if line is not None:
            return self.case.visit(line.visit_id)
        return self.case.visit(key[1]) if self.held and isinstance(key, tuple) and key[0] == "visit" else None

    @property
    def phase(self) -> Phase | None:
        """The phase under the cursor."""
        visit, key, option = self.visit, self.table.key, self.option
        wanted = visit.phase_id if visit else key[1] if isinstance(key, tuple) and key[0] == "phase" else 0
        return next((phase for phase in (option.phases if option else ()) if phase.id == wanted), None)

    def in_hand(self) -> list[Line]:
        """The marked lines in the order of the plan, else the one under the cursor; raises Refused when there is none."""
        lines = [line for line in self.shown_option().lines() if line.id in self.marked]
        return lines or [self.line_here()]

    def told(self, done: Done) -> str:
        """Read the case again after a change and give the line to say."""
        self.marked.clear()
        self.reload()
        return done.says if done.says == NOTHING else f"{done.says} — z undoes"

    def choose_or_take(self, question: str, choices: list[Choice], on_choice: Callable[[str], Any]) -> Any:
        """Ask which, unless only one way is there."""
        if len(choices) == 1 and choices[0].why_not is None:
            return on_choice(choices[0].key)
        self.choose(question, choices, on_choice)
        return None


class Looked:
    """What a person looked at when a form was opened: its version, renewed when somebody else was faster.

    The first save after such a change is refused and says so, everything typed stays; saving again overwrites it.
    """

    def __init__(self, version: Callable[[CaseFile], int | None], case: CaseFile) -> None:
        self._version = version
        self._case_id = case.id
        self.seen = version(case)

    def save(self, write: Callable[[int | None], Done]) -> Done:
        """Write with the version seen; raises ChangedElsewhere with what to do."""
        try:
            return write(self.seen)
        except ChangedElsewhere as changed:
            now = self._version(read_case(self._case_id))
            if now is None or now == self.seen:
                raise
            self.seen = now
            raise ChangedElsewhere(
                "Someone else changed this meanwhile. Ctrl+S again writes yours over it; Esc leaves theirs."
            ) from changed
