"""A doctor's check in a hygienist's visit: asked of the procedure, held by booking, plan, short call and length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tctui.core.schedule.openings import fits
from tctui.core.schedule.records import Resource
from tctui.core.schedule.waiting import Gap, short_call
from tctui.core.schedule.wish import Wish
from tctui.db import booking, case_plans
from tctui.db.book import appointments, load_book, wish_for
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import Hours, Line, LineEvent, Operatory, Procedure, Provider, Visit
from tctui.db.price_list import listed_procedures, save_procedure
from tctui.db.short_call import candidates
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

DAY = TODAY.toordinal() + 8


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    """A hygienist with a chair; the first visit is hers, its procedure needs a check of ten minutes."""
    try:
        made = tiny_practice(tmp_path / "practice.db")
        with unit_of_work(made.coordinator.id, "test.hygiene", NOW) as unit:
            kim = unit.insert(Provider, code="KIM", name="Kim", role="hygienist")
            chair = unit.insert(Operatory, code="H", name="Hy 1", kind="hygiene", ordinal=9, provider=kim)
            for weekday in range(5):
                for resource, number in (("provider", kim), ("operatory", chair)):
                    unit.insert(Hours, resource=resource, resource_id=number, weekday=weekday, start=96, end=204)
            (row,) = Procedure.select().where(Procedure.code == "EXT")
            unit.update(Procedure, row.id, exam_minutes=10)
            unit.update(Visit, made.visits[0], provider=kim)
            unit.update(Line, made.lines[0], provider=kim)
            unit.touch_case(made.case)
            for line in made.lines[:2]:
                unit.insert(LineEvent, line=line, kind="accepted", at=unit.at, day=TODAY, user=made.coordinator.id)
        yield made
    finally:
        close_database()


def wish_of(practice: TinyPractice, at: int = 0) -> Wish:
    case = practice.read()
    visit = case.visit(practice.visits[at])
    assert visit is not None
    return wish_for(case, visit, TODAY.toordinal())


def busy_doctors(practice: TinyPractice, start: int, units: int) -> None:
    for provider, chair in zip((practice.provider, practice.second_provider), practice.operatories, strict=True):
        case = practice.read()
        visit = case.visit(practice.visits[1])
        assert visit is not None
        row = booking.proposal(case, visit, "X" * units)
        patient = practice.other_patient if provider == practice.provider else practice.patient
        booking.book(
            practice.coordinator, NOW, TODAY,
            replace(row, day=DAY, start=start, provider_id=provider, operatory_id=chair, patient_id=patient,
                    visit_id=None, case_id=None),
        )  # fmt: skip


def test_only_a_hygienists_visit_asks_for_the_check(practice: TinyPractice) -> None:
    wish = wish_of(practice)
    assert (wish.exam_units, wish.exam_offset, wish.units) == (2, 8, 11)
    assert wish.exam_provider_ids == (practice.provider, practice.second_provider)
    assert wish_of(practice, 1).exam_units == 0
    short = wish.of_pattern("XXXXX")
    assert (short.exam_units, short.exam_offset) == (2, 2)


def test_no_opening_where_no_doctor_is_free_for_the_check(practice: TinyPractice) -> None:
    busy_doctors(practice, 120, 12)
    wish = replace(wish_of(practice), not_before=DAY, not_after=DAY)
    book = load_book(DAY, DAY)
    starts = {at for fit in fits(book, wish, TODAY.toordinal()) for at in range(288) if fit.starts >> at & 1}
    assert starts
    assert all(not (at + 8 < 132 and at + 10 > 120) for at in starts)
    assert 100 in starts
    assert 115 not in starts


def test_the_plan_of_the_case_books_the_check(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    today = TODAY.toordinal()
    wanted = case_plans.visits_to_plan(practice.case, today)
    offer = wanted.in_book(load_book(today, today + 200), today).offers[0]
    booked = case_plans.book_plan(by, practice.case, offer)
    first = next(row for row in booked if row.visit_id == practice.visits[0])
    assert (first.exam_units, first.exam_offset) == (2, 8)
    assert first.exam_provider_id in (practice.provider, practice.second_provider)
    book = load_book(first.day, first.day)
    doctor = Resource("provider", first.exam_provider_id)
    check = 0b11 << (first.start + 8)
    assert book.busy(doctor, first.day) & check == check


def test_a_short_call_finds_a_doctor_too(practice: TinyPractice) -> None:
    busy_doctors(practice, 120, 12)
    chair = next(key for key, one in load_book(DAY, DAY).operatories.items() if one.kind == "hygiene")
    book = load_book(DAY, DAY)
    free = Gap(chair, DAY, 132, 160)
    (call,) = [one for one in short_call(book, free, candidates(free, TODAY), TODAY, {}) if one.who.patient_id]
    assert call.exam_provider_id == practice.provider
    taken = Gap(chair, DAY, 113, 125)
    assert short_call(book, taken, candidates(taken, TODAY), TODAY, {}) == []


def test_a_shorter_visit_keeps_the_check_within(practice: TinyPractice) -> None:
    case, wish = practice.read(), wish_of(practice)
    visit = case.visit(practice.visits[0])
    assert visit is not None
    chair, kim = wish.chairs(load_book(DAY, DAY))[0], wish.providers(load_book(DAY, DAY))[0]
    kept = booking.book(
        practice.coordinator, NOW, TODAY,
        replace(booking.proposal(case, visit, wish.pattern), day=DAY, start=120, operatory_id=chair, provider_id=kim,
                exam_provider_id=practice.provider, exam_offset=8, exam_units=2),
    )  # fmt: skip
    booking.resize(practice.coordinator, NOW, kept, "XXXXXX")
    (row,) = appointments(DAY, DAY)
    assert (row.exam_offset, row.exam_units) == (4, 2)


def test_the_office_sets_the_minutes(practice: TinyPractice) -> None:
    by = By(practice.lead, NOW, TODAY)
    (one,) = [one for one in listed_procedures() if one.code == "EXT"]
    assert one.exam_minutes == 10
    admin = replace(practice.lead, role="admin")
    save_procedure(replace(by, user=admin), replace(one, exam_minutes=0))
    assert wish_of(practice).exam_units == 0
