"""What the work list holds beside next actions: each kind comes when it is due and goes when it is settled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tctui.core.errors import Refused
from tctui.core.people import User
from tctui.core.worklist import due
from tctui.db import agreements, contacts, decisions, hand_offs, questions, referrals, teaching
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.contact_log import search
from tctui.db.models import database
from tctui.db.reminders import work_to_do
from tests.practice import NOW, TODAY, TinyPractice


def said(practice: TinyPractice, kind: str, days: int = 0, minutes: int = 0) -> list[str]:
    later = NOW + timedelta(days=days, minutes=minutes)
    work = work_to_do(later, TODAY + timedelta(days=days))
    listed = due(work.cards, TODAY + timedelta(days=days), reminders=work.reminders, lapsing=work.lapsing)
    return [one.card.next_action for one in listed if one.reminder is not None and one.reminder.kind == kind]


def test_a_hand_off_stands_there_until_it_is_confirmed_and_is_late_after_an_hour(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    card = hand_offs.hand_off(by, practice.case, "front", "book an hour").id
    assert said(practice, "hand_off") == ["confirm the hand-off to front desk (0 min)"]
    assert said(practice, "hand_off", minutes=61) == ["hand-off to front desk not confirmed for 1 h"]
    hour = timedelta(hours=1)
    assert hand_offs.became_late(NOW - hour, NOW + hour - timedelta(seconds=1)) == 0
    assert hand_offs.became_late(NOW, NOW + hour) == 1
    assert hand_offs.became_late(NOW + hour, NOW + 2 * hour) == 0
    with pytest.raises(Refused, match="you gave it"):
        hand_offs.confirm_handoff(by, practice.case, card)
    dentist = By(User(practice.lead.id, "d3", "Dr. Abara", "DA", "provider"), NOW, TODAY)
    with pytest.raises(Refused, match="by the front desk, who receives it"):
        hand_offs.confirm_handoff(dentist, practice.case, card)
    hand_offs.confirm_handoff(By(practice.lead, NOW, TODAY), practice.case, card)
    assert said(practice, "hand_off", days=1) == []
    assert hand_offs.became_late(NOW, NOW + hour) == 0


def test_a_question_goes_to_the_dentist_and_comes_back_with_the_answer(practice: TinyPractice) -> None:
    coordinator = By(practice.coordinator, NOW, TODAY)
    dentist = By(User(practice.coordinator.id, "d3", "Dr. Abara", "DA", "provider"), NOW, TODAY)
    asked = questions.ask_dentist(coordinator, practice.case, "Will it hurt?").id
    assert said(practice, "question") == ["dentist to answer: Will it hurt?"]
    with pytest.raises(Refused, match="not answered"):
        questions.told_patient(coordinator, practice.case, asked)
    with pytest.raises(Refused, match="role"):
        questions.answer_question(coordinator, practice.case, asked, "no")
    questions.answer_question(dentist, practice.case, asked, "Not with the numbing.")
    assert said(practice, "question") == []
    assert said(practice, "answer") == ["tell the patient the dentist's answer: Will it hurt?"]
    questions.told_patient(coordinator, practice.case, asked)
    assert said(practice, "answer") == []


def test_a_referral_is_asked_about_and_its_report_reviewed(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    decisions.refer_out(by, practice.case, practice.lines[:1], "Dr. Stone")
    (one,) = referrals.open_referrals(practice.case)
    assert said(practice, "referral", 2) == []
    assert said(practice, "referral", 3) == ["Dr. Stone: ask for the appointment and report"]
    later = By(practice.coordinator, NOW + timedelta(days=4), TODAY + timedelta(days=4))
    referrals.record_step(later, practice.case, one.id, "asked", later.today)
    assert said(practice, "referral", 9) == []
    assert said(practice, "referral", 10) == ["Dr. Stone: ask for the appointment and report"]
    referrals.send_record(later, practice.case, one.id, "X-ray", "mail", None)
    referrals.record_step(later, practice.case, one.id, "report", later.today)
    assert said(practice, "referral", 4) == ["review the report of Dr. Stone"]
    (one,) = referrals.open_referrals(practice.case)
    assert [record.words for record in one.records] == ["X-ray, mail, Fri 27 Nov"]
    referrals.record_step(later, practice.case, one.id, "reviewed", later.today)
    assert said(practice, "referral", 30) == []


def test_the_plan_is_printed_with_the_offices_own_teaching_pages(practice: TinyPractice) -> None:
    admin = By(User(practice.lead.id, "ann", "Ann", "AN", "admin"), NOW, TODAY)
    usual = teaching.words_of("extraction")
    assert teaching.set_words(admin, "extraction", {**usual, "how": "We take our time."}).endswith("changed")
    agreements.make_presentation(practice.coordinator, NOW, TODAY, read_case(practice.case))
    (terms,) = database.execute_sql("SELECT terms FROM document ORDER BY id DESC LIMIT 1").fetchone()
    assert "We take our time." in terms
    assert teaching.set_words(admin, "extraction", {}).endswith("as it was at first")
    assert teaching.words_of("extraction") == usual
    with pytest.raises(Refused):
        teaching.set_words(By(practice.coordinator, NOW, TODAY), "extraction", {})


def test_the_contact_log_of_the_practice_is_searched_by_words_without_accents(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    first = contacts.add_contact(by, practice.patient, "phone", "Café at the corner, 9 o'clock", case_id=practice.case).id
    contacts.add_contact(by, practice.other_patient, "email", "", reached=False, next_step="call the mother")
    assert [one.said for one in search("cafe PHONE")[0]] == ["Café at the corner, 9 o'clock"]
    assert [one.words for one in search("mother not reached")[0]] == ["not reached next: call the mother"]
    assert search("corner mother") == ([], 0)
    contacts.correct_contact(by, first, "phone", "Café, 10 o'clock")
    assert [(one.corrected, one.corrects) for one in search("cafe")[0]] == [(False, True), (True, False)]
    assert search("")[1] == 3
