"""What insures the patients of the demo practice: invented carriers, their plans, fees and benefit rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tctui.db.demo.making import Making
from tctui.db.demo.procedures import WORK, add_schedule, contracted, copay
from tctui.db.models import BenefitPlan, BenefitRule, Carrier, Setting

EVERYTHING = ["percent", "deductible", "maximum", "frequency", "waiting", "missing_tooth"]
_MAJOR = "category:crowns+prosthetics+implant"


@dataclass(frozen=True, slots=True)
class Terms:
    """One plan in short: percentages of preventive, basic and major work, dollars of deductible and yearly maximum."""

    carrier: str
    name: str
    kind: str
    percents: tuple[int | None, int | None, int | None]
    deductible: int | None
    maximum: int | None
    month: int | None = 1
    cob: str | None = "standard"
    percent_of_fee: int = 0
    ortho: int = 0
    waiting: int = 0
    missing_tooth: bool = False
    entered: tuple[str, ...] = tuple(EVERYTHING)


PLANS = (
    Terms("Lakeshore Dental Benefits", "Lakeshore PPO Gold", "ppo", (100, 80, 50), 50, 1500, 1, "standard", 74, 1500),
    Terms("Lakeshore Dental Benefits", "Lakeshore PPO Value", "ppo", (100, 70, 40), 75, 1000, 1, "carve_out", 70, 0, 12, True),
    Terms("Northfield Mutual", "Northfield PPO Plus", "ppo", (100, 80, 50), 50, 2000, 7, "standard", 78, 2000),
    Terms("Northfield Mutual", "Northfield PPO Basic", "ppo", (100, 60, 0), 100, 1000, 1, None, 72, 0, 0, False,
          ("percent", "deductible", "maximum")),
    Terms("Quarry Hill Administrators", "Quarry Hill PPO Union 12", "ppo", (100, 90, 60), 25, 2500, 4, "standard", 81, 2500),
    Terms("Quarry Hill Administrators", "Quarry Hill, new group", "ppo", (100, 80, None), 50, None, None, None, 76, 0, 0,
          False, ()),
    Terms("Old Ferry Life", "Old Ferry Indemnity", "indemnity", (100, 80, 50), 100, 1500, 1, "standard", 0, 1000, 6),
    Terms("Beacon Prepaid Dental", "Beacon Prepaid DHMO", "dhmo", (None, None, None), None, None, 1, None, 60),
)  # fmt: skip
SHARES = (20, 12, 16, 8, 12, 4, 12, 16)
"""How often each plan is met among the insured."""


_SERVICES = {
    "exam": {"scope": "codes:CHK,NEW"},
    "cleaning": {"scope": "codes:CLC,CLN"},
    "bitewing": {"scope": "code:XB"},
    "full_mouth": {"scope": "codes:XF,XP"},
    "fluoride": {"scope": "code:FLU"},
    "sealant": {"scope": "code:SEA", "area": "tooth"},
    "deep_cleaning": {"scope": "code:DCQ", "area": "quadrant"},
    "gum_care": {"scope": "code:GMT"},
    "crown": {"scope": "codes:CRC,CRM,ONL", "area": "tooth"},
    "bridge": {"scope": "codes:BRA,BRG", "area": "tooth"},
    "denture": {"scope": "codes:FD,PD", "area": "arch"},
}
_DOWNGRADES = {"filling": [["W2", "M2"]], "crown": [["CRC", "CRM"]]}


def add_plans(making: Making) -> list[int]:
    """Add carriers and plans with their rules; returns the plans' ids in the order of PLANS."""
    making.stock.add(Setting, name="services", value=json.dumps(_SERVICES))
    making.stock.add(Setting, name="verification", value=json.dumps({"days_before": 3, "fresh_days": 90}))
    making.stock.add(Setting, name="downgrades", value=json.dumps(_DOWNGRADES))
    stock, carriers, found = making.stock, {}, []
    for at, terms in enumerate(PLANS):
        if terms.carrier not in carriers:
            carriers[terms.carrier] = stock.add(
                Carrier, name=terms.carrier, phone=f"(800) 555-01{40 + at}", payer_number=f"9{at}017"
            )
        fees = copays = None
        if terms.percent_of_fee:
            amounts = {code: contracted(code, terms.percent_of_fee) for code in WORK}
            fees = add_schedule(making, f"{terms.name} fees", "contracted", amounts)
        if terms.kind == "dhmo":
            copays = add_schedule(making, f"{terms.name} copays", "copay", {code: copay(code) for code in WORK})
        plan = stock.add(
            BenefitPlan, carrier=carriers[terms.carrier], name=terms.name, group_number=f"G-{4100 + 37 * at}",
            kind=terms.kind, in_network=terms.kind != "indemnity", renewal_month=terms.month, cob=terms.cob,
            fee_schedule=fees, copay_schedule=copays, settings=json.dumps({"entered": list(terms.entered)}),
        )  # fmt: skip
        found.append(plan)
        if terms.kind != "dhmo":
            _rules(making, plan, terms)
        _limits(making, plan, terms)
    return found


