"""The payment schedule on paper, and the table of payments that the agreement shows as well."""

from __future__ import annotations

import hashlib

from tctui.core.documents.payment_schedule import PaymentSchedule, canonical_schedule
from tctui.core.finance.choices import PaymentChoice, Way, named_dues
from tctui.core.money import in_dollars, money
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import letterhead, people, title
from tctui.documents.sheet import SMALL, Column, Sheet

DUES = (Column("payment", 92), Column("due", 52), Column("amount", 35.9, "R"))
PLAN = (
    Column("no.", 12),
    Column("due", 46),
    Column("payment", 30, "R"),
    Column("interest in it", 30, "R"),
    Column("off what is owed", 30, "R"),
    Column("still owed", 31, "R"),
)


def render_schedule(schedule: PaymentSchedule) -> bytes:
    """Draw the payment schedule as a PDF; the same schedule gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    choice = schedule.choice
    name = f"Payment schedule {schedule.number}, version {schedule.version}"
    footer = f"{name} · SHA-256 {hashlib.sha256(canonical_schedule(schedule)).hexdigest()}"
    with Sheet(name, schedule.made_at, schedule.practice, footer) as sheet:
        letterhead(sheet, schedule.practice)
        title(sheet, "Payment schedule", f"{choice.label[:1].upper()}{choice.label[1:]} · agreed {show_date_year(choice.agreed)}")
        people(sheet, (("patient", schedule.patient), ("responsible for payment", schedule.payer)))
        sheet.heading(f"For {schedule.option}", keep=25)
        draw_payments(sheet, choice)
        sheet.gap(2)
        method = f", by {schedule.method}" if schedule.method else ""
        sheet.line(f"{in_dollars(choice.total_cents)} in all{method}.", 10, bold=True)
        if any(part.way is Way.PARTNER for part in (choice, *choice.parts)):
            sheet.line("What goes to the lending partner is paid to the partner, by the partner's own terms.", SMALL)
        sheet.gap(1)
        phone = f" before it is due: {schedule.practice.phone}" if schedule.practice.phone else " before it is due"
        sheet.paragraph(f"If you cannot make a payment, please tell us{phone}. You may pay early at any time.", SMALL)
        return sheet.finish()


def draw_payments(sheet: Sheet, choice: PaymentChoice) -> None:
    """Draw every payment; those of an in-house plan with the interest in them and what is still owed."""
    if choice.schedule is None or choice.parts:
        sheet.table_head(DUES)
        for due in choice.dues if choice.parts else named_dues(choice):
            when = show_date_year(due.on) if due.on else "on the day of the visit"
            sheet.table_row([due.label, when, money(due.amount_cents)], DUES)
    if choice.schedule is None:
        return
    if choice.parts:
        sheet.heading("The plan with us in it", keep=20, size=9.5)
    sheet.table_head(PLAN)
    if choice.terms and choice.terms.down_cents:
        owed = money(choice.terms.principal_cents)
        down = ["", f"{show_date_year(choice.agreed)}, down", money(choice.terms.down_cents), "", "", owed]
        sheet.table_row(down, PLAN)
    for row in choice.schedule.instalments:
        cents = (row.amount_cents, row.interest_cents, row.principal_cents, row.balance_cents)
        sheet.table_row([str(row.number), show_date_year(row.due), *(money(one) for one in cents)], PLAN)
