"""The presentation of a treatment plan on paper: plain words first, figures after, the month's amount up front."""

from __future__ import annotations

from tctui.core.documents.presentation import PlanPresentation, PresentedOption, presentation_hash
from tctui.core.finance.choices import PaymentChoice
from tctui.core.money import in_dollars, money
from tctui.core.spoken import show_date_year
from tctui.core.teaching import TeachingPage
from tctui.documents.blocks import letterhead, people, title
from tctui.documents.sheet import INNER, MARGIN, SMALL, UNDER, Column, Sheet

LINES = (
    Column("site", 15),
    Column("treatment", 86.9),
    Column("fee", 23, "R"),
    Column("insurance (est.)", 30, "R"),
    Column("you pay", 25, "R"),
)
WAYS = (
    Column("way to pay", 48.4),
    Column("due today", 23, "R"),
    Column("a month", 23, "R"),
    Column("last payment", 36),
    Column("total", 24, "R"),
    Column("cost of credit", 25.5, "R"),
)
AGREED_WAY = (Column("agreed way to pay", 48.4), *WAYS[1:])


def render_presentation(presentation: PlanPresentation) -> bytes:
    """Draw the presentation as a PDF. The same content gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    name = f"Treatment plan {presentation.number}"
    footer = f"{name} · SHA-256 {presentation_hash(presentation)}"
    with Sheet(name, presentation.made_at, presentation.practice, footer) as sheet:
        letterhead(sheet, presentation.practice)
        under = f"{show_date_year(presentation.day)} · {presentation.dentist} · No. {presentation.number}"
        title(sheet, f"Treatment plan: {presentation.title}", under)
        people(sheet, (("for", presentation.patient),))
        if presentation.note:
            sheet.gap(1)
            sheet.paragraph(presentation.note)
        if len(presentation.options) > 1:
            _overview(sheet, presentation)
        for option in presentation.options:
            _option(sheet, option)
        sheet.gap(4)
        valid = show_date_year(presentation.valid_until)
        insured = "The insurance decides what it pays; what it leaves unpaid is yours to pay. "
        sheet.paragraph(
            f"These amounts are our best estimate, not a guarantee, and hold until {valid}. "
            f"{insured if any(option.is_insured for option in presentation.options) else ''}"
            "You may take your time, ask anything, and choose any option or none.",
            SMALL,
        )
        for page in presentation.teaching:
            _teaching(sheet, page)
        return sheet.finish()


def _teaching(sheet: Sheet, page: TeachingPage) -> None:
    sheet.gap(3)
    sheet.heading(f"About your treatment: {page.title}", keep=45, size=12)
    for part, said in page.says:
        sheet.gap(0.8)
        sheet.line(part, bold=True)
        sheet.paragraph(said)


def _overview(sheet: Sheet, presentation: PlanPresentation) -> None:
    sheet.heading("Your options", keep=20)
    for option in presentation.options:
        height = sheet.font(bold=option.recommended)
        sheet.room(height)
        sheet.font(bold=option.recommended)
        name = f"{option.letter}  {option.name}{' (recommended)' if option.recommended else ''}"
        rows = sheet.wrapped(name, 95)
        sheet.put(MARGIN + 97, INNER - 97, height, _short(option), "R")
        for row in rows:
            sheet.put(MARGIN, 95, height, row)
            sheet.pdf.set_y(sheet.y + height)


def _short(option: PresentedOption) -> str:
    monthly = option.from_monthly_cents
    if option.agreed and monthly is not None:
        return f"{in_dollars(monthly)} a month as agreed, {in_dollars(option.ways[0].total_cents)} in all"
    today = min((way.due_today_cents for way in option.ways if way.monthly_cents == monthly), default=0)
    down = f" and {in_dollars(today)} today" if today else ""
    by_month = f"from {in_dollars(monthly)} a month{down}, or " if monthly is not None else ""
    return f"{by_month}{in_dollars(option.patient_cents)} in all"


def _option(sheet: Sheet, option: PresentedOption) -> None:
    recommended = " · recommended" if option.recommended else ""
    sheet.gap(2)
    sheet.heading(f"Option {option.letter}: {option.name}{recommended}", keep=35, size=12)
    sheet.line(_short(option)[:1].upper() + _short(option)[1:], 11, bold=True)
    visits = f"{option.visits} visit{'' if option.visits == 1 else 's'}"
    sheet.line(f"{visits}, {option.duration}" if option.duration else visits)
    if option.why:
        sheet.paragraph(option.why)
    sheet.line(_whose(option), SMALL)
    sheet.gap(2)
    sheet.table_head(LINES)
    for phase in option.phases:
        sheet.table_row(["", phase.title, "", "", ""], LINES, SMALL, bold=True, keep=6)
        for line, after in zip(phase.lines, [*phase.lines[1:], None], strict=True):
            amounts = [money(cents) for cents in (line.fee_cents, line.insurance_cents, line.patient_cents)]
            # What holds for several procedures in a row is said once, under the last of them.
            same = after is not None and (after.why, after.if_waits) == (line.why, line.if_waits)
            told = [] if same else [line.why, f"If it waits: {line.if_waits}" if line.if_waits else ""]
            words = [each for each in (*line.limits, *told) if each]
            sheet.table_row([line.site, line.name, *amounts], LINES, under=words)
    sheet.rule()
    sheet.gap(0.8)
    totals = [money(cents) for cents in (option.fee_cents, option.insurance_cents, option.patient_cents)]
    sheet.table_row(["", "total", *totals], LINES, bold=True)
    if option.taken_off_cents:
        by = f"by your membership of {option.membership}" if option.membership else "by discount"
        why = f"under our contract with the insurance or {by}" if option.is_insured else by
        sheet.line(f"The fee is lowered by {in_dollars(option.taken_off_cents)} {why}.", UNDER)
    if option.ways:
        sheet.gap(3)
        # The ways to pay are compared: they stand on one page.
        sheet.room(7 + min(10, len(option.ways)) * 9)
        sheet.table_head(AGREED_WAY if option.agreed else WAYS)
        for way in option.ways:
            sheet.table_row(_way(way), WAYS, under=_told(way), at=0)


def _whose(option: PresentedOption) -> str:
    """Which estimate the amounts are from, so that two papers in one hand can be held against each other."""
    if not option.estimate or option.estimated_on is None or option.valid_until is None:
        return "Estimated on the day of this paper; no other estimate of this option holds."
    made, until = show_date_year(option.estimated_on), show_date_year(option.valid_until)
    return f"The amounts are those of estimate {option.estimate} of {made}, valid until {until}."


def _told(way: PaymentChoice) -> list[str]:
    """What stands below a way: the rate of a plan that costs something, and what is owed if a promotion is missed."""
    fee = [f"In it the membership fee of {in_dollars(way.membership_cents)} for a year."] if way.membership_cents else []
    if way.cliff:
        return [f"If only {in_dollars(way.cliff.paid_cents)} is paid in time: {way.cliff.words}.", *fee]
    return [*([f"Annual percentage rate {way.apr} %."] if way.apr else []), *fee]


def _way(way: PaymentChoice) -> list[str]:
    monthly = money(way.monthly_cents) if way.monthly_cents is not None else "–"
    name = way.label
    if way.terms and not way.parts:
        name = f"{name}, {way.terms.payments} payments"
    last = show_date_year(way.last.on) if way.last.on else "at the last visit"
    cost = money(way.finance_charge_cents) if way.finance_charge_cents else "none"
    cost = "none if paid in time" if way.cliff else cost
    return [name, money(way.due_today_cents), monthly, last, money(way.total_cents), cost]
