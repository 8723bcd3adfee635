"""Overrides on the work list: there until the papers of the visit are signed, with who let it go ahead and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tctui.core.errors import Refused
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.states import State
from tctui.db import booking, changed_papers, decisions, estimates, line_writes, overridden, paper_writes
from tctui.db.arrangements import arrange
from tctui.db.book import read_appointment
from tctui.db.change import By
from tctui.db.models import Line, LineEvent
from tctui.db.reminders import reminders_due, work_to_do
from tctui.db.undo import redo_last, undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.db.money_ground import accepted, by, plan
from tests.db.test_papers_made import make_all, sign
from tests.practice import NOW, TODAY, TinyPractice

DAY = date(2026, 12, 7)


def booked(practice: TinyPractice) -> Appointment:
    """The first visit of option A on a day ahead, everything of it accepted."""
    accepted(practice)
    case = practice.read()
    visit = case.visit(practice.visits[0])
    assert visit is not None
    chair = {"day": DAY.toordinal(), "start": 120, "operatory_id": practice.operatories[0]}
    wanted = replace(booking.proposal(case, visit, visit.pattern), provider_id=practice.provider, **chair)  # type: ignore[arg-type]
    return booking.book(practice.coordinator, NOW, TODAY, wanted)


def let_go(practice: TinyPractice) -> None:
    paper_writes.override(practice.lead, NOW, TODAY, practice.read(), practice.visits[0], "pain, signs in the chair")


def sign_all(practice: TinyPractice) -> None:
    case = practice.read()
    option = case.options[0]
    estimate = estimates.freeze(practice.coordinator, NOW, TODAY, case, option, agreed_only=True)
    arrange(practice.coordinator, NOW, TODAY, case, option, plan(total(practice)), estimate.id, "card")
    for document in make_all(practice).values():
        sign(practice, document)


def total(practice: TinyPractice) -> int:
    case = practice.read()
    return estimates.live(case, case.options[0], TODAY, agreed_only=True).total.patient_cents


def set_state(practice: TinyPractice, row: Appointment, state: State, day: date = TODAY) -> Appointment:
    booking.set_state(practice.coordinator, NOW, day, row, state)
    return read_appointment(row.id)


def test_an_override_is_of_what_was_missing_then_and_not_of_what_is_changed_after_signing(practice: TinyPractice) -> None:
    booked(practice)
    let_go(practice)
    assert paper_writes.gate(practice.visits[0], TODAY) is None
    with pytest.raises(Refused, match="Nothing stands in the way"):
        let_go(practice)
    sign_all(practice)
    with unit_of_work(practice.coordinator.id, "line.edit", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], tooth="18")
    closed = paper_writes.gate(practice.visits[0], TODAY) or ""
    assert closed.startswith("agreement, consent (extraction) INVALID: changed after signing. Sign")
    let_go(practice)
    assert paper_writes.gate(practice.visits[0], TODAY) is None


def test_what_was_changed_after_signing_is_on_the_work_list_until_it_is_signed_again(practice: TinyPractice) -> None:
    booked(practice)
    sign_all(practice)
    assert changed_papers.reminders(TODAY) == []
    with unit_of_work(practice.coordinator.id, "line.edit", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], tooth="18")
    (found,) = changed_papers.reminders(TODAY)
    assert (found.case_id, found.on) == (practice.case, TODAY)
    assert found.what == "agreement, consent (extraction) INVALID: changed after signing"
    assert found in reminders_due(TODAY)[0]
    assert [one for one in work_to_do(NOW, TODAY).reminders if one.kind == "sign"] == [found]
    undo_last(practice.coordinator.id, NOW)
    assert changed_papers.reminders(TODAY) == []


def test_a_case_under_an_override_stands_once_on_the_work_list(practice: TinyPractice) -> None:
    booked(practice)
    sign_all(practice)
    with unit_of_work(practice.coordinator.id, "line.edit", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], tooth="18")
    assert len(changed_papers.reminders(TODAY)) == 1
    let_go(practice)
    (once,) = [each for each in work_to_do(NOW, TODAY).reminders if each.kind == "sign"]
    assert once.what.startswith("override: agreement, consent (extraction) INVALID: changed after signing; Lena Ortiz: pain")


def test_an_override_under_which_a_visit_was_confirmed_stays(practice: TinyPractice) -> None:
    row = booked(practice)
    let_go(practice)
    undo_last(practice.lead.id, NOW)
    assert paper_writes.gate(practice.visits[0], TODAY)
    let_go(practice)
    row = set_state(practice, row, State.CONFIRMED)
    with pytest.raises(Refused, match="confirmed or started under this override"):
        undo_last(practice.lead.id, NOW)
    set_state(practice, row, State.SCHEDULED)
    undo_last(practice.lead.id, NOW)
    assert paper_writes.gate(practice.visits[0], TODAY)


def test_no_step_back_or_forth_confirms_what_has_lost_its_papers(practice: TinyPractice) -> None:
    row = booked(practice)
    sign_all(practice)
    row = set_state(practice, row, State.CONFIRMED)
    set_state(practice, row, State.SCHEDULED)
    with unit_of_work(practice.lead.id, "line.edit", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], tooth="18")
    with pytest.raises(Refused, match=r"Not undone: agreement, consent \(extraction\) INVALID"):
        undo_last(practice.coordinator.id, NOW)
    undo_last(practice.lead.id, NOW)
    undo_last(practice.coordinator.id, NOW)
    undo_last(practice.coordinator.id, NOW)
    with unit_of_work(practice.lead.id, "line.edit", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], tooth="18")
    with pytest.raises(Refused, match="Not redone: "):
        redo_last(practice.coordinator.id, NOW)


def test_what_is_accepted_in_the_chair_is_signed_before_it_is_recorded_as_done(practice: TinyPractice) -> None:
    row = booked(practice)
    sign_all(practice)
    row = set_state(practice, row, State.CONFIRMED)
    for state in (State.ARRIVED, State.IN_CHAIR):
        row = set_state(practice, row, state, DAY)
    with pytest.raises(Refused, match="That visit has begun"):
        line_writes.move_line(by(practice), practice.case, practice.lines[1], visit_id=practice.visits[0])
    with unit_of_work(practice.lead.id, "line.edit", NOW, case_id=practice.case) as unit:
        # As a line of this visit that the patient accepts only now.
        unit.update(Line, practice.lines[2], visit=practice.visits[0], code="CRN")
        unit.insert(LineEvent, line=practice.lines[2], kind="accepted", at=unit.at, day=TODAY)
    with pytest.raises(Refused, match=r"Not completed: consent \(crown\) not made"):
        set_state(practice, row, State.COMPLETED, DAY)
    decisions.complete(By(practice.coordinator, NOW, DAY), practice.case, practice.lines[:1])
    with pytest.raises(Refused, match=r"Not completed: consent \(crown\) not made"):
        decisions.complete(By(practice.coordinator, NOW, DAY), practice.case, practice.lines[2:3])
    paper_writes.override(practice.lead, NOW, DAY, practice.read(), practice.visits[0], "signed at the next visit")
    assert set_state(practice, row, State.COMPLETED, DAY).state is State.COMPLETED


def test_an_override_stands_on_the_work_list_until_its_papers_are_signed(practice: TinyPractice) -> None:
    booked(practice)
    assert overridden.reminders(TODAY) == []
    let_go(practice)
    (found,) = overridden.reminders(TODAY + timedelta(days=3))
    assert (found.case_id, found.on) == (practice.case, TODAY)
    assert found.what == ("override: agreement, consent (extraction) not made; Lena Ortiz: pain, signs in the chair")
    assert found in reminders_due(TODAY)[0]
    sign_all(practice)
    assert overridden.reminders(TODAY + timedelta(days=3)) == []
