"""Follow-up: the days of a cadence fall on working days, an attempt does one touch, and the stops hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tctui.core.case import LineEvent
from tctui.core.errors import Refused
from tctui.core.followup import (
    CADENCE,
    SLOW_FROM,
    Attempt,
    cadence_of_text,
    does,
    is_accepted,
    is_slow,
    put_off_until,
    starts_on,
    stop,
    touches,
    words,
    works_on,
)
from tests.core.cases import TODAY, case, line, option, sitting, visit


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_usual_cadence_with_its_channels() -> None:
    found = touches(date(2026, 11, 12), None, weekdays)
    assert [(touch.step, touch.due.isoformat(), touch.channel) for touch in found] == [
        (2, "2026-11-16", "phone"),  # the 14th is a Saturday
        (7, "2026-11-19", "text"),
        (14, "2026-11-26", "phone"),
        (30, "2026-12-14", "text"),  # the 12th is a Saturday
        (90, "2027-02-10", "phone"),
        (180, "2027-05-11", "text"),
    ]
    assert [touch.channel for touch in touches(TODAY, None, weekdays, "email")][:3] == ["email", "phone", "email"]


days = st.integers(0, 400).map(lambda number: TODAY + timedelta(days=number))
cadences = st.lists(st.integers(1, 400), min_size=1, max_size=8, unique=True).map(lambda each: tuple(sorted(each)))


@given(days, st.sets(days, max_size=60), cadences, st.one_of(st.none(), st.integers(0, 400)), st.booleans())
def test_never_on_a_closed_day_never_two_on_one_and_none_early(
    start: date, closed: set[date], cadence: tuple[int, ...], after: int | None, slow: bool
) -> None:
    asked = None if after is None else start + timedelta(days=after)

    def works(day: date) -> bool:
        return day.weekday() < 5 and day not in closed

    found = touches(start, asked, works, "phone", slow, cadence)
    for touch in found:
        free = touch.due - start - timedelta(days=touch.step)
        assert works(touch.due) or not any(works(start + timedelta(days=touch.step + n)) for n in range(31))
        assert touch.step in cadence
        assert timedelta(0) <= free <= timedelta(days=31)
        assert asked is None or touch.due > asked
        assert not slow or touch.step >= SLOW_FROM
    assert all(before.due < after.due for before, after in pairwise(found))


@given(days, st.integers(0, 250))
def test_an_attempt_does_the_touch_it_stands_near_and_every_one_before(start: date, after: int) -> None:
    every, asked = touches(start, None, weekdays), start + timedelta(days=after)
    left = touches(start, asked, weekdays)
    assert left == every[len(every) - len(left) :]
    befores = [start, *(touch.due for touch in every)]
    for touch, before in zip(every, befores, strict=False):
        assert (touch in left) is not does(asked, before, touch.due)
    assert len(touches(start, start, weekdays)) == len(CADENCE)


def test_a_practice_without_hours_works_from_monday_to_friday() -> None:
    assert works_on(date(2026, 11, 28), lambda day: False) == date(2026, 11, 30)
    assert works_on(date(2026, 11, 27), lambda day: False) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("attempts", "slow"),
    [
        ([(20, False), (10, False), (1, False)], True),
        ([(31, False), (10, False), (1, False)], True),
        ([(32, False), (10, False), (1, False)], False),
        ([(20, False), (10, True), (1, False), (0, False)], False),
        ([(20, False), (10, False), (5, False), (2, True)], False),
        ([(90, False), (80, False), (70, False), (1, False)], True),
        ([(10, False), (1, False)], False),
    ],
)
def test_three_unanswered_in_thirty_days_are_the_slow_lane(attempts: list[tuple[int, bool]], slow: bool) -> None:
    assert is_slow([Attempt(ago(days), reached) for days, reached in attempts]) is slow


def test_in_the_slow_lane_ninety_and_a_hundred_and_eighty_days_are_left() -> None:
    assert [touch.step for touch in touches(TODAY, None, weekdays, slow=True)] == [90, 180]


def test_what_waits_is_followed_and_what_stops_it() -> None:
    shown = line("diagnosed", ("presented", -10))
    assert stop(case([shown]), True, TODAY) == ""
    assert stop(case([shown]), False, TODAY) == "the patient asked not to be contacted"
    for kinds in (("diagnosed",), ("presented", "declined"), ("presented", "accepted", "started", "completed"),
                  ("presented", "withdrawn"), ("presented", "referred")):  # fmt: skip
        assert stop(case([line(*kinds)]), True, TODAY) == "nothing waits for the patient's word or for a booking"
    held = sitting()
    booked = visit(line("presented", "accepted", held=held), held=held)
    assert stop(case([booked]), True, TODAY) == "nothing waits for the patient's word or for a booking"
    assert stop(case([booked, shown]), True, TODAY) == "booked"
    over = sitting("completed", in_days=-1)
    done = visit(line("presented", "accepted", "completed", held=over), held=over)
    assert stop(case([done, shown]), True, TODAY) == ""


def test_the_steps_count_from_the_last_word_and_from_the_last_visit() -> None:
    assert starts_on(case([line(("presented", -20)), line(("presented", -12), ("accepted", -4))]), TODAY) == ago(4)
    assert starts_on(case([line(("presented", -20), ("accepted", -15), ("unaccepted", -3))]), TODAY) == ago(3)
    over = sitting("completed", in_days=-1)
    done = visit(line("presented", "accepted", "completed", held=over), held=over)
    assert starts_on(case([done, line(("presented", -20), ("accepted", -15))]), TODAY) == ago(1)
    assert starts_on(case([line("diagnosed")]), TODAY) is None
    assert starts_on(case(), TODAY) is None
    two = [option(line("presented"), letter="A"), option(line("presented"), letter="B", recommended=False)]
    assert starts_on(case(*two), TODAY) == ago(10)


def test_what_was_put_off_is_asked_again_when_nothing_else_waits() -> None:
    until = TODAY + timedelta(days=20)
    put_off = line("presented", "deferred")
    put_off = replace(put_off, events=(put_off.events[0], LineEvent(0, "deferred", TODAY, until=until)))
    assert put_off_until(case([put_off])) == until
    assert put_off_until(case([put_off]), until) is None
    assert put_off_until(case([put_off, line("presented")])) is None
    assert stop(case([put_off]), True, TODAY) == ""


def test_it_is_said_what_is_done() -> None:
    assert words("phone", 7, False) == "Call about the plan, day 7"
    assert words("text", 14, True) == "Text to book, day 14"
    assert is_accepted(case([line("presented", "accepted")]))
    assert not is_accepted(case([line("presented", "accepted"), line("presented")]))


def test_a_cadence_as_typed() -> None:
    assert cadence_of_text("2, 7 14,30") == (2, 7, 14, 30)
    for wrong in ("", "0", "7, 2", "2, 2", "soon", "1000", " ".join(str(day) for day in range(1, 14))):
        with pytest.raises(Refused):
            cadence_of_text(wrong)
