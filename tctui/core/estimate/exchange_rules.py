"""Benefit rules of the exchange format: coverage, deductibles, maximums, limits and clauses of one plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tctui.core.estimate.exchange_row import Row, plain_word, points, truth, wrong
from tctui.core.estimate.exchange_spans import (
    AREAS,
    LONGEST,
    LOOKS_BACK,
    area_in,
    period_in,
    scope_in,
    scope_of,
    span_in,
)
from tctui.core.estimate.rules import (
    AgeBoundary,
    AgeRule,
    Area,
    Basis,
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
    PreauthRule,
    ReplacementRule,
    Tier,
    ToothGroup,
    WaitingRule,
)
from tctui.core.estimate.scope import Scope

LEVELS = {
    "individual": Level.INDIVIDUAL,
    "person": Level.INDIVIDUAL,
    "member": Level.INDIVIDUAL,
    "per_person": Level.INDIVIDUAL,
    "family": Level.FAMILY,
    "per_family": Level.FAMILY,
}
TIERS = {
    "both": Tier.BOTH,
    "any": Tier.BOTH,
    "in": Tier.IN_NETWORK,
    "in_network": Tier.IN_NETWORK,
    "out": Tier.OUT_OF_NETWORK,
    "out_of_network": Tier.OUT_OF_NETWORK,
    "oon": Tier.OUT_OF_NETWORK,
    "participating": Tier.IN_NETWORK,
    "par": Tier.IN_NETWORK,
    "non_participating": Tier.OUT_OF_NETWORK,
    "nonparticipating": Tier.OUT_OF_NETWORK,
    "non_par": Tier.OUT_OF_NETWORK,
    "nonpar": Tier.OUT_OF_NETWORK,
}
BOUNDARIES = {
    "strictly_after": EveryBoundary.DAY_AFTER,
    "day_after": EveryBoundary.DAY_AFTER,
    "after": EveryBoundary.DAY_AFTER,
    "on_or_after": EveryBoundary.SAME_DAY,
    "same_day": EveryBoundary.SAME_DAY,
    "inclusive": EveryBoundary.SAME_DAY,
    "to_the_day": EveryBoundary.SAME_DAY,
}
AGE_BOUNDARIES = {
    "through": AgeBoundary.THROUGH,
    "inclusive": AgeBoundary.THROUGH,
    "under": AgeBoundary.UNDER,
    "exclusive": AgeBoundary.UNDER,
    "end_of_month": AgeBoundary.END_OF_MONTH,
    "end_of_year": AgeBoundary.END_OF_YEAR,
}
TOOTH_GROUPS = {
    "always": ToothGroup.ALWAYS,
    "molar": ToothGroup.MOLAR,
    "molars": ToothGroup.MOLAR,
    "molars_only": ToothGroup.MOLAR,
    "second_molar": ToothGroup.SECOND_MOLAR,
    "second_molars": ToothGroup.SECOND_MOLAR,
    "posterior": ToothGroup.POSTERIOR,
    "posterior_only": ToothGroup.POSTERIOR,
    "posterior_teeth": ToothGroup.POSTERIOR,
    "never": ToothGroup.NEVER,
}
BASES = {
    "paid": Basis.PAID,
    "benefit": Basis.PAID,
    "benefits": Basis.PAID,
    "insurance": Basis.PAID,
    "discount": Basis.PAID,
    "allowed": Basis.ALLOWED,
    "charges": Basis.ALLOWED,
    "covered_charges": Basis.ALLOWED,
    "eligible_charges": Basis.ALLOWED,
}


def rules_from(plan: Row, name: str) -> dict[str, Any]:
    """Read a plan's rules into the fields of CoverageTerms; raises Unreadable naming the path."""
    return {
        "percents": _incentives(plan, name) + _percents(plan, name),
        "deductibles": tuple(rule for row in plan.parts("deductibles", "deductible", "amount") for rule in _deductibles(row)),
        "maximums": tuple(_maximum(row) for row in plan.parts("maximums", "maximum", "amount") if _limited(row)),
        "frequencies": tuple(_frequency(row) for row in plan.parts("frequency", "frequency")),
        "waiting": tuple(_waiting(row) for row in plan.parts("waiting", "waiting", "months")),
        "ages": tuple(_age(row) for row in plan.parts("age_limits", "age_limit", "max_age")),
        "exclusions": tuple(Exclusion(scope) for scope in scopes(plan, "exclusions", "exclusion")),
        "preauthorisations": tuple(PreauthRule(scope) for scope in scopes(plan, "preauth_required", "preauth")),
        "missing_tooth": _missing_tooth(plan),
        "replacements": tuple(_replacement(row) for row in plan.parts("replacement", "replacement")),
        "downgrades": _downgrades(plan),
    }


