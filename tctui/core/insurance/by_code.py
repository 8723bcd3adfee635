"""Rules that hold for single codes, and those no cell shows: how each is said, and what a person may type for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.errors import Refused
from tctui.core.insurance.approved import approval_from, approval_said
from tctui.core.insurance.cells import NONE, UNKNOWN, Cell, Kind
from tctui.core.insurance.changes import often_terms
from tctui.core.insurance.stored import RuleRow
from tctui.core.insurance.table import often_shown
from tctui.core.insurance.typed import cents_of, money_shown, months_of, read_cell, span_shown
from tctui.core.money import percent_text, points_from_text

SUBJECTS: tuple[tuple[str, str, Kind], ...] = (
    ("percent", "percent", "percent"),
    ("maximum", "maximum per year", "money"),
    ("frequency", "how often", "frequency"),
    ("waiting", "waiting period", "wait"),
    ("age", "to age", "age"),
    ("replacement", "paid again after", "years"),
    ("fixed_benefit", "the plan pays", "money"),
    ("copay", "copay of patient", "money"),
    ("exclusion", "excluded", "yes_no"),
    ("preauthorisation", "approval needed", "yes_no"),
    ("approval", "approved to pay", "text"),
)
"""Kind of rule, how it is called, and how its value is typed."""


@dataclass(frozen=True, slots=True)
class Said:
    """A rule in words: what it is about, what it says."""

    about: str
    what: str
    says: str


def said(row: RuleRow) -> Said:
    """Put a stored rule into words."""
    about = row.scope.partition(":")[2] or "whole plan"
    name = next((called for kind, called, _ in SUBJECTS if kind == row.kind), row.kind.replace("_", " "))
    if row.kind == "downgrade":
        return Said(
            str(row.terms.get("from", about)), "paid as", f"{row.terms.get('to')} ({row.terms.get('when', 'always')})"
        )
    name = {"maximum": "maximum", "deductible": "deductible"}.get(row.kind, name)
    who = "family " if row.level == "family" else ""
    when = {"benefit_year": "per year"}.get(row.period, row.period.replace("_", " "))
    span = f" {when}" if row.kind in ("maximum", "deductible") else ""
    return Said(about, f"{who}{name}{span}", _value(row))


def _value(row: RuleRow) -> str:
    if row.kind == "percent":
        return UNKNOWN if row.percent is None else percent_text(row.percent)
    if row.kind in ("deductible", "maximum", "fixed_benefit", "copay"):
        return UNKNOWN if row.amount is None else money_shown(row.amount)
    if row.kind == "frequency":
        return often_shown(row)
    if row.kind in ("waiting", "replacement"):
        months = row.terms.get("months")
        return UNKNOWN if months is None else span_shown(months) if months else NONE
    if row.kind == "age":
        oldest, youngest = row.terms.get("max_age"), row.terms.get("min_age")
        return " ".join(
            part for part in (f"from {youngest}" if youngest else "", f"to {oldest}" if oldest else "") if part
        )
    if row.kind in ("exclusion", "preauthorisation"):
        return "yes"
    if row.kind == "approval":
        return approval_said(row)
    return ", ".join(f"{name} {value}" for name, value in row.terms.items())


def _scope(codes: Sequence[str]) -> str:
    return f"code:{codes[0]}" if len(codes) == 1 else f"codes:{','.join(sorted(codes))}"


def rule_by_code(kind: str, codes: Sequence[str], typed: str, today: date) -> RuleRow:
    """The rule that a person typed for one or several codes; raises Refused when it cannot be."""
    cell_kind = next((typed_as for each, _, typed_as in SUBJECTS if each == kind), None)
    if cell_kind is None or not codes:
        raise Refused("A rule by code needs a code and what it says.")
    if kind == "approval":
        return approval_from(_scope(codes), typed, today)
    value = read_cell(Cell("", "value", cell_kind, ""), typed, today)
    scope = _scope(codes)
    if kind == "percent":
        return RuleRow(0, kind, scope, percent=None if value == UNKNOWN else points_from_text(value))
    if kind == "maximum":
        if value == NONE:
            raise Refused("Without a maximum there is no rule to add.")
        return RuleRow(0, kind, scope, amount=None if value == UNKNOWN else cents_of(value))
    if kind in ("fixed_benefit", "copay"):
        if value == UNKNOWN:
            raise Refused("Type the amount; a code without one is on no list.")
        return RuleRow(0, kind, scope, amount=0 if value == NONE else cents_of(value))
    if kind in ("exclusion", "preauthorisation"):
        if value != "y":
            raise Refused("Type y to add it; take the rule out where it does not hold.")
        return RuleRow(0, kind, scope)
    if kind == "frequency":
        if value == NONE:
            raise Refused("Without a limit there is no rule to add.")
        period, terms = often_terms(value)
        return RuleRow(0, kind, scope, period=period, terms=terms)
    if kind == "age":
        if value in (NONE, UNKNOWN):
            raise Refused("Type the age to which it is paid.")
        under = {"boundary": "under"} if value.startswith("<") else {}
        return RuleRow(0, kind, scope, terms={"max_age": int(value.removeprefix("<")), **under})
    return RuleRow(
        0, kind, scope, terms={"months": None if value == UNKNOWN else 0 if value == NONE else months_of(value)}
    )
