"""Payer: one coverage goes over all lines — what it recognises, its deductible, its share, coordination, maximums."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from tctui.core.estimate.allowed import allowed_amount, copay_amount
from tctui.core.estimate.benefits import share_of, share_under_deductible, used_years, years_between
from tctui.core.estimate.coordination import coordinate, rule_for
from tctui.core.estimate.deductible import deductible_ledger, take
from tctui.core.estimate.fixed import discount_plan, pay_dhmo
from tctui.core.estimate.frequency import Done, from_line, services_done
from tctui.core.estimate.ledger import Ledger
from tctui.core.estimate.limits import Denial, Ground, examine, facts_of
from tctui.core.estimate.maximum import Limits, limits, maximum_ledger, post
from tctui.core.estimate.plan import Plan
from tctui.core.estimate.ranges import year_key
from tctui.core.estimate.result import PayerShare
from tctui.core.estimate.terms import (
    ClaimDate,
    CobRule,
    DeductibleOrder,
    KnownFigures,
    PlanKind,
)
from tctui.core.estimate.trace import IS, LEAST, LESS, NOTHING, PERCENT, SUM
from tctui.core.estimate.unknown import NOT_ASKED, Reading, Readings
from tctui.core.estimate.work import Claim, Work
from tctui.core.estimate.writeoff import Contract, contract_write_offs
from tctui.core.money import percent_of


class Books(NamedTuple):
    """What one coverage has used up: its two ledgers and the services that count toward frequencies."""

    deductibles: Ledger
    maximums: Ledger
    done: list[Done]


_ORDERS: dict[DeductibleOrder, Callable[[tuple[Work, Claim]], tuple[object, ...]]] = {
    DeductibleOrder.LARGEST_FEE: lambda pair: (-pair[0].fee,),
    DeductibleOrder.FIRST_APPLICABLE: lambda pair: (pair[0].place,),
    DeductibleOrder.DATE: lambda pair: (pair[0].on,),
    DeductibleOrder.HIGHEST_PERCENT: lambda pair: (-(pair[1].percent or 0),),
    DeductibleOrder.CLAIM_ORDER: lambda pair: (pair[0].line.claim_order is None, pair[0].line.claim_order or 0),
}
"""Who is asked first for the deductible; ties stay in line order, which is also PRIORITY."""


def pay_all(plan: Plan, payer: int, works: list[Work], readings: Readings) -> Books:
    """Let one coverage pay its part of every line, in line order; later coverages see what it paid."""
    books = Books(deductible_ledger(plan), maximum_ledger(plan), services_done(plan))
    used = used_years(plan) if plan.has_incentive else None
    claims: list[tuple[Work, Claim]] = []
    for work in works if used is None else sorted(works, key=lambda work: plan.year(work.on)):
        claim = _claim(plan, payer, work, books.done, readings, used)
        claims.append((work, claim))
        if plan.frequencies and claim.denial is None:
            books.done.append(from_line(work.line, claim.on))
        if used is not None and claim.denial is None:
            used.add((work.line.person, plan.year(claim.on)))
    if used is not None:
        places = {work.place: number for number, work in enumerate(works)}
        claims.sort(key=lambda pair: places[pair[0].place])
    if plan.terms.kind is PlanKind.DHMO:
        for work, claim in claims:
            pay_dhmo(plan, payer, work, claim)
        return books
    if plan.terms.kind is PlanKind.DISCOUNT:
        for work, claim in claims:
            discount_plan(plan, payer, work, claim, books.maximums, readings)
        return books
    asked = claims
    order = plan.terms.deductible_order or plan.office.deductible_order
    if order is not DeductibleOrder.PRIORITY:
        asked = sorted(claims, key=_ORDERS[order])
    for work, claim in asked:
        _deductible(plan, payer, work, claim, books.deductibles, readings)
    paid = claims
    if plan.terms.rollover is not None:
        paid = sorted(claims, key=lambda pair: plan.year(pair[1].on))
    for work, claim in paid:
        _pay(plan, payer, work, claim, books.maximums, readings)
    return books


def _service_day(plan: Plan, work: Work) -> date:
    if plan.terms.claim_date is ClaimDate.PREPARATION and work.line.prepared_on is not None:
        return work.line.prepared_on
    if plan.terms.claim_date is ClaimDate.SEAT and work.seated_on is not None:
        return work.seated_on
    return work.on


def _claim(
    plan: Plan, payer: int, work: Work, done: list[Done], readings: Readings, used: set[tuple[str, date]] | None = None
) -> Claim:
    """Find what a coverage recognises of a line, its percentage, and whether a limit denies it."""
    line, terms = work.line, plan.terms
    known = work.known(payer)
    service = plan.service(line.code, line.category)
    on = work.on if line.prepared_on is None and work.seated_on is None else _service_day(plan, work)
    allowed = allowed_amount(plan, line, work.fee, known, payer)
    work.note(allowed.note)
    copay = copay_amount(plan, line, allowed, known)
    if payer == 1:
        work.primary_allowed = allowed.cents
    found = examine(plan, service, line, on, done, readings, known)
    denial = found.denial
    if not plan.by_percentage:
        return Claim(
            service, on, allowed, copay, None, "", denial, found.frequency_met, found.waiting_applies, known=known
        )
    years = () if used is None else years_between(plan, line.person, on, used)
    share = share_of(plan, service, line, known, readings, years)
    if denial is None and not share.percent:
        reason = f"{terms.name} does not pay for this" if share.percent == 0 or share.percent is None else ""
        denial = Denial(Ground.NOT_COVERED, reason, share.row)
    if denial is not None and known is not None and _overruled(denial, known, on):
        if known.paid_cents is None:
            work.note(f"{denial.reason}; what was {'approved' if known.insurance_cents is None else 'entered'} stands")
        denial = None
    if terms.renewal_month is None and (terms.maximums or terms.deductibles):
        text = f"{terms.name}: in which month does the benefit year begin?"
        readings.ask(year_key(terms.id), text, terms.id, line.id)
    return Claim(
        service,
        on,
        allowed,
        copay,
        share.percent,
        share.row,
        denial,
        found.frequency_met,
        found.waiting_applies,
        known=known,
    )


def _overruled(denial: Denial, known: KnownFigures, on: date) -> bool:
    """Whether what is known of a payer stands against a limit: a payment, a person's estimate, or a valid approval."""
    if denial.ground is Ground.NOT_BILLED:
        return False
    if known.paid_cents or known.insurance_cents is not None:
        return True
    approved = known.authorised_cents is not None and denial.ground is not Ground.NOT_IN_FORCE
    return approved and (known.authorised_until is None or on <= known.authorised_until)


