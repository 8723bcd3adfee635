"""Find by typing: a case by the patient's name or its title, or an action of the place by its label."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.widget import Widget

from tctui.core.board import Card
from tctui.core.money import short_dollars
from tctui.core.pipeline import TITLES as STAGES
from tctui.keys import TITLES, shown
from tctui.screens.place import Place
from tctui.widgets.line_edit import LineEdit
from tctui.widgets.table import Column, Line, Row, Section, Table
from tctui.widgets.text_lines import TextLines

MOST = 200
"""Cases listed at once; more than anyone reads, few enough to list within a key's time."""


class FindScreen(Place):
    """A line to type into and what it finds; Enter opens the case or carries out the action."""

    PLACE = "find"

    def __init__(self, place: str) -> None:
        super().__init__()
        self._of = place
        self._edit = LineEdit(limit=60)
        self._typed = TextLines(2)
        columns = [Column("", 28), Column("", 0), Column("", 12), Column("", 6, "right")]
        self._table = Table(columns, headings=False, empty="nothing found")
        self._cards: list[Card] = []

    def body(self) -> Iterable[Widget]:
        """Give the line to type into and the list."""
        yield self._typed
        yield self._table

    def reload(self) -> None:
        """Read the open cases and look again."""
        from tctui.db.board import open_cards

        self._cards = sorted(open_cards(), key=lambda card: card.name.casefold())
        self.heading([("Find  ", "heading"), ("a case by patient or title, or what to do here", "dim")])
        self._look()

    def _look(self) -> None:
        words = self._edit.text.casefold().split()
        self._typed.show([("Find: ", "strong"), *self._edit.shown(60)])
        found = [card for card in self._cards if _holds(f"{card.name} {card.title}", words)]
        lines: list[Line] = [
            Row(card.case_id, (card.name, card.title, STAGES[card.stage], short_dollars(card.open_cents)))
            for card in found[:MOST]
        ]
        actions = self._actions(words)
        if actions:
            lines += [Section(f"What to do in {TITLES.get(self._of, self._of)}"), *actions]
        self._table.show(lines)
        self.detail([(f"{len(found)} of {len(self._cards)} open cases", "dim")])

    def _actions(self, words: list[str]) -> list[Row]:
        if not words:
            return []
        keymap = self.host.keymap
        # An action that is called so comes before one whose explanation only mentions it.
        actions = sorted(keymap.of_place(self._of), key=lambda action: not _holds(action.label_in(self._of), words))
        return [
            Row(action.id, (action.label_in(self._of), (action.help, "dim"), "", (shown(keys[0]), "key")))
            for action in actions
            if (keys := keymap.keys(action.id)) and _holds(f"{action.label_in(self._of)} {action.help}", words)
        ]

    def take_key(self, key: str, character: str | None) -> bool:
        """Type into the line; the arrows up and down move in the list."""
        if not self._edit.press(key, character):
            return False
        self._look()
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the line."""
        event.stop()
        self._edit.insert(event.text)
        self._look()

    def why_not(self, action_id: str) -> str | None:
        """Say that there is nothing to open."""
        return "nothing found" if action_id == "open" and self._table.row is None else None

    def act_open(self) -> None:
        """Open the case, or carry out the action in the place that find was opened from."""
        key = self._table.key
        if isinstance(key, int):
            self.host.open_place("case", case_id=key)
            return
        below = self.app.screen_stack[-2]
        action = next(action for action in self.host.keymap.of_place(self._of) if action.id == key)
        self.dismiss(None)
        if isinstance(below, Place):
            pressed = self.host.keymap.keys(action.id)[0]
            below.call_next(below.press, pressed, pressed if len(pressed) == 1 else None)


def _holds(text: str, words: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)
