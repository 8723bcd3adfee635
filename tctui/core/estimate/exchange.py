"""Exchange: reads an estimate request as plain objects (from JSON) into the engine's inputs.

The format: ``plan``, ``secondary``, ``tertiary`` with ``type``, ``coverage``, ``deductibles``, ``maximums`` and so on;
``procedures``; ``history``; ``options`` for what is office-wide. Amounts are numbers of dollars, percentages 0 to 100.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tctui.core.errors import Unreadable
from tctui.core.estimate.exchange_rules import rules_from
from tctui.core.estimate.rules import EveryBoundary, Tier
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
)

_KINDS = {
    "percentage": PlanKind.INDEMNITY,
    "ppo": PlanKind.PPO,
    "ppo_fixed_benefit": PlanKind.FIXED_BENEFIT,
    "flat_copay": PlanKind.FLAT_COPAY,
    "capitation": PlanKind.DHMO,
    "scheduled": PlanKind.TABLE,
    "discount": PlanKind.DISCOUNT,
}
_COB = {
    "standard": CobRule.STANDARD,
    "basic": CobRule.BASIC,
    "primary_allowable": CobRule.PRIMARY_ALLOWABLE,
    "primary_allowable_cap": CobRule.PRIMARY_ALLOWABLE,
    "carveout": CobRule.CARVE_OUT,
    "carve_out": CobRule.CARVE_OUT,
    "non_duplication": CobRule.CARVE_OUT,
    "maintenance": CobRule.MAINTENANCE,
    "maintenance_of_benefits": CobRule.MAINTENANCE,
    "mob": CobRule.MAINTENANCE,
    "remaining_balance": CobRule.REMAINING_BALANCE,
    "remaining_balance_percent": CobRule.REMAINING_BALANCE,
    "secondary_medicaid": CobRule.MEDICAID,
}
_BOUNDARIES = {
    "strictly_after": EveryBoundary.DAY_AFTER,
    "day_after": EveryBoundary.DAY_AFTER,
    "on_or_after": EveryBoundary.SAME_DAY,
    "same_day": EveryBoundary.SAME_DAY,
}
_BILLS_PLAN_FEE = frozenset({PlanKind.INDEMNITY, PlanKind.FLAT_COPAY, PlanKind.DHMO})
"""Kinds whose fee list is what the office bills, not what it writes down to."""

NOMINAL_DAY = date(2000, 7, 1)
"""The day that an undated request counts on, so that its lines share one benefit year."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, ready for ``estimate``; ``notes`` name what was in it and is not understood."""

    id: str
    lines: tuple[PlannedLine, ...]
    coverages: tuple[CoverageTerms, ...]
    office: OfficeSettings
    as_of: date
    patient: Patient
    notes: tuple[str, ...] = ()


def request_from(raw: Mapping[str, Any]) -> Request:
    """Read one request; raises Unreadable naming the path and what was expected there."""
    if not isinstance(raw, Mapping):
        raise Unreadable("a request is an object with plan and procedures")
    options = _mapping(raw, "options", "")
    office, notes = _office(options)
    person = _mapping(raw, "patient", "")
    lines = tuple(_line(row, f"procedures[{n}]", person) for n, row in enumerate(_rows(raw, "procedures")))
    history = _rows(raw, "history")
    coverages = []
    for number, name in enumerate(("plan", "secondary", "tertiary"), start=1):
        plan = raw.get(name)
        if plan and plan.get("type") != "none":
            own = [row for row in history if _payer_of(row) == number]
            coverages.append(_coverage(plan, name, number, [*own, *_rows(plan, "history")]))
    return Request(
        id=str(raw.get("id", "")),
        lines=lines,
        coverages=tuple(coverages),
        office=office,
        as_of=_day(raw, "as_of", "") or _latest(lines, coverages),
        patient=Patient(_day(person, "birth_date", "patient."), _teeth(person)),
        notes=tuple(notes),
    )


