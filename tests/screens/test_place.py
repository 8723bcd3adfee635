"""What every place has in common, by pressing keys: prompts, choices, refusals, undo, going to and fro, others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.moves import move_case
from tests.practice import NOW, TinyPractice
from tests.screens.small_places import SmallBoard, SmallCase, frame, workplace


def last(pilot: Pilot[Any]) -> str:
    return frame(pilot.app)[-1]  # type: ignore[arg-type]


async def keys(pilot: Pilot[Any], *pressed: str) -> str:
    for key in pressed:
        await pilot.press(key)
    await pilot.pause()
    return last(pilot)


async def test_a_key_that_cannot_act_says_why(practice: TinyPractice) -> None:
    async with workplace(practice.path, practice.coordinator).run_test(size=(80, 24)) as pilot:
        assert await keys(pilot, "dollar_sign") == "! pay: the plan was not presented"
        assert await keys(pilot, "d") == "! documents: it does nothing here"
        assert await keys(pilot, "K") == "K does nothing here  ? help"
        assert (await keys(pilot, "down")).startswith("Enter case  m stage")


async def test_a_choice_refuses_until_one_that_can_be_taken(practice: TinyPractice) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await keys(pilot, "m", "s") == "Move to  p Presented  s Scheduled"
        assert "no appointment holds this visit" in frame(app)[-2]
        assert "press one of p" in [await keys(pilot, "x"), frame(app)[-2]][1]
        assert await keys(pilot, "p") == "Moved — z undoes"
        assert await keys(pilot, "m", "escape") == "nothing changed"


@pytest.mark.parametrize("question", ["m", "f"])
@pytest.mark.parametrize("leaving", ["f10", "ctrl+q"])
async def test_leaving_tctui_works_while_a_question_is_open(
    practice: TinyPractice, question: str, leaving: str
) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, question)
        assert not app._exit
        await pilot.press(leaving)
        assert app._exit


async def test_esc_is_never_the_only_way_out_of_a_question(practice: TinyPractice) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        for pressed in (("m", "q"), ("m", "ctrl+c"), ("f", "q", "ctrl+c"), ("f", "escape")):
            assert await keys(pilot, *pressed) == "nothing changed", pressed
        await keys(pilot, "f1", "/")
        assert "Ctrl+C" in frame(app)[-2]
        await keys(pilot, "ctrl+c", "ctrl+c", "e", "ctrl+c")
        assert frame(app)[0].startswith("Board")
        await keys(pilot, "e", "x", "ctrl+c")
        assert "Leave without saving" in " ".join(frame(app)[-2:])
        await keys(pilot, "y", ":", "ctrl+c")
        assert frame(app)[0].startswith("Board")


async def test_a_save_that_is_refused_while_leaving_goes_back_into_the_form(practice: TinyPractice) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "e", "ctrl+u", *"taken", "ctrl+c")
        assert await keys(pilot, "s") == "! That title is taken."
        await keys(pilot, "x")
        assert any("takenx" in line for line in frame(app))
        await keys(pilot, "ctrl+c", "s")
        assert last(pilot) == "Saved — z undoes"


async def test_a_prompt_keeps_what_was_typed_when_it_is_refused(practice: TinyPractice) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        assert (await keys(pilot, "f", "x", "q", "enter")).startswith("When: xq")
        assert "Not a date" in frame(app)[-2]
        assert await keys(pilot, "ctrl+u", "w", "tab", "enter") == "Follow-up wed"
        assert await keys(pilot, "f", "down", "enter") == "Follow-up tue"


async def test_undo_and_redo_speak_from_the_log(practice: TinyPractice) -> None:
    from tctui.db.case_writes import set_next_action
    from tctui.screens.desk import Desk

    async with workplace(practice.path, practice.coordinator).run_test(size=(80, 24)) as pilot:
        board = pilot.app.screen
        assert isinstance(board, SmallBoard)
        desk = Desk(practice.coordinator, practice.path, lambda: NOW)
        set_next_action(desk.by(), practice.case, "call after work", NOW.date())
        before = board.reloads
        assert (await keys(pilot, "z")).startswith("Undone")
        assert board.reloads == before + 1
        assert (await keys(pilot, "Z")).startswith("Done again")


async def test_going_to_and_fro_keeps_the_places(practice: TinyPractice) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "No case has been opened yet" in await keys(pilot, "f3")
        assert "not there yet" in await keys(pilot, "f5")
        await keys(pilot, "down", "down", "enter")
        case = app.screen
        assert isinstance(case, SmallCase)
        assert case.case_id == 2
        await keys(pilot, "q")
        board = app.screen
        assert isinstance(board, SmallBoard)
        assert board.table.key == 2
        await keys(pilot, "f3")
        assert app.screen is case
        assert case.case_id == 2
        await keys(pilot, "f2")
        assert app.screen is board


async def test_what_others_commit_is_read_again(practice: TinyPractice) -> None:
    import subprocess
    import sys

    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        board = app.screen
        assert isinstance(board, SmallBoard)
        app._tick()
        before = board.reloads
        app._tick()
        assert board.reloads == before
        script = (
            "import sys; from pathlib import Path; from tctui.db.connection import open_database\n"
            "from tctui.db.users import create_user; from tests.practice import NOW\n"
            "open_database(Path(sys.argv[1])); create_user(1, 'olu', 'Olu Ade', 'a long enough one', 'front', NOW)"
        )
        subprocess.run([sys.executable, "-c", script, str(practice.path)], check=True)
        app._tick()
        await pilot.pause()
        assert board.reloads == before + 1


async def test_idle_locks_and_only_the_password_opens(practice: TinyPractice) -> None:
    from tests.practice import PASSWORD

    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        app._last_key -= 301
        app._tick()
        await pilot.pause()
        await pilot.pause()
        shown = frame(app)
        assert not any(shown[:-2])
        assert "Locked" in shown[-1]
        assert "Locked" in await keys(pilot, "q", "f2", "escape", "z")
        await keys(pilot, "ctrl+u", *"wrong", "enter")
        assert "do not fit" in frame(app)[-2]
        await keys(pilot, *[{" ": "space"}.get(c, c) for c in PASSWORD], "enter")
        assert isinstance(app.screen, SmallBoard)


async def test_help_and_lists_show_and_close(practice: TinyPractice) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "question_mark")
        assert any("Record that the plan was presented" in line for line in frame(app))
        await keys(pilot, "slash", *"undo", "enter")
        assert not any("presented" in line for line in frame(app))
        await keys(pilot, "q", "equals_sign")
        assert frame(app)[2].split() == ["fee", "920.00"]
        assert "only to look at" in await keys(pilot, "enter")
        await keys(pilot, "escape")
        assert isinstance(app.screen, SmallBoard)


async def test_find_opens_a_case_and_carries_out_an_action(practice: TinyPractice) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "colon", *"chen")
        assert any(line.startswith("Chen, Wei") for line in frame(app))
        await keys(pilot, "enter")
        assert isinstance(app.screen, SmallCase)
        assert app.screen.case_id == practice.case
        await keys(pilot, "f2", "colon", *"stage", "enter")
        assert last(pilot).startswith("Move to")


async def test_find_puts_the_cursor_on_the_first_of_what_another_text_finds(practice: TinyPractice) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        # What the cursor stood on is found by the longer text as well; Enter opens the best match all the same.
        await keys(pilot, "colon", *"e", "end", *"n", "enter")
        assert isinstance(app.screen, SmallCase)
        assert app.screen.case_id == practice.case


async def test_find_finds_every_patient_and_offers_a_case(practice: TinyPractice) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        for said in ("0101", "4/2/1965", "2 apr 65"):
            await keys(pilot, "colon", *("space" if letter == " " else letter for letter in said))
            assert any(line.startswith("Chen, Wei") for line in frame(app)), said
            await keys(pilot, "ctrl+c")
        await keys(pilot, "colon", *"baker")
        assert "Patients without an open case" in frame(app)[3]
        assert frame(app)[4].startswith("Baker, Tom")
        assert "36 y" in frame(app)[4]
        assert await keys(pilot, "enter") == "Baker, Tom has no open case  n new case  c contact note"
        await keys(pilot, "n", "tab", *"crown", "tab", "tab", "ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, SmallCase)
        assert read_case(app.screen.case_id or 0).title == "crown"


@pytest.mark.parametrize(
    ("role", "said"),
    [("front", "Baker, Tom has no open case  c contact note"),
     ("auditor", "! Baker, Tom has no open case; your role (auditor) only reads"),
     ("provider", "Baker, Tom has no open case  n new case  c contact note")],
)  # fmt: skip
async def test_find_offers_only_what_the_role_may(practice: TinyPractice, role: str, said: str) -> None:
    app = workplace(practice.path, replace(practice.coordinator, role=role))
    async with app.run_test(size=(80, 24)) as pilot:
        assert await keys(pilot, "colon", *"baker", "enter") == said


async def test_find_finds_a_patient_whose_cases_are_closed(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, NOW.date())
    move_case(by, practice.case, "declined", reason="cost")
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "colon", *"chen")
        shown = frame(app)
        assert shown[4].startswith("Chen, Wei")
        assert "phone …0101" in shown[4]
        assert "1965" not in "".join(shown)
        assert "Declined" in shown[5]
        await keys(pilot, "down", "enter")
        assert isinstance(app.screen, SmallCase)
        assert app.screen.case_id == practice.case


async def test_focus_changes_do_not_repaint(practice: TinyPractice) -> None:
    from textual.reactive import Reactive

    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(80, 24)):
        focused = type(app.screen).focused
        assert isinstance(focused, Reactive)
        assert focused._repaint is False


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 50)])
async def test_every_width_draws(practice: TinyPractice, size: tuple[int, int]) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=size) as pilot:
        for key in ("end", "m", "escape", "f", "escape", "e", "escape", "question_mark", "q"):
            await keys(pilot, key)
            assert all(len(line) <= size[0] for line in frame(app))


async def test_what_a_list_cuts_is_read_in_full_below(practice: TinyPractice) -> None:
    app = workplace(practice.path, practice.coordinator)
    async with app.run_test(size=(60, 20)) as pilot:
        await keys(pilot, "question_mark", "slash", *"phone", "enter")
        assert any(line.endswith("…") for line in frame(app))
        (action,) = [action for action in app.keymap.of_place("board") if action.id == "find"]
        assert action.help in " ".join(line.strip() for line in frame(app)[-3:-1])
