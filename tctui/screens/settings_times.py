"""Settings of times: the usual week of the practice, providers and chairs, leave, closed days, pre-medicated visits."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from tctui.core.schedule.premedication import USUAL_APART, Premedication
from tctui.core.schedule.stretches import show_stretches, stretches_from_text
from tctui.core.spoken import show_date_year
from tctui.db import blocks, office_hours, premedication
from tctui.db.change import By
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HINT = "such as 8-12, 1-5; empty for off"


def _short(week: office_hours.Week) -> str:
    """A week in a line: days on end with the same hours together, ``Mo-Fr 8:00a-5:00p``."""
    parts = []
    for shown, run in groupby(range(7), lambda number: show_stretches(week[number])):
        days = list(run)
        first, last = _DAYS[days[0]][:2], _DAYS[days[-1]][:2]
        if shown:
            parts.append(f"{first if first == last else f'{first}-{last}'} {shown}")
    return "; ".join(parts)


def _hours(_: date) -> list[Entry]:
    found = []
    for keeper in office_hours.keepers():
        week = office_hours.week_of(keeper)
        shown = _short(week)
        fallback = "as the practice" if keeper.kind != "practice" else "not entered"
        about = f"{keeper.name}: {shown or fallback}"
        found.append(Entry((keeper, week), (keeper.name, shown or (fallback, "dim")), about=about))
    return found


def _hours_fields(held: tuple[office_hours.Keeper, office_hours.Week] | None) -> list[Field]:
    assert held is not None
    return [
        Field(str(number), day, initial=show_stretches(held[1][number]), hint=_HINT, check=stretches_from_text)
        for number, day in enumerate(_DAYS)
    ]


def _save_hours(by: By, held: tuple[office_hours.Keeper, office_hours.Week] | None, values: dict[str, Any]) -> str:
    assert held is not None
    keeper, seen = held
    return office_hours.save_week(
        by, keeper, seen, [stretches_from_text(values[str(number)]) for number in range(7)]
    ).says


HOURS = Subject(
    "Hours", "the usual week of the practice, providers and chairs",
    [Column("whose", 20), Column("week")],
    _hours, _hours_fields, _save_hours, new=None,
)  # fmt: skip


def _leave(today: date) -> list[Entry]:
    return [
        Entry(
            leave,
            (show_date_year(date.fromordinal(leave.day)), leave.keeper.name, show_stretches(leave.stretches) or "away",
             leave.reason),
        )
        for leave in office_hours.leaves(today.toordinal())
    ]  # fmt: skip


def _leave_fields(leave: office_hours.Leave | None) -> list[Field]:
    keepers = office_hours.keepers()
    whose = [((keeper.kind, keeper.id), keeper.name) for keeper in keepers]
    day = date.fromordinal(leave.day) if leave else None
    return [
        Field("whose", "Whose", "choice", choices=whose,
              initial=(leave.keeper.kind, leave.keeper.id) if leave else whose[min(1, len(whose) - 1)][0]),
        Field("first", "First day", "date", initial=day, required=True),
        Field("last", "Last day", "date", initial=day, hint="empty for one day"),
        Field("hours", "Hours then", initial=show_stretches(leave.stretches) if leave else None,
              hint="empty for away; else such as 8-12", check=stretches_from_text),
        Field("reason", "Reason", initial=leave.reason if leave else None),
    ]  # fmt: skip


def _save_leave(by: By, _: office_hours.Leave | None, values: dict[str, Any]) -> str:
    keeper = next(one for one in office_hours.keepers() if (one.kind, one.id) == values["whose"])
    last = values["last"] or values["first"]
    hours = stretches_from_text(values["hours"])
    return _with_way(office_hours.add_leave(by, keeper, values["first"], last, hours, values["reason"]).says)


def _with_way(said: str) -> str:
    """Say where appointments that have to move are listed, short enough to be read beside a name and two days."""
    what, _, moving = said.rpartition("; ")
    return f"{what}; {moving.split()[0]} to move: F5 X" if moving.endswith(" to move") else said


LEAVE = Subject(
    "Leave and other hours", "days on which someone is away or works other hours",
    [Column("day", 16), Column("whose", 22), Column("hours", 20), Column("reason")],
    _leave, _leave_fields, _save_leave, new="leave or other hours",
    retire=lambda by, leave: office_hours.drop_leave(by, leave).says, needs="settings schedule",
)  # fmt: skip


def _holidays(today: date) -> list[Entry]:
    return [
        Entry((day, name), (show_date_year(date.fromordinal(day)), name))
        for day, name in office_hours.holidays(today.toordinal())
    ]


def _holiday_fields(held: tuple[int, str] | None) -> list[Field]:
    return [
        Field("day", "Day", "date", initial=date.fromordinal(held[0]) if held else None, required=True),
        Field("name", "Name", initial=held[1] if held else None, required=True),
    ]


def _save_holiday(by: By, held: tuple[int, str] | None, values: dict[str, Any]) -> str:
    seen = held[0] if held else None
    return _with_way(office_hours.save_holiday(by, seen, values["day"].toordinal(), values["name"]).says)


HOLIDAYS = Subject(
    "Closed days", "holidays of the practice",
    [Column("day", 18), Column("name")],
    _holidays, _holiday_fields, _save_holiday, new="a closed day",
    retire=lambda by, held: blocks.lift_holiday(by, held[0]).says, needs="settings schedule",
)  # fmt: skip


def _premedication(_: date) -> list[Entry]:
    rule = premedication.premedication()
    about = f"an alert asks for it that says: {', '.join(rule.marks)}"
    return [Entry(rule, ("Who needs pre-medication", premedication.premedication_words(rule)), rule.is_on, about)]


def _premedication_fields(rule: Premedication | None) -> list[Field]:
    rule = rule or Premedication()
    return [
        Field("is_on", "Told apart", "yes_no", initial=rule.is_on),
        Field("marks", "Alert says", initial=", ".join(rule.marks), required=True, hint="words parted by commas"),
        Field("says", "Words said", initial=rule.says, required=True, hint="beside the slot, on the day sheet"),
        Field("days_apart", "Days between visits", "number", initial=rule.days_apart or None,
              hint=f"empty for no wait; such as {USUAL_APART}"),
    ]  # fmt: skip


def _save_premedication(by: By, _: Premedication | None, values: dict[str, Any]) -> str:
    return premedication.set_premedication(by, values["is_on"], values["marks"], values["says"], values["days_apart"])


PREMEDICATION = Subject(
    "Pre-medication", "what is said and kept for patients who need it",
    [Column("who", 26), Column("the office's rule")],
    _premedication, _premedication_fields, _save_premedication, new=None,
)  # fmt: skip
