"""The page that tells who signed a paper, for the copy that goes out."""

from __future__ import annotations

from tctui.core.documents.signing_record import GivenSignature, SigningRecord
from tctui.documents.blocks import letterhead, title
from tctui.documents.sheet import INNER, MARGIN, SMALL, Sheet

NAMES = 45.0
"""Where the values of a signature begin, millimetres from the margin."""


def render_signing_record(record: SigningRecord) -> bytes:
    """Draw the page as a PDF; the same signatures give the same bytes.

    Raises Refused naming a character that no font can print.
    """
    name = f"Signatures: {record.paper}, version {record.version}"
    with Sheet(name, record.made_at, record.practice, f"{name} · SHA-256 {record.sha256}") as sheet:
        letterhead(sheet, record.practice)
        title(sheet, "Record of signatures", f"{record.paper}, version {record.version}")
        sheet.paragraph(
            "What was signed is the original that the practice keeps, unchanged. It is the file whose SHA-256 is:"
        )
        sheet.line(record.sha256, SMALL, bold=True)
        for one in record.signatures:
            sheet.heading(one.signer, keep=35)
            _given(sheet, one)
        return sheet.finish()


def _given(sheet: Sheet, one: GivenSignature) -> None:
    how = "typed name on the screen, under the words below" if one.way == "typed" else "by hand on the printed paper"
    rows = [
        ("printed name", one.signer),
        ("signs as", one.relation),
        ("how", how),
        ("recorded", f"{one.at:%Y-%m-%d %H:%M:%S} UTC"),
        ("witness", one.witness or "none"),
        ("from", "the practice's own machine" if one.address == "local" else one.address),
        ("words", one.words),
    ]
    for name, value in rows:
        if not value:
            continue
        height = sheet.font()
        texts = sheet.wrapped(value, INNER - NAMES)
        sheet.room(height * min(len(texts), 3))
        sheet.font(grey=True)
        sheet.put(MARGIN, NAMES, height, name)
        sheet.paragraph(value, indent=NAMES)
