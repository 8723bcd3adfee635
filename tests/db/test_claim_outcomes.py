"""Claims' outcome in the database: the engine goes by what was paid, accumulators follow, gaps become rules, all undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tctui.core.errors import Refused
from tctui.core.estimate import Estimate
from tctui.db import accuracy, estimates
from tctui.db.benefit_sheets import read_sheet
from tctui.db.board import open_cards
from tctui.db.change import By
from tctui.db.claim_outcomes import Answer, claimed_lines, record
from tctui.db.coverages import coverage_terms
from tctui.db.models import BenefitRule, Fee, Line, LineEvent, database
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice, forget_use

DONE = date(2026, 11, 16)


def by(practice: TinyPractice) -> By:
    return By(practice.coordinator, NOW, TODAY)


def complete(practice: TinyPractice, line: int) -> None:
    with unit_of_work(practice.lead.id, "done", NOW, case_id=practice.case) as unit:
        unit.insert(LineEvent, line=line, kind="completed", at=unit.at, day=DONE)


def now(practice: TinyPractice) -> Estimate:
    case = practice.read()
    return estimates.live(case, case.options[0], TODAY)


def pay(practice: TinyPractice, answer: Answer, line: int = 0) -> str:
    lines = claimed_lines(practice.patient, 1, TODAY)
    number = practice.lines[line]
    return record(by(practice), practice.patient, 1, lines, {number: answer}, TODAY, "C-17").says


def test_actual_figures_take_the_place_of_the_estimate(practice: TinyPractice) -> None:
    forget_use(practice)
    complete(practice, practice.lines[0])
    (line,) = claimed_lines(practice.patient, 1, TODAY)
    # 224 allowed less the deductible of 50, at 80 %
    assert (line.expected, line.done, line.answer) == (13_920, DONE, None)
    before = now(practice)
    said = pay(practice, Answer(paid=10_000, allowed=20_000, write_off=6_500, deductible=5_000))
    assert said == "Blue River PPO paid 100.00 for 1 line, 39.20 less than estimated"
    after = now(practice)
    first = after.line(str(practice.lines[0]))
    assert (first.insurance_cents, first.write_off_cents, first.patient_cents) == (10_000, 6_500, 10_000)
    # The maximum has 39.20 more left for the implant, whose half is far below it.
    assert after.line(str(practice.lines[1])).insurance_cents == before.line(str(practice.lines[1])).insurance_cents
    history = coverage_terms(practice.patient, TODAY)[0].history
    assert [(entry.kind, entry.on, entry.paid_cents, entry.deductible_cents) for entry in history] == [
        ("paid", DONE, 10_000, 5_000)
    ]
    (line,) = claimed_lines(practice.patient, 1, TODAY)
    assert (line.expected, line.answer.paid if line.answer else None) == (13_920, 10_000)
    undo_last(practice.coordinator.id, NOW)
    assert now(practice).total == before.total
    assert claimed_lines(practice.patient, 1, TODAY)[0].answer is None


def test_a_denied_line_uses_nothing_up(practice: TinyPractice) -> None:
    forget_use(practice)
    complete(practice, practice.lines[0])
    pay(practice, Answer(denied=True, reason="too soon"))
    first = now(practice).line(str(practice.lines[0]))
    assert first.insurance_cents == 0
    history = coverage_terms(practice.patient, TODAY)[0].history
    assert [(entry.kind, entry.paid_cents) for entry in history] == [("denied", 0)]
    assert read_sheet(1, TODAY).shown()["used.maximum"] == "?"
    pay(practice, Answer(paid=13_920))
    history = coverage_terms(practice.patient, TODAY)[0].history
    assert [(entry.kind, entry.paid_cents) for entry in history] == [("paid", 13_920)]
    assert read_sheet(1, TODAY).shown()["used.maximum"] == "139.20"
    assert database.execute_sql("SELECT COUNT(*) FROM claim_outcome WHERE voided = 0").fetchone() == (1,)


def test_a_payment_that_differs_comes_onto_the_work_list(practice: TinyPractice) -> None:
    complete(practice, practice.lines[0])
    pay(practice, Answer(paid=12_000))
    follow_up = practice.read().next_action, practice.read().next_on
    assert follow_up[0] == "Text about the plan, day 7"
    pay(practice, Answer(paid=10_000))
    case = practice.read()
    assert (case.next_on, case.next_action) == (TODAY, "payment differs: insurer paid 39.20 less than estimated")
    assert [card.next_on for card in open_cards()] == [TODAY]
    undo_last(practice.coordinator.id, NOW)
    assert (practice.read().next_action, practice.read().next_on) == follow_up


def test_what_cannot_have_been_paid_is_refused(practice: TinyPractice) -> None:
    complete(practice, practice.lines[0])
    for answer, why in (
        (Answer(paid=26_501), "more than the fee"),
        (Answer(paid=20_000, write_off=7_000), "come to more"),
        (Answer(paid=1, denied=True), "pays nothing"),
    ):
        with pytest.raises(Refused, match=why):
            pay(practice, answer)
    lines = claimed_lines(practice.patient, 1, TODAY)
    with pytest.raises(Refused, match="when it has come"):
        record(by(practice), practice.patient, 1, lines, {practice.lines[0]: Answer(1)}, TODAY + timedelta(days=1))
    assert database.execute_sql("SELECT COUNT(*) FROM claim_outcome").fetchone() == (0,)


def three(practice: TinyPractice, answer: Answer) -> None:
    """The extraction done and paid three times."""
    complete(practice, practice.lines[0])
    with unit_of_work(practice.lead.id, "more", NOW, case_id=practice.case) as unit:
        row = Line.get_by_id(practice.lines[0])
        for tooth in ("18", "30"):
            number = unit.insert(
                Line,
                visit=row.visit,
                ordinal=9,
                code="EXT",
                name=row.name,
                category=row.category,
                tooth=tooth,
                fee=row.fee,
            )
            unit.insert(LineEvent, line=number, kind="completed", at=unit.at, day=DONE)
    lines = claimed_lines(practice.patient, 1, TODAY)
    assert len(lines) == 3
    record(by(practice), practice.patient, 1, lines, {line.line_id: answer for line in lines}, TODAY)


def test_a_repeated_downgrade_becomes_a_rule_with_one_word(practice: TinyPractice) -> None:
    three(practice, Answer(paid=8_000, allowed=10_000, paid_as="CRN"))
    (offer,) = accuracy.suggested(1)
    assert offer.kind == "downgrade"
    assert accuracy.take_over(by(practice), offer).says == "Blue River PPO: EXT is estimated as CRN from now on"
    row = BenefitRule.get(BenefitRule.kind == "downgrade")
    assert row.terms == '{"from":"EXT","to":"CRN","when":"molar"}'
    assert accuracy.suggested(1) == []
    undo_last(practice.coordinator.id, NOW)
    assert accuracy.suggested(1) == [offer]
    accuracy.turn_down(by(practice), offer)
    assert accuracy.suggested(1) == []


def test_a_repeated_percentage_changes_the_table(practice: TinyPractice) -> None:
    # The first took the deductible: 174 and twice 224 allowed, all at half.
    complete(practice, practice.lines[0])
    three_paid = Answer(paid=11_200, deductible=0)
    three(practice, three_paid)
    (offer,) = accuracy.suggested(1)
    assert (offer.kind, offer.scope, offer.value) == ("percent", "category:oral_surgery", 5_000)
    accuracy.take_over(by(practice), offer)
    assert read_sheet(1, TODAY).shown()["percent:oral_surgery"] == "50"
    assert accuracy.suggested(1) == []


def test_a_fee_that_differs_is_corrected_on_the_plan_list(practice: TinyPractice) -> None:
    three(practice, Answer(paid=16_000, allowed=20_000, deductible=0))
    offers = accuracy.suggested(1)
    assert [offer.kind for offer in offers] == ["fee"]
    accuracy.take_over(by(practice), offers[0])
    schedule = database.execute_sql("SELECT fee_schedule_id FROM benefit_plan WHERE id = 1").fetchone()[0]
    assert Fee.get(Fee.schedule == schedule, Fee.code == "EXT").amount == 20_000
    assert accuracy.suggested(1) == []


def test_what_is_never_covered_gets_a_rule_of_its_code(practice: TinyPractice) -> None:
    three(practice, Answer(denied=True, reason="not covered"))
    (offer,) = accuracy.suggested(1)
    assert offer.short == "EXT at 0 %"
    assert accuracy.take_over(by(practice), offer).says == "Blue River PPO: EXT is paid at 0 % from now on"
    terms = coverage_terms(practice.patient, TODAY)[0]
    assert [rule.percent for rule in terms.percents if rule.scope.text() == "code:EXT"] == [0]
    assert accuracy.suggested(1) == []
