"""A partner's statement read from its CSV file, held against what was used of approvals, and its deposits recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.applications import State
from tctui.core.finance.partner_statement import Compared, Finding, StatementLine, UsedCredit, compare_statement
from tctui.core.money import cents_from_text, money
from tctui.core.spoken import show_date_year
from tctui.core.text import clean
from tctui.db.change import By
from tctui.db.financing import Taken, Tracked, of_partner, partners, take_step
from tctui.db.imports.dates import DateColumn, order_of_format, orders_of, read_date
from tctui.db.imports.fields import Field, Kind, known_columns
from tctui.db.imports.reading import Bad, find_layout, rows_of

STATEMENT = Kind(
    "statement", "", ("statement", "funding", "settlement"),
    (
        Field("reference", headers=("reference number", "ref", "ref number", "application id", "application", "loan id",
                                    "transaction id", "authorization", "authorization code", "auth code", "account ending",
                                    "account", "invoice")),
        Field("date", headers=("funded date", "funding date", "transaction date", "sale date", "settlement date",
                               "posted date", "post date", "deposit date", "processed", "day"), required=True),
        Field("amount", headers=("gross", "gross amount", "sale amount", "transaction amount", "loan amount", "sales",
                                 "financed amount", "funded amount", "principal", "total"), required=True),
        Field("fee", headers=("fees", "merchant fee", "provider fee", "practice fee", "discount", "discount fee",
                              "merchant discount", "mdr", "processing fee")),
        Field("deposit", headers=("net", "net amount", "net deposit", "net funding", "deposit amount", "paid", "payout",
                                  "funding amount", "net funded")),
    ),
)  # fmt: skip
"""The columns of a statement by the headings that partners write; a fee or a net deposit must be among them."""

EARLIER = 7
"""Days before the first line of a statement from which what was used is looked for on it; as many after its last, as a
use may be written down late."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file holds: its lines, the rows that cannot be read with their column and why, the first and last day.

    ``passed`` are rows that are no line: totals and headings without a day, and what financed nothing.
    """

    lines: tuple[StatementLine, ...]
    unread: tuple[str, ...]
    passed: tuple[str, ...] = ()

    @property
    def first(self) -> date:
        """The day of the earliest line."""
        return min(line.on for line in self.lines)

    @property
    def last(self) -> date:
        """The day of the latest line."""
        return max(line.on for line in self.lines)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A statement held against the books: what agrees and every difference, with the application of each key."""

    partner: str
    statement: Statement
    compared: tuple[Compared, ...]
    applications: dict[int, Tracked]

    @property
    def differences(self) -> list[Compared]:
        """What does not agree."""
        return [one for one in self.compared if one.finding is not Finding.AGREES]

    @property
    def summary(self) -> str:
        """The counts and sums in one line."""
        lines = self.statement.lines
        total, fees = sum(line.amount_cents for line in lines), sum(line.fee_cents for line in lines)
        agree = len(self.compared) - len(self.differences)
        unread = f", {len(self.statement.unread)} cannot be read" if self.statement.unread else ""
        return (
            f"{self.partner}: {agree} agree, {len(self.differences)} differ{unread};"
            f" {len(lines)} lines, {money(total)} funded, {money(fees)} fees"
        )


