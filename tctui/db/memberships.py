"""Membership plans of the practice, who is in them, what was paid of the fees, and member prices in an estimate."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.estimate.periods import age_on
from tctui.core.finance.applications import checked_reference
from tctui.core.finance.membership import Membership as Member
from tctui.core.finance.membership import MembershipPlan
from tctui.core.finance.membership_dues import FeeStanding, fee_standing
from tctui.core.money import money
from tctui.core.plain import from_plain
from tctui.core.spoken import show_date_year
from tctui.core.worklist import Reminder
from tctui.db import models
from tctui.db.cases import day_or_none, rows_in
from tctui.db.change import By, Done, line_of_text
from tctui.db.models import database
from tctui.db.unit_of_work import Unit, unit_of_work

REMIND_DAYS = 30
"""So many days before a renewal or the end of a membership it is on the work list."""

METHODS = ("card", "bank draft", "check", "cash", "other")
GIVEN_BACK = "given back"
"""How a payment is taken back of which the office gave a part to the member: that part of the fee is owed no more."""


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """A plan as the settings show it: the stored row's id and version, and how many are members today."""

    id: int
    version: int
    plan: MembershipPlan
    active: bool = True
    members: int = 0


@dataclass(frozen=True, slots=True)
class FeePayment:
    """A payment of a fee as it was recorded, cents; ``given_back_cents`` is what of it the office gave to the member."""

    id: int
    on: date
    cents: int
    method: str
    reference: str
    by: str
    taken_back: bool
    given_back_cents: int = 0

    @property
    def stands_cents(self) -> int:
        """What of it stands: nothing when it came back or was a mistake."""
        return 0 if self.taken_back else self.cents - self.given_back_cents


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One patient's membership with the payments of its fees; ``followed`` when another one begins the day after it ends."""

    id: int
    patient_id: int
    patient: str
    plan_id: int
    membership: Member
    payments: tuple[FeePayment, ...]
    followed: bool = False

    def fees(self, today: date) -> FeeStanding:
        """How the fees stand."""
        paid = sum(payment.stands_cents for payment in self.payments)
        return fee_standing(self.membership, paid, today, sum(payment.given_back_cents for payment in self.payments))

    def stands_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.membership.began <= day and (self.membership.ended is None or day <= self.membership.ended)


def membership_plans(today: date) -> list[ListedPlan]:
    """The plans by name, those in use first."""
    rows = database.execute_sql(
        "SELECT p.id, p.version, p.terms, p.active, (SELECT COUNT(*) FROM membership m WHERE m.plan_id = p.id"
        " AND m.voided = 0 AND m.begins <= ? AND (m.ends IS NULL OR m.ends >= ?)) FROM membership_plan p"
        " WHERE p.voided = 0 ORDER BY p.active DESC, p.name COLLATE NOCASE, p.id DESC",
        (today.isoformat(), today.isoformat()),
    )
    return [
        ListedPlan(row[0], row[1], from_plain(MembershipPlan, json.loads(row[2])), bool(row[3]), row[4])
        for row in rows.fetchall()
    ]


def newer_terms(one: Enrolled, on: date) -> ListedPlan | None:
    """The terms of the same plan that are offered on a day, where they are not those the member is enrolled under."""
    name = one.membership.plan.name.casefold()
    offered = (each for each in membership_plans(on) if each.active and each.plan.offered_on(on))
    found = next((each for each in offered if each.plan.name.casefold() == name), None)
    return found if found is not None and found.id != one.plan_id else None


def family_of(patient_id: int) -> list[tuple[int, str]]:
    """The patient and everybody of the same guarantor, as id and name, the patient first."""
    rows = database.execute_sql(
        "SELECT f.id, f.last_name, f.first_name FROM patient p JOIN patient f ON f.id = p.id OR (f.guarantor_id ="
        " p.guarantor_id AND f.active = 1) WHERE p.id = ? AND f.voided = 0 ORDER BY f.id <> p.id, f.birth_date, f.id",
        (patient_id,),
    )
    return [(row[0], f"{row[1]}, {row[2]}".strip(", ")) for row in rows.fetchall()]


def enrolled(patient_ids: Sequence[int]) -> list[Enrolled]:
    """The memberships of some patients, the newest first."""
    return _read("m.patient_id IN (?)", list(patient_ids))


def plan_of(patient_id: int, today: date) -> MembershipPlan | None:
    """The plan of which a patient is a member today; None for who is in none."""
    return next((one.membership.plan for one in enrolled([patient_id]) if one.stands_on(today)), None)


def membership(membership_id: int) -> Enrolled:
    """One membership; raises Refused when it is gone."""
    found = _read("m.id IN (?)", [membership_id])
    if not found:
        raise Refused("That membership is no longer there.")
    return found[0]


