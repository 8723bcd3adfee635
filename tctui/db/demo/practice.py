"""The demo practice itself: its people, chairs, hours, holidays, leave and blocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from tctui.core.text import initials
from tctui.db.demo.making import Making, Member, working_day
from tctui.db.models import Block, Holiday, Hours, HoursException, Operatory, Practice, Provider, User
from tctui.db.users import DEMO, password_hash

_PEOPLE = (
    ("Maria Sandoval", DEMO[0], "coordinator"),
    ("Lena Bergqvist", "lena", "lead"),
    ("Frank Driscoll", "frank", "front"),
    ("Audrey Wainwright", "auditor", "auditor"),
    ("Helena Voss", "provider", "provider"),
    ("Adam Kilbride", "admin", "admin"),
)
_MORE_COORDINATORS = ("Nia Calloway", "Tomás Arroyo", "Ingrid Halvorsen", "Dev Raghunathan", "Ruth Garrity")
_DOCTORS = (
    "Helena Voss", "Samuel Okonkwo", "Priya Lindqvist", "Marek Zaremba", "Grace Whitcombe", "Omar Haddad", "Yuki Tanaka",
    "Camila Navarro", "Silas Ridgeway", "Eleni Vlahos", "Patrick Corrigan", "Jana Novák", "Rohan Siddiqui", "Clara Moreau",
    "Viktor Szabó", "Naomi Boateng", "Erik Strandberg", "Lucía Montalvo", "Caleb Thistlewood", "Fiona Kavanagh",
)  # fmt: skip
_HYGIENISTS = (
    "Tove Marchetti", "Jonah Reyes", "Wanda Pietrzak", "Kofi Mensah", "Sofia Pinheiro", "Liam Donnelly", "Mei-Ling Huang",
    "Isaac Feuerstein", "Petra Dalgaard", "Latoya Robichaux", "Minh Truong", "Freya Ostrander", "Hugo Lachapelle",
    "Roya Khorasani",
)  # fmt: skip

# Weekday (Monday 0) → stretches in units of five minutes; 96 is 8:00, 144 noon, 204 17:00.
_EARLY = dict.fromkeys((0, 1, 2, 3), ((96, 144), (156, 204)))
_LATE = dict.fromkeys((0, 1, 2, 4), ((108, 156), (168, 216)))
_SHORT = {1: ((132, 180), (192, 228)), 3: ((132, 180), (192, 228)), 4: ((96, 156),)}
_ENDING = dict.fromkeys((1, 2, 3, 4), ((108, 156), (168, 216)))
_DOCTOR_WEEKS: tuple[Mapping[int, tuple[tuple[int, int], ...]], ...] = (_EARLY, _LATE, _SHORT)
_HYGIENE_WEEKS = (_EARLY, _ENDING)


def add_practice(making: Making) -> None:
    """Add the practice with its users, providers, chairs and times of work."""
    making.stock.add(
        Practice, name="Riverside Dental", legal_name="Riverside Dental Group (invented)", demo=True, state="OH",
        address="14 Towpath Lane, Harbor Mills, OH 45000", phone="(740) 555-0140", email="desk@riverside.example",
    )  # fmt: skip
    _users(making)
    _team(making)
    _closed_days(making)
    _leave(making)
    _blocks(making)


def _users(making: Making) -> None:
    stored = password_hash(DEMO[1])
    more = [(name, name.split()[0].lower(), "coordinator") for name in _MORE_COORDINATORS]
    for name, login, role in (*_PEOPLE, *more[: making.size.coordinators - 1]):
        number = making.stock.add(
            User, login=login, name=name, initials=initials(name), role=role, password_hash=stored
        )
        if role in ("coordinator", "lead"):
            making.owners.append(number)
        if role == "provider":
            making.clinician = number


def _team(making: Making) -> None:
    """Two of three doctors have a second chair; hygienists one each."""
    stock, size = making.stock, making.size
    chair = 0
    for at in range(size.doctors):
        goal = (52_000, 46_000, 40_000)[at % 3]
        name = _DOCTORS[at]
        number = stock.add(
            Provider,
            code=f"D{at + 1}",
            name=f"Dr. {name}",
            credentials="DDS",
            role="doctor",
            hourly_goal=goal,
            npi=invented_npi(at),
        )
        chairs = []
        for _ in range(1 if at % 3 == 2 else 2):
            chair += 1
            chairs.append(_chair(making, chair, "doctor", number))
        _hours(making, number, _DOCTOR_WEEKS[at % 3])
        making.doctors.append(Member(number, f"Dr. {name}", tuple(chairs)))
    for at in range(size.hygienists):
        name = _HYGIENISTS[at]
        number = stock.add(
            Provider,
            code=f"H{at + 1}",
            name=name,
            credentials="RDH",
            role="hygienist",
            hourly_goal=18_000,
            npi=invented_npi(100 + at),
        )
        chair += 1
        _hours(making, number, _HYGIENE_WEEKS[at % 2])
        making.hygienists.append(Member(number, name, (_chair(making, chair, "hygiene", number),)))


def invented_npi(number: int) -> str:
    """Ten digits that end in the check digit of an NPI, from a range below the first that was ever given."""
    digits = f"10000{number:04d}"
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    total = 24 + sum(one - 9 if one > 9 else one for one in doubled)
    return f"{digits}{-total % 10}"


def _chair(making: Making, ordinal: int, kind: str, provider: int) -> int:
    number = making.stock.add(
        Operatory, code=f"{ordinal}", name=f"Chair {ordinal}", kind=kind, ordinal=ordinal, provider=provider
    )
    for weekday in range(5):
        making.stock.add(Hours, resource="operatory", resource_id=number, weekday=weekday, start=96, end=228)
    return number


def _hours(making: Making, provider: int, week: Mapping[int, tuple[tuple[int, int], ...]]) -> None:
    for weekday, stretches in week.items():
        for start, end in stretches:
            making.stock.add(Hours, resource="provider", resource_id=provider, weekday=weekday, start=start, end=end)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth weekday of a month; 0 is the last one."""
    if nth == 0:
        last = date(year, month + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _closed_days(making: Making) -> None:
    first = making.today - timedelta(days=making.size.behind + 400)
    for year in range(first.year, making.today.year + 2):
        thanks = _nth(year, 11, 3, 4)
        for day, name in (
            (date(year, 1, 1), "New Year's Day"),
            (_nth(year, 5, 0, 0), "Memorial Day"),
            (date(year, 7, 4), "Independence Day"),
            (_nth(year, 9, 0, 1), "Labor Day"),
            (thanks, "Thanksgiving Day"),
            (thanks + timedelta(days=1), "Day after Thanksgiving"),
            (date(year, 12, 24), "Christmas Eve"),
            (date(year, 12, 25), "Christmas Day"),
        ):
            making.stock.add(Holiday, day=day.toordinal(), name=name)
            making.closed.add(day.toordinal())


def _leave(making: Making) -> None:
    """A week off ahead and one behind, a day of training, an afternoon that ends early."""
    doctors, hygienists = making.doctors, making.hygienists
    monday = making.today - timedelta(days=making.today.weekday())
    for member, weeks, reason in (
        (doctors[0], 6, "Vacation"),
        (doctors[1], -4, "Vacation"),
        (hygienists[1], 9, "Leave"),
    ):
        for day in range(5):
            on = (monday + timedelta(days=7 * weeks + day)).toordinal()
            making.stock.add(HoursException, resource="provider", resource_id=member.id, day=on, reason=reason)
    training = working_day(making.today + timedelta(days=10), making.closed).toordinal()
    making.stock.add(HoursException, resource="provider", resource_id=hygienists[0].id, day=training, reason="Training")
    early = (monday + timedelta(days=15)).toordinal()
    making.stock.add(
        HoursException,
        resource="provider",
        resource_id=doctors[1].id,
        day=early,
        start=108,
        end=156,
        reason="Ends early",
    )


def _blocks(making: Making) -> None:
    stock = making.stock
    stock.add(Block, resource="practice", weekday=2, start=96, end=99, name="Team meeting")
    service = working_day(making.today + timedelta(days=16), making.closed).toordinal()
    stock.add(
        Block, resource="operatory", resource_id=making.doctors[0].chairs[-1], day=service, start=96, end=144,
        name="Chair serviced",
    )  # fmt: skip
    for at, member in enumerate(making.doctors):
        chair = member.chairs[0]
        if at % 3 == 0:
            for weekday in (0, 2):
                stock.add(
                    Block, resource="operatory", resource_id=chair, weekday=weekday, start=102, end=126, kind="production",
                    name="Major work", uses="major", release_days=2,
                )  # fmt: skip
        elif at % 3 == 1:
            stock.add(
                Block, resource="operatory", resource_id=chair, weekday=None, start=150, end=156, kind="production",
                name="Emergencies", uses="emergency", release_days=0,
            )  # fmt: skip
