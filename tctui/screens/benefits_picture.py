"""What the benefit table shows: its columns for a width, the texts of its cells with their marks, the words about one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tctui.core.estimate.periods import year_start
from tctui.core.insurance.cells import BLOCKS, CELLS, UNKNOWN, cell_of
from tctui.core.insurance.script import Ask, Script
from tctui.core.insurance.sheet import Sheet
from tctui.core.insurance.typed import HINTS
from tctui.core.money import money
from tctui.widgets.ink import Inked
from tctui.widgets.sheet import Columns, Entry, Part, Shown

TYPED, AS_IT_IS, OWN, CONFIRMED = "+", "=", "*", "v"
"""Marks behind a cell: typed and not saved, confirmed as it stands, this patient only, confirmed this benefit year."""

_WIDE = (Columns(27, (5, 4, 6), 9), Columns(22, (9,), 9), Columns(0, (13,), 13))


def table_layout(width: int) -> tuple[list[Columns], list[list[Part]]]:
    """The blocks side by side at 80 cells and more, else fewer columns with more rows."""
    columns: list[list[Part]] = []
    for blocks in BLOCKS:
        parts: list[Part] = []
        for title, rows in blocks:
            parts += [title, *(Entry(CELLS[row[0]].label, row) for row in rows)]
        columns.append(parts)
    if width >= 78:
        # With room to spare the names of fee lists and employers are read whole.
        last = Columns(48, (34,), 34) if width >= 104 else _WIDE[2]
        return [*_WIDE[:2], last], columns
    if width >= 56:
        return [_WIDE[0], _WIDE[2]], [columns[0], [*columns[1], *columns[2]]]
    return [Columns(0, (5, 4, 6), 13)], [[part for column in columns for part in column]]


def script_layout(script: Script) -> tuple[list[Columns], list[list[Part]]]:
    """The questions one under another, each with the cell for its answer."""
    parts: list[Part] = []
    for title, asks in (
        ("ask first: what the planned lines hang on, and by how much for the patient", script.first),
        ("about the planned lines", script.then),
        ("if there is time", script.rest),
    ):
        if asks:
            parts += [title, *(_ask(ask) for ask in asks)]
    return [Columns(0, (13,), 13)], [parts or ["everything is known"]]


def _ask(ask: Ask) -> Entry:
    stake = f"{money(ask.stake_cents):>9} " if ask.stake_cents else " " * 10
    ink = "strong" if ask.stake_cents else "plain"
    return Entry([(f"{stake} {ask.text}", ink)], (ask.key,) if ask.key else ())


def cells_shown(
    sheet: Sheet, before: Mapping[str, str], edits: Mapping[str, str], confirmed: frozenset[str], own: frozenset[str],
    today: date,
) -> dict[str, Shown]:  # fmt: skip
    """Every cell's text with its ink and mark."""
    start = year_start(today, sheet.plan.renewal_month or 1)
    found = {}
    for key, stored in before.items():
        value = edits.get(key, stored)
        ink = "caution" if value == UNKNOWN else "strong" if key in edits else "plain"
        known = sheet.confirmed.get(key)
        mark = (
            TYPED if key in edits else AS_IT_IS if key in confirmed else OWN if key in own
            else CONFIRMED if known is not None and known.on >= start else " "
        )  # fmt: skip
        found[key] = Shown(value, ink, mark)
    return found


def title(sheet: Sheet, personal: bool, script: bool) -> tuple[Inked, Inked]:
    """The heading: which plan, whose, and for whom is typed."""
    name = "Questions to ask  " if script else "Benefits  "
    group = f"  group {sheet.plan.group_number}" if sheet.plan.group_number else ""
    left: Inked = [(name, "heading"), (f"{sheet.plan.name}{group}", "strong"), (f"  {sheet.patient}", "plain")]
    right: Inked = [("THIS PATIENT ONLY", "caution")] if personal else [("for the plan", "dim")]
    return left, right


def state(sheet: Sheet, edits: int, confirmed: int, unknown: int) -> Inked:
    """The second line: when it was verified, how many cells are unknown, what is not saved yet."""
    verified = [(f"verified {sheet.last.words()}", "plain")] if sheet.last else [("NOT VERIFIED", "warn")]
    waiting = [(f"   {edits} typed, {confirmed} as they are, not saved", "strong")] if edits or confirmed else []
    return [*verified, (f"   {unknown} unknown", "caution" if unknown else "plain"), *waiting]


_FITS = 7
"""Characters that every cell shows; a longer value is read whole beside the question."""


def about(sheet: Sheet, key: str, stored: str, edits: Mapping[str, str], choices: Sequence[str]) -> tuple[Inked, Inked]:
    """What the cell under the cursor asks, how it is typed, what it was, who confirmed it."""
    cell = cell_of(key)
    hint = HINTS[cell.kind] or ", ".join(choices) or "nothing to choose from"
    said = [f"was {stored}"] if key in edits else []
    known = sheet.confirmed.get(key)
    if known is not None:
        said.append(f"confirmed {known.words()}")
    parts = [(f"{'; '.join(said)}   ", "note")] if said else []
    value = edits.get(key, stored)
    whole = [(f"   {value}", "strong")] if len(value) > _FITS else []
    return [(cell.question, "plain"), *whole], [*parts, (f"type {hint}, ?", "dim")]