def enrol(by: By, patient_ids: Sequence[int], plan_id: int, begins: date) -> Done:
    """Enrol patients in a plan from a day on; raises Refused when one is a member then already."""
    by.need("money")
    if not patient_ids:
        raise Refused("Nobody is chosen.")
    with unit_of_work(by.user.id, "member.enrol", by.now, patient_id=patient_ids[0], token=by.token) as unit:
        if not unit.repeated:
            unit.result, name = insert_members(unit, by, patient_ids, plan_id, begins)
            who = "1 member" if len(patient_ids) == 1 else f"{len(patient_ids)} members"
            unit.says = f"{who} of {name} from {show_date_year(begins)}"
    return Done(unit.says, unit.result or 0)


def insert_members(unit: Unit, by: By, patient_ids: Sequence[int], plan_id: int, begins: date) -> tuple[int, str]:
    """Enrol patients as a part of a change; gives the last one's membership and the plan's name.

    Raises Refused when the terms are not offered on that day, or one is a member then already.
    """
    listed = next((one for one in membership_plans(by.today) if one.id == plan_id and one.active), None)
    if listed is None or not listed.plan.offered_on(begins):
        raise Refused("Those terms are not offered on that day.")
    for one in enrolled(patient_ids):
        if one.membership.ended is None or one.membership.ended >= begins:
            raise Refused(f"{one.patient} is in {one.membership.plan.name} already.")
    made = 0
    for age in ages(patient_ids, begins).values():
        if not listed.plan.is_for(age):
            raise Refused(f"{listed.plan.name} is for patients {listed.plan.ages}; one is {age} on that day.")
    for patient_id in patient_ids:
        made = unit.insert(models.Membership, patient=patient_id, plan=plan_id, begins=begins)
        unit.touch_patient(patient_id)
    return made, listed.plan.name


def ages(patient_ids: Sequence[int], day: date) -> dict[int, int | None]:
    """How old patients are on a day, in years; None without a birth date."""
    rows = rows_in("SELECT id, birth_date FROM patient WHERE id IN (?)", list(patient_ids))
    return {row[0]: age_on(date.fromisoformat(row[1]), day) if row[1] else None for row in rows}


def end_membership(by: By, membership_id: int, last: date | None) -> Done:
    """Let a membership end after its last day; None: it is renewed again."""
    by.need("money")
    one = membership(membership_id)
    if last is not None and last < one.membership.began:
        raise Refused(f"It began on {show_date_year(one.membership.began)}; z takes the enrolment back.")
    with unit_of_work(by.user.id, "member.end", by.now, patient_id=one.patient_id) as unit:
        unit.update(models.Membership, one.id, ends=last)
        unit.touch_patient(one.patient_id)
        name = f"{one.patient}: {one.membership.plan.name}"
        unit.says = f"{name} ends on {show_date_year(last)}" if last else f"{name} is renewed"
    return Done(unit.says, one.id)


def pay_fee(by: By, membership_id: int, on: date, cents: int, method: str, reference: str = "") -> Done:
    """Record a payment of the fee, posted twice; it is never changed, a mistake is taken back. Gives its id."""
    if cents <= 0:
        raise Refused("The amount paid is missing.")
    if on > by.today:
        raise Refused("A payment is recorded once it has come, not ahead.")
    return _record(by, membership_id, "payment", on, cents, None, method, reference)


def take_fee_back(by: By, membership_id: int, payment_id: int) -> Done:
    """Take a payment back that came back or was recorded by mistake; raises Refused when a part of it was given back."""
    return _record(by, membership_id, "taken_back", by.today, None, payment_id, "", "")


def give_fee_back(by: By, membership_id: int, payment_id: int, cents: int, reference: str = "") -> Done:
    """Give a member a part of a payment or all of it; that much of the fee is owed no more.

    Raises Refused for more than stands of the payment.
    """
    return _record(by, membership_id, "taken_back", by.today, cents, payment_id, GIVEN_BACK, reference)


def _going_back(one: Enrolled, payment_id: int, cents: int | None) -> tuple[int, str]:
    """How much of a payment goes back and how: so many cents given to the member, or all of it as it came (None)."""
    payment = next((each for each in one.payments if each.id == payment_id), None)
    if payment is None or payment.taken_back:
        raise Refused("That payment was taken back already." if payment else "That payment is not of this membership.")
    if cents is not None:
        if not 0 < cents <= payment.stands_cents:
            raise Refused(f"An amount up to the {money(payment.stands_cents)} that stand of this payment.")
        return cents, GIVEN_BACK
    if payment.given_back_cents:
        raise Refused(f"{money(payment.given_back_cents)} of it was given back to the member already.")
    return payment.cents, payment.method


def reminders(today: date) -> list[Reminder]:
    """Renewals, ends and fees that are due, by the newest open case of the member, for the work list."""
    rows = database.execute_sql(
        "SELECT m.id, MAX(b.case_id) FROM membership m JOIN treatment_case c ON c.patient_id = m.patient_id"
        " JOIN board_card b ON b.case_id = c.id AND b.stage NOT IN ('completed', 'declined')"
        " WHERE m.voided = 0 AND (m.ends IS NULL OR m.ends >= ?) GROUP BY m.id",
        (today.isoformat(),),
    ).fetchall()
    cases = dict(rows)
    found = []
    for one in _read("m.id IN (?)", list(cases)):
        found += [Reminder(cases[one.id], on, words) for on, words in due_of(one, today)]
    return found


