"""The receipt of a payment on paper."""

from __future__ import annotations

from tctui.core.documents.parts import fingerprint
from tctui.core.documents.receipt import Receipt
from tctui.core.money import money
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import letterhead, people, title
from tctui.documents.sheet import BODY, Column, Sheet

FIGURES = (Column("", 139), Column("", 40.9, "R"))


def render_receipt(receipt: Receipt) -> bytes:
    """Draw the receipt as a PDF; the same receipt gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    name = f"Receipt {receipt.number}"
    with Sheet(name, receipt.made_at, receipt.practice, f"{name} · SHA-256 {fingerprint(receipt)}") as sheet:
        letterhead(sheet, receipt.practice)
        title(sheet, "Receipt", f"No. {receipt.number} · {show_date_year(receipt.day)}")
        people(sheet, (("received from", receipt.payer), ("patient", receipt.patient)))
        sheet.heading("Payment", keep=20)
        reference = f", {receipt.reference}" if receipt.reference else ""
        sheet.table_row([f"Received by {receipt.method}{reference}", money(receipt.amount_cents)], FIGURES, BODY, bold=True)
        sheet.table_row([f"For: {receipt.paid_for}", ""], FIGURES, BODY)
        if receipt.before_cents is not None and receipt.after_cents is not None:
            sheet.table_row(["Owed before", money(receipt.before_cents)], FIGURES, BODY)
            sheet.table_row(["Owed now", money(receipt.after_cents)], FIGURES, BODY, bold=True)
        if receipt.next_due is not None:
            due = f"Next payment due {show_date_year(receipt.next_due)}"
            sheet.table_row([due, money(receipt.next_cents)], FIGURES, BODY)
        sheet.gap(4)
        sheet.line(f"Received by {receipt.received_by}. Thank you.")
        return sheet.finish()
