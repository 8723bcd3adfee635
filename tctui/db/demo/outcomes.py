"""What the insurers of the demo practice paid: mostly as estimated, one plan pays white fillings as silver, one less."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tctui.core.estimate import Estimate, PayerShare, ToothGroup
from tctui.core.estimate.teeth import GROUPS
from tctui.core.money import percent_of
from tctui.db.demo.making import Making
from tctui.db.demo.procedures import contracted
from tctui.db.estimates import frozen_result
from tctui.db.models import BenefitUse, ClaimOutcome, database

_SILVER = "Lakeshore PPO Value"
"""Pays a white filling as the silver one, which nobody has entered yet."""

_LESS = "Northfield PPO Plus"
"""Pays gum treatment at 50 % since its last renewal, and is still estimated at 80 %."""

_DAYS = 12
"""So long an insurer takes to answer."""

_DONE = (
    "SELECT f.id, l.id, l.code, l.category, l.tooth, l.surfaces, l.area, MAX(e.day) FROM frozen_estimate f"
    " JOIN phase p ON p.option_id = f.option_id JOIN visit v ON v.phase_id = p.id JOIN line l ON l.visit_id = v.id"
    " JOIN line_event e ON e.line_id = l.id AND e.kind = 'completed' GROUP BY l.id ORDER BY f.id, l.id"
)


def add_outcomes(making: Making) -> None:
    """Answer nine of ten completed lines that are old enough."""
    dice = making.dice("outcomes")
    names = dict(
        database.execute_sql("SELECT c.id, p.name FROM coverage c JOIN benefit_plan p ON p.id = c.plan_id").fetchall()
    )
    held: tuple[int, Estimate] | None = None
    for frozen, line, *work, day in database.execute_sql(_DONE).fetchall():
        done = date.fromisoformat(day)
        if making.today - done < timedelta(days=_DAYS) or dice.random() < 0.1:
            continue
        if held is None or held[0] != frozen:
            held = frozen, frozen_result(frozen)
        found = next((each for each in held[1].lines if each.id == str(line)), None)
        for share in found.shares if found else ():
            if share.insurance_cents:
                _answer(making, dice, names[int(share.coverage_id)], share, line, work, done)


def _answer(making: Making, dice: Random, plan: str, share: PayerShare, line: int, work: list[Any], done: date) -> None:
    code, category, tooth, surfaces, area = work
    paid, allowed, paid_as, state, reason = share.insurance_cents, share.basis_cents, "", "paid", ""
    by_percent = paid == percent_of(share.basis_cents - share.deductible_cents, share.percent or 0)
    if plan == _SILVER and code == "W2" and tooth in GROUPS[ToothGroup.POSTERIOR] and by_percent:
        allowed, paid_as = min(contracted("M2", 62), share.basis_cents), "M2"
        paid = percent_of(max(0, allowed - share.deductible_cents), share.percent or 0)
    elif plan == _LESS and category == "perio" and by_percent:
        paid = percent_of(allowed - share.deductible_cents, 5_000)
    elif dice.random() < 0.03:
        paid, state, reason = 0, "denied", dice.choice(("too soon", "no pre-authorisation"))
    taken = share.deductible_cents if paid else 0
    answered = min(making.today, done + timedelta(days=_DAYS - dice.randint(0, 4)))
    making.stock.add(
        ClaimOutcome, line=line, coverage=int(share.coverage_id), day=answered, state=state, allowed=allowed, paid=paid,
        deductible=taken, reason=reason, paid_as=paid_as, reference=f"C{dice.randint(10_000, 99_999)}",
        expected=share.insurance_cents, expected_allowed=share.basis_cents, expected_deductible=share.deductible_cents,
        expected_percent=share.percent,
    )  # fmt: skip
    making.stock.add(
        BenefitUse, coverage=int(share.coverage_id), day=done, state=state, code=code, category=category, tooth=tooth,
        surfaces=surfaces, area=area, paid=paid, deductible=taken, line_id=line,
    )  # fmt: skip
