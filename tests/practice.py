"""A tiny practice in a real database file, for tests of the model layer and the screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tctui.core.case import CaseFile
from tctui.core.people import User
from tctui.db import users
from tctui.db.cases import read_case
from tctui.db.connection import create_database
from tctui.db.models import (
    BenefitPlan,
    BenefitRule,
    BenefitUse,
    Carrier,
    Case,
    Coverage,
    Fee,
    FeeSchedule,
    Guarantor,
    Hours,
    Line,
    LineEvent,
    Operatory,
    Option,
    Patient,
    Phase,
    Practice,
    Procedure,
    Provider,
    Setting,
    Visit,
    database,
)
from tctui.db.unit_of_work import unit_of_work

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


@dataclass
class TinyPractice:
    """Ids of what was made."""

    path: Path
    coordinator: User
    lead: User
    provider: int
    second_provider: int
    operatories: list[int]
    patient: int
    other_patient: int
    case: int
    options: list[int]
    visits: list[int]
    lines: list[int]

    def read(self) -> CaseFile:
        """The case as it stands."""
        return read_case(self.case)


def tiny_practice(path: Path) -> TinyPractice:
    """Make the practice: two doctors, two chairs, two patients, one insured case with options A (2 visits) and B."""
    create_database(path)
    users.create_first_admin("ann", "Ann Admin", PASSWORD, NOW)
    coordinator = users.create_user(1, "maria", "Maria Solis", PASSWORD, "coordinator", NOW)
    lead = users.create_user(1, "lena", "Lena Ortiz", PASSWORD, "lead", NOW)
    with unit_of_work(coordinator.id, "test.practice", NOW) as unit:
        unit.insert(Practice, name="Riverside Dental", state="NY", address="1 River Road")
        # Nothing was lent before the records begin: the practice is no regular creditor until it has the plans for it.
        unit.insert(Setting, name="credits", value='{"2025":0,"2026":0}')
        lee = unit.insert(Provider, code="LEE", name="Dr Lee", hourly_goal=40_000)
        ruiz = unit.insert(Provider, code="RUIZ", name="Dr Ruiz", hourly_goal=40_000)
        chairs = [unit.insert(Operatory, code=f"{n}", name=f"Op {n}", ordinal=n, provider=lee) for n in (1, 2)]
        for weekday in range(5):
            for resource, number in (
                ("provider", lee),
                ("provider", ruiz),
                *(("operatory", chair) for chair in chairs),
            ):
                unit.insert(Hours, resource=resource, resource_id=number, weekday=weekday, start=96, end=204)
        office = unit.insert(FeeSchedule, name="office")
        ppo_fees = unit.insert(FeeSchedule, name="Blue River PPO", kind="contracted")
        for code, name, category, consent, fee, contracted in (
            ("EXT", "take out the tooth", "oral_surgery", "extraction", 26_500, 22_400),
            ("IMP", "implant", "implant", "implant", 215_000, 184_000),
            ("CRN", "crown on the implant", "crowns", "crown", 148_000, 122_500),
            ("BRG", "bridge of three", "prosthetics", "", 396_000, 340_000),
        ):
            unit.insert(
                Procedure, code=code, name=name, category=category, consent_class=consent, pattern="/XXXXXXXXX/"
            )
            unit.insert(Fee, schedule=office, code=code, amount=fee)
            unit.insert(Fee, schedule=ppo_fees, code=code, amount=contracted)
        carrier = unit.insert(Carrier, name="Blue River")
        plan = unit.insert(
            BenefitPlan, carrier=carrier, name="Blue River PPO", kind="ppo", renewal_month=1, fee_schedule=ppo_fees,
            cob="standard", settings='{"entered":["percent","deductible","maximum","frequency","waiting","missing_tooth"]}',
        )  # fmt: skip
        for scope, percent in (("category:oral_surgery", 8000), ("category:implant", 5000), ("category:crowns", 5000)):
            unit.insert(BenefitRule, plan=plan, kind="percent", scope=scope, percent=percent)
        unit.insert(BenefitRule, plan=plan, kind="deductible", amount=5_000)
        unit.insert(BenefitRule, plan=plan, kind="maximum", amount=150_000)
        family = unit.insert(Guarantor, last_name="Chen", first_name="Mei", address="2 Hill Street")
        chen = unit.insert(
            Patient, last_name="Chen", first_name="Wei", birth_date=date(1965, 4, 2), phone="555 0101", guarantor=family
        )
        baker = unit.insert(Patient, last_name="Baker", first_name="Tom", birth_date=date(1990, 1, 9))
        verified = date(2026, 11, 12)
        coverage = unit.insert(Coverage, patient=chen, plan=plan, effective=date(2020, 1, 1), verified_on=verified)
        for total in ("deductible", "maximum"):
            unit.insert(BenefitUse, coverage=coverage, day=verified, state="elsewhere", total=total)
        case = unit.insert(
            Case, patient=chen, title="missing tooth 19", diagnosed_on=date(2026, 11, 12), provider=lee,
            owner=coordinator.id,
        )  # fmt: skip
        option = unit.insert(Option, case=case, letter="A", name="implant", recommended=True)
        other = unit.insert(Option, case=case, letter="B", name="bridge")
        visits, lines = [], []
        for number, (place, kind, code, name, category, fee) in enumerate(
            (
                (option, "disease_control", "EXT", "take out the tooth", "oral_surgery", 26_500),
                (option, "restorative", "IMP", "implant", "implant", 215_000),
                (other, "restorative", "BRG", "bridge of three", "prosthetics", 396_000),
            )
        ):
            phase = unit.insert(Phase, option=place, ordinal=number + 1, kind=kind)
            visits.append(unit.insert(Visit, phase=phase, ordinal=1, pattern="/XXXXXXXXX/", gap_min=90 * number))
            lines.append(
                unit.insert(
                    Line,
                    visit=visits[-1],
                    ordinal=1,
                    code=code,
                    name=name,
                    category=category,
                    tooth="19",
                    fee=fee,
                    provider=lee,
                )
            )
            for event in ("diagnosed", "presented"):
                unit.insert(
                    LineEvent, line=lines[-1], kind=event, at=unit.at, day=date(2026, 11, 14), user=coordinator.id
                )
        unit.touch_case(case)
        unit.can_undo = False
    return TinyPractice(path, coordinator, lead, lee, ruiz, chairs, chen, baker, case, [option, other], visits, lines)


def forget_use(practice: TinyPractice) -> None:
    """Make it unknown what is used of the coverage's deductible and maximum."""
    with unit_of_work(practice.lead.id, "use", NOW) as unit:
        for (number,) in database.execute_sql("SELECT id FROM benefit_use WHERE total <> ''").fetchall():
            unit.void(BenefitUse, number)
