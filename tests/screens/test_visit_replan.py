"""A chain that no longer fits after a move or a late cancel: said, planned anew with the fewest moves, undone at once."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from tctui.core.schedule.case_replan import broken_gaps
from tctui.core.schedule.spacing import Gap
from tctui.db.book import appointments, load_book
from tctui.db.case_replans import broken_chain
from tctui.db.check import findings
from tests.practice import TODAY, TinyPractice
from tests.screens.test_schedule import frame, opened
from tests.screens.test_schedule_strokes import YEAR, chain

DAY = TODAY.toordinal()


def days(practice: TinyPractice) -> list[int]:
    return [row.day - DAY for row in appointments(*YEAR)]


async def test_a_late_cancel_early_in_the_chain_moves_only_what_must(practice: TinyPractice) -> None:
    chain(practice, 4)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("P", "enter")
        booked = days(practice)
        assert len(booked) == 4
        assert all(later - earlier >= 7 for earlier, later in itertools.pairwise(booked))
        first = appointments(*YEAR)[0]
        place.turn_to(first.day, first.start, first.operatory_id)
        await pilot.press("B", "l", "f")
        assert "rest no longer fits: P replans" not in place.bottom.said
        assert broken_chain(practice.case, DAY) is None
        await pilot.press("b", "}", "}", "enter")
        assert "rest no longer fits: P replans" in place.bottom.said
        await pilot.press("P")
        shown = "\n".join(frame(pilot.app.screen))  # type: ignore[arg-type]
        assert "Plan the rest" in shown
        assert "no longer kept" in shown
        await pilot.press("=")
        assert "7 days or more after" in "\n".join(frame(pilot.app.screen))  # type: ignore[arg-type]
        await pilot.press("q")
        before = {row.id: row.day for row in appointments(*YEAR)}
        await pilot.press("enter")
        assert "planned anew" in place.bottom.said
        after = days(practice)
        assert all(later - earlier >= 7 for earlier, later in itertools.pairwise(after))
        assert broken_chain(practice.case, DAY) is None
        assert findings() == []
        await pilot.press("z")
        assert {row.id: row.day for row in appointments(*YEAR)} == before


async def test_a_visit_moved_too_far_asks_for_the_rest(practice: TinyPractice) -> None:
    chain(practice, 3)
    async with opened(practice, case_id=practice.case) as (pilot, place):
        await pilot.press("P", "enter")
        last = appointments(*YEAR)[-1]
        first = appointments(*YEAR)[0]
        place.turn_to(first.day, first.start, first.operatory_id)
        await pilot.press("x", "}", "}", "}", "]", "enter")
        assert "no longer fits" in place.bottom.said
        found = broken_chain(practice.case, DAY)
        assert found is not None
        plan = found.in_book(load_book(DAY, DAY + 365), DAY)
        assert plan is not None
        assert len(plan.moved) == 1
        assert appointments(*YEAR)[-1].id != last.id or last.day == appointments(*YEAR)[-1].day


@pytest.mark.parametrize(
    ("booked", "waiting", "broken"),
    [
        ({1: DAY + 5, 2: DAY + 12}, [], 0),
        ({1: DAY + 5, 2: DAY + 11}, [], 1),
        ({1: DAY + 5, 2: DAY + 30}, [], 1),
        ({2: DAY + 9}, [1], 0),
        ({2: DAY + 7}, [1], 1),
        ({1: DAY + 5}, [2], 0),
    ],
)
def test_gaps_that_the_days_do_not_keep(booked: dict[int, int], waiting: list[int], broken: int) -> None:
    gap = Gap(1, 2, 7, 21, True, "a week")
    assert len(broken_gaps([gap], booked, waiting, DAY)) == broken
    assert broken_gaps([gap._replace(firm=False)], booked, waiting, DAY) == []
    assert date.fromordinal(DAY) == TODAY
