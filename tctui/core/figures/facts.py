"""Dated facts that figures are made of: lines, touches, contacts, appointments, days of the book, claims, applications.

Days are ordinals (``date.toordinal()``), amounts cents, lengths units of five minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tctui.core.pipeline import states_through

ALTERNATIVE = "of an option that was not chosen"
CATEGORY = "diagnostic or preventive"
WITHDRAWN = "withdrawn for a clinical reason"
LEFT_OUT = (ALTERNATIVE, CATEGORY, WITHDRAWN)
"""Why a line is no unit of any figure (coordination.md section 7), in the order in which it is asked."""

OUT_CATEGORIES = frozenset({"diagnostic", "preventive"})

_ACCEPTED = frozenset({"accepted", "in_treatment", "completed"})
_CLOSED = frozenset({"completed", "declined", "withdrawn"})


class Where(NamedTuple):
    """Whom a fact belongs to: coordinator, provider, plan, category; None or empty where it has none."""

    owner: int | None = None
    provider: int | None = None
    plan: int | None = None
    category: str = ""


EVERYONE = Where()
"""No filter: the whole practice."""


class Sitting(NamedTuple):
    """An appointment that holds or held a line's visit: when it was booked, its day, whether it still takes a place."""

    booked_on: int
    day: int
    holds: bool
    broken: bool = False


class Happened(NamedTuple):
    """An event of a line: its kind, its day, the reason said."""

    kind: str
    day: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LineFact:
    """A line: net fee (fee less write-off), patient portion, and the days that still hold, None where they do not.

    ``out`` is one of LEFT_OUT, or empty. An acceptance that was taken back, put off or declined later holds no more.
    ``closed`` is done, declined or withdrawn as it stands since ``latest``, the day of its last event.
    """

    id: int
    case_id: int
    patient_id: int
    where: Where
    cents: int
    patient_cents: int
    diagnosed_on: int
    presented_on: int | None
    accepted_on: int | None
    scheduled_on: int | None
    declined_on: int | None
    reason: str
    out: str
    closed: bool
    latest: int
    events: tuple[Happened, ...]
    sittings: tuple[Sitting, ...]

    def open_on(self, day: int) -> bool:
        """Whether the line was diagnosed by a day and neither done, declined nor withdrawn by its end."""
        if self.diagnosed_on > day:
            return False
        if self.latest <= day:
            return not self.closed
        return states_through(event.kind for event in self.events if event.day <= day)[-1] not in _CLOSED

    def booked_ahead(self, day: int, today: int) -> bool:
        """Whether on a day an appointment on that day or later held the line's visit.

        Of a day that has passed, an appointment that was broken only afterwards counts as held.
        """
        return any(
            sitting.booked_on <= day <= sitting.day and (sitting.holds or (sitting.broken and day < today))
            for sitting in self.sittings
        )


