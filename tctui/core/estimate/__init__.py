"""Estimates: what each planned procedure will cost the patient, what each plan pays, and why, to the cent.

``estimate(lines, coverages, office, as_of, patient)`` is the one way in. It is pure: the same input gives the same
result, byte for byte in ``to_json``. Money is integer cents, percentages are basis points (8000 = 80 %), an unknown is
None and shows up as a question with a best and a worst case, never as zero.
"""

from __future__ import annotations

from tctui.core.estimate.engine import estimate
from tctui.core.estimate.frozen import LineDifference, difference, from_json, to_json
from tctui.core.estimate.result import Estimate, LineEstimate, PayerShare, Question, Remaining, Totals, totals
from tctui.core.estimate.rules import (
    AgeBoundary,
    AgeRule,
    Area,
    DeductibleRule,
    Downgrade,
    EveryBoundary,
    Exclusion,
    FrequencyRule,
    Incentive,
    Level,
    MaximumRule,
    MissingToothClause,
    PercentRule,
    Period,
    ReplacementRule,
    Rollover,
    RolloverKind,
    Tier,
    ToothGroup,
    WaitingRule,
)
from tctui.core.estimate.scope import WHOLE_PLAN, Scope, category, code, codes, scope_from_text
from tctui.core.estimate.terms import (
    BillableUpTo,
    ClaimDate,
    CobRule,
    CoverageTerms,
    DeductibleOrder,
    DeductiblePosition,
    HistoryEntry,
    HistoryKind,
    KnownFigures,
    LimitSelection,
    OfficeSettings,
    Patient,
    PlanKind,
    PlannedLine,
    Subject,
)
from tctui.core.estimate.trace import Step, replay
from tctui.core.money import percent_text

__all__ = [
    "WHOLE_PLAN",
    "AgeBoundary",
    "AgeRule",
    "Area",
    "BillableUpTo",
    "ClaimDate",
    "CobRule",
    "CoverageTerms",
    "DeductibleOrder",
    "DeductiblePosition",
    "DeductibleRule",
    "Downgrade",
    "Estimate",
    "EveryBoundary",
    "Exclusion",
    "FrequencyRule",
    "HistoryEntry",
    "HistoryKind",
    "Incentive",
    "KnownFigures",
    "Level",
    "LimitSelection",
    "LineDifference",
    "LineEstimate",
    "MaximumRule",
    "MissingToothClause",
    "OfficeSettings",
    "Patient",
    "PayerShare",
    "PercentRule",
    "Period",
    "PlanKind",
    "PlannedLine",
    "Question",
    "Remaining",
    "ReplacementRule",
    "Rollover",
    "RolloverKind",
    "Scope",
    "Step",
    "Subject",
    "Tier",
    "ToothGroup",
    "Totals",
    "WaitingRule",
    "category",
    "code",
    "codes",
    "difference",
    "estimate",
    "from_json",
    "percent_text",
    "replay",
    "scope_from_text",
    "to_json",
    "totals",
]
