"""Remaining benefits: what an estimate leaves of each deductible and maximum, per person and period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tctui.core.estimate.ledger import FAMILY, Account, Ledger
from tctui.core.estimate.maximum import bank
from tctui.core.estimate.plan import Plan, is_general
from tctui.core.estimate.result import Remaining
from tctui.core.estimate.rules import Level, MaximumRule, Period

if TYPE_CHECKING:
    from tctui.core.estimate.payer import Books


def remaining_after(plan: Plan, books: Books, as_of: date) -> list[Remaining]:
    """List what is left of every rule in the current period and in each period that the estimate touched."""
    return [*_rows(plan, books.deductibles, "deductible", as_of), *_rows(plan, books.maximums, "maximum", as_of)]


def _rows(plan: Plan, ledger: Ledger, kind: str, as_of: date) -> list[Remaining]:
    rows = []
    for number, rule in enumerate(ledger.rules):
        if rule.period is Period.LINE:
            continue
        accounts = {account for account in ledger.here if account.rule == number}
        if not (isinstance(rule, MaximumRule) and rule.per_tooth):
            accounts.add(ledger.account(number, "", "", as_of))
        for account in sorted(accounts):
            rows.append(_row(plan, ledger, kind, account))
    return rows


def _row(plan: Plan, ledger: Ledger, kind: str, account: Account) -> Remaining:
    rule = ledger.rules[account.rule]
    before = ledger.before.get(account, 0)
    here = ledger.here.get(account, 0)
    limit = rule.cents
    start = date.fromordinal(account.period) if account.period > 0 else None
    if limit is not None and isinstance(rule, MaximumRule) and plan.terms.rollover is not None and start is not None:
        general = is_general(rule.scope) and rule.level is Level.INDIVIDUAL
        limit += bank(plan, ledger, account.rule, account.person, start) if general else 0
    return Remaining(
        coverage_id=plan.terms.id,
        kind=kind,
        scope=rule.scope.text(),
        level=rule.level.value,
        period=start.isoformat() if start is not None else rule.period.value,
        person="" if account.person == FAMILY else account.person,
        limit_cents=limit,
        used_before_cents=before,
        used_here_cents=here,
        left_cents=None if limit is None else max(0, limit - before - here),
        source=rule.source,
        tooth=account.tooth,
        use_known=not ledger.unsaid([account.rule], account.person, account.tooth, start or plan.as_of),
    )
