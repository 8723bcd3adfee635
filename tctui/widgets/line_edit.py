"""The text of a line or a note while a person types it: text, cursor, editing keys; knows no widget."""

from __future__ import annotations

import re

from tctui.core.text import LINE_LIMIT, NOTE_LIMIT, safe_text

EDITING_KEYS = frozenset(
    {"left", "right", "home", "end", "backspace", "delete", "ctrl+u", "ctrl+w", "ctrl+k", "ctrl+h"}
)


class LineEdit:
    """One line being typed; ``cursor`` counts characters from 0 to len(text).

    A ``selected`` text gives way whole to what is typed or deleted first; a key that moves the cursor keeps it.
    """

    __slots__ = ("cursor", "limit", "selected", "text")

    def __init__(self, text: str = "", limit: int = LINE_LIMIT, *, selected: bool = False) -> None:
        self.limit = limit
        self.text = safe_text(text)[:limit]
        self.cursor = len(self.text)
        self.selected = selected and bool(self.text)

    def insert(self, typed: str) -> None:
        """Insert typed or pasted text at the cursor; what terminals could misread is dropped, the limit is kept."""
        if self.selected:
            self.selected = False
            self._set("", "")
        typed = safe_text(typed)[: self.limit - len(self.text)]
        self.text = self.text[: self.cursor] + typed + self.text[self.cursor :]
        self.cursor += len(typed)

    def press(self, key: str, character: str | None) -> bool:
        """Take one key (Textual's name and character); False when the key means nothing to a line of text."""
        if character is not None and character.isprintable() and character:
            self.insert(character)
            return True
        if key not in EDITING_KEYS:
            return False
        if self.selected:
            self.selected = False
            if key in ("backspace", "ctrl+h", "delete", "ctrl+w"):
                self._set("", "")
                return True
        before, after = self.text[: self.cursor], self.text[self.cursor :]
        if key == "left":
            self.cursor = max(0, self.cursor - 1)
        elif key == "right":
            self.cursor = min(len(self.text), self.cursor + 1)
        elif key == "home":
            self.cursor = 0
        elif key == "end":
            self.cursor = len(self.text)
        elif key in ("backspace", "ctrl+h"):
            self._set(before[:-1], after)
        elif key == "delete":
            self._set(before, after[1:])
        elif key == "ctrl+u":
            self._set("", after)
        elif key == "ctrl+k":
            self._set(before, "")
        else:
            kept = before.rstrip()
            self._set(kept[: kept.rfind(" ") + 1], after)
        return True

    def _set(self, before: str, after: str) -> None:
        self.text, self.cursor = before + after, len(before)

    def shown(self, width: int, ink_name: str = "plain", hidden: bool = False) -> list[tuple[str, str]]:
        """Give the part around the cursor as inked pieces of ``width`` cells; ``hidden`` shows dots (a password)."""
        text = "●" * len(self.text) if hidden else self.text
        text += " "
        # The window is counted in characters; a wide character only shortens what is seen of the tail.
        start = max(0, self.cursor - width + 1)
        left = text[start : self.cursor]
        return [
            (left, "cursor" if self.selected else ink_name),
            (text[self.cursor], "cursor"),
            (text[self.cursor + 1 : start + width].ljust(max(0, width - len(left) - 1)), ink_name),
        ]


class NoteEdit(LineEdit):
    """A text of several lines being typed; Enter starts a line, Up and Down move between the lines drawn."""

    __slots__ = ("width",)

    def __init__(self, text: str = "", limit: int = NOTE_LIMIT, width: int = 60) -> None:
        super().__init__("", limit)
        self.width = width
        self.insert(text)

    def insert(self, typed: str) -> None:
        """Insert typed or pasted text; its line breaks stay."""
        safe = "\n".join(safe_text(line) for line in re.split(r"\r\n|[\n\r]", typed))[: self.limit - len(self.text)]
        self.text = self.text[: self.cursor] + safe + self.text[self.cursor :]
        self.cursor += len(safe)

    def press(self, key: str, character: str | None) -> bool:
        """Take one key; False for Up on the first line and Down on the last, so that the form moves on."""
        if key == "enter":
            self.insert("\n")
            return True
        if key in ("up", "down"):
            return self._step(-1 if key == "up" else 1)
        if key in ("home", "end"):
            start, end = self.lines()[self.line()]
            self.cursor = start if key == "home" else end
            return True
        return super().press(key, character)

    def lines(self) -> list[tuple[int, int]]:
        """Give the drawn lines as (start, end) of the text: broken at line breaks, and at blanks where too long."""
        found: list[tuple[int, int]] = []
        start = 0
        for paragraph in self.text.split("\n"):
            end = start + len(paragraph)
            while end - start > self.width:
                blank = self.text.rfind(" ", start, start + self.width)
                cut = blank + 1 if blank > start else start + self.width
                found.append((start, cut))
                start = cut
            found.append((start, end))
            start = end + 1
        return found

    def line(self) -> int:
        """Give the number of the drawn line that the cursor is on."""
        lines = self.lines()
        return max(number for number, (start, _) in enumerate(lines) if start <= self.cursor)

    def _step(self, by: int) -> bool:
        lines, line = self.lines(), self.line()
        if not 0 <= line + by < len(lines):
            return False
        column = self.cursor - lines[line][0]
        start, end = lines[line + by]
        self.cursor = min(start + column, end)
        return True
