"""What has to be verified before the visits of the next days, worked one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from tctui.core.insurance.typed import date_shown
from tctui.core.spoken import show_date
from tctui.db.verification import BeforeVisit, due_before_visits
from tctui.screens.place import Place
from tctui.widgets.table import Column, Line, Row, Table


class VerifyDueScreen(Place):
    """One line per coverage, the soonest visit first; Enter opens the questions to ask and comes back here."""

    PLACE = "list"
    DETAIL = 2

    def __init__(self) -> None:
        super().__init__()
        columns = [Column("visit", 10), Column("patient", 20), Column("plan"), Column("why", 26)]
        self._table = Table(columns, self._moved, empty="everything is verified for the visits of the next days")
        self._due: dict[int, BeforeVisit] = {}

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self._table

    def reload(self) -> None:
        """Read what is due."""
        due = due_before_visits(self.desk.today())
        self._due = {each.coverage_id: each for each in due}
        self.heading(
            [
                ("To verify before visits  ", "heading"),
                (f"{len(due)} {'coverage' if len(due) == 1 else 'coverages'}", "strong"),
            ]
        )
        rows: list[Line] = [
            Row(each.coverage_id, (show_date(each.visit), each.patient, each.plan, (each.due, "caution")))
            for each in due
        ]
        self._table.show(rows)

    def _moved(self) -> None:
        here = self._here()
        if here is None:
            self.detail("")
            return
        verified = f"verified {date_shown(here.verified_on)}" if here.verified_on else "never verified"
        self.detail(f"{here.carrier}  {here.phone}", [(f"{verified}   due: {here.due}", "caution")])

    def _here(self) -> BeforeVisit | None:
        key = self._table.key
        return self._due.get(key) if isinstance(key, int) else None

    def why_not(self, action_id: str) -> str | None:
        """Say why nothing can be opened."""
        return "nothing is due" if action_id == "open" and self._here() is None else None

    def act_open(self) -> None:
        """Open the questions to ask."""
        from tctui.screens.benefits import BenefitsScreen

        here = self._here()
        assert here is not None
        self.app.push_screen(BenefitsScreen(here.coverage_id, asking=True), self._form_closed)
