"""Writing closed time: block-outs of a chair, a provider or everyone, and days on which the practice is closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tctui.core.errors import Refused
from tctui.core.schedule import records
from tctui.core.schedule.clock import day_name
from tctui.core.spoken import show_time
from tctui.core.text import LINE_LIMIT, clean
from tctui.db.change import By, Done
from tctui.db.models import Block, Holiday, database
from tctui.db.unit_of_work import unit_of_work

Whose = Literal["practice", "operatory", "provider"]
LONGEST = 366
"""Days after its first on which a block-out may still stand."""


def close_time(
    by: By,
    name: str,
    day: int,
    start: int,
    end: int,
    whose: Whose = "practice",
    whose_id: int = 0,
    last_day: int | None = None,
) -> Done:
    """Close a stretch of a day (ordinal; units, half open), with ``last_day`` of each day until then.

    Appointments in it stay and are counted in what is said.
    """
    by.need("schedule")
    name = _named(name)
    if not 0 <= start < end <= 288:
        raise Refused("A block-out lies within one day.")
    last = day if last_day is None else last_day
    if not day <= last <= day + LONGEST:
        raise Refused(f"The last day lies between {day_name(day)} and {day_name(day + LONGEST)}.")
    with unit_of_work(by.user.id, "block.close", by.now) as unit:
        row = unit.insert(
            Block, resource=whose, resource_id=whose_id, start=start, end=end, name=name, **_days(day, last)
        )
        standing = _to_move(sum(_standing(one, start, end, whose, whose_id) for one in range(day, last + 1)))
        each = "" if last == day else f" to {day_name(last)}"
        says = unit.says = f"Closed {day_name(day)}{each} {show_time(start)}–{show_time(end)}: {name}{standing}"
    return Done(says, row)


def copy_blocks(by: By, first: int, days: int, targets: Sequence[int]) -> Done:
    """Copy the block-outs of one day, or of the week that begins on ``first`` (``days`` 7), to other days or weeks.

    ``first`` and ``targets`` are day ordinals; of a week any day names it. Of a block over several days the part within
    the day or week is copied. Where an equal one stands, as one that returns every week does, none is made. One undo
    takes all copies back.
    """
    by.need("schedule")
    known = [(row, _judged(row)) for row in Block.select().where(Block.voided == 0).order_by(Block.id)]
    stand = [(row, block) for row, block in known if any(block.on(day) for day in range(first, first + days))]
    if not any(block.passes for _, block in stand):
        raise Refused("Nothing stands there but what returns every week.")
    starts = sorted({at - (at + 6) % 7 if days == 7 else at for at in targets} - {first})
    if not starts:
        raise Refused("Name other days than the one that is copied.")
    made = moved = 0
    with unit_of_work(by.user.id, "block.copy", by.now) as unit:
        for start in starts:
            for row, block in stand:
                wanted = [day - first + start for day in range(first, first + days) if block.on(day)]
                equal = [other for _, other in known if other.same_time(block)]
                missing = [day for day in wanted if not any(other.on(day) for other in equal)]
                for begin, last in _runs(missing):
                    unit.insert(
                        Block, resource=row.resource, resource_id=row.resource_id, start=row.start, end=row.end,
                        name=row.name, kind=row.kind, uses=row.uses, release_days=row.release_days, **_days(begin, last),
                    )  # fmt: skip
                    made += 1
                    if row.kind == "closed":
                        over = range(begin, last + 1)
                        moved += sum(_standing(day, row.start, row.end, row.resource, row.resource_id) for day in over)
        if not made:
            raise Refused("They stand there already.")
        count = f"{made} block-out{'s' * (made != 1)} to {day_name(starts[0])}"
        others = len(starts) - 1
        more = f" and {others} more {'week' if days == 7 else 'day'}{'s' * (others != 1)}" if others else ""
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
        raise Refused(f"{day_name(day)} is not closed.")
    with unit_of_work(by.user.id, "holiday.lift", by.now) as unit:
        unit.void(Holiday, holiday.id)
        says = unit.says = f"Open again on {day_name(day)}"
    return Done(says, holiday.id)


def _named(name: str) -> str:
    name = clean(name, limit=LINE_LIMIT)
    if not name:
        raise Refused("Closed time needs a name, such as lunch or meeting.")
    return name


def _judged(row: Block) -> records.Block:
    """A row as the rules of the book see it: when it stands, and whose time it holds."""
    chair, provider = (row.resource_id if row.resource == kind else None for kind in ("operatory", "provider"))
    return records.Block(
        row.id, row.name, "closed", row.start, row.end, chair, provider, row.day, row.weekday, row.first_day, row.last_day
    )


def _days(first: int, last: int) -> dict[str, int]:
    return {"day": first} if first == last else {"first_day": first, "last_day": last}


def _runs(days: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of days in a row; the days are in order."""
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


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
