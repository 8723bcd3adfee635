"""The financial agreement on paper."""

from __future__ import annotations

from tctui.core.documents.agreement import Agreement, AgreementLine, own_charge, terms_hash
from tctui.core.finance.amendment import Amendment
from tctui.core.finance.choices import PaymentChoice, Way
from tctui.core.finance.plan_rate import plan_apr
from tctui.core.money import in_dollars, money
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import letterhead, people, room_to_sign, running_text, signatures, text_height, title
from tctui.documents.disclosure import draw_disclosure, draw_itemization
from tctui.documents.payment_schedule import draw_payments
from tctui.documents.sheet import BODY, SMALL, Column, Sheet

LINES = (
    Column("tooth", 12),
    Column("treatment", 53),
    Column("code", 17),
    Column("fee", 21, "R"),
    Column("insurance (est.)", 21, "R"),
    Column("write-off", 17.5, "R"),
    Column("discount", 17, "R"),
    Column("you pay", 21.4, "R"),
)
FULL_PAGE = 200.0
"""Less than a page holds: what is longer is not kept together, millimetres."""

PAID = (Column("", 80), Column("", 99.9))

CHANGES = (Column("", 60), Column("before", 45, "R"), Column("from now on", 45, "R"), Column("difference", 29.9, "R"))


