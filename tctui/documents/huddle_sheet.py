"""The huddle sheet on paper: every part with its lines, a legend of the letters at the end."""

from __future__ import annotations

import re

from tctui.core.documents.parts import fingerprint
from tctui.core.huddle_text import HuddleSheet, SheetLine
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import letterhead, title
from tctui.documents.sheet import CAPTION, Column, Sheet

PEOPLE = (
    Column("time", 15), Column("patient", 43), Column("what", 56), Column("open", 17, "R"), Column("family", 17, "R"),
    Column("owes", 16, "R"), Column("", 15.9),
)  # fmt: skip
FIGURES = (Column("", 126), Column("", 53.9, "R"))


def render_huddle_sheet(huddle: HuddleSheet) -> bytes:
    """Draw the huddle as a PDF; the same sheet gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    when = show_date_year(huddle.day)
    footer = f"Huddle sheet {when} · SHA-256 {fingerprint(huddle)}"
    with Sheet("Huddle sheet", huddle.made_at, huddle.practice, footer) as sheet:
        letterhead(sheet, huddle.practice)
        title(sheet, f"Huddle, {when}", "with names: not to be left lying" if huddle.names else "initials and dollars")
        for name, right, lines in huddle.parts:
            figures = [line for line in lines if line.text]
            # A part of figures alone, such as the pipeline, is read at once: it stands on one page.
            sheet.heading(f"{name}   {right}".rstrip(), keep=min(60, 5 * len(lines)) if figures == [*lines] else 16)
            _part(sheet, lines)
        sheet.gap(3)
        sheet.line(huddle.legend, CAPTION, grey=True)
        return sheet.finish()


def _part(sheet: Sheet, lines: tuple[SheetLine, ...]) -> None:
    """Write the lines of a part: the columns are headed once, and a line never ends a page that others belong to."""
    headed = False
    for number, line in enumerate(lines):
        leads = line.text and number + 1 < len(lines) and not lines[number + 1].text
        if line.text:
            # The blanks that put its words into columns on the screen would be ragged in these letters.
            said = re.sub(" {2,}", " · ", line.text.strip())
            sheet.table_row([said, line.right], FIGURES, bold=bool(leads), keep=14 if leads else 0)
            continue
        if not headed:
            sheet.gap(1.5)
            sheet.table_head(PEOPLE)
            headed = True
        amounts = [line.open, line.family, line.owes]
        under = [line.remarks] if line.remarks else []
        sheet.table_row([line.when, line.who, line.what, *amounts, line.letters], PEOPLE, under=under)
