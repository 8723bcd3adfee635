"""The report: every figure of a period beside the period before and its target, for all or for one of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from tctui.core.figures.catalog import CATEGORY, DIMENSIONS, OWNER, PLAN, PROVIDER, Aim, Kpi, Unit, kpis
from tctui.core.figures.facts import Facts, Where, narrowed, parted
from tctui.core.figures.period import Period
from tctui.core.figures.records import Figure, Record, View
from tctui.core.money import dollars, money, short_dollars

NOTHING = Figure(None)


@dataclass(frozen=True, slots=True)
class Told:
    """One figure as it is told: now, in the period before, and its target; ``untold`` says why it is not told so."""

    kpi: Kpi
    now: Figure
    before: Figure
    target: int | None
    untold: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without a target or a figure."""
        value, target = self.now.value, self.target
        if value is None or target is None:
            return None
        if self.kpi.aim is Aim.NEAR:
            return abs(value - 10_000) <= target
        return value >= target if self.kpi.aim is Aim.ABOVE else value < target

    @property
    def change(self) -> int | None:
        """By how much it moved since the period before, in its unit; of shares as they are shown, in whole tenths.

        Who subtracts the two shares on the screen must get what stands beside them.
        """
        now, before = self.now.value, self.before.value
        if now is None or before is None:
            return None
        return 10 * (_in_tenths(now, 10) - _in_tenths(before, 10)) if self.kpi.unit is Unit.SHARE else now - before


def report(facts: Facts, period: Period, wanted: Where, targets: Mapping[str, int]) -> list[Told]:
    """Every figure of a period; ``targets`` are the office's own by the figure's key, the usual ones for the rest."""
    only = narrowed(facts, wanted)
    return _told(View(only, period), View(only, period.step(-1)), _asked(wanted), targets)


def broken_down(
    facts: Facts, period: Period, wanted: Where, targets: Mapping[str, int], dimension: str
) -> dict[int | str | None, list[Told]]:
    """Every figure for each coordinator, provider, plan or category apart."""
    asked = {*_asked(wanted), dimension}
    return {
        key: _told(View(part, period), View(part, period.step(-1)), asked, targets)
        for key, part in parted(narrowed(facts, wanted), dimension).items()
    }


def _asked(wanted: Where) -> set[str]:
    named = zip_longest((OWNER, PROVIDER, PLAN, CATEGORY), wanted)
    return {name for name, value in named if name and value not in (None, "")}


def _told(now: View, before: View, asked: set[str], targets: Mapping[str, int]) -> list[Told]:
    found = []
    for kpi in kpis(now, before):
        target = targets.get(kpi.key, kpi.target)
        if kpi.told_for(asked):
            found.append(Told(kpi, kpi.figure(now), kpi.figure(before), target))
        else:
            by = " and ".join(word for name, word in DIMENSIONS.items() if name in asked - kpi.dims)
            found.append(Told(kpi, NOTHING, NOTHING, target, f"not told by {by}"))
    return found


def behind(kpi: Kpi, facts: Facts, period: Period) -> list[Record]:
    """The very records of a figure, the weightiest first, those beside it last."""
    return sorted(kpi.records(View(facts, period)), key=lambda each: (each.beside, -(each.whole or each.part), each.id))


def value_text(unit: Unit, value: int | None) -> str:
    """A figure as it is shown: ``88.2 %``, ``$4,535``, ``12.5 d``; a dash when there is none."""
    if value is None:
        return "—"
    if unit is Unit.CENTS:
        return dollars(value)
    whole = f"{_tenths(value, 10 if unit is Unit.SHARE else 1)}"
    return f"{whole} %" if unit is Unit.SHARE else f"{whole} d"


def change_text(unit: Unit, change: int | None) -> str:
    """A change with its sign: points of percent, short dollars, days; a dash when there is none."""
    if change is None:
        return "—"
    sign = "+" if change > 0 else "-" if change < 0 else "±"
    if unit is Unit.CENTS:
        return f"{sign}{short_dollars(abs(change))}"
    return f"{sign}{_tenths(abs(change), 10 if unit is Unit.SHARE else 1)}"


def _in_tenths(value: int, per: int) -> int:
    return (value * 2 + per) // (2 * per)


def _tenths(value: int, per: int) -> str:
    """A number of tenths (of ``per``) with one decimal, halves up."""
    tenths = _in_tenths(value, per)
    return f"{tenths // 10}.{tenths % 10}"


def target_text(told: Told) -> str:
    """A target as it is shown: ``95 %``, ``< 8 %``, ``± 3 %``; empty without one."""
    if told.target is None:
        return ""
    mark = {Aim.BELOW: "< ", Aim.NEAR: "± "}.get(told.kpi.aim, "")
    return f"{mark}{_plain(told.target)} %"


def _plain(points: int) -> str:
    return f"{points // 100}" if points % 100 == 0 else _tenths(points, 10)


def steps(told: Told, facts: Facts, period: Period) -> Iterator[tuple[str, str]]:
    """How the figure came about: the formula, what was counted, what stands beside, the target, the period before."""
    kpi, now = told.kpi, told.now
    yield "formula", kpi.formula
    if told.untold:
        yield "not told", told.untold
        return
    yield "period", f"{period.words}, {period.days} days"
    yield "records", f"{now.count:,} counted" + (f", {now.beside:,} beside: {kpi.beside}" if now.beside else "")
    if kpi.unit is Unit.SHARE:
        amount = money if kpi.in_dollars else (lambda number: f"{number:,}")
        yield kpi.part, amount(now.part)
        yield kpi.whole, amount(now.whole)
    yield "figure", value_text(kpi.unit, now.value)
    yield f"{period.step(-1).words}", f"{value_text(kpi.unit, told.before.value)} of {told.before.count:,} records"
    if told.target is not None:
        verdict = {True: "met", False: "not met", None: "nothing to hold against it"}[told.met]
        yield "target", f"{target_text(told)}: {verdict}"
    yield from _left_out(kpi, facts, period)


def _left_out(kpi: Kpi, facts: Facts, period: Period) -> Iterator[tuple[str, str]]:
    if not kpi.of_lines:
        return
    first, last = period.span
    counts: dict[str, int] = {}
    for line in facts.lines:
        on = line.presented_on if line.presented_on is not None else line.diagnosed_on
        if line.out and first <= on <= last:
            counts[line.out] = counts.get(line.out, 0) + 1
    for reason, count in sorted(counts.items()):
        yield "left out", f"{count:,} line{'s' * (count != 1)} {reason}"
