"""Benefit rules of the exchange format: coverage, deductibles, maximums, limits and rollover of one plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tctui.core.errors import Unreadable
from tctui.core.estimate.rules import (
    AgeBoundary,
    AgeRule,
    Area,
    DeductibleRule,
    Downgrade,
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
from tctui.core.estimate.scope import scope_from_text

_ROLLING = re.compile(r"(?:rolling|last)_(\d+)_months")
_ROLLOVERS = {
    "fixed": RolloverKind.FIXED,
    "fixed_tier": RolloverKind.FIXED,
    "fraction_of_max": RolloverKind.PERCENT_OF_MAXIMUM,
    "percent_of_unused": RolloverKind.PERCENT_OF_UNUSED,
    "fraction_of_unused": RolloverKind.PERCENT_OF_UNUSED,
    "all_unused": RolloverKind.ALL_UNUSED,
}
_AREAS = {"default": Area.OWN, "tooth_surface": Area.SURFACE, "tooth_and_surface": Area.SURFACE}


def rules_from(plan: Mapping[str, Any], path: str, name: str) -> dict[str, Any]:
    """Read a plan's rules into the fields of CoverageTerms; raises Unreadable naming the path."""
    try:
        return _rules(plan, name)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{path}: a benefit rule could not be read: {error}") from error


def _rules(plan: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {
        "percents": tuple(
            PercentRule(scope_from_text(scope), _points(share), source=f"{name}: {scope} {share} %")
            for scope, share in (plan.get("coverage") or {}).items()
        )
        + _incentives(plan, name),
        "deductibles": tuple(_deductible(row) for row in plan.get("deductibles") or ()),
        "maximums": tuple(_maximum(row) for row in plan.get("maximums") or ()),
        "frequencies": tuple(_frequency(row) for row in plan.get("frequency") or ()),
        "waiting": tuple(WaitingRule(_scope(row), _whole(row.get("months"))) for row in plan.get("waiting") or ()),
        "ages": tuple(_age(row) for row in plan.get("age_limits") or ()),
        "exclusions": tuple(Exclusion(scope_from_text(_text(row))) for row in plan.get("exclusions") or ()),
        "missing_tooth": _missing_tooth(plan),
        "replacements": tuple(
            ReplacementRule(_scope(row), _span(row))
            for row in plan.get("replacement") or plan.get("replacements") or ()
        ),
        "downgrades": tuple(
            Downgrade(row["from"], row["to"], ToothGroup(row.get("when", "always")))
            for row in plan.get("substitutions") or ()
        ),
        "rollover": _rollover(plan.get("rollover")),
    }


def _incentives(plan: Mapping[str, Any], name: str) -> tuple[PercentRule, ...]:
    row = plan.get("incentive")
    if not row:
        return ()
    incentive = Incentive(
        start=_points(row.get("start", 70)) or 0,
        step=_points(row.get("step", 10)) or 0,
        floor=_points(row.get("floor", 70)) or 0,
        ceiling=_points(row.get("ceiling", 100)) or 0,
        years=tuple(bool(year) for year in row.get("years", ())),
    )
    return (PercentRule(_scope(row), None, incentive=incentive, source=f"{name}: incentive share"),)


def _deductible(row: Mapping[str, Any]) -> DeductibleRule:
    period, _ = _period(row.get("period"))
    return DeductibleRule(
        _scope(row),
        _cents(row.get("amount")),
        Level(row.get("level", "individual")),
        period,
        Tier(row.get("network", "both")),
        tuple(scope_from_text(scope) for scope in row.get("waived_for") or ()),
        row.get("members"),
        bool(row.get("counts_toward_general", True)),
    )


def _maximum(row: Mapping[str, Any]) -> MaximumRule:
    period, months = _period(row.get("period"))
    return MaximumRule(
        _scope(row),
        _cents(row.get("amount")),
        Level(row.get("level", "individual")),
        period,
        months,
        row.get("counts_toward_general"),
        Tier(row.get("network", "both")),
        tuple(scope_from_text(scope) for scope in row.get("exempt") or row.get("waived_for") or ()),
        row.get("area") == "tooth" or bool(row.get("per_tooth", False)),
    )


def _frequency(row: Mapping[str, Any]) -> FrequencyRule:
    where = str(row.get("area", "mouth")).removeprefix("per_")
    area = _AREAS.get(where) or Area(where)
    if row.get("every"):
        return FrequencyRule(_scope(row), 1, every_months=_span(row["every"]) or 0, area=area)
    if row.get("visits"):
        return FrequencyRule(_scope(row), _whole(row.get("count", 1)), visits=int(row["visits"]), area=area)
    period, months = _period(row.get("period"))
    return FrequencyRule(_scope(row), _whole(row.get("count")), period, months, area=area)


def _age(row: Mapping[str, Any]) -> AgeRule:
    boundary = AgeBoundary(row.get("boundary", "through"))
    return AgeRule(_scope(row), _whole(row.get("max_age")), _whole(row.get("min_age")), boundary)


def _missing_tooth(plan: Mapping[str, Any]) -> tuple[MissingToothClause, ...]:
    row = plan.get("missing_tooth") or plan.get("missing_tooth_clause")
    if not row:
        return ()
    rows = row if isinstance(row, list) else [row if isinstance(row, Mapping) else {}]
    return tuple(MissingToothClause(_scope(each), _whole(each.get("lapses_after_months"))) for each in rows)


def _rollover(row: Mapping[str, Any] | None) -> Rollover | None:
    if not row:
        return None
    share = row.get("fraction")
    share = None if share is None else float(share) * 100
    share = row.get("percent", share)
    limit = row.get("threshold_fraction")
    return Rollover(
        kind=_ROLLOVERS[row["type"]],
        carry_cents=_cents(row.get("carry", row.get("amount", 0))) or 0,
        share=_points(share or 0) or 0,
        threshold_cents=_cents(row.get("threshold")),
        threshold_share=None if limit is None else _points(float(limit) * 100),
        cap_cents=_cents(row.get("cap")),
        needs_claim=bool(row.get("needs_claim", False)),
        bank_cents=_cents(row.get("bank", 0)) or 0,
    )


def _period(text: str | None) -> tuple[Period, int]:
    rolling = _ROLLING.fullmatch(text or "")
    if rolling:
        return Period.MONTHS, int(rolling.group(1))
    aliases = {"per_visit": Period.VISIT, "per_procedure": Period.LINE, "year": Period.BENEFIT_YEAR}
    return aliases.get(text or "year") or Period(text or "year"), 0


def _span(row: Mapping[str, Any]) -> int | None:
    """Months of a span given as years, months, or both; None when it says neither."""
    if row.get("years") is None and row.get("months") is None:
        return None
    return int(row.get("years") or 0) * 12 + int(row.get("months") or 0)


def _scope(row: Mapping[str, Any]) -> Any:
    return scope_from_text(str(row.get("scope", "all")))


def _text(row: Any) -> str:
    return str(row["scope"] if isinstance(row, Mapping) else row)


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _points(share: Any) -> int | None:
    return _cents(share)


def _cents(value: Any) -> int | None:
    """Two decimals as a whole number: dollars to cents, percent to basis points; None stays unknown."""
    if value is None:
        return None
    return int((Decimal(str(value)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
