"""Settings of the figures: the targets that the reports hold them against."""

from __future__ import annotations

from datetime import date
from typing import Any

from tctui.core.figures.catalog import TARGETED, Aim, Kpi
from tctui.core.money import bare_percent, percent_text, points_from_text
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
            (kpi.label.strip(), _MARKS[kpi.aim], percent_text(own.get(kpi.key, kpi.target or 0)),
             "" if kpi.key in own else "as usual"),
            about=kpi.formula,
        )
        for kpi in TARGETED
    ]  # fmt: skip


def _fields(record: Any | None) -> list[Field]:
    assert record is not None
    kpi, own = record
    usual = percent_text(kpi.target)
    shown = "" if own is None else bare_percent(own)
    return [Field("percent", f"{kpi.label.strip()}, {_MARKS[kpi.aim]} %", initial=shown, check=_points,
                  hint=f"empty for the usual {usual}")]  # fmt: skip


def _points(text: str) -> int | None:
    return points_from_text(text, targets.MOST) if text.strip() else None


def _save(by: By, record: Any | None, values: dict[str, Any]) -> str:
    assert record is not None
    kpi: Kpi = record[0]
    return targets.set_target(by, kpi, _points(values["percent"] or ""))


TARGETS = Subject(
    "Targets", "what the reports hold the figures against",
    (Column("figure", 34), Column("", 9), Column("target", 8, "right"), Column("")),
    _entries, _fields, _save, new=None, needs="targets",
)  # fmt: skip
