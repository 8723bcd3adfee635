"""Amounts used of a coverage: what the carrier says is met and used, beside what this office's own claims account for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.estimate.periods import year_start
from tctui.core.insurance.stored import Used
from tctui.core.money import money
from tctui.db.kept_json import dump
from tctui.db.models import BenefitRule, BenefitUse, database
from tctui.db.unit_of_work import Unit

_ROWS = (
    "SELECT id, who, category, total, paid, deductible, day FROM benefit_use"
    " WHERE coverage_id = ? AND voided = 0 AND state IN ('paid', 'elsewhere')"
)
_PARTS = {"deductible": ("self", "deductible"), "family": ("family", "deductible"), "maximum": ("self", "maximum"),
          "ortho": ("self", "maximum")}  # fmt: skip
"""Whose use and which figure each total is about."""


def used_of(coverage_id: int, month: int | None, today: date) -> Used:
    """What is used this benefit year (ortho: ever), all offices; None where nothing is on record."""
    rows = database.execute_sql(_ROWS, (coverage_id,)).fetchall()
    return Used(
        **{name: _total(rows, name, month, today) for name in _PARTS}, bank=bank_of(coverage_id, month, today)
    )


def unsaid_of(coverage_id: int, month: int | None, today: date) -> frozenset[str]:
    """The totals of which nothing is on record: the cells of the table that show `?`."""
    rows = database.execute_sql(_ROWS, (coverage_id,)).fetchall()
    return frozenset(name for name in _PARTS if _total(rows, name, month, today) is None)


def bank_of(coverage_id: int, month: int | None, today: date) -> int | None:
    """What was carried over into this benefit year, in cents; None when nobody has said."""
    row = _bank(coverage_id, month, today)
    return row[1] if row else None


def _bank(coverage_id: int, month: int | None, today: date) -> Any:
    year = year_start(today, month or 1).isoformat()
    return database.execute_sql(
        "SELECT id, amount FROM benefit_rule WHERE coverage_id = ? AND kind = 'bank' AND voided = 0 AND terms = ?",
        (coverage_id, dump({"year": year})),
    ).fetchone()


def _set_bank(unit: Unit, coverage_id: int, month: int | None, today: date, cents: int | None) -> None:
    held = _bank(coverage_id, month, today)
    if held is not None and cents is None:
        unit.void(BenefitRule, held[0])
    elif held is not None:
        unit.update(BenefitRule, held[0], amount=cents)
    elif cents is not None:
        terms = dump({"year": year_start(today, month or 1).isoformat()})
        unit.insert(BenefitRule, coverage=coverage_id, kind="bank", amount=cents, terms=terms)


def _total(on_record: Sequence[Any], name: str, month: int | None, today: date) -> int | None:
    services, named = _of(on_record, name, month, today)
    if name == "family":
        own = _total(on_record, "deductible", month, today) or 0
        return own + sum(row[5] for row in (*services, *named)) if named or services else None
    column = 4 if _PARTS[name][1] == "maximum" else 5
    met = sum(row[column] for row in services)
    return met + sum(row[column] for row in named) if named or met else None


def _of(on_record: Sequence[Any], name: str, month: int | None, today: date) -> tuple[list[Any], list[Any]]:
    """The services that a total counts, and the entry that holds the rest of it."""
    start = year_start(today, month or 1).isoformat()
    who, figure = _PARTS[name]
    rows = [row for row in on_record if row[1] == who]
    if name == "ortho":
        rows = [row for row in rows if row[2] == "ortho"]
    else:
        rows = [row for row in rows if row[2] != "ortho" and row[6] >= start]
    return [row for row in rows if not row[3]], [row for row in rows if row[3] == figure]


def set_used(unit: Unit, coverage_id: int, month: int | None, today: date, used: dict[str, int | None]) -> None:
    """Store totals that the carrier named: what the services on record leave of each becomes one entry.

    Raises Refused when the services on record already come to more.
    """
    if "bank" in used:
        _set_bank(unit, coverage_id, month, today, used["bank"])
    for name, total in sorted(used.items()):
        if name not in _PARTS:
            continue
        on_record = database.execute_sql(_ROWS, (coverage_id,)).fetchall()
        services, named = _of(on_record, name, month, today)
        who, figure = _PARTS[name]
        held = named[0][0] if named else None
        if total is None:
            if held is not None:
                unit.void(BenefitUse, held)
            continue
        known = sum(row[4 if figure == "maximum" else 5] for row in services)
        if name == "family":
            known += _total(on_record, "deductible", month, today) or 0
        if known > total:
            raise Refused(f"The services on record come to {money(known)} already; correct them in the history first.")
        if held is not None:
            unit.update(BenefitUse, held, day=today, **{_COLUMN[figure]: total - known})
        else:
            unit.insert(
                BenefitUse, coverage=coverage_id, day=today, state="elsewhere", who=who, total=figure,
                category="ortho" if name == "ortho" else "", **{_COLUMN[figure]: total - known},
            )  # fmt: skip


_COLUMN = {"maximum": "paid", "deductible": "deductible"}
