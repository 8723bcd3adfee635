"""The ways to pay on paper, for the patient."""

from __future__ import annotations

from tctui.core.documents.parts import fingerprint
from tctui.core.documents.ways_page import WayRow, WaysPage
from tctui.core.money import in_dollars, money
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import letterhead, people, title
from tctui.documents.sheet import SMALL, Column, Sheet

WAYS = (
    Column("way to pay", 46.9),
    Column("a month", 20, "R"),
    Column("today", 21, "R"),
    Column("payments", 18, "R"),
    Column("last payment", 31, "R"),
    Column("total", 21, "R"),
    Column("credit costs", 22, "R"),
)
KNOWN = (Column("way to pay", 54), Column("what to know", 125.9))


def render_ways(page: WaysPage) -> bytes:
    """Draw the page as a PDF; the same page gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    name = f"Ways to pay {page.number}"
    with Sheet(name, page.made_at, page.practice, f"{name} · SHA-256 {fingerprint(page)}") as sheet:
        letterhead(sheet, page.practice)
        title(sheet, "Ways to pay", f"No. {page.number} · {show_date_year(page.day)}")
        people(sheet, (("for", page.patient),))
        sheet.heading(f"Your part of {page.option}: {in_dollars(page.patient_cents)}", keep=30)
        sheet.table_head(WAYS)
        for way in page.ways:
            sheet.table_row(_cells(way), WAYS)
        sheet.gap(1)
        sheet.line(f"An estimate, not a guarantee, good until {show_date_year(page.valid_until)}.", SMALL, grey=True)
        if any(way.at_least for way in page.ways):
            sheet.line("* at least: the partner sets the rate for you.", SMALL, grey=True)
        if any(way.in_time_only for way in page.ways):
            sheet.line("! only if all of it is paid in time; below stands what is owed if it is not.", SMALL, bold=True)
        if any(way.by_partner for way in page.ways):
            sheet.gap(1)
            sheet.paragraph(
                "Lending partners give credit by their own terms and decide on it themselves. What the partner discloses "
                "to you holds; ask for it before you agree. You need not use a partner to be treated here.",
            )
        told = [way for way in page.ways if way.risk or way.rate]
        if told:
            sheet.heading("What you should know", keep=20)
        for way in told:
            # Where the partner sets the rate, the words of the way say that it is the lowest.
            rate = f"Annual percentage rate {way.rate}. " if way.rate and not way.at_least else ""
            risk = f"{way.risk[:1].upper()}{way.risk[1:]}." if way.risk else ""
            sheet.table_row([way.name, f"{rate}{risk}"], KNOWN, bold=way.in_time_only)
            sheet.gap(0.8)
        return sheet.finish()


def _cells(way: WayRow) -> list[str]:
    monthly = money(way.monthly_cents) if way.monthly_cents else "–"
    last = show_date_year(way.last_on) if way.last_on else "at the last visit"
    credit = money(way.credit_cents) if way.credit_cents else "none"
    count = str(way.payments) if way.payments else "–"
    star = "!" if way.in_time_only else "*" if way.at_least else ""
    return [way.name, monthly, money(way.today_cents), count, last, money(way.total_cents), f"{credit}{star}"]
