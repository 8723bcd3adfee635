"""An empty practice says in every place what to do next, and no longer once it is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tctui.app import Workplace
from tctui.db.connection import close_database, create_database
from tctui.db.first_steps import first_steps
from tctui.db.models import Operatory, Patient, Practice, Provider
from tctui.db.unit_of_work import unit_of_work
from tctui.db.users import create_first_admin
from tests.frames import frame
from tests.practice import NOW, PASSWORD, TinyPractice
from tests.screens.test_board_keys import press


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "practice.db"
    create_database(path)
    try:
        yield path
    finally:
        close_database()


def test_each_step_is_gone_once_it_is_done(empty: Path) -> None:
    admin = create_first_admin("ann", "Ann Admin", PASSWORD, NOW)
    assert all(len(step) <= 60 for step in first_steps())
    for said, model, values in (
        ("no name", Practice, {"name": "Lakeside"}),
        ("Nobody treats", Provider, {"code": "V", "name": "Dr. Voss"}),
        ("No chair", Operatory, {"code": "1", "name": "Chair 1"}),
        ("No patients", Patient, {"last_name": "Chen", "first_name": "Wei"}),
    ):
        assert said in first_steps()[0]
        with unit_of_work(admin.id, "test.step", NOW) as unit:
            unit.insert(model, **values)
    assert first_steps() == ["No case yet: n on the board makes the first"]


def test_a_practice_at_work_is_told_nothing(practice: TinyPractice) -> None:
    assert first_steps() == []


async def test_every_place_says_what_to_do_next(empty: Path) -> None:
    admin = create_first_admin("ann", "Ann Admin", PASSWORD, NOW)
    app = Workplace(empty, clock=lambda: NOW, user=admin)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for key in ("f2", "f5", "f6"):
            shown = await press(pilot, key)
            assert "The practice has no name yet: F8, The practice" in "\n".join(shown[-3:]), key
            assert "Nobody treats here yet: F8, Providers, or tctui import" in "\n".join(shown[-3:]), key
        assert "No patients yet: tctui import brings them in." in (await press(pilot, "f2 n"))[-1]
        assert "no patients yet: Ctrl+N adds one, tctui import" in "\n".join(await press(pilot, ": s m i"))
        assert frame(app)[0].startswith("Find")
