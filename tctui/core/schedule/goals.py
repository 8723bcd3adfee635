"""Goals of a day: production booked against the hourly goal, and how full the open hours are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tctui.core.schedule.book import Book
from tctui.core.schedule.pattern import UNITS_PER_HOUR
from tctui.core.schedule.records import Resource


@dataclass(frozen=True, slots=True)
class DayGoal:
    """One day of one provider, or of all: production in cents, time in units of five minutes."""

    booked_cents: int
    goal_cents: int
    open_units: int
    booked_units: int

    @property
    def gap_cents(self) -> int:
        """What is missing to the goal in cents; 0 when it is reached."""
        return max(0, self.goal_cents - self.booked_cents)

    @property
    def fill(self) -> int:
        """Booked share of the open provider time in basis points, rounded half-up; 0 when nothing is open."""
        return (self.booked_units * 20_000 + self.open_units) // (2 * self.open_units) if self.open_units else 0


def provider_goal(book: Book, provider_id: int, day: int) -> DayGoal:
    """Count a provider's day: the goal is the hourly goal times the open hours, rounded half-up to cents."""
    resource = Resource("provider", provider_id)
    is_open = book.open(resource, day)
    provider = book.providers.get(provider_id)
    hourly = provider.hourly_goal_cents if provider else 0
    units = is_open.bit_count()
    return DayGoal(
        booked_cents=book.production(day).get(provider_id, 0),
        goal_cents=(hourly * units * 2 + UNITS_PER_HOUR) // (2 * UNITS_PER_HOUR),
        open_units=units,
        booked_units=(book.busy(resource, day) & is_open).bit_count(),
    )


def day_goal(book: Book, day: int) -> DayGoal:
    """Count the day of the practice: the sum over all its providers."""
    together = in_all(provider_goal(book, provider_id, day) for provider_id in book.providers)
    return replace(together, booked_cents=sum(book.production(day).values()))


def in_all(goals: Iterable[DayGoal]) -> DayGoal:
    """Count several days or providers together."""
    parts = list(goals)
    return DayGoal(
        booked_cents=sum(part.booked_cents for part in parts),
        goal_cents=sum(part.goal_cents for part in parts),
        open_units=sum(part.open_units for part in parts),
        booked_units=sum(part.booked_units for part in parts),
    )


def toward_goals(book: Book, placed: Iterable[tuple[int, int, int]]) -> int:
    """Give what new bookings add toward the goals, in cents: each is provider, day ordinal and production.

    Several of one provider on a day share what is missing to that day's goal.
    """
    added: Counter[tuple[int, int]] = Counter()
    for provider_id, day, cents in placed:
        added[provider_id, day] += cents
    return sum(min(provider_goal(book, *at).gap_cents, cents) for at, cents in added.items())


def operatory_cents(book: Book, operatory_id: int, day: int) -> int:
    """Production booked in a chair on a day, in cents."""
    return sum(row.production_cents for row in book.day_rows(day) if row.operatory_id == operatory_id)
