"""Cases of the demo practice in every stage: how each came to where it stands, with its visits in the book."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tctui.core.schedule.pattern import combined, fitted
from tctui.core.schedule.states import State
from tctui.db.demo.diary import Diary, Slot
from tctui.db.demo.making import Making, Member, Person, working_day
from tctui.db.demo.procedures import WORK
from tctui.db.demo.talk import add_talk
from tctui.db.demo.told import Told
from tctui.db.demo.treatment import Plan, Trip, Way, draw_plan
from tctui.db.demo.words import REASONS
from tctui.db.models import Case, Line, LineEvent, Option, Phase, Visit

LONGEST = 36
"""Units: three hours are the most that a patient sits."""

_OPEN = (("diagnosed", 20), ("presented", 34), ("accepted", 18), ("scheduled", 18), ("in_treatment", 10))
_DECLINES = ("cost", "cost", "cost", "fear or pain", "time", "no urgency felt", "second opinion", "moved", "trust")


def add_cases(making: Making, diary: Diary) -> list[Told]:
    """Add the open and the closed cases; returns the open ones and those closed lately."""
    dice, size = making.dice("cases"), making.size
    people = list(making.patients)
    dice.shuffle(people)
    told = []
    stages = [stage for stage, weight in _OPEN for _ in range(round(size.open_cases * weight / 100))]
    for at in range(size.open_cases):
        told.append(_tell(making, diary, dice, people[at], stages[at % len(stages)]))
        making.stock.ease()
    for at in range(size.closed_cases):
        stage = "completed" if dice.random() < 0.66 else "declined"
        case = _tell(making, diary, dice, people[-1 - at % len(people)], stage)
        if case.closed and case.closed > making.ago(90):
            told.append(case)
        making.stock.ease()
    return told


def _tell(making: Making, diary: Diary, dice: Random, person: Person, stage: str) -> Told:
    closed = stage in ("completed", "declined")
    plan = draw_plan(dice, person.age, simple=closed and dice.random() < 0.7)
    if stage in ("scheduled", "in_treatment") and _least_days(plan.ways[0]) > 70:
        plan = draw_plan(dice, person.age, simple=True)
    told = _write(making, dice, person, stage, plan)
    {
        "diagnosed": _diagnosed, "presented": _presented, "accepted": _accepted, "scheduled": _scheduled,
        "in_treatment": _in_treatment, "completed": _completed, "declined": _declined,
    }[stage](making, diary, dice, told)  # fmt: skip
    making.stock.change(Case, told.case, diagnosed_on=told.diagnosed)
    add_talk(making, dice, told)
    return told


def _least_days(way: Way) -> int:
    return sum(trip.gap[0] for step in way.steps for trip in step.trips if trip.gap)


def _write(making: Making, dice: Random, person: Person, stage: str, plan: Plan) -> Told:
    stock = making.stock
    doctor = dice.choice(making.doctors)
    owner = None if stage == "diagnosed" and dice.random() < 0.2 else dice.choice(making.owners + making.owners[:1] * 2)
    case = stock.add(
        Case, patient=person.id, title=plan.title, diagnosed_on=making.today, provider=doctor.id, owner=owner
    )
    told = Told(case, person, stage, doctor, owner)
    taken = stage in ("accepted", "scheduled", "in_treatment", "completed")
    choice = 1 if taken and len(plan.ways) > 1 and dice.random() < 0.18 and stage == "accepted" else 0
    told.chosen = taken
    for at, way in enumerate(plan.ways):
        option = stock.add(
            Option, case=case, letter="ABCD"[at], name=way.name, recommended=at == 0, chosen=taken and at == choice,
            rationale=way.why,
        )  # fmt: skip
        _write_steps(making, dice, told, way, option, leading=at == choice)
    return told


def _write_steps(making: Making, dice: Random, told: Told, way: Way, option: int, leading: bool) -> None:
    stock = making.stock
    if leading:
        told.option = option
    for number, step in enumerate(way.steps, start=1):
        phase = stock.add(Phase, option=option, ordinal=number, kind=step.kind)
        for place, trip in enumerate(step.trips, start=1):
            hygienist = trip.role == "hygienist"
            provider = dice.choice(making.hygienists) if hygienist else told.doctor
            visit = stock.add(
                Visit, phase=phase, ordinal=place, name=trip.name, pattern=pattern_of(trip), provider=provider.id,
                gap_min=trip.gap[0] if trip.gap else None, gap_max=trip.gap[1] if trip.gap else None,
            )  # fmt: skip
            lines = []
            for ordinal, item in enumerate(trip.items, start=1):
                work = WORK[item.code]
                why, waits = REASONS.get(work.category, ("", ""))
                lines.append(stock.add(
                    Line, visit=visit, ordinal=ordinal, code=item.code, name=work.name, category=work.category,
                    tooth=item.tooth, surfaces=item.surfaces, area=item.area, fee=work.fee, provider=provider.id,
                    urgency=item.urgency, rationale=why, if_waits=waits,
                ))  # fmt: skip
                told.urgent = told.urgent or (leading and item.urgency == "immediate")
            if leading:
                told.trips.append((trip, visit, lines))
            else:
                told.others.extend(lines)


def pattern_of(trip: Trip) -> str:
    """The pattern of a trip: those of its procedures together, three hours at most."""
    pattern = combined(WORK[item.code].pattern for item in trip.items)
    return pattern if len(pattern) <= LONGEST else fitted(pattern, LONGEST)


def _mark(
    making: Making, dice: Random, told: Told, kind: str, day: date, lines: list[int], by: int | None = None,
    reason: str = "", suspected: str = "", until: date | None = None,
) -> None:  # fmt: skip
    at = making.at(day, dice)
    for line in lines:
        making.stock.add(
            LineEvent, line=line, kind=kind, at=at, day=day, user=by or told.owner or making.clinician, reason=reason,
            suspected=suspected, until=until,
        )  # fmt: skip


def _lines(told: Told) -> list[int]:
    return [line for _, _, lines in told.trips for line in lines]


def _begin(making: Making, dice: Random, told: Told, diagnosed: date) -> None:
    told.diagnosed = working_day(diagnosed, making.closed, -1)
    _mark(making, dice, told, "diagnosed", told.diagnosed, _lines(told) + told.others, by=making.clinician)


def _present(making: Making, dice: Random, told: Told, day: date) -> None:
    told.presented = max(told.diagnosed, working_day(day, making.closed, -1))
    _mark(making, dice, told, "presented", told.presented, _lines(told) + told.others)


def _accept(making: Making, dice: Random, told: Told, day: date) -> None:
    assert told.presented is not None
    told.accepted = max(told.presented, working_day(day, making.closed, -1))
    _mark(making, dice, told, "accepted", told.accepted, _lines(told))


def _waited(dice: Random, most: int) -> int:
    """Days that something waits: mostly few, now and then many."""
    return min(most, int(dice.expovariate(3 / most)))


def _diagnosed(making: Making, diary: Diary, dice: Random, told: Told) -> None:
    _begin(making, dice, told, making.ago(_waited(dice, 50)))


def _presented(making: Making, diary: Diary, dice: Random, told: Told) -> None:
    shown = making.ago(_waited(dice, 150))
    _begin(making, dice, told, shown - timedelta(days=_waited(dice, 14)))
    _present(making, dice, told, shown)
    lines = _lines(told)
    if len(lines) > 1 and dice.random() < 0.15:
        until = making.today + timedelta(days=dice.randint(20, 150))
        _mark(
            making, dice, told, "deferred", _later(making, dice, told.presented), lines[-1:], reason="cost", until=until
        )


def _later(making: Making, dice: Random, day: date | None) -> date:
    assert day is not None
    return min(making.today, day + timedelta(days=_waited(dice, 20)))


def _accepted(making: Making, diary: Diary, dice: Random, told: Told) -> None:
    agreed = making.ago(_waited(dice, 40))
    _come_to(making, dice, told, agreed)
    lines, chance = _lines(told), dice.random()
    if told.case % 9 == 0:
        told.referred = True
        _mark(making, dice, told, "referred", _later(making, dice, told.accepted), lines, reason="specialist")
    elif len(lines) > 1 and chance < 0.3:
        _mark(
            making, dice, told, "declined", told.accepted or agreed, lines[-1:], reason="cost", suspected="fear or pain"
        )
    elif len(lines) > 1 and chance < 0.42:
        until = making.today + timedelta(days=dice.randint(30, 200))
        _mark(making, dice, told, "deferred", told.accepted or agreed, lines[-1:], reason="insurance", until=until)


def _come_to(making: Making, dice: Random, told: Told, agreed: date) -> None:
    shown = agreed - timedelta(days=0 if dice.random() < 0.4 else _waited(dice, 60))
    _begin(making, dice, told, shown - timedelta(days=_waited(dice, 12)))
    _present(making, dice, told, shown)
    _accept(making, dice, told, agreed)


def _member(making: Making, told: Told, trip: Trip, dice: Random) -> Member:
    return dice.choice(making.hygienists) if trip.role == "hygienist" else told.doctor


def _place(making: Making, diary: Diary, dice: Random, told: Told, trip: Trip, day: date, within: int) -> Slot | None:
    """The first place on or after a day, so many days at most; the past stays past, the future future."""
    works = [WORK[item.code] for item in trip.items]
    uses = next((work.uses for work in works if work.uses), "")
    exclusive = any(work.exclusive for work in works)
    today, member = making.today.toordinal(), _member(making, told, trip, dice)
    first = day.toordinal()
    last = first + within if first >= today else min(first + within, today - 1)
    for ordinal in range(first, last + 1):
        if (ordinal + 6) % 7 > 4 or ordinal in making.closed or (told.person.id, ordinal) in diary.comes:
            continue
        if ordinal < today - making.size.behind:
            return None
        # The first place of today is mostly over already; a few looks find a later one.
        for _ in range(6 if ordinal == today else 1):
            slot = diary.find(dice, ordinal, member, pattern_of(trip), uses, exclusive)
            if slot is not None and (ordinal > today or slot.start > making.clock() or first < today):
                return slot
    return None


def _sit(
    making: Making,
    diary: Diary,
    dice: Random,
    told: Told,
    at: int,
    slot: Slot,
    booked: date,
    state: State | None = None,
) -> date:
    """Put a trip into the book, unconfirmed unless it is past, for confirming wants its papers; returns its day."""
    trip, visit, _ = told.trips[at]
    works = [WORK[item.code] for item in trip.items]
    label = ", ".join(dict.fromkeys(f"{work.name} {item.tooth or item.area}".strip()
                                    for work, item in zip(works, trip.items, strict=True)))  # fmt: skip
    pattern = pattern_of(trip)
    diary.put(
        slot, told.person, pattern, label[:200], sum(work.fee for work in works),
        state or State.SCHEDULED, min(booked.toordinal(), slot.day), visit=visit,
        exclusive=any(work.exclusive for work in works),
    )  # fmt: skip
    return date.fromordinal(slot.day)


def _ahead(making: Making, diary: Diary, dice: Random, told: Told, first: int, day: date) -> bool:
    """Book the trips from one on, each after its gap; False when one found no place."""
    booked = _later(making, dice, told.accepted)
    for at in range(first, len(told.trips)):
        trip = told.trips[at][0]
        if at > first:
            day += timedelta(days=trip.gap[0] if trip.gap else dice.randint(3, 14))
        slot = _place(making, diary, dice, told, trip, max(day, making.today), 45)
        if slot is None:
            return False
        day = _sit(making, diary, dice, told, at, slot, booked)
    return True


def _scheduled(making: Making, diary: Diary, dice: Random, told: Told) -> None:
    first = 0
    if len(told.trips) > 1 and dice.random() < 0.25:
        first = _treat(making, diary, dice, told, making.ago(dice.randint(8, 25)), 1)
    else:
        _come_to(making, dice, told, making.ago(_waited(dice, 35)))
    wait = _waited(dice, 45)
    # About one a doctor comes today, so that the morning's huddle has treatment to speak of.
    of_today = max(3, making.size.open_cases * 18 // 100 // (len(making.doctors) + 1))
    wait = wait if told.case % of_today else 0
    _ahead(making, diary, dice, told, first, making.today + timedelta(days=wait))


def _treat(making: Making, diary: Diary, dice: Random, told: Told, day: date, count: int) -> int:
    """Tell how the first trips were done, the last of them about that day; returns how many."""
    before = [trip.gap[0] if trip.gap else 7 for trip, _, _ in told.trips[1:count]]
    start = day - timedelta(days=sum(before))
    _come_to(making, dice, told, start - timedelta(days=dice.randint(2, 20)))
    booked = told.accepted or start
    for at in range(count):
        if at:
            start = min(start + timedelta(days=before[at - 1]), making.ago(1))
        slot = _place(making, diary, dice, told, told.trips[at][0], start, 6)
        done = _sit(making, diary, dice, told, at, slot, booked, State.COMPLETED) if slot else min(
            working_day(start, making.closed, -1), making.ago(1))  # fmt: skip
        _mark(making, dice, told, "completed", max(done, booked), told.trips[at][2], by=making.clinician)
        start = max(start, done)
    return count


def _in_treatment(making: Making, diary: Diary, dice: Random, told: Told) -> None:
    """The trips before the last are done; the last was begun lately, or waits for the laboratory."""
    last = len(told.trips) - 1
    day = making.ago(dice.randint(1, 12))
    if last:
        _treat(making, diary, dice, told, making.ago(dice.randint(16, 40)), last)
    else:
        _come_to(making, dice, told, day - timedelta(days=dice.randint(3, 25)))
    slot = _place(making, diary, dice, told, told.trips[last][0], day, 8)
    if slot is not None:
        day = _sit(making, diary, dice, told, last, slot, told.accepted or day, State.COMPLETED)
    _mark(making, dice, told, "started", min(day, making.ago(1)), told.trips[last][2], by=making.clinician)


def _completed(making: Making, diary: Diary, dice: Random, told: Told) -> None:
    back = min(making.size.behind, 700) if making.size.behind > 200 else 320
    _treat(making, diary, dice, told, making.ago(dice.randint(2, back)), len(told.trips))
    told.closed = told.accepted


def _declined(making: Making, diary: Diary, dice: Random, told: Told) -> None:
    day = working_day(making.ago(dice.randint(1, 320 if making.size.behind < 200 else 900)), making.closed, -1)
    shown = day - timedelta(days=_waited(dice, 60))
    _begin(making, dice, told, shown - timedelta(days=_waited(dice, 12)))
    _present(making, dice, told, shown)
    said = dice.choice(_DECLINES)
    _mark(
        making, dice, told, "declined", max(day, told.presented or day), _lines(told) + told.others, reason=said,
        suspected="cost" if said != "cost" and dice.random() < 0.3 else "",
        until=making.today + timedelta(days=dice.randint(30, 200)) if dice.random() < 0.2 else None,
    )  # fmt: skip
    told.closed = day