def _deductible(plan: Plan, payer: int, work: Work, claim: Claim, ledger: Ledger, readings: Readings) -> None:
    """Take the deductible of a covered line; what a known figure states is taken as it stands."""
    known = claim.known
    if claim.denial is not None or not claim.percent:
        return
    base = claim.after_copay
    if known is not None and known.deductible_cents is not None:
        claim.deductible_cents = min(base, known.deductible_cents)
        for number in claim.service.deductibles:
            ledger.post(number, work.line.person, "", claim.on, claim.deductible_cents)
        claim.deductible_trace = (LEAST, (("entered deductible", known.deductible_cents), ("covered amount", base)), "")
        return
    if not plan.deductibles and not plan.terms.unentered:
        return
    if payer == 2 and plan.terms.cob is CobRule.MAINTENANCE:
        base = max(0, base - work.paid)
    if plan.takes_after_percent:
        base = percent_of(base, claim.percent)
    taken = take(plan, ledger, claim.service, work.line, claim.on, base, readings)
    claim.deductible_cents = taken.cents
    claim.deductible_trace = (taken.op, taken.inputs, taken.row)


def _own_share(plan: Plan, payer: int, work: Work, claim: Claim) -> int:
    """The benefit of a plan as if it were alone, cents, with its steps; rounded once, here."""
    allowed, copay = claim.allowed, claim.copay
    work.step("allowed", payer, allowed.charted_cents, allowed.op, allowed.inputs, allowed.row)
    if allowed.basis_inputs:
        work.step("basis", payer, allowed.cents, LEAST, allowed.basis_inputs, allowed.basis_row)
    if claim.denial is not None or claim.percent is None:
        return 0
    parts = [(allowed.label, allowed.cents)]
    if copay.cents:
        work.step("copay", payer, copay.cents, copay.op, copay.inputs, copay.row)
        parts.append(("copay", copay.cents))
    taken, trace = claim.deductible_cents, claim.deductible_trace
    if trace is not None:
        work.step("deductible", payer, taken, *trace)
    if taken and plan.takes_after_percent:
        covered = claim.after_copay
        if len(parts) > 1:
            work.step("after copay", payer, covered, LESS, tuple(parts))
        before = percent_of(covered, claim.percent)
        first = parts[0] if len(parts) == 1 else ("after copay", covered)
        work.step(
            "share before deductible", payer, before, PERCENT, (first, ("percent", claim.percent)), claim.percent_row
        )
        share = max(0, before - taken)
        inputs = (("share before deductible", before), ("deductible", taken))
        work.step("plan share", payer, share, LESS, inputs)
        return share
    if taken:
        percent = share_under_deductible(plan, claim.service, work.line)
        if percent is not None:
            covered = max(0, allowed.cents - taken)
            work.step("covered", payer, covered, LESS, ((allowed.label, allowed.cents), ("deductible", taken)))
            share = percent_of(covered, percent)
            work.step("share by percentage", payer, share, PERCENT, (("covered", covered), ("percent", percent)))
            inputs = (("listed payment", claim.after_copay), ("share by percentage", share))
            share = min(share, claim.after_copay)
            work.step("plan share", payer, share, LEAST, inputs, "a listed payment holds where no deductible is taken")
            return share
        parts.append(("deductible", taken))
    base = max(0, claim.after_copay - taken)
    first = parts[0]
    if len(parts) > 1:
        work.step("covered", payer, base, LESS, tuple(parts))
        first = ("covered", base)
    share = percent_of(base, claim.percent)
    work.step("plan share", payer, share, PERCENT, (first, ("percent", claim.percent)), claim.percent_row)
    return share


