"""A small practice for the tests of the book: three chairs, two doctors, a hygienist, Monday to Thursday."""

from datetime import date

from tctui.core.schedule.book import Book
from tctui.core.schedule.openhours import OpenHours
from tctui.core.schedule.records import (
    PRACTICE,
    Appointment,
    Block,
    Holiday,
    Hours,
    HoursException,
    Operatory,
    Provider,
    Resource,
)

MONDAY = date(2026, 11, 23).toordinal()
LEE, RUIZ, KIM = 1, 2, 3
OP1, OP2, HY1 = 11, 12, 13

OPERATORIES = (
    Operatory(OP1, "Op1", "Operatory 1", "doctor", 0, LEE),
    Operatory(OP2, "Op2", "Operatory 2", "doctor", 1, RUIZ),
    Operatory(HY1, "Hy1", "Hygiene 1", "hygiene", 2, KIM),
)
PROVIDERS = (
    Provider(LEE, "LEE", "Lee", "doctor", 40_000),
    Provider(RUIZ, "RUIZ", "Ruiz", "doctor", 36_000),
    Provider(KIM, "KIM", "Kim", "hygienist", 15_000),
)


def at(clock: str) -> int:
    """Unit of a time such as 8:30 or 14:05."""
    hour, minute = clock.split(":")
    return int(hour) * 12 + int(minute) // 5


def weekly_hours(resource: Resource = PRACTICE, weekdays=range(4)) -> list[Hours]:
    """8 to 12 and 13 to 17 on the weekdays given."""
    return [
        Hours(resource, weekday, start, end)
        for weekday in weekdays
        for start, end in ((at("8:00"), at("12:00")), (at("13:00"), at("17:00")))
    ]


def make_book(
    appointments: tuple[Appointment, ...] = (),
    exceptions: tuple[HoursException, ...] = (),
    holidays: tuple[Holiday, ...] = (),
    blocks: tuple[Block, ...] = (),
    days: int = 14,
    hours: list[Hours] | None = None,
) -> Book:
    """The small practice with what a test adds to it, from Monday 23 November 2026."""
    rules = OpenHours(hours if hours is not None else weekly_hours(), exceptions, holidays, blocks)
    return Book(MONDAY, MONDAY + days - 1, OPERATORIES, PROVIDERS, rules, appointments)


def visit(key: int, start: str = "8:00", pattern: str = "X" * 12, **other) -> Appointment:
    """A visit of an hour in Op1 with Lee, but for what the test says."""
    given = {
        "day": MONDAY,
        "operatory_id": OP1,
        "provider_id": LEE,
        "patient_id": 100 + key,
        "patient_name": f"Patient {key}",
        "label": "filling",
    } | other
    return Appointment(id=key, start=at(start), pattern=pattern, **given)
