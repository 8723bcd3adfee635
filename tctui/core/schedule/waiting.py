"""What waits to be booked: accepted visits without a place in the book, and who could come early for a gap."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tctui.core.case import CaseFile, Visit
from tctui.core.money import dollars
from tctui.core.schedule.book import Book
from tctui.core.schedule.openings import exam_provider, fits
from tctui.core.schedule.ranking import Reason, of_gap
from tctui.core.schedule.records import Resource
from tctui.core.schedule.wish import PatientTimes, Wish

URGENT, ON_THE_LIST, BOOKED_LATER = 30, 15, -5
CENTS_PER_POINT, MOST_FOR_VALUE = 5_000, 40
DAYS_PER_POINT, MOST_FOR_WAITING = 7, 15
SUITS, AGAINST = 10, -15
AGES = (30, 90, 180, 365)
"""Days up to which what waits is counted together; the rest is older."""


@dataclass(frozen=True, slots=True)
class WaitingVisit:
    """An accepted visit that no appointment holds.

    ``since`` is the day on which it was accepted, or on which its last appointment fell through (``broken``);
    ``ready_on`` the first day ordinal that the gap after the visit before it allows; ``turn`` 0 is the next one of its
    case. Production in cents, pattern in units of five minutes.
    """

    visit_id: int
    case_id: int
    patient_id: int
    patient_name: str
    label: str
    provider_id: int | None
    pattern: str
    cents: int
    urgent: bool
    since: date
    broken: bool = False
    ready_on: int = 0
    turn: int = 0

    def age(self, today: date) -> int:
        """Days that it waits."""
        return max(0, (today - self.since).days)


def cents_by_age(visits: Iterable[WaitingVisit], today: date) -> list[int]:
    """Give the production that waits up to each of AGES in days, and longer, in cents."""
    cents = [0] * (len(AGES) + 1)
    for visit in visits:
        cents[bisect_left(AGES, visit.age(today))] += visit.cents
    return cents


def waiting_visits(case: CaseFile, broken_on: Mapping[int, date]) -> Iterator[WaitingVisit]:
    """Give the visits of the case's leading option that are accepted and not booked, in clinical order.

    ``broken_on`` is the day of the last broken or cancelled appointment per visit.
    """
    option = case.leading
    if option is None:
        return
    name = f"{case.last_name}, {case.first_name}" if case.first_name else case.last_name
    turn, before = 0, 0
    for visit in option.visits():
        if visit.sitting is not None:
            before = visit.sitting.day
            continue
        accepted = [line for line in visit.lines if line.state == "accepted"]
        if not accepted:
            continue
        fell = broken_on.get(visit.id)
        yield WaitingVisit(
            visit.id, case.id, case.patient_id, name,
            ", ".join(dict.fromkeys(f"{line.name} {line.tooth or line.area}".strip() for line in accepted))[:200],
            visit.provider_id or next((line.provider_id for line in visit.lines if line.provider_id), case.provider_id),
            visit.pattern, sum(line.total for line in accepted),
            any(line.urgency == "immediate" for line in accepted), fell or _accepted_on(visit) or case.diagnosed_on,
            fell is not None, before + (visit.gap_min or 0) if before else 0, turn,
        )  # fmt: skip
        turn += 1


def _accepted_on(visit: Visit) -> date | None:
    return max((event.day for line in visit.lines for event in line.events if event.kind == "accepted"), default=None)


@dataclass(frozen=True, slots=True)
class Gap:
    """A free stretch of a chair: day ordinal, units of five minutes, half open."""

    operatory_id: int
    day: int
    start: int
    end: int

    @property
    def units(self) -> int:
        """Length in units of five minutes."""
        return self.end - self.start


def gap_at(book: Book, operatory_id: int, day: int, unit: int) -> Gap | None:
    """The free stretch of a chair around a unit of a day; None where it is taken or closed."""
    free = book.free(Resource("operatory", operatory_id), day)
    if not free >> unit & 1:
        return None
    start, end = unit, unit + 1
    while start and free >> (start - 1) & 1:
        start -= 1
    while free >> end & 1:
        end += 1
    return Gap(operatory_id, day, start, end)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Someone who could come for a gap: a visit that waits, or an appointment that stands later.

    ``appointment_id`` and ``booked_day`` are None for a visit that waits; ``again_id`` is what fell through where that is
    of no case; ``short_call`` says that the patient asked to be called at short notice, ``remind`` are the office's words
    where the patient is pre-medicated.
    """

    patient_id: int
    patient_name: str
    label: str
    pattern: str
    cents: int
    wish: Wish
    urgent: bool = False
    waited_since: date | None = None
    short_call: bool = False
    visit_id: int | None = None
    case_id: int | None = None
    appointment_id: int | None = None
    booked_day: int | None = None
    again_id: int | None = None
    remind: str = ""


