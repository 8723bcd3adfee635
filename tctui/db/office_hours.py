"""Hours as the office keeps them: the usual week of the practice, providers and chairs, leave, and closed days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tctui.core.errors import Refused
from tctui.core.schedule.stretches import Stretch, show_stretches
from tctui.core.spoken import show_date
from tctui.db import follow_up
from tctui.db.change import NOTHING, By, Done, line_of_text
from tctui.db.models import Holiday, Hours, HoursException, database
from tctui.db.unit_of_work import unit_of_work

LONGEST_LEAVE = 400

Week = tuple[tuple[Stretch, ...], ...]
"""Stretches per weekday, Monday first."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Whose hours these are: ``practice`` with id 0, a provider or an operatory."""

    kind: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Leave:
    """One day with other hours than usual; without stretches the keeper is away."""

    keeper: Keeper
    day: int
    stretches: tuple[Stretch, ...]
    reason: str
    ids: tuple[int, ...]


def keepers() -> list[Keeper]:
    """Everyone and everything that can have hours: the practice, who treats, the chairs."""
    rows = database.execute_sql(
        "SELECT 'provider', id, name FROM provider WHERE voided = 0 AND active UNION ALL"
        " SELECT 'operatory', id, name FROM operatory WHERE voided = 0 AND active"
    )
    return [Keeper("practice", 0, "The practice"), *(Keeper(*row) for row in rows.fetchall())]


def week_of(keeper: Keeper) -> Week:
    """The usual week of a keeper; seven empty days when none was entered."""
    rows = database.execute_sql(
        "SELECT weekday, start, end FROM hours WHERE resource = ? AND resource_id = ? AND voided = 0 ORDER BY start",
        (keeper.kind, keeper.id),
    )
    week: list[list[Stretch]] = [[] for _ in range(7)]
    for weekday, start, end in rows.fetchall():
        week[weekday].append((start, end))
    return tuple(tuple(day) for day in week)


def save_week(by: By, keeper: Keeper, seen: Week, new: Sequence[Sequence[Stretch]]) -> Done:
    """Replace the usual week of a keeper; raises Refused when someone else changed it meanwhile."""
    by.need("settings")
    with unit_of_work(by.user.id, "hours.save", by.now) as unit:
        if week_of(keeper) != seen:
            raise Refused(f"Someone else changed the hours of {keeper.name} meanwhile; look again, then repeat.")
        wanted = {(weekday, start, end) for weekday, day in enumerate(new) for start, end in day}
        rows = database.execute_sql(
            "SELECT id, weekday, start, end FROM hours WHERE resource = ? AND resource_id = ? AND voided = 0",
            (keeper.kind, keeper.id),
        ).fetchall()
        for row_id, *held in rows:
            if tuple(held) in wanted:
                wanted.discard(tuple(held))
            else:
                unit.void(Hours, row_id)
        for weekday, start, end in sorted(wanted):
            unit.insert(Hours, resource=keeper.kind, resource_id=keeper.id, weekday=weekday, start=start, end=end)
        says = unit.says = f"Hours of {keeper.name} changed" if unit.rows else ""
    return Done(says or NOTHING)


def leaves(from_day: int) -> list[Leave]:
    """Days with other hours than usual from a day ordinal on, the next first."""
    named = {(keeper.kind, keeper.id): keeper for keeper in keepers()}
    rows = database.execute_sql(
        "SELECT resource, resource_id, day, start, end, reason, id FROM hours_exception"
        " WHERE voided = 0 AND day >= ? ORDER BY day, resource, resource_id, start",
        (from_day,),
    )
    found: dict[tuple[str, int, int], Leave] = {}
    for resource, resource_id, day, start, end, reason, row_id in rows.fetchall():
        keeper = named.get((resource, resource_id))
        if keeper is None:
            continue
        before = found.get((resource, resource_id, day), Leave(keeper, day, (), reason, ()))
        stretches = before.stretches if start is None else (*before.stretches, (start, end))
        found[resource, resource_id, day] = Leave(keeper, day, stretches, reason, (*before.ids, row_id))
    return list(found.values())


