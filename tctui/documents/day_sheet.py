"""The day sheet on paper: a table a chair."""

from __future__ import annotations

from tctui.core.documents.day_sheet import DaySheet
from tctui.core.documents.parts import fingerprint
from tctui.core.money import dollars
from tctui.core.spoken import show_date_year, show_length, show_time
from tctui.documents.blocks import letterhead, title
from tctui.documents.sheet import SMALL, Column, Sheet

ENTRIES = (
    Column("time", 15), Column("takes", 13, "R"), Column("patient", 50), Column("what", 48), Column("with", 16),
    Column("state", 20), Column("", 17.9, "R"),
)  # fmt: skip


def render_day_sheet(day: DaySheet) -> bytes:
    """Draw the day sheet as a PDF; the same sheet gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    footer = f"Day sheet {show_date_year(day.day)} · SHA-256 {fingerprint(day)}"
    with Sheet("Day sheet", day.made_at, day.practice, footer) as sheet:
        letterhead(sheet, day.practice)
        title(sheet, show_date_year(day.day), day.heading)
        for chair in day.chairs:
            if not chair.entries:
                continue
            sheet.heading(f"{chair.chair}   {dollars(chair.cents)}", keep=15)
            sheet.table_head(ENTRIES)
            for entry in chair.entries:
                sheet.table_row(
                    [
                        show_time(entry.start), show_length(entry.length), entry.patient, entry.what, entry.provider,
                        entry.state, dollars(entry.cents) if entry.cents else "",
                    ],
                    ENTRIES, under=["; ".join(entry.remarks)] if entry.remarks else [], at=2, grey=False, under_bold=True,
                )  # fmt: skip
        empty = [chair.chair for chair in day.chairs if not chair.entries]
        if empty:
            sheet.gap(3)
            sheet.line(f"Free all day: {', '.join(empty)}", SMALL, grey=True)
        return sheet.finish()
