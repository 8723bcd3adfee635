"""Follow-up as it is kept: presenting begins it, a call does its touch, facts close it, and undo brings it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tctui.cli import main
from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.figures.period import Period
from tctui.core.schedule.records import Appointment
from tctui.db import booking, contacts, decisions, follow_up, office_follow_up
from tctui.db.board import open_cards
from tctui.db.case_writes import set_next_action
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.connection import close_database, open_database
from tctui.db.figures import read_facts
from tctui.db.follow_up_begin import begin_everywhere
from tctui.db.models import Case, Holiday, Patient, Touch, database
from tctui.db.office_hours import save_holiday
from tctui.db.patients import correct_patient, particulars_of
from tctui.db.reminders import reminders_due
from tctui.db.undo import redo_last, undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

Row = tuple[str, str, str, int | None, str | None]


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[TinyPractice]:
    """The tiny practice, its case taken back and shown anew today, Monday 23 November."""
    practice = tiny_practice(tmp_path / "practice.db")
    with unit_of_work(practice.lead.id, "holiday", NOW) as unit:
        unit.insert(Holiday, day=date(2026, 11, 25).toordinal(), name="closed")
    decisions.unpresent(by(practice), practice.case)
    decisions.present(by(practice), practice.case)
    yield practice
    close_database()


def by(practice: TinyPractice, days: int = 0) -> By:
    return By(practice.coordinator, NOW + timedelta(days=days), TODAY + timedelta(days=days))


def rows() -> list[Row]:
    return list(database.execute_sql("SELECT due, what, state, step, ended_on FROM touch WHERE voided = 0 ORDER BY id"))


def following(practice: TinyPractice) -> tuple[str, date | None]:
    case = read_case(practice.case)
    return case.next_action, case.next_on


def call(practice: TinyPractice, days: int, reached: bool = False, **said: Any) -> str:
    done = contacts.add_contact(
        by(practice, days), practice.patient, "phone", "asked", case_id=practice.case, reached=reached, **said
    )
    return done.says


def completion(until: int) -> tuple[int, int, int]:
    """Touches of the weeks to come by their day: done in time, due, and not judged yet."""
    found = read_facts(TODAY + timedelta(days=until), Period(TODAY, TODAY + timedelta(days=400))).touches
    done = sum(touch.done_on is not None and touch.done_on <= touch.due for touch in found)
    return done, len(found), sum(touch.done_on is None for touch in found)


def next_actions(until: date) -> list[int]:
    """The open cases whose next action is due by a day, as their cards have it."""
    return [card.case_id for card in open_cards() if card.next_on is not None and card.next_on <= until]


def test_presenting_begins_it_on_a_day_on_which_the_practice_works(shown: TinyPractice) -> None:
    # Two days on is the 25th, on which the practice is closed.
    assert rows() == [("2026-11-26", "Call about the plan, day 2", "due", 2, None)]
    assert following(shown) == ("Call about the plan, day 2", date(2026, 11, 26))
    (card,) = open_cards()
    assert next_actions(date(2026, 11, 26)) == [shown.case]
    assert ("!" in card.flags(date(2026, 11, 26)), "!" in card.flags(date(2026, 11, 27))) == (False, True)


def test_what_is_still_to_come_is_said(shown: TinyPractice) -> None:
    def said(days: int = 0) -> str:
        return follow_up.told(read_case(shown.case), TODAY + timedelta(days=days))

    assert said() == "follow-up Thu 26 Nov, then 30 Nov, 7 Dec, 23 Dec, 22 Feb, 24 May"
    for days in (3, 7, 14):
        call(shown, days)
    assert said(14) == "follow-up Mon 22 Feb, then 24 May (slow lane: nobody was reached)"
    call(shown, 182)
    assert said(182) == "no follow-up: its days are over"
    decisions.decline(by(shown, 182), shown.case, shown.lines, "cost")
    assert said(182) == "no follow-up: nothing waits for the patient's word or for a booking"


def test_a_day_that_is_closed_later_sends_its_touches_on(shown: TinyPractice) -> None:
    admin = replace(by(shown), user=replace(shown.lead, role="admin"))
    save_holiday(admin, None, date(2026, 11, 26).toordinal(), "snow")
    assert [row[:3] for row in rows()] == [("2026-11-27", "Call about the plan, day 2", "due")]
    assert following(shown)[1] == date(2026, 11, 27)
    assert next_actions(date(2026, 11, 26)) == []
    undo_last(admin.user.id, NOW)
    assert following(shown)[1] == date(2026, 11, 26)
    set_next_action(by(shown), shown.case, "call", date(2026, 11, 30), agreed=True)
    save_holiday(admin, None, date(2026, 11, 30).toordinal(), "snow")
    assert following(shown)[1] == date(2026, 11, 30)


def test_undo_takes_it_back_and_redo_brings_it_again(shown: TinyPractice) -> None:
    undo_last(shown.coordinator.id, NOW)
    assert (rows(), following(shown)) == ([], ("", None))
    redo_last(shown.coordinator.id, NOW)
    assert [row[:3] for row in rows()] == [("2026-11-26", "Call about the plan, day 2", "due")]
    assert following(shown)[1] == date(2026, 11, 26)


def test_a_call_does_the_touch_and_the_next_one_is_said(shown: TinyPractice) -> None:
    assert call(shown, 0) == "Noted, not reached: phone"
    assert len(rows()) == 1
    assert call(shown, 3) == "Noted, not reached: phone; next Mon 30 Nov: Text about the plan, day 7"
    assert [(row[2], row[4]) for row in rows()] == [("done", "2026-11-26"), ("due", None)]
    assert call(shown, 3) == "Noted, not reached: phone"
    undo_last(shown.coordinator.id, NOW)
    undo_last(shown.coordinator.id, NOW)
    assert [row[2] for row in rows()] == ["due"]
    assert following(shown) == ("Call about the plan, day 2", date(2026, 11, 26))


def test_a_late_call_is_done_late_and_joins_the_cadence_where_it_stands(shown: TinyPractice) -> None:
    call(shown, 16, reached=True)
    assert [(row[2], row[3], row[4]) for row in rows()] == [("done", 2, "2026-12-09"), ("due", 30, None)]
    assert completion(16) == (0, 2, 1)


def test_three_unanswered_lead_to_the_slow_lane_and_an_answer_out_of_it(shown: TinyPractice) -> None:
    call(shown, 3)
    call(shown, 7)
    assert call(shown, 14).endswith("next Mon 22 Feb: Call about the plan, day 90")
    call(shown, 15, reached=True)
    assert rows()[-1][3] == 90
    contacts.correct_contact(by(shown, 15), 3, "phone", "it was the spouse", reached=True)
    assert len(rows()) == 4


def test_a_note_and_a_correction_are_no_attempts(shown: TinyPractice) -> None:
    contacts.add_contact(by(shown, 3), shown.patient, "note", "asked the lab", case_id=shown.case)
    assert rows()[0][2] == "due"
    call(shown, 3)
    contacts.correct_contact(by(shown, 9), 2, "phone", "it was the spouse", reached=True)
    assert [row[2] for row in rows()] == ["done", "due"]


def test_the_day_agreed_with_the_patient_goes_before_everything(shown: TinyPractice) -> None:
    agreed = date(2026, 12, 12)
    set_next_action(by(shown), shown.case, "call, after the spouse is back", agreed, agreed=True)
    assert [row[:4] for row in rows()] == [("2026-12-12", "call, after the spouse is back", "due", None)]
    for days in (3, 7, 14):
        call(shown, days)
    assert following(shown) == ("call, after the spouse is back", agreed)
    assert call(shown, 20, reached=True).endswith("next Wed 23 Dec: Text about the plan, day 30")
    assert [row[2:4] for row in rows()] == [("done", None), ("due", 30)]


def test_what_is_put_off_before_its_day_moves_and_afterwards_was_missed(shown: TinyPractice) -> None:
    set_next_action(by(shown), shown.case, "letter", date(2026, 11, 30))
    assert len(rows()) == 1
    set_next_action(by(shown, 8), shown.case, "letter", date(2026, 12, 7))
    assert [(row[0], row[2]) for row in rows()] == [("2026-11-30", "closed"), ("2026-12-07", "due")]
    assert completion(8) == (0, 2, 2)
    set_next_action(by(shown, 14), shown.case, "call", date(2026, 12, 21), done=True)
    assert [row[2] for row in rows()] == ["closed", "done", "due"]
    done = set_next_action(by(shown, 14), shown.case, "", None)
    assert done.says == "Next Wed 23 Dec: Text about the plan, day 30"
    with pytest.raises(ChangedElsewhere):
        set_next_action(by(shown, 14), shown.case, "", None, seen=1)


def test_acceptance_counts_anew_and_booking_closes(shown: TinyPractice) -> None:
    decisions.accept(by(shown, 1), shown.case, shown.lines[:2])
    assert [(row[1], row[2]) for row in rows()] == [
        ("Call about the plan, day 2", "closed"),
        ("Call to book, day 2", "due"),
    ]
    case = read_case(shown.case)
    visit = case.visit(shown.visits[0])
    assert visit is not None
    wanted = replace(
        booking.proposal(case, visit, "/XXXX/"), day=TODAY.toordinal() + 7, start=100,
        operatory_id=shown.operatories[0], provider_id=shown.provider,
    )  # fmt: skip
    booked: Appointment = booking.book(shown.coordinator, NOW, TODAY, wanted)
    assert (rows()[-1][2], following(shown)) == ("closed", ("", None))
    booking.cancel(shown.coordinator, NOW + timedelta(days=2), booked, "ill")
    assert rows()[-1][:3] == ("2026-11-27", "Call to book, day 2", "due")
    assert completion(2) == (0, 1, 1)


def test_accepted_on_the_day_on_which_it_was_shown_it_is_booked_next(shown: TinyPractice) -> None:
    decisions.accept(by(shown), shown.case, shown.lines[:2])
    assert [(row[1], row[2]) for row in rows()] == [("Call to book, day 2", "due")]
    assert following(shown)[0] == "Call to book, day 2"


def test_a_decline_and_do_not_contact_close_it(shown: TinyPractice) -> None:
    decisions.decline(by(shown), shown.case, shown.lines, "cost")
    assert (rows()[0][2], following(shown)) == ("closed", ("", None))
    decisions.reopen(by(shown, 5), shown.case, shown.lines)
    assert rows()[-1][:3] == ("2026-11-30", "Call about the plan, day 2", "due")
    with unit_of_work(shown.coordinator.id, "patient", NOW) as unit:
        unit.update(Patient, shown.patient, do_not_contact=True)
        unit.follow(shown.case)
    assert (rows()[-1][2], following(shown)) == ("closed", ("", None))
    call(shown, 8)
    set_next_action(by(shown, 8), shown.case, "ask the insurer", date(2026, 12, 7))
    assert {row[2] for row in rows()} == {"closed"}


def test_the_office_has_its_own_days_and_its_own_words(shown: TinyPractice) -> None:
    admin = replace(by(shown), user=replace(shown.lead, role="admin"))
    assert office_follow_up.cadence_text() == "2, 7, 14, 30, 90, 180"
    assert office_follow_up.set_cadence(admin, "1 10, 20") == "Asked again after 1, 10, 20 days"
    # What stands open stands; the next one follows the new days.
    assert rows()[0][3] == 2
    call(shown, 3)
    assert rows()[-1][:2] == ("2026-12-03", "Text about the plan, day 10")
    usual = office_follow_up.talking_points("cost")
    office_follow_up.set_talking_points(admin, "cost", "Show the monthly page.")
    assert office_follow_up.talking_points("cost") == "Show the monthly page."
    assert office_follow_up.talking_points("time") != usual
    office_follow_up.set_talking_points(admin, "cost", "")
    assert office_follow_up.talking_points("cost") == usual
    undo_last(admin.user.id, NOW)
    assert office_follow_up.talking_points("cost") == "Show the monthly page."
    for refused in (("2, 1",), ("often",)):
        with pytest.raises(Refused):
            office_follow_up.set_cadence(admin, *refused)
    with pytest.raises(Refused, match="role"):
        office_follow_up.set_cadence(by(shown), "2")


def test_who_asks_not_to_be_contacted_is_asked_no_more_from_that_change_on(shown: TinyPractice) -> None:
    held, seen, _ = particulars_of(shown.patient)
    correct_patient(by(shown), shown.patient, replace(held, do_not_contact=True), seen=seen)
    assert (rows()[-1][2], following(shown)) == ("closed", ("", None))
    held, seen, _ = particulars_of(shown.patient)
    correct_patient(by(shown, 10), shown.patient, replace(held, do_not_contact=False), seen=seen)
    assert rows()[-1][:3] == ("2026-12-07", "Call about the plan, day 2", "due")


def test_a_note_with_its_next_day_is_one_change(shown: TinyPractice) -> None:
    said = call(shown, 3, reached=True, next_step="call both", on=TODAY + timedelta(days=20), agreed=True)
    assert said == "Noted: phone; next Sun 13 Dec, agreed: call both"
    assert [row[:4] for row in rows()][1:] == [("2026-12-13", "call both", "due", None)]
    undo_last(shown.coordinator.id, NOW)
    assert following(shown) == ("Call about the plan, day 2", date(2026, 11, 26))
    with pytest.raises(Refused, match="what is to be done"):
        call(shown, 3, on=TODAY + timedelta(days=20))
    with pytest.raises(Refused, match="past"):
        call(shown, 3, next_step="call", on=TODAY)


def test_what_was_put_off_is_asked_again_on_its_day(shown: TinyPractice) -> None:
    decisions.accept(by(shown), shown.case, shown.lines[:2])
    decisions.defer(by(shown), shown.case, shown.lines[:2], date(2027, 1, 9), "after the holidays")
    assert [row[:3] for row in rows()] == [
        ("2026-11-26", "Call to book, day 2", "closed"), ("2027-01-11", "Ask again: put off until then", "due")
    ]  # fmt: skip
    assert following(shown) == ("Ask again: put off until then", date(2027, 1, 11))
    call(shown, 49, reached=True)
    assert following(shown) == ("", None)


def test_what_a_person_had_set_for_a_later_day_stands(tmp_path: Path) -> None:
    practice = tiny_practice(tmp_path / "practice.db")
    decisions.unpresent(by(practice), practice.case)
    set_next_action(by(practice), practice.case, "ask the carrier", TODAY + timedelta(days=4))
    decisions.present(by(practice), practice.case)
    assert following(practice) == ("ask the carrier", TODAY + timedelta(days=4))
    assert [row[:4] for row in rows()] == [("2026-11-27", "ask the carrier", "due", None)]
    close_database()


def test_the_follow_up_of_a_practice_that_is_there_begins_with_one_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    practice = tiny_practice(tmp_path / "practice.db")
    said = begin_everywhere(practice.lead.id, NOW)
    assert said == "Looked through 1 open case: 1 is followed up from now on"
    # Shown on the 14th: of its steps that of seven days, a Saturday, is the first that is not past.
    assert [row[:4] for row in rows()] == [("2026-11-23", "Text about the plan, day 7", "due", 7)]
    assert following(practice)[1] == date(2026, 11, 23)
    assert next_actions(TODAY) == [practice.case]
    assert begin_everywhere(practice.lead.id, NOW).endswith(": 0 are followed up from now on")
    assert len(rows()) == 1
    decisions.decline(by(practice), practice.case, practice.lines, "cost", revisit=TODAY + timedelta(days=60))
    close_database()
    assert main(["follow-up", "--database", str(practice.path)]) == 0
    assert "Looked through 0 open cases" in capsys.readouterr().out
    close_database()


def test_what_was_declined_is_asked_again_from_the_day_that_was_said(shown: TinyPractice) -> None:
    decisions.decline(by(shown), shown.case, shown.lines[:1], "time", revisit=TODAY + timedelta(days=90))
    decisions.decline(by(shown), shown.case, shown.lines[1:], "cost", revisit=TODAY + timedelta(days=60))
    (asked,), (card,) = reminders_due(TODAY + timedelta(days=61))
    assert (asked.on, asked.what, card.stage) == (
        TODAY + timedelta(days=60), "ask again: declined Mon 23 Nov, cost", "declined"
    )  # fmt: skip
    assert reminders_due(TODAY + timedelta(days=59)) == ([], [])
    (asked,), _ = reminders_due(TODAY + timedelta(days=91))
    assert asked.what.endswith("declined Mon 23 Nov, cost")
    call(shown, 61, reached=True)
    assert reminders_due(TODAY + timedelta(days=61)) == ([], [])


def test_the_demo_practice_stands_as_its_follow_up_would_leave_it(demo: Path) -> None:
    open_database(demo)
    dues = database.execute_sql(
        "SELECT c.next_on = t.due, c.id FROM touch t JOIN treatment_case c ON c.id = t.case_id WHERE t.state = 'due'"
    ).fetchall()
    assert len(dues) > 5
    assert {right for right, _ in dues} == {1}
    with unit_of_work(1, "test", NOW) as unit:
        follow_up.settle(unit, [case for _, case in dues])
        assert unit.rows == []
    assert Touch.select().where(Touch.state == "due").count() == len({case for _, case in dues})
    assert Case.select().count() > 0
