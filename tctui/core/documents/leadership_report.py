"""The report for leadership: the figures of a period against the period before and the targets, in rows of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tctui.core.documents.parts import Practice
from tctui.core.figures.catalog import Aim, Unit
from tctui.core.figures.period import Period
from tctui.core.figures.report import Told, change_text, target_text, value_text
from tctui.core.figures.sheet import Parts, largest

MOST_CODES = 15
"""So many plans and codes are printed, those farthest from 100 % first."""

CODES = "Paid of estimated, by plan and code"

COMPARED = (
    ("acceptance_patients", "patients accepting"),
    ("acceptance_dollars", "dollars accepted"),
    ("same_visit", "the same day"),
    ("unscheduled", "unscheduled"),
    ("follow_up", "follow-up"),
    ("broken", "broken"),
)
"""The figures of the table that puts people, plans or categories side by side, and their headings."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A figure in words; ``bar`` and ``mark`` (its target) are thousandths of the bar's length, None without one."""

    label: str
    now: str
    before: str
    change: str
    target: str
    met: bool | None
    count: str
    bar: int | None = None
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class LeadershipReport:
    """The report; ``made_at`` in UTC. ``compared`` has a name and its cells a row, under ``headings``."""

    practice: Practice
    period: Period
    whom: str
    made_at: datetime
    sections: tuple[tuple[str, tuple[ReportRow, ...]], ...]
    missed: tuple[str, ...]
    headings: tuple[str, ...]
    compared: tuple[tuple[str, ...], ...]
    formulas: tuple[tuple[str, str], ...]


def draw_up(
    practice: Practice, period: Period, whom: str, made_at: datetime, tolds: list[Told], parts: Parts
) -> LeadershipReport:
    """Put the figures into rows; sections that count nothing in either period are left out."""
    most = largest(tolds)
    sections: dict[str, list[ReportRow]] = {}
    for told in _printed(tolds):
        sections.setdefault(told.kpi.section, []).append(_row(told, most))
    missed = tuple(
        f"{told.kpi.label.strip()}: {value_text(told.kpi.unit, told.now.value)}, target {target_text(told)}"
        for told in tolds
        if told.met is False
    )
    formulas = tuple((told.kpi.label.strip(), told.kpi.formula) for told in tolds if ":" not in told.kpi.key)
    return LeadershipReport(
        practice, period, whom, made_at, tuple((name, tuple(rows)) for name, rows in sections.items()), missed,
        ("", *(heading for _, heading in COMPARED)), tuple(_compared(parts)), formulas,
    )  # fmt: skip


def _printed(tolds: Iterable[Told]) -> Iterator[Told]:
    """The figures that are told, of plans and codes only those farthest from what was estimated."""
    codes = []
    for told in tolds:
        if told.kpi.section == CODES:
            codes.append(told)
        elif not told.untold and (told.now.count or told.now.beside or told.before.count):
            yield told
    known = [told for told in codes if told.now.value is not None]
    yield from sorted(known, key=lambda told: (-abs((told.now.value or 0) - 10_000), told.kpi.key))[:MOST_CODES]


def _row(told: Told, most: dict[str, int]) -> ReportRow:
    unit, value = told.kpi.unit, told.now.value
    whole = 10_000 if unit is Unit.SHARE else most.get(told.kpi.section, 0)
    target = told.target
    if told.kpi.aim is Aim.NEAR:
        whole, target = 20_000, 10_000
    return ReportRow(
        told.kpi.label, value_text(unit, value), value_text(unit, told.before.value), change_text(unit, told.change),
        target_text(told), told.met, f"{told.now.count:,}",
        None if value is None or not whole else min(1_000, 1_000 * value // whole),
        None if target is None or not whole else min(1_000, 1_000 * target // whole),
    )  # fmt: skip


def _compared(parts: Parts) -> Iterator[tuple[str, ...]]:
    for name, tolds in parts.items():
        told = {each.kpi.key: each for each in tolds if not each.untold}
        cells = [value_text(told[key].kpi.unit, told[key].now.value) if key in told else "" for key, _ in COMPARED]
        yield name, *cells
