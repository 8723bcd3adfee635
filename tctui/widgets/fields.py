"""The fields of a form in one widget: drawn line by line, typed into without any change of focus."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tctui.core.errors import Refused
from tctui.core.text import cells, fit
from tctui.widgets.field import Field, read, reading, text_of
from tctui.widgets.ink import strip
from tctui.widgets.line_edit import LineEdit, NoteEdit

Drawn = list[tuple[str, str]]

_MARGIN = 2

_WIDEST_LABEL = 34
"""Cells of a label at most, so that on 60 columns the value beside it is still seen."""

_SAID_ANEW = ("date", "time", "length", "amount", "number", "pick")
"""Kinds whose value is said as a whole: what is typed first on arrival takes the place of what stood there."""


class _Entry:
    """What is in one field now."""

    __slots__ = ("edit", "error", "field", "fresh", "picked", "start", "value")

    def __init__(self, field: Field) -> None:
        self.field = field
        self.value = field.initial
        self.start = text_of(field, field.initial)
        self.edit = NoteEdit(self.start) if field.kind == "notes" else LineEdit(self.start, field.limit or 500)
        self.error = ""
        self.picked = -1
        self.fresh = True

    def arrive(self) -> None:
        """Come into the field: what stands there from the beginning gives way to what is typed."""
        self.fresh = True

    def give_way(self) -> None:
        """Empty the field before the first character, where a date or a figure is said as a whole."""
        if self.fresh and not self.changed and self.field.kind in _SAID_ANEW:
            self.edit = LineEdit("", self.edit.limit)
        self.fresh = False

    @property
    def changed(self) -> bool:
        return self.edit.text != self.start if self.field.is_typed else self.value != self.field.initial

    def read(self, today: date) -> Any:
        """Give the value; what was not touched keeps its own, even one that could not be typed today."""
        field = self.field
        if not self.changed and not (field.required and self.value in (None, "")):
            return "" if self.value is None and field.kind in ("text", "notes", "password") else self.value
        if not field.is_typed:
            if field.required and self.value is None:
                raise Refused(f"{field.label} is needed")
            if field.check is not None:
                field.check(self.value)
            return self.value
        return read(field, self.edit.text, today)


class Fields(Widget, can_focus=True, inherit_bindings=False):
    """The fields; ``told`` is called when another field or its suggestions come under the cursor."""

    def __init__(self, fields: Sequence[Field], today: date, told: Callable[[], None] | None = None) -> None:
        super().__init__()
        self._entries = [_Entry(field) for field in fields]
        self._today = today
        self._told = told
        self._at = 0
        self._offset = 0
        self._drawn: list[Drawn] = []
        self._label_width = min(_WIDEST_LABEL, max((cells(field.label) for field in fields), default=0)) + 2

    @property
    def field(self) -> Field:
        """The field under the cursor."""
        return self._entries[self._at].field

    @property
    def changed(self) -> bool:
        """Whether anything differs from what the form began with."""
        return any(entry.changed for entry in self._entries)

    def text(self, name: str) -> str:
        """Give what stands in a field now, as typed."""
        return next(entry.edit.text for entry in self._entries if entry.field.name == name)

    def typed(self) -> dict[str, str]:
        """What was typed or chosen and differs from the beginning, by field name; never a password."""
        return {
            entry.field.name: entry.edit.text if entry.field.is_typed else text_of(entry.field, entry.value)
            for entry in self._entries
            if entry.changed and entry.field.kind != "password"
        }

    def fill(self, typed: Mapping[str, str]) -> None:
        """Put texts, as ``typed`` gave them, into the fields of those names."""
        for entry in self._entries:
            text = typed.get(entry.field.name)
            if text is None or entry.field.kind == "password":
                continue
            if entry.field.is_typed:
                limit = entry.field.limit or 500
                entry.edit = NoteEdit(text) if entry.field.kind == "notes" else LineEdit(text, limit)
            else:
                entry.value = next((value for value, label in entry.field.options() if label == text), entry.value)
        self._redraw()
        self._tell()

    def offered(self) -> list[tuple[str, bool]]:
        """Give what may be picked in the field under the cursor: (label, whether it is picked)."""
        entry = self._entries[self._at]
        if entry.field.kind == "pick":
            labels = [label for _, label in entry.field.matching(entry.edit.text)]
            if labels == [entry.edit.text]:
                return []
        else:
            typed = entry.edit.text.casefold()
            labels = [text for text in entry.field.suggestions if typed in text.casefold() and text != entry.edit.text]
        return [(label, number == entry.picked) for number, label in enumerate(labels[:9])]

    def values(self) -> dict[str, Any]:
        """Read every field; raises Refused after showing each error at its field and going to the first."""
        found: dict[str, Any] = {}
        first: int | None = None
        for number, entry in enumerate(self._entries):
            entry.error = ""
            try:
                found[entry.field.name] = entry.read(self._today)
            except Refused as refused:
                entry.error = str(refused)
                first = number if first is None else first
        if first is not None:
            self._at = first
            self._redraw()
            self._tell()
            raise Refused(self._entries[first].error)
        self._redraw()
        return found

    def fault(self, name: str, error: str) -> None:
        """Show an error at a field and go there."""
        for number, entry in enumerate(self._entries):
            if entry.field.name == name:
                entry.error = error
                self._at = number
        self._redraw()
        self._tell()

    def empty(self, name: str) -> None:
        """Empty a field and go there (a password that was wrong)."""
        for number, entry in enumerate(self._entries):
            if entry.field.name == name:
                entry.edit = LineEdit("")
                self._at = number
        self._redraw()
        self._tell()

    def step(self, by: int) -> bool:
        """Go to another field, reading the one left; False when there is none in that direction."""
        self._leave()
        going = 0 <= self._at + by < len(self._entries)
        if going:
            self._at += by
            self._entries[self._at].arrive()
        self._redraw()
        self._tell()
        return going

    def press(self, key: str, character: str | None) -> bool:
        """Take one key for the field under the cursor; False when it means nothing there."""
        entry = self._entries[self._at]
        field = entry.field
        if character and character.isprintable():
            entry.give_way()
        taken = self._pick(entry, key) or (
            entry.edit.press(key, character) if field.is_typed else self._turn(entry, key, character)
        )
        if taken:
            if key not in ("up", "down"):
                entry.picked = -1
            entry.fresh = False
            entry.error = ""
            self._redraw()
            self._tell()
        return taken

    def paste(self, text: str) -> int | None:
        """Put pasted text into the field under the cursor; gives how many characters it takes where not all had room."""
        entry = self._entries[self._at]
        if not entry.field.is_typed:
            return None
        entry.give_way()
        whole = len(entry.edit.text) + len(text)
        entry.edit.insert(text)
        self._redraw()
        self._tell()
        limit = entry.edit.limit
        return limit if whole > limit == len(entry.edit.text) else None

    def _pick(self, entry: _Entry, key: str) -> bool:
        """Move among what is offered; only once something is typed, so that an empty field is passed by arrows."""
        offered = self.offered()
        if key not in ("up", "down") or not offered or (not entry.changed and entry.picked < 0):
            return False
        if key == "up" and entry.picked < 0:
            return False
        entry.picked = max(-1, min(len(offered) - 1, entry.picked + (1 if key == "down" else -1)))
        return True

    def _turn(self, entry: _Entry, key: str, character: str | None) -> bool:
        options = entry.field.options()
        held = [value for value, _ in options]
        at = held.index(entry.value) if entry.value in held else -1
        if key in ("left", "right") or character == " ":
            at = (at + (-1 if key == "left" else 1)) % len(held) if at >= 0 or key != "left" else len(held) - 1
        elif key in ("backspace", "delete") and not entry.field.required:
            at = -1
        elif character and character.isprintable():
            letter = character.casefold()
            order = [*range(at + 1, len(held)), *range(at + 1)]
            at = next((number for number in order if options[number][1].casefold().startswith(letter)), -2)
            if at == -2:
                return False
        else:
            return False
        entry.value = held[at] if at >= 0 else None
        return True

    def _leave(self) -> None:
        entry = self._entries[self._at]
        offered = self.offered()
        if entry.picked >= 0 and entry.picked < len(offered):
            entry.edit = LineEdit(offered[entry.picked][0])
        elif entry.field.kind == "pick" and entry.changed and len(offered) == 1:
            entry.edit = LineEdit(offered[0][0])
        entry.picked = -1
        entry.error = ""
        if entry.changed and (not entry.field.is_typed or entry.edit.text):
            try:
                entry.read(self._today)
            except Refused as refused:
                entry.error = str(refused)

    def _tell(self) -> None:
        if self._told is not None:
            self._told()

    def _lines(self) -> tuple[list[Drawn], list[int]]:
        """Draw every field; gives the lines and the line on which each field starts."""
        width, height = self.size.width, self.size.height
        room = sum(entry.field.lines if entry.field.kind == "notes" else 1 for entry in self._entries)
        airy = room + len(self._entries) <= height
        lines: list[Drawn] = []
        starts: list[int] = []
        for number, entry in enumerate(self._entries):
            starts.append(len(lines))
            lines += self._entry_lines(entry, number == self._at, width - self._label_width - _MARGIN)
            if entry.error:
                lines.append([(" " * (self._label_width + _MARGIN), "plain"), ("! ", "warn"), (entry.error, "error")])
            elif airy:
                lines.append([])
        return lines, [*starts, len(lines)]

    def _entry_lines(self, entry: _Entry, here: bool, width: int) -> list[Drawn]:
        field = entry.field
        mark = "►" if here else "*" if field.required and not entry.edit.text and entry.value is None else " "
        label: Drawn = [
            (f"{mark} ", "key" if here else "dim"),
            (fit(field.label, self._label_width), "strong" if here else "label"),
        ]
        if isinstance(entry.edit, NoteEdit):
            return self._note_lines(entry.edit, label, here, width, field.lines)
        if not field.is_typed:
            shown = text_of(field, entry.value) or "-"
            value: Drawn = [("◄ ", "key"), (shown, "strong"), (" ►", "key")] if here else [(shown, "plain")]
            return [label + value]
        beside = reading(field, entry.edit.text, self._today) if entry.changed else ""
        space = max(10, min(width, width - cells(beside) - 4 if beside else width))
        hidden = field.kind == "password"
        if here:
            value = entry.edit.shown(space, "field", hidden)
        else:
            value = [(("●" * len(entry.edit.text) if hidden else entry.edit.text), "plain")]
        return [label + value + ([(f"  = {beside}", "note")] if beside else [])]

    def _note_lines(self, edit: NoteEdit, label: Drawn, here: bool, width: int, count: int) -> list[Drawn]:
        edit.width = max(10, width - 1)
        spans, at = edit.lines(), edit.line()
        first = max(0, min(at - count + 1, len(spans) - count)) if here else 0
        indent: Drawn = [(" " * (self._label_width + _MARGIN), "plain")]
        drawn: list[Drawn] = []
        for number in range(first, first + count):
            line = list(label if number == first else indent)
            if number < len(spans):
                start, end = spans[number]
                if here and number == at:
                    part = LineEdit()
                    part.text, part.cursor = edit.text[start:end], edit.cursor - start
                    line += part.shown(width, "field")
                else:
                    line.append((fit(edit.text[start:end], width), "field" if here else "plain"))
            elif here:
                line.append((" " * width, "field"))
            drawn.append(line)
        return drawn

    def _redraw(self) -> None:
        before, offset = self._drawn, self._offset
        self._lay_out()
        if offset != self._offset:
            self.refresh()
            return
        for number in range(max(len(before), len(self._drawn))):
            old = before[number] if number < len(before) else []
            new = self._drawn[number] if number < len(self._drawn) else []
            if old != new and 0 <= number - self._offset < self.size.height:
                self.refresh(Region(0, number - self._offset, self.size.width, 1))

    def _lay_out(self) -> None:
        self._drawn, starts = self._lines()
        height = max(1, self.size.height)
        # Never further down than the last line needs: in a terminal that grew the first fields come back.
        self._offset = max(0, min(self._offset, starts[self._at], starts[-1] - height))
        self._offset = max(self._offset, min(starts[self._at], starts[self._at + 1] - height))

    def on_resize(self) -> None:
        """Lay the fields out anew."""
        self._lay_out()
        self.refresh()
        self._tell()

    def render_line(self, y: int) -> Strip:
        """Draw line ``y``."""
        if not self._drawn:
            self._lay_out()
        number = y + self._offset
        return strip(self._drawn[number] if number < len(self._drawn) else "", self.size.width)