def scopes(row: Row, field: str, kind: str = "exclusion") -> tuple[Scope, ...]:
    """Read a list of scopes, each as a text or as an object with one."""
    value = row.value(field)
    if value is None:
        return ()
    found = []
    for number, each in enumerate(value if isinstance(value, list) else [value]):
        path = f"{row.at(field)}[{number}]" if isinstance(value, list) else row.at(field)
        is_row = isinstance(each, Mapping)
        found.append(scope_in(Row(each, kind, path, row.notes)) if is_row else scope_of(each, path))
    return tuple(found)


def _percents(plan: Row, name: str) -> tuple[PercentRule, ...]:
    rules = []
    listed = plan.value("coverage")
    is_bare = isinstance(listed, (int, float)) and not isinstance(listed, bool)
    for where, share in ({"all": listed} if is_bare else plan.mapping("coverage")).items():
        path = f"{plan.at('coverage')}.{where}"
        percent = None if share is None else points(share, path)
        shown = "not known" if share is None else f"{share} %"
        rules.append(PercentRule(scope_of(where, path), percent, source=f"{name}: {where} {shown}"))
    return tuple(rules)


def _incentives(plan: Row, name: str) -> tuple[PercentRule, ...]:
    rules = []
    usual = Incentive()
    for row in plan.parts("incentive", "incentive"):
        years = row.value("years") or ()
        if isinstance(years, int):
            years = [True] * (row.whole("years", most=100) or 0)
        if not isinstance(years, (list, tuple)):
            wrong(row.at("years"), "a list of true (used) and false, oldest year first", years)
        shares = {field: row.points(field) for field in ("start", "step", "floor", "ceiling")}
        incentive = Incentive(
            **{field: getattr(usual, field) if share is None else share for field, share in shares.items()},
            years=tuple(truth(year, f"{row.at('years')}[{number}]") for number, year in enumerate(years)),
        )
        rules.append(PercentRule(scope_in(row), None, incentive=incentive, source=f"{name}: incentive share"))
    return tuple(rules)


def _deductibles(row: Row) -> Iterator[DeductibleRule]:
    """One rule; an individual one that also names how many members meet it for the family makes two."""
    period, months = period_in(row)
    if months:
        wrong(row.at("period"), "a benefit, plan or calendar year, lifetime or visit", row.value("period"))
    level = row.choice("level", LEVELS, Level.INDIVIDUAL)
    members = row.whole("members", least=1)
    rule = DeductibleRule(
        scope_in(row),
        row.cents("amount"),
        level,
        period,
        row.choice("network", TIERS, Tier.BOTH),
        scopes(row, "waived_for"),
        None if level is Level.INDIVIDUAL else members,
        row.flag("counts_toward_general", True),
        personal=row.flag("personal"),
        verified_on=row.day("verified_on"),
        met_cents=_met(row),
    )
    yield rule
    if members is not None and level is Level.INDIVIDUAL:
        yield replace(rule, level=Level.FAMILY, cents=None, members=members, met_cents=0)


def _met(row: Row) -> int | None:
    """What is used of one deductible or maximum: as it stands, or the amount less what remains; a null is unknown."""
    amount, remaining = row.cents("amount"), row.cents("remaining")
    if remaining is None or amount is None:
        stated = row.stated("used") or row.stated("remaining")
        return None if stated and row.value("used") is None else row.cents("used") or 0
    return max(0, amount - remaining)


def _limited(row: Row) -> bool:
    """Whether a maximum is one: not where its amount says in words that there is none."""
    amount = row.value("amount")
    return not isinstance(amount, str) or plain_word(amount) not in ("unlimited", "none", "no_limit", "no_maximum")


