"""Random plans, lines and histories for the properties of estimates, and small ones for worked examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from tctui.core.estimate import (
    AgeBoundary,
    AgeRule,
    Area,
    Basis,
    BillableUpTo,
    ClaimDate,
    CobRule,
    CoverageTerms,
    DeductibleOrder,
    DeductiblePosition,
    DeductibleRule,
    Downgrade,
    EveryBoundary,
    Exclusion,
    FrequencyRule,
    HistoryEntry,
    HistoryKind,
    Incentive,
    KnownFigures,
    Level,
    LimitSelection,
    MaximumRule,
    MissingToothClause,
    OfficeSettings,
    Patient,
    PercentRule,
    Period,
    PlanKind,
    PlannedLine,
    PreauthRule,
    ReplacementRule,
    Rollover,
    RolloverKind,
    Scope,
    Subject,
    Tier,
    ToothGroup,
    WaitingRule,
    category,
    scope_from_text,
)

TODAY = date(2026, 3, 2)
CODES = {"F1": "restorative", "F2": "restorative", "CR": "crowns", "EX": "diagnostic", "RC": "endo"}
SCOPES = tuple(
    scope_from_text(text) for text in ("all", "category:restorative", "category:crowns+endo", "code:CR", "codes:F1,EX")
)
FIGURES = tuple(field.name for field in fields(KnownFigures) if field.name not in ("payer", "authorised_until"))
MOSTLY_UNSAID = (None, None, True, False)

_T = TypeVar("_T")


class Chance:
    """Random parts of plans; ``unknown`` says that a rule may lack what nobody has asked."""

    def __init__(self, random: Random, unknown: bool = False) -> None:
        self.random = random
        self.unknown = unknown

    def of(self, *values: _T) -> _T:
        """One of several values."""
        return self.random.choice(values)

    def rarely(self, one_in: int = 4) -> bool:
        """True once in so many."""
        return self.random.randrange(one_in) == 0

    def cents(self, most: int = 300_000) -> int:
        """An amount, now and then a round one or none at all."""
        return self.of(0, 5_000, most) if self.rarely() else self.random.randint(0, most)

    def asked(self, value: _T) -> _T | None:
        """A value that may be unknown."""
        return None if self.unknown and self.rarely(3) else value

    def day(self) -> date:
        """A day within about a year and a half of today."""
        return TODAY + timedelta(days=self.random.randint(-400, 700))

    def scope(self) -> Scope:
        """A scope of any breadth."""
        return self.random.choice(SCOPES)

    def tier(self) -> Tier:
        """A network tier, mostly both."""
        return self.of(Tier.BOTH, Tier.BOTH, Tier.IN_NETWORK, Tier.OUT_OF_NETWORK)

    def fees(self, most: int = 4, largest: int = 300_000) -> dict[str, int]:
        """Amounts by code."""
        return {code: self.cents(largest) for code in self.random.sample(sorted(CODES), self.random.randint(0, most))}

    def some(self, make: Callable[[], _T], most: int = 1) -> tuple[_T, ...]:
        """None to so many of a kind."""
        return tuple(make() for _ in range(self.random.randint(0, most)))

    def scopes(self) -> tuple[Scope, ...]:
        """No scope, mostly, or one."""
        return (self.scope(),) if self.rarely() else ()

    def percent(self) -> PercentRule:
        """A share, or one that grows with use."""
        if self.rarely(8):
            years = Incentive(years=self.some(lambda: self.of(True, False), 4))
            return PercentRule(self.scope(), None, incentive=years)
        share = self.asked(self.of(0, 5_000, 8_000, 10_000, 3_333))
        return PercentRule(self.scope(), share, self.tier(), self.rarely())

    def deductible(self) -> DeductibleRule:
        """A deductible of any level and period."""
        year = Period.BENEFIT_YEAR
        return DeductibleRule(
            self.scope(),
            self.asked(self.of(0, 2_500, 10_000)),
            self.of(*Level),
            self.of(year, year, Period.LIFETIME, Period.VISIT, Period.PLAN_YEAR),
            self.tier(),
            self.scopes(),
            self.of(None, None, 2),
            not self.rarely(),
            self.rarely(),
        )

    def maximum(self) -> MaximumRule:
        """A maximum of any level, period and basis."""
        return MaximumRule(
            self.scope(),
            self.asked(self.cents()),
            self.of(*Level),
            self.of(*Period, Period.BENEFIT_YEAR),
            self.of(12, 24),
            self.of(*MOSTLY_UNSAID),
            self.tier(),
            self.scopes(),
            self.rarely(),
            self.rarely(),
            basis=self.of(Basis.PAID, Basis.PAID, Basis.ALLOWED),
        )

    def frequency(self) -> FrequencyRule:
        """A frequency of any form."""
        return FrequencyRule(
            self.scope(),
            self.asked(self.of(1, 2)),
            self.of(*Period),
            self.of(6, 12),
            self.of(0, 0, 6, 60),
            self.of(*Area),
            self.of(None, *EveryBoundary),
            self.of(0, 0, 3),
            self.tier(),
            every_days=self.of(0, 0, 90),
        )

    def rollover(self) -> Rollover:
        """A rollover bank of any kind."""
        return Rollover(
            self.of(*RolloverKind),
            self.of(0, 25_000),
            self.of(0, 2_500, 5_000),
            self.of(None, self.cents()),
            self.of(None, 5_000),
            self.of(None, self.cents()),
            self.rarely(),
            self.of(0, 10_000),
            in_network_carry_cents=self.of(None, 35_000),
            at_threshold=self.rarely(),
        )

    def history(self) -> HistoryEntry:
        """Something that used benefits, of any member of the family."""
        return HistoryEntry(
            self.of(*HistoryKind),
            self.of("", "", "B", "C"),
            self.of("", "CR", "F1"),
            self.of("", "crowns", "endo"),
            self.of(None, self.day()),
            self.of("", "3", "19"),
            paid_cents=self.cents(),
            deductible_cents=self.cents(5_000),
            service_id=self.of("", "s1"),
            seated_on=self.of(None, self.day()),
            tier=self.tier(),
        )

    def known(self, payer: int) -> KnownFigures:
        """One figure of a payer that is known instead of computed."""
        name = self.of(*FIGURES)
        value = self.of(0, 5_000, 10_000) if name == "percent" else self.cents(100_000)
        until = self.of(None, self.day()) if name == "authorised_cents" else None
        return KnownFigures(payer, authorised_until=until, **{name: value})

    def line(self, number: int, *, plain: bool) -> PlannedLine:
        """A planned line; a plain one has no known figures and is not kept from the plans."""
        code = self.of(*CODES)
        payers = () if plain else self.of((), (), (), (1,), (2,), (1, 2), (3,))
        return PlannedLine(
            f"l{number}",
            code,
            CODES[code],
            self.cents(),
            quantity=self.of(1, 1, 1, 3),
            tooth=self.of("", "3", "8", "19"),
            surfaces=self.of("", "", "MO"),
            area=self.of("", "", "UR", "LL"),
            on=self.of(None, self.day()),
            priority=self.of(0, 1, 2, 3),
            person=self.of("", "", "B"),
            age=self.of(None, 12, 30),
            taxable=self.of(True, False),
            discount_cents=self.of(0, 0, 2_500),
            upgrade_cents=self.of(0, 0, 4_000),
            claim_order=self.of(None, 1, 2),
            prepared_on=self.of(None, self.day()),
            seated_on=self.of(None, self.day()),
            replaces_work_of=self.of(None, None, date(2022, 3, 2)),
            known=tuple(self.known(payer) for payer in payers),
            not_billed=not plain and self.rarely(10),
        )

    def coverage(self, name: str) -> CoverageTerms:
        """One coverage with rules of every kind."""
        return CoverageTerms(
            id=name,
            name=f"Plan {name}",
            kind=self.of(*PlanKind),
            in_network=self.of(True, True, False),
            effective=self.of(None, None, date(2025, 6, 15), date(2026, 2, 1)),
            termination=self.of(None, None, None, date(2026, 12, 31)),
            renewal_month=self.asked(self.of(1, 4, 10)),
            cob=self.asked(self.of(*CobRule)),
            percents=self.some(self.percent, 3),
            deductibles=self.some(self.deductible, 3),
            maximums=self.some(self.maximum, 3),
            frequencies=self.some(self.frequency),
            waiting=self.some(lambda: WaitingRule(self.scope(), self.asked(self.of(0, 6, 12)))),
            ages=self.some(lambda: AgeRule(self.scope(), 18, self.of(None, 6), self.of(*AgeBoundary))),
            exclusions=(Exclusion(self.scope()),) if self.rarely(6) else (),
            missing_tooth=self.some(lambda: MissingToothClause(self.scope(), self.of(None, 12))),
            replacements=self.some(lambda: ReplacementRule(self.scope(), self.asked(60))),
            downgrades=self.some(lambda: Downgrade("F2", "F1", self.of(*ToothGroup))),
            rollover=self.rollover() if self.rarely(3) else None,
            fees=self.fees(),
            out_of_network_fees=self.fees(),
            copays=self.fees(2, 20_000),
            fixed_benefits=self.fees(2),
            history=self.some(self.history, 3),
            unentered=frozenset(self.some(lambda: self.of(*Subject), 2)) if self.unknown else frozenset(),
            prior_coverage_months=self.of(0, 3),
            claim_date=self.of(*ClaimDate),
            deductible_position=self.of(None, *DeductiblePosition),
            deductible_order=self.of(None, *DeductibleOrder),
            limit_selection=self.of(None, *LimitSelection),
            bills_plan_fee=self.rarely(),
            writes_off_as_secondary=self.of(*MOSTLY_UNSAID),
            writes_off_downgraded=not self.rarely(),
            bills_downgrade_difference=not self.rarely(),
            blank_fixed_benefit_is_zero=self.of(*MOSTLY_UNSAID),
            blank_copay_is_zero=self.rarely(),
            binds_after_maximum=self.of(*MOSTLY_UNSAID),
            binds_after_frequency=self.of(*MOSTLY_UNSAID),
            binds_after_age=self.of(*MOSTLY_UNSAID),
            binds_when_excluded=self.of(*MOSTLY_UNSAID),
            preauthorisations=self.some(lambda: PreauthRule(self.scope())) if self.unknown else (),
        )

    def office(self) -> OfficeSettings:
        """An office's choices, payments never above the fee."""
        return OfficeSettings(
            self.of(*DeductiblePosition),
            self.of(*DeductibleOrder),
            self.of(*LimitSelection),
            self.of(*EveryBoundary),
            self.of(*BillableUpTo),
            self.of(True, False),
            self.of(True, False),
            self.of(True, False),
            self.of(True, False),
            self.of(True, False),
            self.of(True, False),
            sales_tax=self.of(0, 825),
        )

    def patient(self) -> Patient:
        """A patient with or without a birth date and lost teeth."""
        lost = {tooth: self.of(None, date(2024, 1, 1), date(2026, 2, 20)) for tooth in self.of((), ("3",), ("3", "8"))}
        return Patient(self.of(None, date(2008, 3, 2), date(1980, 1, 1)), lost)


