"""What a place may ask of the app that holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from tctui.keymap import Keymap
from tctui.screens.desk import Desk
from tctui.widgets.wire import Wire

if TYPE_CHECKING:
    from tctui.screens.place import Place
    from tctui.screens.veil import Veil


class Host(Protocol):
    """What a place may ask of the app that holds it."""

    desk: Desk
    keymap: Keymap
    wire: Wire
    last_case: int | None
    veil: Veil

    @property
    def behind(self) -> str: ...

    def open_place(self, name: str, **context: Any) -> None: ...
    def go_back(self) -> None: ...
    def open_help(self, place: str) -> None: ...
    def open_find(self, place: str) -> None: ...
    def use_theme(self, name: str = "") -> None: ...
    def lock(self) -> None: ...
    def offer_draft(self, place: Place) -> None: ...
    def turn_back(self, place: Place, line: str) -> None: ...
    def record_incident(self, error: BaseException) -> str: ...