def _cents(amount: int | None) -> int | None:
    return None if amount is None else amount * 100


def _rule(making: Making, plan: int, kind: str, scope: str, terms: dict[str, Any] | None = None, **more: Any) -> None:
    making.stock.add(
        BenefitRule, plan=plan, kind=kind, scope=scope, terms=json.dumps(terms or {}, sort_keys=True), **more
    )


def _rules(making: Making, plan: int, terms: Terms) -> None:
    preventive, basic, major = (_cents(percent) for percent in terms.percents)
    _rule(making, plan, "percent", "category:diagnostic+preventive", percent=preventive)
    _rule(making, plan, "percent", "category:restorative+endo+perio+oral_surgery", percent=basic)
    _rule(making, plan, "percent", _MAJOR, percent=major)
    _rule(making, plan, "percent", "category:ortho", percent=5000 if terms.ortho else 0)
    _rule(making, plan, "percent", "category:cosmetic+other", percent=0)
    waived = {"waived_for": ["category:diagnostic+preventive"]}
    _rule(making, plan, "deductible", "all", waived, amount=_cents(terms.deductible))
    if terms.deductible:
        _rule(making, plan, "deductible", "all", waived, amount=_cents(terms.deductible * 3), level="family")
    general = {"exempt": ["category:ortho"]} if terms.ortho else {}
    _rule(making, plan, "maximum", "all", general, amount=_cents(terms.maximum))
    if terms.ortho:
        _rule(making, plan, "maximum", "category:ortho", {"counts_toward_general": False},
              amount=_cents(terms.ortho), period="lifetime")  # fmt: skip
        _rule(making, plan, "age", "category:ortho", {"max_age": 18})


def _limits(making: Making, plan: int, terms: Terms) -> None:
    if "frequency" in terms.entered:
        _rule(making, plan, "frequency", "codes:CLN,CLC,GMT", {"count": 2})
        _rule(making, plan, "frequency", "codes:CHK,NEW", {"count": 2})
        _rule(making, plan, "frequency", "code:XF", {"every_months": 60})
        _rule(making, plan, "frequency", "code:DCQ", {"every_months": 24, "area": "quadrant"})
        _rule(making, plan, "frequency", "codes:CRC,CRM,ONL", {"every_months": 60, "area": "tooth"})
        _rule(making, plan, "frequency", "code:XB", {"count": 1})
        _rule(making, plan, "frequency", "code:FLU", {"count": 2})
        _rule(making, plan, "age", "code:FLU", {"max_age": 14})
        _rule(making, plan, "frequency", "codes:BRA,BRG", {"every_months": 84, "area": "tooth"})
    if terms.waiting:
        _rule(making, plan, "waiting", _MAJOR, {"months": terms.waiting})
    if terms.missing_tooth:
        _rule(making, plan, "missing_tooth", "category:prosthetics+implant")
    if terms.kind != "dhmo":
        _rule(making, plan, "exclusion", "category:cosmetic")
