"""Allowed amount: what a plan recognises of a fee, the downgraded basis of its benefit, and the fixed copay."""

from __future__ import annotations

from typing import NamedTuple

from tctui.core.estimate.plan import Plan
from tctui.core.estimate.rules import Downgrade, ToothGroup
from tctui.core.estimate.teeth import GROUPS
from tctui.core.estimate.terms import KnownFigures, PlanKind, PlannedLine, Subject
from tctui.core.estimate.trace import IS, LEAST, LESS, TIMES, Inputs


class Allowed(NamedTuple):
    """The amount a benefit is computed on, with its derivation, and the contracted price of the charted code.

    ``charted_cents`` is what is recognised of the code as charted, as ``op`` and ``inputs`` derive it; ``cents`` the
    basis of the benefit, which a downgrade lowers as ``basis_inputs`` say; ``price_cents`` the contracted fee that
    binds the office (None: no contract), all for the whole quantity.
    """

    cents: int
    charted_cents: int
    price_cents: int | None
    op: str
    inputs: Inputs
    row: str
    downgrade: Downgrade | None = None
    note: str = ""
    basis_inputs: Inputs = ()
    basis_row: str = ""

    @property
    def label(self) -> str:
        """The name of the step whose amount the benefit is computed on."""
        return "basis" if self.basis_inputs else "allowed"


def allowed_amount(plan: Plan, line: PlannedLine, fee: int, known: KnownFigures | None, payer: int) -> Allowed:
    """Find the allowed amount of a line: manual; else by fee list of the benefit-basis code; else the billed fee.

    An allowed amount entered by hand under a contract is its price as well. The first payer never recognises more than
    the billed fee; a later one's own terms stand as they are (§6).
    """
    terms = plan.terms
    units = max(1, line.quantity)
    fees = terms.fees if terms.in_network or not terms.out_of_network_fees else terms.out_of_network_fees
    if not terms.in_network and terms.kind is not PlanKind.INDEMNITY:
        fees = terms.out_of_network_fees
    price = terms.fees.get(line.code) if plan.has_contract else None
    price_cents = None if price is None else price * units
    if known is not None and known.allowed_cents is not None:
        cents = known.allowed_cents
        price_cents = cents if plan.has_contract else None
        return Allowed(cents, cents, price_cents, IS, (("entered amount", cents),), "entered by hand")
    listed = fees.get(line.code)
    if listed is None and terms.kind is PlanKind.DHMO:
        listed = terms.out_of_network_fees.get(line.code)
    if listed is None and fees and terms.blank_fee_is_zero:
        listed = 0
    charted, op, inputs, row = _charted(plan, listed, fee, units, payer)
    downgrade = downgrade_of(plan, line)
    if downgrade is None:
        return Allowed(charted, charted, price_cents, op, inputs, row)
    lower = fees.get(downgrade.to_code)
    if lower is None:
        note = f"{terms.name}: no fee on file for {downgrade.to_code}; the benefit uses {line.code}'s fee"
        return Allowed(charted, charted, price_cents, op, inputs, row, downgrade, note)
    parts = (("allowed", charted), (f"fee of {downgrade.to_code}", lower * units))
    basis_row = plan.row(downgrade, f"paid as {downgrade.to_code}")
    return Allowed(min(charted, lower * units), charted, price_cents, op, inputs, row, downgrade, "", parts, basis_row)


def _charted(plan: Plan, listed: int | None, fee: int, units: int, payer: int) -> tuple[int, str, Inputs, str]:
    """What is recognised of the code as charted, with its operation, inputs and plan row."""
    terms = plan.terms
    if listed is None:
        return fee, IS, (("fee", fee),), f"{terms.name}: no fee on its list"
    row = f"{terms.name} fee list" if terms.in_network else f"{terms.name} out-of-network schedule"
    label = "contracted fee" if plan.has_contract else "plan's fee"
    if payer == 1 and fee < listed * units:
        return fee, LEAST, (("fee", fee), (label, listed * units)), row
    if units > 1:
        return listed * units, TIMES, ((label, listed), ("units", units)), row
    return listed, IS, ((label, listed),), row


def downgrade_of(plan: Plan, line: PlannedLine) -> Downgrade | None:
    """Find the downgrade that holds for a line's code on its tooth."""
    for rule in plan.terms.downgrades:
        if rule.from_code == line.code and (rule.when is ToothGroup.ALWAYS or line.tooth.upper() in GROUPS[rule.when]):
            return rule
    return None


class Copay(NamedTuple):
    """What the patient pays before any percentage, for the whole quantity; cents None where the plan lists nothing."""

    cents: int | None
    op: str = IS
    inputs: Inputs = ()
    row: str = ""


_NO_COPAY = Copay(None)


def copay_amount(plan: Plan, line: PlannedLine, allowed: Allowed, known: KnownFigures | None) -> Copay:
    """Find the fixed copay of a line; where a plan pays an amount by code, the rest of the allowed amount is copay."""
    terms = plan.terms
    units = max(1, line.quantity)
    if known is not None and known.copay_cents is not None:
        return Copay(known.copay_cents, IS, (("entered copay", known.copay_cents),), "entered by hand")
    if plan.lists_benefits and not terms.fixed_benefits and _share_unsaid(plan, line):
        return _NO_COPAY
    if plan.lists_benefits or line.code in terms.fixed_benefits:
        return _rest_of_fixed_benefit(plan, line, allowed, units)
    each = terms.copays.get(line.code)
    if allowed.downgrade is not None:
        each = terms.copays.get(allowed.downgrade.to_code, each)
    if each is None:
        if terms.kind is PlanKind.FLAT_COPAY and not terms.blank_copay_is_zero and not plan.percents:
            return Copay(allowed.cents, IS, ((allowed.label, allowed.cents),), f"{terms.name}: not on its copay list")
        return _NO_COPAY
    row = f"{terms.name} copay list"
    if units > 1:
        return Copay(each * units, TIMES, (("copay each", each), ("units", units)), row)
    return Copay(each, IS, (("listed copay", each),), row)


def _share_unsaid(plan: Plan, line: PlannedLine) -> bool:
    """Whether nobody has said what share a plan pays of a line."""
    rule = plan.service(line.code, line.category).percent
    if rule is None:
        return Subject.PERCENT in plan.terms.unentered
    return rule.percent is None and rule.incentive is None


def _rest_of_fixed_benefit(plan: Plan, line: PlannedLine, allowed: Allowed, units: int) -> Copay:
    terms = plan.terms
    code = allowed.downgrade.to_code if allowed.downgrade is not None else line.code
    pays = terms.fixed_benefits.get(code)
    if pays is None and allowed.downgrade is not None:
        pays = terms.fixed_benefits.get(line.code)
    if pays is None:
        blank_is_zero = terms.blank_fixed_benefit_is_zero
        if blank_is_zero is None:
            blank_is_zero = terms.kind is PlanKind.TABLE or plan.office.blank_fixed_benefit_is_zero
        if not blank_is_zero:
            return Copay(0, IS, (("nothing listed", 0),), f"{terms.name}: a blank benefit pays in full")
        return Copay(allowed.cents, IS, ((allowed.label, allowed.cents),), f"{terms.name}: {code} is not on its table")
    rest = max(0, allowed.cents - pays * units)
    row = f"{terms.name} table of benefits"
    return Copay(rest, LESS, ((allowed.label, allowed.cents), ("listed benefit", pays * units)), row)
