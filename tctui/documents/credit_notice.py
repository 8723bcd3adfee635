"""The notice on credit from a lending partner on paper: one page in 14-point type, with the place to sign."""

from __future__ import annotations

from dataclasses import replace

from tctui.core.documents.credit_notice import CreditNotice, notice_hash
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import letterhead, people, signature_lines, title
from tctui.documents.sheet import CAPTION, MARGIN, Sheet

TYPE = 14.0
"""Points of the words of the notice: Cal. Bus. & Prof. Code 654.3 asks for no smaller ones."""


def render_credit_notice(notice: CreditNotice) -> bytes:
    """Draw the notice as a PDF; the same notice gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    name = f"Credit notice {notice.number}, version {notice.version}"
    footer = f"{name} · terms SHA-256 {notice_hash(notice)}"
    with Sheet(name, notice.made_at, notice.practice, footer) as sheet:
        letterhead(sheet, notice.practice)
        under = f"No. {notice.number} · version {notice.version} · {show_date_year(notice.day)} · credit of {notice.partner}"
        title(sheet, notice.text.title, under)
        # One page holds it all, so the patient stands here without the address.
        people(sheet, (("patient", replace(notice.patient, address=())),))
        for paragraph in (*notice.set_words, *notice.text.paragraphs):
            sheet.paragraph(paragraph, TYPE)
            sheet.gap(1)
        _points(sheet, notice.text.points)
        sheet.line("By signing you state:", TYPE, bold=True)
        _points(sheet, notice.text.statements)
        signature_lines(sheet, notice.signers)
        sheet.gap(2)
        sheet.line(notice.text.source, CAPTION, grey=True)
        return sheet.finish()


def _points(sheet: Sheet, points: tuple[str, ...]) -> None:
    for point in points:
        height = sheet.font(TYPE)
        sheet.room(height)
        sheet.font(TYPE)
        sheet.put(MARGIN, 5, height, "–")
        sheet.paragraph(point, TYPE, indent=5)
        sheet.gap(0.4)
