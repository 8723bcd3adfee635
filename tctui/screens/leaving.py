"""The question before one leaves what was typed and not saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tctui.widgets.bottom_line import Answer, Choice

if TYPE_CHECKING:
    from tctui.screens.place import Place


def ask_to_leave(place: Place, leave: Callable[[], Answer], save: Callable[[], Answer]) -> None:
    """Ask whether to leave it, to go on typing, or to save it."""
    choices = [Choice("y", "yes, leave it"), Choice("n", "no, go on typing"), Choice("s", "save")]
    acts = {"y": leave, "s": save}
    place.choose("Leave without saving what was typed?", choices, lambda key: acts[key]() if key in acts else None)
