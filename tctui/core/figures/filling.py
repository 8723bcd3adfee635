"""Records of the book: how full the providers' open time is, the goal booked ahead, broken appointments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tctui.core.figures.facts import DayFact
from tctui.core.figures.records import Record, Source, View

MINUTES = 5


def _days(view: View) -> Iterator[DayFact]:
    """The days of providers in the period that have come, today included."""
    return (day for day in view.facts.days if view.first <= day.day <= view.as_of)


def filled(view: View) -> Iterator[Record]:
    """Days of providers: minutes booked of the minutes open."""
    for day in _days(view):
        if day.open_units:
            yield Record("day", _key(day), None, MINUTES * day.booked_units, MINUTES * day.open_units)


def goal_booked(days_before: int) -> Source:
    """Days of providers: production that stood in the book so many days before, of the day's goal.

    What was broken later stood there; what was cancelled is not known to have.
    """

    def source(view: View) -> Iterator[Record]:
        booked: defaultdict[tuple[int | None, int], int] = defaultdict(int)
        for visit in view.facts.visits:
            if visit.booked_on <= visit.day - days_before and (visit.holds or visit.broken_as):
                booked[visit.where.provider, visit.day] += visit.cents
        for day in _days(view):
            if day.goal_cents:
                yield Record("day", _key(day), None, booked[day.where.provider, day.day], day.goal_cents)

    return source


def _key(day: DayFact) -> int:
    """One number for a provider's day: the ordinal of the day behind the provider's id."""
    return (day.where.provider or 0) * 10_000_000 + day.day


def broken(view: View) -> Iterator[Record]:
    """Appointments due in the period: no-shows and late cancels, as they were broken, whatever was booked afterwards.

    Due is what took place, was broken, or was still in the book when its day had passed; cancelled in time is not.
    """
    for visit in view.facts.visits:
        if not view.first <= visit.day <= view.as_of:
            continue
        if visit.broken_as or visit.done or (visit.holds and visit.day < view.today):
            yield Record("visit", visit.id, visit.case_id, int(bool(visit.broken_as)), 1)
