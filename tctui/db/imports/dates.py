"""Dates in a column of an export: which order of day and month all its values allow, and reading them in that order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from tctui.core.errors import Unreadable

FORMATS = ("m/d/Y", "d/m/Y", "Y-m-d", "d.m.Y", "m/d/y", "d/m/y", "d.m.y", "m-d-Y", "d-m-Y", "Y/m/d", "y-m-d", "Ymd")
"""Date formats that a profile may name; what counts is the order of the three letters, not the separator."""

FIRST_YEAR, LAST_YEAR = 1850, 2199
NO_DATE = frozenset({"0001-01-01", "0000-00-00", "00/00/0000", "01/01/0001", "1/1/0001", "01.01.0001"})
"""What exports write where there is no date."""

_DATE = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:[T ].*)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


@lru_cache(maxsize=65_536)
def orders_of(text: str) -> frozenset[str]:
    """The orders (``mdy``, ``dmy``, ``ymd``) in which a text is a date; empty when it is none.

    A year of four digits in front is read only as such; dots mean day first where that is a date at all.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return (
            frozenset({"ymd"}) if _COMPACT.fullmatch(text) and _legal(text[:4], text[4:6], text[6:8]) else frozenset()
        )
    first, separator, second, third = match.groups()
    if len(first) == 4:
        return frozenset({"ymd"}) if len(third) <= 2 and _legal(first, second, third) else frozenset()
    if len(first) > 2 or len(third) not in (2, 4):
        return frozenset()
    fits = {order for order, (month, day) in {"mdy": (first, second), "dmy": (second, first)}.items()
            if _legal(third, month, day)}  # fmt: skip
    if separator == "." and "dmy" in fits:
        fits = {"dmy"}
    return frozenset(fits)


def _legal(year: str, month: str, day: str) -> bool:
    try:
        date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def order_of_format(name: str) -> str:
    """The order that a format of FORMATS stands for; raises Unreadable for anything else."""
    if name not in FORMATS:
        raise Unreadable(f"{name!r} is no date format; expected one of {', '.join(FORMATS)}")
    return re.sub("[^a-z]", "", name.lower())


@dataclass(slots=True)
class DateColumn:
    """What the dates of one column tell about their order; lines are those of the file, 0 = none seen."""

    counts: dict[str, int] = field(default_factory=lambda: {"mdy": 0, "dmy": 0, "ymd": 0})
    first_line: dict[str, int] = field(default_factory=dict)
    unclear: int = 0
    unclear_line: int = 0
    separator: str = "/"
    short_years: bool = False

    def see(self, text: str, line: int) -> None:
        """Take one value into account; empty ones and what is no date in any order say nothing."""
        if not text or text in NO_DATE:
            return
        orders = orders_of(text)
        if not orders:
            return
        match = _DATE.fullmatch(text)
        if match and "ymd" not in orders:
            self.separator = match[2]
            self.short_years = self.short_years or len(match[4]) == 2
        if len(orders) == 1:
            (order,) = orders
            self.counts[order] += 1
            self.first_line.setdefault(order, line)
        elif match and int(match[1]) != int(match[3]):
            self.unclear += 1
            self.unclear_line = self.unclear_line or line

    def order(self) -> str | None:
        """The order that the whole column allows, or None when it must be asked."""
        monthly, daily = self.counts["mdy"], self.counts["dmy"]
        if (monthly and daily) or (self.unclear and not monthly and not daily):
            return None
        return "mdy" if monthly else "dmy" if daily else "ymd" if self.counts["ymd"] else "mdy"

    def question(self) -> str:
        """Why the order is not clear, with the lines that show it."""
        if self.unclear and not self.counts["mdy"]:
            dates = f"{self.unclear} dates" if self.unclear > 1 else "a date"
            return f"{dates} may be m/d/Y or d/m/Y, the first on line {self.unclear_line}"
        return (
            f"{self.counts['mdy']} dates are only m/d/Y (line {self.first_line['mdy']}) and {self.counts['dmy']} only"
            f" d/m/Y (line {self.first_line['dmy']})"
        )

    def format_name(self, order: str) -> str:
        """The order as a format of FORMATS, as the column writes it."""
        if order == "ymd":
            return "Y-m-d"
        year = "y" if self.short_years and order != "ymd" else "Y"
        if self.separator == "." and order == "dmy":
            return f"d.m.{year}"
        if self.separator == "-" and year == "Y":
            return "m-d-Y" if order == "mdy" else "d-m-Y"
        return f"{order[0]}/{order[1]}/{year}"


def read_date(text: str, order: str, today: date, birth: bool = False) -> str | None:
    """Read a date as ISO text; None for an empty cell or what exports write for no date.

    Two digits of a year mean the year not later than today's for a birth date, else that between 79 years ago and
    in 20 years. Raises Unreadable when it is no date in this order, out of 1850–2199, or a birth still to come.
    """
    if not text or text in NO_DATE:
        return None
    orders = orders_of(text)
    short_first = order == "ymd" and "ymd" not in orders
    if not short_first and order not in orders and "ymd" not in orders:
        raise Unreadable(f"not a date in the order {_spoken(order)}: {text[:24]!r}")
    parts = _parts(text)
    if "ymd" in orders or short_first:
        year, month, day = parts
    elif order == "mdy":
        month, day, year = parts
    else:
        day, month, year = parts
    number = int(year)
    if len(year) <= 2:
        number = _century(number, today, birth)
    try:
        found = date(number, int(month), int(day))
    except ValueError:
        raise Unreadable(f"not a date in the order {_spoken(order)}: {text[:24]!r}") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unreadable(f"a year between {FIRST_YEAR} and {LAST_YEAR} was expected: {text[:24]!r}")
    if birth and found > today:
        raise Unreadable(f"a birth date that is still to come: {text[:24]!r}")
    return found.isoformat()


def _parts(text: str) -> tuple[str, str, str]:
    match = _DATE.fullmatch(text)
    if match:
        return match[1], match[3], match[4]
    compact = _COMPACT.fullmatch(text)
    if compact is None:
        raise Unreadable(f"not a date: {text[:24]!r}")
    return compact[1], compact[2], compact[3]


def _century(number: int, today: date, birth: bool) -> int:
    year = 2000 + number
    if birth:
        return year if year <= today.year else year - 100
    return year if year <= today.year + 20 else year - 100


def _spoken(order: str) -> str:
    return {"mdy": "month/day/year", "dmy": "day/month/year", "ymd": "year-month-day"}[order]
