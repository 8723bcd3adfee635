"""Ledger: how much of each deductible and maximum is used, per person or family and period, before and in an estimate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tctui.core.estimate.periods import add_months
from tctui.core.estimate.plan import Plan
from tctui.core.estimate.rules import DeductibleRule, Level, MaximumRule, Period
from tctui.core.estimate.scope import Breadth

FAMILY = "*"
"""Whose account a family rule is kept under."""

UNDATED = -1
"""The period of use without a date: it counts in every period."""


class Account(NamedTuple):
    """One account of a ledger: rule number, person (or the family), tooth where counted so, and period."""

    rule: int
    person: str
    tooth: str
    period: int


def _label(rule: DeductibleRule | MaximumRule) -> str:
    """What a trace calls the balance of a rule: ``left of family maximum (category:ortho)``."""
    kind = "maximum" if isinstance(rule, MaximumRule) else "deductible"
    whose = "family " if rule.level is Level.FAMILY else ""
    life = "lifetime " if rule.period is Period.LIFETIME else ""
    where = "" if rule.scope.breadth is Breadth.WHOLE_PLAN else f" ({rule.scope.text().partition(':')[2]})"
    return f"left of {whose}{life}{kind}{where}"


class Ledger:
    """Use of one coverage's deductibles, or of its maximums; ``before`` is history, ``here`` is this estimate."""

    __slots__ = ("_dated", "before", "here", "labels", "plan", "rules")

    def __init__(self, plan: Plan, rules: Sequence[DeductibleRule | MaximumRule]) -> None:
        self.plan = plan
        self.rules = rules
        self.labels = tuple(_label(rule) for rule in rules)
        self.before: dict[Account, int] = {}
        self.here: dict[Account, int] = {}
        self._dated: dict[Account, list[tuple[date, int]]] = {}

    def account(self, number: int, person: str, tooth: str, on: date | None) -> Account:
        """Name the account that a rule keeps for a person, tooth and day."""
        rule = self.rules[number]
        who = person if rule.level is Level.INDIVIDUAL else FAMILY
        where = tooth if isinstance(rule, MaximumRule) and rule.per_tooth else ""
        return Account(number, who, where, UNDATED if on is None else self.plan.period_key(rule.period, on))

    def used(self, number: int, person: str, tooth: str, on: date) -> int:
        """Cents used so far of a rule by a person (or the family) in the period of a day."""
        rule = self.rules[number]
        if rule.period is Period.LINE:
            return 0
        account = self.account(number, person, tooth, on)
        if rule.period is Period.MONTHS and isinstance(rule, MaximumRule):
            since = add_months(on, -rule.months)
            recent = sum(cents for day, cents in self._dated.get(account, ()) if since < day <= on)
            return recent + self.before.get(account._replace(period=UNDATED), 0)
        here = self.here.get(account, 0)
        if not self.before:
            return here
        return here + self.before.get(account, 0) + self.before.get(account._replace(period=UNDATED), 0)

    def post(self, number: int, person: str, tooth: str, on: date | None, cents: int, *, history: bool = False) -> None:
        """Add use of a rule; history without a date counts in every period."""
        account = self.account(number, person, tooth, on)
        book = self.before if history else self.here
        book[account] = book.get(account, 0) + cents
        if on is not None and self.rules[number].period is Period.MONTHS:
            self._dated.setdefault(account, []).append((on, cents))