def renewals(today: date) -> list[tuple[date, str, Enrolled]]:
    """Everything of every member that is due or soon will be, the oldest first."""
    rows = database.execute_sql(
        "SELECT id FROM membership WHERE voided = 0 AND (ends IS NULL OR ends >= ?)", (today.isoformat(),)
    ).fetchall()
    found = [
        (on, words, one) for one in _read("m.id IN (?)", [row[0] for row in rows]) for on, words in due_of(one, today)
    ]
    return sorted(found, key=lambda each: (each[0], each[2].patient, each[2].id))


def due_of(one: Enrolled, today: date) -> list[tuple[date, str]]:
    """What of a membership is due, with its day: a fee that is open, a renewal or an end that comes soon."""
    found = []
    fees = one.fees(today)
    if fees.open_cents and fees.since:
        words = f"membership fee {money(fees.open_cents)} open: {one.membership.plan.name}"
        found.append((fees.since, words))
    said = None if one.followed else one.membership.reminder(today, REMIND_DAYS)
    if said:
        renewal = one.membership.renews_on(today)
        newer = newer_terms(one, renewal) if renewal else None
        if newer is not None:
            said += f"; newer terms {money(newer.plan.yearly_cents)}"
        found.append((renewal or one.membership.ended or today, said))
    return found


def _record(
    by: By, membership_id: int, kind: str, on: date, cents: int | None, about: int | None, method: str, reference: str
) -> Done:
    by.need("money")
    patient_id = membership(membership_id).patient_id
    reference = checked_reference(line_of_text("The reference", reference, limit=24))
    with unit_of_work(by.user.id, f"member.{kind}", by.now, patient_id=patient_id, token=by.token) as unit:
        if not unit.repeated:
            one = membership(membership_id)
            if about is not None:
                cents, method = _going_back(one, about, cents)
            assert cents is not None
            unit.can_undo = False
            unit.result = _post(unit, by, one.id, kind, on, cents, about, line_of_text("The method", method), reference)
            paid = f"{money(cents)} for {one.membership.plan.name} of {one.patient}"
            done = "Fee paid" if kind == "payment" else "Given back" if method == GIVEN_BACK else "Payment taken back"
            unit.says = f"{done}: {paid}"
    return Done(unit.says, unit.result or 0)


def _post(
    unit: Unit, by: By, membership_id: int, kind: str, on: date, cents: int, about: int | None, method: str, reference: str
) -> int:  # fmt: skip
    number = unit.insert(
        models.MembershipPayment, membership=membership_id, kind=kind, day=on, cents=cents, about=about, method=method,
        reference=reference, at=unit.at, user=by.user.id,
    )  # fmt: skip
    sign = 1 if kind == "payment" else -1
    for account, amount in (("received", sign * cents), ("membership fees", -sign * cents)):
        unit.insert(models.MembershipEntry, payment=number, account=account, cents=amount)
    return number


def _read(where: str, ids: list[int]) -> list[Enrolled]:
    heads = rows_in(
        "SELECT m.id, m.patient_id, p.last_name, p.first_name, m.plan_id, m.begins, m.ends, k.terms, EXISTS (SELECT 1"
        " FROM membership n WHERE n.patient_id = m.patient_id AND n.voided = 0 AND n.begins = date(m.ends, '+1 day'))"
        " FROM membership m"
        " JOIN patient p ON p.id = m.patient_id JOIN membership_plan k ON k.id = m.plan_id"
        f" WHERE {where} AND m.voided = 0 ORDER BY m.begins DESC, m.id DESC",
        ids,
    )
    payments: dict[int, list[FeePayment]] = defaultdict(list)
    for row in rows_in(
        "SELECT y.membership_id, y.id, y.day, y.cents, y.method, y.reference, COALESCE(u.name, ''), EXISTS (SELECT 1 FROM"
        f" membership_payment t WHERE t.about = y.id AND t.method <> '{GIVEN_BACK}'), (SELECT COALESCE(SUM(t.cents), 0) FROM"
        f" membership_payment t WHERE t.about = y.id AND t.method = '{GIVEN_BACK}') FROM membership_payment y"
        " LEFT JOIN user u ON u.id = y.user_id WHERE y.membership_id IN (?) AND y.kind = 'payment' ORDER BY y.day, y.id",
        [row[0] for row in heads],
    ):
        payments[row[0]].append(
            FeePayment(row[1], date.fromisoformat(row[2]), row[3], row[4], row[5], row[6], bool(row[7]), row[8])
        )
    return [_enrolled(row, tuple(payments[row[0]])) for row in heads]


def _enrolled(row: Any, payments: tuple[FeePayment, ...]) -> Enrolled:
    number, patient_id, last, first, plan_id, begins, ends, terms, followed = row
    plan = from_plain(MembershipPlan, json.loads(terms))
    held = Member(plan, date.fromisoformat(begins), (), day_or_none(ends))
    return Enrolled(number, patient_id, f"{last}, {first}".strip(", "), plan_id, held, payments, bool(followed))
