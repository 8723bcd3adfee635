"""A subject of the settings: what its table shows, what its form asks, and how an entry is saved or taken out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.people import User
from tctui.db.change import By
from tctui.widgets.field import Field
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a subject: the record it stands for, its cells, and whether it is in use."""

    record: Any
    cells: tuple[str | tuple[str, str], ...]
    live: bool = True
    about: Inked = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A table of the settings.

    ``entries`` reads it as of a day; ``fields`` describes the form of an entry, or of a new one for None; ``save``
    writes the values of the form and gives what is said. ``new`` and ``retire`` are None where nothing can be added
    or taken out. ``needs`` is what a role must allow (core.people.ALLOWED); of several words any will do.
    """

    title: str
    about: str
    columns: Sequence[Column]
    entries: Callable[[date], list[Entry]]
    fields: Callable[[Any | None], list[Field]]
    save: Callable[[By, Any | None, dict[str, Any]], str]
    new: str | None = "new"
    retire: Callable[[By, Any], str] | None = None
    needs: str = "settings"

    def may_change(self, user: User) -> bool:
        """Whether this person's role may change the table."""
        return any(map(user.may, self.needs.split()))


def yes_no(value: bool) -> str:
    """A truth as a cell shows it."""
    return "yes" if value else "—"
