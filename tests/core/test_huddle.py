"""The huddle's arithmetic: shares, openings that are free for chair and provider, initials that do not tell a name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.huddle import SHORTEST, against, around, openings_of, share
from tctui.core.schedule.book import Book
from tctui.core.schedule.openhours import OpenHours
from tctui.core.schedule.records import Holiday, Hours, Operatory, Provider, Resource, Taken
from tctui.core.text import veiled

DAY = date(2026, 11, 23)
NUMBER = DAY.toordinal()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("X, Malcolm", "M·"), ("Chen, Wei", "WC"), ("O'Brien, Mary Ann", "MO"),
     ("张, 伟", "··"), ("김, 민수", "민·"), ("Alvarez", "A"), ("", "")],
)  # fmt: skip
def test_initials_never_tell_a_whole_name(name: str, shown: str) -> None:
    assert veiled(name) == shown


@given(st.text(max_size=12), st.text(max_size=12))
def test_no_word_of_a_name_stands_in_its_initials(last: str, first: str) -> None:
    shown = veiled(f"{last}, {first}")
    assert len(shown) <= 2
    for word in (last.strip(), first.strip()):
        if sum(letter.isalpha() for letter in word) == 1 and len(word) == 1:
            assert word.upper() not in shown or word == "?"


@pytest.mark.parametrize(("part", "whole", "said"), [(6058, 7120, "85 %"), (1, 200, "1 %"), (0, 5, "0 %"), (5, 0, "—")])
def test_shares_are_rounded_half_up(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


def test_a_goal_is_missed_or_passed() -> None:
    assert (against(60_000, 91_200), against(91_200, 91_200), against(95_000, 90_000)) == (
        "gap $312",
        "over $0",
        "over $50",
    )


def hours_of(*days: int) -> list[Hours]:
    return [Hours(Resource("provider", 1), day, 96, 204) for day in days]


def test_the_days_around_are_those_on_which_somebody_works() -> None:
    open_days = OpenHours(hours_of(0, 1, 2, 3), holidays=[Holiday(NUMBER + 2, "closed")])
    before, after = around(open_days, [1], DAY)
    assert before == date(2026, 11, 19)
    assert after == (date(2026, 11, 24), date(2026, 11, 26))


def test_a_practice_without_hours_takes_the_calendar() -> None:
    before, after = around(OpenHours(), [], DAY)
    assert (before, *after) == tuple(DAY + timedelta(days=step) for step in (-1, 1, 2))


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(96, 196), st.integers(1, 20), st.integers(1, 3)), max_size=12), st.integers(90, 204)
)
def test_openings_are_free_for_chair_and_provider_and_never_overlap(rows: list[tuple[int, int, int]], now: int) -> None:
    chairs = [
        Operatory(number, str(number), f"Op {number}", "doctor", number, 1 if number < 3 else 2) for number in (1, 2, 3)
    ]
    providers = [Provider(number, f"P{number}", f"Dr {number}", "doctor", 40_000) for number in (1, 2)]
    hours = [Hours(Resource("provider", number), DAY.weekday(), 96, 204) for number in (1, 2)]
    taken = [
        Taken(
            number,
            NUMBER,
            start,
            "X" * units,
            chair,
            1 if chair < 3 else 2,
            None,
            0,
            0,
            False,
            number,
            "A",
            "scheduled",
            0,
            0,
        )
        for number, (start, units, chair) in enumerate(rows, 1)
    ]
    book = Book(NUMBER, NUMBER, chairs, providers, OpenHours(hours), taken)
    found = openings_of(book, NUMBER, now)
    seen: dict[int, int] = {}
    for gap, provider in found:
        assert gap.units >= SHORTEST
        assert gap.start >= now
        mask = ((1 << gap.units) - 1) << gap.start
        assert mask & ~book.free(Resource("operatory", gap.operatory_id), NUMBER) == 0
        assert mask & ~book.free(Resource("provider", provider), NUMBER) == 0
        assert seen.get(provider, 0) & mask == 0
        seen[provider] = seen.get(provider, 0) | mask
    # Where nobody is booked the whole day is one opening of each provider.
    if not rows and now <= 96:
        assert sorted(gap.units for gap, _ in found) == [108, 108]
