"""Writing closed time: block-outs of a chair, a provider or everyone, and days on which the practice is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from tctui.core.errors import Refused
from tctui.core.spoken import show_date, show_time
from tctui.core.text import LINE_LIMIT, clean
from tctui.db.change import By, Done
from tctui.db.models import Block, Holiday, database
from tctui.db.unit_of_work import unit_of_work

Whose = Literal["practice", "operatory", "provider"]


def close_time(by: By, name: str, day: int, start: int, end: int, whose: Whose = "practice", whose_id: int = 0) -> Done:
    """Close a stretch of one day (ordinal; units, half open); appointments in it stay and are counted in what is said."""
    by.need("schedule")
    name = _named(name)
    if not 0 <= start < end <= 288:
        raise Refused("A block-out lies within one day.")
    with unit_of_work(by.user.id, "block.close", by.now) as unit:
        row = unit.insert(Block, resource=whose, resource_id=whose_id, day=day, start=start, end=end, name=name)
        standing = _to_move(_standing(day, start, end, whose, whose_id))
        unit.says = f"Closed {_day(day)} {show_time(start)}–{show_time(end)}: {name}{standing}"
        says = unit.says
    return Done(says, row)


def copy_blocks(by: By, first: int, days: int, targets: Sequence[int]) -> Done:
    """Copy the block-outs of one day, or of the week that begins on ``first`` (``days`` 7), to other days or weeks.

    ``first`` and ``targets`` are day ordinals; of a week any day names it. Only what stands on single days is copied,
    for what returns every week is there already; an equal one is not made twice. One undo takes all copies back.
    """
    by.need("schedule")
    stand = list(
        Block.select().where(Block.voided == 0, Block.day.between(first, first + days - 1)).order_by(Block.day, Block.id)
    )
    if not stand:
        raise Refused("No block-out of that day alone stands there; one that returns every week is on its days already.")
    starts = sorted({at - (at + 6) % 7 if days == 7 else at for at in targets} - {first})
    if not starts:
        raise Refused("Name other days than the one that is copied.")
    made = moved = 0
    with unit_of_work(by.user.id, "block.copy", by.now) as unit:
        for start in starts:
            for block in stand:
                day = (block.day or first) - first + start
                same = (Block.voided == 0, Block.day == day, Block.start == block.start, Block.end == block.end,
                        Block.resource == block.resource, Block.resource_id == block.resource_id)  # fmt: skip
                if Block.select().where(*same).exists():
                    continue
                unit.insert(
                    Block, resource=block.resource, resource_id=block.resource_id, day=day, start=block.start,
                    end=block.end, name=block.name, kind=block.kind, uses=block.uses, release_days=block.release_days,
                )  # fmt: skip
                made += 1
                if block.kind == "closed":
                    moved += _standing(day, block.start, block.end, block.resource, block.resource_id)
        if not made:
            raise Refused("They stand there already.")
        count = f"{made} block-out{'s' * (made != 1)} to {_day(starts[0])}"
        more = f" and {len(starts) - 1} more {'weeks' if days == 7 else 'days'}" if len(starts) > 1 else ""
        says = unit.says = f"Copied {count}{more}{_to_move(moved)}"
    return Done(says)


def lift_block(by: By, block_id: int) -> Done:
    """Take a block-out away; one that returns every week goes on all its days."""
    by.need("schedule")
    block = Block.get_or_none((Block.id == block_id) & (Block.voided == 0))
    if block is None:
        raise Refused("That block is no longer there.")
    with unit_of_work(by.user.id, "block.lift", by.now) as unit:
        unit.void(Block, block_id)
        says = unit.says = f"Lifted the block {block.name}"
    return Done(says, block_id)


def lift_holiday(by: By, day: int) -> Done:
    """Open the practice again on a day that was closed."""
    by.need("schedule", "settings")
    holiday = Holiday.get_or_none((Holiday.day == day) & (Holiday.voided == 0))
    if holiday is None:
        raise Refused(f"{_day(day)} is not closed.")
    with unit_of_work(by.user.id, "holiday.lift", by.now) as unit:
        unit.void(Holiday, holiday.id)
        says = unit.says = f"Open again on {_day(day)}"
    return Done(says, holiday.id)


def _named(name: str) -> str:
    name = clean(name, limit=LINE_LIMIT)
    if not name:
        raise Refused("Closed time needs a name, such as lunch or meeting.")
    return name


def _day(day: int) -> str:
    return show_date(date.fromordinal(day))


def _standing(day: int, start: int, end: int, whose: str, whose_id: int) -> int:
    """Count the appointments in what was closed: nothing moves them by itself."""
    column = {"operatory": "a.operatory_id", "provider": "a.provider_id"}.get(whose, "0")
    (found,) = database.execute_sql(
        f"SELECT count(*) FROM appointment a WHERE a.day = ? AND a.start < ? AND a.start + length(a.pattern) > ?"
        f" AND {column} = ? AND a.voided = 0 AND a.state NOT IN ('planned', 'broken', 'cancelled')",
        (day, end, start, whose_id if whose != "practice" else 0),
    ).fetchone()
    return int(found)


def _to_move(count: int) -> str:
    return f"; {count} appointment{'s' * (count != 1)} to move" if count else ""
