"""What is being made: how large, on which day, and the dice of each subject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from tctui.db.demo.stock import Stock
from tctui.db.unit_of_work import utc_text

ZONE = "America/New_York"


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything; days are calendar days from the day of the build."""

    name: str
    patients: int
    open_cases: int
    closed_cases: int
    appointments: int
    doctors: int
    hygienists: int
    coordinators: int
    claim_days: int
    estimates: int
    papers: int
    behind: int = 61
    ahead: int = 122


SIZES = {
    "tiny": Size("tiny", 90, 30, 20, 0, 2, 2, 1, 28, 60, 2, behind=28, ahead=42),
    "small": Size("small", 400, 160, 200, 0, 3, 2, 1, 61, 400, 20),
    "large": Size("large", 25_000, 6_000, 54_000, 250_000, 20, 14, 6, 30, 300, 10, behind=1500),
}
"""`tiny` is for tests. `appointments` 0 means as many as the book takes; `claim_days`: older appointments carry no claims,
as nobody books there; `estimates` is of how many cases at most they are frozen, `papers` of how many the agreement and
the consents are drawn up."""


@dataclass(frozen=True, slots=True)
class Member:
    """A provider with the chairs they work in, by id."""

    id: int
    name: str
    chairs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A patient as the other subjects need one."""

    id: int
    age: int
    first_name: str
    insured: bool


@cache
def _offset(day: date) -> int:
    """Minutes by which the clinic's clock is ahead of UTC at noon of a day (behind: negative)."""
    ahead = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(ZONE)).utcoffset()
    return int(ahead.total_seconds()) // 60 if ahead else 0


@dataclass
class Making:
    """The practice in the making; `now` is aware, `today` the clinic's day."""

    size: Size
    seed: int
    today: date
    now: datetime
    stock: Stock = field(default_factory=Stock)
    progress: Callable[[str], None] | None = None
    closed: set[int] = field(default_factory=set)
    doctors: list[Member] = field(default_factory=list)
    hygienists: list[Member] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    clinician: int = 0
    patients: list[Person] = field(default_factory=list)
    papers: list[tuple[date, str, int]] = field(default_factory=list)

    def dice(self, subject: str) -> Random:
        """The dice of one subject: the same for the same seed, whatever the other subjects threw."""
        return Random(f"{self.seed}/{subject}")

    def say(self, what: str) -> None:
        """Tell whoever waits what is being made."""
        if self.progress is not None:
            self.progress(what)

    def at(self, day: date, dice: Random) -> str:
        """A moment of the working day as stored text (UTC), never after now."""
        hour, minute = divmod(540 + int(dice.random() * 450) - _offset(day), 60)
        return min(f"{day.isoformat()}T{hour:02d}:{minute:02d}:00Z", utc_text(self.now))

    def clock(self) -> int:
        """The time of day at the clinic in units of five minutes."""
        local = self.now.astimezone(ZoneInfo(ZONE))
        return (local.hour * 60 + local.minute) // 5

    def ago(self, days: int) -> date:
        """The day so many days before today."""
        return self.today - timedelta(days=days)


def working_day(day: date, closed: set[int], step: int = 1) -> date:
    """The day itself, or the next (step −1: the one before) on which the practice works."""
    while day.weekday() > 4 or day.toordinal() in closed:
        day += timedelta(days=step)
    return day
