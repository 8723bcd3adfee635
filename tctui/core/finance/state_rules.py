"""State rules on arranging credit and signing: whether a step may be taken now, and what satisfies the rule."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tctui.core.errors import Refused
from tctui.core.finance.business_days import business_days_after
from tctui.core.spoken import show_date_year


class Act(StrEnum):
    """A step that a state may rule on. A practice that submits an application arranges; a patient applies.

    To agree is to settle on a partner's credit as the way to pay; it is asked again when that agreement is signed.
    """

    OFFER = "offer"
    ARRANGE = "arrange"
    APPLY = "apply"
    AGREE = "agree"
    SIGN = "sign"
    CHARGE = "charge"


class Fact(StrEnum):
    """What holds when the step is taken; the person at the desk says so, or the program knows it."""

    PLAN_GIVEN = "written plan given"
    NOTICE_GIVEN = "notice given"
    NOTICE_SIGNED = "notice signed"
    CHARGES_LISTED = "charges listed"
    WORDING = "set wording"
    PATIENT_FILLS_IN = "patient fills in alone"
    DEFERRED_INTEREST = "deferred interest"
    SEDATED = "sedated"
    BEING_TREATED = "being treated"
    TREATMENT_AREA = "treatment area"
    NO_OTHER_AREA = "no other area"
    PRACTICE_DEVICE = "practice device"
    BRANDED_LINK = "branded link"
    ORTHODONTIC = "orthodontic increment"
    REFUND_ASKED = "refund asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What is in force on the days from the first to the last, both counted; None: no end."""

    effective_from: date
    effective_to: date | None = None

    def __post_init__(self) -> None:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise Refused("it ends before it begins")

    def holds_on(self, day: date) -> bool:
        """Whether it was in force on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Dated):
    """One rule of a state, in force on the days it names.

    It bears on ``acts`` when every fact of ``when`` holds and none of ``unless``. Then the step is refused when it is
    ``prohibited``, while a fact of ``needs`` is missing, or when it is more than ``days_ahead`` days before treatment.
    """

    key: str
    name: str
    citation: str
    acts: tuple[Act, ...]
    words: str
    satisfied_by: str
    when: tuple[Fact, ...] = ()
    unless: tuple[Fact, ...] = ()
    needs: tuple[Fact, ...] = ()
    prohibited: bool = False
    days_ahead: int | None = None

    def __post_init__(self) -> None:
        super(Rule, self).__post_init__()
        if not self.acts or not (self.prohibited or self.needs or self.days_ahead is not None):
            raise Refused("a rule names acts, and prohibits, needs something or limits the days ahead")
        if self.days_ahead is not None and self.days_ahead < 0:
            raise Refused("days_ahead is 0 or more")


class SetFor(StrEnum):
    """The papers for which a state sets words."""

    CONTRACT = "contract"
    NOTICE = "credit notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording(Dated):
    """Words that a state sets for a paper."""

    key: str
    paper: SetFor
    citation: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDays(Dated):
    """A time that a state sets, in business days."""

    count: int
    citation: str

    def __post_init__(self) -> None:
        super(BusinessDays, self).__post_init__()
        if not 1 <= self.count <= 365:
            raise Refused("business_days from 1 to 365")


@dataclass(frozen=True, slots=True)
class StatePack:
    """The rules of one state as a dated file holds them, with the times to rescind and to refund where it sets them.

    Of several times the one that favours the patient counts: the longest to rescind, the shortest to refund in force.
    """

    state: str
    name: str
    dated: date
    source: str
    rules: tuple[Rule, ...]
    wordings: tuple[Wording, ...] = ()
    rescission: tuple[BusinessDays, ...] = ()
    refund: tuple[BusinessDays, ...] = ()

    def rescission_on(self, day: date) -> BusinessDays | None:
        """Give the time to rescind what is signed on a day, or None."""
        return max((one for one in self.rescission if one.holds_on(day)), key=lambda one: one.count, default=None)

    def refund_on(self, day: date) -> BusinessDays | None:
        """Give the time to refund the lender what is asked back on a day, or None."""
        return min((one for one in self.refund if one.holds_on(day)), key=lambda one: one.count, default=None)

    def wordings_on(self, day: date, paper: SetFor) -> list[Wording]:
        """Give the words that a paper must hold on a day."""
        return [one for one in self.wordings if one.paper is paper and one.holds_on(day)]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step that is refused now: the rule's name and citation, why, and what satisfies it."""

    rule: Rule
    missing: tuple[Fact, ...] = ()

    @property
    def words(self) -> str:
        """The refusal in one line; what satisfies the rule comes first, because a narrow screen cuts the end."""
        return f"{self.rule.name} ({self.rule.citation}): {self.rule.satisfied_by}. Why: {self.rule.words}."


def refusals(
    pack: StatePack, act: Act, day: date, facts: Collection[Fact], days_until_treatment: int = 0
) -> list[Refusal]:
    """Give every rule that stands in the way of a step on a day, in the order of the pack; none means go ahead.

    ``days_until_treatment`` counts for charging alone: the latest treatment that is charged.
    """
    found = []
    for rule in pack.rules:
        if act not in rule.acts or not rule.holds_on(day):
            continue
        if not set(rule.when) <= set(facts) or set(rule.unless) & set(facts):
            continue
        missing = tuple(fact for fact in rule.needs if fact not in facts)
        too_early = rule.days_ahead is not None and days_until_treatment > rule.days_ahead
        if rule.prohibited or missing or too_early:
            found.append(Refusal(rule, missing))
    return found


def asked(pack: StatePack, acts: Collection[Act], day: date) -> list[Fact]:
    """Give the facts on which the rules for these acts turn on a day, in the order of Fact."""
    rules = [rule for rule in pack.rules if set(acts) & set(rule.acts) and rule.holds_on(day)]
    found = {fact for rule in rules for fact in (*rule.when, *rule.unless, *rule.needs)}
    return [fact for fact in Fact if fact in found]


def rescind_until(pack: StatePack, signed_on: date) -> date | None:
    """Give the last day on which a contract may be rescinded, to its midnight; None where the state gives none.

    Saturdays, Sundays and public holidays do not count, which is the reading that favours the patient.
    """
    days = pack.rescission_on(signed_on)
    return business_days_after(signed_on, days.count) if days else None


def rescission_line(pack: StatePack, signed_on: date) -> str | None:
    """Give the line for the paper and the case, or None."""
    until, days = rescind_until(pack, signed_on), pack.rescission_on(signed_on)
    if until is None or days is None:
        return None
    return f"may be rescinded until midnight of {show_date_year(until)} ({days.citation})"


def refund_by(pack: StatePack, asked_on: date) -> date | None:
    """Give the last day to refund the lender for treatment not rendered, once the patient has asked; None where open."""
    days = pack.refund_on(asked_on)
    return business_days_after(asked_on, days.count) if days else None


def strictest(packs: Sequence[StatePack]) -> StatePack:
    """Join all packs into one for a practice that has not chosen its state: every rule holds on its days, and of the
    times those in force that favour the patient."""
    if not packs:
        raise Refused("there are no state rules")
    return StatePack(
        "",
        "no state chosen: the rules of all",
        min(pack.dated for pack in packs),
        "; ".join(pack.source for pack in packs),
        tuple(rule for pack in packs for rule in pack.rules),
        tuple(wording for pack in packs for wording in pack.wordings),
        tuple(days for pack in packs for days in pack.rescission),
        tuple(days for pack in packs for days in pack.refund),
    )
