"""What is in hand seen by other sessions: two real terminals on one database, and the shelf."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tctui.app import Workplace
from tctui.db import holds
from tctui.db.book import appointments
from tctui.db.models import Hold
from tests.places import ground, session
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.test_schedule import TUESDAY, accepted, frame, opened, put, type_text
from tests.terminal import Terminal


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[TinyPractice, Terminal, Terminal]]:
    """Two sessions of two people, both on 1 December at eight in the first chair."""
    practice = ground(tmp_path).practice
    second = replace(practice, coordinator=practice.lead)
    with session(practice) as one, session(second) as other:
        for terminal in (one, other):
            terminal.wait_for("Enter case")
            terminal.press("f5")
            terminal.wait_for("Schedule")
            terminal.press("g")
            terminal.type("12/1")
            terminal.press("enter", "home")
        yield practice, one, other


def seconds_until(terminal: Terminal, text: str) -> float:
    begin = time.monotonic()
    terminal.wait_for(text, 5.0)
    return time.monotonic() - begin - 0.12


def gone_after(terminal: Terminal, text: str, longest: float = 5.0) -> float:
    begin = time.monotonic()
    while any(text in line for line in terminal.screen()):
        assert time.monotonic() - begin < longest
        terminal.read(0.1)
    return time.monotonic() - begin


def test_a_place_asked_for_is_seen_as_held_within_two_seconds(two: tuple[TinyPractice, Terminal, Terminal]) -> None:
    _, one, other = two
    one.press("enter")
    one.wait_for("Patient (name")
    assert seconds_until(other, "held by ") < 2.0
    assert "h MS" in "\n".join(other.screen())
    assert any("held by Maria Solis until " in line for line in other.screen())
    other.press("enter")
    assert any("Not booked" in line and "held by" in line for line in other.screen())
    one.press("ctrl+c")
    assert gone_after(other, "h MS") < 2.0


def test_a_dropped_line_releases_what_it_held(two: tuple[TinyPractice, Terminal, Terminal]) -> None:
    _, one, other = two
    one.press("enter")
    other.wait_for("held by ", 5.0)
    one.process.kill()
    one.process.wait()
    assert gone_after(other, "h MS") < 2.5
    other.press("enter")
    other.wait_for("Patient (name")


async def test_a_cursor_that_rests_holds_and_booking_releases(practice: TinyPractice) -> None:
    accepted(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        assert Hold.select().count() == 0
        place._rested()
        (row,) = Hold.select()
        assert (row.day, row.start, row.length) == (place.at.day, place.at.start, place.at.units)
        await pilot.press("tab")
        place._rested()
        (row,) = Hold.select()
        assert row.start == place.at.start
        await pilot.press("enter")
        assert place.bottom.said.startswith("Booked ")
        assert Hold.select().count() == 0


async def test_leaving_releases_and_empties_the_shelf_with_a_word(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "x", "down")
        place._rested()
        assert Hold.select().count() == 1
        await pilot.press("x")
        assert Hold.select().count() == 0
        assert place.bottom.said == "Baker lies on the shelf; v takes it in hand again"
        assert "shelf 1" in frame(place)[0]
        await pilot.press("f2")
        await pilot.pause()
        assert isinstance(pilot.app, Workplace)
        assert pilot.app.screen.bottom.said == "Left where it was: Baker"  # type: ignore[attr-defined]
        assert place.shelf == []
        assert [row.start for row in appointments(TUESDAY, TUESDAY)] == [96]


async def test_several_on_the_shelf_are_put_one_after_the_other(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96)
    put(practice, TUESDAY, 120, patient_id=practice.patient, patient_name="Chen, Wei", label="exam")
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "x", "/", *"chen", "enter", "x")
        assert "shelf 1" in frame(place)[0]
        assert "moving: Chen" in frame(place)[0]
        await pilot.press("/", *"baker", "enter", "x")
        assert place.bottom.said == "! Baker, Tom lies on the shelf; v takes it in hand."
        await pilot.press("g", *"12/2", "enter", "home", *["down"] * 12, "v", "v", *["down"] * 6, "v")
        assert [(row.patient_name, row.day - TUESDAY) for row in appointments(TUESDAY, TUESDAY + 1)] == [
            ("Chen, Wei", 1), ("Baker, Tom", 1),
        ]  # fmt: skip
        assert "shelf" not in frame(place)[0]


async def test_openings_pass_by_what_others_hold(practice: TinyPractice, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted(practice)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        first = place.at
        # Another session is another process; here its row is written by hand.
        monkeypatch.setattr(holds, "this_session", lambda: "1")
        holds.hold(practice.lead.id, first.operatory_id, first.day, first.start, first.units, NOW)
        monkeypatch.undo()
        place.reload()
        assert f"held by {practice.lead.name} until" in place.against[0].text
        await pilot.press("enter")
        assert place.bottom.said.startswith("! Not booked: ")
        assert "held by" in place.bottom.said
        await pilot.press(",", "tab")
        assert (place.at.start, place.at.operatory_id) != (first.start, first.operatory_id)
        assert place.against == []


async def test_what_others_hold_ends_after_five_minutes(
    practice: TinyPractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(practice, day=TUESDAY) as (pilot, place):
        monkeypatch.setattr(holds, "this_session", lambda: "1")
        holds.hold(practice.lead.id, practice.operatories[0], TUESDAY, 96, 12, NOW)
        monkeypatch.undo()
        await pilot.press("g", *"12/1", "enter", "home")
        place.reload()
        assert "held by Lena Ortiz until " in "\n".join(frame(place))
        monkeypatch.setattr(pilot.app.desk, "_clock", lambda: NOW + timedelta(minutes=5))  # type: ignore[attr-defined]
        place._look()
        assert "held by" not in "\n".join(frame(place))


async def test_the_list_of_openings_says_why_and_leads_there(practice: TinyPractice) -> None:
    accepted(practice)
    put(practice, TODAY.toordinal() + 1, 96)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("o")
        lines = [line for line in frame(pilot.app.screen) if line.strip()]  # type: ignore[arg-type]
        assert lines[0].startswith("Openings  Chen, Wei, 55m")
        points = [int(line.split()[0]) for line in lines[2:8]]
        assert points == sorted(points, reverse=True)
        await pilot.press("r")
        await type_text(pilot, "thu pm")
        await pilot.press("enter", "down", "enter")
        assert pilot.app.screen is place
        assert place.day % 7 == TODAY.toordinal() % 7 + 3
        assert place.at.start >= 144
        assert place.against == []
        await pilot.press("enter")
        assert place.bottom.said.startswith("Booked Thu ")
