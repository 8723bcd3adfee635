"""What was estimated and arranged: frozen estimates as presented, and the ways to pay that were agreed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.estimate import Estimate, to_json
from tctui.core.finance.choices import PaymentChoice, in_full, in_house, per_visit
from tctui.core.finance.dues import Due
from tctui.core.finance.opening import opening_terms
from tctui.core.finance.plans import Frequency, PlanTerms
from tctui.core.plain import to_plain
from tctui.db.arrangements import columns_of
from tctui.db.cases import read_cases
from tctui.db.demo.making import Making
from tctui.db.demo.paying import add_payments
from tctui.db.demo.told import Told
from tctui.db.estimates import VALID_DAYS, live
from tctui.db.kept_json import dump
from tctui.db.models import Arrangement, FrozenEstimate, Instalment

_ARRANGED = {"accepted": 0.55, "scheduled": 0.85, "in_treatment": 1.0, "completed": 1.0}
"""By stage: how often a way to pay is agreed."""


def add_money(making: Making, told: list[Told]) -> None:
    """Freeze estimates of what was presented and arrange what was accepted, for as many cases as the size says."""
    dice = making.dice("money")
    wanted = [case for case in told if case.presented is not None][: making.size.estimates]
    if len(told) > making.size.estimates:
        shown = [case for case in told if case.presented is not None]
        wanted = shown[:: max(1, len(shown) // making.size.estimates)][: making.size.estimates]
    cases = read_cases([case.case for case in wanted])
    for one in wanted:
        case = cases[one.case]
        option = case.leading
        if option is not None:
            _money(making, dice, one, case, option)


def _money(making: Making, dice: Random, told: Told, case: CaseFile, option: Option) -> None:
    assert told.presented is not None
    if told.stage == "presented" and dice.random() < 0.12:
        return
    day = told.accepted or told.presented
    try:
        result = live(case, option, day, agreed_only=told.accepted is not None)
    except Refused:
        return
    if not result.lines:
        return
    total = result.total
    frozen = making.stock.add(
        FrozenEstimate, option=option.id, number=1, frozen_on=day, expires_on=day + timedelta(days=VALID_DAYS),
        user=told.owner, fee=total.fee_cents, insurance=total.insurance_cents, write_off=total.write_off_cents,
        patient=total.patient_cents, result=to_json(result),
    )  # fmt: skip
    if dice.random() >= _ARRANGED.get(told.stage, 0):
        return
    making.papers.append((day, told.stage, told.case))
    if total.patient_cents:
        _arrange(making, dice, told, option, _choice(dice, option, result, day), frozen)


def _choice(dice: Random, option: Option, result: Estimate, day: date) -> PaymentChoice:
    owed, luck = result.total.patient_cents, dice.random()
    if owed >= 20_000 and luck < 0.7:
        down = owed // 400 * 100 if dice.random() < 0.7 else 0
        months = dice.choice((4, 6, 10, 12)) if owed < 400_000 else dice.choice((12, 18, 24))
        rate = 0 if months <= 12 else 990
        often = dice.choice((Frequency.MONTHLY, Frequency.MONTHLY, Frequency.MONTHLY, Frequency.EVERY_TWO_WEEKS))
        if often is Frequency.MONTHLY:
            return in_house(PlanTerms(owed, down, months, day, day + relativedelta(months=1), rate))
        return in_house(PlanTerms(owed, down, 2 * months, day, day + timedelta(days=14), rate, often))
    if luck < 0.85:
        return in_full(owed, day, 500 if owed > 50_000 and dice.random() < 0.5 else 0)
    part = {line.id: line.patient_cents for line in result.lines}
    dues = []
    for visit in option.visits():
        cents = sum(part.get(str(line.id), 0) for line in visit.lines)
        if cents:
            dues.append(Due(visit.name, date.fromordinal(visit.sitting.day) if visit.sitting else None, cents, visit.id))
    return per_visit(dues, day)


def _arrange(making: Making, dice: Random, told: Told, option: Option, choice: PaymentChoice, frozen: int) -> None:
    number = making.stock.add(
        Arrangement, case=told.case, option=option.id, estimate=frozen, number=1, **columns_of(choice),
        method=dice.choice(("card", "card", "check", "bank draft")), terms=dump(to_plain(choice)), day=choice.agreed,
        user=told.owner,
    )  # fmt: skip
    for part in choice.schedule.instalments if choice.schedule else ():
        making.stock.add(
            Instalment, arrangement=number, ordinal=part.number, due=part.due, amount=part.amount_cents,
            principal=part.principal_cents, interest=part.interest_cents,
        )  # fmt: skip
    opened = opening_terms(choice)
    if opened is not None:
        add_payments(making, number, opened, told.owner)
