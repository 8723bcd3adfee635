"""What openings are narrowed to, as it is typed: ``dr:lee op:2 mon wed 8-12 from:+2w until:3/1 block:major``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from tctui.core.errors import Unreadable
from tctui.core.schedule.book import Book
from tctui.core.schedule.pattern import UNITS_PER_DAY
from tctui.core.schedule.records import Block, Resource
from tctui.core.schedule.wish import EVERY_WEEKDAY, Wish
from tctui.core.spoken import date_from_text, time_from_text

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STRETCH = re.compile(r"(\d[\d:apm.]*)[-–](\d[\d:apm.]*)")


@dataclass(frozen=True, slots=True)
class Restriction:
    """Providers and chairs by id, weekdays (Monday 0), the hours in units, days as ordinals; empty means any.

    ``block`` is the name of the production blocks to lie in, ``uses`` what these are kept for.
    """

    text: str = ""
    provider_ids: tuple[int, ...] = ()
    operatory_ids: tuple[int, ...] = ()
    weekdays: frozenset[int] = EVERY_WEEKDAY
    earliest: int = 0
    latest: int = UNITS_PER_DAY
    not_before: int = 0
    not_after: int | None = None
    block: str = ""
    uses: frozenset[str] = frozenset()

    def of(self, wish: Wish) -> Wish:
        """Narrow a wish; a chair that was named counts whatever its kind, and a block whatever it is kept for."""
        ends = [day for day in (wish.not_after, self.not_after) if day is not None]
        return replace(
            wish,
            provider_ids=self.provider_ids or wish.provider_ids,
            operatory_ids=self.operatory_ids or wish.operatory_ids,
            operatory_kind=None if self.operatory_ids else wish.operatory_kind,
            weekdays=wish.weekdays & self.weekdays,
            earliest=max(wish.earliest, self.earliest),
            latest=min(wish.latest, self.latest),
            not_before=max(wish.not_before, self.not_before),
            not_after=min(ends, default=None),
            only_block=self.block or wish.only_block,
            uses=wish.uses | self.uses,
        )


ASKED = "Only for (dr:lee op:2 mon 8-12 from:+2w block:major)"
WORDS = "dr:lee op:2 mon wed 8-12 am pm from:+2w until:3/1 block:major"


def restriction_from_text(text: str, book: Book, today: date) -> Restriction:
    """Read words in any order: ``dr:`` and ``op:`` with a code or name, weekdays, ``mon-wed``, ``8-12``, ``am``, ``pm``.

    ``from:`` and ``until:`` take a date in one word, both within; ``block:`` the beginning of a block's name.

    Raises Unreadable naming the word that fits nothing.
    """
    providers: list[int] = []
    chairs: list[int] = []
    weekdays: set[int] = set()
    earliest, latest = 0, UNITS_PER_DAY
    not_before, not_after = 0, None
    blocks: list[Block] = []
    for word in text.casefold().replace(",", " ").split():
        kind, colon, name = word.partition(":")
        first, dash, last = word.partition("-")
        if colon and kind in ("dr", "op"):
            known = book.providers if kind == "dr" else book.operatories
            found = [row.id for row in known.values() if _is_named(name, row.code, row.name)]
            if not found:
                raise Unreadable(f"nobody is named {name!r}" if kind == "dr" else f"no chair is named {name!r}")
            (providers if kind == "dr" else chairs).extend(found)
        elif colon and kind == "from":
            not_before = date_from_text(name, today).toordinal()
        elif colon and kind == "until":
            not_after = date_from_text(name, today).toordinal()
        elif colon and kind == "block":
            blocks = _blocks_named(name, book)
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
            raise Unreadable(f"not understood: {word!r} ({WORDS})")
    if not_after is not None and not_after < not_before:
        raise Unreadable("until: lies before from:")
    return Restriction(
        " ".join(text.split()), tuple(providers), tuple(chairs), frozenset(weekdays) or EVERY_WEEKDAY, earliest, latest,
        not_before, not_after, blocks[0].name if blocks else "",
        frozenset(use for block in blocks for use in block.uses),
    )  # fmt: skip


def _blocks_named(typed: str, book: Book) -> list[Block]:
    """The production blocks of the first name that begins as typed, in any chair on any day."""
    every = [
        block
        for key in book.operatories
        for of_day in book.production_days(Resource("operatory", key)).values()
        for block in of_day
    ]
    name = next((block.name for block in every if typed and block.name.casefold().startswith(typed)), None)
    if name is None:
        known = ", ".join(sorted({block.name for block in every})) or "there is none"
        raise Unreadable(f"no block is named {typed!r} ({known})")
    return [block for block in every if block.name == name]


def _is_named(typed: str, code: str, name: str) -> bool:
    words = name.casefold().split()
    return bool(typed) and (typed == code.casefold() or any(word.startswith(typed) for word in words))
