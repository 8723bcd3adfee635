"""The book in the database: what is booked moves the case, a clash is refused, papers stand before the chair."""

from __future__ import annotations

import multiprocessing
import random
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.papers import AGREEMENT
from tctui.core.pipeline import case_stage
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.states import Broken, State
from tctui.db import booking, line_writes, paper_writes, plan_writes
from tctui.db.board import cards_of
from tctui.db.book import appointments, load_book
from tctui.db.change import By
from tctui.db.claims import Clash
from tctui.db.connection import close_database, open_database
from tctui.db.in_hand import visit_in_hand
from tctui.db.models import Claim, LineEvent, database
from tctui.db.undo import redo_last, undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

DAY = date(2026, 12, 1).toordinal()


def accepted(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "accept", NOW, case_id=practice.case) as unit:
        for line in practice.lines[:2]:
            unit.insert(LineEvent, line=line, kind="accepted", at=unit.at, day=TODAY, user=practice.coordinator.id)
        unit.says = "Accepted"


def placed(practice: TinyPractice, start: int = 120, chair: int = 0, day: int = DAY) -> Appointment:
    case = practice.read()
    visit = case.visit(practice.visits[0])
    assert visit is not None
    wanted = booking.proposal(case, visit, "/XXXXXXXXX/")
    return replace(
        wanted, day=day, start=start, operatory_id=practice.operatories[chair], provider_id=practice.provider
    )


def loose(practice: TinyPractice, start: int, chair: int, provider: int, patient: int) -> Appointment:
    return Appointment(0, DAY, start, "/XXXX/", practice.operatories[chair], provider, patient, "Baker, Tom", "filling")


def sign_all(practice: TinyPractice) -> None:
    case = practice.read()
    option = case.leading
    assert option is not None
    for kind in (AGREEMENT, "consent:extraction", "consent:implant"):
        made = paper_writes.keep_document(
            practice.coordinator.id, NOW, TODAY, case, option, kind, kind, b'{"discussion":{}}', kind.encode(), date(2027, 2, 1)
        )
        paper_writes.sign(
            practice.coordinator, NOW, TODAY, case, made, way="paper", signer="Wei Chen", relation="patient"
        )


def test_booking_moves_the_case_and_breaking_moves_it_back(practice: TinyPractice) -> None:
    me = practice.coordinator
    with pytest.raises(Refused, match="accept it first"):
        placed(practice)
    accepted(practice)
    kept = booking.book(me, NOW, TODAY, placed(practice))
    assert practice.read().visit(practice.visits[0]).sitting.appointment_id == kept.id  # type: ignore[union-attr]
    assert {line.state for line in practice.read().leading.lines()} == {"scheduled", "accepted"}  # type: ignore[union-attr]
    assert case_stage(practice.read()) == "accepted"
    with pytest.raises(Refused, match="is booked for"):
        placed(practice)
    with pytest.raises(Refused, match="Not a no-show: the appointment is on"):
        booking.break_appointment(me, NOW, TODAY, kept, Broken.NO_SHOW, "did not come")
    booking.break_appointment(me, NOW, date.fromordinal(kept.day), kept, Broken.NO_SHOW, "did not come")
    assert cards_of([practice.case])[0].stage == "accepted"
    assert Claim.select().count() == 0
    undo_last(me.id, NOW)
    assert len(appointments(DAY, DAY)) == 1
    assert Claim.select().count() == 11 + 11 + 9


def test_two_enters_book_once(practice: TinyPractice) -> None:
    accepted(practice)
    wanted = placed(practice)
    first = booking.book(practice.coordinator, NOW, TODAY, wanted, token="one")
    again = booking.book(practice.coordinator, NOW, TODAY, wanted, token="one")
    assert first.id == again.id
    with pytest.raises(Refused, match="is booked"):
        booking.book(practice.coordinator, NOW, TODAY, wanted, token="two")


@pytest.mark.parametrize(
    ("chair", "own_provider", "own_patient", "start", "word"),
    [(0, False, False, 125, "Op 1 is taken"), (1, True, False, 125, "Dr Lee is busy"),
     (1, False, True, 125, "the patient is already booked"), (1, False, False, 125, ""), (0, True, True, 131, "")],
)  # fmt: skip
def test_a_clash_names_what_is_taken(
    practice: TinyPractice, chair: int, own_provider: bool, own_patient: bool, start: int, word: str
) -> None:
    accepted(practice)
    booking.book(practice.coordinator, NOW, TODAY, placed(practice))
    provider = practice.provider if own_provider else practice.second_provider
    patient = practice.patient if own_patient else practice.other_patient
    wanted = loose(practice, start, chair, provider, patient)
    if word:
        with pytest.raises(Clash, match=word):
            booking.book(practice.coordinator, NOW, TODAY, wanted)
        assert len(appointments(DAY, DAY)) == 1
    else:
        booking.book(practice.coordinator, NOW, TODAY, wanted)
        assert len(appointments(DAY, DAY)) == 2


