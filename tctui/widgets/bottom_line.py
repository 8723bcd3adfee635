"""The conversation at the foot of every place: detail of what is under the cursor, then hints, prompt or answer.

The last line is, in order of precedence: a question being answered, what was just said, the hints. The lines above
it speak of what is under the cursor; while a question is open they carry its choices, suggestions and errors.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tctui.core.errors import Refused
from tctui.core.text import cells, clean, fit, safe_text
from tctui.widgets.ink import Inked, pieces, strip
from tctui.widgets.line_edit import LineEdit

Answer = str | None | Awaitable[str | None]
"""What a callback gives: a line to say, or nothing (it said or asked something itself)."""

Suggest = Callable[[str], Sequence[str]]

LEAVING = ("escape", "ctrl+c")
"""Keys that close a question without an answer: Esc comes late or not at all over some lines, Ctrl+C always does."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer: its letter, label, and why it cannot be taken now (None: it can)."""

    key: str
    label: str
    why_not: str | None = None


Offered = Choice | tuple[str, str] | tuple[str, str, bool, str | None]
"""A choice, also as (key, label) or (key, label, enabled, why not)."""


def as_choice(given: Offered) -> Choice:
    """Give what was offered as a Choice."""
    if isinstance(given, Choice):
        return given
    if len(given) == 2:
        return Choice(given[0], given[1])
    return Choice(given[0], given[1], None if given[2] else given[3] or "not now")


@dataclass(frozen=True, slots=True)
class Hint:
    """One key of the hint line: how it is shown, label, and whether it can act now."""

    key: str
    label: str
    enabled: bool = True


@dataclass(slots=True)
class _Asking:
    question: str
    on_answer: Callable[[str], Answer]
    edit: LineEdit
    suggest: Suggest | None
    hidden: bool
    picked: int = -1


@dataclass(slots=True)
class _Choosing:
    question: str
    choices: tuple[Choice, ...]
    on_choice: Callable[[str], Answer]
    rows: list[list[tuple[str, str]]] = field(default_factory=list)