def add_leave(by: By, keeper: Keeper, first: date, last: date, stretches: Sequence[Stretch], reason: str) -> Done:
    """Give a keeper other hours on every day from ``first`` to ``last``; without stretches they are away.

    Nothing is moved: what is said counts the appointments that stand in those days.
    """
    by.need("settings", "schedule")
    if last < first:
        raise Refused("The last day comes before the first.")
    if (last - first).days >= LONGEST_LEAVE:
        raise Refused(f"At most {LONGEST_LEAVE} days at once.")
    reason = line_of_text("The reason", reason)
    hours: list[tuple[int, int] | tuple[None, None]] = [*stretches] or [(None, None)]
    days = [(first + timedelta(days=number)).toordinal() for number in range((last - first).days + 1)]
    with unit_of_work(by.user.id, "leave.add", by.now) as unit:
        for day in days:
            for held in _exceptions(keeper, day):
                unit.void(HoursException, held)
            for start, end in hours:
                unit.insert(
                    HoursException, resource=keeper.kind, resource_id=keeper.id, day=day, start=start, end=end,
                    reason=reason,
                )  # fmt: skip
        when = show_date(first) if first == last else f"{show_date(first)} to {show_date(last)}"
        what = show_stretches(stretches) if stretches else "away"
        says = unit.says = f"{keeper.name} {when}: {what}{_standing(keeper, days[0], days[-1], stretches)}"
    return Done(says)


def drop_leave(by: By, leave: Leave) -> Done:
    """Let the usual hours hold again on that day."""
    by.need("settings", "schedule")
    with unit_of_work(by.user.id, "leave.drop", by.now) as unit:
        for row_id in leave.ids:
            unit.void(HoursException, row_id)
        says = unit.says = f"{leave.keeper.name} {show_date(date.fromordinal(leave.day))}: usual hours again"
    return Done(says)


def holidays(from_day: int) -> list[tuple[int, str]]:
    """Days on which the practice is closed, from a day ordinal on."""
    rows = database.execute_sql("SELECT day, name FROM holiday WHERE voided = 0 AND day >= ? ORDER BY day", (from_day,))
    return [(row[0], row[1]) for row in rows.fetchall()]


def _exceptions(keeper: Keeper, day: int) -> list[int]:
    rows = database.execute_sql(
        "SELECT id FROM hours_exception WHERE resource = ? AND resource_id = ? AND day = ? AND voided = 0",
        (keeper.kind, keeper.id, day),
    )
    return [row[0] for row in rows.fetchall()]


def _standing(keeper: Keeper, first: int, last: int, stretches: Sequence[Stretch]) -> str:
    column = {"provider": "provider_id", "operatory": "operatory_id"}.get(keeper.kind)
    rows = database.execute_sql(
        "SELECT start, start + length(pattern) FROM appointment WHERE day BETWEEN ? AND ? AND voided = 0"
        f" AND state NOT IN ('planned', 'broken', 'cancelled'){f' AND {column} = ?' if column else ''}",
        (first, last, *([keeper.id] if column else [])),
    ).fetchall()
    found = sum(not any(start <= begins and ends <= end for start, end in stretches) for begins, ends in rows)
    return f"; {found} appointment{'s' * (found != 1)} to move" if found else ""


def save_holiday(by: By, seen: int | None, day: int, name: str) -> Done:
    """Close the practice on a day, or change the day and name of one that is closed (``seen``, an ordinal).

    No appointment is moved, follow-up by the cadence goes to the next working day. Raises Refused for a day that is
    closed already.
    """
    by.need("settings", "schedule")
    name = line_of_text("The name", name, needed=True)
    shown = show_date(date.fromordinal(day))
    with unit_of_work(by.user.id, "holiday.save", by.now) as unit:
        other = database.execute_sql(
            "SELECT 1 FROM holiday WHERE day = ? AND voided = 0 AND day <> ?", (day, seen or 0)
        ).fetchone()
        if other:
            raise Refused(f"{shown} is closed already.")
        held = Holiday.get_or_none((Holiday.day == (seen or 0)) & (Holiday.voided == 0))
        if held is not None:
            unit.update(Holiday, held.id, day=day, name=name)
        else:
            unit.insert(Holiday, day=day, name=name)
        follow_up.keep_free(unit, date.fromordinal(day))
        says = unit.says = f"Closed on {shown}: {name}{_standing(keepers()[0], day, day, ())}"
    return Done(says)
