"""Pre-medication: whom the office's rule means, what it says beside a slot, and how it spreads a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tctui.core.errors import Refused
from tctui.core.people import User
from tctui.core.schedule.premedication import Premedication
from tctui.core.schedule.spacing import Gap
from tctui.db import decisions
from tctui.db.book import load_book
from tctui.db.case_plans import VisitsToPlan, book_plan, visits_to_plan
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import Patient
from tctui.db.outings import day_sheet
from tctui.db.premedication import premedicated, premedication, set_premedication
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

DAY = TODAY.toordinal()
ALERT = "Heart valve: antibiotic before treatment"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    made = tiny_practice(tmp_path / "practice.db")
    decisions.accept(By(made.coordinator, NOW, TODAY), made.case, made.lines[:2])
    try:
        yield made
    finally:
        close_database()


def by_admin(practice: TinyPractice) -> By:
    known = practice.coordinator
    return By(User(known.id, known.login, known.name, known.initials, "admin"), NOW, TODAY)


@pytest.mark.parametrize("alert", [ALERT, "PREMED", "Knee; pre-medication, see letter", "antibiotic prophylaxis 2 g"])
def test_an_alert_that_says_so_asks_for_it(alert: str) -> None:
    assert Premedication().needed(alert)
    assert not Premedication(is_on=False).needed(alert)


@pytest.mark.parametrize("alert", ["", "Penicillin allergy", "No premed needed", "Does not need pre-medication"])
def test_an_alert_that_says_otherwise_does_not(alert: str) -> None:
    assert not Premedication().needed(alert)


def test_no_of_another_clause_does_not_count() -> None:
    assert Premedication().needed("No latex; premed before each visit")


def test_days_too_near_are_said_and_one_day_is_not() -> None:
    rule = Premedication(days_apart=10)
    near = rule.too_near(DAY + 9, [DAY, DAY + 30])
    assert near is not None
    assert not near.hard
    assert near.text.startswith("pre-medication: 9 days from")
    assert near.text.endswith(", 10 wanted")
    assert rule.too_near(DAY + 10, [DAY]) is None
    assert rule.too_near(DAY, [DAY, DAY + 3]) is None
    assert Premedication().too_near(DAY + 1, [DAY]) is None


def alert_of(practice: TinyPractice, alert: str = ALERT) -> None:
    with unit_of_work(practice.coordinator.id, "test.alert", NOW) as unit:
        unit.update(Patient, practice.patient, medical_alert=alert)


def test_the_rule_is_for_the_patient_whose_alert_says_so(practice: TinyPractice) -> None:
    assert premedicated(practice.patient, DAY) is None
    alert_of(practice)
    assert premedicated(practice.patient, DAY) is not None
    assert premedicated(practice.other_patient, DAY) is None
    assert Premedication().told(ALERT) == f"pre-medication: {ALERT}"
    assert Premedication().told("Premed, pre-medication 1 h before") == "Premed, pre-medication 1 h before"
    assert Premedication().told("Latex allergy") == "Latex allergy"


def test_the_rule_is_the_offices_and_kept(practice: TinyPractice) -> None:
    by = by_admin(practice)
    assert premedication() == Premedication()
    set_premedication(by, True, "Joint, premed", "2 g before", 10)
    assert premedication() == Premedication(True, ("joint", "premed"), "2 g before", 10)
    with pytest.raises(Refused, match="0 to 60"):
        set_premedication(by, True, "premed", "premed", 61)
    with pytest.raises(Refused):
        set_premedication(By(practice.coordinator, NOW, TODAY), True, "premed", "premed", 10)


def two_free_visits(practice: TinyPractice) -> VisitsToPlan:
    wanted = visits_to_plan(practice.case, DAY)
    first, second = (visit.sitting.id for visit in wanted.visits[:2])
    return replace(wanted, gaps=(Gap(first, second, 1, None, True, "another day"),))


def test_the_plan_of_such_a_patient_keeps_the_days_between(practice: TinyPractice) -> None:
    book = load_book(DAY, DAY + 120)
    near = two_free_visits(practice).in_book(book, DAY).offers[0].places
    assert 0 < near[1].day - near[0].day < 10
    alert_of(practice)
    set_premedication(by_admin(practice), True, "antibiotic before", "pre-medication", 10)
    apart = two_free_visits(practice).in_book(book, DAY)
    first, second = apart.offers[0].places
    assert second.day - first.day >= 10
    assert "visits with pre-medication lie apart" in {gap.why for gap in second.held_by}


def test_visits_that_share_a_day_go_on_sharing_it(practice: TinyPractice) -> None:
    wanted = replace(visits_to_plan(practice.case, DAY), gaps=(), days_apart=10, apart_why="apart")
    book = load_book(DAY, DAY + 120)
    alone = replace(wanted, days_apart=0).in_book(book, DAY).offers[0]
    assert wanted.in_book(book, DAY).offers[0].trips == alone.trips


def test_a_plan_that_finds_no_place_so_says_what_it_could_not_keep(practice: TinyPractice) -> None:
    wanted = replace(two_free_visits(practice), days_apart=50, apart_why="visits lie apart")
    plan = wanted.in_book(load_book(DAY, DAY + 30), DAY)
    assert plan.offers
    assert plan.given_up == ("visits lie apart, 50 days",)


def test_the_day_sheet_says_it(practice: TinyPractice) -> None:
    alert_of(practice)
    by = By(practice.coordinator, NOW, TODAY)
    offer = two_free_visits(practice).in_book(load_book(DAY, DAY + 120), DAY).offers[0]
    first = book_plan(by, practice.case, offer)[0]
    sheet = day_sheet(TODAY.fromordinal(first.day), NOW, TODAY)
    said = [remark for chair in sheet.chairs for entry in chair.entries for remark in entry.remarks]
    assert f"pre-medication: {ALERT}" in said
