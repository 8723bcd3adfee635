"""Membership plans of the practice: yearly fee, member prices, what is included how often, cap, renewals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tctui.core.errors import Refused
from tctui.core.finance.unit_periods import months_later
from tctui.core.money import money, percent_of, percent_text
from tctui.core.spoken import show_date_year


class Billing(StrEnum):
    """How the yearly fee is paid."""

    YEARLY = "yearly"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"

    @property
    def months(self) -> int:
        """Months between two payments."""
        return {"yearly": 12, "quarterly": 3, "monthly": 1}[self.value]


@dataclass(frozen=True, slots=True)
class MemberFee:
    """The price of one procedure code for members, in cents."""

    code: str
    cents: int


@dataclass(frozen=True, slots=True)
class Included:
    """A procedure that the yearly fee pays for, so many times in each membership year."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class MembershipPlan:
    """What members get. Cents and basis points; ``discount`` holds for codes without a member fee.

    ``cap_cents`` is the most that a member saves in a membership year, None without end. These terms are offered from
    ``effective_from`` to ``effective_to``, None without end; who is enrolled keeps them. Raises Refused when the plan
    makes no sense.
    """

    name: str
    yearly_cents: int
    discount: int = 0
    fees: tuple[MemberFee, ...] = ()
    included: tuple[Included, ...] = ()
    cap_cents: int | None = None
    billing: Billing = Billing.YEARLY
    source: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    from_age: int = 0
    to_age: int | None = None
    """The ages in years, both ends counted, of those who may join; None: no end."""

    def __post_init__(self) -> None:
        if self.from_age < 0 or (self.to_age is not None and self.to_age < self.from_age):
            raise Refused(f"{self.name}: the ages end before they begin")
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise Refused(f"{self.name}: the terms end before they begin")
        if not self.name.strip() or self.yearly_cents < 0:
            raise Refused("a membership plan needs a name and a yearly fee that is not below zero")
        if not 0 <= self.discount <= 10_000:
            raise Refused(f"{self.name}: a discount is between 0 and 100 %")
        if any(fee.cents < 0 for fee in self.fees) or any(part.count < 1 for part in self.included):
            raise Refused(f"{self.name}: member fees are not below zero, and what is included is so once or more")
        if self.cap_cents is not None and self.cap_cents < 0:
            raise Refused(f"{self.name}: the cap is not below zero")

    @property
    def ages(self) -> str:
        """For whom it is, in words; empty for everybody."""
        if self.to_age is not None:
            return f"age {self.from_age} to {self.to_age}" if self.from_age else f"to age {self.to_age}"
        return f"from age {self.from_age}" if self.from_age else ""

    def is_for(self, age: int | None) -> bool:
        """Whether somebody of an age in years may join; who has no birth date is not turned away."""
        return age is None or self.from_age <= age <= (age if self.to_age is None else self.to_age)

    def offered_on(self, day: date) -> bool:
        """Whether these terms are offered to who joins or renews on a day."""
        return (self.effective_from or day) <= day <= (self.effective_to or day)


@dataclass(frozen=True, slots=True)
class MemberUse:
    """A service that a member has had: code, day, and what was saved on it in cents."""

    code: str
    on: date
    saved_cents: int


@dataclass(frozen=True, slots=True)
class Membership:
    """A member since ``began``; ``ended`` is the last day of one that is not renewed."""

    plan: MembershipPlan
    began: date
    uses: tuple[MemberUse, ...] = ()
    ended: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether there is a membership on a day."""
        return self.began <= day and (self.ended is None or day <= self.ended)

    def year_on(self, day: date) -> tuple[date, date]:
        """Give the first and last day of the membership year that a day lies in.

        Raises Refused for a day on which there is no membership.
        """
        if not self.holds_on(day):
            raise Refused(f"no membership on {show_date_year(day)}")
        years = day.year - self.began.year
        if months_later(self.began, 12 * years) > day:
            years -= 1
        start = months_later(self.began, 12 * years)
        return start, months_later(self.began, 12 * years + 12) - timedelta(days=1)

    def renews_on(self, day: date) -> date | None:
        """Give the day of the next renewal, or None when it ends before."""
        renewal = self.year_on(day)[1] + timedelta(days=1)
        return None if self.ended is not None and self.ended < renewal else renewal

    def reminder(self, day: date, days_before: int) -> str | None:
        """Give the line for the work list when a renewal or the end comes within so many days, else None."""
        if not self.holds_on(day):
            return None
        renewal = self.renews_on(day)
        if renewal is None and self.ended is not None and (self.ended - day).days <= days_before:
            return f"{self.plan.name} ends on {show_date_year(self.ended)}"
        if renewal is not None and (renewal - day).days <= days_before:
            return f"{self.plan.name} renews on {show_date_year(renewal)} for {money(self.plan.yearly_cents)} a year"
        return None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A procedure to price: its code, the practice's fee of one in cents, and how many.

    ``written_off_cents`` is what a contract takes off the whole line anyway; ``visit`` the number of the visit; ``on``
    the day it is done or planned for, None: the day that prices are asked for.
    """

    code: str
    fee_cents: int
    quantity: int = 1
    written_off_cents: int = 0
    visit: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class MemberPrice:
    """A line as a member pays it, in cents, with the rule that made the price."""

    line: MemberLine
    member_cents: int
    saved_cents: int
    why: str


