"""The calendar file: times in UTC over the clocks' change, nothing medical, lines as the format wants them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tctui.core.documents.itinerary import Stop, draw_up_itinerary
from tctui.core.documents.parts import Person, Practice
from tctui.core.errors import Refused
from tctui.core.schedule.calendar_file import calendar_file

MADE = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
PRACTICE = Practice("Riverside; Dental, Łódź \\ Branch", ("14 Towpath Lane", "Harbor Mills"), "(740) 555-0140")
ZONE = ZoneInfo("America/New_York")


def stop(number: int, day: date, start: int = 108, **more: str) -> Stop:
    return Stop(number, day.toordinal(), start, 12, "root canal 19", "Dr. Voss", **more)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_times_stand_in_utc_on_both_sides_of_the_clocks_change() -> None:
    made = draw_up_itinerary(
        PRACTICE, Person("Wei Chen"), MADE, [stop(2, date(2027, 3, 15)), stop(1, date(2027, 3, 12))]
    )
    lines = unfolded(calendar_file(made, ZONE, "practice", {1: 1, 2: 3}))
    assert [line for line in lines if line.startswith(("DTSTART", "DTEND", "UID", "SEQ"))] == [
        "UID:1@practice", "SEQUENCE:0", "DTSTART:20270312T140000Z", "DTEND:20270312T150000Z",
        "UID:2@practice", "SEQUENCE:2", "DTSTART:20270315T130000Z", "DTEND:20270315T140000Z",
    ]  # fmt: skip
    assert made.after == "2 visits in 2 trips over 1 week"


def test_marks_are_escaped_lines_folded_and_the_treatment_left_out() -> None:
    made = draw_up_itinerary(PRACTICE, Person("Wei Chen"), MADE, [stop(1, date(2027, 3, 12), note="é" * 90)])
    content = calendar_file(made, ZONE, "practice", {1: 1})
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert "SUMMARY:Riverside\\; Dental\\, Łódź \\\\ Branch" in unfolded(content)
    assert "é" * 90 in "".join(unfolded(content))
    assert b"root canal" not in content
    assert b"Chen" not in content
    assert content.endswith(b"END:VCALENDAR\r\n")


def test_nothing_booked_is_refused() -> None:
    with pytest.raises(Refused, match="no appointment ahead"):
        draw_up_itinerary(PRACTICE, Person("Wei Chen"), MADE, [])
