"""How near estimates come to what plans pay, and the rules that repeated gaps suggest, taken over or turned down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.insurance.changes import changes
from tctui.core.insurance.outcomes import Offer, Outcome, offers
from tctui.core.insurance.stored import CoverageRow, RuleRow
from tctui.core.insurance.table import find, shown
from tctui.core.money import bare_percent, money, percent_text
from tctui.db.benefit_sheets import office_pairs, office_services, read_plan, rules_of
from tctui.db.benefit_writes import write_rule
from tctui.db.change import By, Done
from tctui.db.kept_json import dump
from tctui.db.models import BenefitPlan, BenefitRule, Fee, database
from tctui.db.unit_of_work import Unit, unit_of_work

_OUTCOMES = (
    "SELECT p.id, p.name, l.code, l.name, l.category, l.tooth, o.day, o.expected, o.paid, o.state, o.reason, o.paid_as,"
    " o.allowed, o.deductible, o.expected_allowed, o.expected_deductible, o.expected_percent, l.quantity"
    " FROM claim_outcome o JOIN line l ON l.id = o.line_id JOIN coverage c ON c.id = o.coverage_id"
    " JOIN benefit_plan p ON p.id = c.plan_id WHERE o.voided = 0"
)


def outcomes_of(plan_id: int | None = None) -> list[Outcome]:
    """What one plan, or every plan, answered so far, oldest first."""
    where, parameters = ("", ()) if plan_id is None else (" AND p.id = ?", (plan_id,))
    rows = database.execute_sql(f"{_OUTCOMES}{where} ORDER BY o.day, o.id", parameters).fetchall()
    return [_outcome(row) for row in rows]


def _outcome(row: Any) -> Outcome:
    # An amount for several units says nothing about the fee of one.
    allowed = row[12] if row[17] == 1 else None
    return Outcome(
        row[0], row[1], row[2], row[3], row[4], row[5], date.fromisoformat(row[6]), row[7], row[8], row[9] == "denied",
        row[10], row[11], allowed, row[13], row[14], row[15], row[16],
    )  # fmt: skip


def suggested(plan_id: int | None = None) -> list[Offer]:
    """The rules that the outcomes suggest and nobody has turned down."""
    outcomes = outcomes_of(plan_id)
    plans = {each.plan_id for each in outcomes}
    downgraded = {
        (plan, row.terms.get("from", "")) for plan in plans for row in rules_of(plan) if row.kind == "downgrade"
    }
    listed = set(
        database.execute_sql(
            "SELECT p.id, f.code FROM benefit_plan p JOIN fee f ON f.schedule_id = p.fee_schedule_id WHERE f.voided = 0"
        ).fetchall()
    )
    declined = {plan: read_plan(plan).settings.get("turned_down", ()) for plan in plans}
    return [offer for offer in offers(outcomes, downgraded, listed, declined) if not _entered(offer)]


def _entered(offer: Offer) -> bool:
    """Whether the plan says so already: somebody entered it after the claims were paid."""
    if offer.kind == "fee":
        return _fee(offer)[1] == offer.value
    if offer.kind == "percent":
        rules = rules_of(offer.plan_id)
        name = offer.scope.partition(":")[2]
        if offer.scope.startswith("category:"):
            cells = shown(read_plan(offer.plan_id), CoverageRow(0, 0), rules, office_services(), office_pairs())
            return cells.get(f"percent:{name}") == bare_percent(int(offer.value))
        row = find(rules, "percent", offer.scope)
        return row is not None and row.percent == offer.value
    return False


def take_over(by: By, offer: Offer) -> Done:
    """Make the suggested rule one of the plan."""
    by.need("case")
    with unit_of_work(by.user.id, "insurance.learned", by.now, token=by.token) as unit:
        if not unit.repeated:
            plan = read_plan(offer.plan_id)
            unit.says = _TAKEN[offer.kind](unit, offer).format(plan=plan.name)
            unit.update(BenefitPlan, plan.id, seen=plan.version, changed=unit.number)
    return Done(unit.says)


def turn_down(by: By, offer: Offer) -> Done:
    """Remember that a suggestion is not wanted."""
    by.need("case")
    with unit_of_work(by.user.id, "insurance.learned", by.now, token=by.token) as unit:
        if not unit.repeated:
            plan = read_plan(offer.plan_id)
            settings = dict(plan.settings)
            settings["turned_down"] = sorted({*settings.get("turned_down", ()), offer.key})
            unit.update(BenefitPlan, plan.id, seen=plan.version, settings=dump(settings))
            unit.says = f"Not taken over for {plan.name}; it is not suggested again"
    return Done(unit.says)


def _add_downgrade(unit: Unit, offer: Offer) -> str:
    terms = {"from": offer.code, "to": offer.to, "when": offer.value}
    write_rule(unit, RuleRow(0, "downgrade", offer.scope, terms=terms), plan=offer.plan_id)
    return f"{{plan}}: {offer.code} is estimated as {offer.to} from now on"


def _set_percent(unit: Unit, offer: Offer) -> str:
    rules, name, points = rules_of(offer.plan_id), offer.scope.partition(":")[2], int(offer.value)
    if offer.scope.startswith("category:"):
        plan, services, pairs = read_plan(offer.plan_id), office_services(), office_pairs()
        nobody = CoverageRow(0, 0)
        before = shown(plan, nobody, rules, services, pairs)
        edits = {f"percent:{name}": bare_percent(points)}
        found = changes(plan, nobody, rules, before, edits, services, pairs)
        for row in found.gone:
            unit.void(BenefitRule, row.id, seen=row.version)
        for row in found.rules:
            write_rule(unit, row, plan=offer.plan_id)
    else:
        row = find(rules, "percent", offer.scope) or RuleRow(0, "percent", offer.scope)
        write_rule(unit, replace(row, percent=points), plan=offer.plan_id)
    return f"{{plan}}: {name.replace('_', ' ')} is paid at {percent_text(points)} from now on"


def _fee(offer: Offer) -> tuple[int, int]:
    row = database.execute_sql(
        "SELECT f.id, f.amount FROM fee f JOIN benefit_plan p ON p.fee_schedule_id = f.schedule_id"
        " WHERE p.id = ? AND f.code = ? AND f.voided = 0",
        (offer.plan_id, offer.code),
    ).fetchone()
    if row is None:
        raise Refused("The plan has no fee for that code any more.")
    return int(row[0]), int(row[1])


def _set_fee(unit: Unit, offer: Offer) -> str:
    number, _ = _fee(offer)
    unit.update(Fee, number, amount=int(offer.value))
    return f"{{plan}}: the fee of {offer.code} is {money(int(offer.value))} from now on"


_TAKEN = {"downgrade": _add_downgrade, "percent": _set_percent, "fee": _set_fee}
