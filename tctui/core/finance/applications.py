"""A patient's application to a lending partner, step by step: what may follow, what to say, what is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from tctui.core.errors import Refused
from tctui.core.finance.partners import Kind, Product
from tctui.core.finance.state_rules import Act, Fact
from tctui.core.money import money, percent_of
from tctui.core.spoken import show_date_year

LONGEST_REFERENCE = 24
MOST_DIGITS = 8
"""Nine digits are a social security number, more a card or an account: none is ever kept."""

_NUMBER = re.compile(r"(?<!\d)(?:\d{3}([ .-])\d{2}\1\d{4}|\d{9}|\d(?:[ .-]?\d){12,18})(?!\d)")
"""What may be a social security number or a card in a text where dates, amounts and telephone numbers stand too."""


class State(StrEnum):
    """Where an application stands."""

    NOT_OFFERED = "not_offered"
    OFFERED = "offered"
    APPLIED = "applied"
    APPROVED = "approved"
    COUNTER_OFFER = "counter_offer"
    DECLINED = "declined"
    USED = "used"
    FUNDED = "funded"
    REFUNDED = "refunded"
    EXPIRED = "expired"

    @property
    def words(self) -> str:
        """The state as it is shown."""
        return self.value.replace("_", " ").replace("counter offer", "counter-offer")


FOLLOWS: dict[State, tuple[State, ...]] = {
    State.NOT_OFFERED: (State.OFFERED,),
    State.OFFERED: (State.APPLIED, State.EXPIRED),
    State.APPLIED: (State.APPROVED, State.COUNTER_OFFER, State.DECLINED, State.EXPIRED),
    State.COUNTER_OFFER: (State.APPROVED, State.DECLINED, State.EXPIRED),
    State.APPROVED: (State.USED, State.EXPIRED),
    State.DECLINED: (State.OFFERED,),
    State.USED: (State.USED, State.FUNDED, State.REFUNDED),
    State.FUNDED: (State.USED, State.FUNDED, State.REFUNDED),
    State.REFUNDED: (State.USED, State.FUNDED, State.REFUNDED),
    State.EXPIRED: (State.OFFERED, State.APPLIED),
}
"""What may follow on each state; an approval can be used, paid out and refunded in parts."""

RULED = {State.OFFERED: Act.OFFER, State.APPLIED: Act.APPLY, State.USED: Act.CHARGE}
"""The states whose step the rules of a state may refuse, and the act that they ask about."""


@dataclass(frozen=True, slots=True)
class Application:
    """An application as it stands since a day, in cents. ``reference`` is the partner's, never an account number.

    ``deposited_cents`` is what the partner paid the practice for ``used_cents``: the rest is its fee.
    """

    partner: str
    product: str
    state: State = State.NOT_OFFERED
    since: date | None = None
    who: str = ""
    asked_cents: int = 0
    approved_cents: int = 0
    expires_on: date | None = None
    used_cents: int = 0
    deposited_cents: int = 0
    refunded_cents: int = 0
    reference: str = ""
    parts: tuple[int, ...] = ()
    """What was used each time, in order."""

    deposits: int = 0
    """How often the partner has paid out."""

    @property
    def left_cents(self) -> int:
        """What is approved and not used yet."""
        return max(0, self.approved_cents - self.used_cents)

    @property
    def paid_for_cents(self) -> int:
        """What of the use the partner has paid out: its parts in their order, one for each deposit at least.

        A deposit may be for several, so they reach what came in; the fee of a large part may exceed a small one.
        """
        paid = 0
        for number, cents in enumerate(self.parts or (self.used_cents,)):
            if paid >= self.deposited_cents and number >= self.deposits:
                break
            paid += cents
        return paid

    @property
    def awaited_cents(self) -> int:
        """What was used and is not paid out yet."""
        return self.used_cents - self.paid_for_cents

    def deposit_cents(self, fee: int | None) -> int:
        """What the partner is to deposit for what is awaited, by the fee in basis points; all of it while no fee is known."""
        return self.awaited_cents - percent_of(self.awaited_cents, fee or 0)

    @property
    def fee_cents(self) -> int | None:
        """What the partner kept of what it has paid out; None until it has paid."""
        return self.paid_for_cents - self.deposited_cents if self.deposited_cents else None

    @property
    def fee(self) -> int | None:
        """The effective fee in basis points, rounded half-up; None until the partner has paid."""
        if self.fee_cents is None:
            return None
        return (self.fee_cents * 20_000 + self.paid_for_cents) // (2 * self.paid_for_cents)

    def on(self, today: date) -> State:
        """Give the state on a day: an approval or counter-offer past its last day has expired."""
        waiting = (State.APPROVED, State.COUNTER_OFFER)
        if self.state in waiting and self.expires_on is not None and today > self.expires_on:
            return State.EXPIRED
        return self.state


@dataclass(frozen=True, slots=True)
class Step:
    """What happened: the state it leads to, on a day, by whom; the amount in cents where the state has one.

    An amount is asked for by applying, approved, used, deposited or refunded; ``expires_on`` is the last day.
    """

    to: State
    on: date
    who: str
    cents: int = 0
    expires_on: date | None = None
    reference: str = ""


def stepped(application: Application, step: Step) -> Application:
    """Take one step. Raises Refused, saying what may follow and what is missing."""
    _allowed(application, step)
    reference = checked_reference(step.reference) or application.reference
    after = replace(application, state=step.to, since=step.on, who=step.who, reference=reference)
    if step.to is State.APPLIED:
        return replace(after, asked_cents=_above_zero(step, "asked for"), approved_cents=0, expires_on=None)
    if step.to in (State.APPROVED, State.COUNTER_OFFER):
        if step.expires_on is None or step.expires_on < step.on:
            raise Refused("an approval needs the last day on which it can be used")
        return replace(after, approved_cents=_above_zero(step, "approved"), expires_on=step.expires_on)
    if step.to is State.USED:
        used = application.used_cents + _above_zero(step, "used")
        if used > application.approved_cents:
            raise Refused(f"{money(step.cents)} is more than the {money(application.left_cents)} left of the approval")
        if application.expires_on is not None and step.on > application.expires_on:
            raise Refused(f"the approval ended on {show_date_year(application.expires_on)}")
        return replace(after, used_cents=used, parts=(*application.parts, step.cents))
    if step.to is State.FUNDED:
        deposited = application.deposited_cents + _above_zero(step, "deposited")
        if deposited > application.used_cents:
            raise Refused(f"{money(deposited)} deposited for {money(application.used_cents)} used")
        return replace(after, deposited_cents=deposited, deposits=application.deposits + 1)
    if step.to is State.REFUNDED:
        refunded = application.refunded_cents + _above_zero(step, "refunded")
        if refunded > application.used_cents:
            raise Refused(f"{money(refunded)} refunded of {money(application.used_cents)} used")
        return replace(after, refunded_cents=refunded)
    return after


def checked_reference(text: str) -> str:
    """Give the reference as it is kept. Raises Refused when it may be an account or social security number."""
    said = text.strip()
    if len(said) > LONGEST_REFERENCE:
        raise Refused(f"a reference has at most {LONGEST_REFERENCE} characters")
    if len(re.findall(r"\d", said)) > MOST_DIGITS:
        raise Refused(
            "a reference of nine digits or more may be an account or social security number: keep its last four"
        )
    return said


def following(application: Application, today: date) -> tuple[State, ...]:
    """Give the states that may follow today: nothing is used that is not left, paid out or refunded that was not used."""
    ends = application.expires_on
    cannot = set()
    if not application.left_cents or (ends is not None and today > ends):
        cannot.add(State.USED)
    if application.deposited_cents >= application.used_cents:
        cannot.add(State.FUNDED)
    if application.refunded_cents >= application.used_cents:
        cannot.add(State.REFUNDED)
    return tuple(state for state in FOLLOWS[application.on(today)] if state not in cannot)


def checked_note(text: str) -> str:
    """Give a note as it is kept. Raises Refused when a social security, card or account number may stand in it."""
    if _NUMBER.search(text):
        raise Refused("the note may hold an account or social security number: keep its last four")
    return text


def product_facts(product: Product) -> frozenset[Fact]:
    """Give the facts that a product brings to the rules of a state."""
    return frozenset({Fact.DEFERRED_INTEREST} if product.kind is Kind.DEFERRED else ())


def missing_cents(application: Application, today: date, agreed_cents: int) -> int:
    """Give what the partner approved, offers or let be used less than it was agreed to pay, in cents.

    0 before and without an answer; once an approval has ended only what was used of it counts.
    """
    answered = application.on(today) in (State.APPROVED, State.COUNTER_OFFER, *PARTLY)
    paying = application.used_cents if _ended(application, today) else application.approved_cents
    return max(0, agreed_cents - paying) if answered else 0


def _ended(application: Application, today: date) -> bool:
    return application.expires_on is not None and application.expires_on < today


def next_step(application: Application, today: date, product: Product | None = None, agreed_cents: int = 0) -> str:
    """Say in one line what is to be done next, and by whom; ``agreed_cents`` of the patient's part is to be paid by it."""
    partner, address = application.partner, f" at {product.address}" if product and product.address else ""
    state = application.on(today)
    ends = show_date_year(application.expires_on) if application.expires_on else ""
    missing = missing_cents(application, today, agreed_cents)
    if missing:
        short = f"{money(missing)} less than agreed: agree on how that is paid ($)"
        if state is State.COUNTER_OFFER:
            return f"{partner} offers {money(application.approved_cents)} until {ends}, {short}, if the patient takes it"
        then = next_step(application, today, product)
        said = f"was used for {short}; its approval has ended" if _ended(application, today) else f"approved {short}"
        return f"{partner} {said}" + (f"; {then}" if not then.startswith("nothing") else "")
    if application.awaited_cents and state in PARTLY:
        left = _left(application, today)
        waits = f"wait for the deposit of {partner} and hold it against {money(application.awaited_cents)}"
        return f"{waits}; {left}" if left else waits
    if agreed_cents and state is State.DECLINED:
        return f"{partner}, by which the patient was to pay, has declined: agree on another way"
    lines = {
        State.NOT_OFFERED: f"offer {partner}, with its notice where the state asks for one",
        State.OFFERED: f"the patient applies to {partner}{address}, on a device of their own; write down when",
        State.APPLIED: f"ask the patient what {partner} answered: amount and last day",
        State.COUNTER_OFFER: f"{partner} offers {money(application.approved_cents)} until {ends}: does the patient take it?",
        State.APPROVED: f"use {money(application.approved_cents)} by {ends}, once the treatment it pays for is near",
        State.DECLINED: "offer another way to pay; the letter with the reasons comes from the partner",
        State.USED: _left(application, today) or "nothing",
        State.FUNDED: _left(application, today) or "nothing; refund the partner if treatment is not rendered",
        State.REFUNDED: "; ".join(
            filter(None, ("tell the patient when the partner has booked the refund", _left(application, today)))
        ),
        State.EXPIRED: f"the approval of {partner} has ended: the patient applies again, or another way to pay",
    }
    return lines[state]


