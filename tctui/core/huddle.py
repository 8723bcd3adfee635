"""The huddle: from what is on record to the lines that the team reads standing, with the records behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tctui.core.board import Card
from tctui.core.money import dollars
from tctui.core.pipeline import TITLES
from tctui.core.schedule.book import Book
from tctui.core.schedule.goals import DayGoal, day_goal, provider_goal
from tctui.core.schedule.openhours import OpenHours
from tctui.core.schedule.pattern import MINUTES_PER_UNIT, runs_of
from tctui.core.schedule.records import Appointment, Resource
from tctui.core.schedule.states import State
from tctui.core.schedule.waiting import Earlier, Gap, ShortCall, short_call
from tctui.core.schedule.wish import PatientTimes
from tctui.core.spoken import show_time

LETTERS = {
    "A": "medical alert",
    "L": "lab case not received",
    "S": "papers unsigned",
    "V": "insurance not verified",
    "O": "payment overdue",
    "?": "not confirmed",
}
"""The letters beside a patient of the day, in the order in which they matter; S and V are those of the board."""

CAME = frozenset({State.ARRIVED, State.IN_CHAIR, State.OUT, State.COMPLETED})
PRODUCED = frozenset({State.OUT, State.COMPLETED})
SHORTEST = 6
"""Free stretches from so many units on are openings."""

MOST_OPENINGS, CALLS_EACH, MOST_MOVED = 8, 2, 20
LOOK_DAYS = 15
"""So far the working day before and those after are looked for."""


@dataclass(frozen=True, slots=True)
class Person:
    """A patient of the day, or one of the family."""

    id: int
    name: str
    guarantor_id: int | None
    alert: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """The plan that a patient pays by: what clears it and what of it is overdue, in cents."""

    patient_id: int
    case_id: int
    balance_cents: int
    overdue_cents: int


@dataclass(frozen=True, slots=True)
class Frozen:
    """A provider's day as it stood at its first huddle: cents; ``at`` is the unit of that day, ``by`` the initials."""

    provider_id: int
    production_cents: int
    goal_cents: int
    visits: int
    at: int
    by: str


@dataclass(frozen=True, slots=True)
class HuddleFacts:
    """What is on record for a huddle: `before` is the working day before `day`, `after` the next two.

    `visits` hold a place on those days, `broken` fell through on the day before; `returning` are the patients of that
    day who are booked after it. `papers` is what a visit still needs, by appointment; `unverified` by patient;
    `lab` what a laboratory has not delivered, by visit; `owed` by patient; `moved` what happened since the day before,
    by case. `now` is the unit of the day before which nothing can be booked; `candidates` who could come,
    by day ordinal.
    """

    day: date
    before: date
    after: tuple[date, ...]
    now: int
    book: Book
    visits: Sequence[Appointment]
    broken: Sequence[Appointment] = ()
    returning: frozenset[int] = frozenset()
    people: Mapping[int, Person] = field(default_factory=dict)
    cards: Sequence[Card] = ()
    owed: Mapping[int, Sequence[Owed]] = field(default_factory=dict)
    unverified: Mapping[int, Sequence[str]] = field(default_factory=dict)
    papers: Mapping[int, str] = field(default_factory=dict)
    frozen: Mapping[int, Sequence[Frozen]] = field(default_factory=dict)
    moved: Mapping[int, str] = field(default_factory=dict)
    candidates: Mapping[int, Sequence[Earlier]] = field(default_factory=dict)
    times: Mapping[int, PatientTimes] = field(default_factory=dict)
    lab: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """One record behind a figure; cents, or None where it is only counted."""

    who: str
    what: str
    cents: int | None = None
    case_id: int | None = None


def _nothing() -> Sequence[Counted]:
    return ()


