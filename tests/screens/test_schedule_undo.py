"""Taking back in the book: where the visit went is seen, and it is in hand again."""

from __future__ import annotations

from tctui.db.book import appointments
from tctui.db.models import Block
from tests.practice import TinyPractice
from tests.screens.test_schedule import TUESDAY, accepted, frame, opened, put, type_text
from tests.screens.test_schedule_strokes import YEAR, chain


async def test_a_booking_taken_back_is_in_hand_again_at_its_place(practice: TinyPractice) -> None:
    accepted(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("tab", "enter")
        (row,) = appointments(*YEAR)
        await pilot.press("t", "z")
        assert place.bottom.said == "Undone: Booked Chen, Wei Mon 23 Nov 4:05p in Op 1: in hand again"
        assert place.spot() == (row.day, row.start, row.operatory_id)
        assert "in hand: Chen 55m" in frame(place)[0]
        assert appointments(*YEAR) == []
        await pilot.press("Z")
        assert place.hand is None
        assert place.here is not None
        assert place.here.visit_id == practice.visits[0]
        await pilot.press("z", "up", "enter")
        (again,) = appointments(*YEAR)
        assert again.start < row.start
        assert again.visit_id == practice.visits[0]


async def test_an_appointment_of_no_plan_is_in_hand_again_with_what_was_typed(practice: TinyPractice) -> None:
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "9", "0", "enter", *"bak", "enter")
        await type_text(pilot, "filling 4")
        await pilot.press("enter", "z")
        assert place.bottom.said.endswith(": in hand again")
        await pilot.press("right", "enter")
        (row,) = appointments(*YEAR)
        assert (row.patient_name, row.label, row.units, row.operatory_id) == (
            "Baker, Tom", "filling 4", 18, practice.operatories[1],
        )  # fmt: skip


async def test_a_move_and_a_cancellation_taken_back_are_seen_where_they_stand(practice: TinyPractice) -> None:
    kept = put(practice, TUESDAY, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "x", "}", "down", "v", "t", "z")
        assert place.spot() == (TUESDAY, 96, practice.operatories[0])
        assert place.here is not None
        assert place.hand is None
        await pilot.press("Z")
        assert place.spot()[0] == TUESDAY + 7
        await pilot.press("z", "B", "c", "i", "t", "z")
        assert place.bottom.said == "Undone: Baker, Tom Tue 1 Dec 8:00a cancelled: ill"
        assert place.here is not None
        assert place.here.id == kept.id
        await pilot.press("Z")
        assert appointments(*YEAR) == []


async def test_a_chain_taken_back_waits_to_be_planned_again(practice: TinyPractice) -> None:
    chain(practice, 3)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("escape", "f5", "P", "enter")
        assert "Booked 3 visits" in place.bottom.said
        await pilot.press("z")
        assert place.bottom.said.endswith(": 3 wait again, P plans them")
        await pilot.press("P", "enter")
        assert "Booked 3 visits" in place.bottom.said


async def test_what_was_closed_or_copied_is_open_again(practice: TinyPractice) -> None:
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "K", "c", *"rest", "enter", "enter", "K", "y")
        await type_text(pilot, "weekly until 1/5")
        await pilot.press("enter")
        assert Block.select().where(Block.voided == 0).count() == 6
        await pilot.press("z")
        assert place.bottom.said == "Undone: Copied 5 block-outs to Tue 8 Dec and 4 more days"
        await pilot.press("z", "enter")
        assert "Patient" in frame(place)[-1]


async def test_nothing_under_the_cursor_is_said_and_the_last_case_left_alone(practice: TinyPractice) -> None:
    accepted(practice)
    put(practice, TUESDAY, 96)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("enter", "g", *"12/1", "enter", "end")
        for key in ("d", "c", "f", "B", "u", "e"):
            await pilot.press(key)
            assert place.bottom.said.endswith("no appointment under the cursor"), key
            assert pilot.app.screen is place
        await pilot.press("home")
        for key in ("d", "f"):
            await pilot.press(key)
            assert place.bottom.said == "! This appointment belongs to no case."
        await pilot.press("/", *"chen", "enter", "f")
        assert frame(pilot.app.screen)[0].startswith("Next action: Chen, Wei")  # type: ignore[arg-type]




async def test_what_is_being_moved_falls_from_the_hand_when_it_is_taken_back_or_cancelled(practice: TinyPractice) -> None:
    accepted(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("tab", "enter", "x", "z")
        assert place.hand is not None
        assert not place.hand.moves
        await pilot.press("enter")
        (row,) = appointments(*YEAR)
        assert row.visit_id == practice.visits[0]
        await pilot.press("x", "B", "c", "i")
        assert place.hand is None
        assert appointments(*YEAR) == []
        await pilot.press("z", "x", "x", "B", "c", "i", "v")
        assert "nothing on the shelf" in place.bottom.said


async def test_what_the_plan_has_booked_is_in_hand_no_more(practice: TinyPractice) -> None:
    accepted(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("tab", "enter", "z")
        assert place.hand is not None
        place.hold_here()
        await pilot.press("P")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert practice.visits[0] in {row.visit_id for row in appointments(*YEAR)}
        assert place.hand is None
        assert "in hand" not in frame(place)[0]
        assert place.holding is None
        assert "trip" in place.bottom.said
