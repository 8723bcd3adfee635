"""Behind a figure: the very cases that it counts, and the steps by which it came about."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from tctui.core.errors import Refused
from tctui.core.figures.catalog import Kpi, Unit
from tctui.core.figures.records import Record
from tctui.core.figures.report import Told, behind, steps, value_text
from tctui.core.money import dollars
from tctui.db.figures_names import Named, named
from tctui.screens.reports_counting import facts_of
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row, Section

if TYPE_CHECKING:
    from tctui.screens.reports import ReportsScreen

MOST = 2_000
"""So many lines are listed, the weightiest first: more are told apart by a filter or a shorter period."""


def open_behind(place: ReportsScreen, told: Told, part: str) -> None:
    """List what a figure counts, and what stands beside it; Enter goes to the case."""
    assert place.counted is not None
    period = place.counted.wanted.period
    records = behind(told.kpi, facts_of(place.counted, part), period)
    listed = named(records[:MOST])
    lines: list[Line] = []
    for number, one in enumerate(listed):
        if one.record.beside and (number == 0 or not listed[number - 1].record.beside):
            lines.append(Section(f"{told.now.beside:,} beside: {told.kpi.beside}"))
        lines.append(_row(number, told.kpi, one))
    if len(records) > MOST:
        lines.append(Section(f"and {len(records) - MOST:,} more; a filter or a shorter period shows them"))

    def chosen(key: Hashable) -> str | None:
        assert isinstance(key, int)
        one = listed[key]
        if one.record.case_id is not None:
            place.call_next(_go, place, "case", {"case_id": one.record.case_id})
        elif one.day:
            place.call_next(_go, place, "schedule", {"day": one.day})
        else:
            raise Refused("That one belongs to no case.")
        return None

    def about(key: Hashable) -> Sequence[Inked]:
        assert isinstance(key, int)
        one = listed[key]
        opens = "Enter opens the case" if one.record.case_id is not None else "Enter opens its day" if one.day else ""
        return [(f"{one.whose}   ", "strong"), (one.what, "plain")], [(opens, "dim")]

    name = told.kpi.label.strip() + (f", {part}" if part else "")
    amount = f"{value_text(told.kpi.unit, told.now.value)}  {told.now.count:,} counted"
    title: Inked = [(f"{name}  ", "heading"), (f"{amount}  ", "strong"), (period.words, "note")]
    columns = [Column("", 1), Column("whose", 22), Column("what"), Column("counted", 11, "right"),
               Column("of", 11, "right")]  # fmt: skip
    place.open_list(title, columns, lines, chosen, about)


def _go(place: ReportsScreen, name: str, context: dict[str, int]) -> None:
    place.host.open_place(name, **context)


def _row(number: int, kpi: Kpi, one: Named) -> Row:
    record = one.record
    mark = "■" if record.part and kpi.unit is Unit.SHARE and not record.beside else ""
    return Row(number, (mark, one.whose, one.what, *_amounts(kpi, record)), "dim" if record.beside else "plain")


def _amounts(kpi: Kpi, record: Record) -> tuple[str, str]:
    if kpi.unit is Unit.DAYS:
        return ("" if record.beside else f"{record.part} d"), ""
    if kpi.in_dollars:
        return dollars(record.part), dollars(record.whole) if kpi.unit is Unit.SHARE else ""
    if record.whole == 1:
        return ("yes" if record.part else "no"), ""
    return f"{record.part:,}", f"{record.whole:,}"


def open_steps(place: ReportsScreen, told: Told, part: str) -> None:
    """Show how a figure came about: the formula, what was counted, what was left out."""
    assert place.counted is not None
    facts = facts_of(place.counted, part)
    lines = [
        Row(number, step) for number, step in enumerate(steps(told, facts, place.counted.wanted.period))
    ]  # fmt: skip
    name = told.kpi.label.strip() + (f", {part}" if part else "")
    title: Inked = [(f"{name}  ", "heading"), (value_text(told.kpi.unit, told.now.value), "strong")]
    place.open_list(title, [Column("", 38), Column("")], lines)