def test_the_past_and_other_roles_are_refused(practice: TinyPractice) -> None:
    accepted(practice)
    with pytest.raises(Refused, match="has passed"):
        booking.book(practice.coordinator, NOW, TODAY, placed(practice, day=TODAY.toordinal() - 1))
    auditor = replace(practice.coordinator, role="auditor")
    with pytest.raises(Refused, match="does not book"):
        booking.book(auditor, NOW, TODAY, placed(practice))


def test_a_stale_appointment_is_not_moved(practice: TinyPractice) -> None:
    accepted(practice)
    kept = booking.book(practice.coordinator, NOW, TODAY, placed(practice))
    booking.move(practice.lead, NOW, TODAY, kept, DAY, 150, practice.operatories[1], practice.provider)
    with pytest.raises(ChangedElsewhere):
        booking.move(practice.coordinator, NOW, TODAY, kept, DAY, 160, practice.operatories[1], practice.provider)
    assert [a.start for a in appointments(DAY, DAY)] == [150]


def test_no_chair_without_signed_papers_and_a_change_makes_them_invalid(practice: TinyPractice) -> None:
    me = practice.coordinator
    accepted(practice)
    kept = booking.book(me, NOW, TODAY, placed(practice))
    with pytest.raises(Refused, match=r"agreement, consent \(extraction\) not made"):
        booking.set_state(me, NOW, TODAY, kept, State.CONFIRMED, "phone")
    sign_all(practice)
    assert "S" not in cards_of([practice.case])[0].flags(TODAY)
    booking.set_state(me, NOW, TODAY, kept, State.CONFIRMED, "phone")
    with unit_of_work(me.id, "fee", NOW, case_id=practice.case) as unit:
        from tctui.db.models import Line

        unit.update(Line, practice.lines[1], fee=220_000)
    assert "S" in cards_of([practice.case])[0].flags(TODAY)
    (now,) = appointments(DAY, DAY)
    that_day = date.fromordinal(DAY)
    with pytest.raises(Refused, match="Not arrived: the appointment is on Tue 1 Dec"):
        booking.set_state(me, NOW, TODAY, now, State.ARRIVED)
    booking.set_state(me, NOW, that_day, now, State.ARRIVED)
    (now,) = appointments(DAY, DAY)
    with pytest.raises(Refused, match="Not moved: it stands as arrived; u in the schedule sets that back"):
        booking.move(me, NOW, that_day, now, DAY + 1, 120, practice.operatories[0], practice.provider)
    with pytest.raises(Refused, match="INVALID: changed after signing"):
        booking.set_state(me, NOW, that_day, now, State.IN_CHAIR)
    case = practice.read()
    with pytest.raises(Refused, match="Only a lead"):
        paper_writes.override(me, NOW, TODAY, case, practice.visits[0], "patient is in pain")
    paper_writes.override(practice.lead, NOW, TODAY, case, practice.visits[0], "patient is in pain")
    booking.set_state(me, NOW, that_day, now, State.IN_CHAIR)
    assert case_stage(practice.read()) == "accepted"
    assert practice.read().line(practice.lines[0]).state == "in_treatment"  # type: ignore[union-attr]
    (now,) = appointments(DAY, DAY)
    booking.set_state(me, NOW, that_day, now, State.COMPLETED)
    assert practice.read().line(practice.lines[0]).state == "completed"  # type: ignore[union-attr]
    undo_last(me.id, NOW)
    assert practice.read().line(practice.lines[0]).state == "in_treatment"  # type: ignore[union-attr]
    redo_last(me.id, NOW)
    (now,) = appointments(DAY, DAY)
    booking.set_state(me, NOW, that_day, now, State.OUT)
    assert practice.read().line(practice.lines[0]).state == "in_treatment"  # type: ignore[union-attr]