def render_agreement(agreement: Agreement) -> bytes:
    """Draw the agreement as a PDF; the same agreement gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    what = "Amendment of the financial agreement" if agreement.amendment else "Financial agreement"
    name = f"{what} {agreement.number}, version {agreement.version}"
    footer = f"{name} · terms SHA-256 {terms_hash(agreement)}"
    with Sheet(name, agreement.made_at, agreement.practice, footer) as sheet:
        letterhead(sheet, agreement.practice)
        made = f"No. {agreement.number} · version {agreement.version} · made {show_date_year(agreement.choice.agreed)}"
        title(sheet, what, made)
        people(sheet, (("patient", agreement.patient), ("responsible for payment", agreement.guarantor)))
        if agreement.amendment:
            _changes(sheet, agreement.amendment)
        _treatment(sheet, agreement)
        _paying(sheet, agreement)
        _schedule(sheet, agreement)
        if agreement.disclosure:
            # Segregated: nothing else on its page, and where the amount goes apart from it (12 CFR 1026.17(a)(1)).
            draw_itemization(sheet, agreement.disclosure)
            sheet.break_page()
            draw_disclosure(sheet, agreement.disclosure, agreement.number)
            sheet.break_page()
        charge = agreement.choice.total_cents > agreement.choice.patient_cents
        in_all = f", {in_dollars(agreement.choice.total_cents)} in all" if charge else ""
        words = (
            f"{name}, {show_date_year(agreement.choice.agreed)}: {agreement.option} for {agreement.patient.name}; "
            f"{in_dollars(agreement.choice.patient_cents)} to be paid by {agreement.guarantor.name}, "
            f"{agreement.choice.label}{in_all}."
        )
        # The last clause goes with the signatures: nobody signs a page without a word of the terms.
        _clauses(sheet, agreement, room_to_sign(sheet, words, agreement.signers))
        signatures(sheet, words, agreement.signers)
        return sheet.finish()


def _treatment(sheet: Sheet, agreement: Agreement) -> None:
    sheet.heading(f"Treatment: {agreement.option}", keep=25)
    sheet.table_head(LINES)
    phase = ""
    for number, line in enumerate(agreement.lines):
        if line.phase != phase:
            phase = line.phase
            sheet.gap(0.8)
            sheet.table_row(["", phase[:1].upper() + phase[1:], *[""] * 6], LINES, SMALL, bold=True, keep=6)
        last = number == len(agreement.lines) - 1
        sheet.table_row(_cells(line), LINES, keep=9 if last else 0)
    sheet.gap(0.5)
    sheet.rule()
    sheet.gap(0.8)
    sheet.table_row(_cells(agreement.totals), LINES, bold=True)
    insurers = f" Insurance: {', '.join(agreement.insurers)}." if agreement.insurers else ""
    sheet.gap(1)
    sheet.line(
        f"An estimate, not a guarantee, valid until {show_date_year(agreement.valid_until)}.{insurers}", SMALL, grey=True
    )


def _changes(sheet: Sheet, amendment: Amendment) -> None:
    """What the amendment changes on the plan, with the reason; all else stays as it was agreed."""
    sheet.heading("What changes", keep=25)
    more = "more" if amendment.change_cents > 0 else "less"
    amount = f" {in_dollars(abs(amendment.change_cents))} {more} is owed." if amendment.change_cents else ""
    owed = f"On {show_date_year(amendment.on)} {in_dollars(amendment.owed_cents)} was owed on the plan.{amount}"
    reason = amendment.reason[:1].upper() + amendment.reason[1:].rstrip(".")
    sheet.paragraph(f"{reason}. {owed}")
    sheet.gap(1)
    sheet.table_head(CHANGES)
    for line in amendment.differences:
        change = (
            "" if line.change_cents is None else f"{'+' if line.change_cents > 0 else ''}{money(line.change_cents)}"
        )
        sheet.table_row([line.what, line.before, line.after, change], CHANGES)
    sheet.gap(1)
    sheet.line("Everything else stays as agreed. This takes the place of the payments agreed before.", SMALL, grey=True)


def _cells(line: AgreementLine) -> list[str]:
    amounts = (line.fee_cents, line.insurance_cents, line.write_off_cents, line.discount_cents, line.patient_cents)
    return [line.tooth, line.name, line.code, *(money(cents) for cents in amounts)]


def _paying(sheet: Sheet, agreement: Agreement) -> None:
    choice = agreement.choice
    sheet.heading("How it is paid", keep=40)
    way = choice.way.value + (f": {choice.name}" if choice.name else "")
    rows = [("way to pay", way), ("method", agreement.method or "any method the practice accepts")]
    if choice.courtesy_cents:
        off = "member savings" if choice.way is Way.MEMBERSHIP else "courtesy for paying in full"
        rows.append((off, money(-choice.courtesy_cents)))
    if choice.membership_cents:
        rows.append(("membership fee, the first year", money(choice.membership_cents)))
    kept = agreement.deposit_cents
    rows.append(("deposit, counted toward your part", money(kept)) if kept else ("deposit", "none"))
    down = " (down payment)" if choice.terms and not choice.parts else ""
    if choice.due_today_cents and choice.due_today_cents != agreement.deposit_cents:
        to_us = "to us " if choice.lent else ""
        rows.append((f"due {to_us}on {show_date_year(choice.agreed)}{down}", money(choice.due_today_cents)))
    if choice.terms:
        rows.append(("regular payment", f"{money(choice.level_cents or 0)} {choice.terms.frequency.value}"))
        rows.append(("number of payments", str(choice.terms.payments)))
    rows += [row for part in choice.lent for row in _lent(part)]
    if choice.last.on and choice.way is not Way.PARTNER:
        rows.append(("last payment", f"{money(choice.last.amount_cents)} on {show_date_year(choice.last.on)}"))
    names = {Way.IN_FULL: "today"}
    rows += [(f"of it: {names.get(part.way, part.label)}", money(part.total_cents)) for part in choice.parts]
    least = "at least " if choice.at_least else ""
    rows.append(("total you pay", f"{least}{money(choice.total_cents)}"))
    own = own_charge(choice)
    none = "none by us" if choice.lent else "none"
    rows.append(("FINANCE CHARGE", money(own) if own else none))
    rows.append(("ANNUAL PERCENTAGE RATE", f"{plan_apr(choice.schedule)} %" if choice.schedule and own else none))
    if any(part.way is Way.PARTNER for part in (choice, *choice.parts)):
        rows.append(("the partner's credit", "its charge, rate and terms are in the partner's own disclosure"))
    for name, value in rows:
        strong = name.isupper() or name == "total you pay"
        sheet.table_row([name, value], PAID, BODY, bold=strong)


def _lent(part: PaymentChoice) -> list[tuple[str, str]]:
    """What a partner lends, and what is paid to it: how much, how often, from when and the last of it."""
    name, later = part.partner or part.label, [due for due in part.dues if due.on != part.agreed]
    first, last = later[0], later[-1]
    least = "at least " if part.at_least else ""
    monthly = f"{len(later)} payments of {least}{money(first.amount_cents)}, monthly"
    if first.on and last.on:
        monthly += f" from {show_date_year(first.on)}; the last {money(last.amount_cents)} on {show_date_year(last.on)}"
    lent = money(part.patient_cents - part.due_today_cents)
    return [(f"lent by {name}", lent), (f"paid to {name}", monthly)]


def _schedule(sheet: Sheet, agreement: Agreement) -> None:
    choice = agreement.choice
    if choice.way is Way.IN_FULL:
        return
    sheet.heading("Payments", keep=20)
    draw_payments(sheet, choice)
    if choice.lent:
        partners = " and ".join(dict.fromkeys(part.partner or part.label for part in choice.lent))
        sheet.line(f"What is due to us comes first; what {partners} lends is paid to it, by its own terms.", SMALL, grey=True)


def _clauses(sheet: Sheet, agreement: Agreement, after: float) -> None:
    """Write the clauses; ``after`` the last of them so many millimetres follow on its page, when it is a short one."""
    sheet.heading("Terms", keep=20)
    for number, clause in enumerate(agreement.clauses, 1):
        height = 8 + text_height(sheet, clause.text, SMALL)
        last = number == len(agreement.clauses) and height + after < FULL_PAGE
        sheet.room(height + after if last else 14)
        sheet.line(f"{number}  {clause.title}", bold=True)
        running_text(sheet, clause.text, SMALL)
        sheet.gap(0.8)
