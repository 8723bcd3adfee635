"""The estimate with its explanations on paper."""

from __future__ import annotations

import hashlib

from tctui.core.documents.estimate_paper import EstimatePaper, ExplainedLine, canonical_estimate
from tctui.core.money import money
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import letterhead, people, title
from tctui.documents.sheet import SMALL, Column, Sheet

LINES = (
    Column("site", 15),
    Column("treatment", 65.9),
    Column("code", 16),
    Column("fee", 22, "R"),
    Column("taken off", 18, "R"),
    Column("insurance", 21, "R"),
    Column("you pay", 22, "R"),
)


def render_estimate(paper: EstimatePaper) -> bytes:
    """Draw the estimate as a PDF; the same estimate gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    name = f"Estimate {paper.number}, version {paper.version}"
    footer = f"{name} · SHA-256 {hashlib.sha256(canonical_estimate(paper)).hexdigest()}"
    with Sheet(name, paper.made_at, paper.practice, footer) as sheet:
        letterhead(sheet, paper.practice)
        valid = show_date_year(paper.valid_until)
        title(sheet, "Estimate", f"of {show_date_year(paper.frozen_on)} · holds until {valid} · No. {paper.number}")
        people(sheet, (("for", paper.patient),))
        sheet.heading(f"Treatment: {paper.option}", keep=20)
        sheet.table_head(LINES)
        phase = ""
        for place, line in enumerate(paper.lines):
            if line.phase and line.phase != phase:
                phase = line.phase
                sheet.table_row(["", phase, *[""] * 5], LINES, bold=True, keep=5)
            # The last procedure and the total stand together.
            sheet.table_row(_row(line), LINES, keep=6 if place == len(paper.lines) - 1 else 0, under=line.told)
        sheet.rule()
        sheet.gap(0.8)
        sheet.table_row(_row(paper.total), LINES, bold=True)
        sheet.heading("In words", keep=15)
        for sentence in paper.told:
            sheet.paragraph(sentence)
        sheet.gap(2)
        insured = (
            "The insurance decides what it pays; what it leaves unpaid is yours to pay, as far as our contract with it allows. "
        )
        sheet.paragraph(
            f"This is an estimate, not a guarantee. {insured if paper.total.insurance_cents else ''}"
            "Please ask about any figure: we can show how it came about.",
            SMALL,
        )
        return sheet.finish()


def _row(line: ExplainedLine) -> list[str]:
    amounts = (line.fee_cents, line.write_off_cents, line.insurance_cents, line.patient_cents)
    return [line.site, line.name, line.code, *(money(cents) for cents in amounts)]
