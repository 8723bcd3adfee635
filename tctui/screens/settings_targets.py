"""Settings of the figures: the targets that the reports hold them against."""

from __future__ import annotations

from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.figures.catalog import TARGETED, Aim, Kpi
from tctui.db import targets
from tctui.db.change import By
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column

_MARKS = {Aim.ABOVE: "at least", Aim.BELOW: "below", Aim.NEAR: "within"}


def _entries(today: date) -> list[Entry]:
    own = targets.targets()
    return [
        Entry(
            (kpi, own.get(kpi.key)),
            (kpi.label.strip(), _MARKS[kpi.aim], _percent(own.get(kpi.key, kpi.target or 0)),
             "" if kpi.key in own else "as usual"),
            about=kpi.formula,
        )
        for kpi in TARGETED
    ]  # fmt: skip


def _percent(points: int) -> str:
    return f"{points / 100:g} %"


def _fields(record: Any | None) -> list[Field]:
    assert record is not None
    kpi, own = record
    usual = _percent(kpi.target)
    shown = f"{own / 100:g}" if own is not None else ""
    return [Field("percent", f"{kpi.label.strip()}, {_MARKS[kpi.aim]} %", initial=shown, check=_points,
                  hint=f"empty for the usual {usual}")]  # fmt: skip


def _points(text: str) -> int | None:
    """Read a percentage into basis points; raises Refused when it is none."""
    said = text.strip().removesuffix("%").strip()
    if not said:
        return None
    whole, _, part = said.partition(".")
    if not (whole.isdecimal() and len(whole) <= 3 and (part.isdecimal() or not part) and len(part) <= 2):
        raise Refused("A percentage such as 75 or 7.5.")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def _save(by: By, record: Any | None, values: dict[str, Any]) -> str:
    assert record is not None
    kpi: Kpi = record[0]
    return targets.set_target(by, kpi, _points(values["percent"] or ""))


TARGETS = Subject(
    "Targets", "what the reports hold the figures against",
    (Column("figure", 34), Column("", 9), Column("target", 8, "right"), Column("")),
    _entries, _fields, _save, new=None, needs="targets",
)  # fmt: skip
