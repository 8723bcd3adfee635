"""Small places for the tests of what every place has in common; registered by name like the real ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.widget import Widget

from tctui.app import Workplace
from tctui.core.errors import Refused
from tctui.core.people import User
from tctui.keymap import Keymap
from tctui.screens.place import Choice, Field, Place
from tctui.settings import Settings
from tctui.widgets.table import Column, Line, Row, Section, Table

PLACES = {
    "board": "tests.screens.small_places:SmallBoard",
    "case": "tests.screens.small_places:SmallCase",
    "schedule": "tests.screens.no_such_module:Missing",
}
MARIA = User(1, "maria", "Maria Lopez", "ML", "coordinator")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
HOSTILE = "Chen \x1b]0;title\x07\x1b[31m [b]bold[/b] [/x] \u202e\x9b"


class SmallBoard(Place):
    """A table of eighty lines with a section every seven."""

    PLACE = "board"
    DETAIL = 2

    def __init__(self) -> None:
        super().__init__()
        self.reloads = 0
        self.moved_to = ""
        columns = [Column("date", 6), Column("procedure"), Column("fee", 9, "right")]
        self.table = Table(columns, self.tell)

    def body(self) -> Iterable[Widget]:
        yield self.table

    def arrive(self, **context: Any) -> None:
        self.reload()

    def reload(self) -> None:
        self.reloads += 1
        self.heading([("Board", "heading")], right=self.desk.user.login)
        lines: list[Line] = []
        for number in range(80):
            if number % 7 == 0:
                lines.append(Section(f"Phase {number // 7}", f"{number}.00"))
            lines.append(Row(number, ("12 Apr", f"line {number} {HOSTILE}", f"{number * 31}.00")))
        self.table.show(lines)

    def tell(self) -> None:
        self.detail(f"under the cursor: {self.table.key}", HOSTILE)

    def why_not(self, action_id: str) -> str | None:
        return "the plan was not presented" if action_id == "pay" else None

    def act_open(self) -> None:
        self.host.open_place("case", case_id=self.table.key)

    def act_pay(self) -> str:
        return "never said"

    def act_move(self) -> None:
        choices = [Choice("p", "Presented"), Choice("s", "Scheduled", "no appointment holds this visit")]
        self.choose("Move to", choices, self.moved)

    def moved(self, key: str) -> str:
        self.moved_to = key
        return "Moved — z undoes"

    def act_follow_up(self) -> None:
        self.ask("When", self.followed, suggestions=["tue", "wed", "thu"])

    def followed(self, text: str) -> str:
        if text not in ("tue", "wed"):
            raise Refused("not a date: type tue or wed")
        return f"Follow-up {text}"

    def act_book(self) -> None:
        raise ValueError("secret name of a patient")

    def act_edit(self) -> None:
        fields = [
            Field("title", "Title", required=True, limit=40, hint="what the case is about"),
            Field("on", "Date", "date", looking="ahead"),
            Field("fee", "Fee", "amount"),
            Field("urgency", "Urgency", "choice", "soon", choices=[("now", "immediate"), ("soon", "soon")]),
            Field("who", "Provider", "pick", choices=[(1, "Lee"), (2, "Ruiz"), (3, "Ruhl")]),
            Field("sent", "Sent", "yes_no", False),
            Field("note", "Note", "notes"),
        ]
        self.open_form("Edit", fields, self.saved)

    def saved(self, values: dict[str, Any]) -> str:
        if values["title"] == "taken":
            raise Refused("That title is taken.")
        self.values = values
        return "Saved — z undoes"

    def act_explain(self) -> None:
        self.open_list("Why", [Column("step"), Column("amount", 9, "right")], [Row(1, ("fee", "920.00"))])


class SmallCase(SmallBoard):
    """Another place, to go to and fro."""

    PLACE = "case"
    DETAIL = 1

    def arrive(self, case_id: int | None = None, **context: Any) -> None:
        self.case_id = case_id
        super().arrive()


def workplace(database: Path, user: User | None = MARIA, settings: Settings | None = None) -> Workplace:
    """Make the app with these places on a database."""
    return Workplace(database, Keymap(), settings, lambda: NOW, user, places=PLACES)


def frame(app: Workplace) -> list[str]:
    """Give the screen as lines of text."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def main() -> None:
    """Run the small places in a terminal: ``python -m tests.screens.small_places DATABASE``."""
    import sys

    from tctui.__main__ import prepare_process
    from tctui.db.connection import open_database

    prepare_process()
    path = Path(sys.argv[1])
    open_database(path)
    app = workplace(path, settings=Settings(lock_seconds=int(sys.argv[2]) if len(sys.argv) > 2 else 300))
    app.run(mouse=False)


if __name__ == "__main__":
    main()
