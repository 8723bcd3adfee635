"""Settings of agreements: the fees, days and hours that they state, and the plan that is proposed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.money import bare_percent, money, percent_text, points_from_text
from tctui.db.change import By
from tctui.db.office_terms import office_terms, set_office_terms
from tctui.db.proposed_plan import proposed_plan, set_proposed_plan
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column


@dataclass(frozen=True, slots=True)
class Term:
    """One of the office's terms: its name there, what it is, what it is counted in (cents when empty), and what 0 means.

    ``%`` is counted in basis points and typed in percent.
    """

    name: str
    what: str
    unit: str = ""
    if_none: str = ""
    about: str = "agreements made from now on state it"


NONE = "; 0: none, and they say nothing of it"

TERMS = (
    Term("late_fee_cents", "Fee for a late payment", if_none=NONE),
    Term("late_after_days", "A payment is late after", "days"),
    Term("returned_fee_cents", "Fee for a returned payment", if_none=NONE),
    Term("missed_fee_cents", "Fee for a missed visit", if_none=NONE),
    Term("missed_notice_hours", "A visit is cancelled in time", "hours before"),
    Term("insurance_wait_days", "Insurance is awaited", "days"),
)

_PROPOSED = "Pay opens with it, and handouts name it until a way to pay is agreed"
PLAN = (
    Term("months", "The plan proposed is over", "months", "; 0: none, and handouts name none", _PROPOSED),
    Term("rate", "Its rate a year", "%", about=_PROPOSED),
    Term("down", "Its down payment, of what the patient pays", "%", about=_PROPOSED),
)


def _held(term: Term) -> int:
    value: int = getattr(proposed_plan() if term in PLAN else office_terms(), term.name)
    return value


def _shown(term: Term, value: int) -> str:
    if term.unit == "%":
        return percent_text(value)
    return f"{value} {term.unit}" if term.unit else money(value)


def _entries(today: date) -> list[Entry]:
    return [Entry(term, (term.what, _shown(term, _held(term))), about=term.about + term.if_none) for term in TERMS + PLAN]


def _fields(term: Term | None) -> list[Field]:
    if term is None:
        return []
    label = f"{term.what}, {term.unit}" if term.unit else term.what
    if term.unit == "%":
        return [Field("value", label, initial=bare_percent(_held(term)), required=True)]
    return [Field("value", label, "number" if term.unit else "amount", _held(term), required=True)]


def _save(by: By, term: Any | None, values: dict[str, Any]) -> str:
    if term is None or values["value"] is None:
        raise Refused("The value is missing.")
    value = points_from_text(values["value"]) if term.unit == "%" else values["value"]
    if term in PLAN:
        return set_proposed_plan(by, replace(proposed_plan(), **{term.name: value}))
    return set_office_terms(by, replace(office_terms(), **{term.name: value}))


AGREEMENTS = Subject(
    "Agreements",
    "fees and days that they state, and the plan that is proposed",
    (Column("what", 44), Column("the office's terms")),
    _entries,
    _fields,
    _save,
    new=None,
)
