"""Counting the figures beside the keys: what is wanted, the worker that reads and counts, what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Event
from time import monotonic

from textual.message import Message

from tctui.core.figures.catalog import DIMENSIONS
from tctui.core.figures.facts import EVERYONE, Facts, Where, narrowed, parted
from tctui.core.figures.period import Period
from tctui.core.figures.report import Told, broken_down, report
from tctui.core.figures.sheet import Parts
from tctui.screens.place import Place


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: the period, whom it is narrowed to, and by what it is broken down; names as they are shown."""

    period: Period
    where: Where = EVERYONE
    names: tuple[str, ...] = ("", "", "", "")
    by: str = ""

    @property
    def words(self) -> str:
        """Whom the figures are told for: ``coordinator maria · by provider``; the whole practice without a filter."""
        parts = [f"{word} {name}" for word, name in zip(DIMENSIONS.values(), self.names, strict=True) if name]
        if self.by:
            parts.append(f"by {DIMENSIONS[self.by]}")
        return " · ".join(parts) or "whole practice"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a run found: the facts, the figures, those of each kind, up to which change it holds, and how long it took."""

    wanted: Wanted
    facts: Facts
    tolds: list[Told]
    parts: Parts = field(default_factory=dict)
    keys: Mapping[str, int | str | None] = field(default_factory=dict)
    newest: int = 0
    seconds: float = 0.0


def facts_of(counted: Counted, part: str) -> Facts:
    """The facts that a figure was counted from: of all that is wanted, or of one coordinator, provider, plan, category."""
    facts = narrowed(counted.facts, counted.wanted.where)
    return parted(facts, counted.wanted.by)[counted.keys[part]] if part else facts


class Heard(Message):
    """How far a run is, or what it found; ``run`` is the stop of the run it belongs to."""

    def __init__(self, run: Event, said: str, found: Counted | None = None) -> None:
        super().__init__()
        self.run = run
        self.said = said
        self.found = found


def count_beside(place: Place, wanted: Wanted, today: date, kept: Counted | None) -> Event:
    """Count in a worker and post ``Heard`` to the place; setting the event given stops it.

    The facts of ``kept`` are counted again without reading where they are of the same period.
    """
    stop = Event()

    def tell(said: str) -> bool:
        if not stop.is_set():
            place.post_message(Heard(stop, said))
        return not stop.is_set()

    def work() -> None:
        from tctui.db.figures import Stopped

        try:
            found = _counted(wanted, today, kept, tell)
        except Stopped:
            return
        if not stop.is_set():
            place.post_message(Heard(stop, "", found))

    place.run_worker(work, name="figures", group="figures", thread=True, exit_on_error=False)
    return stop


def _counted(wanted: Wanted, today: date, kept: Counted | None, tell: Callable[[str], bool]) -> Counted:
    from tctui.db.figures import newest_change, read_beside
    from tctui.db.figures_names import known
    from tctui.db.targets import targets

    start = monotonic()
    newest, own, facts = newest_change(), targets(), kept.facts if kept else None
    seconds = kept.seconds if kept else 0.0
    if facts is None or kept is None or kept.wanted.period != wanted.period:
        facts = read_beside(today, wanted.period, tell)
        seconds = monotonic() - start
    else:
        newest = kept.newest
    tell("figures")
    tolds = report(facts, wanted.period, wanted.where, own)
    parts: dict[str, list[Told]] = {}
    keys: dict[str, int | str | None] = {}
    if wanted.by:
        tell(f"figures by {DIMENSIONS[wanted.by]}")
        apart = broken_down(facts, wanted.period, wanted.where, own, wanted.by)
        keys = {name: key for key, name in known(wanted.by, apart).items()}
        parts = {name: apart[key] for name, key in keys.items()}
    return Counted(wanted, facts, tolds, parts, keys, newest, seconds)