@dataclass(frozen=True, slots=True)
class HuddleLine:
    """One line. `text` is a sentence about no one person, `right` its figure; a patient's line has the columns instead.

    `bare` stands in place of `what` where only initials are shown; `remarks` tell the letters in full. Cents.
    `counted` gives the records behind the line.
    """

    key: str
    text: str = ""
    right: str = ""
    when: str = ""
    who: str = ""
    what: str = ""
    bare: str = ""
    open_cents: int = 0
    family_cents: int = 0
    owes_cents: int = 0
    letters: str = ""
    remarks: tuple[str, ...] = ()
    case_id: int | None = None
    patient_id: int | None = None
    day: int | None = None
    gap: Gap | None = None
    over: bool = False
    counted: Callable[[], Sequence[Counted]] = field(default=_nothing, compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the huddle under its title; `right` is the figure beside it."""

    title: str
    right: str
    lines: tuple[HuddleLine, ...]


def is_working_day(hours: OpenHours, provider_ids: Iterable[int], day: int) -> bool:
    """Whether anybody who treats has hours on a day ordinal."""
    return any(hours.open(Resource("provider", key), day) for key in provider_ids)


def around(hours: OpenHours, provider_ids: Sequence[int], day: date) -> tuple[date, tuple[date, ...]]:
    """The working day before a day and the two after it; the calendar's where none is found within LOOK_DAYS."""
    number = day.toordinal()
    back = range(number - 1, number - LOOK_DAYS, -1)
    ahead = range(number + 1, number + LOOK_DAYS)
    before = next((each for each in back if is_working_day(hours, provider_ids, each)), number - 1)
    found = [each for each in ahead if is_working_day(hours, provider_ids, each)][:2] or [number + 1, number + 2]
    return date.fromordinal(before), tuple(map(date.fromordinal, found))


def share(part: int, whole: int) -> str:
    """A part of a whole in percent, rounded half-up: ``70 %``; a dash when there is no whole."""
    return f"{(part * 200 + whole) // (2 * whole)} %" if whole > 0 else "—"


def against(cents: int, goal_cents: int) -> str:
    """What is missing to a goal or above it: ``gap $312``, ``over $90``."""
    return f"gap {dollars(goal_cents - cents)}" if cents < goal_cents else f"over {dollars(cents - goal_cents)}"


def openings_of(book: Book, day: int, now: int = 0) -> list[tuple[Gap, int]]:
    """The stretches of a day in which a chair and who usually works in it are both free, with the provider's id.

    Of two chairs of one provider that are free together the one that is free longer is given.
    """
    found: list[tuple[Gap, int]] = []
    for chair in book.operatories.values():
        if chair.provider_id is None:
            continue
        free = book.free(Resource("operatory", chair.id), day) & book.free(Resource("provider", chair.provider_id), day)
        for start, length in runs_of(free >> now << now):
            if length >= SHORTEST:
                found.append((Gap(chair.id, day, start, start + length), chair.provider_id))
    found.sort(key=lambda each: (-each[0].units, each[0].operatory_id))
    kept: list[tuple[Gap, int]] = []
    for gap, provider in found:
        if not any(other == provider and gap.start < held.end and held.start < gap.end for held, other in kept):
            kept.append((gap, provider))
    return sorted(kept, key=lambda each: (each[0].start, each[0].operatory_id))


def moved_since(cards: Iterable[Card], before: date, day: date) -> list[Card]:
    """The cases that came into their stage from one day to another, both within; the most open treatment first."""
    return sorted(
        (card for card in cards if before <= card.since <= day), key=lambda card: (-card.open_cents, card.case_id)
    )


class Reckoning:
    """The facts with what is asked of them over and over: visits by day, open treatment by patient, families."""

    def __init__(self, facts: HuddleFacts) -> None:
        self.facts = facts
        self.open_cards: dict[int, list[Card]] = {}
        for card in facts.cards:
            if card.stage not in ("completed", "declined") and card.open_cents:
                self.open_cards.setdefault(card.patient_id, []).append(card)
        self._families: dict[int, list[int]] = {}
        for person in facts.people.values():
            if person.guarantor_id is not None:
                self._families.setdefault(person.guarantor_id, []).append(person.id)

    def on(self, day: date) -> list[Appointment]:
        """The visits that hold a place on a day, in the order of time."""
        rows = [row for row in self.facts.visits if row.day == day.toordinal()]
        return sorted(rows, key=lambda row: (row.start, row.operatory_id, row.id))

    def name(self, patient_id: int) -> str:
        """Last name, first name."""
        person = self.facts.people.get(patient_id)
        return person.name if person else "?"

    def family(self, patient_id: int) -> list[int]:
        """The others whom the same guarantor pays for."""
        person = self.facts.people.get(patient_id)
        members = self._families.get(person.guarantor_id, []) if person and person.guarantor_id is not None else []
        return [each for each in members if each != patient_id]

    def cases(self, patient_ids: Iterable[int]) -> list[Card]:
        """The open cases of some patients."""
        return [card for each in patient_ids for card in self.open_cards.get(each, ())]

    def open_cents(self, patient_ids: Iterable[int]) -> int:
        """Open treatment of some patients, in cents."""
        return sum(card.open_cents for card in self.cases(patient_ids))

    def owed(self, patient_id: int) -> list[Owed]:
        """The plans of a patient and of the family: one guarantor pays them."""
        wanted = (patient_id, *self.family(patient_id))
        return [each for one in wanted for each in self.facts.owed.get(one, ())]

    def case_of(self, row: Appointment) -> int | None:
        """The case to go to from a visit: its own, else the patient's with the most open treatment."""
        cards = self.open_cards.get(row.patient_id, [])
        largest = max(cards, key=lambda card: (card.open_cents, -card.case_id), default=None)
        return row.case_id or (largest.case_id if largest else None)

    def goal(self, day: date) -> DayGoal:
        """The practice's day."""
        return day_goal(self.facts.book, day.toordinal())

    def goals(self, day: date) -> Iterator[tuple[int, str, DayGoal]]:
        """Each provider who works or is booked on a day: id, name, the day."""
        for provider in self.facts.book.providers.values():
            goal = provider_goal(self.facts.book, provider.id, day.toordinal())
            if goal.open_units or goal.booked_cents or goal.booked_units:
                yield provider.id, provider.name, goal

    def calls(self, gap: Gap, today: date, asked: Collection[int] = ()) -> list[ShortCall]:
        """Who could come for a gap, the best first; not those who are asked for another one, by patient.

        Only visits of the kind that is done in the chair are tried: most of a list are another role's.
        """
        now = self.facts.now if gap.day == today.toordinal() else 0
        facts = self.facts
        usual = facts.book.operatories[gap.operatory_id].provider_id
        could = facts.candidates.get(gap.day, ())
        fitting = (who for who in could if who.patient_id not in asked and usual in who.wish.provider_ids)
        return short_call(facts.book, gap, fitting, today, facts.times, now, CALLS_EACH)

    def counted_visits(self, rows: Iterable[Appointment]) -> list[Counted]:
        """Visits as the records behind a figure."""
        return [
            Counted(
                row.patient_name, f"{show_time(row.start)} {row.label}  {row.state}", row.production_cents, row.case_id
            )
            for row in rows
        ]

    def counted_cases(self, cards: Iterable[Card]) -> list[Counted]:
        """Cases as the records behind a figure."""
        return [
            Counted(card.name, f"{card.title}  {TITLES[card.stage].lower()}", card.open_cents, card.case_id)
            for card in cards
        ]  # fmt: skip

    def counted_open(self, patient_ids: Iterable[int]) -> list[Counted]:
        """The open cases of some patients as the records behind a figure."""
        return self.counted_cases(self.cases(patient_ids))

    def counted_goals(self, day: date) -> list[Counted]:
        """The goal of a day by provider: hourly goal times open hours."""
        providers = self.facts.book.providers
        return [
            Counted(
                "",
                f"{name}: goal {goal.open_units * MINUTES_PER_UNIT / 60:g} h × {dollars(providers[key].hourly_goal_cents)}",
                goal.goal_cents,
            )
            for key, name, goal in self.goals(day)
        ]  # fmt: skip
