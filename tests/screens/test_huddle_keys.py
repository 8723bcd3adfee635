"""The huddle pressed by keys: initials until names are asked for, the wall, what is behind a figure, where Enter leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tctui.app import Workplace
from tctui.db.change import By
from tctui.db.connection import close_database, create_database
from tctui.db.models import database
from tctui.db.users import active_user, create_first_admin
from tctui.keymap import Keymap
from tctui.screens.huddle import HuddleScreen
from tctui.settings import Settings
from tctui.widgets.ink import PROJECTOR, TERMINAL, ink
from tests.frames import assert_frame, frame
from tests.huddle_practice import NOW, SECRETS, TODAY, appointment, patients, practice  # noqa: F401
from tests.practice import PASSWORD, TinyPractice
from tests.screens.board_practice import board_app
from tests.screens.test_board_keys import press


def on(app: Workplace) -> HuddleScreen:
    screen = app._places["huddle"]
    assert isinstance(screen, HuddleScreen)
    return screen


def logged(action: str) -> list[str]:
    return [
        row[0]
        for row in database.execute_sql("SELECT says FROM audit WHERE action = ? ORDER BY id", (action,)).fetchall()
    ]


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_huddle_as_it_opens(practice: TinyPractice, width: int) -> None:
    app = board_app(practice, first_place="huddle")
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        assert_frame(f"huddle-{width}", frame(app))


async def test_no_line_of_it_names_anybody(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="huddle")
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.pause()
        seen = "\n".join(frame(app))
        for _ in range(60):
            seen += "\n".join(await press(pilot, "j"))
        seen += "\n".join(await press(pilot, "home j ="))
    assert [word for word in SECRETS if word in seen] == []
    assert "not confirmed" in seen


async def test_names_are_asked_for_and_logged(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="huddle")
    async with app.run_test(size=(80, 40)) as pilot:
        asked = await press(pilot, "v")
        assert "Everyone who sees this screen will read names" in " ".join(asked[-3:])
        assert "Baker, Tom" not in "\n".join(await press(pilot, "n"))
        assert logged("view.huddle") == []
        assert "Baker, Tom" in "\n".join(await press(pilot, "v y"))
        assert "Baker, Tom" not in "\n".join(await press(pilot, "v"))
        assert logged("view.huddle") == ["Names of patients shown in the huddle", "Only initials in the huddle"]


async def test_the_wall_is_black_on_white_and_hides_names(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="huddle")
    async with app.run_test(size=(60, 40)) as pilot:
        lines = await press(pilot, "v y w")
        assert not on(app).names
        assert "Baker" not in "\n".join(lines)
        assert ink("plain") == PROJECTOR["plain"]
        strips = app.screen._compositor.render_strips()
        assert all(part.style and part.style.bgcolor for strip in strips for part in strip if part.text.strip())
        await press(pilot, "w")
        assert ink("plain") == TERMINAL["plain"]


async def test_what_shows_a_name_asks_first(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="huddle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        on(app).table.go_to(next(key for key, line in on(app).lines.items() if line.who.startswith("Chen")))
        for key in ("enter", "c", "f", "d", "b"):
            asked = await press(pilot, key)
            assert "shows names" in asked[-1], key
            assert "Chen" not in "\n".join(await press(pilot, "n"))
        await press(pilot, "enter y")
        assert app.screen is app._places["case"]
        await press(pilot, "q")
        assert app.screen is on(app)


async def test_a_line_leads_on(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="huddle")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "v y")
        on(app).table.go_to(next(key for key, line in on(app).lines.items() if line.gap))
        assert "Short call" in (await press(pilot, "s"))[0]
        await press(pilot, "q")
        on(app).table.go_to("stage:presented")
        assert "Board" in (await press(pilot, "enter"))[0]
        await press(pilot, "f7")
        on(app).table.go_to("next:739944")
        assert "Tue 24 Nov" in (await press(pilot, "enter"))[0]
        await press(pilot, "f7 home")
        assert on(app).line is on(app).lines["before:produced"]
        for title in ("Today", "Dr Lee", "Dr Ruiz", "Openings"):
            await press(pilot, "tab")
            part = next(part for part in on(app).parts if on(app).line in part.lines)
            assert part.title.startswith(title)
        await press(pilot, "[ [ [ [")
        assert on(app).line is on(app).lines["before:produced"]


async def test_why_shows_the_records_counted(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="huddle")
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "v y =")
        text = "\n".join(lines)
        assert "Brown, Bo" in text
        assert "450.00" in text
        assert "2 counted" in text
        assert "Dr Lee: goal 9 h × $400" in text


async def test_the_first_opening_freezes_and_says_so(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "First huddle: $1,145 scheduled" in (await press(pilot, "f7"))[-1]
        assert "First huddle" not in (await press(pilot, "f2 f7"))[-1]
    assert len(logged("huddle.freeze")) == 1


async def test_what_others_book_shows_at_once(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="huddle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert on(app).lines["day:frozen"].right == "+$0 since"
        appointment(practice, patients(practice)[6], TODAY, 180, 50_000)
        on(app).stale = True
        on(app).reload_when_stale()
        await pilot.pause()
        assert "+$500 since" in "\n".join(frame(app))


async def test_the_sheet_is_written(practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    app = board_app(practice, first_place="huddle")
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("i", "n"):
            assert "Huddle sheet written to" in " ".join(await press(pilot, f"p {key}"))
    assert len(list((tmp_path / "share").rglob("huddle-*.pdf"))) == 2


async def test_who_only_reads_changes_nothing(practice: TinyPractice) -> None:
    from dataclasses import replace

    auditor = replace(By(practice.coordinator, NOW, TODAY).user, role="auditor")
    app = board_app(practice, auditor, first_place="huddle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        on(app).table.go_to(next(key for key, line in on(app).lines.items() if line.who.startswith("Chen")))
        assert "does not allow it" in (await press(pilot, "c"))[-1]
    assert logged("huddle.freeze") == []


async def test_an_empty_practice_has_a_huddle_of_nothing(tmp_path: Path) -> None:
    create_database(tmp_path / "new.db")
    create_first_admin("ann", "Ann Admin", PASSWORD, NOW)
    try:
        app = Workplace(tmp_path / "new.db", Keymap(), Settings(), lambda: NOW, active_user(1), first_place="huddle")
        async with app.run_test(size=(80, 24)) as pilot:
            lines = await press(pilot, "j k =")
            assert "produced $0 of $0 goal, —" in lines[0]
            assert "none" in "\n".join(await press(pilot, "q"))
        assert logged("huddle.freeze") == []
    finally:
        close_database()


async def test_what_cannot_be_kept_now_is_read_all_the_same(practice: TinyPractice) -> None:
    database.execute_sql("PRAGMA user_version = 99")
    app = board_app(practice, first_place="huddle")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        lines = frame(app)
        assert "was upgraded" in lines[-1]
        assert "produced $750" in "\n".join(lines)
