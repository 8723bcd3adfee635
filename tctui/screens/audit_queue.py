"""The audit queue: what is not in order, by rule, with who has it in hand and the fix one key away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from threading import Event
from time import monotonic

from textual.widget import Widget

from tctui.core.audit_queue import Entry, Fix, ordered
from tctui.core.figures.sheet import plain_cell
from tctui.core.spoken import short_date, show_date, show_date_year
from tctui.core.text import safe_text
from tctui.db.audit_queue import Looked, look_beside
from tctui.db.figures import newest_change
from tctui.screens.beside import Heard, run_beside
from tctui.screens.place import Place
from tctui.widgets.table import Column, Line, Row, Section, Table

QUICK = 0.5
"""Seconds up to which the queue is made anew by itself when something has changed."""

COLUMNS = (
    Column("patient", 22), Column("what"), Column("since", 6), Column("days", 4, "right"), Column("who", 5),
)  # fmt: skip


class AuditQueueScreen(Place):
    """One line an entry under its rule; Enter opens where it is put right."""

    PLACE = "audit_queue"
    NEEDS = "reports"
    DETAIL = 2

    def __init__(self, before: AuditQueueScreen | None = None) -> None:
        super().__init__()
        self._table = Table(COLUMNS, self._moved, empty="nothing was found", id="audit")
        self._coming: list[Entry] = []
        self._entries: dict[int, Entry] = {}
        self._stop = Event()
        self._progress = ""
        self._began = 0.0
        self._seconds = 0.0
        self._newest = -1
        self._filter = ""
        self._at: int | None = None
        if before is not None and not before._progress:
            self._entries, self._newest, self._seconds = before._entries, before._newest, before._seconds
            self._filter, self._at = before._filter, before._number

    def again(self) -> Callable[[], Place]:
        """Open the queue where it was left."""
        return partial(AuditQueueScreen, self)

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self._table

    def reload(self) -> None:
        """Look through the cases when something changed, or say that it did where that takes long."""
        if self._newest < 0 or (newest_change() != self._newest and self._seconds <= QUICK):
            self._begin()
        self._show()

    def _begin(self) -> None:
        self._stop.set()
        self._coming, self._progress = [], "reading …"
        self._newest, self._began = newest_change(), monotonic()
        self._stop = run_beside(self, "audit queue", partial(look_beside, self.desk.today()))

    def on_heard(self, message: Heard[Looked]) -> None:
        """Add what was found; the list is shown when the run is through."""
        if message.run is not self._stop:
            return
        looked = message.told
        self._coming += looked.found
        self._progress = f"{looked.done:,} of {looked.total:,} …" if looked.done < looked.total else ""
        if not self._progress:
            self._seconds = monotonic() - self._began
            self._entries = dict(enumerate(ordered(self._coming)))
        self._show()

    def on_unmount(self) -> None:
        """Stop the run."""
        self._stop.set()

    def _show(self) -> None:
        shown = {key: entry for key, entry in self._entries.items() if self._fits(entry)}
        wanted = f"  with {self._filter!r}" if self._filter else ""
        right = self._progress or (
            "changed meanwhile: r reads again" if newest_change() != self._newest else show_date(self.desk.today())
        )
        self.heading([("Audit queue  ", "heading"), (f"{len(shown)} entries", "strong"), (wanted, "note")], right=right)
        waiting = [Section("the cases are being looked through", ink="dim")] if self._progress and not shown else []
        self._table.show([*waiting, *self._lines(shown)], self._at)
        self._at = None
        self._moved()

    def _lines(self, shown: dict[int, Entry]) -> Iterable[Line]:
        counts, before = Counter(entry.rule for entry in shown.values()), None
        today = self.desk.today()
        for key, entry in shown.items():
            if entry.rule != before:
                before = entry.rule
                yield Section(f"{entry.rule.value[0].upper()}{entry.rule.value[1:]}   {counts[entry.rule]}")
            since = short_date(entry.since)
            days = str(max(0, (today - entry.since).days))
            yield Row(key, (entry.patient, entry.what, since, days, entry.who))

    def _fits(self, entry: Entry) -> bool:
        text = f"{entry.patient} {entry.what} {entry.who} {entry.rule.value}"
        return self._filter.casefold() in safe_text(text).casefold()

    @property
    def _number(self) -> int | None:
        key = self._table.key
        return key if isinstance(key, int) else None

    @property
    def _here(self) -> Entry | None:
        return None if self._number is None else self._entries.get(self._number)

    def _moved(self) -> None:
        here = self._here
        if here is None:
            self.detail("", "")
            return
        who, since = f"   {here.who}" if here.who else "", short_date(here.since)
        self.detail(
            [(f"{here.patient}   ", "strong"), (here.what, "plain")],
            [(here.rule.value, "caution"), (f"   since {since}{who}   Enter: {here.fix}", "plain")],
        )

    def why_not(self, action_id: str) -> str | None:
        """Say why there is nothing to put right."""
        if action_id in ("open", "to_case", "explain", "write_csv") and self._here is None:
            return "nothing is under the cursor"
        fixes = self._here is not None and self._here.fix is Fix.FOLLOW_UP
        if action_id == "open" and fixes and not any(self.desk.user.may(what) for what in ("case", "contact")):
            return f"your role ({self.desk.user.role}) does not allow it"
        return None

    def act_open(self) -> None:
        """Open where the entry is put right."""
        from tctui.screens import account, follow_up, papers, verify

        here = self._here
        assert here is not None
        if here.fix is Fix.PAPERS:
            papers.open_papers(self, here.case_id)
        elif here.fix is Fix.COVERAGE:
            verify.open_coverage(self, here.patient_id)
        elif here.fix is Fix.OUTCOMES:
            verify.open_outcomes(self, here.patient_id)
        elif here.fix is Fix.ACCOUNT:
            account.open_account(self, here.case_id)
        elif here.fix is Fix.FOLLOW_UP:
            follow_up.next_action_form(self, here.case_id)
        else:
            self.host.open_place("estimate" if here.fix is Fix.ESTIMATE else "case", case_id=here.case_id)

    def act_to_case(self) -> None:
        """Go to the case."""
        assert self._here is not None
        self.host.open_place("case", case_id=self._here.case_id)

    def act_explain(self) -> None:
        """Show the entry in full: rule, record, since when, who, and where it is put right."""
        here = self._here
        assert here is not None
        told = (
            ("rule", here.rule.value), ("patient", here.patient), ("record", here.what),
            ("since", show_date_year(here.since)), ("who", here.who or "nobody"), ("put right in", here.fix.value),
        )  # fmt: skip
        self.open_list("Why it stands here", [Column("", 14), Column("")], [Row(key, (key, text)) for key, text in told])

    def act_filter(self) -> None:
        """Ask for a part of the patient, the record, the rule or who."""

        def narrowed(text: str) -> None:
            self._filter = text
            self._show()

        self.ask("Only entries with", narrowed, self._filter)

    def act_read_again(self) -> None:
        """Look through the cases anew."""
        self._begin()
        self._show()

    def act_write_csv(self) -> str:
        """Write the entries that are shown as a CSV file."""
        import csv
        from io import StringIO

        from tctui.exports import export
        from tctui.screens.papers_out import shown_path

        written = StringIO()
        rows = csv.writer(written)
        rows.writerow(("rule", "patient", "case", "record", "since", "who", "put right in"))
        shown = [entry for entry in self._entries.values() if self._fits(entry)]
        for entry in shown:
            rows.writerow(
                (entry.rule.value, plain_cell(entry.patient), entry.case_id, plain_cell(entry.what),
                 entry.since.isoformat(), plain_cell(entry.who), entry.fix.value)
            )  # fmt: skip
        path = export(written.getvalue().encode(), "audit", len(shown), self.desk.today().isoformat(), "csv")
        return f"Wrote {shown_path(path)}"
