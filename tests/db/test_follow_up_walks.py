"""Follow-up through long walks of what happens to a case: what always holds, and that undo takes every step back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tctui.core.errors import Refused
from tctui.core.followup import stop
from tctui.db import booking, contacts, decisions
from tctui.db.book import open_hours, read_appointment
from tctui.db.case_writes import set_next_action
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import Holiday, Patient, database
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

STEPS = 30


def state() -> tuple[list[object], ...]:
    """All that follow-up is about, as it stands."""
    queries = (
        "SELECT id, due, what, channel, state, step, counted_from, ended_on FROM touch WHERE voided = 0",
        "SELECT next_action, next_on, next_agreed FROM treatment_case",
        "SELECT next_action, next_on, next_agreed, stage FROM board_card",
        "SELECT id FROM contact WHERE voided = 0",
    )
    return tuple(list(database.execute_sql(query).fetchall()) for query in queries)


def holds(practice: TinyPractice, today: date) -> None:
    """What is true of the touches of a case whatever happened to it."""
    case = practice.read()
    rows = database.execute_sql("SELECT due, state, step, ended_on FROM touch WHERE voided = 0 ORDER BY id").fetchall()
    dues = [row for row in rows if row[1] == "due"]
    assert len(dues) <= 1
    assert all((row[3] is None) == (row[1] == "due") for row in rows)
    may_contact = not Patient.get_by_id(practice.patient).do_not_contact
    if dues:
        assert dues == rows[-1:]
        assert stop(case, may_contact, today) == ""
        assert case.next_on == date.fromisoformat(dues[0][0])
    hours = open_hours(TODAY.toordinal(), TODAY.toordinal() + 800)
    for due, _, step, _ in rows:
        assert step is None or hours.is_working_day(date.fromisoformat(due).toordinal())


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_it_holds_and_undo_takes_it_back(tmp_path: Path, seed: int) -> None:
    practice = tiny_practice(tmp_path / "practice.db")
    dice, today = Random(seed), TODAY
    with unit_of_work(practice.lead.id, "days", NOW) as unit:
        for day in dice.sample(range(1, 200), 40):
            unit.insert(Holiday, day=TODAY.toordinal() + day, name="closed")
        unit.can_undo = False
    before = [state()]
    for _ in range(STEPS):
        today += timedelta(days=dice.choice((0, 0, 1, 2, 5, 12)))
        by = By(practice.coordinator, NOW + (today - TODAY), today)
        steps = _undoable()
        try:
            _something(practice, by, dice)()
        except Refused:
            continue
        holds(practice, today)
        if _undoable() > steps:
            before.append(state())
    assert len(before) > STEPS // 4
    for expected in reversed(before[:-1]):
        undo_last(practice.coordinator.id, NOW + (today - TODAY))
        assert state() == expected
    close_database()


def _undoable() -> int:
    return int(database.execute_sql("SELECT count(*) FROM audit WHERE can_undo = 1").fetchone()[0])


def _something(practice: TinyPractice, by: By, dice: Random) -> Callable[[], object]:
    """One thing that may happen to the case today."""
    case, number, lines = practice.read(), practice.case, practice.lines[:2]
    later = by.today + timedelta(days=dice.randint(0, 40))

    def booked() -> object:
        held = [visit.sitting for option in case.options for visit in option.visits() if visit.sitting]
        if held:
            booking.cancel(by.user, by.now, read_appointment(held[0].appointment_id), "ill")
            return "cancelled"
        visit = case.visit(practice.visits[0])
        assert visit is not None
        wanted = replace(
            booking.proposal(case, visit, "/XXXX/"), day=later.toordinal(), start=100, provider_id=practice.provider,
            operatory_id=practice.operatories[0],
        )  # fmt: skip
        return booking.book(by.user, by.now, by.today, wanted)

    def asked() -> object:
        reached = dice.random() < 0.4
        on = later if dice.random() < 0.3 else None
        return contacts.add_contact(
            by, practice.patient, dice.choice(contacts.CHANNELS), "asked", case_id=number, reached=reached,
            next_step="call" if on else "", on=on, agreed=dice.random() < 0.5,
        )  # fmt: skip

    def unwanted() -> None:
        flag = not Patient.get_by_id(practice.patient).do_not_contact and dice.random() < 0.3
        with unit_of_work(by.user.id, "patient", by.now, patient_id=practice.patient) as unit:
            unit.update(Patient, practice.patient, do_not_contact=flag)
            unit.follow(number)

    return dice.choice((
        asked, asked, asked, booked, booked, unwanted,
        lambda: set_next_action(by, number, "write", later, agreed=dice.random() < 0.5, done=dice.random() < 0.5),
        lambda: set_next_action(by, number, "", None),
        lambda: decisions.present(by, number), lambda: decisions.unpresent(by, number),
        lambda: decisions.accept(by, number, lines), lambda: decisions.unaccept(by, number, lines, "not yet"),
        lambda: decisions.decline(by, number, practice.lines, "cost"), lambda: decisions.reopen(by, number, practice.lines),
        lambda: decisions.defer(by, number, lines, by.today + timedelta(days=30), "later"),
    ))  # fmt: skip