def _pay(plan: Plan, payer: int, work: Work, claim: Claim, ledger: Ledger, readings: Readings) -> None:
    """Compute what a plan pays of a line after the earlier ones and within its maximums, and post it."""
    line, terms, known = work.line, plan.terms, claim.known
    own = _own_share(plan, payer, work, claim)
    room = max(0, work.fee - work.paid)
    selection = terms.limit_selection or plan.office.limit_selection
    found = limits(plan, ledger, claim.service, line, claim.on, selection, readings, claim.percent or 0)
    exhausted = found.least == 0
    if known is not None and known.paid_cents is not None:
        pays = known.paid_cents
        received: tuple[tuple[str, int], ...] = (("payment received", pays),)
        if plan.office.cap_payments_at_fee and pays > room:
            work.note(f"{terms.name} paid more than is left of the fee")
            received, pays = (*received, ("fee not yet paid", room)), room
        work.step("insurance", payer, pays, LEAST, received, "actual payment")
    elif claim.denial is not None:
        pays = 0
        work.note(claim.denial.reason)
        work.step("insurance", payer, 0, NOTHING, (), f"{claim.denial.reason} ({claim.denial.row})")
    elif known is not None and known.insurance_cents is not None:
        pays = min(known.insurance_cents, room)
        work.step(
            "insurance",
            payer,
            pays,
            LEAST,
            (("entered estimate", known.insurance_cents), ("fee not yet paid", room)),
            "entered by hand",
        )
        if found.least is not None and pays > found.least:
            work.note(f"the estimate entered for {terms.name} is above what its maximum leaves")
    else:
        pays = _within_limits(plan, payer, work, claim, own, room, found, readings)
    post(ledger, found, line, claim.on, pays, max(0, claim.after_copay - claim.deductible_cents))
    _close(plan, payer, work, claim, pays, exhausted)


def _within_limits(
    plan: Plan, payer: int, work: Work, claim: Claim, own: int, room: int, found: Limits, readings: Readings
) -> int:
    """The share, coordinated with earlier payers, cut to the least of what the maximums and the fee leave."""
    terms, known = plan.terms, claim.known
    label, cents, row = "plan share", own, ""
    until = known.authorised_until if known is not None else None
    if until is not None and claim.on > until:
        work.note(f"the pre-authorisation of {terms.name} expired on {until}")
    if known is not None and known.authorised_cents is not None and (until is None or claim.on <= until):
        label, cents = "authorised", known.authorised_cents
        row = f"pre-authorisation, holds to {until}" if until is not None else "pre-authorisation"
    elif payer > 1:
        label, cents = "coordinated", _coordinated(plan, payer, work, claim, own, readings)
    inputs = [(label, cents)]
    pays = cents
    if found.least is not None and found.least < cents:
        inputs.extend(found.left)
        pays, row = found.least, found.row
        work.note(_maximum_note(plan, found))
    if plan.office.cap_payments_at_fee and pays > room:
        inputs.append(("fee not yet paid", room))
        pays = room
    rule = f"{row or terms.name}; {NOT_ASKED}" if found.unsaid and pays else row or terms.name
    work.step("insurance", payer, pays, LEAST if len(inputs) > 1 else IS, tuple(inputs), rule)
    return pays


