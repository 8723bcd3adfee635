"""What openings are narrowed to, as it is typed: ``dr:lee op:2 mon wed 8-12``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tctui.core.errors import Unreadable
from tctui.core.schedule.book import Book
from tctui.core.schedule.pattern import UNITS_PER_DAY
from tctui.core.schedule.wish import EVERY_WEEKDAY, Wish
from tctui.core.spoken import time_from_text

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STRETCH = re.compile(r"(\d[\d:apm.]*)[-–](\d[\d:apm.]*)")


@dataclass(frozen=True, slots=True)
class Restriction:
    """Providers and chairs by id, weekdays (Monday 0), and the hours in units; empty means any."""

    text: str = ""
    provider_ids: tuple[int, ...] = ()
    operatory_ids: tuple[int, ...] = ()
    weekdays: frozenset[int] = EVERY_WEEKDAY
    earliest: int = 0
    latest: int = UNITS_PER_DAY

    def of(self, wish: Wish) -> Wish:
        """Narrow a wish; a chair that was named counts whatever its kind."""
        return replace(
            wish,
            provider_ids=self.provider_ids or wish.provider_ids,
            operatory_ids=self.operatory_ids or wish.operatory_ids,
            operatory_kind=None if self.operatory_ids else wish.operatory_kind,
            weekdays=wish.weekdays & self.weekdays,
            earliest=max(wish.earliest, self.earliest),
            latest=min(wish.latest, self.latest),
        )


def restriction_from_text(text: str, book: Book) -> Restriction:
    """Read words in any order: ``dr:`` and ``op:`` with a code or name, weekdays, ``mon-wed``, ``8-12``, ``am``, ``pm``.

    Raises Unreadable naming the word that fits nothing.
    """
    providers: list[int] = []
    chairs: list[int] = []
    weekdays: set[int] = set()
    earliest, latest = 0, UNITS_PER_DAY
    for word in text.casefold().replace(",", " ").split():
        kind, colon, name = word.partition(":")
        first, dash, last = word.partition("-")
        if colon and kind in ("dr", "op"):
            known = book.providers if kind == "dr" else book.operatories
            found = [row.id for row in known.values() if _is_named(name, row.code, row.name)]
            if not found:
                raise Unreadable(f"nobody is named {name!r}" if kind == "dr" else f"no chair is named {name!r}")
            (providers if kind == "dr" else chairs).extend(found)
        elif first[:3] in _DAYS and (not dash or last[:3] in _DAYS):
            begin = _DAYS.index(first[:3])
            end = _DAYS.index(last[:3]) if dash else begin
            weekdays |= {day % 7 for day in range(begin, end + 1 + 7 * (end < begin))}
        elif stretch := _STRETCH.fullmatch(word):
            earliest, latest = time_from_text(stretch[1]), time_from_text(stretch[2])
            if earliest >= latest:
                raise Unreadable(f"{word!r} ends before it begins")
        elif word == "am":
            latest = UNITS_PER_DAY // 2
        elif word == "pm":
            earliest = UNITS_PER_DAY // 2
        else:
            raise Unreadable(f"not understood: {word!r} (dr:lee op:2 mon wed 8-12 am pm)")
    return Restriction(
        " ".join(text.split()), tuple(providers), tuple(chairs), frozenset(weekdays) or EVERY_WEEKDAY, earliest, latest
    )


def _is_named(typed: str, code: str, name: str) -> bool:
    words = name.casefold().split()
    return bool(typed) and (typed == code.casefold() or any(word.startswith(typed) for word in words))
