"""Applications to lending partners: offered, taken step by step past the rules of the state, read back as they stand."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.finance.applications import (
    RULED,
    Application,
    State,
    Step,
    checked_note,
    checked_reference,
    product_facts,
    stepped,
)
from tctui.core.finance.partner_use import Followed, PartnerUse, partner_use
from tctui.core.finance.partners import Product
from tctui.core.finance.state_rules import Act, Fact, Refusal, StatePack, asked, refusals
from tctui.core.money import money
from tctui.core.plain import from_plain, to_plain
from tctui.core.spoken import show_date_year
from tctui.db.arrangements import arrangement_of
from tctui.db.cases import day_or_none, read_case, rows_in
from tctui.db.change import By, case_change, line_of_text
from tctui.db.credit_gates import facts_to_say
from tctui.db.credit_on_paper import ON_PAPER, facts_on_paper
from tctui.db.estimates import frozen_of, frozen_result
from tctui.db.kept_json import dump
from tctui.db.models import FinancingApplication, FinancingFact, FinancingStep, database
from tctui.db.state_gates import state_rules
from tctui.db.unit_of_work import Unit

LASTING = frozenset({Fact.ORTHODONTIC, Fact.REFUND_ASKED})
"""Facts that hold on from when they were recorded; the others are asked anew at every step, or stand on a paper."""

@dataclass(frozen=True, slots=True)
class KeptStep:
    """A step as it was recorded; cents."""

    state: State
    on: date
    who: str
    cents: int
    expires_on: date | None
    reference: str
    note: str


@dataclass(frozen=True, slots=True)
class KeptFact:
    """What somebody said, when, and what they noted."""

    fact: Fact
    holds: bool
    on: date
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class Tracked:
    """An application with its product as it was offered, what happened, and the newest word on each fact."""

    id: int
    case_id: int
    patient_id: int
    patient: str
    application: Application
    product: Product
    months: int | None
    fee: int | None
    steps: tuple[KeptStep, ...]
    facts: tuple[KeptFact, ...]

    def says(self, fact: Fact) -> KeptFact | None:
        """The newest word on a fact."""
        return next((one for one in self.facts if one.fact is fact), None)

    @property
    def refund_asked_on(self) -> date | None:
        """The day on which the patient asked for a refund that was not made since."""
        said = self.says(Fact.REFUND_ASKED)
        if said is None or not said.holds:
            return None
        made = any(step.state is State.REFUNDED and step.on >= said.on for step in self.steps)
        return None if made else said.on


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that is to be taken.

    ``said`` are the facts that were asked for; ``office_submits`` says that the office sends the application in;
    ``treatment_on`` is the day of the latest treatment that is charged.
    """

    to: State
    on: date
    cents: int = 0
    expires_on: date | None = None
    reference: str = ""
    note: str = ""
    said: Mapping[Fact, bool] | None = None
    office_submits: bool = False
    treatment_on: date | None = None


def applications_of(case_id: int) -> list[Tracked]:
    """The applications of a case, the oldest first."""
    return _read("a.case_id = ?", (case_id,))


def application(application_id: int) -> Tracked:
    """One application; raises Refused when it is gone."""
    found = _read("a.id = ?", (application_id,))
    if not found:
        raise Refused("That application is no longer there.")
    return found[0]


def of_partner(partner: str) -> list[Tracked]:
    """Every application to a partner by its name without case."""
    return _read("lower(a.partner) = lower(?)", (partner,))


def applications_where(condition: str, values: Sequence[Any]) -> list[Tracked]:
    """The applications for which a condition on the application ``a`` holds."""
    return _read(condition, values)


def partners() -> list[str]:
    """The partners to which there are applications."""
    rows = database.execute_sql("SELECT DISTINCT partner FROM financing_application WHERE voided = 0 ORDER BY partner")
    return [row[0] for row in rows.fetchall()]


def acts_of(to: State, office_submits: bool = False) -> tuple[Act, ...]:
    """The acts that the rules of a state may refuse at a step; an office that submits arranges as well."""
    if to is State.APPLIED and office_submits:
        return (Act.APPLY, Act.ARRANGE)
    return (RULED[to],) if to in RULED else ()


def facts_to_ask(to: State, day: date) -> list[Fact]:
    """The facts that somebody must say before a step, in the order of the form."""
    return facts_to_say(acts_of(to, office_submits=True), day)


def facts_of_papers(to: State, day: date) -> list[Fact]:
    """The facts that papers must bring before a step."""
    return [fact for fact in asked(state_rules(), acts_of(to, office_submits=True), day) if fact in ON_PAPER]


def days_ahead(day: date) -> int | None:
    """How many days before treatment a partner may be charged at the most; None where the state sets no limit."""
    limits = [rule.days_ahead for rule in state_rules().rules if rule.days_ahead is not None and rule.holds_on(day)]
    return min(limits, default=None)


