"""Settings of agreements: the fees, days and hours that they state, and that the account goes by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.money import money
from tctui.db.change import By
from tctui.db.office_terms import office_terms, set_office_terms
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column


@dataclass(frozen=True, slots=True)
class Term:
    """One of the office's terms: its name there, what it is, what it is counted in (cents when empty), and what 0 means."""

    name: str
    what: str
    unit: str = ""
    if_none: str = ""


NONE = "; 0: none, and they say nothing of it"

TERMS = (
    Term("late_fee_cents", "Fee for a late payment", if_none=NONE),
    Term("late_after_days", "A payment is late after", "days"),
    Term("returned_fee_cents", "Fee for a returned payment", if_none=NONE),
    Term("missed_fee_cents", "Fee for a missed visit", if_none=NONE),
    Term("missed_notice_hours", "A visit is cancelled in time", "hours before"),
    Term("insurance_wait_days", "Insurance is awaited", "days"),
)


def _shown(term: Term, value: int) -> str:
    return f"{value} {term.unit}" if term.unit else money(value)


def _entries(today: date) -> list[Entry]:
    held = office_terms()
    about = "agreements made from now on state it"
    return [
        Entry(term, (term.what, _shown(term, getattr(held, term.name))), about=about + term.if_none) for term in TERMS
    ]


def _fields(term: Term | None) -> list[Field]:
    if term is None:
        return []
    kind = "number" if term.unit else "amount"
    label = f"{term.what}, {term.unit}" if term.unit else term.what
    return [Field("value", label, kind, getattr(office_terms(), term.name), required=True)]  # type: ignore[arg-type]


def _save(by: By, term: Any | None, values: dict[str, Any]) -> str:
    if term is None or values["value"] is None:
        raise Refused("The value is missing.")
    return set_office_terms(by, replace(office_terms(), **{term.name: values["value"]}))


AGREEMENTS = Subject(
    "Agreements",
    "fees and days that they state: late, returned, missed",
    (Column("what", 40), Column("the office's terms")),
    _entries,
    _fields,
    _save,
    new=None,
)
