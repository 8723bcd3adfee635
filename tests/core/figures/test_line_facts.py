"""From what happened to a line to the days that still hold; and periods."""

from __future__ import annotations

from datetime import date

import pytest

from tctui.core.errors import Unreadable
from tctui.core.figures.facts import Sitting
from tctui.core.figures.period import Period, between, calendar, last_days
from tests.core.figures.paper import TODAY, ago, line


@pytest.mark.parametrize(
    ("happened", "presented", "accepted", "declined"),
    [
        ("diagnosed", None, None, None),
        ("diagnosed presented", 8, None, None),
        # Presented again later: the first time counts.
        ("diagnosed presented presented", 8, None, None),
        # Put back to diagnosed, then presented anew: the new presentation counts.
        ("diagnosed presented diagnosed presented", 6, None, None),
        ("diagnosed presented accepted", 8, 7, None),
        # Taken back holds no more; accepted again counts from then.
        ("diagnosed presented accepted unaccepted", 8, None, None),
        ("diagnosed presented accepted unaccepted accepted", 8, 5, None),
        ("diagnosed presented accepted deferred", 8, None, None),
        ("diagnosed presented accepted referred", 8, 7, None),
        ("diagnosed presented referred", 8, None, None),
        ("diagnosed presented declined", 8, None, 7),
        ("diagnosed presented declined reopened", 8, None, None),
        ("diagnosed presented accepted started completed", 8, 7, None),
        # Begun without an acceptance on record: accepted then.
        ("diagnosed presented started", 8, 7, None),
    ],
)
def test_which_days_hold(happened: str, presented: int | None, accepted: int | None, declined: int | None) -> None:
    kinds = happened.split()
    fact = line(1, 1, 100, *((kind, 9 - at) for at, kind in enumerate(kinds)))
    assert fact.diagnosed_on == ago(9)
    assert fact.presented_on == (None if presented is None else ago(presented))
    assert fact.accepted_on == (None if accepted is None else ago(accepted))
    assert fact.declined_on == (None if declined is None else ago(declined))
    assert fact.reason == ("cost" if declined else "")


def test_a_line_is_scheduled_when_it_is_accepted_and_booked() -> None:
    seen = ("diagnosed", 9), ("presented", 8)
    booked = Sitting(ago(7), ago(-3), True)
    assert line(1, 1, 100, *seen, held=booked).scheduled_on is None
    assert line(1, 1, 100, *seen, ("accepted", 5), held=booked).scheduled_on == ago(5)
    assert line(1, 1, 100, *seen, ("accepted", 8), held=booked).scheduled_on == ago(7)
    assert line(1, 1, 100, *seen, ("accepted", 8)).scheduled_on is None


def test_open_and_booked_ahead_on_a_day_that_has_passed() -> None:
    broken = Sitting(ago(40), ago(20), False, True)
    fact = line(1, 1, 100, ("diagnosed", 50), ("presented", 45), ("declined", 10), held=broken)
    today = ago(0)
    assert [fact.open_on(ago(day)) for day in (51, 50, 11, 10)] == [False, True, True, False]
    assert [fact.booked_ahead(ago(day), today) for day in (41, 40, 20, 19)] == [False, True, True, False]
    # Today a broken appointment holds nothing, whatever its day.
    assert not line(1, 1, 100, ("diagnosed", 50), held=Sitting(ago(40), ago(0), False, True)).booked_ahead(today, today)


def test_periods_step_by_the_calendar_or_by_their_days() -> None:
    assert calendar("month", TODAY) == Period(date(2026, 11, 1), date(2026, 11, 30), "month")
    assert calendar("month", date(2026, 3, 31)).step(-1) == Period(date(2026, 2, 1), date(2026, 2, 28), "month")
    assert calendar("quarter", TODAY) == Period(date(2026, 10, 1), date(2026, 12, 31), "quarter")
    assert calendar("quarter", date(2026, 2, 1)).step(-1).words == "1 Oct – 31 Dec 2025"
    assert calendar("year", TODAY).step(1).last == date(2027, 12, 31)
    days = last_days(TODAY)
    assert (days.days, days.last) == (90, TODAY)
    assert days.step(-1).last.toordinal() + 1 == days.first.toordinal()
    assert days.step(-1).step(1) == days


def test_a_period_is_read_as_it_is_said() -> None:
    assert between("9/1", "", TODAY) == Period(date(2026, 9, 1), TODAY)
    assert between("2026-09-01", "2026-09-30", TODAY).words == "1 Sep – 30 Sep 2026"
    assert between("11/1", "11/30", TODAY).last == date(2026, 11, 30)
    with pytest.raises(Unreadable, match="after the last"):
        between("11/20", "11/10/26", TODAY)
    with pytest.raises(Unreadable, match="ten years"):
        between("1/1/2010", "", TODAY)
