"""Ledger: how much of each deductible and maximum is used, per person or family and period, before and in an estimate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from tctui.core.estimate.periods import add_months
from tctui.core.estimate.plan import Plan
from tctui.core.estimate.rules import Basis, DeductibleRule, Level, MaximumRule, Period, Tier
from tctui.core.estimate.scope import Breadth, Scope
from tctui.core.estimate.terms import HistoryEntry, Subject
from tctui.core.estimate.unknown import Reading, Readings, ask_history

FAMILY = "*"
"""Whose account a family rule is kept under."""


class Account(NamedTuple):
    """One account of a ledger: rule number, person (or the family), tooth where counted so, and period."""

    rule: int
    person: str
    tooth: str
    period: int


def _with_scope(kind: str, scope: Scope) -> str:
    """What a plan row is called that nobody named: ``deductible``, ``maximum, crowns``."""
    where = scope.text().partition(":")[2].replace("_", " ")
    return f"{kind}, {where}" if where else kind


def _label(rule: DeductibleRule | MaximumRule) -> str:
    """What a trace calls the balance of a rule: ``left of family maximum (category:ortho)``."""
    kind = "maximum" if isinstance(rule, MaximumRule) else "deductible"
    whose = "family " if rule.level is Level.FAMILY else ""
    life = "lifetime " if rule.period is Period.LIFETIME else ""
    where = "" if rule.scope.breadth is Breadth.WHOLE_PLAN else f" ({rule.scope.text().partition(':')[2]})"
    return f"left of {whose}{life}{kind}{where}"


class Ledger:
    """Use of one coverage's deductibles, or of its maximums; ``before`` is history, ``here`` is this estimate."""

    __slots__ = (
        "_accounts",
        "_by_line",
        "_by_tooth",
        "_dated",
        "_of_family",
        "_rolling",
        "_rows",
        "_unsaid",
        "_yearly",
        "any_unsaid",
        "before",
        "counts_allowed",
        "here",
        "labels",
        "plan",
        "rules",
    )

    def __init__(self, plan: Plan, rules: Sequence[DeductibleRule | MaximumRule]) -> None:
        self.plan = plan
        self.rules = rules
        self.labels = tuple(_label(rule) for rule in rules)
        self.counts_allowed = tuple(isinstance(rule, MaximumRule) and rule.basis is Basis.ALLOWED for rule in rules)
        self._by_tooth = tuple(isinstance(rule, MaximumRule) and rule.per_tooth for rule in rules)
        self._by_line = tuple(rule.period is Period.LINE for rule in rules)
        self._of_family = tuple(rule.level is not Level.INDIVIDUAL for rule in rules)
        self._rolling = tuple(rule.period is Period.MONTHS for rule in rules)
        self._yearly = tuple(rule.period is Period.BENEFIT_YEAR for rule in rules)
        nobody_asked = Subject.HISTORY in plan.terms.unentered
        self._unsaid = frozenset(
            number
            for number, rule in enumerate(rules)
            if (nobody_asked or rule.met_cents is None) and rule.period is not Period.LINE and rule.period is not Period.VISIT
        )
        self.any_unsaid = bool(self._unsaid)
        self._rows: dict[int, str] = {}
        self._accounts: dict[tuple[int, str, str, date], Account] = {}
        self.before: dict[Account, int] = {}
        self.here: dict[Account, int] = {}
        self._dated: dict[Account, list[tuple[date, int]]] = {}

        for number, rule in enumerate(rules):
            if rule.met_cents:
                self._add(self.before, number, "", "", plan.as_of, rule.met_cents)

    def row(self, number: int) -> str:
        """Name the plan row of a rule, and when it was verified."""
        found = self._rows.get(number)
        if found is None:
            rule = self.rules[number]
            kind = "maximum" if isinstance(rule, MaximumRule) else "deductible"
            found = self._rows[number] = self.plan.row(rule, _with_scope(kind, rule.scope))
        return found

    def unsaid(self, numbers: Iterable[int], person: str, tooth: str, on: date) -> tuple[int, ...]:
        """The rules among some of which nobody knows what was used before; a period that is still to come is unused."""
        began = self.plan.as_of.toordinal()
        return tuple(
            [
                number
                for number in numbers
                if number in self._unsaid and self.account(number, person, tooth, on).period <= began
            ]
        )

    def ask_used(self, readings: Readings, number: int, line_id: str) -> Reading:
        """Ask what was used of one rule before, or of the whole coverage where nobody asked about its history."""
        terms, rule = self.plan.terms, self.rules[number]
        if Subject.HISTORY in terms.unentered:
            return ask_history(readings, terms.id, terms.name, line_id)
        is_maximum = isinstance(rule, MaximumRule)
        what = self.labels[number].removeprefix("left of ").replace("_", " ").replace(" (", " for ").removesuffix(")")
        kind = "maximum" if is_maximum else "family" if rule.level is Level.FAMILY else "deductible"
        if rule.scope.breadth is not Breadth.WHOLE_PLAN or (is_maximum and rule.level is Level.FAMILY):
            kind = f"{rule.level.value} {what}"
        text = f"{terms.name}: how much of the {what} is already {'used' if is_maximum else 'met'}?"
        return readings.ask(f"{terms.id}:used:{kind}", text, terms.id, line_id)

    def account(self, number: int, person: str, tooth: str, on: date) -> Account:
        """Name the account that a rule keeps for a person, tooth and day."""
        asked = (number, person, tooth, on)
        found = self._accounts.get(asked)
        if found is None:
            who = FAMILY if self._of_family[number] else person
            where = tooth if self._by_tooth[number] else ""
            plan = self.plan
            period = plan.year_key(on) if self._yearly[number] else plan.period_key(self.rules[number].period, on)
            found = Account(number, who, where, period)
            self._accounts[asked] = found
        return found

    def used(self, number: int, person: str, tooth: str, on: date) -> int:
        """Cents used so far of a rule by a person (or the family) in the period of a day."""
        if self._by_line[number]:
            return 0
        account = self._accounts.get((number, person, tooth, on)) or self.account(number, person, tooth, on)
        rule = self.rules[number]
        if self._rolling[number] and isinstance(rule, MaximumRule):
            since = add_months(on, -rule.months)
            return sum(cents for day, cents in self._dated.get(account, ()) if since < day <= on)
        here = self.here.get(account, 0)
        return here + self.before.get(account, 0) if self.before else here

    def history(self, number: int, entry: HistoryEntry, cents: int) -> None:
        """Add use from history; without a date it counts in the current period, in another network tier not at all."""
        tier = self.rules[number].tier
        if entry.tier is tier or Tier.BOTH in (entry.tier, tier):
            self._add(self.before, number, entry.person, entry.tooth, entry.on or self.plan.as_of, cents)

    def post(self, number: int, person: str, tooth: str, on: date, cents: int) -> None:
        """Add use by a line of this estimate."""
        self._add(self.here, number, person, tooth, on, cents)

    def _add(self, book: dict[Account, int], number: int, person: str, tooth: str, on: date, cents: int) -> None:
        account = self.account(number, person, tooth, on)
        book[account] = book.get(account, 0) + cents
        if self._rolling[number]:
            self._dated.setdefault(account, []).append((on, cents))
