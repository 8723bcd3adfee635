"""The Truth-in-Lending disclosure on paper: a page of its own, the rate and the charge standing out (1026.17(a))."""

from __future__ import annotations

import hashlib
from datetime import datetime

from tctui.core.documents.disclosure import Disclosure
from tctui.core.documents.parts import Person, Practice, SignatureBlock
from tctui.core.finance.plans import Frequency
from tctui.core.money import money
from tctui.core.plain import canonical_json
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import letterhead, signature_lines
from tctui.documents.sheet import BODY, CAPTION, INNER, MARGIN, SMALL, Column, Sheet

PAYMENTS = (Column("number of payments", 45), Column("amount of each", 40, "R"), Column("when due", 94.9))

ITEMIZED = 42.0
"""What the itemization takes with the air above it, millimetres."""

ITEMS = (Column("", 145), Column("", 34.9, "R"))


def render_disclosure(
    shown: Disclosure, practice: Practice, number: str, version: int, made_at: datetime, consumer: Person | None = None
) -> bytes:
    """Draw the disclosure alone as a PDF, its itemization apart at the foot of it; the same one gives the same bytes.

    With the ``consumer`` it has the line on which its receipt is acknowledged, as 12 CFR 1026.17(a)(1) allows beside it.
    """
    name = f"Truth in Lending disclosure {number}, version {version}"
    footer = f"{name} · SHA-256 {hashlib.sha256(canonical_json(shown)).hexdigest()}"
    with Sheet(name, made_at, practice, footer) as sheet:
        letterhead(sheet, practice)
        draw_disclosure(sheet, shown, number)
        if consumer is not None:
            sheet.gap(6)
            sheet.line("I received this disclosure before I signed the agreement.")
            signature_lines(sheet, (SignatureBlock("Received", consumer.name, consumer.relation or "self"),))
        if sheet.left() > ITEMIZED:
            sheet.gap(5)
            sheet.rule(grey=0, weight=0.5)
        else:
            sheet.break_page()
        draw_itemization(sheet, shown)
        return sheet.finish()


def draw_disclosure(sheet: Sheet, shown: Disclosure, number: str) -> None:
    """Draw the disclosure on the present page; it is never split."""
    sheet.line("Truth in Lending disclosure", 16, bold=True)
    sheet.line(f"Creditor: {shown.creditor}. For financial agreement {number}.", SMALL, grey=True)
    sheet.gap(4)
    _boxes(sheet, shown)
    sheet.heading("Your payment schedule will be")
    sheet.table_head(PAYMENTS)
    for row in shown.payments:
        when = f"{row.frequency.value}, from {show_date_year(row.first_due)}"
        if row.count == 1:
            when = show_date_year(row.first_due)
        elif row.frequency is Frequency.NTH_WEEKDAY:
            when = f"{row.frequency.value} as {show_date_year(row.first_due)}"
        sheet.table_row([str(row.count), f"${money(row.amount_cents)}", when], PAYMENTS)
    sheet.heading("What else you should know")
    late = "no charge"
    if shown.late_fee_cents:
        late = f"a payment more than {shown.late_after_days} days late is charged ${money(shown.late_fee_cents)}"
    for name, text in (
        ("Late charge", f"{late}."),
        ("Prepayment", "if you pay off early, you will not have to pay a penalty."),
        ("Security", "none is taken."),
        ("Demand feature", "none."),
        (
            "Contract",
            "see the agreement for any additional information about nonpayment, default, any required repayment in "
            "full before the scheduled date, and prepayment refunds and penalties.",
        ),
    ):
        sheet.paragraph(f"{name}: {text}")
        sheet.gap(0.8)
    sheet.gap(2)
    sheet.line("You receive this disclosure before you sign, to keep.", bold=True)


def draw_itemization(sheet: Sheet, shown: Disclosure) -> None:
    """Draw where the amount financed goes: apart from the disclosure, as 12 CFR 1026.17(a)(1) asks."""
    sheet.heading("Itemization of the amount financed", keep=22)
    price = "owed on the plan, with what changes" if shown.amended else "cash price of the treatment (your part)"
    items = (
        (price, shown.cash_price_cents),
        ("down payment", -shown.down_cents),
        (f"amount financed, credited to your account with {shown.creditor}", shown.amount_financed_cents),
        ("paid to others on your behalf", 0),
    )
    for name, cents in items:
        sheet.table_row([name, money(cents)], ITEMS, BODY, bold=name.startswith("amount financed"))
    sheet.gap(4)


def _boxes(sheet: Sheet, shown: Disclosure) -> None:
    width, top, height = INNER / 5, sheet.y, 39.0
    boxes = (
        ("ANNUAL PERCENTAGE RATE", "The cost of your credit as a yearly rate.", f"{shown.apr} %"),
        ("FINANCE CHARGE", "The dollar amount the credit will cost you.", f"${money(shown.finance_charge_cents)}"),
        (
            "Amount financed",
            "The amount of credit provided to you or on your behalf.",
            f"${money(shown.amount_financed_cents)}",
        ),
        (
            "Total of payments",
            "What you will have paid after you have made all payments as scheduled.",
            f"${money(shown.total_of_payments_cents)}",
        ),
        (
            "Total sale price",
            f"The total cost of your purchase on credit, with your down payment of ${money(shown.down_cents)}.",
            f"${money(shown.total_sale_price_cents)}",
        ),
    )
    for place, (name, meaning, value) in enumerate(boxes):
        strong = place < 2
        x = MARGIN + place * width
        sheet.box(x, top, width, height, 0.7 if strong else 0.2)
        sheet.pdf.set_y(top + 2)
        for size, bold, text in ((10 if strong else 8.5, strong, name), (CAPTION, False, meaning)):
            line = sheet.font(size, bold)
            for row in sheet.wrapped(text, width - 4):
                sheet.put(x + 2, width - 4, line, row)
                sheet.pdf.set_y(sheet.y + line)
            sheet.gap(0.8)
        sheet.pdf.set_y(top + height - 8)
        line = sheet.font(13 if strong else 10, strong)
        sheet.put(x + 2, width - 4, line, value, "R")
    sheet.pdf.set_y(top + height + 2)
