"""The forms over the account of a plan: a payment with its receipt, and an amendment."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.finance.account import Recorded
from tctui.core.finance.amendment import amendment
from tctui.core.finance.payoff import PayoffQuote
from tctui.core.finance.plans import Frequency, due_a_period_later
from tctui.core.money import bare_percent, money, points_from_text
from tctui.core.spoken import show_date_year
from tctui.db import payments
from tctui.db.inquiry import Inquiry
from tctui.db.receipts import RECEIPT, make_receipt
from tctui.screens import papers_out
from tctui.screens.place import Field, Place
from tctui.widgets.table import Line, Row


def payment_form(place: Place, found: Inquiry) -> None:
    """Ask for a payment: what is due stands there already; saving records it and makes the receipt."""
    now, today = found.standing, place.desk.today()
    token = secrets.token_hex(8)
    agreed = found.arrangement.method
    method = agreed if agreed in payments.METHODS else payments.METHODS[0]
    fields = [
        Field("cents", "Amount", "amount", initial=now.asked_cents, required=True, hint=f"all of it: {money(now.balance_cents)}"),
        Field("on", "Came on", "date", initial=today, required=True, looking="back"),
        Field("method", "By", "choice", initial=method, choices=[(each, each) for each in payments.METHODS]),
        Field("reference", "Reference", limit=24, hint="check or slip number; never a card number"),
        Field("note", "Note", limit=200),
        Field("receipt", "Receipt", "yes_no", initial=True),
    ]

    def save(values: dict[str, Any]) -> str:
        by = replace(place.desk.by(), token=token)
        done = payments.record(
            by, found.held.id, Recorded.PAYMENT, values["on"], values["cents"], method=values["method"],
            reference=values["reference"] or "", note=values["note"] or "",
        )  # fmt: skip
        return f"{done.says}. {receipt(place, found.held.id, done.id)}" if values["receipt"] else done.says

    place.open_form("Payment", fields, save, case_id=found.held.case_id)


def receipt(place: Place, account_id: int, payment_id: int) -> str:
    """Make the receipt of a payment, or take the one that was made, and write its PDF; says where, or why not."""
    by = place.desk.by()
    try:
        number = make_receipt(replace(by, token=None), account_id, payment_id)
        path = papers_out.export(number, RECEIPT, by.today.isoformat())
    except Refused as refused:
        return f"No receipt: {refused}"
    return f"Receipt: {path.name}"


def amendment_form(place: Place, found: Inquiry, case: CaseFile, option: Option) -> None:
    """Ask for new terms from what is owed; saving draws the amendment up, to be signed with the agreement."""
    now, today = found.standing, place.desk.today()
    left = sum(1 for due in now.dues if due.number and due.open_cents)
    first = now.next_due if now.next_due and now.next_due > today else due_a_period_later(today, now.terms.frequency)
    fields = [
        Field("change", "More or less owed", "amount", initial=found.change_cents or None,
              hint="less than zero: less is owed; today's estimate against the one agreed on stands here"),
        Field("reason", "Reason", required=True, limit=120, hint="as the paper says it: insurance paid 120.00 less"),
        Field("payments", "Payments", "number", initial=max(1, left), required=True),
        Field("first", "First due", "date", initial=first, required=True, looking="ahead"),
        Field("down", "Down payment", "amount"),
        Field("rate", "Rate, percent", initial=bare_percent(now.terms.rate), required=True),
        Field("often", "How often", "choice", initial=str(now.terms.frequency),
              choices=[(str(each), str(each)) for each in Frequency]),
    ]  # fmt: skip

    def save(values: dict[str, Any]) -> str:
        drawn = amendment(
            found.held.account, today, values["change"] or 0, values["reason"], values["payments"], values["first"],
            down_cents=values["down"] or 0, rate=points_from_text(values["rate"]), frequency=Frequency(values["often"]),
        )  # fmt: skip
        if not drawn.differences:
            raise Refused("Nothing changes by that.")
        done = payments.amend(place.desk.by(), case, option, drawn)
        return f"{done.says} — z undoes"

    words = f"{money(now.without_fees_cents)} is owed on the plan today without fees. New terms start from that and the change."
    place.open_form("Amend the plan", fields, save, words, case_id=case.id)


def quote_rows(quote: PayoffQuote) -> list[Line]:
    """A payoff quote as lines: its steps, the sum, and what waiting adds or paying early saves."""
    rows: list[Line] = [Row(n, (step.what, step.how, money(step.cents))) for n, step in enumerate(quote.steps)]
    rows.append(Row("sum", (f"clears {quote.clears}", show_date_year(quote.on), money(quote.total_cents)), "strong"))
    if quote.day_cents:
        rows.append(Row("day", ("each later day adds", "interest", money(quote.day_cents)), "dim"))
    if quote.saved_cents:
        rows.append(Row("saved", ("saved", "interest that the schedule holds", money(quote.saved_cents)), "good"))
    return rows
