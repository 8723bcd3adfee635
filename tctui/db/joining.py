"""Agreeing on a membership: the patient is enrolled, the estimate frozen at member prices and the way to pay kept, at once."""

from __future__ import annotations

from dataclasses import replace

from tctui.core.errors import Refused
from tctui.core.finance.joining import Joining, at_member_prices
from tctui.core.finance.wish import Wish
from tctui.core.money import money
from tctui.db.arrangements import may_change_money, replace_arrangement
from tctui.db.cases import read_case
from tctui.db.change import By, Done
from tctui.db.estimates import insert_frozen
from tctui.db.memberships import insert_members, membership_plans
from tctui.db.unit_of_work import unit_of_work
from tctui.db.ways import ground_of


def join(by: By, case_id: int, option_id: int, joining: Joining, wish: Wish, method: str) -> Done:
    """Enrol the patient from today in the plan of ``joining`` and agree on paying the rest as it says; one step of undo.

    Gives the membership's id. Raises Refused when a contract forbids member prices or is not looked up, when the plan
    is not offered or the patient is a member, and when payments are recorded on what was agreed before.
    """
    may_change_money(by.user)
    listed = next((one for one in membership_plans(by.today) if one.active and one.plan == joining.plan), None)
    if listed is None:
        raise Refused(f"{joining.plan.name} is not offered any more.")
    case = read_case(case_id)
    with unit_of_work(by.user.id, "pay.join", by.now, case_id=case_id, patient_id=case.patient_id) as unit:
        option = next(one for one in case.options if one.id == option_id)
        before = ground_of(case, option, by.today)
        if before.beside is not None and before.beside.refusal:
            raise Refused(f"{joining.plan.name}: {before.beside.refusal}.")
        if before.beside is not None and before.beside.asks:
            raise Refused(f"Look up first what the contract of {before.beside.asks[0].name} says to member prices.")
        number, _ = insert_members(unit, by, [case.patient_id], listed.id, by.today)
        ground = ground_of(case, option, by.today)
        owed = ground.owed_cents
        at_prices = replace(wish, patient_cents=owed, down_cents=min(wish.down_cents, owed))
        risk = before.beside.words if before.beside else ""
        choice = at_member_prices(joining, at_prices, ground.visits, before.owed_cents - owed, risk)
        kept = insert_frozen(unit, by.user, by.today, option, ground.estimate)
        replace_arrangement(unit, by.user, by.today, case, option, choice, kept.id, method)
        unit.says = f"Enrolled in {joining.plan.name}: {money(choice.total_cents)} by {method}"
        unit.result = number
    return Done(unit.says, number)
