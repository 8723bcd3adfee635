"""Maximums: the least that is left of every limit on a line, and the posting of what was really paid."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tctui.core.estimate.ledger import Ledger
from tctui.core.estimate.periods import add_months
from tctui.core.estimate.plan import Plan, Service, is_general
from tctui.core.estimate.rollover import YearOfUse, banks
from tctui.core.estimate.rules import Level, Period, Tier
from tctui.core.estimate.scope import Breadth
from tctui.core.estimate.terms import HistoryKind, LimitSelection, PlannedLine, Subject
from tctui.core.estimate.unknown import Reading, Readings
from tctui.core.money import percent_of, percent_text


class Limits(NamedTuple):
    """The limits on one line: their rule numbers, what is left of each (label, cents), and the row that binds.

    ``least`` is what the tightest leaves, cents; None where nothing limits the line. ``unsaid`` is True where nobody
    knows what of a limit was used before.
    """

    numbers: tuple[int, ...] = ()
    left: tuple[tuple[str, int], ...] = ()
    row: str = ""
    least: int | None = None
    unsaid: bool = False


def maximum_ledger(plan: Plan) -> Ledger:
    """Open the ledger of a coverage's maximums with paid, pending and other offices' use posted.

    Use without a code and category counts toward the whole-plan maximums only.
    """
    ledger = Ledger(plan, plan.maximums)
    for entry in plan.terms.history:
        if entry.paid_cents and entry.kind is not HistoryKind.DENIED:
            for number in considered(plan, plan.service(entry.code, entry.category)):
                ledger.history(number, entry, entry.paid_cents)
    return ledger


def considered(plan: Plan, service: Service) -> tuple[int, ...]:
    """The limits that bind a service: a category's or code's own limit frees it of the whole-plan ones.

    Unless that limit states that it counts toward the general maximum; one that states that it does not stands apart
    from every broader one. A cap on each line frees of nothing.
    """
    rules = plan.maximums
    least = Breadth.WHOLE_PLAN
    for number in service.maximums:
        rule = rules[number]
        if not (is_general(rule.scope) or rule.period is Period.LINE or rule.counts_toward_general):
            stated = rule.counts_toward_general is not None
            least = max(least, rule.scope.breadth if stated else Breadth.CATEGORY)
    if not least:
        return service.maximums
    return tuple([number for number in service.maximums if rules[number].scope.breadth >= least])


def limits(
    plan: Plan,
    ledger: Ledger,
    service: Service,
    line: PlannedLine,
    on: date,
    selection: LimitSelection,
    readings: Readings,
    share: int = 10_000,
) -> Limits:
    """Find what every maximum on a line leaves, in cents; with MOST_SPECIFIC_ONLY one limit per level alone.

    A maximum that counts allowed amounts leaves the plan's ``share`` (basis points) of what is left of them.
    """
    terms = plan.terms
    alone = selection is LimitSelection.MOST_SPECIFIC_ONLY
    numbers = _most_specific(plan, ledger, service, line, on) if alone else considered(plan, service)
    left: list[tuple[str, int]] = []
    unknown = bool(terms.unentered) and not plan.maximums and Subject.MAXIMUM in terms.unentered
    tightest, least = -1, 0
    for number in numbers:
        cents = _left(plan, ledger, number, line, on)
        if cents is None:
            unknown = True
            continue
        label = ledger.labels[number]
        if ledger.counts_allowed[number]:
            label, cents = f"{percent_text(share)} of what is {label}", percent_of(cents, share)
        left.append((label, cents))
        if tightest < 0 or cents < least:
            tightest, least = number, cents
    if unknown:
        text = f"{terms.name}: what is the maximum, and how much of it is already used?"
        if readings.ask(f"{terms.id}:maximum", text, terms.id, line.id) is Reading.WORST:
            return Limits(numbers, (("unknown maximum, worst case", 0),), "maximum not known", 0)
    if tightest < 0:
        return Limits(numbers)
    unsaid = ledger.unsaid(numbers, line.person, line.tooth, on) if ledger.any_unsaid else ()
    for number in unsaid:
        if plan.maximums[number].cents is not None and ledger.ask_used(readings, number, line.id) is Reading.WORST:
            return Limits(numbers, (("maximum used up, worst case", 0),), "what is used is not known", 0)
    return Limits(numbers, tuple(left), ledger.row(tightest), least, bool(unsaid))


def post(ledger: Ledger, found: Limits, line: PlannedLine, on: date, cents: int, allowed: int) -> None:
    """Count what was really paid (or the amount allowed, where a maximum counts that) toward every limit of the line."""
    if cents:
        for number in found.numbers:
            counts_allowed = ledger.counts_allowed[number]
            ledger.post(number, line.person, line.tooth, on, allowed if counts_allowed else cents)


def _left(plan: Plan, ledger: Ledger, number: int, line: PlannedLine, on: date) -> int | None:
    rule = plan.maximums[number]
    if rule.cents is None:
        return None
    limit = rule.cents
    if (
        plan.terms.rollover is not None
        and is_general(rule.scope)
        and rule.level is Level.INDIVIDUAL
        and rule.period is Period.BENEFIT_YEAR
    ):
        limit += bank(plan, ledger, number, line.person, on)
    return max(0, limit - ledger.used(number, line.person, line.tooth, on))


def bank(plan: Plan, ledger: Ledger, number: int, person: str, on: date) -> int:
    """The rollover bank in the benefit year of a day, cents: from the years of use known before it."""
    rule, rollover = plan.maximums[number], plan.terms.rollover
    if rollover is None or rule.cents is None:
        return 0
    return banks(rollover, rule.cents, years_of_use(plan, ledger, number, person, plan.year(on)))[-1]


def years_of_use(plan: Plan, ledger: Ledger, number: int, person: str, until: date) -> list[YearOfUse]:
    """What was paid under a maximum in each benefit year before one, from the year whose bank is known or the first known.

    A bank is lost on lapse: years before the one in which this coverage began earn nothing.
    """
    dated = [(plan.year(entry.on), entry.tier) for entry in plan.terms.history if entry.on and entry.person == person]
    outside = {year for year, tier in dated if tier is Tier.OUT_OF_NETWORK}
    rollover = plan.terms.rollover
    stated = rollover.bank_year if rollover is not None else None
    year = plan.year(stated) if stated is not None else min([plan.year(plan.as_of), *(year for year, _ in dated)])
    if plan.terms.effective is not None:
        year = max(year, plan.year(plan.terms.effective))
    rows = []
    while year < until:
        in_network = plan.terms.in_network and year not in outside
        rows.append(YearOfUse(ledger.used(number, person, "", year), in_network))
        year = add_months(year, 12)
    return rows


def _most_specific(plan: Plan, ledger: Ledger, service: Service, line: PlannedLine, on: date) -> tuple[int, ...]:
    """One limit per level: the most specific, and the one with the least left among equals."""
    chosen = []
    for level in Level:
        numbers = [number for number in service.maximums if plan.maximums[number].level is level]
        if numbers:
            top = plan.maximums[numbers[0]].scope.breadth
            equals = [number for number in numbers if plan.maximums[number].scope.breadth is top]
            chosen.append(min(equals, key=lambda number: _left(plan, ledger, number, line, on) or 0))
    return tuple(chosen)
