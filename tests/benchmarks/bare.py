"""The bare Textual app that everything is measured against: a DataTable of 200 rows and nothing else."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Bare(App[None]):
    """A table to walk in."""

    def compose(self) -> ComposeResult:
        """Give the table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns("name", "title", "dollars", "days")
        for number in range(200):
            table.add_row(f"Patient {number}", "crown", f"{number * 37}.00", str(number))


if __name__ == "__main__":
    Bare().run(mouse=False)
