"""The base of every screen: heading, body, detail lines, conversation line, and how keys become actions.

A place is written like this::

    class BoardScreen(Place):
        PLACE = "board"          # its name in the registry of keys.py
        DETAIL = 2               # lines that speak of what is under the cursor

        def body(self):          # the widgets between heading and bottom line
            yield self.board

        def arrive(self, case_id=None):   # each time it is opened; call reload()
            self.reload()

        def reload(self):        # after undo, redo, and when another session committed
            self.heading("Board", right=self.desk.user.login)

        def act_move(self):      # the action ``move`` of the registry; a str returned is said
            self.choose("Move to", [Choice("a", "Accepted")], self.moved)

An action ``xyz`` goes to ``act_xyz`` of the focused widget when it has one (cursor movement), else of the place.
A Refused is shown in the bottom line, any other exception becomes a calm line with a number. Widgets never handle
keys themselves, so an open prompt can take every key without a change of focus.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Iterable, Sequence
from importlib import import_module
from typing import Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tctui.core.errors import Refused
from tctui.key_action import Action
from tctui.key_places import MAIN
from tctui.keys import name_of, shown
from tctui.screens.desk import Desk
from tctui.screens.host import Host
from tctui.widgets.bottom_line import Answer, BottomLine, Choice, Hint, Offered, Suggest, as_choice
from tctui.widgets.field import Field
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line
from tctui.widgets.text_lines import TextLines

LAID_OVER = {
    "go_settings": "tctui.screens.settings:SettingsScreen",
    "waiting_list": "tctui.screens.waiting:WaitingScreen",
}
"""Screens that open over whatever place one is in, by the action that opens them."""

__all__ = ["Answer", "Choice", "Field", "Host", "Place"]


class Place(Screen[Any], inherit_bindings=False):
    """A screen with heading, body, detail and conversation; see the module for how one is written."""

    PLACE: ClassVar[str] = ""
    NEEDS: ClassVar[str] = "read"
    """What a role must allow for the place to open (core.people.ALLOWED); empty: it shows nothing of a patient."""

    HEADING: ClassVar[int] = 1
    DETAIL: ClassVar[int] = 1
    RULE: ClassVar[bool] = True

    # Screen.focused repaints the whole screen on every change of focus (25.8 KB at 80x24); nothing that a place
    # draws needs that, the widgets that lose and gain the focus refresh themselves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self.top = TextLines(self.HEADING, id="heading")
        self.bottom = BottomLine(self.DETAIL, self.RULE, id="bottom")
        self.pressed = ""
        self.stale = False
        self._drawing = False
        self._arrival: dict[str, Any] | None = {}

    @property
    def host(self) -> Host:
        """The app, as far as a place may know it."""
        return cast(Host, self.app)

    @property
    def desk(self) -> Desk:
        """Who is here, which database, what time it is."""
        return self.host.desk

    def body(self) -> Iterable[Widget]:
        """Give the widgets between heading and bottom line, from top to bottom; one of them 1fr high."""
        return ()

    def arrive(self, **context: Any) -> None:
        """Show what the context names; called each time the place is opened, mounted and before it is drawn."""
        self.reload()

    def reload(self) -> None:
        """Read again what is shown; the widgets must repaint only what differs."""

    def again(self) -> Callable[[], Place] | None:
        """Give what opens a screen that lies over a place anew, for who goes elsewhere from it and comes back."""
        return None

    def why_not(self, action_id: str) -> str | None:
        """Say why an action cannot be done now, or None when it can; asked after every key, so no reads here."""
        return None

    def heading(self, *lines: Inked, right: Inked | Sequence[Inked] = "") -> None:
        """Show the heading lines; ``right`` is one line or one per heading line, drawn at the right edge."""
        is_one = isinstance(right, str) or (bool(right) and isinstance(right[0], tuple))
        rights: tuple[Inked, ...] = (cast(Inked, right),) if is_one else tuple(cast(Sequence[Inked], right))
        self.top.show(*lines, rights=rights)

    def detail(self, *lines: Inked) -> None:
        """Speak of what is under the cursor, in the DETAIL lines above the bottom line."""
        self.bottom.detail(*lines)

    def say(self, line: Inked) -> None:
        """Say what happened, in the bottom line, until the next key."""
        self.bottom.say(line)

    def warn(self, text: str) -> None:
        """Say what could not be done and why, in the bottom line, until the next key."""
        self.bottom.warn(text)

    def ask(
        self,
        question: str,
        on_answer: Callable[[str], Answer],
        initial: str = "",
        suggestions: Suggest | Sequence[str] = (),
        hidden: bool = False,
    ) -> None:
        """Ask for one line of text in the bottom line; ``on_answer`` gets it cleaned.

        A Refused that it raises is shown and the prompt stays; a str that it gives is said; it may ask on.
        """
        self.bottom.ask(question, on_answer, initial, suggestions, hidden)

    def choose(self, question: str, choices: Sequence[Offered], on_choice: Callable[[str], Answer]) -> None:
        """Offer choices by letter, as widgets/bottom_line.py takes them; ``on_choice`` gets the key, as in ``ask``."""
        self.bottom.choose(question, [as_choice(choice) for choice in choices], on_choice)

    def open_form(
        self,
        title: str,
        fields: Sequence[Field],
        on_save: Callable[[dict[str, Any]], Answer],
        words: str = "",
        keeps: bool = True,
        case_id: int | None = None,
    ) -> None:
        """Open a form over the place; see widgets/field.py for the fields and screens/form.py for the rest.

        When ``on_save`` gives a line (or nothing), the form closes, the place reloads and says it.
        """
        from tctui.screens.form import FormScreen

        self.app.push_screen(FormScreen(title, fields, on_save, words, keeps, case_id), self._form_closed)

    def open_list(
        self,
        title: Inked,
        columns: Sequence[Column],
        lines: Sequence[Line],
        on_choice: Callable[[Hashable], Answer] | None = None,
        about: Callable[[Hashable], Sequence[Inked]] | None = None,
    ) -> None:
        """Open a list over the place, to look at or to choose from; see screens/pick.py and widgets/table.py.

        ``on_choice`` gets the key of the chosen row; ``about`` gives the detail lines for the row under the cursor.
        """
        from tctui.screens.pick import ListScreen

        self.app.push_screen(ListScreen(title, columns, lines, on_choice, about), self._form_closed)

    def _form_closed(self, said: str | None) -> None:
        self._attempt(self.reload)
        self.show_hints()
        if said:
            self.say(said)

    def show_hints(self) -> None:
        """Draw the hint line anew: an action that cannot be done now is dim."""
        acting = self.host.keymap.acting
        self.bottom.hint(
            [
                Hint(shown(acting(action.id, self.PLACE)[0]), label, self.reason(action) is None)
                for action, label in self.hinted()
            ]
        )

    def hinted(self) -> list[tuple[Action, str]]:
        """Give the actions that the hint line names, in order, each with its label."""
        return [(action, action.label_in(self.PLACE)) for action in self.host.keymap.hints(self.PLACE)]

    def reason(self, action: Action) -> str | None:
        """Say why an action cannot be done now: the place's own reason, or that nothing here does it."""
        if self._method(action.id) is None:
            return self.why_not(action.id) or "it does nothing here"
        return self.why_not(action.id)

    def take_key(self, key: str, character: str | None) -> bool:
        """Take a key before the registry does; a screen that is typed into (a form) overrides this."""
        return False

    async def press(self, key: str, character: str | None = None) -> None:
        """Carry out one key: the open question first, then ``take_key``, then the action it stands for."""
        self._begin_drawing()
        try:
            if self.bottom.busy and not self._leaves(key):
                await self.bottom.take(key, character)
            else:
                self.bottom.hush()
                taken = self.take_key(key, character)
                if not taken:
                    await self._act(name_of(key, character))
            if self.is_attached:
                self.show_hints()
        except Refused as refused:
            self.warn(refused.sentence())
        except Exception as error:
            self._stumble(error)

    def _leaves(self, key: str) -> bool:
        """Tell whether a key leaves tctui even while a question is open: F10 does, a letter is an answer."""
        return len(key) > 1 and key in self.host.keymap.keys("quit")

    async def _act(self, pressed: str) -> None:
        keymap = self.host.keymap
        action = keymap.action(self.PLACE, pressed)
        if action is None:
            helps = [f"  {shown(key)} help" for key in keymap.keys("help")[:1] if keymap.action(self.PLACE, key)]
            self.say([("".join([f"{shown(pressed)} does nothing here", *helps]), "dim")])
            return
        if (reason := self.reason(action)) is not None:
            self.warn(f"{action.label_in(self.PLACE)}: {reason}")
            return
        self.pressed = pressed
        method = self._method(action.id)
        assert method is not None
        said = method()
        if inspect.isawaitable(said):
            said = await said
        if isinstance(said, str) and said:
            self.say(said)

    def _method(self, action_id: str) -> Callable[[], Any] | None:
        for holder in (self.focused, self):
            method = getattr(holder, f"act_{action_id}", None)
            if method is not None:
                return cast(Callable[[], Any], method)
        place = action_id.removeprefix("go_")
        if place in MAIN and place != action_id:
            return lambda: self.host.open_place(place)
        if action_id in LAID_OVER:
            module, _, screen = LAID_OVER[action_id].partition(":")
            return lambda: self.app.push_screen(getattr(import_module(module), screen)(), self._form_closed)
        return None

    def _stumble(self, error: Exception) -> None:
        # Headless is how tests run: there the error itself is wanted.
        if self.app.is_headless:
            raise error
        self.bottom.close()
        self.warn(self.host.record_incident(error))

    async def on_key(self, event: events.Key) -> None:
        """Carry out a key; nothing of Textual's own bindings is used."""
        event.stop()
        event.prevent_default()
        await self.press(event.key, event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Put pasted text into the open question."""
        event.stop()
        self.bottom.paste(event.text)

    def compose(self) -> ComposeResult:
        """Lay out heading, body and bottom line."""
        if self.HEADING:
            yield self.top
        yield from self.body()
        yield self.bottom

    def on_mount(self) -> None:
        """Show what the place was opened for."""
        arrival, self._arrival = self._arrival, None
        try:
            self.show_arrival(arrival or {})
        except Exception as error:
            if self.app.is_headless:
                raise
            self.app.call_later(self.host.turn_back, self, self.host.record_incident(error))

    def _begin_drawing(self) -> None:
        if not self._drawing:
            self._drawing = True
            self.refresh()

    def _compositor_refresh(self) -> None:
        # While a screen is mounted Textual draws it three times at 80x24: empty, laid out, and again.
        if self._drawing:
            super()._compositor_refresh()

    def show_arrival(self, context: dict[str, Any]) -> None:
        """Arrive, now if mounted, else as soon as that has happened; a refusal is said in the bottom line."""
        if not self.is_mounted and self._arrival is not None:
            self._arrival = context
            return
        self.stale = False
        if self.NEEDS and (closed := self.desk.closed(self.NEEDS, self.PLACE)):
            self.app.call_later(self.host.turn_back, self, closed)
            return
        try:
            self.arrive(**context)
            self.show_hints()
        except Refused as refused:
            self.warn(refused.sentence())
        if not self._drawing:
            self.call_after_refresh(self._begin_drawing)

    def reload_when_stale(self) -> None:
        """Read again if another session committed while this place was not in front."""
        if self.stale and self.is_mounted:
            self.stale = False
            self._attempt(self.reload)
            self.show_hints()

    def _attempt(self, work: Callable[[], None]) -> None:
        """Do what no key asked for: a refusal is said, an error is a calm line with a number."""
        try:
            work()
        except Refused as refused:
            self.warn(refused.sentence())
        except Exception as error:
            self._stumble(error)

    def on_screen_resume(self) -> None:
        """Catch up with what others did."""
        self.reload_when_stale()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that work in the background failed; it never ends the program."""
        error = event.worker.error
        if event.state is not WorkerState.ERROR or error is None:
            return
        if isinstance(error, Refused):
            self.warn(error.sentence())
        elif isinstance(error, Exception):
            self._stumble(error)

    def act_back(self) -> None:
        """Go back to the place before; a screen laid over a place closes."""
        if self.PLACE in MAIN:
            self.host.go_back()
        else:
            self.dismiss(None)

    def act_undo(self) -> Answer:
        """Take back the user's last change."""
        line = self.desk.undo(self.host.last_case)
        self.reload()
        return line

    def act_redo(self) -> str:
        """Do again what was taken back last."""
        line = self.desk.redo(self.host.last_case)
        self.reload()
        return line

    def act_redraw(self) -> None:
        """Draw everything anew."""
        self.host.wire.forget()
        self.refresh()

    def act_lock(self) -> None:
        """Blank the screen until the password is typed."""
        self.host.lock()

    def act_quit(self) -> None:
        """Leave tctui."""
        self.app.exit()

    def act_help(self) -> None:
        """Show the keys of this place."""
        self.host.open_help(self.PLACE)

    def act_find(self) -> None:
        """Find a patient, case or action by typing."""
        self.host.open_find(self.PLACE)
