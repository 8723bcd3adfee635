"""Benefit rules: percentages, deductibles, maximums, limits and clauses, each with its scope and its plan row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tctui.core.estimate.scope import WHOLE_PLAN, Scope


class Level(StrEnum):
    """Whose use an accumulator counts: one person's, or the whole family's."""

    INDIVIDUAL = "individual"
    FAMILY = "family"


class Tier(StrEnum):
    """The network tier a rule holds for."""

    BOTH = "both"
    IN_NETWORK = "in"
    OUT_OF_NETWORK = "out"


class Period(StrEnum):
    """The span of time over which an accumulator or a count runs; MONTHS needs the rule's ``months``."""

    BENEFIT_YEAR = "benefit_year"
    PLAN_YEAR = "plan_year"
    CALENDAR_YEAR = "calendar_year"
    LIFETIME = "lifetime"
    MONTHS = "months"
    VISIT = "visit"
    LINE = "line"


class Area(StrEnum):
    """Where in the mouth a count is kept; OWN is the area that the line itself names."""

    MOUTH = "mouth"
    ARCH = "arch"
    QUADRANT = "quadrant"
    SEXTANT = "sextant"
    TOOTH = "tooth"
    SURFACE = "surface"
    OWN = "own"


class EveryBoundary(StrEnum):
    """When ``one every N`` is free again: the day after the same calendar day N later, or on that day."""

    DAY_AFTER = "day_after"
    SAME_DAY = "same_day"


class AgeBoundary(StrEnum):
    """What ``to age N`` means: through N on the day of service, under N, or until the month or year N ends."""

    THROUGH = "through"
    UNDER = "under"
    END_OF_MONTH = "end_of_month"
    END_OF_YEAR = "end_of_year"


class ToothGroup(StrEnum):
    """The teeth on which a downgrade holds."""

    ALWAYS = "always"
    POSTERIOR = "posterior"
    MOLAR = "molar"
    SECOND_MOLAR = "second_molar"
    NEVER = "never"


class Basis(StrEnum):
    """What a maximum counts: what the plan pays, or the amounts it allows."""

    PAID = "paid"
    ALLOWED = "allowed"


@dataclass(frozen=True, slots=True)
class Incentive:
    """A percentage that grows with each plan year used and falls with each unused one; all in basis points.

    ``years`` are the completed plan years so far, oldest first: True where benefits were used.
    """

    start: int = 7_000
    step: int = 1_000
    floor: int = 7_000
    ceiling: int = 10_000
    years: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class PercentRule:
    """The share a plan pays within a scope: basis points (8000 = 80 %), None when nobody knows it yet."""

    scope: Scope
    percent: int | None
    tier: Tier = Tier.BOTH
    personal: bool = False
    source: str = ""
    verified_on: date | None = None
    incentive: Incentive | None = None


@dataclass(frozen=True, slots=True)
class DeductibleRule:
    """What the patient pays first: cents per period, None when unknown, 0 when waived within the scope.

    ``members`` makes a family rule that is met once so many members met their own; ``counts_toward_general``
    False keeps a specific deductible apart from the broader ones. ``met_cents`` is what the carrier says is met of
    this one rule in the current period, beside the history; None when nobody asked.
    """

    scope: Scope = WHOLE_PLAN
    cents: int | None = None
    level: Level = Level.INDIVIDUAL
    period: Period = Period.BENEFIT_YEAR
    tier: Tier = Tier.BOTH
    waived_for: tuple[Scope, ...] = ()
    members: int | None = None
    counts_toward_general: bool = True
    personal: bool = False
    source: str = ""
    verified_on: date | None = None
    met_cents: int | None = 0