def cents(value: object, path: str) -> int:
    """Read an amount of dollars into cents, half-up; raises Unreadable naming the path."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise Unreadable(f"{path}: expected an amount, not {value!r}")
    try:
        return int((Decimal(str(value)) * 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))
    except InvalidOperation as error:
        raise Unreadable(f"{path}: expected an amount, not {value!r}") from error


def _office(options: Mapping[str, Any]) -> tuple[OfficeSettings, list[str]]:
    """Read the office-wide options; a name that is not known here comes back as a note."""
    readers: dict[str, Callable[[Any], dict[str, Any]]] = {
        "deductible_position": lambda v: {"deductible_position": DeductiblePosition(v)},
        "deductible_order": lambda v: {"deductible_order": DeductibleOrder(v)},
        "limit_selection": lambda v: {"limit_selection": LimitSelection("all" if v != "most_specific_only" else v)},
        "every_n_boundary": lambda v: {"every_boundary": _BOUNDARIES[v]},
        "patient_billed_up_to": lambda v: {"billable_up_to": BillableUpTo(v)},
        "post_secondary_ppo_writeoff": lambda v: {"writes_off_as_secondary": bool(v)},
        "blank_fixed_benefit_means_zero": lambda v: {"blank_fixed_benefit_is_zero": bool(v)},
        "no_writeoff_when_freq_or_age_exceeded": lambda v: {"binds_after_frequency": not v, "binds_after_age": not v},
        "no_writeoff_when_max_exceeded": lambda v: {"binds_after_maximum": not v},
        "excluded_services_use_office_fee": lambda v: {"binds_when_excluded": not v},
        "cap_payments_at_billed_fee": lambda v: {"cap_payments_at_fee": bool(v)},
        "sales_tax_percent": lambda v: {"sales_tax": cents(v, "options.sales_tax_percent")},
    }
    chosen: dict[str, Any] = {}
    notes = []
    for name, value in options.items():
        if name not in readers:
            notes.append(f"options.{name} is not known and was not used")
            continue
        try:
            chosen.update(readers[name](value))
        except (ValueError, KeyError) as error:
            raise Unreadable(f"options.{name}: {value!r} is not one of its values") from error
    return OfficeSettings(**chosen), notes


def _coverage(plan: Mapping[str, Any], path: str, number: int, history: list[Mapping[str, Any]]) -> CoverageTerms:
    kind = _KINDS.get(str(plan.get("type", "percentage")))
    if kind is None:
        raise Unreadable(f"{path}.type: expected one of {', '.join(_KINDS)}, not {plan.get('type')!r}")
    cob = plan.get("cob")
    if cob is not None and cob not in _COB:
        raise Unreadable(f"{path}.cob: expected one of {', '.join(_COB)}, not {cob!r}")
    inside = str(plan.get("network", "out" if kind is PlanKind.INDEMNITY else "in")) == "in"
    flags = _mapping(plan, "flags", path)
    name = str(plan.get("name") or f"{path} plan")
    fees = _fees(plan, "fees", path)
    outside = {**_fees(plan, "ucr", path), **_fees(plan, "oon_allowed", path)}
    pays = {name: _fees(plan, name, path) for name in ("fixed_benefits", "schedule_pays", "payment_table")}
    if not fees and kind is PlanKind.TABLE:
        fees = _fees(plan, "schedule", path)
    copays = _fees(plan, "copays", path)
    return CoverageTerms(
        id=str(plan.get("id") or path),
        name=name,
        kind=kind,
        in_network=inside,
        effective=_day(plan, "effective", path),
        termination=_day(plan, "termination", path),
        renewal_month=int(plan.get("renewal_month") or 1),
        cob=None if cob is None else _COB[str(cob)],
        fees=fees,
        out_of_network_fees={} if inside else outside,
        copays=copays,
        fixed_benefits={**pays["payment_table"], **pays["schedule_pays"], **pays["fixed_benefits"]},
        history=tuple(_entry(row, f"history[{n}]") for n, row in enumerate(history)),
        prior_coverage_months=int(plan.get("prior_coverage_months") or 0),
        claim_date=ClaimDate(plan.get("claim_date", "service")),
        bills_plan_fee=number == 1 and kind in _BILLS_PLAN_FEE and not flags.get("bills_office_fee", False),
        blank_copay_is_zero=kind is PlanKind.DHMO and not copays,
        writes_off_downgraded=bool(flags.get("writeoff_on_substituted", True)),
        bills_downgrade_difference=bool(flags.get("bill_downgrade_difference", True)),
        **rules_from(plan, path, name),
    )


def _line(row: Mapping[str, Any], path: str, patient: Mapping[str, Any]) -> PlannedLine:
    for needed in ("key", "code", "fee"):
        if needed not in row:
            raise Unreadable(f"{path}.{needed}: expected, and missing")
    age = row.get("patient_age", patient.get("age"))
    return PlannedLine(
        id=str(row["key"]),
        code=str(row["code"]),
        category=str(row.get("category", "")),
        fee_cents=cents(row["fee"], f"{path}.fee"),
        quantity=int(row.get("qty", 1)),
        tooth=str(row.get("tooth", "")),
        surfaces=str(row.get("surf", "")),
        area=str(row.get("quadrant") or row.get("arch") or row.get("area") or ""),
        on=_day(row, "date", path),
        priority=int(row.get("priority", 0)),
        phase=str(row.get("phase", "")),
        person=_person(row.get("person")),
        age=None if age is None else int(age),
        taxable=bool(row.get("taxable", False)),
        discount_cents=cents(row.get("discount", 0), f"{path}.discount"),
        upgrade_cents=cents(row.get("upgrade", 0), f"{path}.upgrade"),
        claim_order=row.get("claim_order"),
        prepared_on=_day(row, "prep_date", path),
        seated_on=_day(row, "seat_date", path),
        replaces_work_of=_day(row, "prior_placement_date", path),
        known=_known(row, path),
    )


def _known(row: Mapping[str, Any], path: str) -> tuple[KnownFigures, ...]:
    def amount(*names: str) -> int | None:
        for name in names:
            if row.get(name) is not None:
                return cents(row[name], f"{path}.{name}")
        return None

    first = KnownFigures(
        payer=1,
        percent=amount("percent_override"),
        allowed_cents=amount("allowed_override"),
        copay_cents=amount("copay_override"),
        deductible_cents=amount("ded_override", "deductible_override"),
        insurance_cents=amount("ins_override", "estimate_override"),
        paid_cents=amount("primary_paid_actual"),
        write_off_cents=amount("primary_writeoff_actual", "writeoff_actual"),
        authorised_cents=amount("preauth_amount"),
        authorised_until=_day(row, "preauth_expires", path),
    )
    second = KnownFigures(
        2, paid_cents=amount("secondary_paid_actual"), write_off_cents=amount("secondary_writeoff_actual")
    )
    return tuple(known for known in (first, second) if known != KnownFigures(known.payer))


def _entry(row: Mapping[str, Any], path: str) -> HistoryEntry:
    """Read one history entry; an ``amount`` of a ``…deductible…`` type is deductible, of any other type payment."""
    kind = str(row.get("type", "paid"))
    amount = cents(row.get("amount", 0), f"{path}.amount")
    is_deductible = "ded" in kind
    paid = next((row[name] for name in ("ins_paid", "ins_used", "ins_pending", "ins_est") if row.get(name)), 0)
    deductible = next((row[name] for name in ("deductible", "ded_used", "ded") if row.get(name)), 0)
    return HistoryEntry(
        kind=HistoryKind.DENIED if kind == "denied" else HistoryKind.PENDING if kind == "pending" else HistoryKind.PAID,
        person=_person(row.get("person", row.get("who"))),
        code=str(row.get("code", "")),
        category=str(row.get("category", "")),
        on=_day(row, "date", path),
        tooth=str(row.get("tooth", "")),
        surfaces=str(row.get("surf", "")),
        area=str(row.get("quadrant") or row.get("arch") or row.get("area") or ""),
        paid_cents=cents(paid, f"{path}.ins_paid") + (0 if is_deductible else amount),
        deductible_cents=cents(deductible, f"{path}.deductible") + (amount if is_deductible else 0),
        service_id=str(row.get("proc_id", "")),
        seated_on=_day(row, "seat_date", path),
        tier=Tier(row.get("network", "both")),
    )


def _person(name: object) -> str:
    return "" if name in (None, "self", "patient") else str(name)


def _payer_of(row: Mapping[str, Any]) -> int:
    return {"secondary": 2, "tertiary": 3}.get(str(row.get("plan", "primary")), 1)


def _teeth(person: Mapping[str, Any]) -> dict[str, date | None]:
    lost = person.get("teeth_lost") or {}
    return {str(tooth): _day(lost, tooth, "patient.teeth_lost") for tooth in lost}


def _fees(plan: Mapping[str, Any], name: str, path: str) -> dict[str, int]:
    listed = _mapping(plan, name, path)
    return {str(code): cents(fee, f"{path}.{name}.{code}") for code, fee in listed.items() if fee is not None}


def _mapping(raw: Mapping[str, Any], name: str, path: str) -> Mapping[str, Any]:
    value = raw.get(name) or {}
    if not isinstance(value, Mapping):
        raise Unreadable(f"{path}{'.' if path else ''}{name}: expected an object")
    return value


def _rows(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = raw.get(name) or []
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise Unreadable(f"{name}: expected a list of objects")
    return value


def _day(row: Mapping[str, Any], name: str, path: str) -> date | None:
    value = row.get(name)
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise Unreadable(f"{path}.{name}: expected a date like 2026-03-31, not {value!r}") from error


def _latest(lines: tuple[PlannedLine, ...], coverages: list[CoverageTerms]) -> date:
    """The day an undated request counts on: its latest planned day, else its latest history, else a nominal day."""
    days = [line.on for line in lines if line.on is not None]
    days = days or [entry.on for terms in coverages for entry in terms.history if entry.on is not None]
    return max(days, default=NOMINAL_DAY)
