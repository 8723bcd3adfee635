"""The App: places and how one goes between them, theme, lock, what other sessions changed, the crash line."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any, Self

from rich.text import Text
from textual import events
from textual.filter import Monochrome, NoColor
from textual.theme import BUILTIN_THEMES, Theme

from tctui.alarm import HandOffAlarm
from tctui.core.errors import Refused
from tctui.core.people import User
from tctui.incidents import record_incident
from tctui.key_places import MAIN
from tctui.keymap import Keymap
from tctui.paths import styles_folder
from tctui.screens.desk import Desk, utc_now
from tctui.screens.place import Place
from tctui.screens.veil import Veil
from tctui.settings import Settings
from tctui.widgets.ink import use_inks
from tctui.widgets.wire import WiredApp

PLACES = {
    "board": "tctui.screens.board:BoardScreen",
    "case": "tctui.screens.case:CaseScreen",
    "estimate": "tctui.screens.estimate:EstimateScreen",
    "schedule": "tctui.screens.schedule:ScheduleScreen",
    "worklist": "tctui.screens.worklist:WorkListScreen",
    "reports": "tctui.screens.reports:ReportsScreen",
    "huddle": "tctui.screens.huddle:HuddleScreen",
}
"""Where each place lives; imported when first opened, so that the start stays short."""

POLL_SECONDS = 1.0
KEY_SECONDS = 2.0
"""After this long the next key is taken, whatever became of the one before."""

LEAVE_SECONDS = 0.8
"""After a hang-up the process is gone within this time, whatever hangs: an orphan would burn a core."""

# Native colours of the terminal: few bytes, the user's own palette, readable with 16 of them.
_TERMINAL_THEME = replace(BUILTIN_THEMES["ansi-dark"], name="terminal")
_PROJECTOR_THEME = Theme(
    name="projector", primary="#000000", foreground="#000000", background="#ffffff", surface="#ffffff", dark=False
)


class Workplace(WiredApp, inherit_bindings=False):
    """The application; ``user`` skips the login (tests), otherwise the login screen comes first.

    For a ``projector`` it opens black on white and with initials.
    """

    CSS_PATH = styles_folder() / "tctui.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    AUTO_FOCUS = "*"

    def __init__(
        self,
        database: Path,
        keymap: Keymap | None = None,
        settings: Settings | None = None,
        clock: Callable[[], datetime] = utc_now,
        user: User | None = None,
        first_place: str = "board",
        places: Mapping[str, str] = PLACES,
        projector: bool = False,
    ) -> None:
        super().__init__()
        # Textual adds two hidden widgets to every screen for these; nothing here uses them.
        self._disable_tooltips = True
        self._disable_notifications = True
        self.keymap = keymap or Keymap()
        self.settings = settings or Settings()
        self._database = database
        self._clock = clock
        self._first_place = first_place
        self._where = places
        self._places: dict[str, Place] = {}
        self._history: list[tuple[str, Callable[[], Place] | None]] = []
        self._last_key = monotonic()
        self._locked = False
        self._poll_failed = False
        self.last_case: int | None = None
        self.veil = Veil(names=False, wall=True) if projector else Veil()
        if user is not None:
            self.desk = Desk(user, database, clock)
        self._alarm = HandOffAlarm()
        self._logged_in = user is not None
        self.register_theme(_TERMINAL_THEME)
        self.register_theme(_PROJECTOR_THEME)
        # For NO_COLOR Textual turns colours into greys, and fails on a segment without a style; the inks of the
        # terminal have no colours then.
        self._filters = [kept for kept in self._filters if not isinstance(kept, Monochrome)]
        self.use_theme("projector" if projector else "")

    def use_theme(self, name: str = "") -> None:
        """Draw everything in a theme from now on; none named is the one of the user's settings."""
        name = name or self.settings.theme
        self._filters = [kept for kept in self._filters if not isinstance(kept, NoColor)]
        if self.no_color and name != "terminal":
            self._filters.append(NoColor())
        use_inks(name)
        self.theme = name

    def on_mount(self) -> None:
        """Log in, then open the first place."""
        self.set_interval(POLL_SECONDS, self._tick)
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGHUP, signal.SIGTERM):
                loop.add_signal_handler(number, self._hang_up)
            loop.set_exception_handler(self._stray_error)
        if self._logged_in:
            self._open_first()
        else:
            self._ask_login()

    def _ask_login(self) -> None:
        from tctui.screens.login import LoginScreen

        self.push_screen(LoginScreen(self._clock), self._enter)

    def _enter(self, user: User | None) -> None:
        if user is None:
            self.exit()
            return
        self.desk = Desk(user, self._database, self._clock)
        self._logged_in = True
        self._open_first()

    def _open_first(self) -> None:
        # What others commit from here on is news.
        self.desk.changed()
        try:
            self.open_place(self._first_place)
        except Refused as refused:
            self.exit(return_code=2, message=Text(refused.sentence()))
        else:
            if isinstance(self.screen, Place):
                self.call_after_refresh(self.offer_draft, self.screen)

    def offer_draft(self, place: Place) -> None:
        """Offer what was typed and not saved: in its form when that is opened, in any other place after the login."""
        from tctui.screens import drafts
        from tctui.screens.form import FormScreen

        if isinstance(place, FormScreen):
            drafts.take_up(place, self.screen_stack, self.last_case)
        else:
            drafts.offer(place)

    def _keep_draft(self, leaving: bool = True) -> None:
        if self._logged_in:
            from tctui.screens.drafts import keep_from

            keep_from(self.screen_stack, self.desk, self.last_case, leaving)

    def exit(self, result: None = None, return_code: int = 0, message: Any = None) -> None:
        """Leave; what is being typed in a form is kept first."""
        try:
            self._keep_draft()
        except Exception as error:
            record_incident(error)
        super().exit(result, return_code, message)

    def open_place(self, name: str, **context: Any) -> None:
        """Go to a place; ``case_id`` is remembered, so that case and estimate open on the case looked at last.

        Raises Refused when there is no such place yet, the role does not open it, or there is no case to show.
        """
        if name in ("case", "estimate"):
            context.setdefault("case_id", self.last_case)
            if context["case_id"] is None:
                raise Refused("No case has been opened yet; open one from the board.")
        if context.get("case_id") is not None:
            self.last_case = context["case_id"]
        place = self._place(name)
        if place.NEEDS and (closed := self.desk.closed(place.NEEDS, name)):
            raise Refused(closed)
        reopen = None
        while isinstance(self.screen, Place) and self.screen.PLACE not in MAIN:
            reopen = self.screen.again() or reopen
            self.pop_screen()
        current = self.screen
        place.show_arrival(context)
        if current is place:
            return
        if isinstance(current, Place):
            self._history.append((current.PLACE, reopen))
            del self._history[:-20]
            self.switch_screen(place)
        else:
            self.push_screen(place)

    @property
    def behind(self) -> str:
        """The place that one goes back to; empty in the first one."""
        return self._history[-1][0] if self._history else ""

    def go_back(self) -> None:
        """Go to the place before, and to what lay over it and can be opened again; from the first one stay."""
        if not self._history:
            raise Refused("This is where you started; F10 leaves tctui.")
        name, reopen = self._history.pop()
        kept = list(self._history)
        self.open_place(name, returning=True)
        self._history = kept
        if reopen is not None:
            self.push_screen(reopen(), self._places[name]._form_closed)

    def turn_back(self, place: Place, line: str) -> None:
        """Leave a place that could not be shown for the one before, and say why there; without one the program ends."""
        if place.PLACE not in MAIN:
            place.dismiss(None)
        elif self._history:
            self.switch_screen(self._places[self._history.pop()[0]])
        else:
            self.exit(return_code=1, message=Text(line))
        self._say_on_place(line)

    def _place(self, name: str) -> Place:
        place = self._places.get(name)
        if place is None:
            module_name, _, class_name = self._where[name].partition(":")
            try:
                found = getattr(import_module(module_name), class_name)
            except ModuleNotFoundError as error:
                if error.name != module_name:
                    raise
                raise Refused(f"The place {name!r} is not there yet.") from None
            place = found()
            self._places[name] = place
            self.install_screen(place, name)
        return place

    def open_help(self, place: str) -> None:
        """Lay the keys of a place over it."""
        from tctui.screens.help import HelpScreen

        self.push_screen(HelpScreen(place))

    def open_find(self, place: str) -> None:
        """Lay finding by typing over a place."""
        from tctui.screens.find import FindScreen

        self.push_screen(FindScreen(place))

    def lock(self) -> None:
        """Blank the screen until a password is typed."""
        if self._locked or not self._logged_in:
            return
        from tctui.screens.lock import LockScreen

        self._locked = True
        self._keep_draft()
        self.push_screen(LockScreen(self.desk), self._unlock)

    def _unlock(self, unlocked: bool | None) -> None:
        self._locked = False
        if not unlocked:
            self.exit()

    def refresh(self, *, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw the screen in front; a screen that was closed is no reason to draw the one beneath a second time."""
        # Textual asks for a layout of the app when a screen leaves; it has drawn the one beneath already.
        return self if layout and not recompose else super().refresh(repaint=repaint, recompose=recompose)

    async def on_event(self, event: events.Event) -> None:
        """Note when a key came, for the idle lock; a terminal window that loses the focus changes nothing."""
        if isinstance(event, events.Key):
            self._last_key = monotonic()
        elif isinstance(event, events.AppBlur | events.AppFocus):
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._hand_over(event)
        else:
            await super().on_event(event)

    async def _hand_over(self, event: events.Key | events.Paste) -> None:
        """Give a key to the screen in front and wait until it is done: what is typed ahead may be for another screen.

        Textual forwards keys as fast as they come; those behind the key that opens a form would act on the place below.
        """
        if not self._screen_stack:
            # What is typed while the program closes is for nobody.
            return
        front, done = self.screen, asyncio.Event()
        front._forward_event(event)
        if front.call_later(done.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), KEY_SECONDS)

    def _tick(self) -> None:
        if not self._screen_stack:
            # The second that strikes while the program closes.
            return
        idle = monotonic() - self._last_key
        if idle > self.settings.exit_seconds or self._terminal_is_gone():
            self._hang_up()
        elif self._logged_in and not self._locked:
            if idle > self.settings.lock_seconds:
                self.lock()
            elif isinstance(self.screen, Place) and self.screen.PLACE == "form":
                # A killed process keeps nothing more: what is typed is on the disk within a second of it.
                self._keep_draft(leaving=False)
            self._notice_others()
            if not self._poll_failed and (late := self._alarm.line(self.desk)):
                self._say_on_place(late)
                self.bell()

    def _notice_others(self) -> None:
        try:
            changed = self.desk.changed()
        except Exception as error:
            if not self._poll_failed:
                self._poll_failed = True
                self._say_on_place(record_incident(error))
            return
        self._poll_failed = False
        if not changed:
            return
        from tctui.db.users import active_user

        user = active_user(self.desk.user.id)
        if user is None:
            self.exit(message=Text("This user may no longer work here."))
            return
        # What another role may is in force at the next key.
        self.desk.user = user
        for place in self._places.values():
            place.stale = True
        if isinstance(self.screen, Place):
            self.screen.reload_when_stale()

    def _say_on_place(self, line: str) -> None:
        if isinstance(self.screen, Place):
            self.screen.warn(line)

    def _terminal_is_gone(self) -> bool:
        if self.is_headless:
            return False
        poller = select.poll()
        poller.register(0, select.POLLHUP)
        return any(happened & (select.POLLHUP | select.POLLERR) for _, happened in poller.poll(0))

    def _hang_up(self) -> None:
        if not self.is_headless:
            last_resort = threading.Timer(LEAVE_SECONDS, os._exit, (1,))
            last_resort.daemon = True
            last_resort.start()
        self.exit()

    def record_incident(self, error: BaseException) -> str:
        """Log an unexpected error without values and give the calm line."""
        return record_incident(error)

    def _stray_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error is not None:
            record_incident(error)

    def _handle_exception(self, error: Exception) -> None:
        # Textual's own report prints local variables, patients' names among them. The test harness reads
        # _exception to raise it again.
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        if not self._exit_renderables:
            self._exit_renderables.append(Text(record_incident(error)))
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self._handle_exception(RuntimeError())

    def _print_error_renderables(self) -> None:
        for line in self._exit_renderables[:1]:
            self.error_console.print(line, soft_wrap=True)
        self._exit_renderables.clear()
