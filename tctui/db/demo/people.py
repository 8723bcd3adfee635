"""Families of the demo practice: who pays, the patients, what insures them and what was paid this year."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tctui.db.demo.insurance import PLANS, SHARES
from tctui.db.demo.making import Making, Person
from tctui.db.demo.names import FAMILIES, LANGUAGES, address, given_name, phone
from tctui.db.models import BenefitUse, Coverage, Guarantor, Patient

_ALERTS = (
    "Penicillin allergy", "Latex allergy", "Takes a blood thinner", "Heart valve: antibiotic before treatment",
    "Diabetes", "High blood pressure", "Pregnant", "Local anesthetic without epinephrine",
)  # fmt: skip
_CAN_COME = ("[[0,96,144],[2,96,144],[3,96,144]]", "[[1,180,228],[3,180,228]]", "[[4,96,216]]")


def add_people(making: Making, plans: list[int]) -> None:
    """Add families until the practice has its patients."""
    dice = making.dice("people")
    while len(making.patients) < making.size.patients:
        _family(making, dice, plans)
        making.stock.ease()


def _family(making: Making, dice: Random, plans: list[int]) -> None:
    family, home, line = dice.choice(FAMILIES), address(dice), phone(dice)
    wanted = making.size.patients - len(making.patients)
    parents = 1 if dice.random() < 0.42 else 2
    children = dice.choice((0, 0, 1, 1, 2, 2, 3)) if parents == 2 else dice.choice((0, 0, 0, 0, 1, 2))
    age = dice.randint(26, 52) if children else dice.choice((dice.randint(21, 60), dice.randint(45, 88)))
    sexes = dice.sample("FM", 2)
    members: list[tuple[str, str, int]] = []
    for at in range(min(parents, wanted)):
        members.append((given_name(dice, sexes[at]), sexes[at], max(20, age + (at and dice.randint(-5, 5)))))
    for _ in range(min(children, wanted - len(members))):
        sex = dice.choice("FM")
        members.append((given_name(dice, sex), sex, dice.randint(3, max(4, min(21, age - 21)))))
    payer = making.stock.add(
        Guarantor,
        last_name=family,
        first_name=members[0][0],
        address=home,
        phone=line,
        email=_email(making, members[0][0]),
    )
    first_plan, second_plan = _plans(dice, plans, parents)
    for at, (name, sex, years) in enumerate(members):
        number = _patient(making, dice, payer, family, name, sex, years, home, line)
        subscriber = f"{members[0][0]} {family}"
        relation = "self" if at == 0 else "spouse" if at == 1 and parents == 2 else "child"
        covered = [] if first_plan is None else [(first_plan, relation, subscriber)]
        if second_plan is not None and len(members) > 1:
            own = {"self": "spouse", "spouse": "self", "child": "child"}[relation]
            both = (second_plan, own, f"{members[1][0]} {family}")
            covered = [both, *covered] if relation == "spouse" else [*covered, both]
        for ordinal, (plan, kin, holder) in enumerate(covered, start=1):
            _coverage(making, dice, number, years, plans, plan, ordinal, kin, holder)
        making.patients.append(Person(number, years, name, bool(covered)))


def _plans(dice: Random, plans: list[int], parents: int) -> tuple[int | None, int | None]:
    """The family's plan, and the second parent's own in some families; none at all in a quarter."""
    if dice.random() < 0.26:
        return None, None
    first = dice.choices(plans, SHARES)[0]
    paying = [plan for plan, terms in zip(plans, PLANS, strict=True) if terms.kind != "dhmo" and plan != first]
    two = parents == 2 and dice.random() < 0.18 and PLANS[plans.index(first)].kind != "dhmo"
    return first, dice.choice(paying) if two else None


def _email(making: Making, name: str) -> str:
    plain = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha()) or "patient"
    return f"{plain}.{len(making.patients) + 1}@mail.example"


def _patient(
    making: Making, dice: Random, payer: int, family: str, name: str, sex: str, years: int, home: str, line: str
) -> int:
    born = making.today - timedelta(days=int(years * 365.25) + dice.randint(1, 360))
    return making.stock.add(
        Patient, chart_number=f"{10_001 + len(making.patients)}", last_name=family, first_name=name, birth_date=born,
        preferred_name=name[:3] if dice.random() < 0.04 else "", sex=sex, address=home,
        phone=line if years < 18 or dice.random() < 0.5 else phone(dice),
        email=_email(making, name) if years > 17 and dice.random() < 0.8 else "",
        channel=dice.choices(("phone", "text", "email", "letter"), (45, 35, 17, 3))[0],
        do_not_contact=dice.random() < 0.012, language=dice.choice(LANGUAGES) if dice.random() < 0.09 else "",
        medical_alert=_alert(dice, sex, years) if dice.random() < 0.16 else "",
        can_come=dice.choice(_CAN_COME) if dice.random() < 0.08 else "", short_call=dice.random() < 0.12, guarantor=payer,
    )  # fmt: skip


def _alert(dice: Random, sex: str, years: int) -> str:
    found = dice.choice(_ALERTS)
    return found if found != "Pregnant" or (sex == "F" and 20 <= years <= 42) else _ALERTS[0]


NOT_ASKED = 8
"""Of one in so many verified coverages nobody asked what is used already."""


def _coverage(
    making: Making,
    dice: Random,
    patient: int,
    years: int,
    plans: list[int],
    plan: int,
    ordinal: int,
    kin: str,
    holder: str,
) -> None:
    today = making.today
    verified = None if dice.random() < 0.14 else making.ago(dice.randint(1, 150))
    how = dice.choice(("phone", "portal", "portal", "271 file")) if verified else ""
    number = making.stock.add(
        Coverage, patient=patient, plan=plan, ordinal=ordinal, subscriber_name=holder, relation=kin,
        member_number=f"{dice.choice('ABKLR')}{dice.randint(10**7, 10**8 - 1)}",
        effective=date(today.year - dice.randint(0, min(8, years)), 1, 1), verified_on=verified,
        verified_by=dice.choice(("MS", "LB", "FD")) if verified else "", verified_how=how,
        verified_reference=f"{dice.randint(100_000, 999_999)}" if how == "phone" else "",
    )  # fmt: skip
    terms = PLANS[plans.index(plan)]
    if ordinal == 1 and terms.kind != "dhmo" and dice.random() < 0.6:
        _uses(making, dice, number, terms.deductible or 0, terms.maximum or 1000)
    if verified and number % NOT_ASKED:
        for who, total in (("self", "deductible"), ("family", "deductible"), ("self", "maximum")):
            making.stock.add(BenefitUse, coverage=number, day=verified, state="elsewhere", who=who, total=total)
        if terms.ortho:
            making.stock.add(
                BenefitUse, coverage=number, day=verified, state="elsewhere", category="ortho", total="maximum"
            )


def _uses(making: Making, dice: Random, coverage: int, deductible: int, maximum: int) -> None:
    """What the plan paid this calendar year: cleanings and check-ups, for some a filling or a crown."""
    year = date(making.today.year, 1, 1)
    passed = (making.today - year).days
    for code, category, paid in (
        ("CLN", "preventive", 9_400),
        ("CHK", "diagnostic", 5_200),
        ("XB", "diagnostic", 6_100),
    ):
        day = year + timedelta(days=dice.randint(0, passed))
        making.stock.add(BenefitUse, coverage=coverage, day=day, code=code, category=category, paid=paid)
    if dice.random() < 0.35:
        code, category, paid = dice.choice(
            (
                ("W2", "restorative", 15_600),
                ("W1", "restorative", 12_300),
                ("CRC", "crowns", 52_000),
                ("RCP", "endo", 61_000),
            )
        )
        making.stock.add(
            BenefitUse, coverage=coverage, day=year + timedelta(days=dice.randint(0, passed)), code=code, category=category,
            tooth=str(dice.choice((3, 4, 5, 12, 13, 14, 19, 20, 29, 30))), paid=min(paid, maximum * 100 - 20_700),
            deductible=deductible * 100,
            surfaces={"W2": "MO", "W1": "O"}.get(code, ""), state="pending" if dice.random() < 0.15 else "paid",
        )  # fmt: skip