seeds = st.integers(0, 2**48)
"""Each number makes one example of anything below; quick, so that thousands can be tried."""


def lines(largest: int = 6, *, plain: bool = False) -> st.SearchStrategy[list[PlannedLine]]:
    """Planned lines of a few codes; with ``plain`` no figure is known and none is kept from the plans."""

    def make(seed: int) -> list[PlannedLine]:
        chance = Chance(Random(seed))
        return [chance.line(number, plain=plain) for number in range(chance.random.randint(1, largest))]

    return seeds.map(make)


def every_coverage(name: str = "A", known: bool = True) -> st.SearchStrategy[CoverageTerms]:
    """One coverage with random rules of every kind; with ``known`` False some of them may be unknown."""
    return seeds.map(lambda seed: Chance(Random(seed), unknown=not known).coverage(name))


def coverages(name: str = "A") -> st.SearchStrategy[CoverageTerms]:
    """One coverage whose rules change at no day but the first of a benefit year."""

    def make(seed: int) -> CoverageTerms:
        chance = Chance(Random(seed))
        lasting = (Period.BENEFIT_YEAR, Period.LIFETIME)
        terms = chance.coverage(name)
        return replace(
            terms,
            kind=PlanKind.PPO if terms.kind is PlanKind.DISCOUNT else terms.kind,
            effective=None,
            termination=None,
            waiting=(),
            ages=(),
            missing_tooth=(),
            replacements=(),
            rollover=None,
            prior_coverage_months=0,
            claim_date=ClaimDate.SERVICE,
            maximums=tuple(rule for rule in terms.maximums if rule.period in lasting),
            deductibles=tuple(rule for rule in terms.deductibles if rule.period is not Period.PLAN_YEAR),
            frequencies=chance.some(lambda: FrequencyRule(chance.scope(), chance.of(1, 2))),
        )

    return seeds.map(make)


