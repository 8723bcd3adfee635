"""The count of a year's credits: recorded here, said by the office, or not known and then taken as regular."""

from __future__ import annotations

import pytest

from tctui.core.errors import Refused
from tctui.core.finance.choices import in_full
from tctui.core.finance.lending import choice_covered
from tctui.db import payments
from tctui.db.arrangements import credits_in
from tctui.db.change import By
from tctui.db.credit_count import credits_known, credits_said, say_credits
from tctui.db.undo import undo_last
from tctui.db.users import create_user
from tctui.screens.settings_credit import CREDIT
from tests.db.money_ground import accepted, agree, by, plan, with_plan
from tests.db.test_payments import drawn_up, pay
from tests.practice import NOW, TODAY, TinyPractice


@pytest.fixture
def admin(practice: TinyPractice) -> By:
    return By(create_user(practice.lead.id, "root", "Robin Oduya", "correct horse battery", "admin", NOW), NOW, TODAY)


def test_a_year_that_began_before_the_records_is_not_known_until_the_office_says_it(
    practice: TinyPractice, admin: By
) -> None:
    with_plan(practice)
    assert (credits_known(2026), credits_known(2025)) == (1, 0)
    say_credits(admin, 2025, None)
    say_credits(admin, 2026, None)
    assert (credits_known(2026), credits_known(2025)) == (None, None)
    answer = choice_covered(plan(300_000), credits_known(2026), credits_known(2025))
    assert answer.covered
    assert "not counted, so credit is taken as regular" in answer.reasons[-1]
    # The records reach back to the first day of the next year.
    assert credits_known(2027) == 0
    assert say_credits(admin, 2026, 25) == "Plans of 2026 agreed outside tctui: 25"
    assert credits_known(2026) == 26
    assert choice_covered(plan(300_000), credits_known(2026), credits_known(2025)).reasons[-1] == (
        "credit is extended regularly: 26 this year, not counted last year"
    )
    assert "25" in undo_last(admin.user.id, NOW)
    assert credits_said(2026) is None


def test_the_settings_warn_from_the_twentieth_plan_of_a_year(practice: TinyPractice, admin: By) -> None:
    with_plan(practice)
    said = {}
    for outside in (18, 19, 24, 25):
        say_credits(admin, 2026, outside)
        (entry, _) = CREDIT.entries(TODAY)
        said[outside + 1] = entry.about
    assert said[19].startswith("more than 25 in this or the last year")
    assert said[20].startswith("20 credits in 2026; above 25")
    assert said[25].startswith("25 credits in 2026; above 25")
    assert said[26].startswith("26 credits in 2026 make a regular creditor")


def test_a_plan_amended_in_a_later_year_was_credit_in_its_own(practice: TinyPractice) -> None:
    with_plan(practice)
    pay(practice, 20_000)
    case = practice.read()
    payments.amend(by(practice, 60), case, case.options[0], drawn_up(practice, 5_000, 60))
    assert (credits_in(2026), credits_in(2027)) == (1, 1)
    assert credits_in(2026, practice.options[0]) == 0


def test_a_plan_that_another_way_replaced_was_none(practice: TinyPractice) -> None:
    owed = accepted(practice)
    agree(practice, plan(owed))
    assert credits_in(2026) == 1
    agree(practice, in_full(owed, TODAY))
    assert credits_in(2026) == 0
    agree(practice, plan(owed, payments=4, rate=0))
    assert credits_in(2026) == 0


def test_a_number_that_cannot_be_and_another_role_are_refused(practice: TinyPractice, admin: By) -> None:
    with pytest.raises(Refused, match="A number from 0"):
        say_credits(admin, 2026, -1)
    with pytest.raises(Refused):
        say_credits(By(practice.coordinator, NOW, TODAY), 2026, 1)
