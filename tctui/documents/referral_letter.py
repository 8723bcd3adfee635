"""The letter to a specialist on paper."""

from __future__ import annotations

from tctui.core.documents.parts import SignatureBlock, fingerprint
from tctui.core.documents.referral_letter import ReferralLetter
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import items, letterhead, people, signature_lines, title
from tctui.documents.sheet import Column, Sheet

LINES = (Column("site", 25), Column("procedure", 154.9))


def render_referral(letter: ReferralLetter) -> bytes:
    """Draw the letter as a PDF; the same letter gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    name = f"Referral {letter.number}"
    with Sheet(name, letter.made_at, letter.practice, f"{name} · SHA-256 {fingerprint(letter)}") as sheet:
        letterhead(sheet, letter.practice)
        title(sheet, "Referral" + (" — urgent" if letter.urgent else ""), show_date_year(letter.day))
        people(sheet, (("to", letter.to), ("patient", letter.patient)))
        if letter.patient_phone:
            sheet.line(f"The patient is reached at {letter.patient_phone}.")
        sheet.heading("What we ask", keep=12)
        sheet.paragraph(letter.reason)
        if letter.lines:
            sheet.gap(1)
            sheet.table_head(LINES)
            for site, name in letter.lines:
                sheet.table_row([site, name], LINES)
        if letter.findings:
            sheet.heading("What we found", keep=12)
            sheet.paragraph(letter.findings)
        if letter.alert:
            sheet.heading("Please note", keep=12)
            sheet.paragraph(letter.alert, bold=True)
        if letter.records:
            sheet.heading("Sent along", keep=12)
            items(
                sheet,
                [
                    record.what
                    + (f", by {record.how}" if record.how else "")
                    + (f", {show_date_year(record.on)}" if record.on else "")
                    for record in letter.records
                ],
            )
        sheet.gap(3)
        sheet.paragraph("Please send us your report, so that we can go on with the treatment together.")
        signature_lines(sheet, (SignatureBlock("Referring dentist", letter.dentist),))
        return sheet.finish()
