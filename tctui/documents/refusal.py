"""Informed refusal on paper."""

from __future__ import annotations

from tctui.core.documents.refusal import Refusal, refusal_hash
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import items, letterhead, people, room_to_state, signatures, title
from tctui.documents.sheet import Column, Sheet

LINES = (Column("site", 25), Column("procedure", 125), Column("code", 29.9))


def render_refusal(refusal: Refusal) -> bytes:
    """Draw the refusal as a PDF; the same refusal gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    name = f"Refusal {refusal.number}, version {refusal.version}"
    footer = f"{name} · terms SHA-256 {refusal_hash(refusal)}"
    with Sheet(name, refusal.made_at, refusal.practice, footer) as sheet:
        letterhead(sheet, refusal.practice)
        made = f"No. {refusal.number} · version {refusal.version} · {show_date_year(refusal.day)}"
        title(sheet, "Treatment declined", made)
        people(sheet, (("patient", refusal.patient),))
        sheet.heading("What was proposed and is declined", keep=15)
        sheet.table_head(LINES)
        for line in refusal.lines:
            told = [each for each in (line.why, line.if_left and f"If it waits: {line.if_left}") if each]
            sheet.table_row([line.site, line.name, line.code], LINES, under=told, grey=False)
        sheet.gap(1)
        sheet.line(f"Proposed and explained by {refusal.proposed_by}.")
        if refusal.reason:
            sheet.line(f"Reason given by the patient: {refusal.reason}")
        sheet.heading("What can come of it", keep=15)
        items(sheet, refusal.text.risks)
        words = f"{name} for {refusal.patient.name}."
        kept = room_to_state(sheet, refusal.text.statements, words, refusal.signers)
        sheet.heading("What you state by signing", keep=kept)
        items(sheet, refusal.text.statements)
        signatures(sheet, words, refusal.signers)
        return sheet.finish()
