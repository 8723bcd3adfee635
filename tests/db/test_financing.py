"""Applications to lending partners on a real database: both partners end to end, the rules of three states, the work list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tctui.core.errors import Refused
from tctui.core.finance.applications import State
from tctui.core.finance.choices import by_partner
from tctui.core.finance.partners import Product, nearest_offer
from tctui.core.finance.state_rules import Fact
from tctui.core.people import User
from tctui.db import (
    agreements,
    credit_notices,
    estimates,
    financing,
    financing_due,
    handouts,
    products,
    state_gates,
    users,
)
from tctui.db.arrangements import arrange
from tctui.db.change import By
from tctui.db.check import findings
from tctui.db.financing import Taken
from tctui.db.models import database
from tctui.db.paper_writes import sign
from tctui.db.undo import undo_last
from tests.db.money_ground import accepted
from tests.practice import NOW, PASSWORD, TODAY, TinyPractice

ALONE = {Fact.PATIENT_FILLS_IN: True}


def admin() -> User:
    return users.create_user(1, "root", "Robin Oduya", PASSWORD, "admin", NOW)


def in_state(state: str) -> None:
    state_gates.choose_state(By(admin(), NOW, TODAY), state)


def product(partner: str, name: str) -> Product:
    return next(one for one in products.products_today(TODAY) if (one.partner, one.name) == (partner, name))


CARE = ("CareCredit", "no interest if paid in full")
CLUB = ("LendingClub Patient Solutions", "no interest")


@pytest.mark.parametrize(("named", "months", "fee"), [(CARE, 12, 990), (CLUB, 12, None)])
def test_both_partners_from_the_offer_to_the_refund(
    practice: TinyPractice, by: By, named: tuple[str, str], months: int, fee: int | None
) -> None:
    done = financing.offer(by, practice.case, product(*named), months, {})
    number = done.id
    for taken in (
        Taken(State.APPLIED, TODAY, 220_000, said=ALONE),
        Taken(State.APPROVED, TODAY, 200_000, TODAY + timedelta(days=30), "ref 4471"),
        Taken(State.USED, TODAY, 120_000),
        Taken(State.FUNDED, TODAY, 108_120),
        Taken(State.REFUNDED, TODAY, 20_000),
    ):
        said = financing.take_step(by, practice.case, number, taken).says
    assert said.endswith("refunded 200.00")
    kept = financing.application(number)
    now = kept.application
    assert (now.used_cents, now.deposited_cents, now.refunded_cents, now.left_cents) == (
        120_000,
        108_120,
        20_000,
        80_000,
    )
    assert findings() == []
    (guard,) = database.execute_sql("SELECT sql FROM sqlite_master WHERE name = 'financing_step_kept'").fetchone()
    database.execute_sql("DROP TRIGGER financing_step_kept")
    database.execute_sql("UPDATE financing_step SET cents = cents + 1 WHERE state = 'funded'")
    database.execute_sql(guard)
    (altered,) = findings()
    assert altered.startswith("step 5 with a lender is not what entry ")
    assert altered.endswith(": cents")
    assert (now.fee_cents, now.fee, now.reference) == (11_880, 990, "ref 4471")
    assert (kept.months, kept.fee, kept.product.partner) == (months, fee, named[0])
    assert [step.state for step in kept.steps] == [
        State.OFFERED, State.APPLIED, State.APPROVED, State.USED, State.FUNDED, State.REFUNDED,
    ]  # fmt: skip
    assert {step.who for step in kept.steps} == {"Maria Solis"}
    undo_last(practice.coordinator.id, NOW)
    assert financing.application(number).application.state is State.FUNDED


def test_new_york_asks_that_the_patient_fills_in_alone(practice: TinyPractice, by: By) -> None:
    number = financing.offer(by, practice.case, product(*CARE), 12, {}).id
    with pytest.raises(Refused, match="The patient fills in the application"):
        financing.take_step(by, practice.case, number, Taken(State.APPLIED, TODAY, 100_000, said={}))
    assert financing.application(number).facts == ()
    financing.take_step(by, practice.case, number, Taken(State.APPLIED, TODAY, 100_000, said=ALONE))
    fact = financing.application(number).says(Fact.PATIENT_FILLS_IN)
    assert fact is not None
    assert (fact.holds, fact.on, fact.who) == (True, TODAY, "Maria Solis")


def test_california_from_the_notice_to_the_thirty_days(practice: TinyPractice, by: By) -> None:
    in_state("ca")
    number = financing.offer(by, practice.case, product(*CARE), 12, {}).id
    apply = Taken(State.APPLIED, TODAY, 100_000, said=ALONE)

    def refused() -> None:
        with pytest.raises(Refused, match="Written plan and signed notice before credit"):
            financing.take_step(by, practice.case, number, apply)

    refused()
    for fact in (Fact.PLAN_GIVEN, Fact.NOTICE_GIVEN, Fact.NOTICE_SIGNED):
        financing.record_fact(by, practice.case, number, fact, True, "at the desk")
    refused()
    with pytest.raises(Refused, match="make that first"):
        credit_notices.make_notice(by, practice.read(), "CareCredit")
    agreements.make_presentation(by.user, NOW, TODAY, practice.read())
    refused()
    notice = credit_notices.make_notice(by, practice.read(), "CareCredit")
    refused()
    sign(by.user, NOW, TODAY, practice.read(), notice, way="paper", signer="Wei Chen", relation="patient")
    # What is signed today did not hold the day before.
    tracked = financing.application(number)
    early = financing.in_the_way(tracked, replace(apply, on=TODAY - timedelta(days=1)))
    assert [one.rule.key for one in early] == ["ca-plan-and-notice"]
    with pytest.raises(Refused, match="Not under sedation"):
        financing.take_step(by, practice.case, number, replace(apply, said={**ALONE, Fact.SEDATED: True}))
    with pytest.raises(Refused, match="Not in the treatment area"):
        financing.take_step(by, practice.case, number, replace(apply, said={**ALONE, Fact.TREATMENT_AREA: True}))
    with pytest.raises(Refused, match="The patient fills in the application"):
        financing.take_step(by, practice.case, number, replace(apply, said={}))
    with pytest.raises(Refused, match="No deferred interest arranged"):
        financing.take_step(by, practice.case, number, replace(apply, office_submits=True))
    financing.take_step(by, practice.case, number, apply)
    until = TODAY + timedelta(days=60)
    financing.take_step(by, practice.case, number, Taken(State.APPROVED, TODAY, 100_000, until))
    use = Taken(State.USED, TODAY, 40_000, said={Fact.CHARGES_LISTED: True}, treatment_on=TODAY + timedelta(days=31))
    financing.record_fact(by, practice.case, number, Fact.CHARGES_LISTED, True, "at the desk")
    assert Fact.CHARGES_LISTED not in financing.facts_to_ask(State.USED, TODAY)
    assert Fact.CHARGES_LISTED in financing.facts_of_papers(State.USED, TODAY)
    with pytest.raises(Refused, match="List of what is charged ahead"):
        financing.take_step(by, practice.case, number, replace(use, treatment_on=TODAY))
    lent = by_partner(nearest_offer(product(*CARE), accepted(practice), 12, TODAY))
    option = practice.read().options[0]
    frozen = estimates.freeze(by.user, NOW, TODAY, practice.read(), option, agreed_only=True)
    arrange(by.user, NOW, TODAY, practice.read(), option, lent, frozen.id, "card")
    handouts.make_charges_list(by, practice.read(), practice.read().options[0], "CareCredit")
    with pytest.raises(Refused, match="No charge over 30 days ahead"):
        financing.take_step(by, practice.case, number, use)
    financing.take_step(by, practice.case, number, replace(use, treatment_on=TODAY + timedelta(days=30)))


def test_illinois_hands_over_no_device_and_arranges_nothing(practice: TinyPractice, by: By) -> None:
    in_state("IL")
    with pytest.raises(Refused, match="Written notice with the offer"):
        financing.offer(by, practice.case, product(*CLUB), 12, {Fact.NOTICE_GIVEN: True})
    credit_notices.make_notice(by, practice.read(), CLUB[0])
    number = financing.offer(by, practice.case, product(*CLUB), 12, {}).id
    apply = Taken(State.APPLIED, TODAY, 100_000, said=ALONE)
    for said, office in ((ALONE, True), ({**ALONE, Fact.PRACTICE_DEVICE: True}, False)):
        with pytest.raises(Refused, match=r"45\.5"):
            financing.take_step(by, practice.case, number, replace(apply, said=said, office_submits=office))
    financing.take_step(by, practice.case, number, apply)


@pytest.mark.parametrize("reference", ["123-45-6789", "4111 1111 1111 1111", "acct 987654321"])
def test_an_account_or_social_security_number_is_never_kept(practice: TinyPractice, by: By, reference: str) -> None:
    number = financing.offer(by, practice.case, product(*CARE), 12, {}).id
    with pytest.raises(Refused, match="last four"):
        financing.take_step(
            by, practice.case, number, Taken(State.APPLIED, TODAY, 100_000, said=ALONE, reference=reference)
        )
    assert len(financing.application(number).steps) == 1
    with pytest.raises(Refused, match="last four"):
        financing.record_fact(by, practice.case, number, Fact.ORTHODONTIC, True, "4111 1111 1111 1111")
    with pytest.raises(Refused, match="last four"):
        financing.take_step(
            by, practice.case, number, Taken(State.APPLIED, TODAY, 1, said=ALONE, note="SSN 123-45-6789")
        )
    with pytest.raises(Refused, match="last four"):
        financing.offer(by, practice.case, product(*CLUB), 12, {}, "123 45 6789")
    assert [len(one.steps) for one in financing.applications_of(practice.case)] == [1]


def used_up(practice: TinyPractice, by: By) -> int:
    """CareCredit used for 1,000.00 on the day."""
    number = financing.offer(by, practice.case, product(*CARE), 12, {}).id
    for taken in (
        Taken(State.APPLIED, TODAY, 100_000, said=ALONE),
        Taken(State.APPROVED, TODAY, 100_000, TODAY + timedelta(days=90)),
        Taken(State.USED, TODAY, 60_000),
        Taken(State.USED, TODAY, 40_000),
    ):
        financing.take_step(by, practice.case, number, taken)
    return number


def test_a_part_without_its_deposit_stays_on_the_work_list(practice: TinyPractice, by: By) -> None:
    number = used_up(practice, by)
    financing.take_step(by, practice.case, number, Taken(State.FUNDED, TODAY, 54_060))
    (use,) = financing.partner_figures()
    assert (use.paid_for_cents, use.fee_cents, use.fee) == (60_000, 5_940, 990)
    assert financing_due.reminders(TODAY + timedelta(days=4)) == []
    (due,) = financing_due.reminders(TODAY + timedelta(days=5))
    assert due.what == "wait for the deposit of CareCredit and hold it against 400.00"
    financing.take_step(by, practice.case, number, Taken(State.FUNDED, TODAY, 36_040))
    assert financing_due.reminders(TODAY + timedelta(days=5)) == []


def test_a_refund_that_the_patient_asks_for_is_due_as_the_state_says(practice: TinyPractice, by: By) -> None:
    number = used_up(practice, by)
    financing.take_step(by, practice.case, number, Taken(State.FUNDED, TODAY, 90_100))
    financing.record_fact(by, practice.case, number, Fact.REFUND_ASKED, True, "crown not wanted any more")
    (due,) = financing_due.reminders(TODAY)
    assert (due.on, due.what) == (TODAY, "refund CareCredit, asked for on Mon 23 Nov 2026")
    in_state("ca")
    (due,) = financing_due.reminders(TODAY)
    # Fifteen business days from Monday 23 November, without Thanksgiving.
    assert (due.on, due.what) == (
        date(2026, 12, 15), "refund CareCredit by Tue 15 Dec 2026 (Bus. & Prof. Code 654.3)"
    )  # fmt: skip
    financing.take_step(by, practice.case, number, Taken(State.REFUNDED, TODAY, 40_000))
    assert financing_due.reminders(TODAY) == []


def test_a_decline_of_what_was_agreed_on_comes_onto_the_work_list(practice: TinyPractice, by: By) -> None:
    number = financing.offer(by, practice.case, product(*CARE), 12, {}).id
    financing.take_step(by, practice.case, number, Taken(State.APPLIED, TODAY, 100_000, said=ALONE))
    financing.take_step(by, practice.case, number, Taken(State.DECLINED, TODAY))
    assert financing_due.reminders(TODAY) == []
    lent = by_partner(nearest_offer(product(*CARE), accepted(practice), 12, TODAY))
    option = practice.read().options[0]
    frozen = estimates.freeze(by.user, NOW, TODAY, practice.read(), option, agreed_only=True)
    arrange(by.user, NOW, TODAY, practice.read(), option, lent, frozen.id, "card")
    (due,) = financing_due.reminders(TODAY)
    assert (due.on, due.what) == (
        TODAY, "CareCredit, by which the patient was to pay, has declined: agree on another way"
    )  # fmt: skip
    financing.offer(by, practice.case, product(*CARE), 12, {})
    assert financing_due.reminders(TODAY) == []


def test_an_approval_that_ends_and_an_open_step_come_onto_the_work_list(practice: TinyPractice, by: By) -> None:
    number = financing.offer(by, practice.case, product(*CARE), 12, {}).id
    assert financing_due.reminders(TODAY + timedelta(days=6)) == []
    (due,) = financing_due.reminders(TODAY + timedelta(days=7))
    assert (due.case_id, due.on) == (practice.case, TODAY + timedelta(days=7))
    assert due.what.startswith("the patient applies to CareCredit at carecredit.com/apply")
    financing.take_step(by, practice.case, number, Taken(State.APPLIED, TODAY, 100_000, said=ALONE))
    ends = TODAY + timedelta(days=40)
    financing.take_step(by, practice.case, number, Taken(State.APPROVED, TODAY, 90_000, ends))
    assert financing_due.reminders(ends - timedelta(days=15)) == []
    (due,) = financing_due.reminders(ends - timedelta(days=14))
    assert due.on == ends
    assert due.what.startswith("use 900.00 by")
    (due,) = financing_due.reminders(ends + timedelta(days=1))
    assert "has ended" in due.what


def test_a_product_is_changed_from_a_day_on_and_ends(practice: TinyPractice) -> None:
    by = By(admin(), NOW, TODAY)
    shipped = next(one for one in products.listed_products() if (one.product.partner, one.product.name) == CARE)
    assert shipped.example
    products.save_product(by, shipped, replace(shipped.product, standard_rate=2999, source="contract"))
    own = next(one for one in products.listed_products() if (one.product.partner, one.product.name) == CARE)
    assert (own.example, own.product.standard_rate) == (False, 2999)
    later = replace(own.product, effective_from=date(2027, 1, 1), standard_rate=3499)
    assert "holds from Fri 1 Jan 2027" in products.save_product(by, own, later)
    assert product(*CARE).standard_rate == 2999
    assert [one.standard_rate for one in products.products_today(date(2027, 1, 1)) if one.name == CARE[1]] == [3499]
    with pytest.raises(Refused, match="already"):
        products.save_product(by, None, later)
    products.ended_yesterday(by, own)
    assert not any((one.partner, one.name) == CARE for one in products.products_today(TODAY))
    with pytest.raises(Refused, match="has ended"):
        products.ended_yesterday(by, next(one for one in products.listed_products() if one.id == own.id))


def test_only_whom_the_role_allows_changes_money(practice: TinyPractice) -> None:
    front = users.create_user(1, "fay", "Fay Front", PASSWORD, "front", NOW)
    with pytest.raises(Refused, match="does not allow"):
        financing.offer(By(front, NOW, TODAY), practice.case, product(*CARE), 12, {})
    with pytest.raises(Refused, match="does not allow"):
        state_gates.choose_state(By(front, NOW, TODAY), "CA")
