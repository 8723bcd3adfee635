"""Settings of membership plans, and of what stands on good-faith estimates."""

from __future__ import annotations

from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.finance.membership import Billing, MembershipPlan
from tctui.core.finance.membership_terms import fees_from_text, fees_text, included_from_text, included_text
from tctui.core.finance.partner_terms import points_or_none, shown
from tctui.core.money import dollars, money, percent_text
from tctui.core.spoken import show_date_year
from tctui.db import good_faith, memberships
from tctui.db.change import By
from tctui.db.member_terms import save_plan
from tctui.db.memberships import ListedPlan
from tctui.screens.pay_typed import whole
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column


def _plans(today: date) -> list[Entry]:
    found = []
    for one in memberships.membership_plans(today):
        plan = one.plan
        cap = "no cap" if plan.cap_cents is None else f"saves at most {dollars(plan.cap_cents)}"
        cells = (
            plan.name, show_date_year(plan.effective_from)[4:] if plan.effective_from else "",
            f"{money(plan.yearly_cents)} {plan.billing}", percent_text(plan.discount), str(len(plan.fees)),
            ", ".join(f"{part.code} × {part.count}" for part in plan.included), str(one.members),
        )  # fmt: skip
        dated = f"offered to {show_date_year(plan.effective_to)[4:]}" if plan.effective_to else ""
        live = one.active and (plan.effective_to is None or plan.effective_to >= today)
        about = "   ".join(part for part in (plan.ages, dated, f"{cap} a year", plan.source) if part)
        found.append(Entry(one, cells, live, about))
    return found


def _plan_fields(one: ListedPlan | None) -> list[Field]:
    plan = one.plan if one else None
    return [
        Field("name", "Plan", initial=plan.name if plan else "", required=True, limit=60),
        Field("yearly_cents", "Yearly fee", "amount", initial=plan.yearly_cents if plan else None, required=True),
        Field("effective_from", "From", "date", initial=plan.effective_from if plan else None,
              hint="another day makes new terms: who is enrolled keeps the old ones"),
        Field("billing", "Paid", "choice", initial=plan.billing if plan else Billing.YEARLY,
              choices=[(each, str(each)) for each in Billing]),
        Field("discount", "Discount", initial=shown(plan.discount) if plan else "", check=points_or_none,
              hint="in percent, for codes without a member fee"),
        Field("fees", "Member fees", "notes", initial=fees_text(plan.fees) if plan else "", lines=3, check=fees_from_text,
              hint="code and fee, apart by commas: CRN 1,200.00, BRG 2,900.00"),
        Field("included", "Included", initial=included_text(plan.included) if plan else "", limit=400, check=included_from_text,
              hint="code and how often in a membership year: EXM 2, CLN 2, XRY 1"),
        Field("cap_cents", "Saves at most", "amount", initial=plan.cap_cents if plan else None,
              hint="in a membership year; empty: no end"),
        Field("from_age", "From age", initial=str(plan.from_age or "") if plan else "", check=_age, hint="in years; empty: none"),
        Field("to_age", "To age", initial="" if plan is None or plan.to_age is None else str(plan.to_age), check=_age,
              hint="the last year of age that may join: 17 for children; empty: no end"),
        Field("source", "Source", initial=plan.source if plan else "", limit=200),
        Field("active", "Offered", "yes_no", initial=one.active if one else True),
    ]  # fmt: skip


def _age(text: str) -> int | None:
    return whole(text, 0, 120) if text.strip() else None


def _save_plan(by: By, one: ListedPlan | None, values: dict[str, Any]) -> str:
    plan = MembershipPlan(
        values["name"], values["yearly_cents"], points_or_none(values["discount"]) or 0, fees_from_text(values["fees"]),
        included_from_text(values["included"]), values["cap_cents"], Billing(values["billing"]), values["source"],
        values["effective_from"], one.plan.effective_to if one and one.plan.effective_from == values["effective_from"] else None,
        _age(values["from_age"]) or 0, _age(values["to_age"]),
    )  # fmt: skip
    return save_plan(by, one, plan, values["active"])


MEMBERSHIPS = Subject(
    "Membership plans", "dated terms: yearly fee, member fees, discount, cap",
    [Column("plan", 22), Column("from", 11), Column("fee", 15), Column("off", 5, "right"), Column("fees", 4, "right"),
     Column("included"), Column("members", 7, "right")],
    _plans, _plan_fields, _save_plan, new="another plan",
    retire=lambda by, one: save_plan(by, one, one.plan, active=False),
)  # fmt: skip


def _estimates(today: date) -> list[Entry]:
    number = good_faith.tax_number()
    about = "stands on good-faith estimates beside the NPI of each provider; none is made without it"
    return [Entry(number, ("Tax number of the practice", number or ("missing", "warn")), about=about)]


def _save_number(by: By, seen: Any | None, values: dict[str, Any]) -> str:
    if not values["number"]:
        raise Refused("The tax number is missing.")
    return good_faith.set_tax_number(by, values["number"])


GOOD_FAITH = Subject(
    "Good-faith estimates", "what stands on them: the tax number",
    (Column("what"), Column("", 14)),
    _estimates,
    lambda number: [Field("number", "Tax number", initial=number, required=True, hint="nine digits: 12-3456789")],
    _save_number, new=None,
)  # fmt: skip
