"""Deductible: what the patient pays first, from the most specific rule, capped by the broader ones and the family's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tctui.core.estimate.ledger import FAMILY, Ledger
from tctui.core.estimate.plan import Plan, Service
from tctui.core.estimate.rules import DeductibleRule, Level
from tctui.core.estimate.scope import Breadth
from tctui.core.estimate.terms import HistoryEntry, HistoryKind, PlannedLine, Subject
from tctui.core.estimate.trace import LEAST, NOTHING, Inputs
from tctui.core.estimate.unknown import NOT_ASKED, Reading, Readings


class Taken(NamedTuple):
    """The deductible of one line: cents, and the operation, inputs and plan row for the trace."""

    cents: int
    op: str = NOTHING
    inputs: Inputs = ()
    row: str = ""


def deductible_ledger(plan: Plan) -> Ledger:
    """Open the ledger of a coverage's deductibles with its history posted.

    An amount met elsewhere (no code, no category) satisfies general and specific deductibles alike.
    """
    ledger = Ledger(plan, plan.deductibles)
    for entry in plan.terms.history:
        if entry.deductible_cents and entry.kind is not HistoryKind.DENIED:
            for number in _touched(plan, entry):
                ledger.history(number, entry, entry.deductible_cents)
    return ledger


def _touched(plan: Plan, entry: HistoryEntry) -> tuple[int, ...]:
    if not entry.code and not entry.category:
        return tuple(range(len(plan.deductibles)))
    return plan.service(entry.code, entry.category).deductibles


def take(
    plan: Plan, ledger: Ledger, service: Service, line: PlannedLine, on: date, base: int, readings: Readings
) -> Taken:
    """Take the deductible of one line off ``base`` (cents) and post it to every rule that counts it.

    taken = least of the base, what is left of each individual rule from the most specific on, and of the family's.
    """
    rules = plan.deductibles
    numbers = _considered(plan, service)
    unentered = plan.terms.unentered
    known = [number for number in numbers if not _is_unknown(rules[number])]
    if len(known) < len(numbers) or (unentered and not rules and Subject.DEDUCTIBLE in unentered):
        reading = _ask(plan, line, readings)
        if reading is Reading.BEST:
            return Taken(0, row="best case: no deductible")
        if reading is Reading.WORST:
            return Taken(base, LEAST, (("covered amount", base),), "worst case: all of it under the deductible")
    unsaid = ledger.unsaid(known, line.person, "", on) if ledger.any_unsaid else ()
    for number in unsaid:
        if ledger.ask_used(readings, number, line.id) is Reading.BEST:
            return Taken(0, row="best case: the deductible is met")
    inputs = [("covered amount", base)]
    taken, is_own = base, False
    individual = Level.INDIVIDUAL
    for number in known:
        rule = rules[number]
        is_own = is_own or rule.level is individual
        if rule.scope.breadth is Breadth.CODE_GROUP and _overlapped(rule, [rules[other] for other in known]):
            continue
        left = _left(plan, ledger, number, rule, line.person, on)
        if left is not None:
            inputs.append((ledger.labels[number], left))
            if left < taken:
                taken = left
    if not is_own:
        return Taken(0)
    if taken:
        for number in known:
            ledger.post(number, line.person, "", on, taken)
    row = ledger.row(known[0])
    return Taken(taken, LEAST, tuple(inputs), f"{row}; {NOT_ASKED}" if unsaid else row)


def _is_unknown(rule: DeductibleRule) -> bool:
    return rule.cents is None and rule.members is None


def _considered(plan: Plan, service: Service) -> tuple[int, ...]:
    """The rules of a line, the most specific first; one that stands apart hides all broader ones."""
    apart = None
    for number in service.deductibles:
        rule = plan.deductibles[number]
        if not rule.counts_toward_general:
            apart = rule.scope.breadth
            break
    if apart is None:
        return service.deductibles
    return tuple(number for number in service.deductibles if plan.deductibles[number].scope.breadth >= apart)


def _overlapped(rule: DeductibleRule, rules: Sequence[DeductibleRule]) -> bool:
    """Whether another code group of the line has a higher deductible: of overlapping groups the highest counts."""
    return any(
        other.scope.breadth is Breadth.CODE_GROUP
        and (other.level, other.period) == (rule.level, rule.period)
        and (other.cents or 0) > (rule.cents or 0)
        for other in rules
    )


def _left(plan: Plan, ledger: Ledger, number: int, rule: DeductibleRule, person: str, on: date) -> int | None:
    """Cents left of one rule; None when the rule sets no bound (a family rule by members, not yet reached)."""
    if rule.members is not None:
        return 0 if _members_done(plan, ledger, rule, on) >= rule.members else None
    left = (rule.cents or 0) - ledger.used(number, person, "", on)
    return left if left > 0 else 0


def _members_done(plan: Plan, ledger: Ledger, family: DeductibleRule, on: date) -> int:
    """How many persons have met their own deductible of the family rule's scope."""
    done: set[str] = set()
    for number, rule in enumerate(plan.deductibles):
        if rule.level is Level.INDIVIDUAL and rule.scope == family.scope and rule.cents:
            people = {account.person for book in (ledger.before, ledger.here) for account in book} - {FAMILY}
            done.update(person for person in people if ledger.used(number, person, "", on) >= rule.cents)
    return len(done)


def _ask(plan: Plan, line: PlannedLine, readings: Readings) -> Reading:
    terms = plan.terms
    text = f"{terms.name}: what is the deductible, how much of it is met, and for which services is it waived?"
    return readings.ask(f"{terms.id}:deductible", text, terms.id, line.id)
