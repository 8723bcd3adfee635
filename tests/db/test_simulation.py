"""Three people work in one practice while things go wrong: whatever they do, what the program promises holds.

A seed is replayed with ``python -m tests.db.test_simulation SEED``: what was done, and what was said to it.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tctui.core.errors import Refused
from tctui.core.finance.account import Recorded
from tctui.core.finance.choices import in_full
from tctui.core.papers import AGREEMENT, CONSENT, consent_classes
from tctui.core.people import User
from tctui.core.schedule.states import MOVES, Broken, State
from tctui.db import booking, contacts, decisions, estimates, line_writes, paper_writes, patients, payments
from tctui.db.accounts import account_of
from tctui.db.arrangements import arrange
from tctui.db.book import appointments
from tctui.db.change import By
from tctui.db.check import findings
from tctui.db.connection import close_database, open_database
from tctui.db.models import database
from tctui.db.undo import redo_last, undo_last
from tests.db.money_ground import plan
from tests.harm import copied
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice


@dataclass
class Person:
    """One session: who, and the appointments and the case as they were seen when it looked last."""

    user: User
    seen: list[Any]
    case: Any


class World:
    """The practice, its three people, the day, and what is done in it by one seed."""

    def __init__(self, practice: TinyPractice, seed: int) -> None:
        self.practice, self.chance = practice, random.Random(seed)
        self.people = [Person(user, [], practice.read()) for user in (practice.coordinator, practice.lead, practice.lead)]
        self.now, self.today = NOW, TODAY
        self.person = self.people[0]
        self.log: list[str] = []
        self.actions: list[Callable[[], object]] = [
            *[self.accept] * 4, self.undecide, self.decline, self.withdraw, *[self.reopen] * 3, *[self.agree] * 3,
            *[self.make] * 4, *[self.sign] * 5, *[self.book] * 5, self.move, self.out, *[self.go_on] * 10, self.start,
            self.complete, self.edit, self.rename, self.shift, self.pay, self.take_back, self.override, self.undo,
            self.undo, self.redo, self.note,
        ]  # fmt: skip

    @property
    def by(self) -> By:
        return By(self.person.user, self.now, self.today)

    def look(self) -> None:
        """See the practice as it stands; what is done later may rest on this."""
        self.person.seen = appointments(TODAY.toordinal() - 1, TODAY.toordinal() + 60)
        self.person.case = self.practice.read()

    def lines(self, *states: str) -> list[int]:
        """One or two lines of an option, as a rule some that stood so when last seen."""
        lines = list(self.option().lines())
        fitting = [line for line in lines if line.state in states and self.chance.random() < 0.95] or lines
        return [line.id for line in fitting[: self.chance.randint(1, 2)]]

    def option(self) -> Any:
        leading = self.person.case.leading
        return leading if self.chance.random() < 0.8 else self.chance.choice(self.person.case.options)

    def row(self) -> Any:
        if not self.person.seen:
            raise Refused("nothing is in the book")
        return self.chance.choice(self.person.seen)

    def accept(self) -> object:
        return decisions.accept(self.by, self.practice.case, self.lines("presented", "deferred"))

    def undecide(self) -> object:
        if self.chance.random() < 0.5:
            return decisions.unaccept(self.by, self.practice.case, self.lines("accepted"), "x")
        return decisions.withdraw_choice(self.by, self.practice.case, self.option().id, "x")

    def decline(self) -> object:
        return decisions.decline(self.by, self.practice.case, self.lines("presented"), "cost")

    def withdraw(self) -> object:
        return decisions.withdraw(self.by, self.practice.case, self.lines("presented"), "lost meanwhile")

    def reopen(self) -> object:
        return decisions.reopen(self.by, self.practice.case, self.lines("declined", "withdrawn"))

    def agree(self) -> object:
        case, option, who = self.person.case, self.option(), (self.person.user, self.now, self.today)
        frozen = estimates.freeze(*who, case, option, agreed_only=True)
        ways = (in_full, lambda owed, day: plan(owed, payments=4, down=0, rate=0, agreed=day))
        return arrange(*who, case, option, self.chance.choice(ways)(frozen.patient, self.today), frozen.id, "card")

    def kinds(self, option: Any) -> list[str]:
        return [AGREEMENT, *(f"{CONSENT}:{each}" for each in consent_classes(option.lines()))]

    def make(self) -> object:
        case, option = self.person.case, self.option()
        made = []
        for kind in self.kinds(option):
            content = f"{kind} {self.chance.random()}".encode()
            made.append(
                paper_writes.keep_document(
                    self.person.user.id, self.now, self.today, case, option, kind, kind, b'{"discussion":{}}', content,
                    self.today + timedelta(days=self.chance.choice((2, 90))),
                )
            )  # fmt: skip
        return made

    def sign(self) -> object:
        papers = database.execute_sql("SELECT id FROM document ORDER BY id DESC LIMIT 4").fetchall()
        if not papers:
            raise Refused("nothing was made")
        done: list[object] = []
        for (paper,) in papers:
            try:
                paper_writes.sign(
                    self.person.user, self.now, self.today, self.person.case, paper, way="paper", signer="Wei Chen",
                    relation="patient",
                )  # fmt: skip
                done.append(paper)
            except Refused as refused:
                done.append(str(refused))
        return done

    def book(self) -> object:
        visits = [visit for visit in self.option().visits() if any(line.state == "accepted" for line in visit.lines)]
        if not visits:
            raise Refused("nothing is to be booked")
        visit = self.chance.choice(visits)
        wanted = booking.proposal(self.person.case, visit, "/XXXX/")
        place = replace(
            wanted, day=self.today.toordinal() + self.chance.choice((0, 0, 0, 1, 2)), start=self.chance.randrange(96, 190),
            operatory_id=self.chance.choice(self.practice.operatories), provider_id=self.practice.provider,
        )  # fmt: skip
        return booking.book(self.person.user, self.now, self.today, place).id

    def move(self) -> object:
        row, day = self.row(), self.today.toordinal() + self.chance.randrange(3)
        chair, start = self.chance.choice(self.practice.operatories), self.chance.randrange(96, 190)
        return booking.move(self.person.user, self.now, self.today, row, day, start, chair, self.practice.provider).id

    def out(self) -> object:
        row = self.row()
        if self.chance.random() < 0.5:
            booking.cancel(self.person.user, self.now, row, "x")
        else:
            booking.break_appointment(self.person.user, self.now, self.today, row, Broken.LATE_CANCEL, "x")
        return row.id

    def go_on(self) -> object:
        row = self.row()
        onward = (State.CONFIRMED, State.ARRIVED, State.IN_CHAIR, State.OUT, State.COMPLETED)
        ways = [state for state in onward if state in MOVES[row.state]]
        state = self.chance.choice(ways or [State.CONFIRMED])
        booking.set_state(self.person.user, self.now, self.today, row, state, "phone")
        return state

    def start(self) -> object:
        return decisions.start(self.by, self.practice.case, self.lines("accepted"))

    def complete(self) -> object:
        return decisions.complete(self.by, self.practice.case, self.lines("in_treatment"))

    def edit(self) -> object:
        line = self.chance.choice(list(self.person.case.leading.lines()))
        terms = line_writes.LineTerms(line.code, tooth=line.tooth, fee=line.fee + self.chance.choice((0, 100)), name=line.name)
        return line_writes.edit_line(self.by, self.practice.case, line.id, terms, seen=line.version)

    def rename(self) -> object:
        held, version, _ = patients.particulars_of(self.practice.patient)
        named = replace(held, last_name=self.chance.choice(("Chen", "Cheng")))
        return patients.correct_patient(self.by, self.practice.patient, named, seen=version)

    def shift(self) -> object:
        line, visit = self.chance.choice(self.practice.lines), self.chance.choice(self.practice.visits)
        return line_writes.move_line(self.by, self.practice.case, line, visit_id=visit)

    def account(self) -> Any:
        held = account_of(self.chance.choice(self.practice.options))
        if held is None:
            raise Refused("nothing is owed")
        return held

    def pay(self) -> object:
        return payments.record(
            self.by, self.account().id, Recorded.PAYMENT, self.today, self.chance.randrange(1, 30_000), method="card"
        )

    def take_back(self) -> object:
        held = self.account()
        paid = [event.id for event in held.account.events if event.kind is Recorded.PAYMENT]
        if not paid:
            raise Refused("nothing was paid")
        kind = self.chance.choice((Recorded.RETURNED, Recorded.MISTAKEN))
        return payments.take_back(self.by, held.id, self.chance.choice(paid), kind, self.today)

    def override(self) -> object:
        visit = self.chance.choice(self.practice.visits)
        paper_writes.override(self.person.user, self.now, self.today, self.person.case, visit, "pain")
        return visit

    def undo(self) -> object:
        return undo_last(self.person.user.id, self.now)

    def redo(self) -> object:
        return redo_last(self.person.user.id, self.now)

    def note(self) -> object:
        return contacts.add_contact(self.by, self.practice.patient, "phone", "said", case_id=self.practice.case)

    @contextmanager
    def trouble(self) -> Iterator[str]:
        """Now and then the disk is full, may not be written, or the statement is cut in the middle."""
        kind = self.chance.choice(("full", "read-only", "cut", *([""] * 17)))
        if kind == "full":
            (pages,) = database.execute_sql("PRAGMA page_count").fetchone()
            database.execute_sql(f"PRAGMA max_page_count = {pages}")
        elif kind == "read-only":
            database.execute_sql("PRAGMA query_only = 1")
        elif kind == "cut":
            database.connection().set_progress_handler(lambda: self.chance.random() < 0.02, 50)
        try:
            yield kind
        finally:
            database.connection().set_progress_handler(None, 0)
            database.execute_sql("PRAGMA query_only = 0")
            database.execute_sql("PRAGMA max_page_count = 1000000")

    def under_way(self) -> set[tuple[str, int]]:
        """The visits that are confirmed or begun, by what says so: the appointment, or a line recorded as begun."""
        rows = database.execute_sql(
            "SELECT state, visit_id FROM appointment WHERE voided = 0 AND state IN ('confirmed', 'in chair', 'out', 'completed')"
            " UNION ALL SELECT 'started', l.visit_id FROM line_event e JOIN line l ON l.id = e.line_id"
            " WHERE e.kind = 'started' AND e.voided = 0"
        )
        return set(rows.fetchall())

    def step(self) -> None:
        """One action of one person, who may not have looked lately; whoever is new in the chair has signed."""
        self.now += timedelta(minutes=self.chance.randrange(1, 40))
        if self.chance.random() < 0.03:
            self.today += timedelta(days=1)
        self.person = self.chance.choice(self.people)
        if self.chance.random() < 0.7:
            self.look()
        before, action = self.under_way(), self.chance.choice(self.actions)
        with self.trouble() as kind:
            try:
                said = str(action())
            except Refused as refused:
                said = f"refused: {refused}"
            except Exception as error:
                if kind != "cut" or "interrupted" not in str(error):
                    raise
                said = f"cut: {error}"
        self.log.append(f"{self.today} {self.person.user.login} {action.__name__} {kind}: {said}")
        begun = {visit for state, visit in before if state != "confirmed"}
        for state, visit in self.under_way() - before:
            if visit not in begun:
                closed = paper_writes.gate(visit, self.today)
                assert closed is None, f"visit {visit} is {state}: {closed}"


def play(practice: TinyPractice, seed: int, actions: int) -> World:
    """Play a seed; AssertionError with what was done last when something does not hold."""
    open_database(practice.path)
    world = World(practice, seed)
    try:
        for _ in range(actions):
            world.step()
        assert findings() == []
    except Exception as error:
        raise AssertionError(f"seed {seed}: {error!r}\n" + "\n".join(world.log[-12:])) from error
    finally:
        close_database()
    return world


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> TinyPractice:
    """The practice that every seed begins with, closed."""
    practice = tiny_practice(tmp_path_factory.mktemp("made") / "practice.db")
    close_database()
    return practice


@pytest.mark.parametrize("seed", range(3))
def test_whatever_three_people_do_the_promises_hold(made: TinyPractice, seed: int, tmp_path: Path) -> None:
    play(copied(made, tmp_path / "world"), seed, 80)


@pytest.mark.soak
@pytest.mark.parametrize("thousand", range(10))
def test_ten_thousand_worlds(made: TinyPractice, thousand: int, tmp_path: Path) -> None:
    for seed in range(1_000 * thousand, 1_000 * (thousand + 1)):
        play(copied(made, tmp_path / str(seed)), seed, 200)
        shutil.rmtree(tmp_path / str(seed))


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp())
    ground = tiny_practice(folder / "made" / "practice.db")
    close_database()
    for line in play(copied(ground, folder / "world"), int(sys.argv[1]), 200).log:
        print(line)