PATIENCE = {State.OFFERED: 7, State.APPLIED: 2}
"""Days after which somebody asks how an application stands that waits on the patient or the partner."""

DEPOSIT_DAYS = 5
"""Days after the last step within which a partner pays out what was used."""


PARTLY = (State.USED, State.FUNDED, State.REFUNDED)
"""States in which a rest of the approval may still be used."""


def due_on(application: Application, today: date, agreed_cents: int = 0, days_before: int = 14) -> date | None:
    """Give the day on which its next step belongs on the work list; None while it waits or nothing is to be done.

    An approval and a counter-offer are due ``days_before`` their last day, and stay due when they have expired. What is
    left of one that was used in part is due until its last day. One by which the patient was to pay (``agreed_cents``) is
    due at once when it was declined, has expired, or less was approved.
    """
    state, since = application.state, application.since
    ends = application.expires_on
    if agreed_cents and state in (State.DECLINED, State.EXPIRED):
        return since
    if missing_cents(application, today, agreed_cents):
        return ends if _ended(application, today) else since
    if state in PARTLY and application.awaited_cents and since is not None:
        wanted = since + timedelta(days=DEPOSIT_DAYS)
        if wanted <= today:
            return wanted
    if ends is not None and state in (State.APPROVED, State.COUNTER_OFFER):
        return ends if (ends - today).days <= days_before else None
    if ends is not None and state in PARTLY and application.left_cents and 0 <= (ends - today).days <= days_before:
        return ends
    if state not in PATIENCE or since is None:
        return None
    wanted = since + timedelta(days=PATIENCE[state])
    return wanted if wanted <= today else None


def _left(application: Application, today: date) -> str:
    """What is left of an approval that can still be used, and until when; empty when nothing is."""
    ends = application.expires_on
    if not application.left_cents or (ends is not None and ends < today):
        return ""
    until = f" until {show_date_year(ends)}" if ends else ""
    return f"{money(application.left_cents)} of the approval is left{until}"


def _allowed(application: Application, step: Step) -> None:
    now = application.on(step.on)
    if step.to not in FOLLOWS[now]:
        following = " or ".join(state.words for state in FOLLOWS[now])
        raise Refused(f"{application.partner} is {now.words}: {following} may follow, not {step.to.words}")
    if not step.who.strip():
        raise Refused("who did it is missing")
    if application.since is not None and step.on < application.since:
        raise Refused(f"{show_date_year(step.on)} is before the last step of {show_date_year(application.since)}")


def _above_zero(step: Step, word: str) -> int:
    if step.cents <= 0:
        raise Refused(f"the amount {word} is missing")
    return step.cents
