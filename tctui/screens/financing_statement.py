"""A partner's statement held against what was used: the differences, and the deposits of what agrees."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Sequence
from typing import Any

from tctui.core.errors import Refused
from tctui.core.finance.partner_statement import Compared, Finding
from tctui.core.money import money
from tctui.core.spoken import short_date
from tctui.db import financing, partner_statements
from tctui.db.imports.dates import FORMATS
from tctui.db.partner_statements import Reconciled
from tctui.files_in import path_named
from tctui.screens.place import Field, Place
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row, Section

_INKS = {Finding.AGREES: "good", Finding.NOT_OURS: "warn", Finding.TWICE: "warn"}
COLUMNS = (
    Column("row", 4, "right"), Column("found", 20), Column("patient"), Column("day", 6), Column("amount", 10, "right"),
    Column("fee", 8, "right"), Column("ours", 10, "right"),
)  # fmt: skip
RECORD = "record"


def ask_statement(place: Place, partner: str = "") -> None:
    """Ask for the file and the partner, then list what was found."""
    known = financing.partners()
    if not known:
        raise Refused("There are no applications to lending partners yet.")
    fields = [
        Field("partner", "Partner", "choice", initial=partner if partner in known else known[0],
              choices=[(name, name) for name in known]),
        Field("file", "Statement (CSV)", required=True, hint="the path of the file that the partner sent"),
        Field("dates", "Dates", "choice", initial="",
              choices=[("", "as they tell"), *((name, name) for name in FORMATS[:4])]),
    ]  # fmt: skip

    def read(values: dict[str, Any]) -> str:
        path = path_named(values["file"])
        found = partner_statements.reconcile(path, values["partner"], place.desk.today(), values["dates"])
        # After the form has closed: what is opened now would be closed in its place.
        place.call_next(show_reconciled, place, found)
        return found.summary

    place.open_form("Hold a statement against what was used", fields, read, keeps=False)


def show_reconciled(place: Place, found: Reconciled) -> None:
    """List every difference first, then what agrees; Enter records a deposit, on the last line all that agree."""
    named: dict[Hashable, Compared] = dict(enumerate(found.compared))
    differing = [key for key, one in named.items() if one.finding is not Finding.AGREES]
    agreeing = [key for key in named if key not in differing]
    lines: list[Line] = []
    if differing:
        lines.append(Section(f"{len(differing)} differ"))
        lines += [_row(key, named[key]) for key in differing]
    told: dict[Hashable, str] = {("unread", number): why for number, why in enumerate(found.statement.unread)}
    lines += [Row(key, (_row_of(why), ("cannot be read", "warn"), _why(why), "", "", "", "")) for key, why in told.items()]
    over: dict[Hashable, str] = {("passed", number): why for number, why in enumerate(found.statement.passed)}
    lines += [Row(key, (_row_of(why), "passed over", _why(why), "", "", "", ""), "dim") for key, why in over.items()]
    told |= over
    if agreeing:
        lines.append(Section(f"{len(agreeing)} agree"))
        lines += [_row(key, named[key]) for key in agreeing]
        lines.append(Row(RECORD, ("", "► record all of them", "", "", "", "", ""), "strong"))

    def chosen(key: Hashable) -> str:
        by = place.desk.by()
        if key == RECORD:
            return partner_statements.record_agreeing(by, found)
        if key not in named:
            raise Refused("That row is no line of the statement.")
        return f"{partner_statements.record_deposit(by, found, named[key])} — z undoes"

    def about(key: Hashable) -> Sequence[Inked]:
        one = named.get(key)
        if key == RECORD:
            return ["Enter records the deposits of all that agree"]
        if one is None:
            return textwrap.wrap(told[key], max(40, place.size.width - 2))
        pays = one.line is not None and one.used is not None and one.line.amount_cents > 0
        return [one.words, [("Enter records its deposit" if pays else "nothing to record", "dim")]]

    place.open_list(found.summary, COLUMNS, lines, chosen, about)


def _row_of(told: str) -> str:
    """The row that a reason begins with, as ``row 3``."""
    return told.removeprefix("row ").partition(":")[0].partition(",")[0].partition(" ")[0]


def _why(told: str) -> str:
    return told.partition(": ")[2] or told


def _row(key: Hashable, one: Compared) -> Row:
    line, used = one.line, one.used
    on = line.on if line else used.on if used else None
    cells = (
        str(line.row) if line else "", (str(one.finding), _INKS.get(one.finding, "caution")),
        used.patient if used else line.shown if line else "",
        short_date(on) if on else "", money(line.amount_cents) if line else "",
        money(line.fee_cents) if line else "", money(used.amount_cents) if used else "",
    )  # fmt: skip
    return Row(key, cells)