def _maximum(row: Row) -> MaximumRule:
    tooth = area_in(row, Area.MOUTH) is Area.TOOTH or row.flag("per_tooth")
    if row.value("period") is not None and plain_word(row.value("period")) in ("tooth", "per_tooth"):
        period, months, tooth = Period.LIFETIME, 0, True
    elif row.value("months") is not None and plain_word(row.value("period") or "months") in LOOKS_BACK:
        period, months = Period.MONTHS, row.whole("months", least=1, most=LONGEST["months"]) or 0
    else:
        period, months = period_in(row)
    return MaximumRule(
        scope_in(row),
        row.cents("amount"),
        row.choice("level", LEVELS, Level.INDIVIDUAL),
        period,
        row.whole("months", most=LONGEST["months"]) or months,
        row.flag_or_none("counts_toward_general"),
        row.choice("network", TIERS, Tier.BOTH),
        scopes(row, "exempt"),
        tooth,
        personal=row.flag("personal"),
        verified_on=row.day("verified_on"),
        basis=row.choice("basis", BASES, Basis.PAID),
        met_cents=_met(row),
    )


def _frequency(row: Row) -> FrequencyRule:
    area = area_in(row, Area.MOUTH)
    span = span_in(row)
    word = plain_word(row.value("period") or "")
    place = AREAS.get(word)
    if span is not None and word in LOOKS_BACK:
        period, months, span = Period.MONTHS, span.months, None
    elif place is not None:
        area, period, months = place, Period.BENEFIT_YEAR if span is not None else Period.LIFETIME, 0
    else:
        period, months = (Period.BENEFIT_YEAR, 0) if span is not None else period_in(row)
    once = 1 if span is not None or row.value("visits") is not None else None
    count = row.whole("count")
    return FrequencyRule(
        scope_in(row),
        once if count is None and not row.stated("count") else count,
        period,
        months,
        span.months if span is not None else 0,
        area,
        row.choice("boundary", BOUNDARIES, None),
        row.whole("visits") or 0,
        row.choice("network", TIERS, Tier.BOTH),
        verified_on=row.day("verified_on"),
        every_days=span.days if span is not None else 0,
        personal=row.flag("personal"),
    )


def _waiting(row: Row) -> WaitingRule:
    span = span_in(row)
    if span is not None and span.days:
        months, odd = divmod(span.days, 30)
        if odd:
            wrong(row.path, "a waiting period in months, years, or days by the thirty", dict(row.raw))
        span = span._replace(months=span.months + months)
    return WaitingRule(scope_in(row), None if span is None else span.months, verified_on=row.day("verified_on"))


def _age(row: Row) -> AgeRule:
    under = row.whole("under_age")
    boundary = row.choice("boundary", AGE_BOUNDARIES, AgeBoundary.THROUGH if under is None else AgeBoundary.UNDER)
    most = row.whole("max_age") if under is None else under
    return AgeRule(scope_in(row), most, row.whole("min_age"), boundary, verified_on=row.day("verified_on"))


def _missing_tooth(plan: Row) -> tuple[MissingToothClause, ...]:
    value = plan.value("missing_tooth")
    if not value:
        return ()
    if value is True:
        return (MissingToothClause(scope_of("all", plan.at("missing_tooth"))),)
    return tuple(
        MissingToothClause(
            scope_in(row), row.whole("lapses_after_months", most=LONGEST["months"]), verified_on=row.day("verified_on")
        )
        for row in plan.parts("missing_tooth", "missing_tooth")
    )


def _replacement(row: Row) -> ReplacementRule:
    span = span_in(row)
    return ReplacementRule(scope_in(row), None if span is None else span.months, verified_on=row.day("verified_on"))


def _downgrades(plan: Row) -> tuple[Downgrade, ...]:
    value = plan.value("substitutions")
    if isinstance(value, Mapping) and not {"from", "to", "code"} & set(value):
        return tuple(Downgrade(str(code), str(other)) for code, other in value.items())
    return tuple(_downgrade(row) for row in plan.parts("substitutions", "substitution"))


def _downgrade(row: Row) -> Downgrade:
    for field in ("from", "to"):
        if not row.text(field):
            wrong(row.inside(field), "a procedure code", row.value(field))
    when = row.choice("when", TOOTH_GROUPS, ToothGroup.ALWAYS)
    return Downgrade(row.text("from"), row.text("to"), when, verified_on=row.day("verified_on"))
