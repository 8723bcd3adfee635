"""The terms of membership plans by their dates: changed from a day on, kept by who is enrolled, taken over at a renewal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tctui.core.errors import Refused
from tctui.core.finance.membership import MembershipPlan
from tctui.core.money import money
from tctui.core.plain import to_plain
from tctui.core.spoken import show_date_year
from tctui.core.text import clean
from tctui.db import models
from tctui.db.change import By, Done
from tctui.db.kept_json import dump
from tctui.db.memberships import ListedPlan, membership, membership_plans, newer_terms
from tctui.db.models import database
from tctui.db.unit_of_work import unit_of_work


def save_plan(by: By, seen: ListedPlan | None, plan: MembershipPlan, active: bool = True) -> str:
    """Keep a plan; another first day makes new terms beside the old ones, which end the day before.

    Raises Refused without the right to, for a name in use, for terms that would begin before those they follow, and for
    other terms under which somebody is enrolled: who is enrolled keeps what was agreed.
    """
    by.need("settings", "money")
    plan = replace(plan, name=clean(plan.name), source=clean(plan.source))
    own = seen.plan.name.casefold() if seen else ""
    others = {one.plan.name.casefold() for one in membership_plans(by.today) if seen is None or one.id != seen.id} - {own}
    if plan.name.casefold() in others:
        raise Refused(f"There is a plan {plan.name} already: e changes its terms from a day on.")
    with unit_of_work(by.user.id, "setting.membership", by.now) as unit:
        fields = {"name": plan.name, "terms": dump(to_plain(plan)), "active": active}
        if seen is None:
            unit.insert(models.MembershipPlan, **fields)
            unit.says = f"Membership plan {plan.name} added"
        elif plan.effective_from != seen.plan.effective_from:
            begins = _begins(seen, plan)
            before = replace(seen.plan, effective_to=begins - timedelta(days=1))
            unit.update(models.MembershipPlan, seen.id, seen=seen.version, terms=dump(to_plain(before)))
            unit.insert(models.MembershipPlan, **fields)
            kept = f"; {seen.members} enrolled keep theirs" if seen.members else ""
            unit.says = f"{plan.name}: new terms from {show_date_year(begins)}{kept}"
        else:
            if _terms(plan) != _terms(seen.plan) and _enrolled(seen.id):
                raise Refused("Somebody is enrolled under these terms: type another day under From, they keep theirs.")
            unit.update(models.MembershipPlan, seen.id, seen=seen.version, **fields)
            unit.says = f"Membership plan {plan.name} {'changed' if active else 'offered no more'}"
    return unit.says


def renew_under(by: By, membership_id: int) -> Done:
    """Let a member go over to the terms that are offered on the day of the next renewal; until then the old ones hold.

    Raises Refused when the membership ends before, and when there are no other terms then.
    """
    by.need("money")
    one = membership(membership_id)
    renewal = one.membership.renews_on(max(by.today, one.membership.began))
    if renewal is None:
        raise Refused("It ends before it would be renewed.")
    newer = newer_terms(one, renewal)
    if newer is None:
        raise Refused(f"No other terms of {one.membership.plan.name} are offered on {show_date_year(renewal)}.")
    with unit_of_work(by.user.id, "member.renew", by.now, patient_id=one.patient_id) as unit:
        unit.update(models.Membership, one.id, ends=renewal - timedelta(days=1))
        made = unit.insert(models.Membership, patient=one.patient_id, plan=newer.id, begins=renewal)
        unit.touch_patient(one.patient_id)
        asks = money(newer.plan.yearly_cents)
        unit.says = f"{one.patient}: {newer.plan.name} at {asks} a year from {show_date_year(renewal)}"
    return Done(unit.says, made)


def _begins(seen: ListedPlan, plan: MembershipPlan) -> date:
    if plan.effective_from is None:
        raise Refused("The day from which these terms hold is missing.")
    if seen.plan.effective_from and plan.effective_from <= seen.plan.effective_from:
        raise Refused(f"They would begin before those of {show_date_year(seen.plan.effective_from)}, which they follow.")
    return plan.effective_from


def _terms(plan: MembershipPlan) -> MembershipPlan:
    """What is agreed with a member: without where it stands and until when it is offered."""
    return replace(plan, source="", effective_to=None)


def _enrolled(plan_id: int) -> bool:
    held = database.execute_sql("SELECT 1 FROM membership WHERE plan_id = ? AND voided = 0 LIMIT 1", (plan_id,))
    return held.fetchone() is not None
