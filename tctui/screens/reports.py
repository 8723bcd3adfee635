"""Reports: the figures of the practice, each with the very cases behind it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from tctui.screens.place import Place
from tctui.widgets.table import Column, Table


class ReportsScreen(Place):
    """One line a figure: how large, a bar, the period before, the target."""

    PLACE = "reports"
    DETAIL = 2

    def __init__(self) -> None:
        super().__init__()
        self.table = Table([Column("figure")], empty="no figure yet", id="reports")

    def body(self) -> Iterable[Widget]:
        """Give the table."""
        yield self.table

    def reload(self) -> None:
        """Show the heading."""
        self.heading([("Reports", "heading")], right=self.desk.user.login)
