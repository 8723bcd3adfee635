"""The board pressed by keys: frames, cursor, filter, moves with their refusals, undo, what others change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tctui.app import Workplace
from tctui.core.people import User
from tctui.db.cases import read_case
from tctui.db.connection import close_database, open_database
from tctui.screens.board import BoardScreen
from tests.frames import assert_frame, frame
from tests.practice import TinyPractice
from tests.screens.board_practice import board_app, practice  # noqa: F401


def on(app: Workplace) -> BoardScreen:
    screen = app._places["board"]
    assert isinstance(screen, BoardScreen)
    return screen


async def press(pilot: Any, text: str) -> list[str]:
    """Press keys parted by blanks and give the frame."""
    await pilot.press(*text.split())
    await pilot.pause()
    return frame(pilot.app)


async def typed(pilot: Any, text: str) -> None:
    await pilot.press(*("space" if letter == " " else letter for letter in text))


def under(app: Workplace) -> str:
    card = on(app).board.card
    return card.last_name if card else ""


async def test_what_the_board_is_narrowed_to_is_read_in_its_heading(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "/")
        await typed(pilot, "dr:lee")
        assert "with 'dr:lee'" in (await press(pilot, "enter"))[0]
        assert "Riverside Dental" in (await press(pilot, "x"))[0]


@pytest.mark.parametrize("width", [60, 80, 120, 200])
async def test_the_board_as_it_opens(practice: TinyPractice, width: int) -> None:
    app = board_app(practice)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        lines = frame(app)
        assert_frame(f"board-{width}", lines)
        assert len(lines) == 24


async def test_the_cursor_goes_everywhere(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l j j")
        assert (on(app).board.stage, under(app)) == ("presented", "Okafor")
        await press(pilot, "k up up")
        assert under(app) == "Tanaka"
        await press(pilot, "end")
        assert under(app) == "Brown"
        await press(pilot, "left")
        assert under(app) == "Alvarez"
        await press(pilot, "home h right right right")
        assert on(app).board.stage == "scheduled"
        assert "no case in this column" in "\n".join(frame(app))
        await press(pilot, "m")
        assert "there is no case under the cursor" in frame(app)[-1]


async def test_jumping_between_columns_passes_over_empty_ones_and_keeps_their_lines(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j tab end")
        assert (on(app).board.stage, under(app)) == ("presented", "Brown")
        await press(pilot, "]")
        assert (on(app).board.stage, under(app)) == ("accepted", "Silva")
        await press(pilot, "tab")
        assert (on(app).board.stage, under(app)) == ("diagnosed", "Kowalczyk")
        await press(pilot, "tab")
        assert under(app) == "Brown"
        await press(pilot, "[ [")
        assert on(app).board.stage == "accepted"


async def test_sixty_columns_scroll_with_the_cursor(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(60, 20)) as pilot:
        lines = await press(pilot, "right right right")
        assert "Scheduled" in lines[1]
        assert "Diagnosed" not in lines[1]
        assert lines[1].startswith("◄")
        lines = await press(pilot, "left left left")
        assert "Diagnosed" in lines[1]
        assert "►" in lines[1]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("kowal", {"Kowalczyk"}),
        ("owner:maria !", {"Brown", "Farouk", "Ivanov", "Okafor", "Rossi", "Silva"}),
        ("U", {"Alvarez", "Haddad"}),
        ("missing tooth", {"Chen"}),
        ("张", {"张"}),
    ],
)
async def test_the_filter(practice: TinyPractice, wanted: str, names: set[str]) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        on(app).bottom.paste(wanted)
        lines = await press(pilot, "enter")
        shown = {card.last_name for column in on(app).board._columns for card in column.cards}
        assert shown == names
        assert f"{len(shown)} of " in lines[0]
        await press(pilot, "x")
        assert " of " not in frame(app)[0]


async def test_the_cursor_goes_to_what_was_asked_for(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "home slash")
        on(app).bottom.paste("okafor")
        await press(pilot, "enter")
        assert under(app) == "Okafor"
        await press(pilot, "slash")
        on(app).bottom.paste("nobody at all")
        lines = await press(pilot, "enter")
        assert "no case here fits what is asked for; x shows all" in lines[-3]


async def test_a_second_filter_takes_the_place_of_the_first(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        for wanted in ("okafor", "kowal"):
            await pilot.press("slash")
            await typed(pilot, wanted)
            lines = await press(pilot, "enter")
        assert "1 of " in lines[0]
        assert under(app) == "Kowalczyk"


async def test_a_filter_for_nobody_stays_in_the_prompt(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await typed(pilot, "owner:bob")
        lines = await press(pilot, "enter")
        assert "No owner is called bob" in lines[-2]
        assert lines[-1].startswith("Only with: owner:bob")


async def test_owner_provider_sort_and_closed(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "o 2")
        assert "owner maria" in lines[0]
        assert "Carter" in "\n".join(lines)
        assert "Tanaka" not in "\n".join(lines)
        await press(pilot, "o 0 P 1")
        assert "provider LEE" in frame(app)[0]
        await press(pilot, "x s n l home")
        assert under(app) == "Brown"
        lines = await press(pilot, "H right right right right right")
        assert "Declined" in lines[1]
        assert on(app).board.stage == "declined"


async def test_moves_say_why_not(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l m")
        assert_frame("board-move", frame(app))
        lines = await press(pilot, "s")
        assert "Scheduled: accept it first" in "\n".join(lines)
        lines = await press(pilot, "escape")
        assert "nothing changed" in lines[-1]


async def test_a_move_is_undone_after_a_restart(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "l")
        lines = await press(pilot, "m a")
        assert (on(app).board.stage, under(app)) == ("accepted", "Tanaka")
        assert "Accepted crown 1 and take out the tooth 2 — z undoes" in lines[-1]
    close_database()
    open_database(practice.path)
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "z")
        # Nothing was opened since the start, so that the line says whose change it was.
        assert "Undone for Tanaka: Accepted crown 1" in lines[-1]
        column = next(c for c in on(app).board._columns if c.stage == "presented")
        assert "Tanaka" in [card.last_name for card in column.cards]
        lines = await press(pilot, "Z")
        assert "Done again" in lines[-1]


async def test_the_option_is_asked_when_there_are_two(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        on(app).arrive(case_id=practice.case)
        lines = await press(pilot, "m a")
        assert "a A implant $2,415" in "\n".join(lines)
        await press(pilot, "b")
        chosen = [option.letter for option in read_case(practice.case).options if option.chosen]
        assert chosen == ["B"]
        await press(pilot, "m p")
        await typed(pilot, "wants to think")
        lines = await press(pilot, "enter")
        assert "No longer accepted: bridge of three 19 (wants to think)" in lines[-1]


async def test_declining_asks_the_reason(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "l m D")
        assert "Tanaka declines crown" in lines[0]
        await pilot.press("right", "tab", "tab")
        await typed(pilot, "+3m")
        lines = await press(pilot, "enter")
        assert "Declined" in lines[-1]
        assert "fear or pain" in lines[-1]
        assert under(app) != "Tanaka"


async def test_declining_a_case_declines_every_option(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        on(app).arrive(case_id=practice.case)
        await press(pilot, "m D ctrl+s")
        options = read_case(practice.case).options
        assert len(options) == 2
        assert {line.state for option in options for line in option.lines()} == {"declined"}
        await press(pilot, "H")
        on(app).arrive(case_id=practice.case)
        assert on(app).board.stage == "declined"
        assert "Concern" in (await press(pilot, "C"))[0]
        await press(pilot, "escape")
        await press(pilot, "m p")
        assert on(app).board.stage == "presented"
        assert {line.state for option in read_case(practice.case).options for line in option.lines()} == {"presented"}


async def test_present_contact_and_next_action(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "p")
        assert "Presented A — z undoes" in lines[-1]
        assert (on(app).board.stage, under(app)) == ("presented", "Quinn")
        await press(pilot, "f")
        await pilot.press("ctrl+u")
        await typed(pilot, "call her")
        await pilot.press("tab")
        await pilot.press("ctrl+u")
        await typed(pilot, "+1w")
        lines = await press(pilot, "ctrl+s")
        assert "Next: call her, Mon 30 Nov — z undoes" in lines[-1]
        assert "next Mon 30 Nov: call her" in lines[-2]
        await press(pilot, "c tab tab")
        await typed(pilot, "she will think about it")
        lines = await press(pilot, "ctrl+s")
        assert "Noted: phone — z undoes" in lines[-1]


async def test_a_new_case(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await typed(pilot, "baker")
        await pilot.press("tab")
        await typed(pilot, "night guard")
        lines = await press(pilot, "ctrl+s")
        assert "New case night guard for Baker" in lines[-1]
        assert (under(app), on(app).board.stage) == ("Baker", "diagnosed")


async def test_give_to_another_and_why(practice: TinyPractice) -> None:
    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "O 1")
        assert "Gave the case to Lena Ortiz" in lines[-1]
        assert "owner LO" in "\n".join(lines)
        lines = await press(pilot, "=")
        assert "fees of 2 open lines of option A" in "\n".join(lines)


async def test_who_may_not_change_a_case_is_told(practice: TinyPractice) -> None:
    app = board_app(practice, User(practice.lead.id, "audit", "Al Audit", "AA", "auditor"))
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "m")
        assert "your role (auditor) does not allow it" in lines[-1]


async def test_another_sessions_change_appears(practice: TinyPractice) -> None:
    import subprocess
    import sys

    app = board_app(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j")
        app._notice_others()
        script = (
            "from pathlib import Path; from tctui.db.connection import open_database; from tctui.db.users import users;"
            "from tctui.db.change import By; from tctui.db.case_writes import new_case; from tests.practice import NOW, TODAY;"
            f"open_database(Path({str(practice.path)!r}));"
            f"new_case(By(users()[2], NOW, TODAY), {practice.other_patient}, 'veneers')"
        )
        subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])
        before = under(app)
        app._notice_others()
        await pilot.pause()
        assert "Baker" in "\n".join(frame(app))
        assert under(app) == before
