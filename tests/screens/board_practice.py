"""A practice with a board worth looking at: cases in every stage, flags, long and hostile names; fixed ids and days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tctui.app import Workplace
from tctui.core.people import User
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.decisions import accept, decline, present
from tctui.db.models import Case, Line, LineEvent, Option, Patient, Phase, Visit
from tctui.db.unit_of_work import unit_of_work
from tctui.keymap import Keymap
from tctui.settings import Settings
from tests.practice import TODAY, TinyPractice, tiny_practice

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def board_practice(path: Path) -> TinyPractice:
    """Make it: forty patients with a case each beside those of the tiny practice."""
    practice = tiny_practice(path)
    names = (
        "Alvarez Ana", "Brown Bo", "Carter Cleo", "Demir Deniz", "Eriksen Egil", "Farouk Fay", "Gupta Gita",
        "Haddad Hani", "Ivanov Igor", "Jónsdóttir Ása", "Kowalczyk Kai", "Lopez Lea", "张 伟", "Okafor Obi",
        "Papadopoulos-Vandenberghe Maximiliana", "Quinn Que", "Rossi Rea", "Silva Sol", "Tanaka Taro", "Ueda Umi",
    )  # fmt: skip
    for number, name in enumerate(names):
        last, _, first = name.partition(" ")
        stage = ("diagnosed", "presented", "accepted", "presented", "declined")[number % 5]
        add_case(practice, last, first, stage, days=3 * number + 1, fee=64_000 + 37_500 * number, owned=number % 3 != 0,
                 urgent=number % 7 == 0, next_in=(None, -3, 0, 4)[number % 4])  # fmt: skip
    return practice


def add_case(
    practice: TinyPractice, last: str, first: str, stage: str, days: int, fee: int, owned: bool = True,
    urgent: bool = False, next_in: int | None = None, title: str = "crown",
) -> int:  # fmt: skip
    """Add a patient with one case of two lines; ``days`` ago it came into its stage; gives the case's id."""
    then = datetime(2026, 11, 23, 15, 0, tzinfo=UTC) - timedelta(days=days)
    by = By(practice.lead, then, TODAY - timedelta(days=days))
    with unit_of_work(practice.lead.id, "test.case", then) as unit:
        patient = unit.insert(Patient, last_name=last, first_name=first, birth_date=date(1980, 1, 1))
        case = unit.case_id = unit.insert(
            Case, patient=patient, title=title, diagnosed_on=by.today, provider=practice.provider,
            owner=practice.coordinator.id if owned else None,
            next_action="call" if next_in is not None else "",
            next_on=TODAY + timedelta(days=next_in) if next_in is not None else None,
        )  # fmt: skip
        option = unit.insert(Option, case=case, letter="A", name=title, recommended=True)
        phase = unit.insert(Phase, option=option, ordinal=1, kind="restorative")
        visit = unit.insert(Visit, phase=phase, ordinal=1, pattern="/XXXX/")
        for ordinal, (code, name) in enumerate((("CRN", "crown"), ("EXT", "take out the tooth")), 1):
            line = unit.insert(
                Line, visit=visit, ordinal=ordinal, code=code, name=name, category="crowns", tooth=str(ordinal),
                fee=fee, provider=practice.provider, urgency="immediate" if urgent else "soon",
            )  # fmt: skip
            unit.insert(LineEvent, line=line, kind="diagnosed", at=unit.at, day=by.today, user=practice.lead.id)
        unit.can_undo = False
    if stage != "diagnosed":
        present(by, case)
        lines = [line.id for line in read_case(case).options[0].lines()]
        if stage == "accepted":
            accept(by, case, lines)
        elif stage == "declined":
            decline(by, case, lines, "cost")
    return case


def add_many(practice: TinyPractice, names: Sequence[str]) -> None:
    """Add a diagnosed case for each of these names, written as they are, in one unit of work."""
    with unit_of_work(practice.lead.id, "test.cases", NOW) as unit:
        for number, name in enumerate(names):
            patient = unit.insert(Patient, last_name=name, first_name=name)
            case = unit.insert(
                Case, patient=patient, title=name, diagnosed_on=TODAY - timedelta(days=number), next_action=name,
                next_on=TODAY - timedelta(days=number % 5), owner=practice.coordinator.id,
            )  # fmt: skip
            option = unit.insert(Option, case=case, letter="A", name=name, recommended=True)
            phase = unit.insert(Phase, option=option, ordinal=1, kind="urgent")
            visit = unit.insert(Visit, phase=phase, ordinal=1, pattern="/XXXX/")
            line = unit.insert(
                Line, visit=visit, ordinal=1, code="EXT", name=name, category="oral_surgery", fee=12_345 * number,
                urgency="immediate",
            )  # fmt: skip
            unit.insert(LineEvent, line=line, kind="diagnosed", at=unit.at, day=TODAY, user=practice.lead.id)
            unit.touch_case(case)
        unit.can_undo = False


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    """It, open, for the tests that import this."""
    try:
        yield board_practice(tmp_path / "home" / "practice.db")
    finally:
        close_database()


def board_app(practice: TinyPractice, user: User | None = None, first_place: str = "board") -> Workplace:
    """Make the app for its coordinator, or somebody else."""
    return Workplace(
        practice.path, Keymap(), Settings(), lambda: NOW, user or practice.coordinator, first_place=first_place
    )


def main() -> None:
    """Run it in a terminal: ``python -m tests.screens.board_practice DATABASE [PLACE]``; makes the file when missing."""
    import sys

    from tctui.__main__ import prepare_process
    from tctui.db.connection import open_database
    from tctui.db.users import active_user

    prepare_process()
    path = Path(sys.argv[1])
    if not path.exists():
        board_practice(path)
    open_database(path)
    user = active_user(2)
    assert user is not None
    place = sys.argv[2] if len(sys.argv) > 2 else "board"
    Workplace(path, Keymap(), Settings(), lambda: NOW, user, first_place=place).run(mouse=False)


if __name__ == "__main__":
    main()
