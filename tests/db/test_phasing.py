"""Phasing of a stored option: what moves, what stays and why, and dates that are taken over and undone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.db import decisions
from tctui.db.change import By
from tctui.db.estimates import live
from tctui.db.models import BenefitRule, Holiday, Line, Visit
from tctui.db.paper_writes import override
from tctui.db.phasing import new_days, phasing, take_over
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

WORK_DAY = date(2027, 1, 4)
"""The first working day of the next benefit year: 1 January is a holiday, 2 and 3 a weekend."""


@pytest.fixture
def practice(tmp_path: Path) -> TinyPractice:
    made = tiny_practice(tmp_path / "practice.db")
    with unit_of_work(made.coordinator.id, "test", NOW) as unit:
        unit.insert(Holiday, day=date(2027, 1, 1).toordinal(), name="New Year")
        unit.update(BenefitRule, BenefitRule.get(BenefitRule.kind == "maximum").id, amount=100_000)
        unit.update(Visit, made.visits[1], gap_min=None)
        unit.can_undo = False
    return made


def by(practice: TinyPractice) -> By:
    return By(practice.coordinator, NOW, TODAY)


def test_the_second_visit_goes_into_the_next_year_on_a_working_day(practice: TinyPractice) -> None:
    case = practice.read()
    option = case.options[0]
    found = phasing(case, option, TODAY)
    assert found.all_now.days[str(practice.lines[1])] == TODAY
    assert found.best.days[str(practice.lines[1])] == WORK_DAY
    assert found.saving_cents == found.all_now.patient_cents - found.best.patient_cents > 0
    assert new_days(option, found, TODAY) == {practice.lines[1]: WORK_DAY}
    done = take_over(by(practice), case.id, option.id, new_days(option, found, TODAY), found.saving_cents)
    assert "dated over the benefit years: saves the patient" in done.says
    after = practice.read()
    assert after.line(practice.lines[1]).planned_on == WORK_DAY  # type: ignore[union-attr]
    assert live(after, after.options[0], TODAY).total.patient_cents == found.best.patient_cents
    again = phasing(after, after.options[0], TODAY)
    assert again.best.moved == ()
    assert new_days(after.options[0], again, TODAY) == {}
    undo_last(practice.coordinator.id, NOW)
    assert practice.read().line(practice.lines[1]).planned_on is None  # type: ignore[union-attr]


def test_urgent_and_begun_lines_stay_and_say_so(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "test", NOW) as unit:
        unit.update(Line, practice.lines[1], urgency="immediate")
    decisions.accept(by(practice), practice.case, practice.lines[:1])
    case = practice.read()
    found = phasing(case, case.options[0], TODAY)
    assert found.stays == {
        practice.visits[0]: "comes before implant 19, which is urgent: it cannot wait",
        -practice.visits[1]: "urgent: it cannot wait",
    }  # fmt: skip


def test_the_days_between_visits_are_kept(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "test", NOW) as unit:
        unit.update(Visit, practice.visits[1], gap_min=90)
    case = practice.read()
    found = phasing(case, case.options[0], TODAY)
    days = [found.all_now.days[str(line)] for line in practice.lines[:2]]
    assert (days[1] - days[0]).days >= 90


def test_dates_of_a_line_that_another_person_changed_are_refused(practice: TinyPractice) -> None:
    case = practice.read()
    option = case.options[0]
    decisions.accept(by(practice), practice.case, practice.lines[:2])
    override(practice.lead, NOW, TODAY, practice.read(), practice.visits[1], "signs in the chair")
    decisions.start(by(practice), practice.case, practice.lines[1:2])
    with pytest.raises(Refused, match="has begun meanwhile"):
        take_over(by(practice), case.id, option.id, {practice.lines[1]: WORK_DAY}, 0)


def test_a_line_edited_meanwhile_is_not_dated(practice: TinyPractice) -> None:
    case = practice.read()
    seen = {line.id: line.version for line in case.options[0].lines()}
    with unit_of_work(practice.lead.id, "fee", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[1], fee=300_000)
    with pytest.raises(ChangedElsewhere):
        take_over(by(practice), case.id, practice.options[0], {practice.lines[1]: WORK_DAY}, 0, seen=seen)
