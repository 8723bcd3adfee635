"""One way to pay a patient portion, with everything that is compared or printed: in full to split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tctui.core.errors import Refused
from tctui.core.finance.deferred_interest import Cliff
from tctui.core.finance.dues import MEMBER_FEE, Due
from tctui.core.finance.membership import MemberPrice, Membership, fee_payments, saved_cents
from tctui.core.finance.partners import Offer
from tctui.core.finance.plan_rate import plan_apr
from tctui.core.finance.plans import PlanTerms, Schedule, payment_schedule, with_kept
from tctui.core.money import money, percent_of, round_half_up


class Way(StrEnum):
    """A way to pay."""

    IN_FULL = "pay in full"
    PER_VISIT = "pay per visit"
    IN_HOUSE = "in-house plan"
    PARTNER = "lending partner"
    MEMBERSHIP = "membership plan"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class PaymentChoice:
    """One way to pay with everything that is compared or printed. Cents throughout.

    ``patient_cents`` is the portion before the ``courtesy_cents`` (or member savings) taken off it, with the
    ``membership_cents`` of a fee that is paid beside the treatment; ``dues`` hold
    every payment, today's too, in order. ``terms`` are those of the in-house plan in it. ``name`` tells a partner's
    product or a membership; ``partner_level_cents`` and ``partner_apr`` are what the partner asks each month and
    discloses; ``at_least`` says that its figures are the lowest, as it sets the rate itself. ``practice_cost_cents``
    None means that nobody knows it yet. A split holds its ``parts``. ``partner`` and ``product`` name who lends.
    """

    way: Way
    patient_cents: int
    agreed: date
    dues: tuple[Due, ...]
    courtesy_cents: int = 0
    terms: PlanTerms | None = None
    name: str = ""
    practice_cost_cents: int | None = 0
    risk: str = ""
    cliff: Cliff | None = None
    partner_level_cents: int | None = None
    partner_apr: Decimal | None = None
    at_least: bool = False
    parts: tuple[PaymentChoice, ...] = ()
    membership_cents: int = 0
    partner: str = ""
    product: str = ""

    def __post_init__(self) -> None:
        """Let the terms of a plan keep the due dates that stand here."""
        if self.terms is None:
            return
        terms = next((part.terms for part in self.parts if part.terms), self.terms)
        if not self.parts:
            terms = with_kept(terms, [due.on for due in self.dues[-terms.payments :]])
        object.__setattr__(self, "terms", terms)

    @property
    def label(self) -> str:
        """The way with the name of its product, as a heading."""
        return self.name or self.way.value

    @property
    def lent(self) -> tuple[PaymentChoice, ...]:
        """What lending partners pay: this way or those of its parts; empty where nobody lends."""
        return tuple(one for one in (self, *self.parts) if one.way is Way.PARTNER)

    @property
    def due_today_cents(self) -> int:
        """What is paid on the day of the agreement."""
        return sum(due.amount_cents for due in self.dues if due.on == self.agreed)

    @property
    def level_cents(self) -> int | None:
        """The regular payment of a plan at its own frequency, or of a partner each month."""
        return payment_schedule(self.terms).level_cents if self.terms else self.partner_level_cents

    @property
    def monthly_cents(self) -> int | None:
        """The regular payment as an amount a month, rounded half-up when it is paid at another pace."""
        if self.parts:
            return sum(part.monthly_cents or 0 for part in self.parts) or None
        if not self.terms:
            return self.partner_level_cents
        return round_half_up(Decimal(self.level_cents or 0) * self.terms.frequency.a_year / 12)

    @property
    def last(self) -> Due:
        """The last payment."""
        return self.dues[-1]

    @property
    def total_cents(self) -> int:
        """All that the patient pays."""
        return sum(due.amount_cents for due in self.dues)

    @property
    def to_practice_cents(self) -> int:
        """What of it the practice itself is paid: all but what a lending partner collects, its down payment too."""
        return self.total_cents - sum(part.total_cents - part.due_today_cents for part in self.lent)

    @property
    def finance_charge_cents(self) -> int:
        """The cost of credit: what is paid above the patient portion less the courtesy."""
        return self.total_cents - self.patient_cents + self.courtesy_cents

    @property
    def schedule(self) -> Schedule | None:
        """The schedule of an in-house plan with interest and balance."""
        return payment_schedule(self.terms) if self.terms else None

    @property
    def apr(self) -> Decimal | None:
        """The annual percentage rate of a plan or partner in percent, two places; None where no credit is given."""
        return plan_apr(payment_schedule(self.terms)) if self.terms else self.partner_apr


def in_full(patient_cents: int, agreed: date, courtesy: int = 0) -> PaymentChoice:
    """Pay everything today, less a courtesy in basis points (0 to 10,000)."""
    if patient_cents <= 0:
        raise Refused("nothing is left for the patient to pay")
    if not 0 <= courtesy <= 10_000:
        raise Refused("a courtesy is between 0 and 100 %")
    off = percent_of(patient_cents, courtesy)
    due = Due("in full", agreed, patient_cents - off)
    risk = "what is not done is paid back"
    return PaymentChoice(Way.IN_FULL, patient_cents, agreed, (due,), off, practice_cost_cents=off, risk=risk)


def per_visit(visits: Sequence[Due], agreed: date, down_cents: int = 0) -> PaymentChoice:
    """Pay each visit's patient portion on its day; a down payment today is taken off the last visits first.

    Visits with nothing to pay drop out. Raises Refused when nothing is owed or the down payment is more than that.
    """
    owed = sum(visit.amount_cents for visit in visits)
    if owed <= 0 or any(visit.amount_cents < 0 for visit in visits):
        raise Refused("nothing is left for the patient to pay")
    if not 0 <= down_cents <= owed:
        raise Refused(f"a down payment of {money(down_cents)} is more than the {money(owed)} owed")
    left, kept = down_cents, []
    for visit in reversed(visits):
        off = min(left, visit.amount_cents)
        left -= off
        if visit.amount_cents - off:
            kept.append(replace(visit, amount_cents=visit.amount_cents - off))
    if down_cents:
        kept.append(Due("today", agreed, down_cents))
    risk = "a visit that is not paid waits"
    return PaymentChoice(Way.PER_VISIT, owed, agreed, tuple(reversed(kept)), risk=risk)


def in_house(terms: PlanTerms) -> PaymentChoice:
    """Pay by an in-house plan: the down payment today, then the schedule."""
    down = [Due("down payment", terms.agreed, terms.down_cents)] if terms.down_cents else []
    count = terms.payments
    paid = [Due(f"payment {i.number} of {count}", i.due, i.amount_cents) for i in payment_schedule(terms).instalments]
    risk = "what is paid late bears interest by the day" if terms.rate else "what is paid late falls overdue"
    return PaymentChoice(Way.IN_HOUSE, terms.total_cents, terms.agreed, (*down, *paid), terms=terms, risk=risk)


def by_partner(offer: Offer) -> PaymentChoice:
    """Pay by a lending partner's product: a down payment today, the rest to the partner month by month."""
    down = [Due("down payment", offer.bought, offer.down_cents)] if offer.down_cents else []
    count = len(offer.dues)
    paid = [Due(f"payment {n} of {count}", on, cents) for n, (on, cents) in enumerate(offer.dues, 1)]
    return PaymentChoice(
        Way.PARTNER,
        offer.amount_cents,
        offer.bought,
        (*down, *paid),
        name=f"{offer.product.partner} {offer.product.name}, {offer.months} months",
        practice_cost_cents=offer.practice_cost_cents,
        risk=offer.risk,
        cliff=offer.cliff,
        partner_level_cents=offer.monthly_cents,
        partner_apr=offer.apr,
        at_least=offer.product.rate_varies,
        partner=offer.product.partner,
        product=offer.product.name,
    )


