"""One field of a form: what it asks, how what was typed is read and shown; knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tctui.core.errors import Refused, Unreadable
from tctui.core.money import cents_from_text, money
from tctui.core.spoken import (
    Looking,
    date_from_text,
    length_from_text,
    show_date_year,
    show_length,
    show_time,
    time_from_text,
)
from tctui.core.text import clean

Kind = Literal["text", "notes", "amount", "number", "date", "time", "length", "choice", "pick", "yes_no", "password"]


@dataclass(frozen=True, slots=True)
class Field:
    """What a form asks for.

    The value of a kind, given as ``initial`` and received by the saver: text, notes, password: str; amount: int
    cents; number: int; date: date; time and length: int units of five minutes; choice and pick: one of the values;
    yes_no: bool. An empty field gives None, text and notes "". ``choices`` are (value, label); ``pick`` may have many
    and is typed, with ``find`` giving those that fit a text. ``check`` raises Refused for a value that cannot be.
    """

    name: str
    label: str
    kind: Kind = "text"
    initial: Any = None
    required: bool = False
    hint: str = ""
    choices: Sequence[tuple[Any, str]] = ()
    find: Callable[[str], Sequence[tuple[Any, str]]] | None = None
    suggestions: Sequence[str] = ()
    check: Callable[[Any], object] | None = None
    looking: Looking = "either"
    lines: int = 4
    limit: int | None = None

    @property
    def is_typed(self) -> bool:
        """Whether characters are typed into it (not chosen from a few)."""
        return self.kind not in ("choice", "yes_no")

    def options(self) -> Sequence[tuple[Any, str]]:
        """Give what a choice or yes/no offers."""
        return ((True, "yes"), (False, "no")) if self.kind == "yes_no" else self.choices

    def matching(self, text: str) -> list[tuple[Any, str]]:
        """Give at most nine of what a pick offers for a text; labels that begin with it first."""
        if self.find is not None:
            return list(self.find(text))[:9]
        wanted = text.casefold()
        fitting = [choice for choice in self.choices if wanted in choice[1].casefold()]
        return sorted(fitting, key=lambda choice: not choice[1].casefold().startswith(wanted))[:9]


def text_of(field: Field, value: Any) -> str:
    """Show a value as it would be typed; None is the empty text."""
    if value is None:
        return ""
    if field.kind == "amount":
        return money(value)
    if field.kind == "date":
        return show_date_year(value).split(" ", 1)[1]
    if field.kind == "time":
        return show_time(value)
    if field.kind == "length":
        return show_length(value)
    if field.kind in ("choice", "pick", "yes_no"):
        return next((label for held, label in (*field.options(), *field.matching("")) if held == value), "")
    return str(value)


def read(field: Field, text: str, today: date) -> Any:
    """Read what was typed into the value of the kind; raises Refused with what to do."""
    cleaned = clean(text, newlines=field.kind == "notes", limit=field.limit) if field.kind != "password" else text
    if not cleaned:
        if field.required:
            raise Refused(f"{field.label} is needed")
        return cleaned if field.kind in ("text", "notes", "password") else None
    value = _value(field, cleaned, today)
    if field.check is not None:
        field.check(value)
    return value


def _value(field: Field, text: str, today: date) -> Any:
    if field.kind == "amount":
        return cents_from_text(text)
    if field.kind == "number":
        try:
            return int(text.replace(",", ""))
        except ValueError:
            raise Unreadable(f"not a whole number: {text[:24]!r}") from None
    if field.kind == "date":
        return date_from_text(text, today, field.looking)
    if field.kind == "time":
        return time_from_text(text)
    if field.kind == "length":
        return length_from_text(text)
    if field.kind == "pick":
        fitting = field.matching(text)
        # A code typed in full is meant, however many names hold the same letters.
        said = text.casefold()
        exact = [
            (value, name)
            for value, name in fitting
            if said == name.casefold() or (isinstance(value, str) and said == value.casefold())
        ]
        if len(exact or fitting) != 1:
            raise Unreadable(f"{text[:24]!r} fits {'several' if fitting else 'nothing'}; type more or pick with Down")
        return (exact or fitting)[0][0]
    return text


def reading(field: Field, text: str, today: date) -> str:
    """Give how a date, time, length or amount will be understood, to be shown beside it; empty when not yet."""
    if not text or field.kind not in ("date", "time", "length", "amount"):
        return ""
    try:
        value = _value(field, clean(text), today)
    except Refused:
        return ""
    return show_date_year(value) if field.kind == "date" else text_of(field, value)
