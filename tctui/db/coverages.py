"""Coverages of a patient as the estimate engine wants them: terms, fees, rules and history from the stored rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from tctui.core.estimate import (
    AgeBoundary,
    AgeRule,
    Area,
    ClaimDate,
    CobRule,
    CoverageTerms,
    DeductibleOrder,
    DeductiblePosition,
    DeductibleRule,
    Downgrade,
    EveryBoundary,
    Exclusion,
    FrequencyRule,
    HistoryEntry,
    HistoryKind,
    Level,
    LimitSelection,
    MaximumRule,
    MissingToothClause,
    Patient,
    PercentRule,
    Period,
    PlanKind,
    PreauthRule,
    ReplacementRule,
    Rollover,
    RolloverKind,
    Subject,
    Tier,
    ToothGroup,
    WaitingRule,
    scope_from_text,
)
from tctui.core.estimate.plan import is_general
from tctui.core.insurance.approval import scopes_wanting_approval
from tctui.core.insurance.sheet import cells_of
from tctui.core.insurance.stored import in_force
from tctui.core.money import money, percent_text
from tctui.db.benefit_sheets import confirmed_cells, office_services, rules_of
from tctui.db.benefits_used import bank_of, unsaid_of
from tctui.db.cases import day_or_none
from tctui.db.lost_teeth import lost_teeth
from tctui.db.models import database

ASKED = {
    "percent": Subject.PERCENT,
    "deductible": Subject.DEDUCTIBLE,
    "maximum": Subject.MAXIMUM,
    "frequency": Subject.FREQUENCY,
    "waiting": Subject.WAITING,
    "missing_tooth": Subject.MISSING_TOOTH,
}
"""Kinds of rules of which an office that never asked knows nothing; `settings.entered` names those that were asked."""


def patient_of(patient_id: int) -> Patient:
    """What limits ask about the patient."""
    row = database.execute_sql("SELECT birth_date FROM patient WHERE id = ?", (patient_id,)).fetchone()
    return Patient(day_or_none(row[0]) if row else None, lost_teeth(patient_id))


def coverage_terms(patient_id: int, on: date, leave_out: frozenset[int] = frozenset()) -> tuple[CoverageTerms, ...]:
    """The patient's coverages in their order, with the terms known today; those that ended before a day are left out.

    `leave_out` are ids of planned lines whose own payments must not count as history a second time.
    """
    rows = database.execute_sql(
        "SELECT c.id, p.name, p.kind, p.in_network, c.effective, c.terminated, c.verified_on, p.renewal_month, p.cob,"
        " p.fee_schedule_id, p.copay_schedule_id, p.settings, p.id, f.kind FROM coverage c"
        " JOIN benefit_plan p ON p.id = c.plan_id LEFT JOIN fee_schedule f ON f.id = p.fee_schedule_id"
        " WHERE c.patient_id = ? AND c.voided = 0 AND (c.terminated IS NULL OR c.terminated >= ?)"
        " ORDER BY c.ordinal, c.id",
        (patient_id, on.isoformat()),
    ).fetchall()
    return tuple(_terms(row, leave_out, on) for row in rows)


def _terms(row: Any, leave_out: frozenset[int], today: date) -> CoverageTerms:
    (
        number,
        name,
        kind,
        in_network,
        effective,
        terminated,
        verified,
        month,
        cob,
        fees,
        copays,
        settings,
        plan,
        list_kind,
    ) = row
    chosen = json.loads(settings)
    rules = _rules(name, plan, number, day_or_none(verified))
    _mark_unsaid(rules, unsaid_of(number, month, today))
    fee_list = _fees(fees)
    entered = {"percent", *chosen.get("entered", ())} if kind == "dhmo" else set(chosen.get("entered", ()))
    fixed, copays_by_code = dict(rules["fixed_benefit"]), dict(rules["copay"])
    unentered = {subject for word, subject in ASKED.items() if word not in entered and not rules[word]}
    if kind == "dhmo":
        unentered -= {Subject.PERCENT, Subject.DEDUCTIBLE, Subject.MAXIMUM}
    out_of_network = list_kind == "out_of_network"
    return CoverageTerms(
        id=str(number),
        name=name,
        kind=PlanKind(kind),
        in_network=bool(in_network),
        effective=day_or_none(effective),
        termination=day_or_none(terminated),
        verified_on=day_or_none(verified),
        renewal_month=month,
        cob=CobRule(cob) if cob else None,
        percents=tuple(rules["percent"]),
        deductibles=tuple(rules["deductible"]),
        maximums=tuple(rules["maximum"]),
        frequencies=tuple(rules["frequency"]),
        waiting=tuple(rules["waiting"]),
        ages=tuple(rules["age"]),
        exclusions=tuple(rules["exclusion"]),
        missing_tooth=tuple(rules["missing_tooth"]),
        replacements=tuple(rules["replacement"]),
        downgrades=tuple(rules["downgrade"]),
        rollover=_rollover(rules["rollover"], number, month, today),
        fees={} if out_of_network else fee_list,
        out_of_network_fees=fee_list if out_of_network else {},
        copays=_fees(copays) | copays_by_code,
        fixed_benefits=fixed,
        preauthorisations=(*rules["preauthorisation"], *_approvals(str(chosen.get("preauthorisation", "")), name)),
        history=_history(number, leave_out),
        unentered=frozenset(unentered),
        **_choices(chosen),
    )


_WORDS: dict[str, Callable[[str], Any]] = {
    "claim_date": ClaimDate,
    "deductible_position": DeductiblePosition,
    "deductible_order": DeductibleOrder,
    "limit_selection": LimitSelection,
    "every_boundary": EveryBoundary,
}
_ANSWERS = (
    "writes_off_as_secondary", "writes_off_downgraded", "bills_downgrade_difference", "blank_fixed_benefit_is_zero",
    "blank_copay_is_zero", "binds_after_maximum", "binds_after_frequency", "binds_after_age", "binds_when_excluded",
    "bills_plan_fee",
)  # fmt: skip


def _choices(chosen: dict[str, Any]) -> dict[str, Any]:
    """The plan's own choices where sources disagree, as far as it has any."""
    found: dict[str, Any] = {name: word(chosen[name]) for name, word in _WORDS.items() if chosen.get(name)}
    found |= {name: bool(chosen[name]) for name in _ANSWERS if chosen.get(name) is not None}
    if chosen.get("prior_coverage_months"):
        found["prior_coverage_months"] = int(chosen["prior_coverage_months"])
    return found