def by_membership(
    membership: Membership, prices: Sequence[MemberPrice], agreed: date, patient_cents: int
) -> PaymentChoice:
    """Join a membership plan and pay everything at its prices today, with the payments of the first year's fee.

    ``patient_cents`` is the portion before member prices. The savings stand as the courtesy: they are what it costs the
    practice. Raises Refused when nothing is to be paid.
    """
    saved = saved_cents(prices, patient_cents)
    fees = fee_payments(membership.plan, agreed)
    today = [Due("at member prices", agreed, patient_cents - saved)] if patient_cents - saved else []
    dues = sorted([*today, *(Due(MEMBER_FEE, on, cents) for on, cents in fees)], key=lambda due: due.on or agreed)
    if not dues:
        raise Refused("nothing is left for the patient to pay")
    yearly = sum(cents for _, cents in fees)
    gain = saved - yearly
    weighed = f"Saves {money(gain)} this year" if gain >= 0 else f"Costs {money(-gain)} more this year than it saves"
    return PaymentChoice(
        Way.MEMBERSHIP,
        patient_cents + yearly,
        agreed,
        tuple(dues),
        saved,
        name=membership.plan.name,
        practice_cost_cents=gain,
        risk=f"{weighed}, with its fee; that is owed each year until it is ended",
        membership_cents=yearly,
    )


def named_dues(part: PaymentChoice) -> list[Due]:
    """Give the payments of a part of a split, named so that they are told from those of the other parts."""
    if part.way is Way.PARTNER:
        # What is due today is paid to the practice, beside the credit.
        name = part.partner or part.label
        return [
            replace(due, label="down payment to us" if due.on == part.agreed else f"{name}: {due.label}") for due in part.dues
        ]
    return [replace(due, label="today") if part.way is Way.IN_FULL else due for due in part.dues]


def split(parts: Sequence[PaymentChoice]) -> PaymentChoice:
    """Pay by two or more ways at once, each for its part of the patient portion.

    Raises Refused for fewer than two, for parts agreed on different days, and for more than one in-house plan.
    """
    if len(parts) < 2 or len({part.agreed for part in parts}) > 1:
        raise Refused("a split has two or more parts agreed on one day")
    plans = [part.terms for part in parts if part.terms]
    if len(plans) > 1 or any(part.parts for part in parts):
        raise Refused("a split has at most one in-house plan, and no split in it")
    agreed = parts[0].agreed
    dues = [due for part in parts for due in named_dues(part)]
    costs = [part.practice_cost_cents for part in parts]
    return PaymentChoice(
        Way.SPLIT,
        sum(part.patient_cents for part in parts),
        agreed,
        tuple(sorted(dues, key=lambda due: (due.on is None, due.on or agreed))),
        sum(part.courtesy_cents for part in parts),
        plans[0] if plans else None,
        name=" + ".join(part.label for part in parts),
        practice_cost_cents=None if None in costs else sum(cost or 0 for cost in costs),
        risk="; ".join(part.risk for part in parts if part.risk),
        cliff=next((part.cliff for part in parts if part.cliff), None),
        at_least=any(part.at_least for part in parts),
        parts=tuple(parts),
        membership_cents=sum(part.membership_cents for part in parts),
    )
