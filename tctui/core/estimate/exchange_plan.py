"""One plan of the exchange format, read into the terms of a coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tctui.core.estimate.exchange_fields import FIELDS, PAYERS
from tctui.core.estimate.exchange_payout import payout_from, rollover_from
from tctui.core.estimate.exchange_row import Row, choice, day, plain_word, truth
from tctui.core.estimate.exchange_rules import TIERS, rules_from
from tctui.core.estimate.exchange_settings import OF_PLANS, PLAN_NAMES, settings_in, told_by_words
from tctui.core.estimate.exchange_spans import LONGEST
from tctui.core.estimate.payer_order import Holder
from tctui.core.estimate.rules import MaximumRule, Period, Tier
from tctui.core.estimate.terms import CobRule, CoverageTerms, HistoryEntry, PlanKind, Subject

KINDS = {
    "percentage": PlanKind.INDEMNITY,
    "indemnity": PlanKind.INDEMNITY,
    "traditional": PlanKind.INDEMNITY,
    "fee_for_service": PlanKind.INDEMNITY,
    "category_percentage": PlanKind.INDEMNITY,
    "ppo": PlanKind.PPO,
    "ppo_percentage": PlanKind.PPO,
    "epo": PlanKind.PPO,
    "dppo": PlanKind.PPO,
    "dental_ppo": PlanKind.PPO,
    "premier": PlanKind.PPO,
    "medicare_advantage": PlanKind.PPO,
    "medicaid": PlanKind.PPO,
    "ppo_fixed_benefit": PlanKind.FIXED_BENEFIT,
    "fixed_benefit": PlanKind.FIXED_BENEFIT,
    "flat_copay": PlanKind.FLAT_COPAY,
    "copay": PlanKind.FLAT_COPAY,
    "capitation": PlanKind.DHMO,
    "dhmo": PlanKind.DHMO,
    "dmo": PlanKind.DHMO,
    "hmo": PlanKind.DHMO,
    "prepaid": PlanKind.DHMO,
    "scheduled": PlanKind.TABLE,
    "schedule": PlanKind.TABLE,
    "table": PlanKind.TABLE,
    "mac": PlanKind.PPO,
    "table_of_allowance": PlanKind.PPO,
    "discount": PlanKind.DISCOUNT,
    "membership": PlanKind.DISCOUNT,
}
COB = {
    "standard": CobRule.STANDARD,
    "traditional": CobRule.STANDARD,
    "regular": CobRule.STANDARD,
    "full": CobRule.STANDARD,
    "none": CobRule.STANDARD,
    "basic": CobRule.BASIC,
    "primary_allowable_cap": CobRule.PRIMARY_ALLOWABLE,
    "primary_allowable": CobRule.PRIMARY_ALLOWABLE,
    "primary_allowed": CobRule.PRIMARY_ALLOWABLE,
    "primary_allowed_cap": CobRule.PRIMARY_ALLOWABLE,
    "cap_primary_allowed": CobRule.PRIMARY_ALLOWABLE,
    "carveout": CobRule.CARVE_OUT,
    "carve_out": CobRule.CARVE_OUT,
    "non_duplication": CobRule.CARVE_OUT,
    "nonduplication": CobRule.CARVE_OUT,
    "non_dup": CobRule.CARVE_OUT,
    "nondup": CobRule.CARVE_OUT,
    "non_duplication_of_benefits": CobRule.CARVE_OUT,
    "maintenance_of_benefits": CobRule.MAINTENANCE,
    "maintenance": CobRule.MAINTENANCE,
    "mob": CobRule.MAINTENANCE,
    "remaining_balance_percent": CobRule.REMAINING_BALANCE,
    "remaining_balance": CobRule.REMAINING_BALANCE,
    "percent_of_remaining_balance": CobRule.REMAINING_BALANCE,
    "secondary_medicaid": CobRule.MEDICAID,
    "medicaid": CobRule.MEDICAID,
}
NO_PLAN = frozenset({"none", "no_insurance", "cash", "self_pay"})

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_BILLS_PLAN_FEE = frozenset({PlanKind.INDEMNITY, PlanKind.FLAT_COPAY, PlanKind.DHMO})
"""Kinds whose fee list is what the office bills, not what it writes down to."""


def plan_row(raw: Any, path: str, notes: list[str]) -> Row | None:
    """Take a plan of a request; None where there is none, or its type says so."""
    if raw is None:
        return None
    row = Row(raw, "plan", path, notes, more=_settings_beside(raw) if isinstance(raw, Mapping) else PLAN_NAMES)
    return None if plain_word(row.text("type")) in NO_PLAN else row


def _settings_beside(raw: Mapping[str, Any]) -> frozenset[str]:
    """Names of settings of a plan beside its other fields: the documented ones, and those told by their words."""
    known = {name for field, others in FIELDS["plan"].items() for name in (field, *others)}
    return PLAN_NAMES | {name for name, value in raw.items() if name not in known and told_by_words(name, value)}


def terms_from(row: Row, number: int, history: tuple[HistoryEntry, ...], office: Mapping[str, Any]) -> CoverageTerms:
    """Read the terms of the plan in place ``number`` (1 the primary); ``office`` holds choices that only plans have."""
    kind = row.choice("type", KINDS, PlanKind.INDEMNITY)
    inside = _in_network(row, kind)
    name = row.text("name") or f"{PAYERS[number - 1].capitalize()} plan"
    fees = row.fees("fees")
    outside = {**row.fees("ucr"), **row.fees("oon_allowed")}
    if not inside and not outside:
        outside = fees
    listed = {**row.fees("payment_table"), **row.fees("schedule_pays"), **row.fees("fixed_benefits")}
    copays = row.fees("copays")
    settings = _settings_beside(row.raw)
    beside = {name: row.raw[name] for name in row.raw if name in settings}
    chosen = settings_in([(beside, row.path), (row.mapping("flags"), row.at("flags"))], row.notes, of_plan=True)
    usual = {
        "bills_plan_fee": kind in _BILLS_PLAN_FEE,
        "blank_copay_is_zero": not copays and (kind is PlanKind.DHMO or not row.stated("copays")),
        "blank_billed_fee_is_zero": row.value("fees") == {},
        **{field: value for field, value in office.items() if field in OF_PLANS},
        **chosen,
    }
    usual["bills_plan_fee"] = usual["bills_plan_fee"] and number == 1 and kind in _BILLS_PLAN_FEE
    effective = row.day("effective")
    month = _month(row) if row.stated("renewal_month") else 1
    rules = rules_from(row, name)
    rules["maximums"] = tuple(_of_benefit_year(rule, month, effective) for rule in rules["maximums"])
    return CoverageTerms(
        id=row.text("id") or row.path,
        name=name,
        kind=kind,
        in_network=inside,
        effective=effective,
        termination=row.day("termination"),
        verified_on=row.day("verified_on"),
        renewal_month=month,
        cob=_cob(row),
        fees=fees,
        out_of_network_fees={} if inside and kind is not PlanKind.DHMO else outside,
        copays=copays,
        fixed_benefits=listed,
        history=history,
        prior_coverage_months=row.whole("prior_coverage_months", most=LONGEST["months"]) or 0,
        unentered=_unknown(row),
        rollover=rollover_from(row),
        ortho=payout_from(row),
        **{**rules, **usual},
    )


def _of_benefit_year(rule: MaximumRule, month: int | None, effective: date | None) -> MaximumRule:
    """A maximum whose calendar or plan year is the plan's benefit year counts by that one, as a rollover does."""
    is_same = {
        Period.CALENDAR_YEAR: month == 1,
        Period.PLAN_YEAR: effective is None or (effective.month, effective.day) == (month, 1),
    }
    return replace(rule, period=Period.BENEFIT_YEAR) if is_same.get(rule.period) else rule