def chargeable(tracked: Tracked, today: date, days: int) -> tuple[int, date | None]:
    """The patient's part of what is done or booked within so many days, in cents, and the latest day of it, today at least."""
    option = read_case(tracked.case_id).leading
    frozen = next(iter(frozen_of(option.id)), None) if option else None
    if option is None or frozen is None:
        return 0, None
    latest, near, on = today.toordinal() + days, set(), []
    for visit in option.visits():
        booked = visit.sitting is not None and visit.sitting.day <= latest
        lines = {str(line.id) for line in visit.lines if booked or line.state == "completed"}
        near |= lines
        if lines:
            on.append(visit.sitting.day if visit.sitting else today.toordinal())
    cents = sum(part.patient_cents for part in frozen_result(frozen.id).lines if part.id in near)
    return cents, date.fromordinal(max(today.toordinal(), *on)) if on else None


def facts_held(tracked: Tracked, day: date, said: Mapping[Fact, bool] | None = None) -> frozenset[Fact]:
    """The facts that hold on a day: what product and papers bring, what was recorded and lasts, what is said at the step.

    Plan, notice and list of charges are given, and the notice is signed, by the kept papers alone; nobody's word stands
    for them.
    """
    holds = {one.fact: one.holds for one in reversed(tracked.facts) if one.fact in LASTING}
    holds.update({fact: held for fact, held in (said or {}).items() if fact not in ON_PAPER})
    papers = facts_on_paper(tracked.case_id, tracked.application.partner, day)
    return product_facts(tracked.product) | papers | {fact for fact, held in holds.items() if held}


def in_the_way(tracked: Tracked, taken: Taken, pack: StatePack | None = None) -> list[Refusal]:
    """The rules of the state that refuse a step, by what holds and is said."""
    pack = pack or state_rules()
    ahead = (taken.treatment_on - taken.on).days if taken.treatment_on else 0
    facts = facts_held(tracked, taken.on, taken.said)
    found: list[Refusal] = []
    for act in acts_of(taken.to, taken.office_submits):
        found += [one for one in refusals(pack, act, taken.on, facts, ahead) if one.rule not in [f.rule for f in found]]
    return found


@case_change("financing.offer", "money")
def offer(
    unit: Unit, by: By, case: CaseFile, product: Product, months: int | None, said: Mapping[Fact, bool], note: str = ""
) -> None:
    """Record that a product was offered, past the rules of the state; its terms are kept as they are today."""
    reason = None if product.holds_on(by.today) else product.why_not(product.least_cents, by.today)
    if reason:
        raise Refused(f"{reason}.")
    fee = next((term.fee for term in product.terms if term.months == months), None)
    made = unit.insert(
        FinancingApplication, case=case.id, partner=product.partner, product=product.name, months=months, fee=fee,
        terms=dump(to_plain(product)),
    )  # fmt: skip
    start = Application(product.partner, product.name)
    name = f"{case.last_name}, {case.first_name}"
    tracked = Tracked(made, case.id, case.patient_id, name, start, product, months, fee, (), ())
    _write(unit, by, tracked, Taken(State.OFFERED, by.today, note=note, said=said))
    unit.result = made
    unit.says = f"{product.partner}, {product.name}, offered"


@case_change("financing.step", "money")
def take_step(unit: Unit, by: By, case: CaseFile, application_id: int, taken: Taken) -> None:
    """Take the next step of an application.

    Raises Refused with the name of a rule of the state that stands in the way and what satisfies it, when the step does
    not follow on where it stands, or for a reference that may be an account or social security number.
    """
    tracked = application(application_id)
    if taken.on > by.today:
        raise Refused("A step is recorded once it has happened, not ahead.")
    after = _write(unit, by, tracked, taken)
    unit.result = application_id
    unit.says = f"{tracked.application.partner}: {_told(taken)}"
    if after.left_cents and taken.to is State.USED:
        unit.says += f", {money(after.left_cents)} of the approval left"


@case_change("financing.fact", "money")
def record_fact(
    unit: Unit, by: By, case: CaseFile, application_id: int, fact: Fact, holds: bool, note: str = ""
) -> None:
    """Record what holds for the rules of the state, such as a signed notice, with who said so and when."""
    tracked = application(application_id)
    _keep_fact(unit, by, tracked.id, fact, holds, note)
    unit.says = f"{tracked.application.partner}: {fact} — {'yes' if holds else 'no'}"


