"""When a patient can come: hours and absences as they are said, told again, kept; what is held to them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tctui.core.errors import Unreadable
from tctui.core.schedule.chain import Chain, Tolerance
from tctui.core.schedule.patient_times import (
    away_from_text,
    away_text,
    times_from_json,
    times_to_json,
    week_from_text,
    week_text,
)
from tctui.core.schedule.wish import ANY_TIME, PatientTimes, Wish

TODAY = date(2026, 11, 23)
NOON, THREE, END = 144, 180, 288


@pytest.mark.parametrize(
    ("typed", "monday", "friday"),
    [
        ("", [(0, END)], [(0, END)]),
        ("mon wed 8-12", [(96, NOON)], []),
        ("mon-thu am, fri after 3p", [(0, NOON)], [(THREE, END)]),
        ("mon 8-12 2-5; fri", [(96, NOON), (168, 204)], [(0, END)]),
        ("before 10", [(0, 120)], [(0, 120)]),
        ("Monday 8 - 12, mon 11-1", [(96, 156)], []),
    ],
)
def test_hours_are_read_as_they_are_said(typed: str, monday: list[object], friday: list[object]) -> None:
    week = week_from_text(typed)
    assert [list(week[0]), list(week[4])] == [monday, friday]
    assert week_from_text(week_text(week)) == week


@pytest.mark.parametrize(
    ("typed", "why"), [("mon 12-8a", "ends before"), ("whenever", "not understood"), ("fri after", "not a time")]
)
def test_what_are_no_hours_says_why(typed: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        week_from_text(typed)


def test_days_away_are_read_over_the_new_year_and_told_until_they_are_over() -> None:
    away = away_from_text("12/20-1/3, 2/14", TODAY)
    days = [date(2026, 12, 20), date(2027, 1, 3), date(2027, 2, 14)]
    assert away == ((days[0].toordinal(), days[1].toordinal()), (days[2].toordinal(), days[2].toordinal()))
    assert away_from_text("20 dec to 3 jan", TODAY) == away[:1]
    assert away_text(away, TODAY) == "12/20/2026-1/3/2027, 2/14/2027"
    during = date(2026, 12, 28)
    assert away_from_text(away_text(away, during), during) == away
    assert away_text(away, date(2027, 1, 4)) == "2/14/2027"
    for typed, why in (("11/1/2026", "is over"), ("soon", "not a date"), ("1/3/2027-12/20/2026", "ends before")):
        with pytest.raises(Unreadable, match=why):
            away_from_text(typed, TODAY)


STRETCHES = st.lists(st.tuples(st.integers(0, 287), st.integers(1, 288)).filter(lambda each: each[0] < each[1]), max_size=3)


@given(st.lists(STRETCHES, min_size=7, max_size=7), st.booleans(), st.none() | st.integers(1, 60))
def test_what_is_kept_is_read_back_and_hours_survive_their_words(
    week: list[list[tuple[int, int]]], is_away: bool, chair: int | None
) -> None:
    away = ((TODAY.toordinal(), TODAY.toordinal() + 3),) if is_away else ()
    times = PatientTimes(tuple(map(tuple, week)), away, chair)
    assert times_from_json(times_to_json(times)) == times
    said = week_from_text(week_text(times.windows))
    if any(week):
        told = PatientTimes(said)
        assert [told.mask(TODAY.toordinal() + day) for day in range(7)] == [
            PatientTimes(times.windows).mask(TODAY.toordinal() + day) for day in range(7)
        ]


def test_a_bare_list_has_the_hours_alone_and_nothing_said_is_nothing() -> None:
    assert times_from_json("[[0, 96, 144]]") == PatientTimes((((96, 144),), *((),) * 6))
    assert times_from_json("") is None
    assert times_to_json(PatientTimes(ANY_TIME)) == ""


def test_nothing_begins_on_a_day_away() -> None:
    wish = Wish("XX", times=PatientTimes(away=((TODAY.toordinal(),) * 2,)))
    assert wish.starts_mask(TODAY.toordinal()) == 0
    assert wish.starts_mask(TODAY.toordinal() + 1) != 0


def test_an_own_limit_holds_for_a_visit_alone_too() -> None:
    own = Chain(tolerance=Tolerance(chair_units=12, is_own=True))
    assert [each.text for each in own.against(1, 96, 114)] == ["90m in the chair that day, 60m at most"]
    assert own.against(1, 96, 108) == []
    assert Chain().against(1, 96, 96 + 48) == []