def _approvals(text: str, plan_name: str) -> list[PreauthRule]:
    """What the table says of pre-authorisation, as far as it names categories and the office's codes."""
    if not text:
        return []
    known = {code for (code,) in database.execute_sql("SELECT code FROM procedure WHERE voided = 0")}
    scopes = scopes_wanting_approval(text, known)
    return [PreauthRule(scope_from_text(scope), source=f"{plan_name}: pre-authorisation, {text}") for scope in scopes]


def _fees(schedule_id: int | None) -> dict[str, int]:
    if schedule_id is None:
        return {}
    return dict(
        database.execute_sql("SELECT code, amount FROM fee WHERE schedule_id = ? AND voided = 0", (schedule_id,))
    )


def _rules(plan_name: str, plan_id: int, coverage_id: int, verified_on: date | None) -> dict[str, list[Any]]:
    services = office_services()
    confirmed = confirmed_cells(plan_id, coverage_id)
    found: dict[str, list[Any]] = {kind: [] for kind in (*_BUILD, *_BY_CODE)}
    for row in in_force(rules_of(plan_id, coverage_id)):
        if row.kind not in found and row.kind != "approval":
            continue
        more = dict(row.terms)
        said = [confirmed[key].on for key in cells_of(row, services) if key in confirmed] if confirmed else []
        seen: dict[str, Any] = {
            "source": f"{plan_name}: {_words(row.kind, row.scope, row.level, row.percent, row.amount, more)}",
            "verified_on": max(said, default=verified_on),
        }
        own = {"personal": row.personal} if row.kind in ("percent", "deductible", "maximum") else {}
        if row.kind == "approval":
            # What is approved stands beside the lines (known_figures); what is only requested is wanted, so asked for.
            if row.amount is None:
                asked = f"{plan_name}: pre-authorisation requested {row.terms.get('requested', '')}".rstrip()
                found["preauthorisation"].append(PreauthRule(row.about, source=asked, verified_on=verified_on))
            continue
        if row.kind in _BY_CODE:
            found[row.kind].extend((code, row.amount or 0) for code in sorted(row.about.names))
            continue
        build = _BUILD[row.kind]
        found[row.kind].append(build(row.scope, row.level, row.period, row.percent, row.amount, more, {**seen, **own}))
    return found


_USED = {"deductible": (("deductible", Level.INDIVIDUAL), ("family", Level.FAMILY)),
         "maximum": (("maximum", Level.INDIVIDUAL),)}  # fmt: skip
"""The cells that say what is used of whole-plan rules, by kind and level."""


def _mark_unsaid(rules: dict[str, list[Any]], unsaid: frozenset[str]) -> None:
    """Mark the deductibles and maximums of which nobody has said what is used: they count as unused, with a question."""
    ortho = scope_from_text("category:ortho")
    for kind, cells in _USED.items():
        levels = {level for cell, level in cells if cell in unsaid}
        rules[kind] = [
            replace(rule, met_cents=None)
            if (is_general(rule.scope) and rule.level in levels)
            or (kind == "maximum" and rule.scope == ortho and "ortho" in unsaid)
            else rule
            for rule in rules[kind]
        ]


