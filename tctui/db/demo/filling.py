"""Filling the book with what is not part of a case: cleanings, check-ups, fillings, problems, seats and denture work."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from random import Random

from tctui.core.schedule.pattern import combined
from tctui.core.schedule.states import Broken, State
from tctui.db.demo.diary import Diary, Slot, state_on
from tctui.db.demo.making import Making, Member, Person
from tctui.db.demo.procedures import WORK
from tctui.db.models import Appointment

_HYGIENE = ((("CLN", "CHK"), 46), (("CLN", "CHK", "XB"), 26), (("GMT",), 18), (("CLN",), 10))
_CHILD = ((("CLC", "CHK"), 60), (("CLC", "CHK", "FLU"), 40))
_DOCTOR = (
    (("W1",), 12), (("W2",), 20), (("W3",), 10), (("W2", "W1"), 9), (("PRB", "XB"), 11), (("NEW", "XF"), 8), (("CRC",), 7),
    (("ST",), 8), (("EXS",), 5), (("NG",), 3), (("COR", "CRM"), 4), (("ONL",), 3),
)  # fmt: skip
_DOCTOR_CHILD = ((("W1",), 5), (("SEA", "SEA"), 4), (("PRB",), 2))
_SHORT = (("W1",), ("PRB",), ("ST",))
"""What still fits into what is left of a day."""

_APART = 12
"""Days that lie between two visits of one patient that have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of visit: pattern, label, fee in cents, and the block it may use."""

    pattern: str
    label: str
    cents: int
    uses: str


@cache
def _sort(codes: tuple[str, ...]) -> Sort:
    works = [WORK[code] for code in codes]
    label = ", ".join(dict.fromkeys(work.name for work in works))
    uses = next((work.uses for work in works if work.uses), "")
    return Sort(combined(work.pattern for work in works), label, sum(work.fee for work in works), uses)


def _drawn(dice: Random, hygienist: bool, age: int, short: bool) -> Sort:
    if short:
        return _sort(("CLC",) if age < 13 else ("CLN",)) if hygienist else _sort(dice.choice(_SHORT))
    kinds = (_CHILD if age < 13 else _HYGIENE) if hygienist else (_DOCTOR_CHILD if age < 13 else _DOCTOR)
    return _sort(dice.choices([codes for codes, _ in kinds], [weight for _, weight in kinds])[0])


def days_outward(making: Making) -> Iterator[int]:
    """The working days of the book: today and ahead, then backward."""
    today = making.today.toordinal()
    wanted = [*range(today, today + making.size.ahead), *range(today - 1, today - making.size.behind - 1, -1)]
    return (day for day in wanted if (day + 6) % 7 < 5 and day not in making.closed)


def fill_book(making: Making, diary: Diary, undecided: Iterable[Person]) -> None:
    """Fill each provider's days to 70–90 %: most in the weeks near today, less toward the far end.

    Some of the undecided, whose plan is not agreed on, were here on the last day before today and left without an
    appointment, one for each doctor.
    """
    dice = making.dice("book")
    booked = {number for number, _ in diary.comes}
    left = list(islice((person for person in undecided if person.id not in booked), len(making.doctors)))
    people = [person for person in making.patients if person not in left]
    dice.shuffle(people)
    turn = deque(people)
    seen: dict[int, int] = {}
    for day in days_outward(making):
        if day < making.today.toordinal():
            turn.extendleft(left)
            left = []
        if making.size.appointments and making.stock.count(Appointment) >= making.size.appointments:
            break
        for member in (*making.hygienists, *making.doctors):
            _fill_day(making, diary, dice, turn, seen, member, day)
        making.stock.ease()


def aim(making: Making, day: int, dice: Random) -> float:
    """How full a day shall be: 90 % of a provider near today, 77 % at the far end, give or take 4."""
    ahead = max(0, day - making.today.toordinal())
    return 0.9 - 0.13 * ahead / making.size.ahead + dice.uniform(-0.04, 0.04)


def _fill_day(
    making: Making, diary: Diary, dice: Random, turn: deque[Person], seen: dict[int, int], member: Member, day: int
) -> None:
    # Ahead, two blocks of three wait for the large work of the cases, as a front desk keeps them.
    taken = day <= making.today.toordinal() + 2 or dice.random() < 0.34
    # Now and then somebody has given up a long visit that nobody has taken yet; seldom in the days just ahead.
    chance = 0.1 if day < making.today.toordinal() + 10 else 0.35
    kept = diary.keep(dice, member, day, dice.choice((12, 15, 18, 21, 24))) if dice.random() < chance else 0
    try:
        _fill_gaps(making, diary, dice, turn, seen, member, day, taken)
    finally:
        diary.let_go(member, day, kept)


def _fill_gaps(
    making: Making, diary: Diary, dice: Random, turn: deque[Person], seen: dict[int, int], member: Member, day: int,
    taken: bool,
) -> None:  # fmt: skip
    hygienist = member in making.hygienists
    wanted, misses = aim(making, day, dice), 0
    while misses < 20 and diary.fill(member, day) < wanted:
        person = _next(diary, turn, seen, day)
        if person is None:
            return
        sort = _drawn(dice, hygienist, person.age, misses > 7)
        slot = diary.find(dice, day, member, sort.pattern, sort.uses if taken else "")
        if slot is None:
            turn.appendleft(person)
            misses += 1
            continue
        seen[person.id] = day
        turn.append(person)
        _book(making, diary, dice, slot, person, sort, hygienist)


def _next(diary: Diary, turn: deque[Person], seen: dict[int, int], day: int) -> Person | None:
    """The next patient in turn who has not just been here; None when all were."""
    for _ in range(len(turn)):
        person = turn.popleft()
        last = seen.get(person.id)
        if (person.id, day) not in diary.comes and (last is None or abs(day - last) > _APART):
            return person
        turn.append(person)
    return None


def _book(making: Making, diary: Diary, dice: Random, slot: Slot, person: Person, sort: Sort, hygienist: bool) -> None:
    today = making.today.toordinal()
    booked = min(today, slot.day - (dice.randint(20, 180) if hygienist else dice.randint(1, 30)))
    state, broken = state_on(making, slot.day, slot.start, len(sort.pattern), dice), ""
    if slot.day < today:
        luck = dice.random()
        if luck < 0.055:
            state, broken = State.BROKEN, str(Broken.NO_SHOW if luck < 0.03 else Broken.LATE_CANCEL)
        elif luck < 0.075:
            state = State.CANCELLED
    exam = None
    if hygienist and "check-up" in sort.label.lower():
        exam = diary.exam(dice, slot, sort.pattern)
    diary.put(slot, person, sort.pattern, sort.label, sort.cents, state, booked, exam=exam, broken=broken)
