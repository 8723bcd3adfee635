"""The account of an option as lines: what is owed today, the insurance awaited, what was recorded, the payments agreed."""

from __future__ import annotations

from tctui.core.finance.account import Recorded
from tctui.core.finance.dues import AgreedDues
from tctui.core.finance.standing import DueState
from tctui.core.money import money, percent_text
from tctui.core.spoken import show_date, show_date_year
from tctui.db.inquiry import Inquiry
from tctui.widgets.table import Column, Line, Row, Section

COLUMNS = (Column("", 15), Column(""), Column("amount", 11, "right"), Column("owed", 11, "right"))
_INKS = {DueState.PAID: "dim", DueState.OVERDUE: "warn", DueState.DUE_TODAY: "caution", DueState.LATER: "plain"}


def lines_of(found: Inquiry) -> list[Line]:
    """Every line of the inquiry, by sections."""
    return [*_owed(found), *_waiting(found), *_recorded(found), *_agreed(found), *_awaited(found)]


def terms_words(found: Inquiry) -> str:
    """The terms that hold now, in one line."""
    terms = found.standing.terms
    if isinstance(terms, AgreedDues):
        return f"{found.arrangement.choice.label}, agreed {show_date_year(terms.agreed)}"
    rate = f"at {percent_text(terms.rate)}" if terms.rate else "without interest"
    return f"{terms.payments} payments {terms.frequency} {rate}, agreed {show_date_year(terms.agreed)}"


def next_words(found: Inquiry) -> tuple[str, str]:
    """What is overdue, else due next, with its ink."""
    now = found.standing
    if now.overdue_cents:
        return f"overdue {money(now.overdue_cents)}, {now.days_late} days", "warn"
    if now.next_due:
        return f"next {money(now.next_cents)} on {show_date(now.next_due)}", "plain"
    if now.balance_cents < 0:
        return f"credit of {money(-now.balance_cents)} to refund", "caution"
    if now.settled and found.unused_cents:
        return f"to come from the lender {money(found.unused_cents)}", "caution"
    return ("nothing is owed", "good") if now.settled else ("no payment is due any more", "caution")


def _owed(found: Inquiry) -> list[Line]:
    lines: list[Line] = [Section("owed today, and why", money(found.quote.total_cents))]
    for number, step in enumerate(found.quote.steps):
        lines.append(Row(("owed", number), ("", f"{step.what}   {step.how}".rstrip(), money(step.cents), "")))
    if found.change_cents and found.held.waiting is None:
        more = "more" if found.change_cents > 0 else "less"
        said = f"the patient portion is now estimated at {money(abs(found.change_cents))} {more} than agreed: e amends"
        lines.append(Row(("change", 0), ("", (said, "caution"), money(found.change_cents), "")))
    if found.elsewhere:
        lines.append(Section("beside this account"))
        lines += [Row(("beside", what), ("", what, money(cents), "")) for what, cents in found.elsewhere]
    return lines


def _waiting(found: Inquiry) -> list[Line]:
    waiting = found.held.waiting
    if waiting is None or waiting.amendment is None:
        return []
    change = waiting.amendment
    lines: list[Line] = [
        Section(f"amendment of {show_date(change.on)} waits for a signature: {change.reason}", "", "caution")
    ]
    for number, line in enumerate(change.differences):
        if line.change_cents is None:
            cells = ("", f"{line.what}: {line.before} becomes {line.after}", "", "")
        else:
            by = f"{'+' if line.change_cents > 0 else ''}{money(line.change_cents)}"
            cells = ("", f"{line.what}, {line.before} before", by, line.after)
        lines.append(Row(("change", number), cells))
    return lines


def _recorded(found: Inquiry) -> list[Line]:
    lines: list[Line] = [Section("recorded, with what is owed after it")]
    named = {payment.id: payment for payment in found.payments}
    kinds = {event.id: event for event in found.held.account.events}
    for number, entry in enumerate(found.standing.entries):
        key = ("event", entry.event_id) if entry.event_id else ("entry", number)
        what, ink = entry.what, "plain"
        event = kinds.get(entry.event_id or 0)
        if event and event.of in named and event.kind in (Recorded.RETURNED, Recorded.MISTAKEN):
            what = f"{what}: the one of {show_date(named[event.of].on)}"
        payment = named.get(entry.event_id or 0)
        if payment and payment.taken_back:
            ink = "dim"
            what = f"{what} (taken back)"
        said = f"{what}   {entry.why}".rstrip()
        day = show_date(entry.on) if entry.on.year == found.standing.day.year else show_date_year(entry.on)
        lines.append(Row(key, (day, said, money(entry.amount_cents), money(entry.balance_cents)), ink))
    return lines


def _agreed(found: Inquiry) -> list[Line]:
    lines: list[Line] = [Section("payments agreed, with what is still to be paid of each")]
    count = found.standing.terms.payments
    for due in found.standing.dues:
        what = due.label or (f"payment {due.number} of {count}" if due.number else "down payment")
        left = money(due.open_cents) if due.open_cents else ""
        day = show_date_year(due.due) if due.due else "day of visit"
        cells = (day, f"{what}   {due.state}", money(due.amount_cents), left)
        lines.append(Row(("due", due.number), cells, _INKS[due.state]))
    return lines


def _awaited(found: Inquiry) -> list[Line]:
    if not found.awaited:
        return []
    lines: list[Line] = [Section("insurance not answered yet: what it leaves unpaid is owed too", money(found.awaited_cents))]
    for one in found.awaited:
        lines.append(Row(("line", one.line_id), ("", f"{one.name}   {one.state}", money(one.cents), "")))
    return lines