class BottomLine(Widget, inherit_bindings=False):
    """Rule, ``detail`` lines and the line of conversation; draws lines, changes only those that differ."""

    can_focus = False

    def __init__(self, detail: int = 1, rule: bool = True, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._detail_count = detail
        self._rule = rule
        self.styles.height = detail + 1 + rule
        self.styles.width = "100%"
        self._hints: tuple[Hint, ...] = ()
        self._detail: list[Inked] = []
        self._said: Inked | None = None
        self._open: _Asking | _Choosing | None = None
        self._error: Inked | None = None
        self._shown: list[list[tuple[str, str]]] = []

    @property
    def busy(self) -> bool:
        """Tell whether a question is open, so that keys belong to it."""
        return self._open is not None

    @property
    def said(self) -> str:
        """Give what was said last and still stands, as plain text."""
        return "".join(text for text, _ in pieces(self._said)) if self._said else ""

    def hint(self, hints: Sequence[Hint]) -> None:
        """Set the hints."""
        self._hints = tuple(hints)
        self._redraw()

    def detail(self, *lines: Inked) -> None:
        """Set the lines that speak of what is under the cursor."""
        self._detail = list(lines)
        self._redraw()

    def say(self, line: Inked) -> None:
        """Say what happened; it stands until the next key."""
        self._said = line
        self._redraw()

    def warn(self, text: str) -> None:
        """Say what could not be done and why; it stands until the next key."""
        self.say([("! ", "warn"), (text, "warn")])

    def hush(self) -> None:
        """Take back what was said, so that the hints show again."""
        if self._said is not None:
            self._said = None
            self._redraw()

    def ask(
        self,
        question: str,
        on_answer: Callable[[str], Answer],
        initial: str = "",
        suggestions: Suggest | Sequence[str] = (),
        hidden: bool = False,
        limit: int = 500,
    ) -> None:
        """Ask for one line of text; ``initial`` stands selected, so that typing takes its place.

        ``on_answer`` gets the cleaned text; if it raises Refused, the reason is shown and the typed text stays.
        ``suggestions`` is a list (those that hold what was typed are offered) or a function of the typed text;
        Up and Down pick one, Tab takes it. ``hidden`` draws dots.
        """
        suggest: Suggest | None
        if callable(suggestions):
            suggest = suggestions
        elif suggestions:
            offered = tuple(suggestions)
            suggest = lambda typed: [text for text in offered if typed.casefold() in text.casefold()]  # noqa: E731
        else:
            suggest = None
        self._said = self._error = None
        self._open = _Asking(question, on_answer, LineEdit(initial, limit, selected=True), suggest, hidden)
        self._redraw()

    def choose(self, question: str, choices: Sequence[Choice], on_choice: Callable[[str], Answer]) -> None:
        """Offer choices by letter; one that cannot be taken stays visible, dim, and says why when pressed."""
        self._said = self._error = None
        self._open = _Choosing(question, tuple(choices), on_choice)
        self._redraw()

    def close(self) -> None:
        """Close an open question without an answer."""
        self._open = self._error = None
        self._redraw()

    async def take(self, key: str, character: str | None) -> None:
        """Give one key to the open question."""
        asking = self._open
        if asking is None:
            return
        is_offered = isinstance(asking, _Choosing) and any(choice.key == "q" for choice in asking.choices)
        if key in LEAVING or (key == "q" and isinstance(asking, _Choosing) and not is_offered):
            self.close()
            self.say([("nothing changed", "dim")])
        elif isinstance(asking, _Choosing):
            await self._take_choice(asking, key, character)
        else:
            await self._take_text(asking, key, character)

    def paste(self, text: str) -> None:
        """Put pasted text into the open question; anything else ignores it."""
        if isinstance(self._open, _Asking):
            self._open.edit.insert(text.replace("\n", " "))
            self._redraw()

    async def _take_choice(self, asking: _Choosing, key: str, character: str | None) -> None:
        pressed = character if character and len(character) == 1 and character.isprintable() else key
        choice = next((choice for choice in asking.choices if choice.key == pressed), None)
        if choice is None:
            letters = " ".join(choice.key for choice in asking.choices if choice.why_not is None)
            out = "Esc" if any(choice.key == "q" for choice in asking.choices) else "q"
            self._error = f"press one of {letters}, or {out} to go back"
            self._redraw()
        elif choice.why_not is not None:
            self._error = f"{choice.label}: {choice.why_not}"
            self._redraw()
        else:
            await self._answer(asking, asking.on_choice, choice.key)

    async def _take_text(self, asking: _Asking, key: str, character: str | None) -> None:
        offered = list(asking.suggest(asking.edit.text))[:9] if asking.suggest else []
        if key == "enter":
            text = offered[asking.picked] if 0 <= asking.picked < len(offered) else asking.edit.text
            await self._answer(asking, asking.on_answer, clean(text))
            return
        if key == "tab" and offered:
            asking.edit = LineEdit(offered[max(0, asking.picked)], asking.edit.limit)
            asking.picked = -1
        elif key in ("down", "up") and offered:
            step = 1 if key == "down" else -1
            asking.picked = max(-1, min(len(offered) - 1, asking.picked + step))
        elif asking.edit.press(key, character):
            asking.picked = -1
            self._error = None
        self._redraw()

    async def _answer(self, asking: _Asking | _Choosing, respond: Callable[[str], Answer], text: str) -> None:
        # Closed before the callback runs, so that the callback may ask the next question.
        self._open = self._error = None
        try:
            said = respond(text)
            if inspect.isawaitable(said):
                said = await said
        except Refused as refused:
            self._open = asking
            self._error = refused.sentence()
            if isinstance(asking, _Asking) and asking.hidden:
                asking.edit = LineEdit(limit=asking.edit.limit)
        else:
            if said and self._open is None:
                self._said = said
        self._redraw()

    def _compose_lines(self) -> list[list[tuple[str, str]]]:
        width = max(1, self.size.width)
        upper: list[Inked] = list(self._detail[: self._detail_count])
        last: list[tuple[str, str]]
        if isinstance(self._open, _Asking):
            upper, last = self._lines_of_prompt(self._open, width, upper)
        elif isinstance(self._open, _Choosing):
            upper, last = self._lines_of_choices(self._open, width, upper)
        elif self._said is not None:
            upper, last = self._lines_of_said(self._said, width, upper)
        else:
            last = hint_pieces(self._hints, width)
        lines = [pieces(line) for line in upper[: self._detail_count]]
        lines += [[] for _ in range(self._detail_count - len(lines))]
        return [[("─" * width, "rule")]] * self._rule + lines + [last]

    def _lines_of_said(self, said: Inked, width: int, upper: list[Inked]) -> tuple[list[Inked], list[tuple[str, str]]]:
        drawn = pieces(said)
        if not drawn or (drawn[0][1] != "warn" and (len(drawn) > 1 or " — " in drawn[0][0])):
            return upper, with_tail(said, width)
        # A reason is read to its end, over the lines that speak of something else: the end says what to do. So is
        # the path of a file that was written.
        ink_name = drawn[0][1]
        rows = _wrapped("".join(text for text, _ in drawn), width, self._detail_count + 1)
        above: list[Inked] = [[(row, ink_name)] for row in rows[:-1]]
        return self._above(upper, above), [(rows[-1], ink_name)]

    def _lines_of_prompt(
        self, asking: _Asking, width: int, upper: list[Inked]
    ) -> tuple[list[Inked], list[tuple[str, str]]]:
        question = f"{asking.question}: "
        last = [(question, "strong"), *asking.edit.shown(max(8, width - cells(question)), hidden=asking.hidden)]
        note: list[tuple[str, str]] = []
        if self._error:
            note = [("! ", "warn"), *[(text, "error") for text, _ in pieces(self._error)]]
        elif asking.suggest:
            for number, text in enumerate(list(asking.suggest(asking.edit.text))[:9]):
                note += [(text, "cursor" if number == asking.picked else "note"), ("  ", "plain")]
        if not note and not asking.edit.text and not asking.hidden:
            note = [("Enter takes it, Ctrl+C leaves all as it is", "dim")]
        return self._above(upper, [note] if note else []), last

    def _lines_of_choices(
        self, asking: _Choosing, width: int, upper: list[Inked]
    ) -> tuple[list[Inked], list[tuple[str, str]]]:
        rows: list[list[tuple[str, str]]] = [[(f"{asking.question}  ", "strong")]]
        taken = cells(rows[0][0][0])
        for choice in asking.choices:
            allowed = choice.why_not is None
            piece = [(choice.key, "key" if allowed else "off"), (f" {choice.label}  ", "label" if allowed else "off")]
            length = sum(cells(text) for text, _ in piece)
            if taken + length > width and rows[-1]:
                rows.append([])
                taken = 0
            rows[-1] += piece
            taken += length
        if self._error:
            error = "! " + "".join(text for text, _ in pieces(self._error))
            room = max(1, self._detail_count + 1 - len(rows))
            rows = [[(row, "error")] for row in _wrapped(error, width, room)] + rows
        return self._above(upper, list(rows[:-1])), rows[-1]

    def _above(self, upper: list[Inked], extra: Sequence[Inked]) -> list[Inked]:
        """Put extra lines directly above the last line, over the detail lines that they need."""
        if not extra:
            return upper
        kept = (upper + [""] * self._detail_count)[: max(0, self._detail_count - len(extra))]
        return [*kept, *extra][-self._detail_count :] if self._detail_count else []

    def _redraw(self) -> None:
        lines = self._compose_lines()
        old, self._shown = self._shown, lines
        for number, line in enumerate(lines):
            if number >= len(old) or old[number] != line:
                self.refresh(Region(0, number, self.size.width, 1))

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        self._shown = self._compose_lines()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw line ``y``."""
        if not self._shown:
            self._shown = self._compose_lines()
        return strip(self._shown[y] if y < len(self._shown) else "", self.size.width)


def _wrapped(text: str, width: int, most: int) -> list[str]:
    """Break a text into at most so many lines; one that needs more ends with an ellipsis."""
    said = safe_text(text)
    # Letters of two cells make a line wider than it has characters: then fewer of them stand on one.
    for room in range(width, 0, -1):
        rows = textwrap.wrap(said, room, max_lines=most, placeholder=" …", break_on_hyphens=False)
        if all(cells(row) <= width for row in rows):
            break
    return rows or [""]


def with_tail(said: Inked, width: int) -> list[tuple[str, str]]:
    """Cut what was said to ``width`` cells before its last dash, so that "— z undoes" always stands."""
    drawn = pieces(said)
    if sum(cells(text) for text, _ in drawn) <= width or len(drawn) != 1:
        return drawn
    text, ink = drawn[0]
    head, dash, tail = safe_text(text).rpartition(" — ")
    room = width - cells(f" — {tail}")
    if not dash or room < width // 3:
        return drawn
    return [(f"{fit(head, room).rstrip()} — {tail}", ink)]


def hint_pieces(hints: Sequence[Hint], width: int) -> list[tuple[str, str]]:
    """Lay hints out in ``width`` cells; the last that fit, and ``help`` always when it is among them."""
    parts: list[tuple[Hint, int]] = [(hint, cells(hint.key) + cells(hint.label) + 3) for hint in hints]
    while parts and sum(length for _, length in parts) - 2 > width:
        droppable = [number for number, (hint, _) in enumerate(parts) if hint.label != "help"]
        if not droppable:
            break
        del parts[droppable[-1]]
    line: list[tuple[str, str]] = []
    for hint, _ in parts:
        line += [
            (hint.key, "key" if hint.enabled else "off"),
            (f" {hint.label}  ", "label" if hint.enabled else "off"),
        ]
    if line:
        line[-1] = (line[-1][0].rstrip(), line[-1][1])
    return line
