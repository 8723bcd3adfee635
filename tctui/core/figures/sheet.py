"""The report as lines of text and as rows of a CSV file: one row a figure, in all and for each of a kind."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from tctui.core.figures.catalog import Unit
from tctui.core.figures.report import Told, change_text, target_text, value_text
from tctui.core.text import fit, safe_text

TEXT_WIDTH = 80
BAR = 8

HEADINGS = (
    "section", "figure", "of", "unit", "value", "part", "whole", "records", "beside", "before", "change", "target",
    "met",
)  # fmt: skip


def bar(value: int | None, most: int, target: int | None = None, width: int = BAR) -> str:
    """A value as a bar of blocks, its target as a stroke; ``most`` fills the width. Empty without a value."""
    if value is None or most <= 0:
        return ""
    filled = min(width, max(0, (value * width * 2 + most) // (2 * most)))
    drawn = "█" * filled + "░" * (width - filled)
    if target is None:
        return drawn
    at = min(width - 1, target * width // most)
    return f"{drawn[:at]}│{drawn[at + 1 :]}"


def bar_of(told: Told, largest: Mapping[str, int]) -> str:
    """The bar of a figure: a share of 100 % (of 200 % where it may be above), else of the largest of its section."""
    if told.kpi.unit is not Unit.SHARE:
        return bar(told.now.value, largest.get(told.kpi.section, 0))
    if told.kpi.aim == "near":
        return bar(told.now.value, 20_000, 10_000)
    return bar(told.now.value, 10_000, told.target)


def largest(tolds: Iterable[Told]) -> dict[str, int]:
    """The largest amount or number of days of each section, that their bars are measured by."""
    found: dict[str, int] = {}
    for told in tolds:
        if told.kpi.unit is not Unit.SHARE and told.now.value is not None:
            found[told.kpi.section] = max(found.get(told.kpi.section, 0), told.now.value)
    return found


Parts = Mapping[str, list[Told]]
"""The figures for each coordinator, provider, plan or category by its name."""


def by_key(parts: Parts) -> dict[str, list[tuple[str, Told]]]:
    """For each figure's key the names it is told for, with what it is there; where nothing was counted it is not told."""
    found: dict[str, list[tuple[str, Told]]] = {}
    for name, tolds in parts.items():
        for told in tolds:
            if told.now.count + told.now.beside + told.before.count and not told.untold:
                found.setdefault(told.kpi.key, []).append((name, told))
    return found


def text_lines(heading: Iterable[str], tolds: list[Told], parts: Parts) -> Iterator[str]:
    """The report in lines of at most 80 columns."""
    yield from (fit(line, TEXT_WIDTH).rstrip() for line in heading)
    yield ""
    yield _line("figure", "now", "", "before", "change", "target", "of")
    most, apart, section = largest(tolds), by_key(parts), ""
    for told in tolds:
        if told.kpi.section != section:
            section = told.kpi.section
            yield ""
            yield fit(section, TEXT_WIDTH).rstrip()
        yield _told_line(told.kpi.label, told, most)
        for name, part in apart.get(told.kpi.key, ()):
            yield _told_line(f"    {name}", part, most)


def _told_line(label: str, told: Told, most: Mapping[str, int]) -> str:
    if told.untold:
        return fit(f"{label}  ({told.untold})", TEXT_WIDTH).rstrip()
    return _line(*cells(label, told, most))


def cells(label: str, told: Told, most: Mapping[str, int]) -> tuple[str, str, str, str, str, str, str]:
    """A figure's cells: label, now, bar, before, change, target, records."""
    unit = told.kpi.unit
    return (
        label, value_text(unit, told.now.value), bar_of(told, most), value_text(unit, told.before.value),
        change_text(unit, told.change), target_text(told), f"{told.now.count:,}",
    )  # fmt: skip


def _line(label: str, now: str, drawn: str, before: str, change: str, target: str, count: str) -> str:
    return (
        f"{fit(label, 26)} {now:>10} {fit(drawn, BAR)} {before:>10} {change:>7} {target:>6} {count:>6}"
    ).rstrip()  # fmt: skip


def csv_text(tolds: list[Told], parts: Parts) -> str:
    """The report as CSV with a line of headings: shares in percent, amounts in dollars, days as days."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(HEADINGS)
    apart = by_key(parts)
    for told in tolds:
        for name, each in (("all", told), *apart.get(told.kpi.key, ())):
            rows.writerow(_csv_row(name, each))
    return written.getvalue()


def _csv_row(name: str, told: Told) -> list[str]:
    kpi, now = told.kpi, told.now
    in_cents = kpi.in_dollars and bool(now.whole or kpi.unit is Unit.CENTS)
    met = {True: "yes", False: "no", None: ""}[told.met]
    return [
        plain_cell(kpi.section), plain_cell(kpi.label.strip()), plain_cell(name),
        {Unit.SHARE: "percent", Unit.CENTS: "dollars", Unit.DAYS: "days"}[kpi.unit],
        _number(kpi.unit, now.value), _amount(now.part, in_cents), _amount(now.whole, in_cents), str(now.count),
        str(now.beside), _number(kpi.unit, told.before.value), _number(kpi.unit, told.change),
        _number(Unit.SHARE, told.target), told.untold or met,
    ]  # fmt: skip


def plain_cell(text: str) -> str:
    """A text for a cell: cleaned, and no formula to the program that opens the file."""
    shown = safe_text(text)
    return f"'{shown}" if shown[:1] in ("=", "+", "-", "@", "\t") else shown


def _amount(number: int, in_cents: bool) -> str:
    return _number(Unit.CENTS, number) if in_cents else str(number)


def _number(unit: Unit, value: int | None) -> str:
    if value is None:
        return ""
    if unit is Unit.DAYS:
        return f"{value / 10:.1f}"
    return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
