"""Names of patients or initials only: what a session shows, and what asks first while names are hidden."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from tctui.core.errors import Refused
from tctui.key_places import MAIN
from tctui.keys_huddle import ON_THE_WALL
from tctui.screens.place import Answer, Choice, Place
from tctui.widgets.bottom_line import Offered, Suggest
from tctui.widgets.ink import Inked

ANYWHERE = frozenset(
    {"up", "down", "left", "right", "page_up", "page_down", "first", "last", "back", "filter", "help", "undo", "redo"}
) | {"redraw", "lock", "quit", "go_board", "go_huddle", "names", "wall"}  # fmt: skip
"""Actions that tell no name wherever names are hidden; whatever is not named here asks first."""


@dataclass(slots=True)
class Veil:
    """What a session shows; ``names`` is None until somebody chose: each place then opens in its own way."""

    names: bool | None = None
    wall: bool = False
    """Black on white, for a projector."""

    @property
    def drawn(self) -> bool:
        """Whether names were hidden on purpose, so that leaving the board or the huddle asks as well."""
        return self.names is False


class Nameless(str):
    """A sentence that tells nothing of any one person, and is said as it is while names are hidden."""

    __slots__ = ()


class Guarded(Place):
    """A screen on which names may be hidden: what would show one asks first, and what is said names nobody."""

    QUIETLY: ClassVar[frozenset[str]] = frozenset()
    """Actions that tell no name here, beside those of ``ANYWHERE``."""

    @property
    def quiet(self) -> bool:
        """Whether names are hidden here: of a screen laid over another, whether they are hidden there."""
        stack = self.app.screen_stack
        below = stack[stack.index(self) - 1] if self in stack[1:] else None
        return isinstance(below, Guarded) and below.quiet

    def tells_names(self, action_id: str) -> bool:
        """Tell whether an action shows names: while they are hidden on purpose everything that is not known not to."""
        if not self.host.veil.drawn:
            return False
        if action_id == "back" and self.PLACE in MAIN:
            return self.host.behind not in (*ON_THE_WALL, "")
        return action_id not in ANYWHERE and action_id not in self.QUIETLY

    def _method(self, action_id: str) -> Callable[[], Any] | None:
        method = super()._method(action_id)
        if method is None or not self.quiet or not self.tells_names(action_id):
            return method
        carry_out = method
        return lambda: self._ask_before(carry_out)

    def _ask_before(self, carry_out: Callable[[], Any]) -> None:
        choices = [Choice("y", "go on"), Choice("n", "stay with initials")]
        self.choose("That shows names of patients", choices, lambda key: carry_out() if key == "y" else None)

    def say(self, line: Inked) -> None:
        """Say what happened; while names are hidden no more than that it did."""
        super().say(self._hushed(line) if isinstance(line, str) else line)

    def ask(
        self,
        question: str,
        on_answer: Callable[[str], Answer],
        initial: str = "",
        suggestions: Suggest | Sequence[str] = (),
        hidden: bool = False,
    ) -> None:
        """Ask for one line of text; what the answer says names nobody while names are hidden."""
        super().ask(question, self._quietly(on_answer), initial, suggestions, hidden)

    def choose(self, question: str, choices: Sequence[Offered], on_choice: Callable[[str], Answer]) -> None:
        """Offer choices by letter; what the answer says names nobody while names are hidden."""
        super().choose(question, choices, self._quietly(on_choice))

    def _quietly(self, respond: Callable[[str], Answer]) -> Callable[[str], Answer]:
        async def waited(said: Awaitable[str | None]) -> str | None:
            line = await said
            return self._hushed(line) if line else line

        def answered(text: str) -> Answer:
            said = respond(text)
            if inspect.isawaitable(said):
                return waited(said)
            return self._hushed(said) if isinstance(said, str) and said else said

        return answered

    def _hushed(self, said: str) -> str:
        if not self.quiet or isinstance(said, Nameless):
            return said
        return "Done — z undoes" if "z undoes" in said else "Done"

    def act_undo(self) -> Answer:
        """Take back the user's last change."""
        return self._without_names(super().act_undo, "Taken back; Z does it again")

    def act_redo(self) -> Answer:  # type: ignore[override]
        """Do again what was taken back last."""
        return self._without_names(super().act_redo, "Done again; z takes it back")

    def _without_names(self, work: Callable[[], Answer], done: str) -> Answer:
        if not self.quiet:
            return work()
        try:
            work()
        except Refused:
            raise Refused("Nothing was changed; with names shown (v) it says why.") from None
        return Nameless(done)


class Veiled(Guarded):
    """A place for the wall: ``v`` shows or hides names, ``w`` turns to black on white with initials and back."""

    NAMES_AT_FIRST: ClassVar[bool] = True
    """Whether the place opens with names as long as nobody chose."""

    @property
    def names(self) -> bool:
        """Whether names of patients are shown."""
        chosen = self.host.veil.names
        return self.NAMES_AT_FIRST if chosen is None else chosen

    @property
    def quiet(self) -> bool:
        """Whether names are hidden."""
        return not self.names

    def draw_again(self) -> None:
        """Draw with names or initials; a place that keeps what it read draws that."""
        self.reload()

    def act_names(self) -> str | None:
        """Show names, which is asked; or hide them at once. Both are logged."""
        if self.names:
            return self._show_names(False)
        choices = [Choice("y", "show names"), Choice("n", "stay with initials")]
        self.choose("Everyone who sees this screen will read names", choices, self._names_chosen)
        return None

    def _names_chosen(self, key: str) -> str | None:
        return self._show_names(True) if key == "y" else None

    def _show_names(self, shown: bool) -> str:
        from tctui.db.huddle import record_names

        if not shown:
            # Hidden whatever becomes of the log; shown only once that is kept.
            self.host.veil.names = False
            self.draw_again()
        said = record_names(self.desk.by(), shown, self.PLACE)
        if shown:
            self.host.veil.names = True
            self.draw_again()
        return Nameless(said)

    def act_wall(self) -> str:
        """Turn to black on white, with initials, or back to the user's own colours."""
        veil = self.host.veil
        veil.wall = not veil.wall
        said = self._show_names(False) if veil.wall and self.names else ""
        if veil.wall:
            veil.names = False
        self.host.use_theme("projector" if veil.wall else "")
        return Nameless(
            said or ("Black on white; w turns back" if veil.wall else "Your own colours again; v shows names")
        )
