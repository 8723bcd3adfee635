"""Inputs of an estimate: planned lines, the terms of each coverage, its history, and the office's choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tctui.core.estimate.ortho import OrthoTerms
from tctui.core.estimate.rules import (
    AgeRule,
    DeductibleRule,
    Downgrade,
    EveryBoundary,
    Exclusion,
    FrequencyRule,
    MaximumRule,
    MissingToothClause,
    PercentRule,
    PreauthRule,
    ReplacementRule,
    Rollover,
    Tier,
    WaitingRule,
)


class PlanKind(StrEnum):
    """How a plan pays; INDEMNITY is a percentage of the fee, TABLE pays an amount listed by code."""

    INDEMNITY = "indemnity"
    PPO = "ppo"
    TABLE = "table"
    FIXED_BENEFIT = "fixed_benefit"
    FLAT_COPAY = "flat_copay"
    DHMO = "dhmo"
    DISCOUNT = "discount"


class CobRule(StrEnum):
    """How a later plan pays after the earlier ones; the formulas stand in ``coordination``."""

    STANDARD = "standard"
    BASIC = "basic"
    PRIMARY_ALLOWABLE = "primary_allowable"
    CARVE_OUT = "carve_out"
    MAINTENANCE = "maintenance"
    REMAINING_BALANCE = "remaining_balance"
    MEDICAID = "medicaid"


class DeductiblePosition(StrEnum):
    """Whether the deductible comes off the allowed amount or off the plan's share of it."""

    BEFORE_PERCENT = "before_percent"
    AFTER_PERCENT = "after_percent"


class DeductibleOrder(StrEnum):
    """Which line is asked first for the deductible; the sum taken is the same in each order."""

    PRIORITY = "priority"
    LARGEST_FEE = "largest_fee"
    FIRST_APPLICABLE = "first_applicable"
    DATE = "date"
    HIGHEST_PERCENT = "highest_percent"
    CLAIM_ORDER = "claim_order"


class LimitSelection(StrEnum):
    """Whether the least of all maximums on a line binds, or only the most specific one."""

    ALL = "all"
    MOST_SPECIFIC_ONLY = "most_specific_only"


class BillableUpTo(StrEnum):
    """With two in-network contracts, up to which one the patient may be charged."""

    PRIMARY = "primary"
    LOWEST = "lowest"
    SECONDARY = "secondary"


class ClaimDate(StrEnum):
    """Which day of a crown, bridge or denture decides the benefit year."""

    SERVICE = "service"
    PREPARATION = "preparation"
    SEAT = "seat"


class Subject(StrEnum):
    """A part of a plan that may not have been entered at all; each is then a question to the carrier."""

    PERCENT = "percent"
    DEDUCTIBLE = "deductible"
    MAXIMUM = "maximum"
    FREQUENCY = "frequency"
    WAITING = "waiting"
    MISSING_TOOTH = "missing_tooth"
    COORDINATION = "coordination"
    HISTORY = "history"


class HistoryKind(StrEnum):
    """What a history entry is: each but DENIED counts."""

    PAID = "paid"
    PENDING = "pending"
    ELSEWHERE = "elsewhere"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class KnownFigures:
    """Figures of one payer for one line that replace what the engine would compute; cents, percent in basis points.

    ``paid_cents`` is what the payer really paid; ``insurance_cents`` a person's own estimate, which stands even
    above the maximum left; ``authorised_cents`` an approved pre-authorisation, good through ``authorised_until``.
    """

    payer: int = 1
    percent: int | None = None
    allowed_cents: int | None = None
    copay_cents: int | None = None
    deductible_cents: int | None = None
    insurance_cents: int | None = None
    paid_cents: int | None = None
    write_off_cents: int | None = None
    authorised_cents: int | None = None
    authorised_until: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One planned procedure; ``fee_cents`` is the office fee of one unit.

    ``area`` is a quadrant, arch or sextant as the practice writes it; ``teeth`` are those that work on several stands
    for, such as a partial denture; ``person`` is empty for the patient himself;
    ``age`` is the age on the day where no birth date is known; ``taxable`` lines bear the office's sales tax;
    ``discount_cents`` is a discount of the office for the whole line and ``discount_rule`` what it rests on;
    ``upgrade_cents`` what a DHMO files for a better material, per unit; ``replaces_work_of`` the seat date of the work
    this line replaces; ``seated_by`` the id of the line on whose day this one's work is seated; a ``not_billed`` line
    is kept from every plan.
    """

    id: str
    code: str
    category: str
    fee_cents: int
    quantity: int = 1
    tooth: str = ""
    surfaces: str = ""
    area: str = ""
    on: date | None = None
    priority: int = 0
    phase: str = ""
    provider: str = ""
    person: str = ""
    age: int | None = None
    taxable: bool = False
    discount_cents: int = 0
    upgrade_cents: int = 0
    claim_order: int | None = None
    prepared_on: date | None = None
    seated_on: date | None = None
    replaces_work_of: date | None = None
    known: tuple[KnownFigures, ...] = ()
    not_billed: bool = False
    teeth: tuple[str, ...] = ()
    discount_rule: str = ""
    seated_by: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that used benefits before this estimate; cents; without a date it counts in the current period.

    ``person`` is empty for the patient and names a family member else; entries of one ``service_id`` are one service;
    ``seated_on`` is the seat date of earlier work, whoever paid.
    """

    kind: HistoryKind = HistoryKind.PAID
    person: str = ""
    code: str = ""
    category: str = ""
    on: date | None = None
    tooth: str = ""
    surfaces: str = ""
    area: str = ""
    paid_cents: int = 0
    deductible_cents: int = 0
    service_id: str = ""
    seated_on: date | None = None
    tier: Tier = Tier.BOTH


