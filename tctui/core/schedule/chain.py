"""What a visit is held to when a person books it: the days to the others of its case, and what the patient bears a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tctui.core.schedule.clock import day_name
from tctui.core.schedule.rules import Conflict
from tctui.core.schedule.spacing import Gap
from tctui.core.spoken import show_length

NOON = 144

_SIDES = {"UR": "right", "LR": "right", "UL": "left", "LL": "left"}


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What a patient bears on one day, in units of five minutes: treatment, and from arrival to leaving.

    ``is_own`` says that the limit of treatment was set for this patient: then a visit alone is held to it as well.
    """

    chair_units: int = 36
    stay_units: int = 48
    only_mornings: bool = False
    is_own: bool = False


class Booked(NamedTuple):
    """Another visit of the case that stands in the book: day ordinal, units half open, the quadrants it numbs."""

    visit_id: int
    name: str
    day: int
    start: int
    end: int
    numbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Chain:
    """One visit among the booked ones of its case; without a case only what the patient bears counts.

    ``gaps`` are those that name the visit; ``numbs`` the quadrants that it numbs.
    """

    visit_id: int = 0
    gaps: tuple[Gap, ...] = ()
    booked: tuple[Booked, ...] = ()
    numbs: frozenset[str] = frozenset()
    tolerance: Tolerance = Tolerance()

    def against(
        self, day: int, start: int, end: int, stays: Iterable[tuple[int, int]] = (), treats: bool = True
    ) -> list[Conflict]:
        """List the rules that a place breaks, all of them warnings; empty when it keeps every one.

        ``stays`` are the stretches for which the patient is here that day beside it; ``treats`` is false for a
        hygienist's visit, which children may have at any hour.
        """
        found = [*self._spacing(day, start, end), *self._numbed(day), *self._borne(start, end, list(stays))]
        if self.tolerance.only_mornings and treats and end > NOON:
            found.append("a child is treated in the morning")
        return [Conflict("chain", False, text) for text in dict.fromkeys(found)]

    def keeps(self, day: int) -> bool:
        """Whether a day keeps every firm gap to the visits that are booked."""
        return all(gap.holds(_between(gap, other, day)) for gap, other in self._gaps() if gap.firm)

    def not_before(self) -> int:
        """The first day ordinal that the firm gaps from visits before it leave; 0 when none is booked."""
        return max((other.day + gap.min_days for gap, other in self._gaps() if _follows(gap, other)), default=0)

    def due_by(self) -> int | None:
        """The last day ordinal that the firm gaps leave; None when nothing ends them."""
        last = [
            other.day + gap.max_days for gap, other in self._gaps() if _follows(gap, other) and gap.max_days is not None
        ]
        last += [other.day - gap.min_days for gap, other in self._gaps() if gap.firm and other.visit_id == gap.to_id]
        return min(last, default=None)

    def together(self, day: int) -> str:
        """Say which booked visit numbs the same side: that this one joins it, or could; empty when none does."""
        sides = {_SIDES[quadrant] for quadrant in self.numbs}
        for other in sorted(self.booked, key=lambda one: one.day != day):
            if sides and sides == {_SIDES[quadrant] for quadrant in other.numbs} and self._may_share(other):
                if other.day == day:
                    return f"same side as {other.name}"
                return f"same side as {other.name} {day_name(other.day)}"
        return ""

    def _gaps(self) -> Iterator[tuple[Gap, Booked]]:
        """Each gap whose other visit is booked, with that visit."""
        known = {other.visit_id: other for other in self.booked}
        for gap in self.gaps:
            other = known.get(gap.from_id if gap.to_id == self.visit_id else gap.to_id)
            if other is not None:
                yield gap, other

    def _may_share(self, other: Booked) -> bool:
        return all(gap.min_days == 0 for gap, one in self._gaps() if one == other) and not _both_lower(
            self.numbs | other.numbs
        )

    def _spacing(self, day: int, start: int, end: int) -> Iterator[str]:
        broken: set[int] = set()
        # A wish of the table is not said beside what must be kept of the same two visits.
        for gap, other in sorted(self._gaps(), key=lambda each: not each[0].firm):
            if other.visit_id in broken:
                continue
            between, on = _between(gap, other, day), day_name(other.day)
            after = other.visit_id == gap.from_id
            if between < 0:
                broken.add(other.visit_id)
                yield f"belongs {'after' if after else 'before'} {on}: {_why(gap)}"
            elif not gap.holds(between):
                broken.add(other.visit_id)
                soon = between < gap.min_days
                word = ("soon" if soon else "late") if after else ("near" if soon else "long")
                much = "too " if gap.firm else ""
                yield f"{much}{word} {'after' if after else 'before'} {on}: {_why(gap)}"
            elif between == 0 and (start < other.end if after else other.start < end):
                yield f"on that day {'after' if after else 'before'} {other.name}: {_why(gap)}"

    def _numbed(self, day: int) -> Iterator[str]:
        if _both_lower(self.numbs):
            yield "numbs both lower sides"
        for other in self.booked:
            if other.day == day and _both_lower(self.numbs | other.numbs) and not _both_lower(self.numbs):
                yield f"both lower sides numbed that day: {other.name}"

    def _borne(self, start: int, end: int, stays: list[tuple[int, int]]) -> Iterator[str]:
        """What comes together is judged; how long a visit alone takes was decided when it was planned, but for an own limit."""
        if not stays and not self.tolerance.is_own:
            return
        treated = end - start + sum(until - since for since, until in stays)
        here = max([end, *(until for _, until in stays)]) - min([start, *(since for since, _ in stays)])
        if treated > self.tolerance.chair_units:
            most = show_length(self.tolerance.chair_units)
            yield f"{show_length(treated)} in the chair that day, {most} at most"
        elif here > self.tolerance.stay_units:
            most = show_length(self.tolerance.stay_units)
            yield f"{show_length(here)} from coming to leaving that day, {most} at most"


def _follows(gap: Gap, other: Booked) -> bool:
    return gap.firm and other.visit_id == gap.from_id


def _between(gap: Gap, other: Booked, day: int) -> int:
    return day - other.day if other.visit_id == gap.from_id else other.day - day


def _both_lower(quadrants: frozenset[str]) -> bool:
    return {"LL", "LR"} <= quadrants


def _why(gap: Gap) -> str:
    """The rule in its own words; days that a person set are not in them."""
    if gap.why != "set for this visit":
        return gap.why
    span = f"from {gap.min_days}" if gap.max_days is None else f"{gap.min_days} to {gap.max_days}"
    return f"{span} days {gap.why}"
