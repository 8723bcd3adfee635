"""Benefits: the percentage of a line, most specific scope first, with incentive plans and unknown shares."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from tctui.core.estimate.periods import add_months
from tctui.core.estimate.plan import Plan, Service
from tctui.core.estimate.rules import Incentive, PercentRule
from tctui.core.estimate.terms import HistoryKind, KnownFigures, PlanKind, PlannedLine, Subject
from tctui.core.estimate.unknown import Reading, Readings
from tctui.core.money import percent_text


class Share(NamedTuple):
    """The percentage of a line in basis points, None when it is not covered at all, and its plan row."""

    percent: int | None
    row: str = ""


def share_of(
    plan: Plan,
    service: Service,
    line: PlannedLine,
    known: KnownFigures | None,
    readings: Readings,
    years: tuple[bool, ...] = (),
) -> Share:
    """Find the share a plan pays of a line; unmatched means not covered, an unentered one is asked for.

    ``years`` are the benefit years from today's up to the line's own, oldest first: True where benefits are used.
    """
    if known is not None and known.percent is not None:
        return Share(known.percent, "entered by hand")
    terms, rule = plan.terms, service.percent
    unsaid = rule is not None and rule.percent is None and rule.incentive is None
    if line.code in terms.fixed_benefits and (not plan.lists_benefits or unsaid):
        return Share(10_000, f"{terms.name}: an amount listed by code goes before the percentage")
    if rule is None:
        if plan.lists_benefits and not terms.fixed_benefits and Subject.PERCENT in terms.unentered:
            return _unknown(plan, line, readings)
        if plan.lists_benefits or line.code in terms.copays:
            return Share(10_000, f"{terms.name}: the rest after the copay")
        if Subject.PERCENT in terms.unentered:
            return _unknown(plan, line, readings)
        if terms.kind is PlanKind.FLAT_COPAY and not plan.percents:
            return Share(10_000, f"{terms.name}: the rest after the copay")
        return Share(None, f"{terms.name}: no benefit for {line.category or line.code}")
    if rule.incentive is not None:
        percent = incentive_percent(rule.incentive, years)
        return Share(percent, plan.row(rule, f"incentive share {percent_text(percent)}"))
    if rule.percent is None:
        return _unknown(plan, line, readings)
    return Share(rule.percent, plan.row(rule, "" if rule.source else _default_row(rule, rule.percent)))


def share_under_deductible(plan: Plan, service: Service, line: PlannedLine) -> int | None:
    """The percentage by which a line is paid that has a listed payment, where a deductible is taken; basis points.

    A payment seen before tells what is paid without a deductible. None where no percentage stands beside the list, or
    the plan pays by its own table: there the deductible comes off the listed payment.
    """
    rule = service.percent
    if plan.lists_benefits or line.code not in plan.terms.fixed_benefits or rule is None:
        return None
    return rule.percent or None


def incentive_percent(incentive: Incentive, later: tuple[bool, ...] = ()) -> int:
    """The share after the plan years so far: up one step for each used year, down one for each unused; basis points.

    ``later`` are years that end before the line's own begins, after those on record.
    """
    percent = incentive.start
    for used in (*incentive.years, *later):
        percent = (
            min(incentive.ceiling, percent + incentive.step) if used else max(incentive.floor, percent - incentive.step)
        )
    return percent


def used_years(plan: Plan) -> set[tuple[str, date]]:
    """The benefit years in which history has a plan pay for somebody: the person, and the first day of the year."""
    return {
        (entry.person, plan.year(entry.on or plan.as_of))
        for entry in plan.terms.history
        if entry.kind is not HistoryKind.DENIED and entry.paid_cents
    }


def years_between(plan: Plan, person: str, on: date, used: Collection[tuple[str, date]]) -> tuple[bool, ...]:
    """Whether each benefit year from today's up to the one of a day, that one left out, was used by a person."""
    found = []
    year, until = plan.year(plan.as_of), plan.year(on)
    while year < until:
        found.append((person, year) in used)
        year = add_months(year, 12)
    return tuple(found)


def _default_row(rule: PercentRule, percent: int) -> str:
    where = rule.scope.text().partition(":")[2].replace("_", " ") or "everything"
    return f"{where} {percent_text(percent)}"


def _unknown(plan: Plan, line: PlannedLine, readings: Readings) -> Share:
    terms = plan.terms
    what = line.category or line.code
    text = f"{terms.name}: what share does the plan pay for {what}?"
    reading = readings.ask(f"{terms.id}:percent:{what}", text, terms.id, line.id)
    return Share(10_000 if reading is Reading.BEST else 0, f"{terms.name}: share for {what} not known")
