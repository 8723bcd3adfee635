"""Dates, times and lengths as they are said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.errors import Unreadable
from tctui.core.spoken import (
    date_from_text,
    length_from_text,
    moment_from_text,
    show_date,
    show_date_year,
    show_length,
    show_time,
    time_from_text,
)
from tests.hostile import HOSTILE

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(1900, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", date(2026, 11, 23)),
        ("Tomorrow", date(2026, 11, 24)),
        ("tue", date(2026, 11, 24)),
        ("Tues", date(2026, 11, 24)),
        ("mon", date(2026, 11, 30)),
        ("sunday", date(2026, 11, 29)),
        ("next tue", date(2026, 12, 1)),
        ("next week", date(2026, 11, 30)),
        ("next month", date(2026, 12, 1)),
        ("+2w", date(2026, 12, 7)),
        ("+3d", date(2026, 11, 26)),
        ("+10", date(2026, 12, 3)),
        ("+1m", date(2026, 12, 23)),
        ("+1y", date(2027, 11, 23)),
        ("2 weeks", date(2026, 12, 7)),
        ("in 3 months", date(2027, 2, 23)),
        ("9/14", date(2027, 9, 14)),
        ("11/23", date(2026, 11, 23)),
        ("11/24", date(2026, 11, 24)),
        ("9/14/27", date(2027, 9, 14)),
        ("9-14-27", date(2027, 9, 14)),
        ("2027-09-14", date(2027, 9, 14)),
        ("14 sep", date(2027, 9, 14)),
        ("sep 14", date(2027, 9, 14)),
        ("14sep", date(2027, 9, 14)),
        ("September 14th, 2027", date(2027, 9, 14)),
        ("Tue 14 Sep 2027", date(2027, 9, 14)),
        ("2/29", date(2028, 2, 29)),
        ("2/29/28", date(2028, 2, 29)),
        ("  TUE  ", date(2026, 11, 24)),
    ],
)
def test_dates_ahead(said: str, day: date) -> None:
    assert date_from_text(said, MONDAY) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("9/14/65", date(1965, 9, 14)),
        ("9/14/26", date(2026, 9, 14)),
        ("11/23/26", date(2026, 11, 23)),
        ("11/24/26", date(1926, 11, 24)),
        ("1/2/03", date(2003, 1, 2)),
        ("2/29/00", date(2000, 2, 29)),
        ("1931-05-06", date(1931, 5, 6)),
        ("6 may 31", date(1931, 5, 6)),
        ("tue", date(2026, 11, 17)),
        ("mon", date(2026, 11, 16)),
        ("sun", date(2026, 11, 22)),
        ("yesterday", date(2026, 11, 22)),
        ("-3d", date(2026, 11, 20)),
        ("2w", date(2026, 11, 9)),
        ("9/14", date(2026, 9, 14)),
        ("12/1", date(2025, 12, 1)),
    ],
)
def test_dates_back(said: str, day: date) -> None:
    assert date_from_text(said, MONDAY, "back") == day


def test_either_takes_the_nearest() -> None:
    assert date_from_text("9/14", MONDAY, "either") == date(2026, 9, 14)
    assert date_from_text("2/1", MONDAY, "either") == date(2027, 2, 1)
    assert date_from_text("2020-01-01", MONDAY, "either") == date(2020, 1, 1)


def test_a_month_step_stays_inside_the_month() -> None:
    assert date_from_text("+1m", date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("2/30", "there is no 30 Feb$"),
        ("4/31/27", "there is no 31 Apr$"),
        ("9/0", "there is no 0 Sep$"),
        ("13/1", "there is no month 13"),
        ("2/29/27", "there is no 29 Feb 27"),
        ("2020-01-01", "Wed 1 Jan 2020 is past"),
        ("9/14/26", "Mon 14 Sep 2026 is past"),
        ("-1d", "is past"),
        ("wed 14 sep 2027", "is not a Wednesday"),
        ("t", "not a date"),
        ("14", "not a date"),
        ("", "not a date"),
        ("+9999y", "too far away"),
        ("0001-01-01", "out of reach"),
        ("２０２７-０９-１４", "not a date"),
        ("x" * 5000, "not a date"),
    ],
)
def test_what_is_no_date_says_so_in_one_line(said: str, line: str) -> None:
    with pytest.raises(Unreadable, match=line) as refused:
        date_from_text(said, MONDAY)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 100


def test_a_birth_date_is_not_in_the_future() -> None:
    with pytest.raises(Unreadable, match="still to come"):
        date_from_text("2030-01-01", MONDAY, "back")


@given(DAYS, DAYS)
@settings(max_examples=200)
def test_what_is_shown_can_be_typed(day: date, today: date) -> None:
    assert date_from_text(show_date_year(day), today, "either") == day


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 364))
@settings(max_examples=200)
def test_a_shown_date_within_a_year_can_be_typed(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    if (day.month, day.day) != (2, 29):
        assert date_from_text(f"{day.month}/{day.day}", today) == day
        assert date_from_text(show_date(day), today) == day


@pytest.mark.parametrize(
    ("said", "hour", "minute"),
    [
        ("2p", 14, 0),
        ("2:15p", 14, 15),
        ("2:15 PM", 14, 15),
        ("215p", 14, 15),
        ("14:15", 14, 15),
        ("1415", 14, 15),
        ("8", 8, 0),
        ("7", 7, 0),
        ("6", 18, 0),
        ("1", 13, 0),
        ("12", 12, 0),
        ("12a", 0, 0),
        ("12p", 12, 0),
        ("8:30", 8, 30),
        ("2:30", 14, 30),
        ("830", 8, 30),
        ("02:30", 2, 30),
        ("noon", 12, 0),
        ("8 a.m.", 8, 0),
        ("0:00", 0, 0),
        ("23:55", 23, 55),
    ],
)
def test_times(said: str, hour: int, minute: int) -> None:
    assert time_from_text(said) == (hour * 60 + minute) // 5


@pytest.mark.parametrize("said", ["", "25", "13p", "0p", "8:60", "24:00", "p", "8:3", "99:99", "-2"])
def test_what_is_no_time(said: str) -> None:
    with pytest.raises(Unreadable, match="not a time"):
        time_from_text(said)


def test_times_go_by_five_minutes() -> None:
    with pytest.raises(Unreadable, match="five minutes"):
        time_from_text("8:02")


@given(st.integers(0, 287))
def test_a_shown_time_can_be_typed(unit: int) -> None:
    assert time_from_text(show_time(unit)) == unit


def test_shown() -> None:
    assert show_date(date(2027, 9, 14)) == "Tue 14 Sep"
    assert show_date_year(date(2027, 9, 14)) == "Tue 14 Sep 2027"
    assert [show_time(u) for u in (0, 96, 144, 168, 287)] == ["12:00a", "8:00a", "12:00p", "2:00p", "11:55p"]
    assert show_length(18) == "90m"


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("90", 90),
        ("45m", 45),
        ("45 min", 45),
        ("1h30", 90),
        ("1h30m", 90),
        ("1h 5", 65),
        ("1h", 60),
        ("1.5h", 90),
        (".5h", 30),
        ("1.25 h", 75),
        ("1:30", 90),
        ("720", 720),
    ],
)
def test_lengths(said: str, minutes: int) -> None:
    assert length_from_text(said) * 5 == minutes


@pytest.mark.parametrize("said", ["", "h", " h", ".h", "0", "721", "13h", "32", "1.33h", "1h99", "-30", "1h30h", "x"])
def test_what_is_no_length(said: str) -> None:
    with pytest.raises(Unreadable):
        length_from_text(said)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text_is_read_or_refused_in_one_line(text: str) -> None:
    for read in (lambda t: date_from_text(t, MONDAY, "either"), time_from_text, length_from_text):
        said = ""
        try:
            read(text)
        except Unreadable as refused:
            said = str(refused)
        assert not any(character < " " for character in said)


@pytest.mark.parametrize(
    ("said", "back", "unit"),
    [("today 9:10", 0, 110), ("9:10", 0, 110), ("yesterday at 2 p", 1, 168), ("11/20 2p", 3, 168), ("20 nov, 2:15p", 3, 171)],
)
def test_a_moment_gone_by_is_read_as_it_is_said(said: str, back: int, unit: int) -> None:
    today = date(2026, 11, 23)
    assert moment_from_text(said, today) == (today - timedelta(days=back), unit)


@pytest.mark.parametrize("said", ["", "tomorrow 9:10", "nov 20", "soon", "today 9:12"])
def test_what_is_no_moment_gone_by_is_refused(said: str) -> None:
    with pytest.raises(Unreadable):
        moment_from_text(said, date(2026, 11, 23))
