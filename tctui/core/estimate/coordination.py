"""Coordination of benefits: what a later plan pays, as one table of formulas."""

from __future__ import annotations

from tctui.core.estimate.terms import CobRule
from tctui.core.estimate.trace import LEAST, LESS, PERCENT, Step, apply
from tctui.core.estimate.unknown import Reading

Formula = tuple[tuple[str, str, tuple[str, ...]], ...]
"""Steps (name, operation, names of earlier amounts); the last one is what the later plan pays."""

_LESSER_OF_SHARE_AND_ROOM = ("coordinated", LEAST, ("plan share", "room"))

FORMULAS: dict[CobRule, Formula] = {
    CobRule.STANDARD: (("room", LESS, ("fee", "paid before", "written off before")), _LESSER_OF_SHARE_AND_ROOM),
    CobRule.BASIC: (("room", LESS, ("allowed", "paid before")), _LESSER_OF_SHARE_AND_ROOM),
    CobRule.PRIMARY_ALLOWABLE: (("room", LESS, ("allowed by primary", "paid before")), _LESSER_OF_SHARE_AND_ROOM),
    CobRule.CARVE_OUT: (("coordinated", LESS, ("plan share", "paid before")),),
    CobRule.MAINTENANCE: (
        ("not yet paid", LESS, ("allowed", "paid before", "copay", "deductible")),
        ("coordinated", PERCENT, ("not yet paid", "percent")),
    ),
    CobRule.REMAINING_BALANCE: (
        ("not yet paid", LESS, ("fee", "paid before")),
        ("coordinated", PERCENT, ("not yet paid", "percent")),
    ),
    CobRule.MEDICAID: (("room", LESS, ("allowed", "paid before")), _LESSER_OF_SHARE_AND_ROOM),
}
"""The later plan's payment by rule; ``plan share`` is its own benefit as if it were alone (rule book §6)."""

NAMES: dict[CobRule, str] = {
    CobRule.STANDARD: "standard coordination",
    CobRule.BASIC: "basic coordination, up to its own allowed amount",
    CobRule.PRIMARY_ALLOWABLE: "coordination up to the primary's allowed amount",
    CobRule.CARVE_OUT: "carve-out, non-duplication",
    CobRule.MAINTENANCE: "maintenance of benefits",
    CobRule.REMAINING_BALANCE: "percentage of the remaining balance",
    CobRule.MEDICAID: "secondary Medicaid",
}
"""What a coordinator calls each rule."""


def rule_for(payer: int, stated: CobRule | None, reading: Reading) -> CobRule:
    """The rule of a payer: standard for the third, the stated one for the second, else by the reading.

    Standard is the most a later plan pays, carve-out the least; without a rule the likely reading is standard.
    """
    if payer > 2:
        return CobRule.STANDARD
    if stated is not None:
        return stated
    return CobRule.CARVE_OUT if reading is Reading.WORST else CobRule.STANDARD


def coordinate(rule: CobRule, payer: int, amounts: dict[str, int], allowed: str = "allowed") -> list[Step]:
    """Work a rule's formula out over named amounts in cents; the last step holds what the later plan pays.

    ``allowed`` names the earlier step that the plan's allowed amount comes from.
    """
    found: dict[str, int] = {}
    steps = []
    for name, op, labels in FORMULAS[rule]:
        values = [found[label] if label in found else amounts[label] for label in labels]
        cents = found[name] = apply(op, values)
        inputs = tuple([(allowed if label == "allowed" else label, value) for label, value in zip(labels, values, strict=True)])
        steps.append(Step(name, payer, cents, op, inputs, NAMES[rule] if name == "coordinated" else ""))
    return steps
