"""Plans without a percentage: DHMO copay tables, and discount or membership plans."""

from __future__ import annotations

from tctui.core.estimate.ledger import Ledger
from tctui.core.estimate.limits import Ground, facts_of
from tctui.core.estimate.maximum import limits, post
from tctui.core.estimate.plan import Plan
from tctui.core.estimate.result import PayerShare
from tctui.core.estimate.terms import LimitSelection
from tctui.core.estimate.trace import IS, LEAST, LESS, NOTHING
from tctui.core.estimate.unknown import Readings
from tctui.core.estimate.work import Claim, Work
from tctui.core.estimate.writeoff import Contract


def pay_dhmo(plan: Plan, payer: int, work: Work, claim: Claim) -> None:
    """Settle one line of a DHMO: the patient pays the listed copay, the office writes the rest of the fee off.

    A code that is not on the copay table is not a benefit: the contracted fee holds where one is listed. An upgrade
    is charged on top at the filed difference. The plan pays the office by capitation, nothing per line; so where the
    contract holds for an excluded service too, its copay does.
    """
    terms, line = plan.terms, work.line
    copay = claim.copay.cents
    if copay is None and terms.blank_copay_is_zero:
        copay = 0
    reason = claim.denial.reason if claim.denial is not None else ""
    if claim.denial is not None and claim.denial.ground is Ground.EXCLUDED and _keeps_price(plan, claim):
        work.note(f"{reason}; the contract's price holds")
        reason = ""
    if not terms.in_network:
        reason = f"{terms.name} pays nothing outside its network"
    elif not reason and copay is None:
        reason = f"{line.code} is not on the copay table of {terms.name}"
    work.step("allowed", payer, claim.allowed.charted_cents, claim.allowed.op, claim.allowed.inputs, claim.allowed.row)
    price = claim.allowed.price_cents
    if reason:
        work.note(reason)
        work.step("insurance", payer, 0, NOTHING, (), reason)
        if not terms.in_network or not _keeps_price(plan, claim):
            price = None
        copay = None
    else:
        inputs = claim.copay.inputs or (("nothing listed", 0),)
        work.step("copay", payer, copay or 0, claim.copay.op, inputs, claim.copay.row)
        price = (copay or 0) + line.upgrade_cents * max(1, line.quantity)
        work.step("insurance", payer, 0, NOTHING, (), f"{terms.name} pays by capitation, not per line")
    stated = claim.known.write_off_cents if claim.known is not None else None
    price_name = "contracted fee" if reason else "patient's copay"
    own = terms.writes_off_as_secondary
    posts = payer == 1 or (plan.office.writes_off_as_secondary if own is None else own)
    work.contracts.append(Contract(price, posts, stated=stated, name=terms.name, price_name=price_name))
    work.payments.append(0)
    work.shares.append(_share(plan, claim, copay or 0, reason))


def _keeps_price(plan: Plan, claim: Claim) -> bool:
    """Whether the contracted fee holds for a line that the plan refuses."""
    terms, office, denial = plan.terms, plan.office, claim.denial
    if denial is None:
        return True
    if denial.ground is Ground.NOT_IN_FORCE or denial.ground is Ground.NOT_BILLED:
        return False
    if denial.ground is Ground.EXCLUDED:
        return office.binds_when_excluded if terms.binds_when_excluded is None else terms.binds_when_excluded
    return True


def discount_plan(plan: Plan, payer: int, work: Work, claim: Claim, ledger: Ledger, readings: Readings) -> None:
    """Give the discount of a membership plan: office fee less plan fee, within its yearly cap and frequencies."""
    terms = plan.terms
    reason = claim.denial.reason if claim.denial is not None else ""
    cents = 0
    if reason:
        work.note(reason)
        work.step("plan discount", payer, 0, NOTHING, (), reason)
    else:
        wanted = max(0, work.fee - claim.allowed.charted_cents)
        found = limits(plan, ledger, claim.service, work.line, claim.on, LimitSelection.ALL, readings)
        inputs = [("reduction", wanted), *found.left]
        parts = (("fee", work.fee), ("plan fee", claim.allowed.charted_cents))
        work.step("reduction", payer, wanted, LESS, parts, f"{terms.name} fee list")
        cents = min(value for _, value in inputs)
        work.step("plan discount", payer, cents, LEAST if found.left else IS, tuple(inputs), found.row or terms.name)
        post(ledger, found, work.line, claim.on, cents, claim.allowed.charted_cents)
    if cents:
        work.discounts.append((f"plan discount {payer}", cents))
    work.contracts.append(Contract(None, name=terms.name))
    work.payments.append(0)
    work.shares.append(_share(plan, claim, 0, reason))


def _share(plan: Plan, claim: Claim, copay: int, reason: str) -> PayerShare:
    ground, how, since, until = facts_of(claim.denial)
    return PayerShare(
        plan.terms.id,
        claim.allowed.charted_cents,
        claim.allowed.cents,
        copay,
        benefit_year=plan.year(claim.on),
        denied=reason,
        frequency_met=claim.frequency_met,
        waiting_applies=claim.waiting_applies,
        ground=ground,
        how=how,
        since=since,
        until=until,
    )