def _write(unit: Unit, by: By, tracked: Tracked, taken: Taken) -> Application:
    step = Step(taken.to, taken.on, by.user.name, taken.cents, taken.expires_on, taken.reference)
    after = stepped(tracked.application, step)
    for refusal in in_the_way(tracked, taken):
        raise Refused(refusal.words)
    amount = taken.cents if taken.to not in (State.OFFERED, State.DECLINED, State.EXPIRED) else 0
    unit.insert(
        FinancingStep, application=tracked.id, state=taken.to.value, day=taken.on, cents=amount,
        expires_on=taken.expires_on if taken.to in (State.APPROVED, State.COUNTER_OFFER) else None,
        reference=checked_reference(line_of_text("The reference", taken.reference)),
        note=checked_note(line_of_text("The note", taken.note)), at=unit.at, user=by.user.id,
    )  # fmt: skip
    for fact, holds in (taken.said or {}).items():
        known = tracked.says(fact)
        if fact not in LASTING or known is None or known.holds is not holds:
            _keep_fact(unit, by, tracked.id, fact, holds, "")
    return after


def _keep_fact(unit: Unit, by: By, application_id: int, fact: Fact, holds: bool, note: str) -> None:
    kept = checked_note(line_of_text("The note", note))
    unit.insert(
        FinancingFact, application=application_id, fact=fact.value, holds=holds, note=kept, day=by.today, at=unit.at,
        user=by.user.id,
    )  # fmt: skip


def _told(taken: Taken) -> str:
    words = {State.APPLIED: "asked for", State.USED: "used", State.FUNDED: "deposited", State.REFUNDED: "refunded"}
    amount = f" {money(taken.cents)}" if taken.cents else ""
    said = f"{words.get(taken.to, taken.to.words)}{amount}"
    if taken.expires_on and taken.to in (State.APPROVED, State.COUNTER_OFFER):
        said += f" until {show_date_year(taken.expires_on)}"
    return said


def _read(where: str, values: Sequence[Any]) -> list[Tracked]:
    heads = database.execute_sql(
        "SELECT a.id, a.case_id, c.patient_id, p.last_name, p.first_name, a.partner, a.product, a.months, a.fee, a.terms"
        " FROM financing_application a JOIN treatment_case c ON c.id = a.case_id JOIN patient p ON p.id = c.patient_id"
        f" WHERE a.voided = 0 AND c.voided = 0 AND {where} ORDER BY a.id",
        tuple(values),
    ).fetchall()
    ids = [row[0] for row in heads]
    steps = _steps(ids)
    facts = _facts(ids)
    found = []
    for number, case_id, patient_id, last, first, partner, product, months, fee, terms in heads:
        now = Application(partner, product)
        for step in steps[number]:
            now = stepped(now, Step(step.state, step.on, step.who, step.cents, step.expires_on, step.reference))
        name = f"{last}, {first}".strip(", ")
        found.append(
            Tracked(
                number, case_id, patient_id, name, now, from_plain(Product, json.loads(terms)), months, fee,
                tuple(steps[number]), tuple(facts[number]),
            )
        )  # fmt: skip
    return found


def _steps(ids: Collection[int]) -> dict[int, list[KeptStep]]:
    found: dict[int, list[KeptStep]] = defaultdict(list)
    for row in rows_in(
        "SELECT s.application_id, s.state, s.day, COALESCE(u.name, 'import'), s.cents, s.expires_on, s.reference, s.note"
        " FROM financing_step s LEFT JOIN user u ON u.id = s.user_id WHERE s.application_id IN (?) AND s.voided = 0"
        " ORDER BY s.id",
        list(ids),
    ):
        number, state, on, who, cents, expires, reference, note = row
        found[number].append(
            KeptStep(State(state), date.fromisoformat(on), who, cents, day_or_none(expires), reference, note)
        )
    return found


def _facts(ids: Collection[int]) -> dict[int, list[KeptFact]]:
    found: dict[int, list[KeptFact]] = defaultdict(list)
    for number, fact, holds, on, who, note in rows_in(
        "SELECT f.application_id, f.fact, f.holds, f.day, COALESCE(u.name, ''), f.note FROM financing_fact f"
        " LEFT JOIN user u ON u.id = f.user_id WHERE f.application_id IN (?) AND f.voided = 0 ORDER BY f.id DESC",
        list(ids),
    ):
        found[number].append(KeptFact(Fact(fact), bool(holds), date.fromisoformat(on), who, note))
    return found


def agreed_cents(tracked: Tracked) -> int | None:
    """The cents of the patient portion that the product was agreed to pay in its case, or None."""
    rows = database.execute_sql("SELECT id FROM option WHERE case_id = ? AND voided = 0", (tracked.case_id,)).fetchall()
    for (option_id,) in rows:
        standing = arrangement_of(option_id)
        for part in standing.choice.lent if standing else ():
            if (part.partner, part.product) == (tracked.application.partner, tracked.application.product):
                return part.patient_cents - sum(due.amount_cents for due in part.dues if due.on == part.agreed)
    return None


def partner_figures() -> list[PartnerUse]:
    """Each partner's figures over all cases, the most used first."""
    return partner_use(Followed(one.application, one.fee) for one in _read("1 = 1", ()))


def latest_approval(tracked: Tracked, today: date) -> date:
    """The last day that an approval of today usually has, as its product says, else 90 days."""
    return today + timedelta(days=tracked.product.approval_days or 90)
