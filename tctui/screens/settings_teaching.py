"""Settings of the teaching pages: what patients read about each kind of treatment, in the office's own words."""

from __future__ import annotations

from datetime import date
from typing import Any

from tctui.core.teaching import PARTS, TITLES
from tctui.db import teaching
from tctui.db.change import By
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column


def _entries(today: date) -> list[Entry]:
    return [
        Entry(
            kind,
            (title, teaching.words_of(kind)["what"].replace("\n", " ")),
            about="T in the case shows it; p prints it",
        )
        for kind, title in TITLES.items()
    ]


def _fields(record: Any | None) -> list[Field]:
    words = teaching.words_of(str(record))
    hint = "printed with the plan and shown with T; all five empty: as it was at first"
    return [
        Field(name, title, "notes", initial=words.get(name, ""), lines=3, hint=hint) for name, title in PARTS.items()
    ]


def _save(by: By, seen: Any | None, values: dict[str, Any]) -> str:
    return teaching.set_words(by, str(seen), values)


TEACHING = Subject(
    "Teaching pages", "what patients read",
    (Column("kind of treatment", 26), Column("what it is")),
    _entries, _fields, _save, new=None,
)  # fmt: skip
