"""The tiny practice with its option accepted and a plan agreed: ten payments of its patient portion."""

from __future__ import annotations

from datetime import date, timedelta

from tctui.core.agreed import Arrangement, PlanAccount
from tctui.core.finance.choices import PaymentChoice, in_house
from tctui.core.finance.plans import PlanTerms
from tctui.core.finance.unit_periods import months_later
from tctui.core.people import User
from tctui.db import estimates
from tctui.db.accounts import account_of
from tctui.db.arrangements import arrange
from tctui.db.change import By
from tctui.db.decisions import accept
from tests.practice import NOW, TODAY, TinyPractice


def by(practice: TinyPractice, days: int = 0, user: User | None = None) -> By:
    """Maria, so many days on."""
    return By(user or practice.coordinator, NOW + timedelta(days=days), TODAY + timedelta(days=days))


def accepted(practice: TinyPractice) -> int:
    """Accept option A; gives what the patient pays, in cents."""
    accept(by(practice), practice.case, practice.lines[:2])
    case = practice.read()
    return estimates.live(case, case.options[0], TODAY, agreed_only=True).total.patient_cents


def plan(owed: int, payments: int = 10, down: int = 20_000, rate: int = 990, agreed: date = TODAY) -> PaymentChoice:
    """An in-house plan from a day on, the first payment a month later."""
    return in_house(PlanTerms(owed, down, payments, agreed, months_later(agreed, 1), rate))


def agree(practice: TinyPractice, choice: PaymentChoice) -> Arrangement:
    """Freeze the estimate and agree on a way to pay."""
    case = practice.read()
    option = case.options[0]
    frozen = estimates.freeze(practice.coordinator, NOW, TODAY, case, option, agreed_only=True)
    return arrange(practice.coordinator, NOW, TODAY, case, option, choice, frozen.id, "card")


def with_plan(practice: TinyPractice, **terms: int) -> PlanAccount:
    """Accept option A and agree on a plan for it; gives its account."""
    agree(practice, plan(accepted(practice), **terms))
    held = account_of(practice.options[0])
    assert held is not None
    return held
