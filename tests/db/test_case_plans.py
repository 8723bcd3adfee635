"""A whole treatment planned into a real book: rules kept, booked at once, undone at once, a clash loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tctui.core.errors import Refused
from tctui.core.schedule.rules import conflicts
from tctui.db import booking, decisions
from tctui.db.book import load_book
from tctui.db.case_plans import book_plan, visits_to_plan
from tctui.db.change import By
from tctui.db.check import findings
from tctui.db.claims import Clash
from tctui.db.connection import close_database
from tctui.db.models import Appointment, Hours, Patient, Procedure, Visit
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

DAY = TODAY.toordinal()


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    made = tiny_practice(tmp_path / "practice.db")
    with unit_of_work(made.coordinator.id, "test.steps", NOW) as unit:
        for code, step in (("EXT", "extraction"), ("IMP", "implant")):
            unit.update(Procedure, Procedure.get(Procedure.code == code).id, step=step)
        for visit in made.visits:
            unit.update(Visit, visit, gap_min=None)
    decisions.accept(By(made.coordinator, NOW, TODAY), made.case, made.lines[:2])
    try:
        yield made
    finally:
        close_database()


def test_the_offices_rule_places_the_implant_after_the_healing(by: By, practice: TinyPractice) -> None:
    wanted = visits_to_plan(practice.case, DAY)
    book = load_book(DAY, DAY + 365)
    offer, at_once = wanted.in_book(book, DAY).offers
    assert (at_once.trips, at_once.nearby) == (1, ("extraction to implant, 84 to 112 days or on one day",))
    assert offer.nearby == ()
    first, second = offer.places
    assert (first.visit_id, second.visit_id) == tuple(practice.visits[:2])
    assert first.day == DAY + 1
    assert 84 <= second.day - first.day <= 112
    assert "extraction to implant, 84 to 112 days or on one day" in {gap.why for gap in second.held_by}
    assert offer.is_proven


def test_the_chain_is_booked_at_once_and_taken_back_at_once(by: By, practice: TinyPractice) -> None:
    wanted = visits_to_plan(practice.case, DAY)
    offer, *_ = wanted.in_book(load_book(DAY, DAY + 365), DAY).offers
    booked = book_plan(replace(by, token="once"), practice.case, offer)
    assert [(row.day, row.start) for row in booked] == [(place.day, place.start) for place in offer.places]
    assert book_plan(replace(by, token="once"), practice.case, offer) == booked
    book = load_book(DAY, DAY + 365)
    for row in booked:
        assert not [found for found in conflicts(book.without(row.id), row, DAY, 0) if found.hard]
    with pytest.raises(Refused, match="no accepted visit waits"):
        visits_to_plan(practice.case, DAY)
    assert findings() == []
    undo_last(by.user.id, NOW)
    assert len(visits_to_plan(practice.case, DAY).visits) == 2


def test_a_clash_books_nothing_and_the_rest_is_offered_anew(by: By, practice: TinyPractice) -> None:
    wanted = visits_to_plan(practice.case, DAY)
    offer, *_ = wanted.in_book(load_book(DAY, DAY + 365), DAY).offers
    place = offer.places[1]
    other = replace(
        booking.proposal(practice.read(), practice.read().visit(practice.visits[0]), "X" * 6),  # type: ignore[arg-type]
        day=place.day, start=place.start, operatory_id=place.operatory_id, provider_id=place.provider_id,
        patient_id=practice.other_patient, visit_id=None, case_id=None,
    )  # fmt: skip
    booking.book(by.user, NOW, TODAY, other)
    before = Appointment.select().count()
    with pytest.raises(Clash):
        book_plan(by, practice.case, offer)
    assert Appointment.select().count() == before
    anew, *_ = wanted.in_book(load_book(DAY, DAY + 365), DAY).offers
    assert (anew.places[1].day, anew.places[1].start) != (place.day, place.start)
    assert len(book_plan(by, practice.case, anew)) == 2


def test_what_is_booked_already_holds_the_rest(by: By, practice: TinyPractice) -> None:
    case = practice.read()
    visit = case.visit(practice.visits[0])
    assert visit is not None
    wanted = replace(
        booking.proposal(case, visit, visit.pattern), day=DAY + 21, start=120,
        operatory_id=practice.operatories[0], provider_id=practice.provider,
    )  # fmt: skip
    booking.book(by.user, NOW, TODAY, wanted)
    left = visits_to_plan(practice.case, DAY)
    assert left.fixed_days == {practice.visits[0]: DAY + 21}
    offer, *_ = left.in_book(load_book(DAY, DAY + 365), DAY).offers
    (place,) = offer.places
    assert DAY + 21 + 84 <= place.day <= DAY + 21 + 112


def test_when_nothing_fits_it_says_what_would_have_to_give(by: By, practice: TinyPractice) -> None:
    with unit_of_work(by.user.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, can_come="[[5, 96, 204]]")
    plan = visits_to_plan(practice.case, DAY).in_book(load_book(DAY, DAY + 365), DAY)
    assert plan.offers == ()
    assert any("the patient could come" in way for way in plan.ways_out)
    with unit_of_work(by.user.id, "hours.edit", NOW) as unit:
        for row in Hours.select().where(Hours.resource == "provider"):
            unit.void(Hours, row.id)
    plan = visits_to_plan(practice.case, DAY).in_book(load_book(DAY, DAY + 365), DAY)
    assert plan.offers == ()
    assert len(plan.no_opening) == 2


def test_a_child_is_treated_in_the_morning(by: By, practice: TinyPractice) -> None:
    with unit_of_work(by.user.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, birth_date=TODAY.replace(year=2018), can_come="")
    plan = visits_to_plan(practice.case, DAY).in_book(load_book(DAY, DAY + 365), DAY)
    assert all(place.start + place.units <= 144 for offer in plan.offers for place in offer.places)
    assert plan.offers