@dataclass(frozen=True, slots=True)
class MaximumRule:
    """The most a plan pays within a scope and period: cents, None when unknown.

    ``counts_toward_general`` None takes the usual reading: a limit on a category or code stands apart from the
    whole-plan maximum. ``exempt`` scopes neither use nor obey it. ``per_tooth`` keeps one count per tooth. With
    ``basis`` ALLOWED the amounts allowed are limited, and the plan's percentage is taken of what is left of them.
    ``met_cents`` is what the carrier says is used of this one rule in the current period, beside the history; None
    when nobody asked.
    """

    scope: Scope = WHOLE_PLAN
    cents: int | None = None
    level: Level = Level.INDIVIDUAL
    period: Period = Period.BENEFIT_YEAR
    months: int = 0
    counts_toward_general: bool | None = None
    tier: Tier = Tier.BOTH
    exempt: tuple[Scope, ...] = ()
    per_tooth: bool = False
    personal: bool = False
    source: str = ""
    verified_on: date | None = None
    basis: Basis = Basis.PAID
    met_cents: int | None = 0


@dataclass(frozen=True, slots=True)
class FrequencyRule:
    """How often a service is paid: ``count`` per period, or in every so many months or days; the scope is the group.

    ``count`` None is one in every so long, and without that a limit of which nobody knows how often. ``visits`` is
    for ``count`` per so many visits. A ``personal`` rule of the coverage goes before the plan's of the same scope.
    """

    scope: Scope
    count: int | None = 1
    period: Period = Period.BENEFIT_YEAR
    months: int = 0
    every_months: int = 0
    area: Area = Area.MOUTH
    boundary: EveryBoundary | None = None
    visits: int = 0
    tier: Tier = Tier.BOTH
    source: str = ""
    verified_on: date | None = None
    every_days: int = 0
    personal: bool = False

    @property
    def is_unknown(self) -> bool:
        """Whether a limit exists of which nobody knows how often."""
        return self.count is None and not self.rolls

    @property
    def rolls(self) -> bool:
        """Whether the count runs over every so many months or days."""
        return bool(self.every_months or self.every_days)


@dataclass(frozen=True, slots=True)
class WaitingRule:
    """Months from the effective date before the scope is paid; None when unknown; 0 on a code lifts its category's."""

    scope: Scope
    months: int | None
    source: str = ""
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class AgeRule:
    """The ages within which the scope is paid; years; None means no bound on that side."""

    scope: Scope
    max_age: int | None = None
    min_age: int | None = None
    boundary: AgeBoundary = AgeBoundary.THROUGH
    source: str = ""
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A scope that the plan never pays."""

    scope: Scope
    source: str = ""
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class PreauthRule:
    """A scope for which the plan wants a pre-authorisation before it pays."""

    scope: Scope
    source: str = ""
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class MissingToothClause:
    """Teeth lost before this coverage began are not replaced; the clause may lapse after some months."""

    scope: Scope
    lapses_after_months: int | None = None
    source: str = ""
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReplacementRule:
    """A crown, bridge or denture is replaced only so many months after its original seat date, whoever paid."""

    scope: Scope
    months: int | None
    source: str = ""
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class Downgrade:
    """The benefit of ``to_code`` is paid for ``from_code`` on the teeth named by ``when``."""

    from_code: str
    to_code: str
    when: ToothGroup = ToothGroup.ALWAYS
    source: str = ""
    verified_on: date | None = None


class RolloverKind(StrEnum):
    """How unused maximum is carried into the next benefit year."""

    FIXED = "fixed"
    PERCENT_OF_MAXIMUM = "percent_of_maximum"
    PERCENT_OF_UNUSED = "percent_of_unused"
    ALL_UNUSED = "all_unused"


@dataclass(frozen=True, slots=True)
class Rollover:
    """A bank of unused maximum: threshold and carry in cents, shares in basis points, an optional cap of the bank.

    ``needs_claim`` gives nothing for a year without a paid claim; ``threshold_cents`` (or ``threshold_share`` of
    the maximum) is what paid claims must stay under, or with ``at_threshold`` may reach; ``in_network_carry_cents``
    is the yearly carry of one who stays in the network. ``bank_cents`` is the bank at the start of ``bank_year``, or
    without one of the first year known.
    """

    kind: RolloverKind
    carry_cents: int = 0
    share: int = 0
    threshold_cents: int | None = None
    threshold_share: int | None = None
    cap_cents: int | None = None
    needs_claim: bool = False
    bank_cents: int = 0
    source: str = ""
    verified_on: date | None = None
    in_network_carry_cents: int | None = None
    at_threshold: bool = False
    bank_year: date | None = None
