"""The walks over the screens that lie within the places: insurance, money, the waiting, lenders, each settings subject.

They want a practice in which more has happened; ``furnish`` lets it happen. tests/places.py takes these walks along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tctui.core.people import User
from tctui.core.schedule.states import Broken
from tctui.db import booking, estimates, office_hours
from tctui.db.book import wish_for
from tctui.db.change import By
from tctui.db.member_terms import save_plan
from tctui.db.models import BenefitUse, Coverage, LineEvent, MembershipPlan
from tctui.db.unit_of_work import unit_of_work
from tctui.screens.settings_list import SUBJECTS
from tests.db.test_memberships import PLAN
from tests.practice import TODAY, TinyPractice
from tests.screens.board_practice import NOW

Walk = tuple[tuple[str, str, str], ...]
"""Stops as tests/places.py writes them: a name, the keys that lead there, the keys that leave it."""

INSURANCE: Walk = (
    ("coverage", "f3 i", ""),
    ("coverage-edit", "e", "ctrl+c"),
    ("coverage-new", "n n", "ctrl+c"),
    ("coverage-used", "u a", "ctrl+c"),
    ("coverage-by-code", "x a", "ctrl+c"),
    ("coverage-template", "t", "ctrl+c"),
    ("coverage-accuracy", "a", "q"),
    ("benefits", "enter", ""),
    ("benefits-questions", "ctrl+r", "ctrl+r"),
    ("benefits-copy", "ctrl+t", "q"),
    ("outcomes", "ctrl+c r", ""),
    ("outcomes-typed", "1 2 0", "ctrl+c ctrl+c f6"),
    ("to-verify", "v", "q"),
    ("reestimates", "E", ""),
    ("reestimates-moved", "=", "q"),
    ("reestimates-amount", "a", "ctrl+c q"),
    ("trace", "f4 home down left =", ""),
    ("trace-closed", "down left", "q"),
    ("difference", "x", "q"),
    ("phasing-taken", "Y t", "q"),
)
WAITING: Walk = (
    ("waiting", "f2 U", ""),
    ("planned", "tab", "q"),
    ("openings", "f5 t o", ""),
    ("openings-only", "r", "ctrl+c q"),
    ("short-call", "s", "q"),
    ("displaced", "X", "q"),
    ("visit-plan", "f3 P", "q"),
)
PAYING: Walk = (
    ("pay-split", "f3 $ s", "ctrl+c"),
    ("pay-down", "d", "ctrl+c"),
    ("pay-card", "home down down enter", "c"),
    ("account", "M", ""),
    ("payment", "n", "ctrl+c"),
    ("amendment", "e", "ctrl+c"),
    ("account-fee", "f", "ctrl+c"),
    ("payoff", "p enter", "q"),
    ("payment-made", "n down down down down down right ctrl+s", ""),
    ("payment-came-back", "down down down up r", "ctrl+c"),
    ("payment-mistake", "x", "ctrl+c"),
    ("account-papers", "d", "q q"),
)
LENDING: Walk = (
    ("members-enrol", "f3 Y n", "ctrl+s"),
    ("members-fee", "f", "ctrl+s"),
    ("members-paid", "=", "q"),
    ("members-end", "x", "ctrl+c"),
    ("members-renewals", "r", "q q"),
    ("good-faith-asked", "g a", "ctrl+c"),
    ("good-faith-insured", "i", "ctrl+c q"),
    ("lenders-applied", "L n enter right ctrl+s", ""),
    ("lenders-step", "enter", "q"),
    ("lenders-rules", "g", "q"),
    ("lenders-happened", "=", "q"),
    ("lenders-statement", "s", "ctrl+c"),
)


def _subjects() -> Iterator[tuple[str, str, str]]:
    """Each subject of the settings, with the form of a new entry, else of the first one."""
    for number, subject in enumerate(SUBJECTS):
        name = "subject-" + "-".join(re.findall("[a-z]+", subject.title.casefold())[:2])
        yield name, f"home {'down ' * number}enter", ""
        yield f"{name}-form", "enter" if subject.new is None else "n", "ctrl+c q"


SUBJECT_FORMS: Walk = (("subjects", "f8", ""), *_subjects())
REPLANNED: Walk = (
    ("visit-plan-whole", "f3 P", ""),
    ("visit-plan-booked", "enter", ""),
    ("chain-broken", "f5 / c h e n enter x > > > > > v", ""),
    ("visit-replan", "P", ""),
    ("visit-replan-booked", "enter", "z"),
)
"""On a practice as it was, in which a whole treatment waits."""

WITHIN = {
    "insurance": INSURANCE,
    "waiting": WAITING,
    "paying": PAYING,
    "lending": LENDING,
    "subjects": SUBJECT_FORMS,
    "replanned": REPLANNED,
}
FURNISHED = WITHIN.keys() - {"replanned"}

_MONTHS_AGO = date(2026, 9, 14)


def furnish(practice: TinyPractice) -> None:
    """Let more happen in the open practice, once: work done, an estimate overtaken, a visit missed, a day closed."""
    if MembershipPlan.select().exists():
        return
    save_plan(By(User(1, "ann", "Ann Admin", "AA", "admin"), NOW, TODAY), None, PLAN)
    case = practice.read()
    option = case.options[0]
    estimates.freeze(practice.coordinator, NOW, TODAY, case, option)
    with unit_of_work(practice.lead.id, "test.done", NOW, case_id=practice.case) as unit:
        unit.insert(LineEvent, line=practice.lines[0], kind="completed", at=unit.at, day=_MONTHS_AGO)
        coverage = Coverage.get(Coverage.patient == practice.patient)
        unit.insert(
            BenefitUse, coverage=coverage.id, state="elsewhere", code="", category="", day=TODAY, paid=60_000
        )
    case = practice.read()
    visit = case.visit(practice.visits[1])
    assert visit is not None
    wanted = booking.proposal(case, visit, wish_for(case, visit, TODAY.toordinal()).pattern)
    row = replace(
        wanted, day=TODAY.toordinal() + 1, start=108, operatory_id=practice.operatories[0], provider_id=practice.provider
    )
    missed = booking.book(practice.coordinator, NOW, TODAY, row)
    booking.break_appointment(practice.coordinator, NOW, TODAY, missed, Broken.LATE_CANCEL, "forgot")
    by = By(practice.lead, NOW, TODAY)
    office_hours.save_holiday(by, None, TODAY.replace(month=12, day=1).toordinal(), "snow")
