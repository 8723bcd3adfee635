"""Settings: the practice, who logs in and who treats, chairs, hours, fees and rules, each a table with a form."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from textual.widget import Widget

from tctui.core.text import safe_text
from tctui.key_action import Action
from tctui.screens.place import Place
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.ink import Inked, pieces
from tctui.widgets.table import Column, Line, Row, Table

WITHIN = frozenset({"new", "edit", "retire", "filter"})
"""The actions of a subject's table; the list of subjects has none of them."""


class SettingsScreen(Place):
    """The subjects, one line each; Enter opens one."""

    PLACE = "settings"
    NEEDS = ""
    DETAIL = 1

    def __init__(self) -> None:
        super().__init__()
        self.table = Table([Column("subject", 26), Column("what it holds")], self.tell, id="settings")
        self.subjects: list[Subject] = []

    def body(self) -> Iterable[Widget]:
        """Give the list of subjects."""
        yield self.table

    def reload(self) -> None:
        """Show the subjects; the heading says whether this person may change them."""
        from tctui.screens.settings_list import SUBJECTS

        self.subjects = list(SUBJECTS)
        may = any(subject.may_change(self.desk.user) for subject in self.subjects)
        right = self.desk.user.login if may else f"{self.desk.user.login}, only to look at"
        self.heading([("Settings", "heading")], right=right)
        self.table.show([Row(at, (subject.title, subject.about)) for at, subject in enumerate(self.subjects)])

    def tell(self) -> None:
        """Nothing more is to be said than stands in the line."""
        self.detail([("Enter opens the table", "dim")])

    def hinted(self) -> list[tuple[Action, str]]:
        """What is done within a subject is not named yet."""
        return [named for named in super().hinted() if named[0].id not in WITHIN]

    def why_not(self, action_id: str) -> str | None:
        """Only opening makes sense here."""
        if action_id in WITHIN:
            return "Enter opens the subject first"
        return None

    def act_open(self) -> None:
        """Open the subject under the cursor."""
        key = self.table.key
        if isinstance(key, int):
            self.app.push_screen(SubjectScreen(self.subjects[key]))


class SubjectScreen(Place):
    """One subject: its entries, added to, changed and taken out."""

    PLACE = "settings"
    NEEDS = ""
    DETAIL = 3

    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self.subject = subject
        self.table = Table(subject.columns, self.tell, empty="nothing entered yet; n adds", id="subject")
        self.entries: list[Entry] = []
        self.wanted = ""

    def body(self) -> Iterable[Widget]:
        """Give the table."""
        yield self.table

    def reload(self) -> None:
        """Read the entries anew; those out of use stand last and dim."""
        self.entries = self.subject.entries(self.desk.today())
        wanted = f"   with {self.wanted!r}" if self.wanted else ""
        live = sum(entry.live for entry in self.entries)
        self.heading(
            [(f"Settings  {self.subject.title}", "heading"), (f"   {live} in use{wanted}", "note")],
            right=self.desk.user.login,
        )
        self.table.show([line for at, entry in enumerate(self.entries) if (line := self._line(at, entry))])

    def _line(self, at: int, entry: Entry) -> Line | None:
        shown = " ".join(cell if isinstance(cell, str) else cell[0] for cell in entry.cells)
        if self.wanted and self.wanted.casefold() not in safe_text(shown).casefold():
            return None
        return Row(at, entry.cells, "plain" if entry.live else "dim")

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        key = self.table.key
        return self.entries[key] if isinstance(key, int) else None

    def tell(self) -> None:
        """Speak of the entry under the cursor."""
        entry = self.entry
        about = entry.about if entry and entry.about else [(self.subject.about, "dim")]
        self.detail(*self._wrapped(about))

    def _wrapped(self, about: Inked) -> list[Inked]:
        """What is said of an entry in as many lines as it takes; what does not fit one line begins each piece anew."""
        width = max(40, self.size.width or 80)
        if len("".join(text for text, _ in pieces(about))) <= width:
            return [about]
        lines = [(text, ink) for whole, ink in pieces(about) for text in textwrap.wrap(whole, width)]
        if len(lines) > self.DETAIL:
            text, ink = lines[self.DETAIL - 1]
            kept = text if len(text) <= width - 2 else text[: width - 2].rpartition(" ")[0]
            lines[self.DETAIL - 1] = (f"{kept} …", ink)
        return [[line] for line in lines[: self.DETAIL]]

    def hinted(self) -> list[tuple[Action, str]]:
        """What no entry of the subject ever takes is not named."""
        never = {"new": self.subject.new, "retire": self.subject.retire}
        return [named for named in super().hinted() if never.get(named[0].id, True) is not None]

    def why_not(self, action_id: str) -> str | None:
        """Say why an action cannot be done."""
        if action_id in ("new", "edit", "open", "retire") and not self.subject.may_change(self.desk.user):
            return f"your role ({self.desk.user.role}) reads the settings but does not change them"
        if action_id == "new" and self.subject.new is None:
            return "nothing can be added here"
        if action_id == "retire" and self.subject.retire is None:
            return "nothing is taken out here; e changes it"
        if action_id in ("edit", "open", "retire") and self.entry is None:
            return "nothing is under the cursor"
        return None

    def act_filter(self) -> None:
        """Ask for a part of the lines to show."""
        self.ask("Only with", self._narrow, self.wanted)

    def _narrow(self, text: str) -> None:
        self.wanted = text
        self.reload()

    def act_new(self) -> None:
        """Add an entry."""
        self._form(f"{self.subject.title}: {self.subject.new}", None)

    def act_open(self) -> None:
        """Change the entry under the cursor."""
        self.act_edit()

    def act_edit(self) -> None:
        """Change the entry under the cursor."""
        assert self.entry is not None
        self._form(self.subject.title, self.entry.record)

    def _form(self, title: str, record: Any | None) -> None:
        def save(values: dict[str, Any]) -> str:
            said = self.subject.save(self.desk.by(), record, values)
            self.desk.forget_zone()
            return f"{said} — z undoes"

        self.open_form(title, self.subject.fields(record), save)

    def act_retire(self) -> str:
        """Take the entry under the cursor out; undo brings it back."""
        assert self.entry is not None
        assert self.subject.retire is not None
        said = self.subject.retire(self.desk.by(), self.entry.record)
        self.reload()
        return f"{said} — z undoes"
