"""The Schedule pressed key by key: booking, moving, breaking, two at once, and the frames of day and week."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot

from tctui.app import Workplace
from tctui.core.people import User
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.states import State
from tctui.db import booking
from tctui.db.book import appointments, load_book
from tctui.db.models import Audit, LineEvent, Patient, Provider
from tctui.db.models import User as UserRow
from tctui.db.unit_of_work import unit_of_work
from tctui.db.users import users
from tctui.keymap import Keymap
from tctui.screens.schedule import ScheduleScreen
from tests.frames import assert_frame
from tests.hostile import HOSTILE
from tests.practice import NOW, TODAY, TinyPractice

SMALL = {"board": "tests.screens.small_places:SmallBoard", "case": "tests.screens.small_places:SmallCase"}
TUESDAY = date(2026, 12, 1).toordinal()


def accepted(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "accept", NOW, case_id=practice.case) as unit:
        for line in practice.lines[:2]:
            unit.insert(LineEvent, line=line, kind="accepted", at=unit.at, day=TODAY, user=practice.coordinator.id)
        unit.says = "Accepted"


def put(practice: TinyPractice, day: int, start: int, chair: int = 0, provider: int = 0, **other: Any) -> Appointment:
    doctor = (practice.provider, practice.second_provider)[provider]
    row = Appointment(
        0, day, start, "/XXXXXXXX/", practice.operatories[chair], doctor, practice.other_patient, "Baker, Tom",
        "filling 4 MO", production_cents=24_000,
    )  # fmt: skip
    return booking.book(practice.coordinator, NOW, TODAY, replace(row, **other))


@asynccontextmanager
async def opened(
    practice: TinyPractice, size: tuple[int, int] = (80, 24), user: User | None = None, **context: Any
) -> AsyncIterator[tuple[Pilot[None], ScheduleScreen]]:
    places = {**SMALL, "schedule": "tctui.screens.schedule:ScheduleScreen"}
    app = Workplace(practice.path, Keymap(), None, lambda: NOW, user or practice.coordinator, "board", places)
    async with app.run_test(size=size) as pilot:
        app.open_place("schedule", **context)
        await pilot.pause()
        assert isinstance(app.screen, ScheduleScreen)
        yield pilot, app.screen


def frame(place: ScheduleScreen) -> list[str]:
    strips = place._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


async def type_text(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*("space" if character == " " else character for character in text))


async def test_day_and_week_at_eighty_columns(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 108)
    put(
        practice, TUESDAY, 123, chair=1, provider=1, patient_id=practice.patient, patient_name="Chen, Wei", label="exam"
    )
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "down")
        assert_frame("schedule_day", frame(place))
        await pilot.press("w")
        assert_frame("schedule_week", frame(place))
        await pilot.press("w", "w")
        assert place.view == "day"
        assert place.day == TUESDAY


async def test_an_accepted_visit_is_booked_in_two_keys(practice: TinyPractice) -> None:
    accepted(practice)
    put(practice, TODAY.toordinal() + 1, 96)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        assert_frame("schedule_in_hand", frame(place))
        first = (place.day, place.grid.cursor.unit)
        await pilot.press("tab")
        assert (place.day, place.grid.cursor.unit) > first
        await pilot.press(",")
        assert (place.day, place.grid.cursor.unit) == first
        await pilot.press("enter")
        assert place.bottom.said.startswith("Booked Mon 23 Nov ")
        assert place.bottom.said.endswith("in Op 1 — z undoes")
        (row,) = appointments(first[0], first[0])
        assert row.visit_id == practice.visits[0]
        assert place.hand is None
        await pilot.press("z")
        assert appointments(first[0], first[0]) == []
        await pilot.press("b", "enter")
        assert len(appointments(first[0], first[0])) == 1


async def test_what_is_in_the_way_stands_there_before_enter(practice: TinyPractice) -> None:
    accepted(practice)
    put(practice, TUESDAY, 108)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "down", "down", "down")
        assert_frame("schedule_conflict", frame(place))
        await pilot.press("enter")
        assert "Double-book" in frame(place)[-1]
        await type_text(pilot, "emergency")
        await pilot.press("enter")
        assert [row.lane for row in appointments(TUESDAY, TUESDAY)] == [1, 0]
        assert place.bottom.said.startswith("Booked Tue 1 Dec 8:30a")


async def test_closed_time_refuses_with_its_reason(practice: TinyPractice) -> None:
    accepted(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("g", *"11/29", "enter", "enter")
        assert place.bottom.said.startswith("! Not booked: ")
        assert "does not work on Sun 29 Nov" in place.bottom.said
        assert place.hand is not None


async def test_a_name_typed_where_nobody_is_asked_for_is_not_taken_for_keys(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"11/29", "enter", "enter", *"baxvu chen")
        assert "does not work on Sun 29 Nov" in place.bottom.said
        assert place.hand is None
        assert not place.bottom.busy
        await pilot.press("tab", "w")
        assert place.view != "day"


async def test_who_comes_second_is_told_and_offered_the_next(practice: TinyPractice) -> None:
    accepted(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        at = place.at
        put(practice, at.day, at.start, provider=0)
        await pilot.press("enter")
        assert "Not booked: Mon 23 Nov 9:00a Op 1 is taken (Baker)" in place.bottom.said
        assert "Next opening: " in place.bottom.said
        assert place.hand is not None
        assert place.against == []
        await pilot.press("enter")
        assert place.bottom.said.startswith("Booked ")
        assert len(appointments(at.day, at.day)) == 2


async def test_a_free_place_takes_a_patient_by_typing(practice: TinyPractice) -> None:
    async with opened(practice) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "9", "0", "enter")
        await type_text(pilot, "ba")
        await pilot.press("enter")
        await type_text(pilot, "filling")
        await pilot.press("enter")
        (row,) = appointments(TUESDAY, TUESDAY)
        assert (row.patient_name, row.start, row.units, row.label) == ("Baker, Tom", 96, 18, "filling")
        assert place.bottom.said == "Booked Tue 1 Dec 8:00a in Op 1 — z undoes"
        await pilot.press("/", *"bak", "enter")
        assert place.bottom.said == "Baker, Tom: Tue 1 Dec 8:00a in Op 1"


async def test_move_in_four_keys_keeps_what_is_known(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home")
        await pilot.press("x", "right", "down", "v")
        (row,) = appointments(TUESDAY, TUESDAY)
        assert (row.start, row.operatory_id, row.label) == (98, practice.operatories[1], "filling 4 MO")
        assert place.bottom.said == "Moved to Tue 1 Dec 8:10a in Op 2 — z undoes"
        await pilot.press("x", "escape")
        assert place.hand is None
        await pilot.press("z")
        assert appointments(TUESDAY, TUESDAY)[0].start == 96
        assert place.bottom.said == "Undone: Moved Baker, Tom from Tue 1 Dec 8:00a to Tue 1 Dec 8:10a in Op 2"


async def test_an_emergency_is_booked_beside_with_its_reason(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "n", *"chen", "enter")
        await type_text(pilot, "swollen cheek")
        await pilot.press("enter")
        assert "Double-book because" in frame(place)[-1]
        await pilot.press(*"ab", "enter")
        assert "Say why two are booked at once" in "\n".join(frame(place))
        await pilot.press("ctrl+u")
        await type_text(pilot, "emergency")
        await pilot.press("enter")
        assert place.bottom.said == "Booked Tue 1 Dec 8:00a in Op 1 — z undoes"
        rows = sorted((row.lane, row.patient_name, row.lane_reason) for row in appointments(TUESDAY, TUESDAY))
        assert rows == [(0, "Baker, Tom", ""), (1, "Chen, Wei", "emergency")]
        for key, name in (("home", "Chen"), ("left", "Baker"), ("down", "Baker"), ("right", "Chen"), ("right", "")):
            await pilot.press(key)
            assert name in frame(place)[-3], key
        assert place.here is None
        await pilot.press("left", "home")
        await pilot.press("n", *"chen", "enter", "enter")
        assert "Not booked: " in place.bottom.said
        await pilot.press("n")
        assert "Chen is in hand" in place.bottom.said
        await pilot.press("escape", "z")
        assert [row.patient_name for row in appointments(TUESDAY, TUESDAY)] == ["Baker, Tom"]


async def test_an_unsigned_visit_is_refused_until_a_lead_says_why(practice: TinyPractice) -> None:
    accepted(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("enter", "u", "c")
        shown = " ".join(line.strip() for line in frame(place)[-3:])
        assert "Not confirmed: " in shown
        assert shown.endswith("Sign with d in the case, or a lead overrides with a reason.")
        await pilot.press("!")
        assert place.bottom.said == "! override: only a lead may"
        assert place.here is not None
        day = place.here.day
    async with opened(practice, user=practice.lead, day=day) as (pilot, place):
        await pilot.press("/", *"chen", "enter", "u", "c", "!", *"no", "enter")
        assert "An override needs its reason" in "\n".join(frame(place))
        await type_text(pilot, " printer today")
        await pilot.press("enter")
        assert place.bottom.said == "Overridden: the visit may be confirmed and started unsigned — z undoes"
        await pilot.press("u", "c")
        assert place.bottom.said == "Chen, Wei confirmed — z undoes"
    (logged,) = Audit.select().where(Audit.action == "gate.override")
    assert logged.user_id == practice.lead.id
    assert logged.says.startswith("OVERRIDE by Lena Ortiz: ")
    assert logged.says.endswith(" — no printer today")
    assert logged.case_id == practice.case


async def test_no_show_in_three_keys_frees_the_place(practice: TinyPractice) -> None:
    today = TODAY.toordinal()
    put(practice, today, 96)
    async with opened(practice, day=today) as (pilot, place):
        await pilot.press("home", "B", "n", "f")
        assert "no-show, forgot — z undoes" in place.bottom.said
        assert appointments(today, today) == []
        assert place.here is None


async def test_nobody_is_a_no_show_before_the_day_but_may_cancel_late(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("home", "B", "n")
        assert "the appointment is on Tue 1 Dec" in "\n".join(frame(place))
        assert len(appointments(TUESDAY, TUESDAY)) == 1
        await pilot.press("l", "f")
        assert "late cancel, forgot — z undoes" in place.bottom.said
        assert appointments(TUESDAY, TUESDAY) == []


async def test_how_full_the_week_of_a_provider_is_stands_at_80_columns(practice: TinyPractice) -> None:
    for day in range(4):
        put(practice, TUESDAY + day, 96, production_cents=250_000)
    with unit_of_work(practice.lead.id, "test.name", NOW) as unit:
        unit.update(Provider, practice.provider, name="Dr. Helena Voss-Hall")
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("w")
        assert re.search(r"of \$[\d,]+  fill \d+ %", frame(place)[0]), frame(place)[0]


async def test_a_line_shows_ten_fifteen_or_five_minutes_and_the_pattern_stays(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("home", "down")
        unit = place.spot()[1]
        for minutes, label in ((15, " 9:00"), (5, "  :15"), (10, "  :20")):
            await pilot.press("i")
            assert place.bottom.said == f"{minutes} minutes on a line"
            assert any(line.startswith(label) for line in frame(place)[3:-4])
            assert place.spot()[1] // place.step == unit // place.step
        assert [row.pattern for row in appointments(TUESDAY, TUESDAY)] == ["/XXXXXXXX/"]


async def test_who_only_reads_is_told_so_before_anything_is_asked(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96)
    with unit_of_work(practice.lead.id, "test.role", NOW) as unit:
        unit.update(UserRow, practice.coordinator.id, role="auditor")
    reader = next(user for user in users() if user.id == practice.coordinator.id)
    async with opened(practice, user=reader, day=TUESDAY) as (pilot, place):
        await pilot.press("home")
        for key in ("B", "u", "e", "x", "K", "n", "b"):
            await pilot.press(key)
            assert "your role (auditor) does not book" in place.bottom.said, key
            assert not place.bottom.busy
        await pilot.press("enter")
        assert frame(pilot.app.screen)[0].startswith("Appointment")  # type: ignore[arg-type]
        await pilot.press("q", "end", "enter")
        assert "your role (auditor) does not book" in place.bottom.said


async def test_back_drops_a_typed_length_first(practice: TinyPractice) -> None:
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("9", "0")
        assert place.units == 18
        await pilot.press("q")
        assert pilot.app.screen is place
        assert place.units is None
        assert "1 h 30" not in frame(place)[0]
        assert "90" not in frame(place)[0]
        await pilot.press("q")
        assert pilot.app.screen is not place


async def test_the_gate_says_what_is_missing_until_a_lead_overrides(practice: TinyPractice) -> None:
    accepted(practice)
    async with opened(practice, user=practice.lead, case_id=practice.case) as (pilot, place):
        await pilot.press("enter", "u", "c")
        assert "Not confirmed: " in "\n".join(frame(place))
        await pilot.press("!")
        await type_text(pilot, "signs on arrival")
        await pilot.press("enter", "u", "c")
        assert place.here is not None
        assert place.here.state is State.CONFIRMED


async def test_openings_are_narrowed_by_words(practice: TinyPractice) -> None:
    accepted(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("r")
        await type_text(pilot, "dr:ruiz op:2 thu 1-3")
        await pilot.press("enter")
        assert place.at.day == TODAY.toordinal() + 3
        assert (place.at.start, place.at.operatory_id) == (156, practice.operatories[1])
        assert place.at.provider_id == practice.second_provider
        await pilot.press("r", *["backspace"] * 30)
        await type_text(pilot, "op:1 from:12/8 until:12/9")
        await pilot.press("enter")
        assert date.fromordinal(place.at.day) == date(2026, 12, 8)
        assert place.at.operatory_id == practice.operatories[0]
        await pilot.press("r", *["backspace"] * 30)
        await type_text(pilot, "from:12/9 until:12/8")
        await pilot.press("enter")
        assert "ntil: lies before from:" in "\n".join(frame(place))
        await pilot.press("ctrl+c", "r", "x", "enter")
        assert "Not understood" in "\n".join(frame(place))


async def test_time_is_closed_and_opened_again(practice: TinyPractice) -> None:
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("home", "K", "c")
        await type_text(pilot, "meeting")
        await pilot.press("enter", "enter")
        assert "Closed Tue 1 Dec 8:00a–9:00a: meeting" in place.bottom.said
        assert any("meeting" in line for line in frame(place))
        await pilot.press("K", "l")
        assert "Lifted the block meeting" in place.bottom.said
        await pilot.press("K", "d")
        await type_text(pilot, "snow")
        await pilot.press("enter")
        assert "closed: snow" in frame(place)[0]
        await pilot.press("z")
        assert "closed" not in frame(place)[0]


async def test_masks_patched_are_masks_read(practice: TinyPractice) -> None:
    accepted(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("enter", "x", "right", "enter")
        fresh = load_book(place.book.first_day, place.book.last_day)
        assert place.book._free == fresh._free


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (160, 50)])
async def test_hostile_names_at_every_width(practice: TinyPractice, size: tuple[int, int]) -> None:
    with unit_of_work(practice.coordinator.id, "test.names", NOW) as unit:
        ids = [unit.insert(Patient, last_name=name[:200] or "x", first_name=name[:80]) for name in HOSTILE[:40]]
    for number, patient in enumerate(ids):
        day = TUESDAY + number // 10 + (number // 40) * 7
        put(practice, day, 96 + number % 10 * 10, patient_id=patient, patient_name="", label=HOSTILE[number][:200])
    async with opened(practice, size=size, day=TUESDAY) as (pilot, _):
        for keys in (("home", "down"), ("]",), ("w",), ("right", "w"), ("w", "m", "tab"), ("escape", "enter")):
            await pilot.press(*keys)
            shown = [segment.text for strip in pilot.app.screen._compositor.render_strips() for segment in strip]
            assert all(character.isprintable() for text in shown for character in text)


async def test_every_chair_is_reached_and_all_are_seen_when_wide(practice: TinyPractice) -> None:
    from tctui.db.models import Operatory

    with unit_of_work(practice.coordinator.id, "test.chairs", NOW) as unit:
        for number in range(3, 11):
            unit.insert(Operatory, code=f"{number}", name=f"Op {number}", ordinal=number)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press(*["right"] * 9)
        assert place.at.operatory_id == place.chairs[9]
        assert frame(place)[1].split()[-1] == "10"
    async with opened(practice, size=(160, 40), day=TUESDAY) as (pilot, place):
        assert frame(place)[1].split()[-1] == "10"