RELATIONS = {
    "self": "self",
    "patient": "self",
    "employee": "self",
    "spouse": "other",
    "partner": "other",
    "parent": "parent",
    "mother": "parent",
    "father": "parent",
    "guardian": "parent",
    "other": "other",
}
STANDINGS = {"active": True, "retired": False, "laid_off": False, "inactive": False, "cobra": False}


def holder_from(row: Row, terms: CoverageTerms) -> Holder | None:
    """Read who holds a plan, for the order of payers; None where the request does not say."""
    who = row.part("subscriber", "subscriber")
    if who is None:
        return None
    relation = who.choice("relation", RELATIONS, None)
    born = who.day("birth_date")
    birthday = (born.month, born.day) if born is not None else None
    if birthday is None and who.value("birthday") is not None:
        of_leap_year = day(f"2000-{who.text('birthday')[-5:]}", who.at("birthday"))
        birthday = (of_leap_year.month, of_leap_year.day)
    return Holder(
        terms.name,
        None if relation is None else relation == "self",
        relation == "parent",
        birthday,
        who.flag("court_decree"),
        who.flag("custody"),
        who.choice("status", STANDINGS, None),
        who.day("since") or terms.effective,
        row.flag("medical"),
        terms.cob is CobRule.MEDICAID,
    )


def _cob(row: Row) -> CobRule | None:
    """The coordination of a plan; a word for it that nobody knows leaves it unknown, with a note."""
    word = plain_word(row.text("cob"))
    if word and word not in COB:
        row.notes.append(f"{row.at('cob')}: {word} is not known; it was counted as unknown")
        return None
    return row.choice("cob", COB, CobRule.MEDICAID if plain_word(row.text("type")) == "medicaid" else None)


def _month(row: Row) -> int | None:
    """The month of renewal: a number or its name in English."""
    value = row.value("renewal_month")
    short = plain_word(value)[:3]
    if isinstance(value, str) and short in _MONTHS:
        return _MONTHS.index(short) + 1
    return row.whole("renewal_month", least=1, most=12)


def _in_network(row: Row, kind: PlanKind) -> bool:
    value = row.value("network")
    if (row.name_used("network") == "in_network" and value is not None) or isinstance(value, bool):
        return truth(value, row.at("network"))
    if value is None:
        return kind is not PlanKind.INDEMNITY
    return choice(value, TIERS, row.at("network")) is not Tier.OUT_OF_NETWORK


def _unknown(row: Row) -> frozenset[Subject]:
    """The parts of a plan about which nobody asked: each becomes a question with a best and a worst case."""
    value = row.value("unknown")
    subjects = {subject.value: subject for subject in Subject}
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return frozenset(choice(each, subjects, f"{row.at('unknown')}[{n}]") for n, each in enumerate(listed))
