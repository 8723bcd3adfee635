"""An answer to a pre-authorisation as it is typed: requested, or an amount and the day to which it holds."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.insurance.stored import RuleRow
from tctui.core.money import cents_from_text, money
from tctui.core.spoken import date_from_text, show_date_year

_TYPED = re.compile(r"(?P<amount>[$\d.,]+k?)(?:\s+(?:to|until|till)\s+(?P<until>.+))?", re.IGNORECASE)


def approval_from(scope: str, typed: str, today: date) -> RuleRow:
    """Read ``requested``, ``300`` or ``300 to 3/1/27`` for a scope of codes; raises Refused for anything else.

    The amount is what the plan pays for each such line, in cents.
    """
    said = typed.strip()
    if said.casefold() in ("requested", "asked", "sent"):
        return RuleRow(0, "approval", scope, terms={"requested": today.isoformat()})
    match = _TYPED.fullmatch(said)
    if match is None:
        raise Refused("Type requested, or what was approved and to when: 300, 300 to 3/1/27.")
    terms: dict[str, Any] = {"approved": today.isoformat()}
    if match["until"]:
        terms["until"] = date_from_text(match["until"], today, "ahead").isoformat()
    return RuleRow(0, "approval", scope, amount=cents_from_text(match["amount"]), terms=terms)


def approval_said(row: RuleRow) -> str:
    """Say an answer in a few words: ``requested 23 Nov 2026``, ``300.00 to 1 Mar 2027``."""
    if row.amount is None:
        return f"requested {_day(row.terms.get('requested'))}".rstrip()
    until = _day(row.terms.get("until"))
    return f"{money(row.amount)} to {until}" if until else money(row.amount)


def _day(stored: object) -> str:
    return show_date_year(date.fromisoformat(stored)).split(" ", 1)[1] if isinstance(stored, str) else ""
