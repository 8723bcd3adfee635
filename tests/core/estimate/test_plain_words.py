"""Plain words: each kind of limitation as a patient is told it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tctui.core.estimate import (
    AgeBoundary,
    AgeRule,
    Area,
    CobRule,
    CoverageTerms,
    Downgrade,
    Exclusion,
    FrequencyRule,
    HistoryEntry,
    KnownFigures,
    MaximumRule,
    MissingToothClause,
    OfficeSettings,
    Patient,
    PercentRule,
    Period,
    PlanKind,
    PlannedLine,
    ReplacementRule,
    Subject,
    WaitingRule,
    category,
    code,
    estimate,
    from_json,
    scope_from_text,
    to_json,
)
from tctui.core.estimate.plain_words import Named, noun, told

from .plans import TODAY, crown, filling, ppo

CROWNS = category("crowns")
NAMES = Named({"c": "crown on the implant", "f": "Filling, two sides", "d": "crown"}, {"F1": "Metal crown"}, TODAY)
OLD_CROWN = HistoryEntry(code="CR", category="crowns", tooth="3", on=date(2023, 3, 14))


def words(plan: CoverageTerms, *lines: PlannedLine, patient: Patient | None = None, of: str = "c") -> tuple[str, ...]:
    found = estimate(lines or (crown(),), [plan], OfficeSettings(), TODAY, patient or Patient())
    frozen = from_json(to_json(found))
    assert told(frozen, frozen.line(of), NAMES) == told(found, found.line(of), NAMES)
    return told(found, found.line(of), NAMES)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (
            ppo(frequencies=(FrequencyRule(CROWNS, every_months=60, area=Area.TOOTH),), history=(OLD_CROWN,)),
            "Your plan pays for a crown on this tooth once in five years; the last one was seated in March 2023.",
        ),
        (
            ppo(replacements=(ReplacementRule(CROWNS, 84),), history=(replace(OLD_CROWN, seated_on=date(2022, 5, 1)),)),
            "Your plan pays for a crown on this tooth once in seven years; the last one was seated in May 2022.",
        ),
        (
            ppo(waiting=(WaitingRule(CROWNS, 12),), effective=date(2025, 9, 1)),
            "Your plan begins to pay for a crown on September 1, 2026; until then a waiting period runs.",
        ),
        (ppo(effective=date(2026, 6, 1)), "Your plan begins on June 1, 2026."),
        (ppo(termination=date(2026, 1, 31)), "Your plan ended on January 31, 2026."),
        (ppo(exclusions=(Exclusion(code("CR")),)), "Your plan does not pay for a crown."),
        (ppo(percents=()), "Your plan does not pay for a crown."),
        (ppo(kind=PlanKind.DHMO), "Your plan does not pay for a crown."),
        (
            ppo(kind=PlanKind.DHMO, in_network=False),
            "Your plan pays nothing outside its network, and our office is not in it.",
        ),
        (
            ppo(maximums=(MaximumRule(cents=0),)),
            "Your plan's yearly maximum ($0) is used up; it pays nothing for this.",
        ),
    ],
)
def test_what_is_denied_is_told_with_its_dates(plan: CoverageTerms, said: str) -> None:
    assert said in words(plan)


def test_age_and_a_tooth_that_was_lost_before() -> None:
    young = ppo(ages=(AgeRule(CROWNS, 18),))
    assert words(young, patient=Patient(date(1990, 1, 1))) == ("Your plan pays for a crown only through age 18.",)
    clause = ppo(missing_tooth=(MissingToothClause(CROWNS),), effective=date(2020, 1, 1))
    lost = Patient(teeth_lost={"3": date(2019, 5, 20)})
    assert words(clause, patient=lost) == (
        "Your plan does not replace a tooth that was lost before the plan began; this one was lost in May 2019,"
        " and the plan began in January 2020.",
    )


def test_what_reduces_the_payment() -> None:
    """1,200 recognised, 400 for the metal one: 50 % of 350 after the deductible of 50."""
    fees = {"CR": 120_000, "F1": 40_000}
    cheaper = ppo(downgrades=(Downgrade("CR", "F1"),), fees=fees, maximums=(MaximumRule(cents=10_000),))
    assert words(cheaper) == (
        "Your plan pays for a crown only what it would pay for a less costly treatment (metal crown); the difference is yours to pay.",  # noqa: E501
        "The first $50 is yours to pay: the deductible of your plan.",
        "Your plan pays no more than $100 a year.",
    )
    lifetime = ppo(deductibles=(), maximums=(MaximumRule(CROWNS, 0, period=Period.LIFETIME),))
    assert words(lifetime) == ("Your plan's lifetime maximum for crowns is used up; it pays nothing for this.",)


def test_fixed_amounts_and_what_a_plan_does_not_count() -> None:
    """Copay 300 of 1,000; a benefit of 400 by list; 60 % of the 800 that the plan counts of 1,000, no deductible."""
    copay = ppo(kind=PlanKind.FLAT_COPAY, copays={"CR": 30_000}, deductibles=(), fees={"CR": 100_000})
    assert words(copay, crown(fee=100_000)) == ("Your plan asks you to pay a fixed $300 for a crown.",)
    listed = ppo(kind=PlanKind.FIXED_BENEFIT, fixed_benefits={"CR": 40_000}, deductibles=())
    assert words(listed, crown(fee=100_000))[0] == "Your plan pays a fixed $400 for a crown, whatever its fee is."
    outside = ppo(in_network=False, out_of_network_fees={"CR": 80_000}, deductibles=(), fees={})
    assert words(outside, crown(fee=100_000)) == (
        "Your plan counts only $800 of the fee of $1,000; what is above that is yours to pay.",
    )


def test_a_discount_plan_lowers_the_fee_and_pays_nothing() -> None:
    twice = (FrequencyRule(CROWNS, 1, area=Area.MOUTH),)
    plan = ppo(kind=PlanKind.DISCOUNT, fees={"CR": 90_000}, frequencies=twice, deductibles=(), maximums=())
    later = crown("d", on=date(2026, 5, 4), priority=1, tooth="5")
    assert words(plan, crown(), later, of="d") == (
        "Your plan lowers the fee of a crown once in a plan year; another one is planned for March 2026.",
    )
    often = ppo(frequencies=(FrequencyRule(CROWNS, period=Period.MONTHS, months=12, area=Area.MOUTH),))
    assert words(often, crown(), later, of="d") == (
        "Your plan pays for a crown once in any twelve months; another one is planned for March 2026.",
    )


def test_another_line_of_the_same_plan_stands_in_the_way() -> None:
    once = ppo(frequencies=(FrequencyRule(CROWNS, 1, area=Area.MOUTH),))
    later = crown("d", on=date(2026, 5, 4), priority=1, tooth="5")
    assert words(once, crown(), later, of="d") == (
        "Your plan pays for a crown once in a plan year; another one is planned for March 2026.",
    )


def test_two_plans_are_told_apart_and_the_unknown_is_a_span() -> None:
    second = ppo("B", cob=CobRule.CARVE_OUT, deductibles=())
    found = estimate([filling()], [ppo(deductibles=()), second], OfficeSettings(), TODAY)
    assert told(found, found.line("f"), NAMES) == (
        "Your second plan takes off what is paid before it, and that leaves nothing for it to pay.",
    )
    over = estimate([filling()], [ppo(), ppo("B", deductibles=(), cob=CobRule.STANDARD)], OfficeSettings(), TODAY)
    assert (over.line("f").patient_cents, over.line("f").shares[0].deductible_cents) == (0, 5_000)
    assert told(over, over.line("f"), NAMES) == ()
    unsure = ppo(percents=(), unentered=frozenset({Subject.PERCENT}))
    (said,) = words(unsure, filling(fee=20_000), of="f")
    assert said == "We still have to ask your plan about this; your part will lie between $50 and $200."
    clause = ppo(missing_tooth=(MissingToothClause(CROWNS),), effective=date(2021, 1, 1))
    *_, said = words(clause, patient=Patient(teeth_lost={"3": None}))
    assert said.startswith(
        "What your plan pays for this depends on when the tooth was lost; your part will lie between"
    )
    *_, said = words(clause, crown(tooth=""), patient=Patient(teeth_lost={"": None}))
    assert said.startswith("What your plan pays for this depends on when the teeth were lost;")
    assert words(clause, crown(fee=0), patient=Patient(teeth_lost={"3": date(2015, 3, 1)})) == ()
    no_matter = ppo(unentered=frozenset({Subject.WAITING}), percents=(PercentRule(CROWNS, 0),))
    assert words(no_matter) == ("Your plan does not pay for a crown.",)


def test_nothing_is_said_of_a_line_that_is_paid_as_it_should() -> None:
    assert words(ppo(deductibles=())) == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [("Root canal, molar", "a root canal"), ("take out the tooth", "taking out a tooth"), ("", "this treatment"),
     ("Full denture", "a denture"), ("X-rays of all teeth", "X-rays")],
)  # fmt: skip
def test_what_a_procedure_is_called_in_a_sentence(name: str, said: str) -> None:
    assert noun(name) == said


def test_a_patient_hears_no_codes_and_that_all_of_several_are_used() -> None:
    twice = FrequencyRule(CROWNS, 2, area=Area.MOUTH)
    done = tuple(HistoryEntry(code="CR", category="crowns", on=date(2026, 1, month)) for month in (5, 20))
    plan = ppo(frequencies=(twice,), history=done, deductibles=(), maximums=())
    assert words(plan) == (
        "Your plan pays for a crown twice in a plan year; both are used, the last one was seated in January 2026.",
    )
    coded = ppo(deductibles=(), maximums=(MaximumRule(scope_from_text("codes:CR,F1"), 30_000),))
    assert words(coded) == ("Your plan's maximum for this kind of treatment leaves only $300 for this.",)
    several = ppo(deductibles=(), maximums=(MaximumRule(category("crowns", "endo"), 30_000),))
    assert words(several) == ("Your plan's maximum for crowns and root canals leaves only $300 for this.",)
    rolling = ppo(deductibles=(), maximums=(MaximumRule(cents=30_000, period=Period.MONTHS, months=24),))
    assert words(rolling) == ("Your plan's maximum leaves only $300 for this.",)
    year = AgeRule(CROWNS, 18, None, AgeBoundary.END_OF_YEAR)
    assert words(ppo(ages=(year,)), patient=Patient(date(1990, 1, 1))) == (
        "Your plan pays for a crown only to the end of the year in which the patient turns 18.",
    )


def test_what_the_plan_approved_is_told_in_the_place_of_how_it_would_be_computed() -> None:
    known = KnownFigures(1, authorised_cents=26_000, authorised_until=date(2027, 3, 1))
    assert words(ppo(), crown(known=(known,))) == ("Your plan has approved $260 for a crown.",)
