"""Hours as people write them: ``8-12, 1-5`` into stretches of a day, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tctui.core.errors import Unreadable
from tctui.core.spoken import show_time, time_from_text

Stretch = tuple[int, int]
"""Start and end in units of five minutes from midnight, half open."""

HALF_DAY = 144

_OFF = {"", "off", "closed", "none", "-"}
_BETWEEN = re.compile(r"\s*(?:-|–|to)\s*")


def stretches_from_text(text: str) -> tuple[Stretch, ...]:
    """Read the hours of a day; empty or ``off`` means none.

    A bare hour is one of the working day: ``1-5`` is in the afternoon, ``10-7`` ends in the evening. Raises Unreadable
    for what is no time, ends before it starts or overlaps.
    """
    said = text.strip().lower()
    if said in _OFF:
        return ()
    found: list[Stretch] = []
    for part in re.split(r"[,;]|\band\b", said):
        if not part.strip():
            continue
        ends = _BETWEEN.split(part.strip(), maxsplit=1)
        if len(ends) != 2:
            raise Unreadable(f"not hours: {part.strip()[:20]!r}; write 8-12, 1-5")
        start, end = time_from_text(ends[0]), time_from_text(ends[1])
        if end <= start < end + HALF_DAY and not ends[1].rstrip("m").endswith(("a", "p")):
            end += HALF_DAY
        if end <= start:
            raise Unreadable(f"{part.strip()[:20]!r} ends before it starts")
        if found and start < found[-1][1]:
            raise Unreadable(f"{part.strip()[:20]!r} begins before the stretch in front of it has ended")
        found.append((start, end))
    return tuple(found)


def show_stretches(stretches: Iterable[Stretch]) -> str:
    """Write stretches as they are typed: ``8:00a-12:00p, 1:00p-5:00p``; nothing for none."""
    return ", ".join(f"{show_time(start)}-{show_time(end)}" for start, end in stretches)
