"""The form: fields one under another over the whole screen, typed into, saved or left; opened by Place.open_form."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual import events
from textual.widget import Widget

from tctui import drafts
from tctui.core.errors import Refused
from tctui.screens.leaving import ask_to_leave
from tctui.screens.place import Place
from tctui.widgets.bottom_line import LEAVING, Answer
from tctui.widgets.field import Field
from tctui.widgets.fields import Fields
from tctui.widgets.text_lines import TextLines

__all__ = ["Field", "FormScreen"]

NARROWEST = 60
"""Columns of the narrowest terminal that tctui starts in."""


class FormScreen(Place):
    """Asks for fields and hands the values to ``on_save``; what it gives is what the screen is dismissed with.

    ``on_save`` gets a dict by field name. A Refused that it raises is shown and everything typed stays. ``words`` stand
    above the fields. What is typed is kept as a draft while it is typed, at lock and at hang-up, unless ``keeps`` is False.
    """

    PLACE = "form"
    NEEDS = ""
    DETAIL = 2

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        on_save: Callable[[dict[str, Any]], Answer],
        words: str = "",
        keeps: bool = True,
        case_id: int | None = None,
    ) -> None:
        super().__init__()
        self.title_text = title
        self.keeps = keeps
        self.case_id = case_id
        self.holds_draft = False
        self.kept: dict[str, str] = {}
        """What of it the draft holds."""
        self._words = words
        self._described = tuple(fields)
        self._on_save = on_save
        self._fields: Fields | None = None
        self._above: TextLines | None = None

    @property
    def fields(self) -> Fields:
        """The widget that holds what was typed."""
        assert self._fields is not None
        return self._fields

    def body(self) -> Iterable[Widget]:
        """Give the words that go before the fields, and the fields."""
        if self._words:
            # As many lines as the narrowest terminal needs: the words are read in full whatever its size becomes.
            self._above = TextLines(len(textwrap.wrap(self._words, NARROWEST - 2)) + 2)
            self.on_resize()
            yield self._above
        self._fields = Fields(self._described, self.desk.today(), self.tell_field)
        yield self._fields

    def on_resize(self) -> None:
        """Wrap the words anew."""
        if self._above is not None:
            self._above.show("", *textwrap.wrap(self._words, max(NARROWEST, self.app.size.width) - 2))

    def reload(self) -> None:
        """Show the title; what was typed is never read again."""
        self.heading([(self.title_text, "heading")])

    def show_arrival(self, context: dict[str, Any]) -> None:
        """Arrive, and offer what was typed here before and not saved."""
        super().show_arrival(context)
        if self.PLACE == "form":
            self.host.offer_draft(self)

    def typed(self) -> dict[str, str]:
        """What was typed or chosen and is not saved yet, by field name."""
        return self.fields.typed() if self._fields is not None else {}

    def forget_draft(self) -> None:
        """What was typed is saved or given up: it is not offered again."""
        if self.holds_draft:
            self.holds_draft = False
            drafts.drop(self.desk.database, self.desk.user.id)

    def tell_field(self) -> None:
        """Speak of the field under the cursor: what is offered, else its hint."""
        offered = self.fields.offered()
        field = self.fields.field
        if offered and (self.fields.text(field.name) or field.kind == "pick"):
            line: list[tuple[str, str]] = []
            for label, picked in offered:
                line += [(label, "cursor" if picked else "note"), ("  ", "plain")]
            self.detail([(field.hint, "dim")], line)
        else:
            turned = "left and right change it" if not field.is_typed else ""
            lines = textwrap.wrap(field.hint or turned, max(NARROWEST, self.app.size.width))
            self.detail(*([(line, "dim")] for line in lines[: self.DETAIL]))

    def take_key(self, key: str, character: str | None) -> bool:
        """Type into the field under the cursor."""
        if key == "shift+tab":
            self.fields.step(-1)
            return True
        return key not in LEAVING and self.fields.press(key, character)

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the field under the cursor."""
        event.stop()
        if self.bottom.busy:
            self.bottom.paste(event.text)
        elif (limit := self.fields.paste(event.text)) is not None:
            self.bottom.warn(f"Only {limit} characters fit here; the rest of what was pasted is left off")

    async def act_next_field(self) -> None:
        """Go to the next field; Enter on the last one saves."""
        if not self.fields.step(1) and self.pressed == "enter":
            await self.act_save()

    def act_previous_field(self) -> None:
        """Go to the field before."""
        self.fields.step(-1)

    async def act_save(self) -> None:
        """Read the fields and save; an error goes to its field, and everything typed stays."""
        self.fields.step(0)
        try:
            values = self.fields.values()
        except Refused:
            self.warn("Not saved yet; see the field that is marked")
            return
        said = self._on_save(values)
        if inspect.isawaitable(said):
            said = await said
        self.forget_draft()
        self.dismiss(said)

    def act_cancel_form(self) -> None:
        """Leave without saving; asks when something was typed."""
        if not self.fields.changed:
            self.dismiss(None)
            return
        ask_to_leave(self, self._leave, self._save_and_leave)

    def _leave(self) -> None:
        self.forget_draft()
        self.dismiss(None)

    async def _save_and_leave(self) -> None:
        try:
            await self.act_save()
        except Refused as refused:
            # The question is answered: what is refused is mended in the fields, not by another letter.
            self.warn(refused.sentence())
