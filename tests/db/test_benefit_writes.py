"""The benefit table in the database: stored in one change, undone as one, versions checked, the engine sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.people import User
from tctui.db import estimates
from tctui.db.benefit_sheets import read_sheet
from tctui.db.benefit_writes import Call, save_sheet
from tctui.db.change import By
from tctui.db.coverages import coverage_terms
from tctui.db.models import BenefitPlan, BenefitRule, BenefitUse, Carrier, Coverage, Line, database
from tctui.db.undo import redo_last, undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice, forget_use


def by(user: User) -> By:
    return By(user, NOW, TODAY)


def patient_pays(practice: TinyPractice) -> int:
    case = practice.read()
    return estimates.live(case, case.options[0], TODAY).total.patient_cents


def test_what_is_typed_is_stored_told_and_undone(practice: TinyPractice) -> None:
    before = read_sheet(1, TODAY)
    was = before.shown()
    edits = {
        "percent:implant": "0",
        "maximum.annual": "1,000",
        "frequency.exam": "2/yr",
        "coverage.effective": "1 Jan 2024",
    }
    cost = patient_pays(practice)
    call = Call(TODAY, "phone", "48812")
    done = save_sheet(by(practice.coordinator), before, edits, call=call, confirmed=["percent:oral_surgery"])
    assert done.says == (
        "Blue River PPO verified by phone: implant percent 0; year maximum 1,000; exam 2/yr and 1 more"
    )
    sheet = read_sheet(1, TODAY)
    now = sheet.shown()
    assert {key: now[key] for key in edits} == edits
    assert {key for key in was if was[key] != now[key]} == set(edits)
    assert patient_pays(practice) > cost
    assert set(sheet.confirmed) == {*edits, "percent:oral_surgery"}
    assert sheet.confirmed["maximum.annual"].words() == "23 Nov 2026 by phone, MS, ref 48812"
    assert sheet.last is not None
    terms = coverage_terms(practice.patient, TODAY)[0]
    assert {rule.verified_on for rule in terms.maximums} == {TODAY}
    assert undo_last(practice.coordinator.id, NOW).startswith("Undone: Blue River PPO verified")
    assert read_sheet(1, TODAY).shown() == was
    assert patient_pays(practice) == cost
    assert read_sheet(1, TODAY).confirmed == {}
    redo_last(practice.coordinator.id, NOW)
    assert read_sheet(1, TODAY).shown() == now


def test_two_who_fill_the_same_plan_notice_each_other(practice: TinyPractice) -> None:
    mine, theirs = read_sheet(1, TODAY), read_sheet(1, TODAY)
    save_sheet(by(practice.lead), theirs, {"maximum.ortho": "1,500"})
    rows = BenefitRule.select().count()
    with pytest.raises(ChangedElsewhere):
        save_sheet(by(practice.coordinator), mine, {"percent:endo": "80"})
    assert BenefitRule.select().count() == rows


def test_one_patient_differs_and_the_other_does_not(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "coverage", NOW) as unit:
        other = unit.insert(Coverage, patient=practice.other_patient, plan=1, effective=date(2020, 1, 1))
    save_sheet(by(practice.coordinator), read_sheet(1, TODAY), {"percent:implant": "80"}, personal=True)
    sheet = read_sheet(1, TODAY)
    assert sheet.personal() == {"percent:implant"}
    assert sheet.shown()["percent:implant"] == "80"
    assert read_sheet(other, TODAY).shown()["percent:implant"] == "50"
    terms = coverage_terms(practice.patient, TODAY)[0]
    assert {rule.percent for rule in terms.percents if rule.scope.covers("IMP", "implant")} == {8000}


def test_a_new_plan_filled_from_nothing_answers_the_engine(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "plan", NOW) as unit:
        carrier = unit.insert(Carrier, name="Northfield")
        plan = unit.insert(BenefitPlan, carrier=carrier, name="Northfield 12", kind="ppo")
        unit.update(Coverage, 1, plan=plan)
    case = practice.read()
    asked = estimates.live(case, case.options[0], TODAY).questions
    assert {question.key.split(":")[1] for question in asked} >= {"percent", "frequency", "waiting"}
    edits = {
        "percent:oral_surgery": "80", "percent:implant": "50", "deductible.individual": "50", "maximum.annual": "1,500",
        "plan.year": "Jan", "waiting:oral_surgery": "none", "waiting:implant": "none", "deductible:oral_surgery": "y",
        "deductible:implant": "y", "clause.missing_tooth": "n", "frequency.exam": "2/yr",
    }  # fmt: skip
    save_sheet(by(practice.coordinator), read_sheet(1, TODAY), edits)
    case = practice.read()
    assert estimates.live(case, case.options[0], TODAY).questions == ()
    assert read_sheet(1, TODAY).shown()["percent:ortho"] == "?"


def test_totals_that_the_carrier_names_count_once(practice: TinyPractice) -> None:
    forget_use(practice)
    with unit_of_work(practice.lead.id, "use", NOW) as unit:
        unit.insert(BenefitUse, coverage=1, day=date(2026, 3, 2), code="CLN", category="preventive", paid=9_400)
    sheet = read_sheet(1, TODAY)
    assert sheet.shown()["used.maximum"] == "94"
    assert sheet.shown()["used.deductible"] == "?"
    save_sheet(by(practice.coordinator), sheet, {"used.maximum": "850", "used.deductible": "none"})
    sheet = read_sheet(1, TODAY)
    assert (sheet.shown()["used.maximum"], sheet.shown()["used.deductible"]) == ("850", "none")
    terms = coverage_terms(practice.patient, TODAY)[0]
    assert sum(entry.paid_cents for entry in terms.history) == 85_000
    with pytest.raises(Refused, match="on record come to 94"):
        save_sheet(by(practice.coordinator), sheet, {"used.maximum": "50"})
    save_sheet(by(practice.coordinator), sheet, {"used.maximum": "?"})
    assert read_sheet(1, TODAY).shown()["used.maximum"] == "94"


def test_nothing_typed_stores_nothing(practice: TinyPractice) -> None:
    entries = database.execute_sql("SELECT COUNT(*) FROM verification").fetchone()[0]
    sheet = read_sheet(1, TODAY)
    assert save_sheet(by(practice.coordinator), sheet, {"percent:implant": sheet.shown()["percent:implant"]}).says == (
        "Nothing changed"
    )
    assert database.execute_sql("SELECT COUNT(*) FROM verification").fetchone()[0] == entries


def test_who_may_not_and_days_to_come_are_refused(practice: TinyPractice) -> None:
    sheet = read_sheet(1, TODAY)
    auditor = replace(practice.lead, role="auditor")
    with pytest.raises(Refused, match="does not allow"):
        save_sheet(by(auditor), sheet, {"percent:implant": "0"})
    with pytest.raises(Refused, match="day to come"):
        save_sheet(by(practice.lead), sheet, {}, call=Call(TODAY + timedelta(days=1), "phone"))
    with pytest.raises(Refused, match="Verified by phone"):
        save_sheet(by(practice.lead), sheet, {}, call=Call(TODAY, "guess"))
    assert read_sheet(1, TODAY).shown() == sheet.shown()


def test_when_a_tooth_was_lost_settles_the_clause(practice: TinyPractice) -> None:
    save_sheet(
        by(practice.coordinator), read_sheet(1, TODAY), {"clause.missing_tooth": "y", "percent:prosthetics": "50"}
    )
    sheet = read_sheet(1, TODAY)
    # Tooth 19 is still there: the plan takes it out first, so that nothing is asked.
    assert sheet.shown()["lost:19"] == "none"
    case = practice.read()
    assert estimates.live(case, case.options[0], TODAY).questions == ()
    with unit_of_work(practice.lead.id, "gone", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], tooth="18")
    case = practice.read()
    asked = estimates.live(case, case.options[0], TODAY).questions
    assert [question.key for question in asked] == ["1:missing_tooth:19"]
    sheet = read_sheet(1, TODAY)
    assert sheet.shown()["lost:19"] == "?"
    assert asked[0].text == "Blue River PPO: when was tooth 19 lost?"
    with pytest.raises(Refused, match="day to come"):
        save_sheet(by(practice.coordinator), sheet, {"lost:19": "1 Jan 2030"})
    for day, paid in (("5 Jun 2018", 0), ("5 Jun 2021", 92_000)):
        save_sheet(by(practice.coordinator), read_sheet(1, TODAY), {"lost:19": day})
        result = estimates.live(case, case.options[0], TODAY)
        assert result.questions == ()
        assert result.line(str(practice.lines[1])).insurance_cents == paid
    assert read_sheet(1, TODAY).shown()["lost:19"] == "5 Jun 2021"
    # "None" says that it is still there: nothing is asked any more, and the clause does not hold.
    save_sheet(by(practice.coordinator), read_sheet(1, TODAY), {"lost:19": "none"})
    result = estimates.live(case, case.options[0], TODAY)
    assert (result.questions, result.line(str(practice.lines[1])).insurance_cents) == ((), 92_000)
    save_sheet(by(practice.coordinator), read_sheet(1, TODAY), {"lost:19": "?"})
    assert read_sheet(1, TODAY).shown()["lost:19"] == "?"


def test_what_was_carried_over_is_added_to_the_maximum(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "use", NOW) as unit:
        unit.insert(BenefitUse, coverage=1, day=date(2025, 3, 2), code="CLN", category="preventive", paid=9_400)
    sheet = read_sheet(1, TODAY)
    edits = {"maximum.annual": "500", "maximum.carry": "350/700/1250", "used.bank": "200"}
    save_sheet(by(practice.coordinator), sheet, edits)
    cells = read_sheet(1, TODAY).shown()
    assert {key: cells[key] for key in edits} == edits
    case = practice.read()
    # What is known of 2025 would have added 350 by itself; the carrier says 200.
    assert estimates.live(case, case.options[0], TODAY).total.insurance_cents == 70_000
    save_sheet(by(practice.coordinator), read_sheet(1, TODAY), {"used.bank": "?"})
    assert estimates.live(case, case.options[0], TODAY).total.insurance_cents == 85_000
    assert [row.kind for row in read_sheet(1, TODAY).by_code()] == []


def test_what_is_used_is_a_question_until_somebody_says_it(practice: TinyPractice) -> None:
    forget_use(practice)
    case = practice.read()
    found = estimates.live(case, case.options[0], TODAY)
    assert {question.key for question in found.questions} == {"1:used:maximum", "1:used:deductible"}
    assert found.total.best_cents < found.total.patient_cents < found.total.worst_cents
    save_sheet(by(practice.coordinator), read_sheet(1, TODAY), {"used.maximum": "none", "used.deductible": "none"})
    told = estimates.live(case, case.options[0], TODAY)
    assert told.questions == ()
    assert told.total.patient_cents == found.total.patient_cents
