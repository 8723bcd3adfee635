"""The book that a session keeps: after whatever was written, it is the book that is read anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tctui.core.schedule.book import Book
from tctui.core.schedule.records import Appointment, Resource
from tctui.core.schedule.states import Broken
from tctui.db import booking
from tctui.db.book import kept_book, load_book
from tctui.db.connection import close_database
from tctui.db.models import Block, Patient, database
from tctui.db.record_views import record_view
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

DAY = date(2026, 12, 1).toordinal()
FIRST, LAST = DAY - 8, DAY + 8


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    yield tiny_practice(tmp_path / "home" / "practice.db")
    close_database()


def same(kept: Book, practice: TinyPractice) -> None:
    fresh = load_book(FIRST, LAST)
    resources = [Resource("operatory", chair) for chair in practice.operatories]
    resources += [Resource("provider", practice.provider), Resource("provider", practice.second_provider)]
    for day in range(FIRST, LAST + 1):
        assert kept.day_rows(day) == fresh.day_rows(day)
        assert [kept.free(one, day) for one in resources] == [fresh.free(one, day) for one in resources]


def book(practice: TinyPractice, start: int = 120) -> Appointment:
    wanted = Appointment(
        0, DAY, start, "/XXXX/", practice.operatories[0], practice.provider, practice.other_patient, "", "filling"
    )
    return booking.book(practice.coordinator, NOW, TODAY, wanted)


def test_what_was_booked_moved_broken_and_undone_is_patched(practice: TinyPractice) -> None:
    kept, seen = kept_book(None, 0, FIRST, LAST)
    assert not kept.day_rows(DAY)
    booked = book(practice)
    other = book(practice, 180)
    kept, seen = kept_book(kept, seen, FIRST, LAST)
    assert len(kept.day_rows(DAY)) == 2
    same(kept, practice)
    moved = booking.move(
        practice.coordinator, NOW, TODAY, booked, DAY + 1, 130, booked.operatory_id, booked.provider_id
    )
    booking.break_appointment(practice.coordinator, NOW, TODAY, other, Broken.LATE_CANCEL, "no call")
    kept, seen = kept_book(kept, seen, FIRST, LAST)
    assert [row.id for row in kept.day_rows(DAY + 1)] == [moved.id]
    assert not kept.day_rows(DAY)
    same(kept, practice)
    undo_last(practice.coordinator.id, NOW)
    undo_last(practice.coordinator.id, NOW)
    kept, seen = kept_book(kept, seen, FIRST, LAST)
    assert len(kept.day_rows(DAY)) == 2
    same(kept, practice)


def test_what_decides_on_more_than_a_visit_is_read_anew(practice: TinyPractice) -> None:
    book(practice)
    kept, seen = kept_book(None, 0, FIRST, LAST)
    with unit_of_work(practice.lead.id, "test.block", NOW) as unit:
        unit.insert(Block, name="lunch", kind="closed", start=144, end=156, resource="practice", weekday=1)
    with unit_of_work(practice.lead.id, "test.name", NOW) as unit:
        unit.update(Patient, practice.other_patient, last_name="Bakerson")
    kept, seen = kept_book(kept, seen, FIRST, LAST)
    assert kept.day_rows(DAY)[0].patient_name == "Bakerson"
    same(kept, practice)


def test_what_has_no_bearing_on_the_book_leaves_it_as_it_is(practice: TinyPractice) -> None:
    book(practice)
    kept, seen = kept_book(None, 0, FIRST, LAST)
    record_view(practice.coordinator.id, practice.patient, practice.case, "case", NOW)
    with unit_of_work(practice.lead.id, "test.phone", NOW) as unit:
        unit.update(Patient, practice.other_patient, phone="555 0199")
    again, later = kept_book(kept, seen, FIRST, LAST)
    assert again is kept
    assert later == database.execute_sql("SELECT max(id) FROM audit").fetchone()[0] > seen
    wider, _ = kept_book(kept, later, FIRST, LAST + 30)
    assert wider.last_day == LAST + 30