@dataclass(frozen=True, slots=True)
class CoverageTerms:
    """One patient's enrolment in one plan with every rule that was entered; fees map code to cents of one unit.

    None means unknown (never zero or unlimited); subjects in ``unentered`` were never asked about at all. The
    ``binds_*`` settings say whether the contract price still holds for a line that a limit denied (None: the
    office's choice). ``fees`` are contracted fees, ``out_of_network_fees`` what the plan recognises out of network,
    ``copays`` what the patient pays per unit, ``fixed_benefits`` what a table or fixed-benefit plan pays per unit
    (on any other kind an amount listed there goes before its percentage). The ``blank_*`` settings say what a code is
    worth that a list lacks: with ``blank_fee_is_zero`` nothing of it is recognised, with ``blank_billed_fee_is_zero``
    a plan that bills its own list bills nothing.
    """

    id: str
    name: str
    kind: PlanKind = PlanKind.PPO
    in_network: bool = True
    effective: date | None = None
    termination: date | None = None
    verified_on: date | None = None
    renewal_month: int | None = 1
    cob: CobRule | None = None
    percents: tuple[PercentRule, ...] = ()
    deductibles: tuple[DeductibleRule, ...] = ()
    maximums: tuple[MaximumRule, ...] = ()
    frequencies: tuple[FrequencyRule, ...] = ()
    waiting: tuple[WaitingRule, ...] = ()
    ages: tuple[AgeRule, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    missing_tooth: tuple[MissingToothClause, ...] = ()
    replacements: tuple[ReplacementRule, ...] = ()
    downgrades: tuple[Downgrade, ...] = ()
    rollover: Rollover | None = None
    fees: Mapping[str, int] = field(default_factory=dict)
    out_of_network_fees: Mapping[str, int] = field(default_factory=dict)
    copays: Mapping[str, int] = field(default_factory=dict)
    fixed_benefits: Mapping[str, int] = field(default_factory=dict)
    history: tuple[HistoryEntry, ...] = ()
    unentered: frozenset[Subject] = frozenset()
    prior_coverage_months: int = 0
    claim_date: ClaimDate = ClaimDate.SERVICE
    deductible_position: DeductiblePosition | None = None
    deductible_order: DeductibleOrder | None = None
    limit_selection: LimitSelection | None = None
    every_boundary: EveryBoundary | None = None
    bills_plan_fee: bool = False
    writes_off_as_secondary: bool | None = None
    writes_off_downgraded: bool = True
    bills_downgrade_difference: bool = True
    blank_fixed_benefit_is_zero: bool | None = None
    blank_copay_is_zero: bool = False
    blank_fee_is_zero: bool = False
    blank_billed_fee_is_zero: bool = False
    binds_after_maximum: bool | None = None
    binds_after_frequency: bool | None = None
    binds_after_age: bool | None = None
    binds_when_excluded: bool | None = None
    preauthorisations: tuple[PreauthRule, ...] = ()
    ortho: OrthoTerms | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """What limits ask about the patient: birth date, and the day each missing tooth was lost (None: unknown day)."""

    birth_date: date | None = None
    teeth_lost: Mapping[str, date | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """The office's choices where sources disagree; a plan's own setting goes before them.

    ``sales_tax`` in basis points of what is charged for a taxable line after write-off and discount;
    ``cap_payments_at_fee`` False lets payers together pass the fee, as one published manual does.
    """

    deductible_position: DeductiblePosition = DeductiblePosition.BEFORE_PERCENT
    deductible_order: DeductibleOrder = DeductibleOrder.PRIORITY
    limit_selection: LimitSelection = LimitSelection.ALL
    every_boundary: EveryBoundary = EveryBoundary.DAY_AFTER
    billable_up_to: BillableUpTo = BillableUpTo.PRIMARY
    writes_off_as_secondary: bool = False
    blank_fixed_benefit_is_zero: bool = True
    binds_after_maximum: bool = True
    binds_after_frequency: bool = True
    binds_after_age: bool = True
    binds_when_excluded: bool = True
    cap_payments_at_fee: bool = True
    sales_tax: int = 0
