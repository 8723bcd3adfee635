"""A lab case's due date releases the visit that waits for it: openings, plans, warnings, lists and undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tctui.core.case import Visit
from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.huddle import HuddleFacts
from tctui.core.schedule.ranking import openings
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.rules import conflicts
from tctui.core.schedule.waiting import Gap
from tctui.core.worklist import Reminder
from tctui.db import booking, decisions, lab_cases
from tctui.db.book import load_book, wish_for
from tctui.db.case_plans import visits_to_plan
from tctui.db.case_replans import book_replan, broken_chain
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.huddle import huddle_facts
from tctui.db.reminders import reminders_due
from tctui.db.short_call import candidates
from tctui.db.undo import redo_last, undo_last
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

DAY = TODAY.toordinal()
DUE = TODAY + timedelta(days=15)
WHY = "not before Tue 8 Dec: the lab's work is due then (Northside Lab)"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    made = tiny_practice(tmp_path / "practice.db")
    decisions.accept(By(made.coordinator, NOW, TODAY), made.case, made.lines[:1])
    try:
        yield made
    finally:
        close_database()


def seat(practice: TinyPractice) -> Visit:
    visit = practice.read().visit(practice.visits[0])
    assert visit is not None
    return visit


def note(by: By, practice: TinyPractice, **changed: object) -> str:
    terms = {"laboratory": "Northside Lab", "sent_on": TODAY, "due_on": DUE, **changed}
    return lab_cases.note_lab_case(by, practice.case, practice.visits[0], **terms).says  # type: ignore[arg-type]


def booked(practice: TinyPractice, day: int) -> Appointment:
    case = practice.read()
    wanted = replace(
        booking.proposal(case, seat(practice), "X" * 6), day=day, start=120, operatory_id=practice.operatories[0],
        provider_id=practice.provider,
    )  # fmt: skip
    return booking.book(practice.coordinator, NOW, TODAY, wanted)


def test_no_opening_is_offered_before_the_due_date_and_a_place_typed_there_is_warned_of(
    by: By, practice: TinyPractice
) -> None:
    book = load_book(DAY, DAY + 60)
    free = wish_for(practice.read(), seat(practice), DAY)
    assert next(iter(openings(book, free, DAY, 0))).day < DUE.toordinal()
    assert note(by, practice) == "Sent to Northside Lab Mon 23 Nov, due Tue 8 Dec"
    wish = wish_for(practice.read(), seat(practice), DAY)
    assert next(iter(openings(book, wish, DAY, 0))).day == DUE.toordinal()
    wanted = replace(
        booking.proposal(practice.read(), seat(practice), "X" * 6), start=120, operatory_id=practice.operatories[0],
        provider_id=practice.provider,
    )  # fmt: skip
    for day, told in ((DUE.toordinal() - 1, [("lab", False, WHY)]), (DUE.toordinal(), [])):
        found = conflicts(book, replace(wanted, day=day), DAY, 0, wish.uses, wish.times, wish.release)
        assert [(one.reach, one.hard, one.text) for one in found] == told


def test_the_plan_waits_for_the_lab_and_what_was_received_holds_nothing_up(by: By, practice: TinyPractice) -> None:
    book = load_book(DAY, DAY + 120)
    note(by, practice)
    (place,) = visits_to_plan(practice.case, DAY).in_book(book, DAY).offers[0].places
    assert place.day == DUE.toordinal()
    assert place.release is not None
    assert place.release.why == WHY
    lab = seat(practice).lab
    assert lab is not None
    assert note(by, practice, received_on=TODAY, seen=lab.version) == "Received from Northside Lab Mon 23 Nov"
    (place,) = visits_to_plan(practice.case, DAY).in_book(book, DAY).offers[0].places
    assert place.day == DAY + 1


def test_a_due_date_that_moves_later_lists_the_visit_and_the_rest_is_planned_anew(
    by: By, practice: TinyPractice
) -> None:
    note(by, practice)
    row = booked(practice, DUE.toordinal())
    assert lab_cases.before_release(DAY) == []
    assert broken_chain(practice.case, DAY) is None
    said = note(by, practice, due_on=DUE + timedelta(days=2))
    assert said.endswith("; booked before that, Tue 8 Dec: X in the schedule lists it")
    (early,) = lab_cases.before_release(DAY)
    assert (early.appointment.id, early.why) == (row.id, WHY.replace("Tue 8", "Thu 10"))
    chain = broken_chain(practice.case, DAY)
    assert chain is not None
    assert chain.broken == (early.why,)
    plan = chain.in_book(load_book(DAY, DAY + 60), DAY)
    assert plan is not None
    (moved,) = book_replan(by, practice.case, plan)
    assert (moved.id, moved.day) == (row.id, DUE.toordinal() + 2)
    assert lab_cases.before_release(DAY) == []


def test_it_is_taken_back_and_a_lost_update_is_refused(by: By, practice: TinyPractice) -> None:
    note(by, practice)
    undo_last(by.user.id, NOW)
    assert seat(practice).lab is None
    redo_last(by.user.id, NOW)
    held = seat(practice).lab
    assert held is not None
    assert held.due_on == DUE
    note(by, practice, due_on=DUE + timedelta(days=1), seen=held.version)
    with pytest.raises(ChangedElsewhere):
        note(by, practice, due_on=DUE + timedelta(days=5), seen=held.version)
    assert note(by, practice, laboratory=" ") == "Took the lab case at Northside Lab away"
    assert seat(practice).lab is None
    note(by, practice, laboratory="Other Lab")
    again = seat(practice).lab
    assert again is not None
    assert again.laboratory == "Other Lab"


def test_days_that_cannot_be_are_refused(by: By, practice: TinyPractice) -> None:
    later = TODAY + timedelta(days=1)
    for changed, words in (
        ({"sent_on": later}, "Not sent on Tue 24 Nov"),
        ({"received_on": later}, "Not received on Tue 24 Nov"),
        ({"due_on": TODAY - timedelta(days=1)}, "due before it was sent"),
        ({"received_on": TODAY - timedelta(days=1)}, "received before it was sent"),
        ({"laboratory": ""}, "laboratory is missing"),
    ):
        with pytest.raises(Refused, match=words):
            note(by, practice, **changed)
    assert seat(practice).lab is None


def test_nobody_is_called_for_a_gap_before_the_due_date(by: By, practice: TinyPractice) -> None:
    def called(day: int) -> list[int | None]:
        return [one.visit_id for one in candidates(Gap(practice.operatories[0], day, 108, 144), TODAY)]

    assert called(DUE.toordinal() - 1) == [practice.visits[0]]
    note(by, practice)
    assert called(DUE.toordinal() - 1) == []
    assert called(DUE.toordinal()) == [practice.visits[0]]


def test_the_huddle_and_the_day_sheet_say_what_was_not_received(by: By, practice: TinyPractice) -> None:
    from tctui.core.huddle_parts import huddle
    from tctui.db.outings import day_sheet

    note(by, practice, sent_on=TODAY - timedelta(days=9), due_on=TODAY)
    booked(practice, DAY)
    told = "lab case not received: Northside Lab, due Mon 23 Nov"

    def lines(facts: HuddleFacts) -> list[str]:
        return [remark for part in huddle(facts) for line in part.lines for remark in line.remarks]

    def entries() -> list[str]:
        sheet = day_sheet(TODAY, NOW, TODAY)
        return [remark for chair in sheet.chairs for entry in chair.entries for remark in entry.remarks]

    assert told in lines(huddle_facts(TODAY, 96, NOW.tzinfo))  # type: ignore[arg-type]
    assert told in entries()
    note(by, practice, sent_on=TODAY - timedelta(days=9), due_on=TODAY, received_on=TODAY)
    assert told not in lines(huddle_facts(TODAY, 96, NOW.tzinfo))  # type: ignore[arg-type]
    assert told not in entries()


def test_what_is_overdue_is_on_the_work_list_from_its_due_date_until_it_comes(by: By, practice: TinyPractice) -> None:
    sent = TODAY - timedelta(days=9)
    note(by, practice, sent_on=sent, due_on=TODAY + timedelta(days=1))
    assert lab_cases.reminders(TODAY) == []
    note(by, practice, sent_on=sent, due_on=TODAY - timedelta(days=3))
    told = "lab case not received: Northside Lab, due Fri 20 Nov"
    assert lab_cases.reminders(TODAY) == [Reminder(practice.case, TODAY - timedelta(days=3), told)]
    booked(practice, DAY + 8)
    assert [reminder.what for reminder in lab_cases.reminders(TODAY)] == [f"{told}; visit Tue 1 Dec"]
    assert [reminder.what for reminder in reminders_due(TODAY)[0]] == [f"{told}; visit Tue 1 Dec"]
    note(by, practice, sent_on=sent, due_on=TODAY - timedelta(days=3), received_on=TODAY)
    assert lab_cases.reminders(TODAY) == []
    undo_last(by.user.id, NOW)
    assert len(lab_cases.reminders(TODAY)) == 1
    note(by, practice, laboratory="")
    assert lab_cases.reminders(TODAY) == []
