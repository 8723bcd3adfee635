"""Reports: the figures of the practice, each with the very cases behind it."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Event
from typing import Any

from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tctui.core.errors import Refused
from tctui.core.figures.period import last_days
from tctui.core.figures.report import Told
from tctui.core.figures.sheet import by_key, largest
from tctui.core.spoken import show_date
from tctui.screens import reports_ask
from tctui.screens.pick import ListScreen
from tctui.screens.place import Place
from tctui.screens.reports_behind import Found, Left, open_behind, open_steps, show_behind
from tctui.screens.reports_counting import Counted, Heard, Wanted, count_beside
from tctui.screens.reports_lines import COLUMNS, about, rows, uncounted
from tctui.widgets.table import Table

STILL = "still counting; the cases open as soon as the figure stands"
"""What is said to Enter before the first figures stand."""

QUICK = 0.3
"""Seconds of reading up to which the figures are counted anew by themselves when something has changed."""


class ReportsScreen(Place):
    """One line a figure: how large, a bar, the period before, the target; counted beside the keys."""

    PLACE = "reports"
    NEEDS = "reports"
    DETAIL = 2

    def __init__(self) -> None:
        super().__init__()
        self.table = Table(COLUMNS, self.tell, id="reports")
        self.wanted: Wanted | None = None
        self.counted: Counted | None = None
        self._told: dict[tuple[str, str], Told] = {}
        self._stop = Event()
        self._progress = ""
        self._changed = False
        self._silent = False
        self._counting = False
        self.left: Left | None = None
        self._returning = False

    def body(self) -> Iterable[Widget]:
        """Give the table."""
        yield self.table

    def reload(self) -> None:
        """Count when nothing was counted yet; when something changed count anew, or say so where that takes long."""
        from tctui.db.figures import newest_change

        today = self.desk.today()
        if self.wanted is None:
            self.wanted = Wanted(last_days(today))
            self.table.show(uncounted())
        if self.counted is None or self.counted.facts.today != today.toordinal():
            if not self._progress:
                self.count(self.wanted, anew=True)
        elif newest_change() != self.counted.newest:
            if self.counted.seconds <= QUICK:
                self.count(self.wanted, anew=True, silent=True)
            else:
                self._changed = True
        self._head()

    def count(self, wanted: Wanted, anew: bool = False, silent: bool = False) -> None:
        """Count what is wanted; the facts at hand are kept unless they are read ``anew``.

        What nobody asked for is counted ``silent``: only what differs is drawn.
        """
        self._stop.set()
        self.wanted, self._silent = wanted, silent
        self._progress = "" if silent else "counting"
        self._counting = True
        self._stop = count_beside(self, wanted, self.desk.today(), None if anew else self.counted)
        self._head()

    def on_heard(self, message: Heard) -> None:
        """Say how far it is, or show what was found; a run that was stopped is not heard any more."""
        if message.run is not self._stop:
            return
        self._progress = "" if self._silent else message.said
        if message.found is not None:
            self.counted, self._changed, self._counting = message.found, False, False
            self._show()
            self._as_asked()
        self._head()

    def on_found(self, message: Found) -> None:
        """List what a worker looked up, unless the person has gone elsewhere meanwhile."""
        if self.app.screen is self and self.here == message.told:
            self.bottom.hush()
            show_behind(self, message)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what went wrong; what was shown before stays."""
        if event.state is WorkerState.ERROR:
            self._progress = ""
            self._counting = False
            self._head()
        super().on_worker_state_changed(event)

    def on_unmount(self) -> None:
        """Stop the run."""
        self._stop.set()

    def _head(self) -> None:
        assert self.wanted is not None
        right = f"{show_date(self.desk.today())}  {self.desk.user.login}"
        if self._progress:
            right = f"reading {self._progress} …"
        elif self._changed:
            right = "changed meanwhile: r reads again"
        head = [("Reports  ", "heading"), (self.wanted.period.words, "strong"), (f"  {self.wanted.words}", "note")]
        self.heading(head, right=right)

    def _show(self) -> None:
        assert self.counted is not None
        most, parts = largest(self.counted.tolds), by_key(self.counted.parts)
        self._told = {(told.kpi.key, ""): told for told in self.counted.tolds}
        self._told |= {(key, name): told for key, pairs in parts.items() for name, told in pairs}
        self.table.show(rows(self.counted.tolds, parts, most))
        self.show_hints()

    @property
    def here(self) -> Told | None:
        """The figure under the cursor."""
        key = self.table.key
        return self._told.get(key) if isinstance(key, tuple) else None

    @property
    def part(self) -> str:
        """The name of the coordinator, provider, plan or category whose figure is under the cursor; empty for all."""
        key = self.table.key
        return str(key[1]) if isinstance(key, tuple) else ""

    def tell(self) -> None:
        """Say what the figure under the cursor counts."""
        here = self.here
        self.detail(*(about(here, self.part) if here else ("", "")))

    def why_not(self, action_id: str) -> str | None:
        """Say why there is nothing to open or to write."""
        if action_id == "open" and self.counted is None and self._counting:
            return None
        if action_id in ("open", "explain") and (self.here is None or self.counted is None):
            return "nothing is counted yet"
        if action_id == "open" and self.here is not None and not self.here.now.count + self.here.now.beside:
            return self.here.untold or "nothing was counted"
        if action_id in ("leadership", "write_csv") and self.counted is None:
            return "nothing is counted yet"
        if action_id == "clear" and self.wanted is not None and self.wanted == Wanted(self.wanted.period):
            return "nothing is left out"
        return None

    def act_open(self) -> None:
        """List the very cases behind the figure; while it is still being counted, as soon as it stands."""
        if self.counted is None:
            self.say(STILL)
            return
        assert self.here is not None
        open_behind(self, self.here, self.part)

    def _as_asked(self) -> None:
        """Open what was asked for before there was a figure, or the list that one comes back to."""
        if self.app.screen is not self:
            return
        left, self.left = (self.left, None) if self._returning else (None, self.left)
        self._returning = False
        if left is not None and left.figure in self._told:
            self.table.go_to(left.figure)
            open_behind(self, self._told[left.figure], left.figure[1], left)
        elif self.bottom.said == STILL:
            # Whoever pressed another key meanwhile wants something else: what was said is gone then.
            self.bottom.hush()
            if (reason := self.why_not("open")) is None:
                self.act_open()
            else:
                self.warn(reason)

    def lay_over(self, screen: ListScreen) -> None:
        """Show a list over the figures."""
        self.app.push_screen(screen, self._form_closed)

    def on_screen_resume(self) -> None:
        """Catch up with what others did; back from a case that a list opened, show the list again."""
        super().on_screen_resume()
        if self._returning and not self._counting:
            self._as_asked()

    def act_explain(self) -> None:
        """Show how the figure came about."""
        assert self.here is not None
        open_steps(self, self.here, self.part)

    def act_read_again(self) -> None:
        """Read everything anew."""
        assert self.wanted is not None
        self.count(self.wanted, anew=True)

    def act_period(self) -> None:
        """Ask for the period."""
        reports_ask.ask_period(self)

    def act_period_back(self) -> None:
        """Show the period before."""
        self._step(-1)

    def act_period_on(self) -> None:
        """Show the period after; one that begins after today has nothing to count."""
        self._step(1)

    def _step(self, by: int) -> None:
        assert self.wanted is not None
        period = self.wanted.period.step(by)
        if period.first > self.desk.today():
            raise Refused("That period has not begun.")
        self.count(reports_ask.changed(self.wanted, period=period))

    def act_by(self) -> None:
        """Ask by what the figures are broken down."""
        reports_ask.ask_by(self)

    def act_filter(self) -> None:
        """Ask whom the figures are told for."""
        reports_ask.ask_filter(self)

    def act_owner(self) -> None:
        """Ask for the coordinator whose figures are told."""
        reports_ask.ask_one(self, "owner")

    def act_provider(self) -> None:
        """Ask for the provider whose figures are told."""
        reports_ask.ask_one(self, "provider")

    def act_clear(self) -> None:
        """Tell the figures of the whole practice again."""
        assert self.wanted is not None
        self.count(Wanted(self.wanted.period))

    def act_write_csv(self) -> str:
        """Write what is shown as a CSV file."""
        return reports_ask.write_csv(self)

    def act_leadership(self) -> str:
        """Write the report for leadership."""
        return reports_ask.write_pdf(self)

    def act_audit_queue(self) -> None:
        """Show what is not in order."""
        from tctui.screens.audit_queue import AuditQueueScreen

        self.app.push_screen(AuditQueueScreen(), self._form_closed)

    def arrive(self, returning: bool = False, **context: Any) -> None:
        """Show the figures; those at hand stay while nothing has changed."""
        self._returning = returning and self.left is not None
        if not self._returning:
            self.left = None
        self.reload()