def read_statement(path: Path, today: date, date_format: str = "") -> Statement:
    """Read a statement whatever its delimiter, encoding and dates; amounts in dollars with a decimal point.

    Raises Unreadable when columns are missing, no row can be read, or the order of day and month is not clear:
    then ``date_format`` (such as m/d/Y) must say it.
    """
    layout = find_layout(path, STATEMENT, "", "", 0)
    columns = known_columns(STATEMENT, list(layout.headers))
    lacking = [name for name in STATEMENT.needs if name not in columns]
    if "fee" not in columns and "deposit" not in columns:
        lacking.append("fee or net deposit")
    if lacking:
        raise Unreadable(f"{path.name} has no column for {', '.join(lacking)}; it has {', '.join(layout.headers)}.")
    headers = {name: layout.headers[at] for name, at in columns.items()}
    days, rows, unread, passed = DateColumn(), [], [], []
    for number, row in rows_of(layout):
        if isinstance(row, Bad):
            unread.append(f"row {number} {row.reason}")
            continue
        cells = {name: clean(row[at]) for name, at in columns.items()}
        if not any(char.isdigit() for char in cells["date"]):
            passed.append(f"row {number}: no day in {headers['date']}")
            continue
        if not orders_of(cells["date"]):
            unread.append(f"row {number}, column {headers['date']}: {cells['date'][:24]!r} is no date")
            continue
        days.see(cells["date"], number)
        rows.append((number, cells))
    order = order_of_format(date_format) if date_format else days.order()
    if order is None:
        raise Unreadable(f"The order of day and month is not clear: {days.question()}. Say which (Dates, --date-format).")
    lines = []
    for number, cells in rows:
        at = "date"
        try:
            day = _day(cells["date"], order, today)
            at = "amount"
            amount = cents_from_text(cells["amount"])
            if not amount:
                passed.append(f"row {number}: {headers['amount']} is zero")
                continue
            at = "fee" if cells.get("fee") or "deposit" not in cells else "deposit"
            lines.append(StatementLine(number, cells.get("reference", ""), day, amount, _fee(cells, amount)))
        except Refused as wrong:
            unread.append(f"row {number}, column {headers[at]}: {wrong}")
    if not lines:
        raise Unreadable(f"No line of {path.name} can be read{f': {unread[0]}' if unread else ''}.")
    return Statement(tuple(lines), tuple(unread), tuple(passed))


def reconcile(path: Path, partner: str, today: date, date_format: str = "") -> Reconciled:
    """Hold a statement of a partner against what was used of its approvals and is not paid out yet, or in its days.

    Raises Refused for a partner to whom there are no applications, Unreadable as ``read_statement`` does.
    """
    known = partners()
    named = [one for one in known if one.casefold() == partner.casefold()] or [
        one for one in known if partner.casefold() in one.casefold()
    ]
    if len(named) != 1:
        raise Refused(f"No applications to {partner!r}; there are some to {', '.join(known) or 'nobody'}.")
    statement = read_statement(path, today, date_format)
    applications = {one.id: one for one in of_partner(named[0])}
    used = [credit for one in applications.values() for credit in _used(one, statement)]
    compared = [
        one for one in compare_statement(statement.lines, used)
        if one.line or (one.used and one.used.on <= statement.last)
    ]  # fmt: skip
    return Reconciled(named[0], statement, tuple(compared), applications)


def record_deposit(by: By, reconciled: Reconciled, compared: Compared) -> str:
    """Record the deposit of a line that was paired.

    Raises Refused when there is no pair, it is recorded already, or a row of the file cannot be read: all or nothing.
    """
    _all_read(reconciled)
    if compared.line is None or compared.used is None:
        raise Refused("The line has no counterpart in our books; settle that first.")
    tracked = reconciled.applications[compared.used.key]
    line = compared.line
    if line.amount_cents != compared.used.amount_cents:
        raise Refused("The amounts differ: ask the partner before the deposit is recorded.")
    if line.amount_cents < 0:
        raise Refused("A refund that the partner booked brings no deposit: nothing is to be recorded.")
    if _recorded(reconciled, compared, tracked):
        raise Refused(f"The deposit of {money(line.deposit_cents)} is recorded already.")
    on = max(line.on, tracked.application.since or line.on)
    taken = Taken(State.FUNDED, on, line.deposit_cents, note=f"{_paid(line)}, fee {money(line.fee_cents)}")
    return take_step(by, tracked.case_id, tracked.id, taken).says