def _rollover(rules: list[Any], coverage_id: int, month: int | None, today: date) -> Rollover | None:
    """How unused maximum is carried over, with what is in the bank this benefit year."""
    if not rules:
        return None
    bank = bank_of(coverage_id, month, today)
    return rules[0] if bank is None else replace(rules[0], bank_cents=bank, bank_year=today)


def _words(kind: str, scope: str, level: str, percent: int | None, amount: int | None, terms: dict[str, Any]) -> str:
    """The plan row as a coordinator reads it: `restorative 80 %`, `family deductible 150.00`."""
    where = (scope.partition(":")[2] or ("" if scope == "all" else scope)).replace("_", " ").replace("+", ", ")
    shown = "unknown"
    if percent is not None:
        shown = percent_text(percent)
    elif amount is not None:
        shown = money(amount)
    elif kind not in ("percent", "deductible", "maximum"):
        shown = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in terms.items())
    said = {"percent": "", "missing_tooth": "missing tooth clause"}.get(kind, kind)
    return " ".join(part for part in ("family" if level == "family" else "", where, said, shown) if part)


_BY_CODE = ("fixed_benefit", "copay")
"""Kinds of rules that are an amount of one unit by code: what the plan pays, and what the patient pays."""

Build = Callable[[str, str, str, int | None, int | None, dict[str, Any], dict[str, Any]], Any]


def _scopes(terms: dict[str, Any], name: str) -> tuple[Any, ...]:
    return tuple(scope_from_text(text) for text in terms.get(name, ()))


_BUILD: dict[str, Build] = {
    "percent": lambda scope, level, period, percent, amount, terms, seen: PercentRule(
        scope_from_text(scope), percent, Tier(terms.get("tier", "both")), **seen
    ),
    "deductible": lambda scope, level, period, percent, amount, terms, seen: DeductibleRule(
        scope_from_text(scope),
        amount,
        Level(level),
        Period(period),
        Tier(terms.get("tier", "both")),
        _scopes(terms, "waived_for"),
        terms.get("members"),
        **seen,
    ),
    "maximum": lambda scope, level, period, percent, amount, terms, seen: MaximumRule(
        scope_from_text(scope),
        amount,
        Level(level),
        Period(period),
        terms.get("months", 0),
        terms.get("counts_toward_general"),
        Tier(terms.get("tier", "both")),
        _scopes(terms, "exempt"),
        terms.get("per_tooth", False),
        **seen,
    ),
    "frequency": lambda scope, level, period, percent, amount, terms, seen: FrequencyRule(
        scope_from_text(scope),
        count=terms.get("count"),
        period=Period(period),
        months=terms.get("months", 0),
        every_months=terms.get("every_months", 0),
        area=Area(terms.get("area", "mouth")),
        **seen,
    ),
    "waiting": lambda scope, level, period, percent, amount, terms, seen: WaitingRule(
        scope_from_text(scope), terms.get("months"), **seen
    ),
    "age": lambda scope, level, period, percent, amount, terms, seen: AgeRule(
        scope_from_text(scope),
        terms.get("max_age"),
        terms.get("min_age"),
        AgeBoundary(terms.get("boundary", "through")),
        **seen,
    ),
    "exclusion": lambda scope, level, period, percent, amount, terms, seen: Exclusion(scope_from_text(scope), **seen),
    "preauthorisation": lambda scope, level, period, percent, amount, terms, seen: PreauthRule(
        scope_from_text(scope), **seen
    ),
    "missing_tooth": lambda scope, level, period, percent, amount, terms, seen: MissingToothClause(
        scope_from_text(scope), terms.get("lapses_after_months"), **seen
    ),
    "replacement": lambda scope, level, period, percent, amount, terms, seen: ReplacementRule(
        scope_from_text(scope), terms.get("months"), **seen
    ),
    "rollover": lambda scope, level, period, percent, amount, terms, seen: Rollover(
        RolloverKind(terms.get("kind", "fixed")),
        amount or 0,
        percent or 0,
        terms.get("threshold"),
        cap_cents=terms.get("cap"),
        **seen,
    ),
    "downgrade": lambda scope, level, period, percent, amount, terms, seen: Downgrade(
        terms["from"], terms["to"], ToothGroup(terms.get("when", "always")), **seen
    ),
}


def _history(coverage_id: int, leave_out: frozenset[int]) -> tuple[HistoryEntry, ...]:
    rows = database.execute_sql(
        "SELECT id, state, who, code, category, day, tooth, surfaces, area, paid, deductible, line_id FROM benefit_use"
        " WHERE coverage_id = ? AND voided = 0 ORDER BY day, id",
        (coverage_id,),
    ).fetchall()
    return tuple(
        HistoryEntry(
            HistoryKind(state), "" if who == "self" else who, code, category, date.fromisoformat(day), tooth, surfaces,
            area, paid, deductible, str(line or f"use-{number}"),
        )
        for number, state, who, code, category, day, tooth, surfaces, area, paid, deductible, line in rows
        if line not in leave_out
    )  # fmt: skip
