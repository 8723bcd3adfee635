"""The board on the wall, pressed by keys: initials and dollars, what asks before it shows a name, what is said meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tctui.app import Workplace
from tctui.core.board_filter import Person, wanted_from_text
from tctui.db.case_writes import set_next_action
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import Patient, database
from tctui.db.unit_of_work import unit_of_work
from tctui.drafts import Draft, keep
from tctui.keymap import Keymap
from tctui.settings import Settings
from tctui.widgets.ink import PROJECTOR, TERMINAL, ink
from tests.frames import assert_frame, frame
from tests.huddle_practice import huddle_practice
from tests.practice import TODAY, TinyPractice
from tests.screens.board_practice import NOW, board_app
from tests.screens.test_board_keys import on, press
from tests.screens.test_huddle_keys import logged

ASKS = "That shows names of patients"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    try:
        made = huddle_practice(tmp_path / "home" / "practice.db")
        set_next_action(By(made.coordinator, NOW, TODAY), made.case, "call Mrs Chen's daughter", TODAY)
        yield made
    finally:
        close_database()


def told(lines: list[str]) -> list[str]:
    """The names, titles and next actions that stand in a frame."""
    rows = database.execute_sql("SELECT last_name, first_name FROM patient").fetchall()
    words = {name for row in rows for name in row if name} | {"crown", "implant", "daughter"}
    text = "\n".join(lines)
    return sorted(word for word in words if re.search(rf"\b{re.escape(word)}\b", text))


def projector(practice: TinyPractice, first_place: str = "board") -> Workplace:
    return Workplace(
        practice.path, Keymap(), Settings(), lambda: NOW, practice.coordinator, first_place=first_place, projector=True
    )


@pytest.mark.parametrize(("width", "height"), [(60, 20), (80, 24), (200, 50)])
async def test_a_projector_opens_with_initials_black_on_white(practice: TinyPractice, width: int, height: int) -> None:
    app = projector(practice)
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        seen = frame(app)
        assert_frame(f"board-wall-{width}", seen)
        for key in ("j", "l", "j", "end", "tab", "h", "s n", "home", "C", "?", "q"):
            seen += await press(pilot, key)
        assert told(seen) == []
        strips = app.screen._compositor.render_strips()
        assert all(part.style and part.style.bgcolor for strip in strips for part in strip if part.text.strip())


async def test_no_key_of_the_board_tells_a_name_unasked(practice: TinyPractice) -> None:
    app = projector(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        on(app).arrive(case_id=practice.case)
        asked = set()
        for action in Keymap().of_place("board"):
            if action.id in ("quit", "lock", "redraw", "wall", "names", "undo", "redo"):
                continue
            seen = await press(pilot, action.keys[0])
            if ASKS in seen[-1]:
                asked.add(action.id)
                await press(pilot, "n")
            elif app.screen is not on(app):
                await press(pilot, "f2" if app.screen is app._places.get("huddle") else "q")
            elif on(app).bottom.busy:
                seen += await press(pilot, "ctrl+c")
            assert told(seen) == [], action.id
            assert app.screen is on(app), action.id
    assert asked >= {
        "open",
        "find",
        "go_case",
        "go_estimate",
        "go_schedule",
        "go_worklist",
        "go_reports",
        "go_settings",
    }
    assert asked >= {"pay", "book", "contact", "follow_up", "documents", "sign", "new", "waiting_list"}
    assert not asked & {"move", "present", "explain", "filter", "go_huddle", "help"}


async def test_what_is_said_names_nobody(practice: TinyPractice) -> None:
    app = projector(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        on(app).arrive(case_id=practice.case)
        asked = await press(pilot, "m")
        assert "Move WC to" in "\n".join(asked)
        seen = asked + await press(pilot, "ctrl+c O")
        assert "Give WC to" in "\n".join(seen)
        seen += await press(pilot, "n")
        assert seen[-1].startswith("Done — z undoes")
        seen += await press(pilot, "z")
        assert "Taken back" in seen[-1]
        seen += await press(pilot, "Z")
        seen += await press(pilot, "z")
        on(app).arrive(case_id=next(card.case_id for card in on(app).cards if card.last_name == "Okafor"))
        seen += await press(pilot, "m D")
        assert seen[-24].startswith("OO declines")
        seen += await press(pilot, "ctrl+c")
        assert told(seen) == []


async def test_a_form_that_was_gone_on_to_leaves_no_name_behind(practice: TinyPractice) -> None:
    app = projector(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        on(app).arrive(case_id=practice.case)
        await press(pilot, "f y")
        assert app.screen is not on(app)
        seen = await press(pilot, "ctrl+s")
        assert app.screen is on(app)
        assert told(seen) == []
        assert seen[-1].startswith("Done")


async def test_the_list_of_reasons_asks_as_the_board_does(practice: TinyPractice) -> None:
    app = projector(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        on(app).arrive(case_id=practice.case)
        seen = await press(pilot, "=")
        assert seen[0].startswith("Why  WC")
        for key in ("f6", ":", "f9"):
            asked = await press(pilot, key)
            assert ASKS in asked[-1], key
            seen += asked + await press(pilot, "n")
        assert told(seen) == []
        await press(pilot, "q")
        assert app.screen is on(app)


async def test_a_filter_is_not_read_from_the_wall(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "/ c h e n enter")
        seen = await press(pilot, "w")
        assert "with '…'" in seen[0]
        seen += await press(pilot, "/")
        assert "Only with (not shown): " in seen[-1]
        seen += await press(pilot, "ctrl+u o w n e r colon c h e n enter")
        assert "chen" not in "\n".join(seen).lower()
        seen = await press(pilot, "ctrl+c")
        assert "1 of" in seen[0]


def test_the_words_of_a_filter_without_names() -> None:
    maria = Person(1, "maria", "Maria Lopez")
    assert wanted_from_text("chen owner:maria U$ Wei", [maria], []).nameless == "… owner:maria U$ …"


async def test_names_are_asked_for_logged_and_last_over_both_places(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Tanaka" in "\n".join(await press(pilot, "home"))
        seen = await press(pilot, "v")
        assert told(seen) == []
        assert "Only initials on the board" in seen[-1]
        seen = await press(pilot, "f7 f2")
        assert told(seen) == []
        asked = await press(pilot, "v")
        assert "Everyone who sees this screen" in " ".join(asked[-3:])
        assert "Tanaka" in "\n".join(await press(pilot, "y"))
        assert "Baker, Tom" in "\n".join(await press(pilot, "f7 tab tab"))
        assert told(await press(pilot, "w f2")) == []
    assert logged("view.board") == ["Only initials on the board", "Names of patients shown on the board"]
    assert logged("view.huddle") == ["Only initials in the huddle"]


async def test_the_wall_stays_over_both_places_and_leaving_it_shows_no_name(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "w f7")
        assert ink("plain") == PROJECTOR["plain"]
        seen = await press(pilot, "w f2")
        assert ink("plain") == TERMINAL["plain"]
        assert told(seen) == []


async def test_going_back_to_a_place_with_names_asks(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6 f2 w")
        assert ASKS in (await press(pilot, "q"))[-1]
        assert told(await press(pilot, "n f7 q")) == []
        assert app.screen is on(app)
        await press(pilot, "q y")
        assert app.screen is app._places["worklist"]


async def test_another_session_changes_the_wall_and_tells_no_name(practice: TinyPractice) -> None:
    app = projector(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        before = await press(pilot, "home")
        set_next_action(By(practice.lead, NOW, TODAY), practice.case, "call Wei Chen again", TODAY)
        on(app).stale = True
        on(app).reload_when_stale()
        await pilot.pause()
        assert told(before + frame(app)) == []


async def test_hiding_holds_although_the_log_cannot_be_kept(practice: TinyPractice, monkeypatch: Any) -> None:
    from tctui.core.errors import Refused
    from tctui.db import huddle

    def full(*_: Any) -> str:
        raise Refused("The disk is full or failing; nothing of this change was kept.")

    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "home")
        monkeypatch.setattr(huddle, "record_names", full)
        assert told(await press(pilot, "w")) == []
        assert told(await press(pilot, "v y")) == []


async def test_a_patient_without_a_case_is_offered_by_initials(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "test.patient", NOW) as unit:
        unit.can_undo = False
        unit.insert(Patient, last_name="Zimmermann", first_name="Zoe", birth_date=TODAY.replace(year=1980))
    app = projector(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Zimmermann" in "\n".join(await press(pilot, ": y z i m m e r"))
        seen = await press(pilot, "enter")
        assert "ZZ has no open case" in " ".join(seen[-3:])
        assert told(seen) == []


async def test_what_was_typed_and_not_saved_is_offered_without_its_title(
    practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    typed = {"note": "asked for Wei Chen"}
    draft = Draft("Contact with Chen", "board", "c", practice.case, typed, NOW.isoformat(timespec="seconds"))
    assert keep(practice.path, practice.coordinator.id, draft)
    app = projector(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()
        seen = frame(app)
        assert "Not saved yet: a form  g go on with it, which shows names" in "\n".join(seen)
        assert told(seen) == []
