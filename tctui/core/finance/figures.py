"""Why a figure of a way to pay is what it is, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from tctui.core.finance.choices import PaymentChoice, Way
from tctui.core.finance.dues import Due
from tctui.core.money import money, percent_text
from tctui.core.spoken import show_date_year


class Figure(StrEnum):
    """The figures of a way that are compared, by their headings."""

    MONTHLY = "a month"
    TODAY = "today"
    LAST = "last"
    TOTAL = "total"
    CREDIT = "credit"
    PRACTICE = "costs us"


@dataclass(frozen=True, slots=True)
class Step:
    """One step toward a figure: what it is, how it comes about, and its cents where it is an amount."""

    what: str
    how: str = ""
    cents: int | None = None


def figure_steps(choice: PaymentChoice, figure: Figure) -> list[Step]:
    """Give the steps that make a figure of a way; the last one is the figure itself."""
    if figure is Figure.MONTHLY:
        return _monthly(choice)
    if figure is Figure.TODAY:
        today = [due for due in choice.dues if due.on == choice.agreed]
        return [*_listed(today), Step("due today", "", choice.due_today_cents)]
    if figure is Figure.LAST:
        last = choice.last
        when = show_date_year(last.on) if last.on else "on the day of the visit"
        return [
            Step(last.label, f"{len(choice.dues)} payments in all", None),
            Step("last payment", when, last.amount_cents),
        ]
    if figure is Figure.TOTAL:
        return [*_runs(choice.dues), Step("paid in all", "", choice.total_cents)]
    if figure is Figure.CREDIT:
        return [
            Step("paid in all", "", choice.total_cents),
            Step("patient portion", "it is paid anyway", choice.membership_cents - choice.patient_cents),
            *([Step("the year's fee", "of the membership", -choice.membership_cents)] if choice.membership_cents else []),
            *([Step(_off(choice), "", choice.courtesy_cents)] if choice.courtesy_cents else []),
            Step("cost of credit", "", choice.finance_charge_cents),
        ]
    return _practice(choice)


def _monthly(choice: PaymentChoice) -> list[Step]:
    if choice.parts:
        parts = [Step(part.label, "", part.monthly_cents) for part in choice.parts if part.monthly_cents]
        return [*parts, Step("a month", "", choice.monthly_cents or 0)]
    if choice.terms:
        return _plan(choice)
    if choice.partner_level_cents is None:
        return [Step("a month", "nothing is paid by the month", 0)]
    later = [due for due in choice.dues if due.on != choice.agreed]
    how = f"over {len(later)} payments, rounded up; the partner may ask for a least payment"
    if choice.finance_charge_cents:
        how = f"{len(later)} level payments at {choice.partner_apr} % a year from the first day"
    return [
        Step("financed", _less(choice.patient_cents, choice.due_today_cents), choice.patient_cents - choice.due_today_cents),
        Step("a month", how, choice.partner_level_cents),
    ]  # fmt: skip


def _plan(choice: PaymentChoice) -> list[Step]:
    terms, schedule = choice.terms, choice.schedule
    assert terms is not None
    assert schedule is not None
    rate = "none"
    if terms.rate:
        free = f", the first {terms.interest_free} free" if terms.interest_free else ""
        rate = f"{percent_text(terms.rate)} a year, 1/{terms.frequency.a_year} of it a period{free}"
    steps = [
        Step("financed", _less(terms.total_cents, terms.down_cents), terms.principal_cents),
        Step("interest", rate),
        Step("each payment", f"{terms.payments} level payments, {terms.frequency}", schedule.level_cents),
    ]
    if terms.frequency.a_year != 12:
        steps.append(Step("a month", f"{terms.frequency.a_year} payments a year ÷ 12", choice.monthly_cents))
    if schedule.last.amount_cents != schedule.level_cents:
        steps.append(Step("last payment", "takes what rounding leaves", schedule.last.amount_cents))
    return steps


def _practice(choice: PaymentChoice) -> list[Step]:
    cost = choice.practice_cost_cents
    if choice.parts:
        known = [Step(part.label, "" if part.practice_cost_cents is not None else "not known", part.practice_cost_cents)
                 for part in choice.parts]  # fmt: skip
        return [*known, Step("costs the practice", "", cost)]
    if cost is None:
        return [Step("costs the practice", "nobody has written down the partner's fee for these months")]
    if choice.way is Way.PARTNER:
        financed = choice.patient_cents - choice.due_today_cents
        return [Step("financed", "", financed), Step("the partner's fee", f"{_share(cost, financed)} of it", cost)]
    if choice.way is Way.MEMBERSHIP:
        return [
            Step("member savings", "", choice.courtesy_cents),
            Step("the year's fee", "", -choice.membership_cents),
            Step("costs the practice", "", cost),
        ]
    how = f"the courtesy, {_share(cost, choice.patient_cents)}" if cost else "nothing"
    return [Step("costs the practice", how, cost)]


def _off(choice: PaymentChoice) -> str:
    return "member savings" if choice.way is Way.MEMBERSHIP else "courtesy"


def _less(whole: int, down: int) -> str:
    return f"{money(whole)} less {money(down)} down" if down else "the patient portion"


def _share(part: int, whole: int) -> str:
    return percent_text((part * 20_000 + whole) // (2 * whole)) if whole else ""


def _listed(dues: Sequence[Due]) -> list[Step]:
    return [Step(due.label, "", due.amount_cents) for due in dues]


def _runs(dues: Sequence[Due]) -> list[Step]:
    """Equal payments in a row as one step."""
    steps = []
    for amount, group in groupby(dues, key=lambda due: due.amount_cents):
        run = list(group)
        if len(run) == 1:
            steps.append(Step(run[0].label, "", amount))
        else:
            steps.append(Step(f"{run[0].label} to {run[-1].label}", f"{len(run)} × {money(amount)}", amount * len(run)))
    return steps
