"""Closed time in the Schedule: block-outs copied by day and week, what has to move listed and moved, files written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdf
import pytest

from tctui.core.errors import Refused
from tctui.core.schedule.records import Resource
from tctui.db import blocks
from tctui.db.book import appointments, load_book
from tctui.db.change import By
from tctui.db.models import Block
from tctui.db.unit_of_work import unit_of_work
from tctui.screens.schedule_blocks import targets_from_text
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.test_schedule import TUESDAY, frame, opened, put, type_text


def blocked(practice: TinyPractice) -> list[tuple[int, str]]:
    return [(row.day - TUESDAY, row.name) for row in Block.select().where(Block.voided == 0).order_by(Block.day)]


async def test_a_day_is_copied_weekly_until_a_date_and_taken_back_at_once(practice: TinyPractice) -> None:
    put(practice, TUESDAY + 7, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "K", "y")
        assert "nothing stands there but" in "\n".join(frame(place))
        await pilot.press("escape", "K", "c")
        await type_text(pilot, "meeting")
        await pilot.press("enter", "enter", "K", "y")
        await type_text(pilot, "weekly until 1/5")
        await pilot.press("enter")
        assert place.bottom.said == "Copied 5 block-outs to Tue 8 Dec and 4 more days; 1 to move: X — z undoes"
        assert blocked(practice) == [(week * 7, "meeting") for week in range(6)]
        await pilot.press("z")
        assert blocked(practice) == [(0, "meeting")]
        await pilot.press("K", "w")
        await type_text(pilot, "12/16")
        await pilot.press("enter")
        assert blocked(practice) == [(0, "meeting"), (14, "meeting")]


def test_copying_says_what_it_cannot(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    with pytest.raises(Refused, match="Nothing stands there but"):
        blocks.copy_blocks(by, TUESDAY, 1, [TUESDAY + 7])
    blocks.close_time(by, "meeting", TUESDAY, 96, 108)
    blocks.copy_blocks(by, TUESDAY, 1, [TUESDAY + 7])
    with pytest.raises(Refused, match="there already"):
        blocks.copy_blocks(by, TUESDAY, 1, [TUESDAY + 7])
    with pytest.raises(Refused, match="other days"):
        blocks.copy_blocks(by, TUESDAY, 1, [TUESDAY])
    assert targets_from_text("8 dec, 15 dec", TUESDAY, TODAY) == [TUESDAY + 7, TUESDAY + 14]
    with pytest.raises(Refused, match="120"):
        targets_from_text("weekly until 12/1/2036", TUESDAY, TODAY)


def spans(practice: TinyPractice) -> list[tuple[int | None, int | None, int | None, str]]:
    """Every block-out: its day, or its first and last, counted from Tuesday."""
    rows = Block.select().where(Block.voided == 0).order_by(Block.id)
    return [(*(at and at - TUESDAY for at in (row.day, row.first_day, row.last_day)), row.name) for row in rows]


async def test_a_week_is_copied_with_its_blocks_over_several_days(practice: TinyPractice) -> None:
    put(practice, TUESDAY + 9, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "K", "c")
        await type_text(pilot, "painter")
        await pilot.press("enter")
        assert "on several days: 1h until fri" in "\n".join(frame(place))
        await pilot.press("ctrl+u")
        await type_text(pilot, "2h until thu")
        await pilot.press("enter")
        assert place.bottom.said == "Closed Tue 1 Dec to Thu 3 Dec 8:00a–10:00a: painter — z undoes"
        assert spans(practice) == [(None, 0, 2, "painter")]
        await pilot.press("K")
        assert "l lift painter on all its days" in "\n".join(frame(place))
        await pilot.press("w")
        await type_text(pilot, "8 dec, 23 nov")
        await pilot.press("enter")
        assert place.bottom.said.startswith("Copied 2 block-outs to Mon 23 Nov and 1 ")
        assert spans(practice)[1:] == [(None, -7, -5, "painter"), (None, 7, 9, "painter")]
        await pilot.press("z")
        assert spans(practice) == [(None, 0, 2, "painter")]
        # Of one of its days the day is copied; where it stands already nothing is made.
        await pilot.press("g", *"12/2", "enter", "K", "y")
        await type_text(pilot, "4 dec, 3 dec")
        await pilot.press("enter")
        assert spans(practice)[1:] == [(3, None, None, "painter")]
        await pilot.press("K", "w")
        await type_text(pilot, "12/8")
        await pilot.press("enter")
        assert spans(practice)[2:] == [(None, 7, 9, "painter"), (10, None, None, "painter")]
        assert load_book(TUESDAY + 7, TUESDAY + 7).hours.blocks(Resource("operatory", practice.operatories[0]), TUESDAY + 7)


def test_a_week_is_copied_with_the_part_of_a_longer_block_that_lies_in_it(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    blocks.close_time(by, "works", TUESDAY + 2, 96, 108, "operatory", practice.operatories[0], TUESDAY + 9)
    with unit_of_work(1, "test", NOW) as unit:
        unit.insert(Block, resource="practice", weekday=2, start=96, end=99, name="meeting")
        unit.insert(
            Block, resource="practice", weekday=4, first_day=TUESDAY - 70, last_day=TUESDAY + 20, start=192, end=204,
            name="early Friday",
        )  # fmt: skip
    monday = TUESDAY - 1
    blocks.copy_blocks(by, monday, 7, [monday + 21])
    assert spans(practice)[3:] == [(None, 23, 26, "works"), (24, None, None, "early Friday")]
    with pytest.raises(Refused, match="there already"):
        blocks.copy_blocks(by, monday, 7, [monday + 22])
    with pytest.raises(Refused, match="returns every week"):
        blocks.copy_blocks(by, TUESDAY + 1, 1, [TUESDAY + 6])
    with pytest.raises(Refused, match="The last day lies between Tue 1 Dec"):
        blocks.close_time(by, "works", TUESDAY, 96, 108, last_day=TUESDAY - 1)


async def test_where_displaced_appointments_are_listed_is_read_at_80_columns(practice: TinyPractice) -> None:
    for week in range(3):
        put(practice, TUESDAY + 7 * week, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "K", "c")
        await type_text(pilot, "compressor and suction")
        await pilot.press("enter")
        await type_text(pilot, "1h")
        await pilot.press("enter")
        assert frame(place)[-1].endswith("compressor and suction; 1 to move: X — z undoes")
        await pilot.press("K", "y")
        await type_text(pilot, "weekly until 1 mar")
        await pilot.press("enter")
        said = frame(place)[-1]
        assert (said[:7], said.partition(" more ")[2]) == ("Copied ", "days; 2 to move: X — z undoes")


async def test_what_a_closed_day_displaces_is_moved_from_a_list(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96)
    put(practice, TUESDAY, 120, patient_id=practice.patient, patient_name="Chen, Wei", label="exam")
    put(practice, TUESDAY + 1, 120)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("X")
        assert "every appointment stands within the hours" in "\n".join(frame(pilot.app.screen))  # type: ignore[arg-type]
        await pilot.press("q", "g", *"12/1", "enter", "K", "d")
        await type_text(pilot, "snow")
        await pilot.press("enter")
        assert "2 to move: X lists them" in place.bottom.said
        await pilot.press("X")
        shown = "\n".join(frame(pilot.app.screen))  # type: ignore[arg-type]
        assert "2 to move" in shown
        assert "closed on Tue 1 Dec: snow" in shown
        await pilot.press("enter")
        assert place.hand is not None
        assert place.against == []
        await pilot.press("enter", "X")
        assert "1 to move" in frame(pilot.app.screen)[0]  # type: ignore[arg-type]
        await pilot.press("enter", "enter")
        assert appointments(TUESDAY, TUESDAY) == []
        assert len(appointments(TUESDAY + 1, TUESDAY + 3)) == 3


async def test_files_of_the_day_and_the_patient(
    practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    put(practice, TUESDAY, 96)
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home")
        for key, said in (("d", "Day sheet"), ("i", "Itinerary"), ("a", "Card"), ("c", "Calendar file")):
            await pilot.press("p", key)
            assert place.bottom.said.startswith(f"{said} written to {tmp_path}")
        await pilot.press("end", "p", "i")
        assert "no appointment under the cursor" in "\n".join(frame(place))
    files = sorted((tmp_path / "home").rglob("*.*"))
    kinds = [(path.name.partition("-")[0], path.suffix) for path in files if path.parent.name == "exports"]
    assert sorted(kinds) == [("day", ".pdf"), ("itinerary", ".ics"), ("itinerary", ".pdf"), ("itinerary", ".pdf")]
    sheet = next(path for path in files if path.name.startswith("day"))
    assert "Baker" in pypdf.PdfReader(sheet).pages[0].extract_text()
    assert not any("Baker" in path.name for path in files)


async def test_find_leads_to_the_next_appointment(practice: TinyPractice) -> None:
    put(practice, TUESDAY, 96, patient_id=practice.patient, patient_name="Chen, Wei")
    async with opened(practice) as (pilot, place):
        await pilot.press(":", *"chen")
        await pilot.press("tab")
        await pilot.pause()
        assert pilot.app.screen is place
        assert place.bottom.said == "Chen, Wei: Tue 1 Dec 8:00a in Op 1"
        assert place.here is not None
        await pilot.press(":", *"baker", "tab")
        assert "has nothing booked" in "\n".join(frame(pilot.app.screen))  # type: ignore[arg-type]


async def test_months_and_the_day_from_the_week(practice: TinyPractice) -> None:
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", ">")
        assert place.day == TUESDAY + 28
        await pilot.press("<", "D")
        assert place.day == TUESDAY
        assert "day by chair" in place.bottom.said
        await pilot.press("w", "right", "D")
        assert (place.view, place.day) == ("day", TUESDAY + 1)


async def test_masks_with_blocks_are_masks_read(practice: TinyPractice) -> None:
    async with opened(practice, day=TUESDAY) as (pilot, place):
        await pilot.press("g", *"12/1", "enter", "home", "K", "e")
        await type_text(pilot, "training")
        await pilot.press("enter", "enter")
        assert place.book._free == load_book(place.book.first_day, place.book.last_day)._free
        assert date.fromordinal(place.day) == date(2026, 12, 1)