@dataclass(frozen=True, slots=True)
class ShortCall:
    """A candidate for a gap with the place found for them, a score in points and the reasons for it."""

    who: Earlier
    start: int
    provider_id: int
    score: int
    reasons: tuple[Reason, ...]
    exam_provider_id: int | None = None


def short_call(
    book: Book,
    gap: Gap,
    candidates: Iterable[Earlier],
    today: date,
    times: Mapping[int, PatientTimes],
    now: int = 0,
    limit: int = 40,
) -> list[ShortCall]:
    """Rank who could come for a gap by fit, value and urgency; the best first, each patient once.

    ``times`` holds when patients can come, by patient id. Only who really fits is given: length, provider, chair,
    block, not booked elsewhere at that time, and not before the unit ``now`` of today.
    """
    best: dict[int, ShortCall] = {}
    for who in candidates:
        if len(who.pattern) > gap.units:
            continue
        found = _placed(book, gap, who, today, now, times.get(who.patient_id))
        if found and (who.patient_id not in best or best[who.patient_id].score < found.score):
            best[who.patient_id] = found
    return sorted(best.values(), key=lambda one: (-one.score, one.who.patient_name, one.who.patient_id))[:limit]


def _placed(book: Book, gap: Gap, who: Earlier, today: date, now: int, times: PatientTimes | None) -> ShortCall | None:
    if times is not None and times.is_away(gap.day):
        return None
    wish = replace(
        who.wish, operatory_ids=(gap.operatory_id,), operatory_kind=None, not_before=gap.day, not_after=gap.day,
        earliest=gap.start, latest=gap.end, times=None, only_patient_times=False, leaving_out=who.appointment_id,
    )  # fmt: skip
    chair = book.free(Resource("operatory", gap.operatory_id), gap.day)
    free = book.without(who.appointment_id) if who.appointment_id is not None else book
    best: ShortCall | None = None
    for fit in fits(book, wish, today.toordinal(), now):
        starts = fit.starts
        while starts:
            start = (starts & -starts).bit_length() - 1
            starts &= starts - 1
            reasons = tuple(_reasons(who, gap, start, chair, today, times))
            score = sum(reason.points for reason in reasons)
            if best is None or score > best.score:
                doctor = exam_provider(free, wish, gap.day, start)
                best = ShortCall(who, start, fit.provider_id, score, reasons, doctor)
    return best


def _reasons(
    who: Earlier, gap: Gap, start: int, free: int, today: date, times: PatientTimes | None
) -> Iterator[Reason]:
    end = start + len(who.pattern)
    yield of_gap(start, end, free)
    if who.cents:
        yield Reason(min(MOST_FOR_VALUE, who.cents // CENTS_PER_POINT), dollars(who.cents))
    if who.urgent:
        yield Reason(URGENT, "urgent")
    if who.waited_since is not None:
        # What was cancelled ahead of its day waits since today.
        days = max(0, (today - who.waited_since).days)
        yield Reason(min(MOST_FOR_WAITING, days // DAYS_PER_POINT), f"waits {days} days")
    if who.short_call:
        yield Reason(ON_THE_LIST, "asked to be called")
    if who.booked_day is not None:
        yield Reason(BOOKED_LATER, f"booked in {who.booked_day - gap.day} days")
    if times is not None and times.knows_hours:
        mask = times.mask(gap.day)
        inside = all(mask >> unit & 1 for unit in range(start, end))
        yield Reason(SUITS, "in their hours") if inside else Reason(AGAINST, "outside their hours")
