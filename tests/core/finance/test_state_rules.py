"""State rules: each step refused by the rule's name until it is satisfied, by date; days to rescind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tctui.core.finance.business_days import (
    business_days_after,
    business_days_before,
    business_days_between,
    is_business_day,
    public_holidays,
)
from tctui.core.finance.state_rules import (
    Act,
    BusinessDays,
    Fact,
    SetFor,
    refund_by,
    refusals,
    rescind_until,
    rescission_line,
    strictest,
)
from tctui.rulebooks.states import all_packs, shipped_states, state_pack

TODAY = date(2026, 11, 23)
CA, NY, IL = (state_pack(state) for state in ("CA", "NY", "IL"))
READY = {Fact.PLAN_GIVEN, Fact.NOTICE_GIVEN, Fact.NOTICE_SIGNED, Fact.PATIENT_FILLS_IN}


@pytest.mark.parametrize(
    ("pack", "act", "facts", "names"),
    [
        (CA, Act.OFFER, set(), []),
        (CA, Act.APPLY, {Fact.PATIENT_FILLS_IN}, ["Written plan and signed notice before credit"]),
        (CA, Act.APPLY, READY - {Fact.NOTICE_SIGNED}, ["Written plan and signed notice before credit"]),
        (CA, Act.APPLY, READY, []),
        (CA, Act.ARRANGE, READY | {Fact.DEFERRED_INTEREST}, ["No deferred interest arranged"]),
        (CA, Act.APPLY, READY | {Fact.DEFERRED_INTEREST}, []),
        (CA, Act.APPLY, READY | {Fact.SEDATED, Fact.TREATMENT_AREA}, ["Not under sedation", "Not in the treatment area"]),
        (CA, Act.APPLY, READY - {Fact.PATIENT_FILLS_IN}, ["The patient fills in the application"]),
        (CA, Act.APPLY, READY | {Fact.TREATMENT_AREA, Fact.NO_OTHER_AREA}, ["Not in the treatment area"]),
        (IL, Act.APPLY, READY | {Fact.TREATMENT_AREA, Fact.NO_OTHER_AREA}, []),
        (CA, Act.SIGN, set(), ["Set wording on medical debt"]),
        (CA, Act.SIGN, {Fact.WORDING}, []),
        (CA, Act.CHARGE, set(), ["List of what is charged ahead"]),
        (NY, Act.OFFER, set(), []),
        (NY, Act.APPLY, set(), ["The patient fills in the application"]),
        (NY, Act.APPLY, {Fact.PATIENT_FILLS_IN}, []),
        (IL, Act.ARRANGE, READY, ["No arranging of financing"]),
        (IL, Act.OFFER, set(), ["Written notice with the offer"]),
        (IL, Act.OFFER, READY | {Fact.BRANDED_LINK}, ["No link of the practice's own"]),
        (IL, Act.APPLY, READY | {Fact.PRACTICE_DEVICE}, ["No device handed over"]),
        (IL, Act.OFFER, READY | {Fact.BEING_TREATED, Fact.TREATMENT_AREA}, ["Not during treatment", "Not in the treatment area"]),
        (IL, Act.APPLY, READY, []),
    ],
)  # fmt: skip
def test_a_step_is_refused_by_the_rules_name(pack: object, act: Act, facts: set[Fact], names: list[str]) -> None:
    assert [refusal.rule.name for refusal in refusals(pack, act, TODAY, facts)] == names  # type: ignore[arg-type]


def test_a_refusal_says_why_and_what_satisfies_it() -> None:
    (refusal,) = refusals(NY, Act.APPLY, TODAY, set())
    assert refusal.words == (
        "The patient fills in the application (Gen. Bus. Law 349-g): Leave every field to the patient. Why: no one of the"
        " practice completes any part of an application, or arranges one not wholly filled in by the patient."
    )
    (refusal,) = refusals(CA, Act.APPLY, TODAY, {Fact.PLAN_GIVEN, Fact.PATIENT_FILLS_IN})
    assert refusal.missing == (Fact.NOTICE_GIVEN, Fact.NOTICE_SIGNED)


def test_a_partner_is_not_charged_over_thirty_days_ahead() -> None:
    listed = {Fact.CHARGES_LISTED}
    assert not refusals(CA, Act.CHARGE, TODAY, listed, 30)
    assert [one.rule.key for one in refusals(CA, Act.CHARGE, TODAY, listed, 31)] == ["ca-thirty-days"]
    assert not refusals(CA, Act.CHARGE, TODAY, listed | {Fact.ORTHODONTIC}, 31)


@pytest.mark.parametrize(
    ("pack", "act", "last_free", "citation"),
    [
        (CA, Act.SIGN, date(2025, 6, 30), "1785.27"),
        (NY, Act.APPLY, date(2024, 10, 19), "349-g"),
        (IL, Act.ARRANGE, date(2024, 12, 31), "45.5"),
    ],
)
def test_rules_hold_from_their_day(pack: object, act: Act, last_free: date, citation: str) -> None:
    assert not refusals(pack, act, last_free, set())  # type: ignore[arg-type]
    (refusal,) = refusals(pack, act, last_free + timedelta(days=1), set())  # type: ignore[arg-type]
    assert citation in refusal.rule.citation


def test_a_rule_no_longer_in_force_stands_in_nobodys_way() -> None:
    ended = replace(NY, rules=(replace(NY.rules[0], effective_to=TODAY),))
    assert [one.rule.key for one in refusals(ended, Act.APPLY, TODAY, set())] == ["ny-patient-fills-in"]
    assert refusals(ended, Act.APPLY, TODAY + timedelta(days=1), set()) == []


@pytest.mark.parametrize(
    ("signed", "until"),
    [
        (date(2026, 11, 23), date(2026, 11, 27)),  # Monday; Thanksgiving on the Thursday does not count
        (date(2026, 11, 20), date(2026, 11, 25)),  # Friday over a weekend
        (date(2026, 12, 31), date(2027, 1, 6)),  # over New Year and a weekend
        (date(2026, 7, 1), date(2026, 7, 7)),  # Independence Day on a Saturday is kept on Friday
    ],
)
def test_three_business_days_to_rescind(signed: date, until: date) -> None:
    assert rescind_until(CA, signed) == until
    assert rescind_until(NY, signed) is None


def test_the_words_of_the_paper() -> None:
    assert rescission_line(CA, TODAY) == "may be rescinded until midnight of Fri 27 Nov 2026 (Civ. Code 1689.3)"
    keys = [wording.key for wording in CA.wordings_on(TODAY, SetFor.CONTRACT)]
    assert keys == ["ca-medical-debt", "ca-rescission"]
    assert [wording.key for wording in CA.wordings_on(date(2025, 6, 30), SetFor.CONTRACT)] == ["ca-rescission"]
    assert CA.wordings_on(TODAY, SetFor.NOTICE) == []
    assert "void and unenforceable" in CA.wordings[0].text
    assert "\n" not in CA.wordings[0].text
    assert refund_by(CA, TODAY) == business_days_after(TODAY, 15)


def test_without_a_state_every_rule_holds() -> None:
    every = strictest(all_packs())
    assert len(every.rules) == sum(len(pack.rules) for pack in all_packs())
    assert (every.rescission, every.refund) == (CA.rescission, CA.refund)
    # A longer time that is over, and a shorter one still to come, count for nothing.
    over = BusinessDays(effective_from=date(2000, 1, 1), effective_to=date(2026, 1, 1), count=9, citation="over")
    coming = BusinessDays(effective_from=date(2030, 1, 1), count=1, citation="coming")
    mixed = strictest([CA, replace(NY, rescission=(over,), refund=(coming,))])
    assert rescission_line(mixed, date(2026, 11, 23)) == (
        "may be rescinded until midnight of Fri 27 Nov 2026 (Civ. Code 1689.3)"
    )
    assert refund_by(mixed, TODAY) == refund_by(CA, TODAY)
    assert refund_by(mixed, date(2030, 1, 2)) == date(2030, 1, 3)
    assert {one.rule.citation.split("(")[0] for one in refusals(every, Act.ARRANGE, TODAY, set())} >= {
        "Bus. & Prof. Code 654.3",
        "Gen. Bus. Law 349-g",
        "225 ILCS 25/45.5",
    }
    assert shipped_states() == ["CA", "IL", "NY"]
    assert not refusals(replace(CA, rules=()), Act.ARRANGE, TODAY, set())


def test_public_holidays_of_2026() -> None:
    assert sorted(day.isoformat()[5:] for day in public_holidays(2026)) == [
        "01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25",
    ]  # fmt: skip
    # New Year's Day of 2028 is a Saturday: it is kept on the last day of 2027.
    assert date(2027, 12, 31) in public_holidays(2027)
    assert date(2028, 1, 1) not in public_holidays(2028)
    assert date(2020, 6, 19) not in public_holidays(2020)


def test_business_days_both_ways() -> None:
    assert business_days_after(TODAY, 0) == TODAY
    assert business_days_before(date(2026, 11, 30), 3) == date(2026, 11, 24)
    assert business_days_between(TODAY, date(2026, 11, 30)) == 4
    assert business_days_between(TODAY, TODAY) == 0


@given(st.dates(date(2019, 12, 1), date(2032, 1, 31)), st.integers(-5, 900))
def test_business_days_between_are_those_that_are_counted_one_by_one(earlier: date, days: int) -> None:
    ahead = [earlier + timedelta(days=number) for number in range(1, days + 1)]
    assert business_days_between(earlier, earlier + timedelta(days=days)) == sum(map(is_business_day, ahead))
