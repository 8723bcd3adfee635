"""Rules by code of a plan reach the estimate: listed payments, copays, what is excluded, what wants an approval."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from tctui.core.errors import Refused
from tctui.core.estimate import Estimate
from tctui.db import estimates
from tctui.db.benefit_sheets import read_sheet
from tctui.db.benefit_writes import save_sheet
from tctui.db.change import By
from tctui.db.code_rules import add_code_rule
from tctui.db.undo import undo_last
from tests.practice import NOW, TODAY, TinyPractice


def by(practice: TinyPractice) -> By:
    return By(practice.coordinator, NOW, TODAY)


def figured(practice: TinyPractice) -> Estimate:
    case = practice.read()
    return estimates.live(case, case.options[0], TODAY)


def test_a_plan_that_pays_by_a_list_is_a_range_until_its_list_is_there(practice: TinyPractice) -> None:
    line = figured(practice).lines[0]
    save_sheet(by(practice), read_sheet(1, TODAY), {"plan.kind": "fixed", "maximum.annual": "none"})
    sheet = read_sheet(1, TODAY)
    save_sheet(by(practice), sheet, {key: "?" for key in sheet.shown() if key.startswith("percent:")})
    unsaid = figured(practice).lines[0]
    assert unsaid.best_cents < unsaid.worst_cents
    assert any(":percent:" in key for key in unsaid.questions)
    add_code_rule(by(practice), read_sheet(1, TODAY), "fixed_benefit", line.code, "95.50")
    listed = figured(practice).lines[0]
    assert listed.shares[0].deductible_cents == 5_000
    assert listed.insurance == (4_550,)
    assert listed.best_cents == listed.worst_cents == listed.patient_cents


def test_a_copay_by_code_is_taken_off_first_and_an_excluded_code_pays_nothing(practice: TinyPractice) -> None:
    before = figured(practice).lines[0]
    add_code_rule(by(practice), read_sheet(1, TODAY), "copay", before.code, "10")
    copaid = figured(practice).lines[0]
    assert copaid.shares[0].copay_cents == 1_000
    assert copaid.insurance_cents < before.insurance_cents
    add_code_rule(by(practice), read_sheet(1, TODAY), "exclusion", before.code, "y")
    assert figured(practice).lines[0].insurance_cents == 0


def test_a_code_that_wants_an_approval_is_asked_for_and_at_worst_unpaid(practice: TinyPractice) -> None:
    before = figured(practice).lines[0]
    assert before.insurance_cents
    add_code_rule(by(practice), read_sheet(1, TODAY), "preauthorisation", before.code, "y")
    result = figured(practice)
    line = result.lines[0]
    assert line.patient_cents == before.patient_cents
    assert line.worst_cents == line.patient_cents + before.insurance_cents
    assert any("approv" in question.text for question in result.questions)


def test_what_the_table_says_of_pre_authorisation_is_asked_for(practice: TinyPractice) -> None:
    before = figured(practice).lines[0]
    save_sheet(by(practice), read_sheet(1, TODAY), {"clause.preauthorisation": "extractions and implants"})
    line = figured(practice).lines[0]
    assert (line.best_cents, line.worst_cents) == (before.patient_cents, before.patient_cents + before.insurance_cents)


def test_an_answer_to_a_pre_authorisation_replaces_the_estimate_until_it_runs_out(practice: TinyPractice) -> None:
    before = figured(practice).lines[0]
    say = partial(add_code_rule, by(practice))
    say(read_sheet(1, TODAY), "approval", before.code, "requested")
    assert figured(practice).lines[0].worst_cents > before.patient_cents
    done = say(read_sheet(1, TODAY), "approval", before.code, "61.50 to 12/31/26")
    assert done.says.endswith("approved to pay 61.50 to 31 Dec 2026")
    line = figured(practice).lines[0]
    assert (line.insurance, line.best_cents, line.worst_cents) == ((6_150,), line.patient_cents, line.patient_cents)
    case = practice.read()
    late = estimates.live(case, case.options[0], TODAY, {practice.lines[0]: date(2027, 1, 5)}).lines[0]
    assert late.insurance_cents != 6_150
    assert any("expired" in note for note in late.notes)
    assert undo_last(practice.coordinator.id, NOW).startswith("Undone: ")
    with pytest.raises(Refused):
        say(read_sheet(1, TODAY), "approval", before.code, "perhaps")