def test_a_broken_appointment_of_a_visit_out_of_the_plan_seats_nobody(practice: TinyPractice) -> None:
    me = practice.coordinator
    accepted(practice)
    booking.book(me, NOW, TODAY, placed(practice))
    (row,) = appointments(DAY, DAY)
    booking.break_appointment(me, NOW, TODAY, row, Broken.LATE_CANCEL, "ill")
    line_writes.move_line(By(me, NOW, TODAY), practice.case, practice.lines[0], visit_id=practice.visits[1])
    plan_writes.remove_visit(By(me, NOW, TODAY), practice.case, practice.visits[0])
    row = replace(row, version=row.version + 1, state=State.BROKEN)
    row = booking.move(me, NOW, TODAY, row, DAY, 120, practice.operatories[0], practice.provider)
    with pytest.raises(Refused, match="its visit is no longer in the plan"):
        booking.set_state(me, NOW, TODAY, row, State.CONFIRMED, "phone")


def test_nothing_signed_is_changed_or_deleted(practice: TinyPractice) -> None:
    accepted(practice)
    sign_all(practice)
    for statement in (
        "UPDATE document SET content = x'00'", "DELETE FROM document", "UPDATE signature SET signer = 'x'",
        "DELETE FROM signature",
    ):  # fmt: skip
        with pytest.raises(Exception, match="never"):
            database.execute_sql(statement)
    paper = database.execute_sql("SELECT id FROM document LIMIT 1").fetchone()[0]
    with pytest.raises(Refused, match="signed"):
        paper_writes.sign(
            practice.coordinator, NOW, TODAY, practice.read(), paper, way="paper", signer="Wei", relation="patient"
        )


def test_the_wish_of_the_second_visit_waits_for_its_gap(practice: TinyPractice) -> None:
    accepted(practice)
    booking.book(practice.coordinator, NOW, TODAY, placed(practice))
    case = practice.read()
    visit = case.visit(practice.visits[1])
    assert visit is not None
    _, wish = visit_in_hand(case, visit, TODAY.toordinal())
    assert wish.not_before == DAY + 90
    assert wish.preferred_provider_id == practice.provider
    assert wish.production_cents == 215_000
    assert load_book(DAY, DAY).appointment(appointments(DAY, DAY)[0].id) is not None


def _attempts(path: Path, seed: int, count: int, days: int, results: Any) -> None:
    open_database(path)
    from tctui.db.users import users

    user = next(user for user in users() if user.login == "maria")
    chance = random.Random(seed)
    booked: list[int] = []
    refused, errors, longest = 0, [], 0.0
    for _ in range(count):
        wanted = Appointment(
            0, DAY + chance.randrange(days), chance.randrange(96, 190), "/XXXX/", chance.choice([1, 2]),
            chance.choice([1, 2]), chance.choice([1, 2]), "Someone", "visit",
        )  # fmt: skip
        begin = time.perf_counter()
        try:
            booked.append(booking.book(user, NOW, TODAY, wanted).id)
        except Clash:
            refused += 1
        except Exception as error:
            errors.append(repr(error))
        longest = max(longest, time.perf_counter() - begin)
    close_database()
    results.put((booked, refused, errors, longest))


@pytest.mark.parametrize(("processes", "count", "days"), [(20, 50, 6), pytest.param(20, 500, 60, marks=pytest.mark.soak)])
def test_many_sessions_never_double_book(tmp_path: Path, processes: int, count: int, days: int) -> None:
    practice = tiny_practice(tmp_path / "p.db")
    close_database()
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    sessions = [
        context.Process(target=_attempts, args=(practice.path, seed, count, days, results)) for seed in range(processes)
    ]
    for session in sessions:
        session.start()
    told = [results.get(timeout=500) for _ in sessions]
    for session in sessions:
        session.join()
    open_database(practice.path)
    stored = appointments(DAY, DAY + days)
    close_database()
    acknowledged = sorted(number for booked, *_ in told for number in booked)
    refused, worst = sum(one[1] for one in told), max(one[3] for one in told)
    doubles = 0
    taken: set[tuple[str, int, int, int]] = set()
    for one in stored:
        for offset, mark in enumerate(one.pattern):
            units = [("chair", one.operatory_id), ("patient", one.patient_id)]
            units += [("provider", one.provider_id)] if mark == "X" else []
            for kind, number in units:
                place = (kind, number, one.day, one.start + offset)
                doubles += place in taken
                taken.add(place)
    print(f"{len(stored)} stored, {refused} refused, {doubles} double, worst wait {worst * 1000:,.0f} ms")
    assert [error for _, _, errors, _ in told for error in errors] == []
    assert acknowledged == sorted(row.id for row in stored)
    assert len(acknowledged) + refused == processes * count
    assert doubles == 0
    if count == 500:
        assert worst < 1
