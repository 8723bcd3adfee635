"""The work list pressed by keys: what is due, why, and working it off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tctui.db import hand_offs
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.screens.worklist import WorkListScreen
from tests.frames import assert_frame, frame
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.board_practice import board_app, practice  # noqa: F401
from tests.screens.test_board_keys import press, typed


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_what_is_due(practice: TinyPractice, width: int) -> None:
    app = board_app(practice, first_place="worklist")
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        assert_frame(f"worklist-{width}", frame(app))


async def test_working_an_entry_takes_it_off_the_list(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="worklist")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WorkListScreen)
        first, count = screen.card.case_id, len(screen.entries)
        await press(pilot, "D")
        await typed(pilot, "letter")
        await pilot.press("tab")
        await typed(pilot, "+2w")
        lines = await press(pilot, "ctrl+s")
        assert "Next: letter, Mon 7 Dec — z undoes" in lines[-1]
        assert (read_case(first).next_action, len(screen.entries)) == ("letter", count - 1)
        assert screen.card.case_id != first
        await press(pilot, "z")
        assert len(screen.entries) == count


async def test_a_note_of_the_call_does_the_touch_and_says_what_is_next(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="worklist")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WorkListScreen)
        first, count = screen.card.case_id, len(screen.entries)
        assert read_case(first).next_action == "Call about the plan, day 2"
        await press(pilot, "c tab tab")
        await typed(pilot, "called")
        said = (await press(pilot, "ctrl+s"))[-1]
        assert "Noted: phone; next Mon 4 Jan: Call about the plan, day 90 — z undoes" in said
        assert (len(screen.entries), screen.card.case_id == first) == (count - 1, False)
        await press(pilot, "z")
        assert (len(screen.entries), read_case(first).next_action) == (count, "Call about the plan, day 2")


async def test_a_call_with_its_next_day_is_one_form(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="worklist")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WorkListScreen)
        first = screen.card.case_id
        await press(pilot, "c tab tab")
        await typed(pilot, "the spouse decides")
        await press(pilot, "tab")
        await typed(pilot, "call both")
        await press(pilot, "tab")
        await typed(pilot, "+5d")
        await press(pilot, "tab right")
        said = (await press(pilot, "ctrl+s"))[-1]
        assert "Noted: phone; next Sat 28 Nov, agreed: call both — z undoes" in said
        assert (read_case(first).next_action, read_case(first).next_agreed) == ("call both", True)
        await press(pilot, "z")
        assert read_case(first).next_action == "Call about the plan, day 2"


async def test_a_concern_is_noted_and_answered_with_what_there_is_to_say(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="worklist")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WorkListScreen)
        first = screen.card.case_id
        await press(pilot, "C tab")
        await typed(pilot, "too much at once")
        assert "Concern: cost — z undoes" in (await press(pilot, "ctrl+s"))[-1]
        shown = await press(pilot, "C 1 a")
        assert_frame("concern-answer-80", shown)
        assert "Ask what a month could be" in " ".join(line.strip() for line in shown)
        await typed(pilot, "twelve months")
        assert "Answered the concern cost" in (await press(pilot, "enter"))[-1]
        assert [(each.state, each.answer) for each in read_case(first).concerns] == [("answered", "twelve months")]
        assert "The concern cost is resolved" in (await press(pilot, "C 1 r"))[-1]
        assert "Concern" in (await press(pilot, "C"))[0]


async def test_the_rank_opens_into_its_sum(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="worklist")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WorkListScreen)
        points = [entry.points for entry in screen.entries.values() if entry.late >= 0]
        assert points == sorted(points, reverse=True)
        assert f"{points[0]} points" in frame(app)[-3]
        shown = "\n".join(await press(pilot, "="))
        assert f"{points[0]} points rank it, the sum of" in shown
        assert "50 $13,280 open" in shown
        assert "30 47 days overdue" in shown
        await press(pilot, "q s d")
        assert "Overdue" in frame(app)[2]


async def test_it_narrows_and_sorts(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="worklist")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await typed(pilot, "nobody like this")
        lines = await press(pilot, "enter")
        assert "nothing is due" in "\n".join(lines)
        assert "x shows all" in lines[-3]
        assert "nothing is under the cursor" in (await press(pilot, "c"))[-1]
        lines = await press(pilot, "x s n")
        names = [line[12:32].strip() for line in lines[2:] if line[6:7] == " " and "Nov" in line[:6]]
        assert names == sorted(names)
        assert len(names) > 3


async def test_a_hand_off_that_nobody_confirms_within_the_hour_rings_once_and_d_confirms_it(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="worklist")
    moment = NOW
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.desk._clock = lambda: moment
        hand_offs.hand_off(By(practice.lead, NOW, TODAY), practice.case, "front", "Next visit: crown 19, 90 minutes")
        app._tick()
        moment = NOW + timedelta(minutes=59)
        app._tick()
        assert "hand-off" not in frame(app)[-1]
        moment = NOW + timedelta(minutes=61)
        app._tick()
        await pilot.pause()
        assert frame(app)[-1] == "! A hand-off was not confirmed within the hour: F6 lists it."
        moment = NOW + timedelta(minutes=63)
        await press(pilot, "down")
        app._tick()
        await pilot.pause()
        assert "hand-off" not in frame(app)[-1]
        await press(pilot, "f2 f6 /")
        await typed(pilot, "hand-off")
        shown = await press(pilot, "enter")
        assert "hand-off to front desk not con" in "\n".join(shown)
        assert "Next visit       crown 19, 90 minutes" in "\n".join(await press(pilot, "D"))
        assert "Hand-off confirmed" in (await press(pilot, "enter"))[-1]
        assert "nothing due fits" in "\n".join(frame(app))


async def test_the_contact_log_is_searched_and_opens_the_case(practice: TinyPractice) -> None:
    app = board_app(practice, first_place="worklist")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "c tab tab")
        await typed(pilot, "wants the blue folder")
        await press(pilot, "ctrl+s t")
        await typed(pilot, "folder blue")
        shown = await press(pilot, "enter")
        assert shown[0].startswith("Contact log  1 note")
        assert "wants the blue folder" in shown[2]
        assert (await press(pilot, "enter"))[0].startswith("Case  ")
