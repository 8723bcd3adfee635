"""Writing closed time: block-outs of a chair, a provider or everyone, and days on which the practice is closed."""

from __future__ import annotations

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
        column = {"operatory": "a.operatory_id", "provider": "a.provider_id"}.get(whose, "0")
        standing = _count(
            f"a.day = ? AND a.start < ? AND a.start + length(a.pattern) > ? AND {column} = ?",
            (day, end, start, whose_id if whose != "practice" else 0),
        )
        unit.says = f"Closed {_day(day)} {show_time(start)}–{show_time(end)}: {name}{standing}"
        says = unit.says
    return Done(says, row)


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


def _count(where: str, values: tuple[int, ...]) -> str:
    """Say how many appointments stand in what was closed: nothing moves them by itself."""
    (found,) = database.execute_sql(
        f"SELECT count(*) FROM appointment a WHERE {where} AND a.voided = 0"
        " AND a.state NOT IN ('planned', 'broken', 'cancelled')",
        values,
    ).fetchone()
    return f"; {found} appointment{'s' * (found != 1)} to move" if found else ""