def line_fact(
    ids: tuple[int, int, int], where: Where, money: tuple[int, int], diagnosed_on: int, events: Sequence[Happened],
    sittings: Sequence[Sitting], is_alternative: bool,
) -> LineFact:  # fmt: skip
    """Make the fact of a line of (line, case, patient) and (net, patient) cents from its events in order.

    Work that was begun without an acceptance on record counts as accepted on the day it began. A line is scheduled on
    the first day on which it is both accepted and booked.
    """
    presented = accepted = declined = None
    reason = ""
    states = states_through(event.kind for event in events)
    for event, state in zip(events, states[1:], strict=True):
        if event.kind == "presented" and presented is None:
            presented = event.day
        elif event.kind == "diagnosed":
            presented = None
        if state in _ACCEPTED:
            accepted = event.day if accepted is None else accepted
        elif state != "referred":
            accepted = None
        declined, reason = (event.day, event.reason) if state == "declined" else (None, "")
    first = min((event.day for event in events if event.kind == "diagnosed"), default=diagnosed_on)
    booked = min((sitting.booked_on for sitting in sittings), default=None)
    scheduled = None if accepted is None or booked is None else max(accepted, booked)
    out = ""
    if is_alternative:
        out = ALTERNATIVE
    elif where.category in OUT_CATEGORIES:
        out = CATEGORY
    elif states[-1] == "withdrawn":
        out = WITHDRAWN
    return LineFact(
        *ids, where, *money, first, presented, accepted, scheduled, declined, reason, out,
        states[-1] in _CLOSED, max((event.day for event in events), default=first), tuple(events), tuple(sittings),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TouchFact:
    """A follow-up that is due on a day; ``done_on`` None while it is not done."""

    id: int
    case_id: int
    where: Where
    due: int
    done_on: int | None


@dataclass(frozen=True, slots=True)
class ContactFact:
    """A contact in which the patient was reached; ``booked_on`` is the first booking of the case from that day on."""

    id: int
    case_id: int
    where: Where
    day: int
    booked_on: int | None


@dataclass(frozen=True, slots=True)
class VisitFact:
    """An appointment of the book; ``broken_as`` no-show or late cancel, ``done`` when the patient came."""

    id: int
    case_id: int | None
    patient_id: int
    where: Where
    day: int
    booked_on: int
    holds: bool
    done: bool
    broken_as: str
    cents: int


@dataclass(frozen=True, slots=True)
class DayFact:
    """A provider's day: open and booked units, production goal in cents."""

    where: Where
    day: int
    open_units: int
    booked_units: int
    goal_cents: int


@dataclass(frozen=True, slots=True)
class ClaimFact:
    """What an insurer paid on a line beside what had been estimated, in cents."""

    id: int
    case_id: int
    where: Where
    day: int
    plan: str
    code: str
    expected: int
    paid: int


@dataclass(frozen=True, slots=True)
class ApplicationFact:
    """An application to a lending partner by its steps; ``fee_cents`` what was kept of ``funded_cents``, None unpaid."""

    id: int
    case_id: int
    where: Where
    partner: str
    offered_on: int
    approved: bool
    used: bool
    used_cents: int
    fee_cents: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was read, as of a day; ``financed`` is what a case's way to pay leaves to a plan, in cents."""

    today: int
    lines: Sequence[LineFact] = ()
    touches: Sequence[TouchFact] = ()
    contacts: Sequence[ContactFact] = ()
    visits: Sequence[VisitFact] = ()
    days: Sequence[DayFact] = ()
    claims: Sequence[ClaimFact] = ()
    applications: Sequence[ApplicationFact] = ()
    financed: Mapping[int, int] | None = None


def narrowed(facts: Facts, wanted: Where) -> Facts:
    """Only the facts of one coordinator, provider, plan or category, or of several of these at once; None is any."""
    if wanted == EVERYONE:
        return facts

    def fits(where: Where) -> bool:
        return (
            (wanted.owner is None or where.owner == wanted.owner)
            and (wanted.provider is None or where.provider == wanted.provider)
            and (wanted.plan is None or where.plan == wanted.plan)
            and (not wanted.category or where.category == wanted.category)
        )

    lists = {name: [fact for fact in getattr(facts, name) if fits(fact.where)] for name in _LISTS}
    return replace(facts, **lists)  # type: ignore[arg-type]


def parted(facts: Facts, dimension: str) -> dict[int | str | None, Facts]:
    """The facts apart by ``owner``, ``provider``, ``plan`` or ``category``; each falls into exactly one part."""
    parts: dict[int | str | None, dict[str, list[object]]] = {}
    for name in _LISTS:
        for fact in getattr(facts, name):
            key = getattr(fact.where, dimension)
            parts.setdefault(key, {each: [] for each in _LISTS})[name].append(fact)
    return {key: replace(facts, **lists) for key, lists in parts.items()}  # type: ignore[arg-type]


_LISTS = ("lines", "touches", "contacts", "visits", "days", "claims", "applications")


def of_cases(facts: Iterable[LineFact]) -> dict[int, list[LineFact]]:
    """Lines by their case."""
    found: dict[int, list[LineFact]] = {}
    for fact in facts:
        found.setdefault(fact.case_id, []).append(fact)
    return found
