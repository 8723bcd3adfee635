"""Plan: one coverage made ready for an estimate, with the rules that hold for each service looked up once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from tctui.core.estimate.periods import anniversary, year_start
from tctui.core.estimate.rules import (
    AgeRule,
    DeductibleRule,
    Exclusion,
    FrequencyRule,
    Level,
    MaximumRule,
    MissingToothClause,
    PercentRule,
    Period,
    PreauthRule,
    ReplacementRule,
    Tier,
    WaitingRule,
)
from tctui.core.estimate.scope import Breadth, Scope
from tctui.core.estimate.terms import CoverageTerms, DeductiblePosition, OfficeSettings, Patient, PlanKind


class Sourced(Protocol):
    """Any benefit rule: it names its plan row, and the day on which somebody verified it."""

    @property
    def source(self) -> str: ...
    @property
    def verified_on(self) -> date | None: ...


class Scoped(Sourced, Protocol):
    """A benefit rule that speaks about the lines of a scope."""

    @property
    def scope(self) -> Scope: ...


class _Tiered(Scoped, Protocol):
    @property
    def tier(self) -> Tier: ...


class _Ranked(_Tiered, Protocol):
    @property
    def personal(self) -> bool: ...


_R = TypeVar("_R", bound=Scoped)
_K = TypeVar("_K", bound=_Ranked)
_T = TypeVar("_T", bound=_Tiered)

CONTRACT_KINDS = frozenset({PlanKind.PPO, PlanKind.TABLE, PlanKind.FIXED_BENEFIT, PlanKind.FLAT_COPAY, PlanKind.DHMO})
"""Kinds of plan whose contracted fee binds the office when it is in network."""

LISTING_KINDS = frozenset({PlanKind.FIXED_BENEFIT, PlanKind.TABLE})
"""Kinds that pay what is left after the copay, unless a percentage is stated; so does a flat copay without any."""


class Service(NamedTuple):
    """The rules of one plan that hold for one code in one category, the most specific first."""

    percent: PercentRule | None
    deductibles: tuple[int, ...]
    maximums: tuple[int, ...]
    frequencies: tuple[FrequencyRule, ...]
    waiting: WaitingRule | None
    age: AgeRule | None
    exclusion: Exclusion | None
    missing_tooth: MissingToothClause | None
    replacement: ReplacementRule | None
    preauthorisation: PreauthRule | None


class Plan:
    """One coverage with the office's settings resolved; looks each service up once and answers from then on."""

    __slots__ = (
        "_exempting", "_lifted", "_services", "_year_keys", "_years", "as_of", "by_percentage", "deductibles",
        "frequencies", "has_contract", "has_incentive", "lists_benefits", "maximums", "month", "office", "patient",
        "percents", "takes_after_percent", "terms", "tier",
    )  # fmt: skip

    def __init__(self, terms: CoverageTerms, office: OfficeSettings, patient: Patient, as_of: date) -> None:
        self.terms = terms
        self.office = office
        self.patient = patient
        self.as_of = as_of
        self.tier = Tier.IN_NETWORK if terms.in_network else Tier.OUT_OF_NETWORK
        self.month = terms.renewal_month or 1
        self.takes_after_percent = (
            terms.deductible_position or office.deductible_position
        ) is DeductiblePosition.AFTER_PERCENT
        self.has_contract = terms.in_network and terms.kind in CONTRACT_KINDS
        self.by_percentage = terms.kind is not PlanKind.DHMO and terms.kind is not PlanKind.DISCOUNT
        self.lists_benefits = terms.kind in LISTING_KINDS
        self.percents = _valid(terms.percents, self.tier, lambda rule: (rule.scope,))
        self.has_incentive = any(rule.incentive is not None for rule in self.percents)
        self.deductibles: tuple[DeductibleRule, ...] = _valid(
            terms.deductibles, self.tier, lambda rule: (rule.scope, rule.level, rule.period)
        )
        self.maximums: tuple[MaximumRule, ...] = _valid(
            terms.maximums, self.tier, lambda rule: (rule.scope, rule.level, rule.period)
        )
        self.frequencies = _own_first(_in_tier(terms.frequencies, self.tier))
        self._lifted = any(rule.waived_for or rule.cents == 0 for rule in self.deductibles)
        self._exempting = tuple([number for number, rule in enumerate(self.maximums) if rule.exempt])
        self._services: dict[tuple[str, str], Service] = {}
        self._years: dict[date, date] = {}
        self._year_keys: dict[date, int] = {}

    def beginning_in(self, month: int) -> Plan:
        """The same coverage with its benefit year beginning in a month."""
        return Plan(replace(self.terms, renewal_month=month), self.office, self.patient, self.as_of)

    def service(self, code: str, category: str) -> Service:
        """Find the rules for one code in one category."""
        found = self._services.get((code, category))
        if found is None:
            found = self._services[(code, category)] = self._look_up(code, category)
        return found

    def _look_up(self, code: str, category: str) -> Service:
        terms = self.terms
        waived = _waived(self.deductibles, code, category) if self._lifted else ()
        exempt = {
            number
            for number in self._exempting
            if any(scope.covers(code, category) for scope in self.maximums[number].exempt)
        }
        return Service(
            percent=_most_specific(self.percents, code, category),
            deductibles=tuple(
                [
                    number
                    for number, rule in enumerate(self.deductibles)
                    if number not in waived and rule.scope.covers(code, category)
                ]
            ),
            maximums=tuple(
                [
                    number
                    for number, rule in enumerate(self.maximums)
                    if number not in exempt and rule.scope.covers(code, category)
                ]
            ),
            frequencies=tuple([rule for rule in self.frequencies if rule.scope.covers(code, category)]),
            waiting=_most_specific(terms.waiting, code, category),
            age=_most_specific(terms.ages, code, category),
            exclusion=_most_specific(terms.exclusions, code, category),
            missing_tooth=_most_specific(terms.missing_tooth, code, category),
            replacement=_most_specific(terms.replacements, code, category),
            preauthorisation=_most_specific(terms.preauthorisations, code, category),
        )

    def year(self, on: date) -> date:
        """The first day of the benefit year of a day."""
        found = self._years.get(on)
        if found is None:
            found = self._years[on] = year_start(on, self.month)
        return found

    def year_key(self, on: date) -> int:
        """The first day of the benefit year of a day, as its ordinal."""
        found = self._year_keys.get(on)
        if found is None:
            found = self._year_keys[on] = self.year(on).toordinal()
        return found

    def period_key(self, period: Period, on: date) -> int:
        """A number that is the same for all days within one period of the kind (LINE and MONTHS: see the ledger)."""
        if period is Period.BENEFIT_YEAR:
            return self.year_key(on)
        if period is Period.PLAN_YEAR:
            began = self.terms.effective
            return (anniversary(on, began) if began and on >= began else self.year(on)).toordinal()
        if period is Period.CALENDAR_YEAR:
            return date(on.year, 1, 1).toordinal()
        return on.toordinal() if period is Period.VISIT else 0

    def row(self, rule: Sourced | None, otherwise: str) -> str:
        """Name the plan row of a rule, and when it was verified."""
        text = (rule.source if rule is not None else "") or f"{self.terms.name}: {otherwise}"
        verified = (rule.verified_on if rule is not None else None) or self.terms.verified_on
        return f"{text}, verified {verified}" if verified else f"{text}, unverified"


