"""Estimates again: every open case against what was presented; those that moved by more than the office's amount."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from threading import Event

from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tctui.core.estimate.again import signed
from tctui.core.money import cents_from_text, money
from tctui.core.spoken import show_date
from tctui.core.text import safe_text
from tctui.db import reestimates
from tctui.db.cases import read_case
from tctui.db.reestimates import Moved, Progress
from tctui.screens.beside import Heard, run_beside
from tctui.screens.estimate_again import open_difference
from tctui.screens.place import Place
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Row, Table

COLUMNS = (
    Column("patient"), Column("option", 16), Column("", 1), Column("presented", 9, "right"), Column("then", 10, "right"),
    Column("today", 10, "right"), Column("moved", 10, "right"),
)  # fmt: skip


class ReestimatesScreen(Place):
    """Runs beside the keys and fills the list as it goes; leaving it, or another amount, stops the run."""

    PLACE = "reestimates"
    HEADING = 1
    DETAIL = 2

    def __init__(self) -> None:
        super().__init__()
        self._table = Table(COLUMNS, self._moved, empty="nothing has moved that much so far")
        self._found: dict[int, Moved] = {}
        self._progress = Progress(0, 0, ())
        self._stop = Event()
        self._least: int | None = None
        self._filter = ""

    def body(self) -> Iterable[Widget]:
        """Give the list of cases."""
        yield self._table

    def reload(self) -> None:
        """Begin when nothing ran yet; what was found stays until the amount is changed."""
        if self._least is None:
            self._begin(reestimates.amount())
        self._show()

    def _begin(self, least: int) -> None:
        self._stop.set()
        self._least, self._found = least, {}
        self._stop = run_beside(self, "estimates again", partial(reestimates.run_beside, self.desk.today(), least))

    def on_heard(self, message: Heard[Progress]) -> None:
        """Add what was found; a run that was stopped is not heard any more."""
        if message.run is not self._stop:
            return
        self._progress = message.told
        self._found.update({moved.case_id: moved for moved in message.told.found})
        self._show()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show how far the run came before it failed; what went wrong is said by every place."""
        if event.state is WorkerState.ERROR:
            self._stop.set()
            self._show()

    def on_unmount(self) -> None:
        """Stop the run."""
        self._stop.set()

    def _show(self) -> None:
        done, total = self._progress.done, self._progress.total
        running = done < total or not total
        shown = sorted(
            (each for each in self._found.values() if self._fits(each)),
            key=lambda each: (-abs(each.by_cents), each.name, each.case_id),
        )
        lapsed = sum(each.lapsed for each in shown)
        said = f"{len(shown)} moved by more than {money(self._least or 0)}" + (
            f" or expired ({lapsed})" if lapsed else ""
        )
        wanted = f"  with {self._filter!r}" if self._filter else ""
        how_far = f"{total:,} case{'s' if total != 1 else ''} looked at"
        if running:
            how_far = f"{done:,} of {total:,}{', stopped' if self._stop.is_set() else '…'}"
        self.heading([("Estimates again  ", "heading"), (said, "strong"), (wanted, "note")], right=how_far)
        self._table.show([self._row(each) for each in shown])

    def _fits(self, moved: Moved) -> bool:
        return self._filter.casefold() in safe_text(f"{moved.name} {moved.option} {moved.cause}").casefold()

    @staticmethod
    def _row(moved: Moved) -> Row:
        mark = ("X", "warn") if moved.lapsed else ""
        when = show_date(moved.frozen.frozen_on).split(" ", 1)[1]
        by = (signed(moved.by_cents), "caution" if moved.by_cents > 0 else "good" if moved.by_cents else "dim")
        amounts = (money(moved.frozen.patient), money(moved.patient_cents))
        return Row(moved.case_id, (moved.name, moved.option, mark, when, *amounts, by))

    @property
    def _here(self) -> Moved | None:
        key = self._table.key
        return self._found.get(key) if isinstance(key, int) else None

    def _moved(self) -> None:
        here = self._here
        if here is None:
            self.detail("")
            return
        until = show_date(here.frozen.expires_on)
        valid: Inked = f"presented {show_date(here.frozen.frozen_on)}, good to {until}"
        if here.lapsed:
            valid = [(f"EXPIRED {until}: present it again before anything is signed", "warn")]
        self.detail(f"{here.name}: {here.cause or 'nothing moved'}", valid)

    def why_not(self, action_id: str) -> str | None:
        """Say why there is nothing to open."""
        return "nothing is under the cursor" if action_id in ("open", "explain") and self._here is None else None

    def act_open(self) -> None:
        """Go to the case."""
        assert self._here is not None
        self.host.open_place("case", case_id=self._here.case_id)

    def act_explain(self) -> None:
        """Show line by line what moved, and why."""
        here = self._here
        assert here is not None
        case = read_case(here.case_id)
        option = next(option for option in case.options if option.id == here.option_id)
        now = reestimates.like_presented(case, option, here.frozen.id, self.desk.today())
        open_difference(self, case, here.frozen, now)

    def act_amount(self) -> None:
        """Ask by how much the patient portion must have moved; who may change settings changes it for the office."""

        def chosen(text: str) -> str:
            cents = cents_from_text(text)
            if self.desk.user.may("settings"):
                said = f"{reestimates.set_amount(self.desk.by(), cents)} — z undoes"
            else:
                said = f"Listed here: more than {money(cents)}"
            self._begin(max(0, cents))
            self._show()
            return said

        self.ask("List what moved by more than", chosen, money(self._least or 0))

    def act_filter(self) -> None:
        """Ask for a part of the name, the option or the cause."""

        def narrowed(text: str) -> None:
            self._filter = text
            self._show()

        self.ask("Only lines with", narrowed, self._filter)
