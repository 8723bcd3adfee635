"""What stands on the lines of the reports, and what is said of the figure under the cursor."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from tctui.core.figures.catalog import ENDING, STANDING, Unit
from tctui.core.figures.report import Told
from tctui.core.figures.sheet import BAR, cells
from tctui.core.money import dollars
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row, Section

COLUMNS = (
    Column("figure"), Column("now", 10, "right"), Column("", BAR), Column("before", 10, "right"),
    Column("change", 7, "right"), Column("target", 6, "right"), Column("of", 6, "right"),
)  # fmt: skip

_INKS: Mapping[bool | None, str] = {True: "good", False: "caution", None: "plain"}


def rows(tolds: list[Told], parts: Mapping[str, list[tuple[str, Told]]], most: Mapping[str, int]) -> list[Line]:
    """The lines: a section by section, below each figure those it is broken down into."""
    lines: list[Line] = []
    section = ""
    for told in tolds:
        if told.kpi.section != section:
            section = told.kpi.section
            lines.append(Section(section))
        lines.append(_row((told.kpi.key, ""), told.kpi.label, told, most))
        for name, part in parts.get(told.kpi.key, ()):
            lines.append(_row((told.kpi.key, name), f"    {name}", part, most))
    return lines


def uncounted() -> list[Line]:
    """The lines of the figures that there always are, before the first is counted: the cursor can go to one already."""
    lines: list[Line] = []
    for section, kpis in groupby((*STANDING, *ENDING), key=lambda kpi: kpi.section):
        lines.append(Section(section))
        lines += [Row((kpi.key, ""), (kpi.label, "…", "", "", "", "", ""), "dim") for kpi in kpis]
    return lines


def _row(key: tuple[str, str], label: str, told: Told, most: Mapping[str, int]) -> Row:
    if told.untold:
        return Row(key, (label, "", "", "", "", "", ""), "dim")
    shown = cells(label, told, most)
    return Row(key, (shown[0], (shown[1], _INKS[told.met]), *shown[2:]))


def about(told: Told, part: str) -> tuple[Inked, Inked]:
    """Two lines: what was counted, and by which formula against which target."""
    kpi, now = told.kpi, told.now
    name = f"{kpi.label.strip()}{f', {part}' if part else ''}   "
    if told.untold:
        return [(name, "strong"), (told.untold, "dim")], kpi.formula
    counted = f"{now.count:,} counted"
    if kpi.unit is Unit.SHARE and now.whole:
        amount = dollars if kpi.in_dollars else (lambda number: f"{number:,}")
        counted = f"{amount(now.part)} of {amount(now.whole)}"
        counted += f" in {now.count:,}" if kpi.in_dollars else ""
    beside = f"; {now.beside:,} {kpi.beside}" if now.beside else ""
    verdict = "" if told.met is None else "target met   " if told.met else "target missed   "
    return [(name, "strong"), (verdict, _INKS[told.met]), (counted + beside, "plain")], [(kpi.formula, "dim")]
