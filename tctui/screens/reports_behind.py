"""Behind a figure: the very cases that it counts, and the steps by which it came about."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from tctui.core.errors import Refused
from tctui.core.figures.catalog import Kpi, Unit
from tctui.core.figures.records import Record
from tctui.core.figures.report import Told, behind, steps, value_text
from tctui.core.money import dollars
from tctui.db.figures_names import Named, named_beside
from tctui.screens.pick import ListScreen
from tctui.screens.reports_counting import facts_of
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row, Section

if TYPE_CHECKING:
    from tctui.screens.reports import ReportsScreen

AT_ONCE = 5_000
"""Facts up to which the cases are looked up while the key waits."""

MOST = 2_000
"""So many lines are listed, the weightiest first: more are told apart by a filter or a shorter period."""


@dataclass(frozen=True, slots=True)
class Left:
    """Where a list was left for a case or a day of the book: the figure, its part, the line."""

    figure: tuple[str, str]
    one: Named
    number: int


class Found(Message):
    """What stands behind a figure: how many records, the weightiest of them with their names, the line that was left."""

    def __init__(self, told: Told, part: str, count: int, listed: Sequence[Named], left: Left | None = None) -> None:
        super().__init__()
        self.told = told
        self.part = part
        self.count = count
        self.listed = listed
        self.left = left


def open_behind(place: ReportsScreen, told: Told, part: str, left: Left | None = None) -> None:
    """Look up what a figure counts and list it; in a large practice a worker looks, and the place hears ``Found``."""
    counted = place.counted
    assert counted is not None
    facts, period = counted.facts, counted.wanted.period

    def look() -> Found:
        records = behind(told.kpi, facts_of(counted, part), period)
        return Found(told, part, len(records), named_beside(records[:MOST]), left)

    if len(facts.lines) + len(facts.visits) <= AT_ONCE:
        show_behind(place, look())
        return
    place.say("looking up the cases …")
    place.run_worker(
        lambda: place.post_message(look()), name="cases behind", group="behind", thread=True, exit_on_error=False
    )


def show_behind(place: ReportsScreen, found: Found) -> None:
    """List what a figure counts, and what stands beside it; Enter goes to the case, and back from there to its line."""
    assert place.counted is not None
    told, part, listed, period = found.told, found.part, found.listed, place.counted.wanted.period
    lines: list[Line] = []
    for number, one in enumerate(listed):
        if one.record.beside and (number == 0 or not listed[number - 1].record.beside):
            lines.append(Section(f"{told.now.beside:,} beside: {told.kpi.beside}"))
        lines.append(_row(number, told.kpi, one))
    if found.count > MOST:
        lines.append(Section(f"and {found.count - MOST:,} more; a filter or a shorter period shows them"))

    def chosen(key: Hashable) -> str | None:
        assert isinstance(key, int)
        one = listed[key]
        if one.record.case_id is None and not one.day:
            raise Refused("That one belongs to no case.")
        place.left = Left((told.kpi.key, part), one, key)
        if one.record.case_id is not None:
            place.call_next(_go, place, "case", {"case_id": one.record.case_id})
        else:
            place.call_next(_go, place, "schedule", {"day": one.day})
        return None

    def about(key: Hashable) -> Sequence[Inked]:
        assert isinstance(key, int)
        one = listed[key]
        opens = "Enter opens the case" if one.record.case_id is not None else "Enter opens its day" if one.day else ""
        apart = f"not in the figure: {told.kpi.beside}   " if one.record.beside else ""
        return [(f"{one.whose}   ", "strong"), (one.what, "plain")], [(apart, "caution"), (opens, "dim")]

    name = told.kpi.label.strip() + (f", {part}" if part else "")
    beside = f", {told.now.beside:,} beside" if told.now.beside else ""
    amount = f"{value_text(told.kpi.unit, told.now.value)}  {told.now.count:,} counted{beside}"
    title: Inked = [(f"{name}  ", "heading"), (f"{amount}  ", "strong"), (period.words, "note")]
    columns = [Column("", 1), Column("whose", 22), Column("what"), Column("counted", 11, "right"),
               Column("of", 11, "right")]  # fmt: skip
    at = None if found.left is None else _again(listed, found.left)
    place.lay_over(ListScreen(title, columns, lines, chosen, about, at=at))


def _again(listed: Sequence[Named], left: Left) -> int:
    """The line that was left, or what stands in its place now."""
    same = (number for number, one in enumerate(listed) if one == left.one)
    of_case = (number for number, one in enumerate(listed) if one.record.case_id == left.one.record.case_id is not None)
    return next(same, next(of_case, min(left.number, len(listed) - 1)))


def _go(place: ReportsScreen, name: str, context: dict[str, int]) -> None:
    place.host.open_place(name, **context)


def _row(number: int, kpi: Kpi, one: Named) -> Row:
    record = one.record
    mark = "·" if record.beside else "■" if record.part and kpi.unit is Unit.SHARE else ""
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
