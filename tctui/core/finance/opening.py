"""What a way to pay makes the patient owe the practice itself: the terms that its account opens with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from tctui.core.finance.account import Terms
from tctui.core.finance.choices import PaymentChoice, Way, in_house, named_dues
from tctui.core.finance.dues import MEMBER_FEE, AgreedDues, Due
from tctui.core.finance.plans import PlanTerms


def opening_terms(choice: PaymentChoice) -> Terms | None:
    """Give the terms of the account of a way to pay, None where nothing is owed to the practice.

    What a lending partner pays is not owed to the practice, only the down payment beside it; the fee of a membership
    is kept with the membership. What a split asks for today beside its plan is paid down on the plan.
    """
    parts = choice.parts or (choice,)
    plan = next((part.terms for part in parts if part.terms), None)
    own = [due for part in parts if part.terms is None for due in _own(part)]
    if plan is None:
        dues = tuple(sorted(own, key=lambda due: (due.on is None, due.on or choice.agreed)))
        return AgreedDues(choice.agreed, dues) if sum(due.amount_cents for due in dues) else None
    beside = sum(due.amount_cents for due in own)
    return replace(plan, total_cents=plan.total_cents + beside, down_cents=plan.down_cents + beside) if beside else plan


def on_days(terms: Terms, days: Mapping[int, date | None]) -> Terms:
    """Let each payment by visit fall due on the day of its visit as it is booked or was done now."""
    if not isinstance(terms, AgreedDues):
        return terms
    moved = [due if due.visit is None else replace(due, on=days.get(due.visit, due.on)) for due in terms.dues]
    return replace(terms, dues=tuple(sorted(moved, key=lambda due: (due.on is None, due.on or terms.agreed))))


def after_amendment(before: PaymentChoice, terms: PlanTerms) -> PaymentChoice:
    """Give the way to pay once new terms hold for what is owed the practice; what partners lend stays as it was."""
    plan = in_house(terms)
    lent = [_lent(part) for part in before.parts if part.way is Way.PARTNER]
    if not lent:
        return plan
    parts = (plan, *lent)
    dues = [due for part in parts for due in named_dues(part)]
    return PaymentChoice(
        Way.SPLIT,
        sum(part.patient_cents for part in parts),
        terms.agreed,
        tuple(sorted(dues, key=lambda due: due.on or terms.agreed)),
        terms=terms,
        name=" + ".join(part.label for part in parts),
        practice_cost_cents=None if any(part.practice_cost_cents is None for part in parts) else
        sum(part.practice_cost_cents or 0 for part in parts),
        risk="; ".join(part.risk for part in parts if part.risk),
        cliff=next((part.cliff for part in lent if part.cliff), None),
        at_least=any(part.at_least for part in lent),
        parts=parts,
    )  # fmt: skip


def _own(part: PaymentChoice) -> list[Due]:
    """The payments of a part without a plan that come to the practice for the treatment."""
    if part.way is Way.PARTNER:
        return [due for due in part.dues if due.on == part.agreed]
    return [due for due in part.dues if due.label != MEMBER_FEE]


def _lent(part: PaymentChoice) -> PaymentChoice:
    """A partner's part without the down payment, which is on the account."""
    later = tuple(due for due in part.dues if due.on != part.agreed)
    return replace(part, dues=later, patient_cents=part.patient_cents - part.due_today_cents)