def _in_tier(rules: Iterable[_T], tier: Tier) -> list[_T]:
    return [rule for rule in rules if rule.tier is Tier.BOTH or rule.tier is tier]


def _own_first(rules: list[FrequencyRule]) -> list[FrequencyRule]:
    """Leave the plan's frequencies out where the coverage has its own of the same scope."""
    personal = {rule.scope for rule in rules if rule.personal}
    return [rule for rule in rules if rule.personal or rule.scope not in personal] if personal else rules


def _valid(rules: Iterable[_K], tier: Tier, same: Callable[[_K], tuple[object, ...]]) -> tuple[_K, ...]:
    """Keep the rules of the tier, a personal rule in place of the plan's same one, the most specific first."""
    kept = _in_tier(rules, tier)
    personal = {same(rule) for rule in kept if rule.personal}
    kept = [rule for rule in kept if rule.personal or same(rule) not in personal]
    return tuple(sorted(kept, key=lambda rule: -rule.scope.breadth))


def _most_specific(rules: Sequence[_R], code: str, category: str) -> _R | None:
    if not rules:
        return None
    best: _R | None = None
    for rule in rules:
        if rule.scope.covers(code, category) and (best is None or rule.scope.is_within(best.scope)):
            best = rule
    return best


def _waived(rules: tuple[DeductibleRule, ...], code: str, category: str) -> set[int]:
    """The deductibles that do not hold here: waived for the category, or lifted by a more specific explicit 0.

    A deductible more specific than the waiver goes before it: there the broader ones hold as anywhere else.
    """
    own = [rule for rule in rules if rule.level is Level.INDIVIDUAL and rule.scope.covers(code, category)]
    stated = max((rule.scope.breadth for rule in own if rule.cents), default=Breadth.WHOLE_PLAN)
    lifted = max((int(rule.scope.breadth) for rule in own if rule.cents == 0), default=-1)
    waived = set()
    for number, rule in enumerate(rules):
        named = any(scope.covers(code, category) and scope.breadth >= stated for scope in rule.waived_for)
        zero = rule.level is Level.INDIVIDUAL and rule.scope.breadth <= lifted
        if named or (zero and (rule.cents == 0 or lifted >= stated)):
            waived.add(number)
    return waived


def is_general(scope: Scope) -> bool:
    """Say whether a limit's scope is the whole plan."""
    return scope.breadth is Breadth.WHOLE_PLAN
