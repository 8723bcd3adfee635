"""The list of charges to a lending partner on paper."""

from __future__ import annotations

import hashlib

from tctui.core.documents.charges_list import ChargesList, canonical_charges
from tctui.core.money import in_dollars, money
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import letterhead, people, title
from tctui.documents.sheet import Column, Sheet

LINES = (
    Column("site", 14),
    Column("treatment", 66),
    Column("code", 18),
    Column("visit", 33),
    Column("fee", 24, "R"),
    Column("you pay", 24.9, "R"),
)


TOGETHER = 36.0
"""Millimetres of the sum and of what is said under it."""


def render_charges(paper: ChargesList) -> bytes:
    """Draw the list as a PDF; the same list gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    name = f"List of charges {paper.number}, version {paper.version}"
    footer = f"{name} · SHA-256 {hashlib.sha256(canonical_charges(paper)).hexdigest()}"
    with Sheet(name, paper.made_at, paper.practice, footer) as sheet:
        letterhead(sheet, paper.practice)
        title(sheet, "List of charges", f"Credit of {paper.partner} · {show_date_year(paper.day)}")
        people(sheet, (("patient", paper.patient),))
        sheet.heading(f"Treatment that is not done yet: {paper.option}", keep=25)
        sheet.table_head(LINES)
        for number, line in enumerate(paper.lines):
            cells = [line.site, line.name, line.code, line.visit, money(line.fee_cents), money(line.patient_cents)]
            # The sum and what is said of it never stand alone on a page: the last three rows go with them.
            follow = len(paper.lines) - 1 - number
            sheet.table_row(cells, LINES, keep=TOGETHER + 9 * follow if follow < 3 else 0)
        sheet.gap(0.5)
        sheet.rule()
        sheet.gap(0.8)
        sheet.table_row(["", "total", "", "", money(paper.fee_cents), money(paper.total_cents)], LINES, bold=True)
        sheet.gap(3)
        sheet.line(f"{in_dollars(paper.lent_cents)} of it is to be charged to your credit with {paper.partner}.", 10, bold=True)
        if paper.rest_cents:
            sheet.line(f"{in_dollars(paper.rest_cents)} is paid in another way.")
        sheet.gap(1)
        sheet.paragraph(
            "What stands here is charged before it is done. What is not done in the end is given back to your credit."
        )
        return sheet.finish()
