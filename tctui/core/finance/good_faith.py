"""Good-faith estimates for patients without insurance or who do not use it: needed, due when, held against the bill.

45 CFR 149.610 and 149.620 (No Surprises Act).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tctui.core.finance.business_days import business_days_after, business_days_before, business_days_between
from tctui.core.money import money
from tctui.core.spoken import show_date_year

WARN_OVER = 30_000
"""Cents over the estimate from which the office is warned before it bills."""

STOP_OVER = 40_000
"""Cents over the estimate from which the patient may dispute the bill (45 CFR 149.620): it is not sent as it is."""

DISPUTE_DAYS = 120
"""Calendar days from the bill within which a dispute can be opened (45 CFR 149.620)."""


@dataclass(frozen=True, slots=True)
class GoodFaithNeed:
    """Whether an estimate is needed, why, and the last day to give it; ``due_on`` None where none is needed."""

    needed: bool
    reason: str
    due_on: date | None = None


def good_faith_need(
    insured: bool,
    uses_insurance: bool,
    booked_on: date | None = None,
    service_on: date | None = None,
    asked_on: date | None = None,
) -> GoodFaithNeed:
    """Say whether a good-faith estimate is needed and by when; of two deadlines the earlier holds.

    ``booked_on`` is the day on which the visit of ``service_on`` was booked, ``asked_on`` when the patient asked, or
    talked of costs, which counts as asking. Public holidays of the United States are no business days.
    """
    if insured and uses_insurance:
        return GoodFaithNeed(False, "the insurance is used: its estimate holds")
    who = "insured, but pays without the insurance" if insured else "no insurance"
    found: list[tuple[date, str]] = []
    if asked_on is not None:
        due = business_days_after(asked_on, 3)
        found.append((due, f"asked on {show_date_year(asked_on)}: 3 business days"))
    if booked_on is not None and service_on is not None:
        ahead = business_days_between(booked_on, service_on)
        if ahead >= 10:
            found.append((business_days_after(booked_on, 3), f"booked {ahead} business days ahead: 3 business days"))
        elif ahead >= 3:
            found.append((business_days_after(booked_on, 1), f"booked {ahead} business days ahead: 1 business day"))
        elif not found:
            return GoodFaithNeed(
                False, f"{who}, but booked {ahead} business days ahead, fewer than 3, and nobody asked"
            )
    if not found:
        return GoodFaithNeed(False, f"{who}, but nothing is booked and nobody asked")
    due, reason = min(found)
    return GoodFaithNeed(True, f"{who}; {reason}", due)


def changed_due(service_on: date) -> date:
    """Give the last day for a new estimate when its scope has changed: a business day before the service."""
    return business_days_before(service_on, 1)


class Due(StrEnum):
    """How an estimate that is needed stands on a day."""

    GIVEN = "given"
    GIVEN_LATE = "given late"
    WAITS = "waits"
    TODAY = "due today"
    OVERDUE = "overdue"


def due_state(due_on: date, given_on: date | None, today: date) -> Due:
    """Say how an estimate stands in the queue of those that are due."""
    if given_on is not None:
        return Due.GIVEN if given_on <= due_on else Due.GIVEN_LATE
    if today > due_on:
        return Due.OVERDUE
    return Due.TODAY if today == due_on else Due.WAITS


class Bill(StrEnum):
    """What the comparison of a bill with its estimate says."""

    WITHIN = "within"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class BillComparison:
    """A bill held against its estimate, in cents for one provider; ``over_cents`` below zero is less than estimated."""

    provider: str
    estimated_cents: int
    billed_cents: int
    verdict: Bill

    @property
    def over_cents(self) -> int:
        """What is billed above the estimate."""
        return self.billed_cents - self.estimated_cents

    @property
    def words(self) -> str:
        """The comparison in one line."""
        name = f"{self.provider}: " if self.provider else ""
        if self.over_cents <= 0:
            return f"{name}{money(-self.over_cents)} below the estimate" if self.over_cents else f"{name}as estimated"
        over = f"{name}{money(self.over_cents)} over the estimate of {money(self.estimated_cents)}"
        if self.verdict is Bill.STOP:
            return f"{over}: from {money(STOP_OVER)} the patient may dispute it; lower it, or explain what was not foreseen"
        if self.verdict is Bill.WARN:
            return f"{over}: {money(STOP_OVER - self.over_cents)} more and the patient may dispute it"
        return over


def compare(provider: str, estimated_cents: int, billed_cents: int) -> BillComparison:
    """Hold what a provider bills against what was estimated for it: a warning from 300 dollars over, a stop from 400."""
    over = billed_cents - estimated_cents
    verdict = Bill.STOP if over >= STOP_OVER else Bill.WARN if over >= WARN_OVER else Bill.WITHIN
    return BillComparison(provider, estimated_cents, billed_cents, verdict)


def dispute_until(billed_on: date) -> date:
    """Give the last day on which the patient can open a dispute over a bill."""
    return billed_on + timedelta(days=DISPUTE_DAYS)


@dataclass(frozen=True, slots=True)
class GoodFaithService:
    """One expected service, in cents; ``apart`` marks one that is scheduled separately, and so needs its own estimate."""

    code: str
    name: str
    quantity: int
    charge_cents: int
    diagnosis: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class GoodFaithProvider:
    """Who treats: name, national provider identifier, tax number, and where."""

    name: str
    npi: str
    tin: str
    place: str
    services: tuple[GoodFaithService, ...]

    @property
    def total_cents(self) -> int:
        """The expected charges that the bill is held against: without what is scheduled apart."""
        return sum(service.charge_cents for service in self.services if not service.apart)


def missing_content(patient: str, born: date | None, providers: Collection[GoodFaithProvider]) -> list[str]:
    """Name what an estimate still lacks of what 45 CFR 149.610(c)(1) asks for, in words; none means complete."""
    missing = [] if patient.strip() else ["the patient's name"]
    missing += [] if born else ["the birth date"]
    if not providers or not any(provider.services for provider in providers):
        missing.append("the services")
    for provider in providers:
        name = provider.name.strip() or "a provider"
        parts = {"name": provider.name, "place": provider.place}
        missing += [f"the {part} of {name}" for part, text in parts.items() if not text.strip()]
        if not _npi(provider.npi):
            missing.append(f"the NPI of {name}, ten digits with their check digit")
        if sum(char.isdigit() for char in provider.tin) != 9:
            missing.append(f"the tax number of {name}, nine digits")
        for service in provider.services:
            if not service.code.strip() or not service.name.strip():
                missing.append(f"code and name of a service of {name}")
            if service.charge_cents < 0 or service.quantity < 1:
                missing.append(f"the expected charge of {service.name.strip() or service.code.strip() or 'a service'}")
    return missing


def _npi(text: str) -> bool:
    """Whether ten digits end in the check digit of an NPI (Luhn over 80840 and the digits)."""
    if len(text) != 10 or not (text.isascii() and text.isdigit()):
        return False
    total = 24
    for place, char in enumerate(reversed(text)):
        digit = int(char) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0
