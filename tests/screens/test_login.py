"""Logging in by keys: the first administrator, wrong passwords, the demo's user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tctui.db.connection import close_database, create_database
from tctui.db.models import Practice
from tctui.db.unit_of_work import unit_of_work
from tctui.db.users import users, users_exist
from tests.practice import NOW, PASSWORD, TinyPractice
from tests.screens.small_places import SmallBoard, frame, workplace


def typed(text: str) -> list[str]:
    return [{" ": "space"}.get(character, character) for character in text]


async def keys(pilot: Pilot[Any], *pressed: str) -> str:
    for key in pressed:
        await pilot.press(key)
    await pilot.pause()
    await pilot.pause()
    return "\n".join(frame(pilot.app))  # type: ignore[arg-type]


async def test_the_first_start_makes_the_first_administrator(tmp_path: Path) -> None:
    path = tmp_path / "home" / "practice.db"
    create_database(path)
    try:
        app = workplace(path, user=None)
        async with app.run_test(size=(80, 24)) as pilot:
            assert "becomes its administrator" in await keys(pilot)
            assert "Your name is needed" in await keys(pilot, "ctrl+s")
            await keys(pilot, *typed("Ann Admin"), "tab", *typed("ann"), "tab")
            assert "at least 12 characters" in await keys(pilot, *typed("short"), "tab")
            await keys(pilot, "up", "ctrl+u", *typed("long enough words"), "tab")
            assert "two passwords differ" in await keys(pilot, *typed("something else"), "enter")
            assert not users_exist()
            await keys(pilot, "ctrl+u", *typed("long enough words"), "enter")
            assert isinstance(app.screen, SmallBoard)
            assert app.desk.user.login == "ann"
            assert [user.role for user in users()] == ["admin"]
    finally:
        close_database()


async def test_a_wrong_password_is_emptied_and_the_right_one_opens(practice: TinyPractice) -> None:
    app = workplace(practice.path, user=None)
    async with app.run_test(size=(80, 24)) as pilot:
        first = await keys(pilot)
        assert "demo" not in first
        shown = await keys(pilot, *typed("maria"), "enter", *typed("not the password"), "enter")
        assert "do not fit together" in shown
        assert "●" not in shown
        assert "F10 leaves" in await keys(pilot, "escape")
        await keys(pilot, *typed(PASSWORD), "enter")
        assert isinstance(app.screen, SmallBoard)
        assert app.desk.user == practice.coordinator


async def test_the_demo_shows_its_user_here_only(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "demo", NOW) as unit:
        unit.update(Practice, 1, demo=True)
    app = workplace(practice.path, user=None)
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await keys(pilot)
        assert "riverside-demo-practice" in shown
        # Reports are a lead's, the settings an administrator's: who tries the demo needs their logins, too.
        assert "The same password opens " in shown
        assert "lena (lead)" in shown
