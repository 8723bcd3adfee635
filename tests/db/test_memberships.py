"""Memberships on a real database: enrolled with the family, fees paid and taken back, renewals, prices in the estimate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tctui.core.errors import Refused
from tctui.core.finance.choices import Way
from tctui.core.finance.joining import Joining, joined
from tctui.core.finance.membership import Billing, Included, MemberFee, Membership, MembershipPlan, member_prices
from tctui.core.finance.wish import Wish
from tctui.core.people import User
from tctui.db import estimates, memberships
from tctui.db.arrangements import arrangement_of
from tctui.db.change import By
from tctui.db.check import findings
from tctui.db.joining import join
from tctui.db.member_prices import contracts_of, had_this_year, set_contract
from tctui.db.member_terms import renew_under, save_plan
from tctui.db.models import BenefitPlan, BenefitRule, Coverage, Line, LineEvent, Patient, database
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tctui.db.ways import ground_of
from tests.db.money_ground import accepted
from tests.practice import NOW, TODAY, TinyPractice

ADMIN = By(User(1, "ann", "Ann Admin", "AA", "admin"), NOW, TODAY)
PLAN = MembershipPlan(
    "Riverside Care", 36_000, 1_000, (MemberFee("CRN", 120_000),), (Included("EXT", 1),), 60_000, Billing.QUARTERLY,
    "office, November 2026",
)  # fmt: skip


def plan(**changed: object) -> int:
    save_plan(ADMIN, None, replace(PLAN, **changed))  # type: ignore[arg-type]
    return memberships.membership_plans(TODAY)[-1].id


def uninsured(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "out", NOW) as unit:
        unit.void(Coverage, Coverage.get(Coverage.patient == practice.patient).id)


def test_a_family_is_enrolled_pays_and_takes_back(practice: TinyPractice, by: By) -> None:
    with unit_of_work(practice.lead.id, "family", NOW) as unit:
        unit.update(Patient, practice.other_patient, guarantor=Patient.get_by_id(practice.patient).guarantor)
    family = memberships.family_of(practice.patient)
    assert [name for _, name in family] == ["Chen, Wei", "Baker, Tom"]
    number = plan()
    done = memberships.enrol(by, [one for one, _ in family], number, TODAY - timedelta(days=100))
    assert done.says == "2 members of Riverside Care from Sat 15 Aug 2026"
    (wei,) = memberships.enrolled([practice.patient])
    fees = wei.fees(TODAY)
    # Two quarters have fallen due: 15 August and 15 November.
    assert (fees.due_cents, fees.open_cents, fees.since) == (18_000, 18_000, date(2026, 8, 15))
    paid = memberships.pay_fee(by, wei.id, TODAY, 10_000, "card", "4471")
    assert memberships.membership(wei.id).fees(TODAY).open_cents == 8_000
    assert memberships.membership(wei.id).fees(TODAY).since == date(2026, 11, 15)
    memberships.take_fee_back(by, wei.id, paid.id)
    assert memberships.membership(wei.id).fees(TODAY).open_cents == 18_000
    with pytest.raises(Refused, match="already"):
        memberships.take_fee_back(by, wei.id, paid.id)
    rows = database.execute_sql("SELECT SUM(cents), COUNT(*) FROM membership_entry").fetchone()
    assert rows == (0, 4)
    assert findings() == []
    assert memberships.membership_plans(TODAY)[0].members == 2


def test_what_is_given_back_is_owed_no_more(practice: TinyPractice, by: By) -> None:
    member = memberships.enrol(by, [practice.patient], plan(), TODAY).id
    paid = memberships.pay_fee(by, member, TODAY, 9_000, "card").id
    memberships.end_membership(by, member, TODAY + timedelta(days=10))
    memberships.give_fee_back(by, member, paid, 6_000, "4471")
    (payment,) = memberships.membership(member).payments
    assert (payment.taken_back, payment.given_back_cents, payment.stands_cents) == (False, 6_000, 3_000)
    fees = memberships.membership(member).fees(TODAY)
    assert (fees.due_cents, fees.paid_cents, fees.open_cents, fees.since) == (3_000, 3_000, 0, None)
    assert memberships.renewals(TODAY) == [
        (TODAY + timedelta(days=10), "Riverside Care ends on Thu 3 Dec 2026", memberships.membership(member))
    ]
    with pytest.raises(Refused, match=r"up to the 30\.00"):
        memberships.give_fee_back(by, member, paid, 3_001)
    with pytest.raises(Refused, match="given back to the member already"):
        memberships.take_fee_back(by, member, paid)
    memberships.give_fee_back(by, member, paid, 3_000)
    assert memberships.membership(member).fees(TODAY).open_cents == 0
    assert database.execute_sql("SELECT SUM(cents), COUNT(*) FROM membership_entry").fetchone() == (0, 6)
    assert findings() == []


def test_all_is_given_back_once_though_it_is_asked_twice(practice: TinyPractice, by: By) -> None:
    member = memberships.enrol(by, [practice.patient], plan(), TODAY).id
    paid = memberships.pay_fee(by, member, TODAY, 9_000, "card").id
    asked = replace(by, token="once")
    first = memberships.give_fee_back(asked, member, paid, 9_000)
    assert memberships.give_fee_back(asked, member, paid, 9_000) == first
    assert memberships.membership(member).payments[0].given_back_cents == 9_000


def test_a_payment_is_never_changed(practice: TinyPractice, by: By) -> None:
    member = memberships.enrol(by, [practice.patient], plan(), TODAY).id
    memberships.pay_fee(by, member, TODAY, 9_000, "card")
    for statement in ("UPDATE membership_payment SET cents = 1", "DELETE FROM membership_entry"):
        with pytest.raises(Exception, match="never"):
            database.execute_sql(statement)
    with pytest.raises(Refused, match="social security"):
        memberships.pay_fee(by, member, TODAY, 9_000, "card", "4111 1111 1111")
    with pytest.raises(Refused, match="not ahead"):
        memberships.pay_fee(by, member, TODAY + timedelta(days=1), 9_000, "card")


def test_nobody_is_enrolled_twice_and_an_end_is_kept(practice: TinyPractice, by: By) -> None:
    number = plan()
    member = memberships.enrol(by, [practice.patient], number, date(2026, 1, 1)).id
    with pytest.raises(Refused, match="already"):
        memberships.enrol(by, [practice.patient], number, TODAY)
    assert memberships.end_membership(by, member, date(2026, 12, 31)).says.endswith("ends on Thu 31 Dec 2026")
    memberships.enrol(by, [practice.patient], number, date(2027, 1, 1))
    undo_last(practice.coordinator.id, NOW)
    assert [one.membership.ended for one in memberships.enrolled([practice.patient])] == [date(2026, 12, 31)]


def test_renewal_and_fee_come_onto_the_work_list(practice: TinyPractice, by: By) -> None:
    member = memberships.enrol(by, [practice.patient], plan(), date(2025, 12, 10)).id
    found = [(one.case_id, one.on, one.what) for one in memberships.reminders(TODAY)]
    assert found == [
        (practice.case, date(2025, 12, 10), "membership fee 360.00 open: Riverside Care"),
        (practice.case, date(2026, 12, 10), "Riverside Care renews on Thu 10 Dec 2026 for 360.00 a year"),
    ]  # fmt: skip
    memberships.pay_fee(by, member, TODAY, 36_000, "check")
    assert [one.on for one in memberships.reminders(TODAY)] == [date(2026, 12, 10)]
    assert memberships.reminders(TODAY - timedelta(days=20)) == []
    assert [words for _, words, _ in memberships.renewals(TODAY)] == [found[1][2]]


def test_the_estimate_shows_the_member_prices(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    memberships.enrol(by, [practice.patient], plan(), date(2026, 1, 1))
    case = practice.read()
    result = estimates.live(case, case.options[0], TODAY)
    # The extraction is included, the implant is 10 % less: both within the cap of 600.00.
    assert [line.discount_cents for line in result.lines] == [26_500, 21_500]
    assert (result.total.discount_cents, result.total.patient_cents) == (48_000, 193_500)
    rules = [step.rule for line in result.lines for step in line.steps if step.name == "discount"]
    assert [rule.partition(": ")[2] for rule in rules] == ["included", "10 % off"]


def test_the_cap_and_what_was_done_before_in_the_year_count(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    begun = date(2026, 1, 1)
    memberships.enrol(by, [practice.patient], plan(cap_cents=40_000, included=(Included("EXT", 1), Included("BRG", 2))), begun)
    case = practice.read()
    assert [line.discount_cents for line in estimates.live(case, case.options[0], TODAY).lines] == [26_500, 13_500]
    with unit_of_work(practice.lead.id, "done", NOW, case_id=practice.case) as unit:
        unit.insert(LineEvent, line=practice.lines[2], kind="completed", at=unit.at, day=date(2026, 3, 1))
    case = practice.read()
    # Option B was done in March: included, and its 3,960.00 used all of the 400.00.
    assert [line.discount_cents for line in estimates.live(case, case.options[0], TODAY).lines] == [0, 0]
    (held,) = memberships.enrolled([practice.patient])
    assert had_this_year(practice.patient, held.membership, TODAY) == {"EXT": 0, "BRG": 1}
    assert had_this_year(practice.patient, held.membership, date(2027, 1, 1)) == {"EXT": 0, "BRG": 0}


def test_beside_an_insurance_only_what_no_plan_covers_is_lowered_and_only_where_the_contract_allows(
    practice: TinyPractice, by: By
) -> None:
    case = practice.read()
    memberships.enrol(by, [practice.patient], plan(included=(), cap_cents=None), date(2026, 1, 1))
    insured = estimates.live(case, case.options[0], TODAY)
    assert insured.total.discount_cents == 0
    with unit_of_work(practice.lead.id, "excluded", NOW) as unit:
        scope = "category:implant"
        unit.insert(BenefitRule, plan=BenefitPlan.get().id, kind="exclusion", scope=scope)
    (contract,) = contracts_of(practice.patient, TODAY)
    assert contract.allows is None
    before = estimates.live(case, case.options[0], TODAY)
    assert before.total.discount_cents == 0
    assert "allows" in set_contract(by, contract, True)
    after = estimates.live(case, case.options[0], TODAY)
    # The implant of 2,150.00 is what no plan covers: 10 % of it, less what the contract writes off anyway.
    off = before.lines[1].write_off_cents
    assert [line.discount_cents for line in after.lines] == [0, max(0, 21_500 - off)]
    assert after.lines[0] == before.lines[0]
    (contract,) = contracts_of(practice.patient, TODAY)
    set_contract(by, contract, False)
    assert estimates.live(case, case.options[0], TODAY).total == before.total


def test_joining_agrees_on_what_was_shown_for_lines_of_two_years(practice: TinyPractice, by: By) -> None:
    """Fees of 265.00 and 2,150.00, the second next year: 10 % off with 30.00 at most a year are 26.50 and 30.00."""
    uninsured(practice)
    accepted(practice)
    plan(fees=(), included=(), cap_cents=3_000)
    with unit_of_work(practice.lead.id, "plan", NOW) as unit:
        unit.update(Line, practice.lines[0], planned_on=TODAY - timedelta(days=1))
        unit.update(Line, practice.lines[1], planned_on=TODAY + timedelta(days=400))
    case = practice.read()
    ground = ground_of(case, case.options[0], TODAY)
    joining, wish = Joining(ground.memberships[0], Way.PER_VISIT), Wish(ground.owed_cents, TODAY, 0, 12)
    shown = joined(joining, wish, ground.visits, member_prices(Membership(joining.plan, TODAY), ground.lines, TODAY))
    assert (ground.owed_cents, shown.total_cents) == (241_500, 241_500 - 5_650 + 36_000)
    join(by, practice.case, practice.options[0], joining, wish, "card")
    arranged = arrangement_of(practice.options[0])
    assert arranged is not None
    assert arranged.choice.total_cents == shown.total_cents


def test_no_price_before_it_begins_or_after_it_ends(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    member = memberships.enrol(by, [practice.patient], plan(), TODAY + timedelta(days=1)).id
    case = practice.read()
    assert estimates.live(case, case.options[0], TODAY).total.discount_cents == 0
    memberships.end_membership(by, member, TODAY + timedelta(days=30))
    dates = {line: TODAY + timedelta(days=31) for line in practice.lines}
    assert estimates.live(case, case.options[0], TODAY, dates).total.discount_cents == 0
    dates = {line: TODAY + timedelta(days=30) for line in practice.lines}
    assert estimates.live(case, case.options[0], TODAY, dates).total.discount_cents == 48_000


def test_who_is_enrolled_keeps_the_terms_until_a_renewal_takes_the_newer_ones_over(
    practice: TinyPractice, by: By
) -> None:
    number = plan(effective_from=date(2025, 1, 1))
    memberships.enrol(by, [practice.patient], number, date(2025, 12, 10))
    (listed,) = memberships.membership_plans(TODAY)
    dearer = replace(listed.plan, yearly_cents=39_000, discount=500)
    with pytest.raises(Refused, match="type another day under From"):
        save_plan(ADMIN, listed, dearer)
    with pytest.raises(Refused, match="begin before those"):
        save_plan(ADMIN, listed, replace(dearer, effective_from=date(2024, 1, 1)))
    says = save_plan(ADMIN, listed, replace(dearer, effective_from=date(2026, 12, 1)))
    assert says == "Riverside Care: new terms from Tue 1 Dec 2026; 1 enrolled keep theirs"
    dates = [(one.plan.effective_from, one.plan.effective_to) for one in memberships.membership_plans(TODAY)]
    assert dates == [(date(2026, 12, 1), None), (date(2025, 1, 1), date(2026, 11, 30))]
    (wei,) = memberships.enrolled([practice.patient])
    assert (wei.membership.plan.yearly_cents, wei.fees(TODAY).due_cents) == (36_000, 36_000)
    newer = memberships.membership_plans(TODAY)[0]
    with pytest.raises(Refused, match="not offered"):
        memberships.enrol(by, [practice.other_patient], newer.id, TODAY)
    (words,) = [words for _, words, _ in memberships.renewals(TODAY) if "renews" in words]
    assert words == (
        "Riverside Care renews on Thu 10 Dec 2026 for 360.00 a year; newer terms 390.00"
    )  # fmt: skip
    done = renew_under(by, wei.id)
    assert done.says == "Chen, Wei: Riverside Care at 390.00 a year from Thu 10 Dec 2026"
    assert not [words for _, words, _ in memberships.renewals(TODAY) if "ends" in words or "renews" in words]
    later = date(2026, 12, 10)
    held = [one for one in memberships.enrolled([practice.patient]) if one.stands_on(later)]
    assert [one.membership.plan.yearly_cents for one in held] == [39_000]
    undo_last(practice.coordinator.id, NOW)
    assert [one.membership.ended for one in memberships.enrolled([practice.patient])] == [None]


def test_only_settings_and_money_change_plans(practice: TinyPractice) -> None:
    number = plan()
    (listed,) = memberships.membership_plans(TODAY)
    assert save_plan(ADMIN, listed, listed.plan, active=False) == (
        "Membership plan Riverside Care offered no more"
    )  # fmt: skip
    with pytest.raises(Refused, match="not offered"):
        memberships.enrol(By(practice.coordinator, NOW, TODAY), [practice.patient], number, TODAY)
    front = By(User(9, "fay", "Fay Front", "FF", "front"), NOW, TODAY)
    with pytest.raises(Refused, match="does not allow"):
        save_plan(front, None, PLAN)
    with pytest.raises(Refused, match="already"):
        plan()


def test_a_plan_for_children_is_offered_and_given_to_children_alone(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    accepted(practice)
    number = plan(name="Riverside Plus for children", to_age=17)
    case = practice.read()

    def offered() -> list[str]:
        return [one.name for one in ground_of(case, case.options[0], TODAY).memberships]

    assert offered() == []
    with pytest.raises(Refused, match="Riverside Plus for children is for patients to age 17; one is 61 on that day"):
        memberships.enrol(by, [practice.patient], number, TODAY)
    with unit_of_work(practice.lead.id, "birth", NOW) as unit:
        unit.update(Patient, practice.patient, birth_date=date(2009, 11, 23))
    assert offered() == ["Riverside Plus for children"]
    with pytest.raises(Refused, match="one is 18 on that day"):
        memberships.enrol(by, [practice.patient], number, date(2027, 11, 23))
    memberships.enrol(by, [practice.patient], number, TODAY)


def test_ages_of_a_plan_are_read_back_and_make_sense() -> None:
    with pytest.raises(Refused, match="the ages end before they begin"):
        replace(PLAN, from_age=18, to_age=17)
    assert [replace(PLAN, from_age=18).is_for(age) for age in (17, 18, None)] == [False, True, True]
    assert [replace(PLAN, from_age=a, to_age=b).ages for a, b in ((0, None), (18, None), (0, 17), (3, 17))] == [
        "", "from age 18", "to age 17", "age 3 to 17"
    ]  # fmt: skip