def _recorded(reconciled: Reconciled, compared: Compared, tracked: Tracked) -> bool:
    """Whether the deposit of a line is recorded: as often as lines like it stand up to its place in the statement.

    Its step may be of a later day than the line where the use was written down late; its note then tells the line's day.
    """
    line = compared.line
    assert line is not None
    like = [
        one for one in reconciled.compared
        if one.line and one.used and one.used.key == tracked.id
        and (one.line.on, one.line.deposit_cents) == (line.on, line.deposit_cents)
    ]  # fmt: skip
    kept = sum(
        step.state is State.FUNDED and step.cents == line.deposit_cents
        and (step.on == line.on or step.note.startswith(_paid(line)))
        for step in tracked.steps
    )  # fmt: skip
    return kept > like.index(compared)


def _paid(line: StatementLine) -> str:
    """What the note of a deposit begins with."""
    return f"paid on {line.on.isoformat()}"


def record_agreeing(by: By, reconciled: Reconciled) -> str:
    """Record the deposits of all lines that agree and are not recorded yet; says how many, how much and what could not.

    Raises Refused when none is recorded, and when a row of the file cannot be read.
    """
    _all_read(reconciled)
    done, cents, stuck = 0, 0, []
    for one in reconciled.compared:
        if one.finding is not Finding.AGREES or one.line is None or one.line.amount_cents < 0:
            continue
        fresh = _fresh(reconciled, one)
        assert one.used is not None
        if _recorded(fresh, one, fresh.applications[one.used.key]):
            continue
        try:
            record_deposit(by, fresh, one)
        except Refused as refused:
            stuck.append(f"row {one.line.row}: {refused}")
            continue
        done, cents = done + 1, cents + one.line.deposit_cents
    rest = f"not recorded: {'; '.join(stuck)}" if stuck else ""
    if not done:
        raise Refused(rest.capitalize() or "No line that agrees is without its deposit.")
    said = f"{done} deposit{'s' if done > 1 else ''} recorded, {money(cents)}"
    return f"{said}; {rest}" if rest else said


def _all_read(reconciled: Reconciled) -> None:
    """Raise Refused while a row of the file cannot be read: it may be what another line belongs to."""
    unread = reconciled.statement.unread
    if unread:
        raise Refused(f"Nothing is recorded from a file that cannot be read whole: {unread[0]}. Correct it, then read it again.")


def _fresh(reconciled: Reconciled, compared: Compared) -> Reconciled:
    from tctui.db.financing import application

    assert compared.used is not None
    key = compared.used.key
    return replace(reconciled, applications={**reconciled.applications, key: application(key)})


def _used(tracked: Tracked, statement: Statement) -> Sequence[UsedCredit]:
    paid = tracked.application.deposited_cents > 0
    reference = tracked.application.reference
    found = []
    for step in tracked.steps:
        within = statement.first - timedelta(days=EARLIER) <= step.on
        if step.on > statement.last + timedelta(days=EARLIER):
            continue
        own = (tracked.id, step.reference or reference, tracked.patient, step.on)
        if step.state is State.USED and (within or not paid):
            found.append(UsedCredit(*own, step.cents, tracked.fee))
        elif step.state is State.REFUNDED and within and any(line.amount_cents < 0 for line in statement.lines):
            # Not every partner writes refunds on its statement: where none stands there, none is missing.
            found.append(UsedCredit(*own, -step.cents))
    return found


def _day(text: str, order: str, today: date) -> date:
    on = read_date(text, order, today)
    if on is None:
        raise Unreadable(f"{text[:24]!r} is no date")
    day = date.fromisoformat(on)
    if day > today:
        raise Unreadable(f"{show_date_year(day)} is still to come")
    return day


def _fee(cells: dict[str, str], amount: int) -> int:
    """What the partner kept of an amount in cents: its fee, or the amount less the net deposit."""
    if cells.get("fee"):
        fee = abs(cents_from_text(cells["fee"])) * (-1 if amount < 0 else 1)
    elif cells.get("deposit"):
        fee = amount - cents_from_text(cells["deposit"])
    else:
        raise Unreadable("neither a fee nor a net deposit")
    if fee * amount < 0 or abs(fee) > abs(amount):
        raise Unreadable(f"a fee of {money(fee)} on {money(amount)}: the net is not between zero and the amount")
    return fee