def saved_cents(prices: Iterable[MemberPrice], patient_cents: int) -> int:
    """Give what members save on lines of which the patient owes so much: never more than that."""
    return min(patient_cents, sum(price.saved_cents for price in prices))


def fee_payments(plan: MembershipPlan, began: date) -> list[tuple[date, int]]:
    """Give the payments of one year's fee: days and cents that sum to it, the first one taking the rest."""
    count = 12 // plan.billing.months
    each, rest = divmod(plan.yearly_cents, count)
    return [
        (months_later(began, number * plan.billing.months), each + (rest if number == 0 else 0))
        for number in range(count)
        if plan.yearly_cents
    ]


def member_prices(membership: Membership, lines: Sequence[MemberLine], day: date) -> list[MemberPrice]:
    """Price lines for a member, in order: included services first, then member fee or discount, then the cap.

    Each line counts in the membership year of its own day, else of ``day``, with what was used in that year; on a day
    of its own without a membership it costs what it costs anybody. Raises Refused when there is none on ``day``.
    """
    years: dict[date, _Year] = {}
    prices = []
    for line in lines:
        if line.on is not None and not membership.holds_on(line.on):
            full = line.fee_cents * line.quantity - line.written_off_cents
            prices.append(MemberPrice(line, full, 0, f"no membership on {show_date_year(line.on)}"))
            continue
        start, end = membership.year_on(line.on or day)
        year = years.setdefault(start, _Year(membership, start, end))
        prices.append(year.price(line))
    return prices


class _Year:
    """What is left of one membership year while its lines are priced: included services by code, room under the cap."""

    def __init__(self, membership: Membership, start: date, end: date) -> None:
        self._plan = plan = membership.plan
        used = [use for use in membership.uses if start <= use.on <= end]
        self._left = {part.code: part.count - sum(use.code == part.code for use in used) for part in plan.included}
        self._room = None if plan.cap_cents is None else max(0, plan.cap_cents - sum(use.saved_cents for use in used))

    def price(self, line: MemberLine) -> MemberPrice:
        """Price one more line of the year."""
        plan = self._plan
        free = min(max(0, self._left.get(line.code, 0)), line.quantity)
        self._left[line.code] = self._left.get(line.code, 0) - free
        full = line.fee_cents * line.quantity
        each, why = _each(plan, line)
        saved = max(0, full - each * (line.quantity - free))
        if free:
            why = f"{free} of {line.quantity} included" if free < line.quantity else "included"
        # A contract's price that is lower than a member's stands: only what goes below it is saved.
        saved = max(0, saved - line.written_off_cents)
        full -= line.written_off_cents
        if self._room is not None:
            if saved > self._room:
                saved, why = self._room, f"{why}, capped at {money(plan.cap_cents or 0)} a year"
            self._room -= saved
        return MemberPrice(line, full - saved, saved, why)


def _each(plan: MembershipPlan, line: MemberLine) -> tuple[int, str]:
    fee = next((fee.cents for fee in plan.fees if fee.code == line.code), None)
    if fee is not None:
        return min(fee, line.fee_cents), "member fee"
    off = percent_of(line.fee_cents, plan.discount)
    return line.fee_cents - off, f"{percent_text(plan.discount)} off" if off else "no discount"
