"""Lending partners, memberships and good-faith estimates of the demo practice, through the program's own writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from tctui.core.errors import Refused
from tctui.core.finance.applications import State
from tctui.core.finance.membership import Billing, Included, MemberFee, MembershipPlan
from tctui.core.finance.partners import Kind, Product, Term
from tctui.core.finance.state_rules import Fact
from tctui.core.people import User
from tctui.db import financing, good_faith, memberships, products
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.demo.making import Making, working_day
from tctui.db.financing import Taken
from tctui.db.member_terms import save_plan
from tctui.db.models import database
from tctui.db.unit_of_work import without_undo
from tctui.db.users import active_user

TAX_NUMBER = "00-1234567"
"""No tax number begins with 00."""

PLANS = (
    MembershipPlan(
        "Riverside Care", 34_800, 1_500, (MemberFee("CRC", 125_000), MemberFee("RCM", 118_000)),
        (Included("CHK", 2), Included("CLN", 2), Included("XB", 1)), 150_000, Billing.YEARLY, "office, January 2025",
        date(2025, 1, 1),
    ),
    MembershipPlan(
        "Riverside Care for children", 22_800, 1_000, (),
        (Included("CHK", 2), Included("CLC", 2), Included("FLU", 2)), None, Billing.MONTHLY, "office, January 2025",
        date(2025, 1, 1), to_age=17,
    ),
)  # fmt: skip
_OWN = Product(
    "Proceed Finance", "extended", Kind.LOAN, (Term(36, 1299, 600), Term(60, 1299, 600), Term(84, 1399, 600)),
    date(2026, 1, 1), "invented for the demo practice", least_cents=250_000, most_cents=6_000_000, approval_days=60,
    address="proceed.example/apply",
    steps=("Say that payments are fixed.", "The patient applies alone at the address.", "Write down amount and last day."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Story:
    """How far an application has come: days since each step, in their order; whether the approval has run out."""

    partner: str
    product: str
    steps: tuple[tuple[State, int], ...]
    ends_in: int = 60


_CARE, _CLUB = ("CareCredit", "no interest if paid in full"), ("LendingClub Patient Solutions", "no interest")
_TO_USE = ((State.APPLIED, 34), (State.APPROVED, 33), (State.USED, 12))
_STORIES = (
    _Story(*_CARE, ()),
    _Story(*_CLUB, ((State.APPLIED, 4),)),
    _Story(*_CARE, ((State.APPLIED, 25), (State.APPROVED, 24)), 9),
    _Story(*_CLUB, ((State.APPLIED, 70), (State.APPROVED, 68)), -5),
    _Story("Sunbit", "pay over time", ((State.APPLIED, 6), (State.COUNTER_OFFER, 5)), 12),
    _Story(*_CLUB, ((State.APPLIED, 15), (State.DECLINED, 14))),
    _Story(*_CARE, _TO_USE),
    _Story(*_CARE, (*_TO_USE, (State.FUNDED, 8))),
    _Story(*_CLUB, (*_TO_USE, (State.FUNDED, 9), (State.REFUNDED, 2))),
)


def add_partners(making: Making) -> None:
    """Add products, applications in every state, two membership plans with members, and estimates in good faith."""
    user = active_user(making.owners[0])
    if user is None:
        return
    with without_undo():
        products.save_product(_by(making, user, 200), None, _OWN)
        _applications(making, user)
        _members(making, user)
        _estimates(making, user)


def _by(making: Making, user: User, days_ago: int) -> By:
    """The coordinator on a day of the past, with the right to change settings that the demo needs."""
    day = working_day(making.ago(days_ago), making.closed, -1)
    moment = min(datetime.combine(day, time(17, 20), UTC), making.now.astimezone(UTC))
    return By(replace(user, also=user.also | {"settings"}), moment, day)


def _applications(making: Making, user: User) -> None:
    dice = making.dice("applications")
    free = {used: _cases(used) for used in (False, True)}
    for number, story in enumerate(_STORIES):
        cases = free[any(to is State.USED for to, _ in story.steps)]
        if cases:
            case_id, cents = cases.pop(dice.randrange(len(cases)))
            _application(making, user, story, case_id, cents // 10_000 * 10_000, f"{7_100 + number * 37}")


def _cases(begun: bool) -> list[tuple[int, int]]:
    """Cases and what is open of them in cents: where treatment is agreed on and near, or where it is still talked of."""
    stages = "'scheduled', 'in_treatment'" if begun else "'presented', 'accepted'"
    rows = database.execute_sql(
        f"SELECT case_id, open_cents FROM board_card WHERE stage IN ({stages}) AND open_cents > 80000 ORDER BY case_id"
    )
    return [(row[0], row[1]) for row in rows.fetchall()]


def _application(making: Making, user: User, story: _Story, case_id: int, cents: int, reference: str) -> None:
    named = (story.partner, story.product)
    first = story.steps[0][1] + 2 if story.steps else 9
    by = _by(making, user, first)
    product = next((one for one in products.products_today(by.today) if (one.partner, one.name) == named), None)
    if product is None:
        return
    months = next((term.months for term in product.terms if term.months == 12), product.terms[0].months)
    said = {fact: fact in _HOLDS for fact in financing.facts_to_ask(State.OFFERED, by.today)}
    number = financing.offer(by, case_id, product, months, said).id
    for to, ago in story.steps:
        by = _by(making, user, ago)
        said = {fact: fact in _HOLDS for fact in financing.facts_to_ask(to, by.today)}
        taken = Taken(
            to, by.today, _cents(to, cents), making.today + timedelta(days=story.ends_in),
            reference if to is State.APPROVED else "", said=said, treatment_on=by.today,
        )  # fmt: skip
        financing.take_step(by, case_id, number, taken)


_HOLDS = {Fact.PATIENT_FILLS_IN}


def _cents(to: State, cents: int) -> int:
    """What a step is about: most of what was asked for is approved and used, and refunded in a small part."""
    if to is State.COUNTER_OFFER:
        return cents // 2
    if to is State.FUNDED:
        return cents - cents * 99 // 1000
    return cents // 10 if to is State.REFUNDED else cents


def _members(making: Making, user: User) -> None:
    by = _by(making, user, 400)
    for terms in PLANS:
        save_plan(by, None, terms)
    adults, children = (one.id for one in sorted(memberships.membership_plans(by.today), key=lambda one: one.id))
    held = {
        row[0]
        for row in database.execute_sql(
            'SELECT c.patient_id FROM treatment_case c JOIN "option" o ON o.case_id = c.id'
            " JOIN frozen_estimate f ON f.option_id = o.id"
        ).fetchall()
    }
    # A member's prices change an estimate: those who were shown one before keep what they were shown.
    free = [one for one in making.patients if not one.insured and one.id not in held]
    # Reminders stand with an open case: members who have one come first.
    cases = database.execute_sql("SELECT patient_id FROM board_card WHERE stage NOT IN ('completed', 'declined')")
    treated = {row[0] for row in cases.fetchall()}
    free = sorted(free, key=lambda one: one.id not in treated)[:14]
    for number, person in enumerate(free):
        ago = (350, 340, 200, 120, 362, 30, 75)[number % 7]
        begun = _by(making, user, ago)
        plan = adults if person.age >= 18 else children
        try:
            member = memberships.enrol(begun, [person.id], plan, begun.today).id
        except Refused:
            continue
        fees = memberships.membership(member).fees(making.today)
        if ago > 40 and fees.due_cents:
            memberships.pay_fee(begun, member, begun.today, fees.due_cents, "card")
    listed = next(one for one in memberships.membership_plans(making.today) if one.id == adults)
    dearer = replace(listed.plan, yearly_cents=37_200, effective_from=date(making.today.year + 1, 1, 1))
    save_plan(_by(making, user, 0), listed, dearer)


def _estimates(making: Making, user: User) -> None:
    good_faith.set_tax_number(_by(making, user, 400), TAX_NUMBER)
    waiting = sorted(good_faith.reminders(making.today), key=lambda one: (one.on, one.case_id))
    for one in waiting[:12:2]:
        by = _by(making, user, max(0, (making.today - one.on).days))
        try:
            good_faith.make_good_faith(by.user, by.now, by.today, read_case(one.case_id))
        except Refused:
            continue
