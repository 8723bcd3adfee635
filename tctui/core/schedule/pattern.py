"""Patterns: who is needed in each five-minute unit of a visit, and how patterns of procedures combine."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tctui.core.errors import Unreadable

MINUTES_PER_UNIT = 5
UNITS_PER_HOUR = 12
UNITS_PER_DAY = 288
WHOLE_DAY = (1 << UNITS_PER_DAY) - 1
"""A mask with every unit of a day set; bit 0 is midnight to 0:05."""


def checked(pattern: str) -> str:
    """Return the pattern unchanged when it is a legal one.

    ``X`` is a unit of the provider, ``/`` a unit of the assistant: the chair is taken, the provider free elsewhere.
    Raises Unreadable when it is empty, longer than a day, or has another character.
    """
    if not pattern or len(pattern) > UNITS_PER_DAY or set(pattern) - {"X", "/"}:
        raise Unreadable(f"not a pattern: {pattern[:24]!r} (X provider, / assistant, one character per 5 minutes)")
    return pattern


def combined(patterns: Iterable[str]) -> str:
    """Combine the patterns of several procedures into the pattern of their visit.

    The middles follow one another; of the leading and of the trailing assistant time the longest counts once.
    A pattern of assistant time only counts as leading. Assistant time between two ``X`` stays where it is.
    Raises Unreadable when there is no pattern or one is not legal.
    """
    leading, trailing, middle = 0, 0, ""
    for pattern in patterns:
        core = checked(pattern).lstrip("/")
        leading = max(leading, len(pattern) - len(core))
        middle += core.rstrip("/")
        trailing = max(trailing, len(core) - len(core.rstrip("/")))
    return checked("/" * leading + middle + "/" * trailing)


def fitted(pattern: str, units: int) -> str:
    """Stretch or shorten a pattern to a length in units, as when a person types the minutes.

    Assistant time at both ends is kept, the provider's time takes the difference; when nothing of it would be left,
    the end is cut. Raises Unreadable when units is not between 1 and a day.
    """
    core = checked(pattern).strip("/")
    rest = units - (len(pattern) - len(core))
    if not core:
        return checked("/" * units)
    leading = len(pattern) - len(pattern.lstrip("/"))
    trailing = len(pattern) - len(pattern.rstrip("/"))
    if rest < 1:
        return checked((pattern[:leading] + "X")[:units].ljust(units, "/")) if units > leading else checked("X" * units)
    middle = core[:rest] if rest < len(core) else core + "X" * (rest - len(core))
    return checked("/" * leading + middle + "/" * trailing)


def default_pattern(minutes: int) -> str:
    """Give a visit of so many minutes a pattern of provider time only, rounded up to whole units.

    Raises Unreadable when the minutes are not between 1 and a day.
    """
    return checked("X" * (-(-minutes // MINUTES_PER_UNIT)))


@lru_cache(maxsize=4096)
def provider_mask(pattern: str) -> int:
    """Mask of the units that need the provider; bit 0 is the first unit of the visit."""
    return sum(1 << unit for unit, who in enumerate(pattern) if who == "X")


def chair_mask(pattern: str) -> int:
    """Mask of the units that take the chair, which are all of them; bit 0 is the first unit of the visit."""
    return (1 << len(pattern)) - 1


def span_mask(start: int, end: int) -> int:
    """Mask of the units from start up to, not with, end; empty when end is not after start."""
    return (1 << end) - (1 << start) if end > start else 0


@lru_cache(maxsize=4096)
def provider_runs(pattern: str) -> tuple[tuple[int, int], ...]:
    """List the stretches of provider time as (offset, length) in units."""
    return runs_of(provider_mask(pattern))


def runs_of(mask: int) -> tuple[tuple[int, int], ...]:
    """List the stretches of set bits of a mask as (start, length), lowest first."""
    found = []
    base = 0
    while mask:
        skip = (mask & -mask).bit_length() - 1
        mask >>= skip
        length = (~mask & (mask + 1)).bit_length() - 1
        found.append((base + skip, length))
        mask >>= length
        base += skip + length
    return tuple(found)


def starts_of_run(free: int, length: int) -> int:
    """Mask of the units at which so many free units follow one another, by doubling shifts."""
    if free:
        for step in _doublings(length):
            free &= free >> step
    return free


@lru_cache(maxsize=512)
def _doublings(length: int) -> tuple[int, ...]:
    steps, done = [], 1
    while done < length:
        steps.append(min(done, length - done))
        done += steps[-1]
    return tuple(steps)


def starts_of_pattern(free: int, pattern: str) -> int:
    """Mask of the units at which a visit of this pattern finds its provider free in each unit that needs them."""
    starts = WHOLE_DAY
    for offset, length in provider_runs(pattern):
        starts &= starts_of_run(free, length) >> offset
    return starts
