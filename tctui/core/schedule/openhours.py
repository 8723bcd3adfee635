"""When chairs and providers are open: usual hours, exceptions, holidays, closed and production blocks as masks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tctui.core.schedule.clock import weekday_of
from tctui.core.schedule.pattern import WHOLE_DAY, span_mask
from tctui.core.schedule.records import PRACTICE, Block, Holiday, Hours, HoursException, Resource


class OpenHours:
    """The rules of opening, asked by resource and day ordinal; every mask has bit 0 at midnight."""

    def __init__(
        self,
        hours: Iterable[Hours] = (),
        exceptions: Iterable[HoursException] = (),
        holidays: Iterable[Holiday] = (),
        blocks: Iterable[Block] = (),
    ) -> None:
        self._usual: dict[Resource, list[int]] = {}
        for row in hours:
            week = self._usual.setdefault(row.resource, [0] * 7)
            week[row.weekday] |= span_mask(row.start, row.end)
        self._other: dict[tuple[Resource, int], int] = defaultdict(int)
        for exception in exceptions:
            mask = 0 if exception.start is None else span_mask(exception.start, exception.end or exception.start)
            self._other[exception.resource, exception.day] |= mask
        self._other = dict(self._other)
        self._holidays = {holiday.day: holiday.name for holiday in holidays}
        self._blocks_by_day: dict[int, list[Block]] = {}
        self._blocks_by_weekday: list[list[Block]] = [[] for _ in range(7)]
        for block in blocks:
            if block.day is not None:
                self._blocks_by_day.setdefault(block.day, []).append(block)
            else:
                for weekday in range(7) if block.weekday is None else (block.weekday,):
                    self._blocks_by_weekday[weekday].append(block)
        self._special = {*self._holidays, *self._blocks_by_day, *(day for _, day in self._other)}
        self._horizons: dict[tuple[int, int], int] = {}

    def holiday(self, day: int) -> str | None:
        """Name of the holiday on this day, None on other days."""
        return self._holidays.get(day)

    def is_off(self, resource: Resource, day: int) -> bool:
        """True when an exception gives this resource no hours on a day that usually has some."""
        return self._other.get((resource, day)) == 0

    def knows(self, resource: Resource) -> bool:
        """True when hours were entered for this resource or for the practice."""
        return resource in self._usual or PRACTICE in self._usual

    def hours(self, resource: Resource, day: int) -> int:
        """Mask of the hours of a resource, before blocks.

        Without hours of its own a resource follows the practice; without those a chair is always open and a provider
        never. The practice's exception bounds everyone who has no exception of their own.
        """
        if day in self._holidays:
            return 0
        own = self._other.get((resource, day))
        if own is not None:
            return own
        week = self._usual.get(resource) or self._usual.get(PRACTICE)
        usual = week[weekday_of(day)] if week else WHOLE_DAY if resource.kind == "operatory" else 0
        practice = self._other.get((PRACTICE, day))
        return usual if practice is None else usual & practice

    def blocks(self, resource: Resource, day: int) -> list[Block]:
        """The blocks that hold time of this operatory or provider on this day, earliest first."""
        return sorted((b for b in self.standing(day) if b.of(resource)), key=lambda block: (block.start, block.id))

    def open(self, resource: Resource, day: int) -> int:
        """Mask of the hours of a resource less its closed blocks; production blocks count as open."""
        return self.open_days(resource, range(day, day + 1))[0]

    def open_days(self, resource: Resource, days: range) -> list[int]:
        """The masks of `open` for days in a row, for a whole book at once."""
        plain = self._plain_week(resource)
        own = [
            [(block, ~span_mask(block.start, block.end)) for block in blocks if _closes(block, resource)]
            for blocks in self._blocks_by_weekday
        ]
        masks = []
        for day in days:
            usual = plain[weekday_of(day)]
            if usual is not None and day not in self._special:
                masks.append(usual)
                continue
            mask = self.hours(resource, day)
            if mask:
                for block, rest in own[weekday_of(day)]:
                    if block.on(day):
                        mask &= rest
                for block in self._blocks_by_day.get(day, ()):
                    if _closes(block, resource):
                        mask &= ~span_mask(block.start, block.end)
            masks.append(mask)
        return masks

    def _plain_week(self, resource: Resource) -> list[int | None]:
        """The mask of each weekday when nothing special falls on it; None where a block does not return all year."""
        week = self._usual.get(resource) or self._usual.get(PRACTICE)
        found: list[int | None] = []
        for weekday, blocks in enumerate(self._blocks_by_weekday):
            closing = [block for block in blocks if _closes(block, resource)]
            mask = week[weekday] if week else WHOLE_DAY if resource.kind == "operatory" else 0
            for block in closing:
                mask &= ~span_mask(block.start, block.end)
            bounded = any(block.first_day is not None or block.last_day is not None for block in closing)
            found.append(None if bounded else mask)
        return found

    def is_working_day(self, day: int) -> bool:
        """True when the practice, or anyone with hours of their own, works on this day."""
        if PRACTICE in self._usual:
            return self.hours(PRACTICE, day) != 0
        return any(self.hours(resource, day) for resource in self._usual)

    def release_horizon(self, working_days: int, today: int) -> int:
        """Last day ordinal with at most so many working days left to it, counted from the day after today."""
        key = (working_days, today)
        if key not in self._horizons:
            day = today
            left = working_days
            for day in range(today + 1, today + 8 * working_days + 32):
                left -= self.is_working_day(day)
                if left < 0:
                    break
            self._horizons[key] = day - 1
        return self._horizons[key]

    def is_released(self, block: Block, day: int, today: int) -> bool:
        """True when a production block of this day is open to every visit as seen from today."""
        return block.release_working_days is not None and day <= self.release_horizon(block.release_working_days, today)

    def standing(self, day: int) -> list[Block]:
        """All blocks that stand on this day, whoever's time they hold."""
        return [b for b in self._blocks_by_day.get(day, []) + self._blocks_by_weekday[weekday_of(day)] if b.on(day)]


def _closes(block: Block, resource: Resource) -> bool:
    return block.kind == "closed" and block.of(resource)