def _maximum_note(plan: Plan, found: Limits) -> str:
    label, left = min(found.left, key=lambda pair: pair[1])
    which = label.partition("left of ")[2] or label
    return f"{plan.terms.name}: the {which} {'leaves only part of this' if left else 'is used up'}"


def _coordinated(plan: Plan, payer: int, work: Work, claim: Claim, own: int, readings: Readings) -> int:
    terms = plan.terms
    reading = Reading.LIKELY
    if payer == 2 and terms.cob is None:
        text = f"{terms.name}: how does the plan coordinate as secondary (standard, carve-out, …)?"
        reading = readings.ask(f"{terms.id}:coordination", text, terms.id, work.line.id)
    paid = tuple([(f"insurance {number}", cents) for number, cents in enumerate(work.payments, start=1)])
    written = sum(contract_write_offs(work.fee, work.contracts, plan.office.billable_up_to))
    written = min(written, max(0, work.fee - work.paid))
    work.step("paid before", payer, work.paid, SUM, paid)
    amounts = {
        "fee": work.fee,
        "paid before": work.paid,
        "written off before": written,
        "allowed": claim.allowed.cents,
        "allowed by primary": work.primary_allowed,
        "copay": claim.copay.cents or 0,
        "deductible": claim.deductible_cents,
        "percent": claim.percent or 0,
        "plan share": own,
    }
    steps = coordinate(rule_for(payer, terms.cob, reading), payer, amounts, claim.allowed.label)
    if work.steps is not None:
        work.steps.extend(steps)
    return steps[-1].cents


def _close(plan: Plan, payer: int, work: Work, claim: Claim, pays: int, exhausted: bool) -> None:
    """Write the payer's share down and take its contract into account for those that follow."""
    terms, office, known = plan.terms, plan.office, claim.known
    price = claim.allowed.price_cents
    denial = claim.denial
    if not _binds(plan, denial, exhausted, claim):
        price = None
    elif price is not None and claim.allowed.downgrade is not None:
        if not terms.writes_off_downgraded:
            price = None
        elif not terms.bills_downgrade_difference:
            price = min(price, claim.allowed.cents)
    posts = terms.writes_off_as_secondary
    work.contracts.append(
        Contract(
            price,
            payer == 1 or (office.writes_off_as_secondary if posts is None else posts),
            payer > 1 and terms.cob is CobRule.MEDICAID,
            None if known is None else known.write_off_cents,
            terms.name,
        )
    )
    work.paid += pays
    work.payments.append(pays)
    work.shares.append(
        PayerShare(
            terms.id,
            claim.allowed.charted_cents,
            claim.allowed.cents,
            claim.copay.cents or 0,
            claim.deductible_cents,
            claim.percent,
            pays,
            0,
            plan.year(claim.on),
            denial.reason if denial is not None else "",
            claim.frequency_met,
            claim.waiting_applies,
            *facts_of(denial),
            claim.allowed.downgrade.to_code if claim.allowed.downgrade is not None else "",
        )
    )


def _binds(plan: Plan, denial: Denial | None, exhausted: bool, claim: Claim) -> bool:
    """Whether the contract price still holds for a line that a limit denies or whose maximum is used up."""
    terms, office = plan.terms, plan.office
    if denial is None:
        if not exhausted:
            return True
        stated = terms.binds_after_maximum
        return office.binds_after_maximum if stated is None else stated
    if denial.ground is Ground.NOT_IN_FORCE or denial.ground is Ground.NOT_BILLED:
        return False
    if denial.ground is Ground.FREQUENCY:
        stated, usual = terms.binds_after_frequency, office.binds_after_frequency
    elif denial.ground is Ground.AGE:
        stated, usual = terms.binds_after_age, office.binds_after_age
    elif denial.ground is Ground.EXCLUDED or (denial.ground is Ground.NOT_COVERED and claim.percent == 0):
        stated, usual = terms.binds_when_excluded, office.binds_when_excluded
    else:
        return True
    return usual if stated is None else stated
