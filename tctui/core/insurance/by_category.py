"""Rules that each category has one of (percentages, waiting periods), rewritten so that every category says what it shall."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from tctui.core.estimate.scope import category as categories
from tctui.core.insurance.cells import NONE, UNKNOWN
from tctui.core.insurance.stored import RuleRow
from tctui.core.insurance.typed import months_of
from tctui.core.money import bare_percent, points_from_text


def by_category(
    kind: str, rows: Sequence[RuleRow], wanted: Mapping[str, str], only: Collection[str] | None = None
) -> list[RuleRow]:
    """Rewrite the rows of a kind so that each category of `wanted` says what is shown there; others stay.

    Rows keep their id where their value is still wanted, so that a change touches as few as possible. With `only`
    just these categories get rows (a coverage's own rules), besides those that have one already.
    """
    left = dict(wanted)
    if only is not None:
        named = {name for row in rows if row.kind == kind for name in row.categories}
        left = {name: value for name, value in left.items() if name in only or name in named}
    elif all(value == UNKNOWN for value in left.values()):
        # Nobody knows any of them: no rows at all says that more plainly than a row each.
        left = {}
    fallback = next((row for row in rows if row.kind == kind and row.scope == "all"), None)
    kept: list[RuleRow] = []
    spare: list[RuleRow] = []
    for row in rows:
        if row.kind != kind or not row.categories:
            kept.append(row)
            continue
        staying = {name for name in row.categories if left.get(name, "") == _shown(kind, row)}
        foreign = {name for name in row.categories if name not in wanted}
        if staying or foreign:
            kept.append(row if row.categories == staying | foreign else replace(row, scope=_scope(staying | foreign)))
            for name in staying:
                del left[name]
        else:
            spare.append(row)
    if fallback is not None:
        left = {name: value for name, value in left.items() if value != _shown(kind, fallback)}
    if fallback is None and only is None:
        # What has no row is not covered, and has no waiting period.
        left = {name: value for name, value in left.items() if value != ("0" if kind == "percent" else NONE)}
    return [*kept, *_placed(kind, left, spare)]


def _placed(kind: str, left: Mapping[str, str], spare: list[RuleRow]) -> list[RuleRow]:
    groups: dict[str, list[str]] = {}
    for name, value in left.items():
        groups.setdefault(value, []).append(name)
    found = []
    for value, names in groups.items():
        base = spare.pop(0) if spare else RuleRow(0, kind)
        found.append(_with(kind, replace(base, scope=_scope(names)), value))
    return found


def _scope(names: Collection[str]) -> str:
    return categories(*names).text()


def _shown(kind: str, row: RuleRow) -> str:
    if kind == "percent":
        return UNKNOWN if row.percent is None else bare_percent(row.percent)
    months = row.terms.get("months")
    return UNKNOWN if months is None else f"{months}m" if months else NONE


def _with(kind: str, row: RuleRow, value: str) -> RuleRow:
    if kind == "percent":
        return replace(row, percent=None if value == UNKNOWN else points_from_text(value))
    months = None if value == UNKNOWN else 0 if value == NONE else months_of(value)
    return replace(row, terms={**row.terms, "months": months})
