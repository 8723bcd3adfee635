"""What a row of an export does not say itself is made up from what it says: ids, names, addresses, case keys, patterns."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from tctui.core.errors import Unreadable
from tctui.core.schedule.pattern import default_pattern
from tctui.core.schedule.states import Broken, State
from tctui.db.imports.values import read_time

Cells = dict[str, Any]
OFFICE_FEES = "Office fees"
LONGEST_MINUTES = 720


class Lacking(Unreadable):
    """A row in which something does not fit; `field` says where."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def _provider(cells: Cells) -> None:
    cells["code"] = cells.get("code") or cells["foreign_id"]
    full = " ".join(filter(None, (cells.pop("first_name", ""), cells.pop("last_name", ""))))
    cells["name"] = cells.get("name") or full or cells["code"]


def _operatory(cells: Cells) -> None:
    cells["code"] = cells.get("code") or cells["foreign_id"]
    cells["name"] = cells.get("name") or cells["code"]


def _procedure(cells: Cells) -> None:
    cells["foreign_id"] = cells.get("foreign_id") or cells["code"]
    cells["name"] = cells.get("name") or cells["code"]
    if "category" in cells:
        cells["category"] = cells["category"].lower().replace(" ", "_") or None
    minutes = cells.pop("minutes", None)
    if not cells.get("pattern"):
        cells["pattern"] = _minutes_pattern(minutes) if minutes else ""


def _fee(cells: Cells) -> None:
    cells["schedule"] = cells.get("schedule") or OFFICE_FEES
    cells["foreign_id"] = cells.get("foreign_id") or f"{cells['schedule']}|{cells['code']}"


def _person(cells: Cells) -> None:
    full = cells.pop("name", "")
    if full and not cells.get("last_name"):
        last, comma, first = full.partition(",")
        if not comma:
            raise Lacking("name", f"a name written Last, First was expected: {full[:40]!r}")
        cells["last_name"], cells["first_name"] = last.strip(), first.strip()
    cells.setdefault("first_name", "")
    if "address" in cells or "city" in cells:
        place = " ".join(filter(None, (cells.pop("state", ""), cells.pop("zip", ""))))
        parts = (cells.get("address", ""), cells.pop("address2", ""), cells.pop("city", ""), place)
        cells["address"] = ", ".join(filter(None, parts))


def _carrier(cells: Cells) -> None:
    cells["foreign_id"] = cells.get("foreign_id") or cells["name"]


def _plan(cells: Cells) -> None:
    cells["name"] = cells.get("name") or cells.get("group_number") or cells["foreign_id"]


def _coverage(cells: Cells) -> None:
    cells["ordinal"] = int(cells.get("ordinal") or 1)
    cells["foreign_id"] = cells.get("foreign_id") or f"{cells['patient']}|{cells['plan']}|{cells['ordinal']}"


def _line(cells: Cells) -> None:
    day = cells.get("diagnosed_on")
    cells["diagnosed_on"] = day
    # Without an id of the treatment plan, what was diagnosed for one patient on one day is one case.
    cells["case_key"] = cells.pop("plan", "") or f"{cells['patient']}@{day or 'undated'}"
    cells["letter"] = _letter(cells.pop("option", "") or "A")
    cells["phase"] = cells.get("phase") or "restorative"
    cells["visit"] = cells.get("visit") or 1
    if cells.get("quantity") is not None and not 1 <= cells["quantity"] <= 99:
        raise Lacking("quantity", "a quantity from 1 to 99 was expected")
    if "fee" not in cells:
        cells["fee"] = None
    if "surfaces" in cells:
        cells["surfaces"] = cells["surfaces"].upper()


def _letter(said: str) -> str:
    if said.isascii() and said.isdigit() and 1 <= int(said) <= 26:
        return chr(64 + int(said))
    match = re.fullmatch(r"(?:option\s+)?([A-Za-z])", said, re.IGNORECASE)
    if match is None:
        raise Lacking("option", f"a letter or a number from 1 to 26 was expected: {said[:24]!r}")
    return match[1].upper()


def _appointment(cells: Cells) -> None:
    day = cells["day"]
    if day is None:
        raise Lacking("day", "is empty")
    cells["day"] = date.fromisoformat(day).toordinal()
    start = cells.pop("time", None)
    if start is None:
        start = read_time(cells.pop("clock", ""))
    if start is None:
        raise Lacking("time", "no time of day")
    minutes, end = cells.pop("minutes", None), cells.pop("end", None)
    pattern = cells.get("pattern") or ""
    if not pattern:
        if end is not None and not minutes:
            minutes = (end - start) * 5
        pattern = _minutes_pattern(minutes)
    if start + len(pattern) > 288:
        raise Lacking("minutes", "goes beyond midnight")
    cells["start"], cells["pattern"], cells["broken_as"] = start, pattern, ""
    if cells.get("state") in (Broken.NO_SHOW, Broken.LATE_CANCEL):
        cells["state"], cells["broken_as"] = State.BROKEN.value, cells["state"]
    cells.pop("clock", None)


def _minutes_pattern(minutes: int | None) -> str:
    if not minutes or not 0 < minutes <= LONGEST_MINUTES:
        raise Lacking("minutes", f"a length from 1 to {LONGEST_MINUTES} minutes was expected")
    return default_pattern(minutes)


MAKE_UP: dict[str, Callable[[Cells], None]] = {
    "providers": _provider,
    "operatories": _operatory,
    "procedures": _procedure,
    "fees": _fee,
    "guarantors": _person,
    "patients": _person,
    "carriers": _carrier,
    "plans": _plan,
    "coverages": _coverage,
    "treatment": _line,
    "appointments": _appointment,
}
"""By kind: completes the values of one row in place; raises Lacking when it cannot."""

MADE_FROM: dict[str, dict[str, tuple[str, ...]]] = {
    "providers": {"code": ("code",), "name": ("name", "first_name", "last_name")},
    "operatories": {"code": ("code",), "name": ("name",)},
    "procedures": {"name": ("name",), "pattern": ("pattern", "minutes")},
    "fees": {"schedule": ("code",)},
    "guarantors": {
        "last_name": ("last_name", "name"),
        "first_name": ("first_name", "name"),
        "address": ("address", "city"),
    },
    "patients": {
        "last_name": ("last_name", "name"),
        "first_name": ("first_name", "name"),
        "address": ("address", "city"),
    },
    "carriers": {},
    "plans": {"name": ("name", "group_number")},
    "coverages": {"ordinal": ("ordinal",)},
    "treatment": dict.fromkeys(("case_key", "letter", "phase", "visit", "fee", "diagnosed_on"), ("code",)),
    "appointments": {"start": ("day",), "pattern": ("pattern", "minutes", "end"), "broken_as": ("state",)},
}
"""By kind: the columns that every completed row has, and the fields they come from.

Where a file has none of these fields, the column is filled in for a new record and left alone in a known one.
"""