offices = seeds.map(lambda seed: Chance(Random(seed)).office())
patients = seeds.map(lambda seed: Chance(Random(seed)).patient())


def ppo(name: str = "A", **rules: object) -> CoverageTerms:
    """A plain PPO: restorative 80 %, crowns 50 %, deductible 50, maximum 1,500."""
    usual: dict[str, object] = {
        "percents": (PercentRule(category("restorative"), 8_000), PercentRule(category("crowns"), 5_000)),
        "deductibles": (DeductibleRule(cents=5_000),),
        "maximums": (MaximumRule(cents=150_000),),
        "verified_on": TODAY,
    }
    return CoverageTerms(id=name, name=f"Plan {name}", **{**usual, **rules})  # type: ignore[arg-type]


def crown(name: str = "c", fee: int = 120_000, **more: object) -> PlannedLine:
    """A planned crown on tooth 3."""
    return PlannedLine(name, "CR", "crowns", fee, **{"tooth": "3", "on": TODAY, **more})  # type: ignore[arg-type]


def filling(name: str = "f", fee: int = 20_000, **more: object) -> PlannedLine:
    """A planned filling on tooth 3."""
    return PlannedLine(name, "F1", "restorative", fee, **{"tooth": "3", "on": TODAY, **more})  # type: ignore[arg-type]
