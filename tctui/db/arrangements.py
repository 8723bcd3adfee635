"""Arrangements: how the patient portion of an option is paid; a change is a new version, never an edit."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from tctui.core.agreed import Arrangement
from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.finance.amendment import Amendment
from tctui.core.finance.choices import PaymentChoice
from tctui.core.money import money
from tctui.core.people import User
from tctui.core.plain import from_plain, to_plain
from tctui.db import models
from tctui.db.kept_json import dump
from tctui.db.models import database
from tctui.db.unit_of_work import Unit, unit_of_work


def arrangement_of(option_id: int) -> Arrangement | None:
    """The arrangement that stands for an option, or None."""
    row = database.execute_sql(
        "SELECT id, option_id, number, day, terms, estimate_id, method, account_id, amendment FROM arrangement"
        " WHERE option_id = ? AND voided = 0 AND replaced_by_id IS NULL ORDER BY number DESC LIMIT 1",
        (option_id,),
    ).fetchone()
    if row is None:
        return None
    number, option, version, day, terms, estimate, method, account, amended = row
    choice = from_plain(PaymentChoice, json.loads(terms))
    amendment = from_plain(Amendment, json.loads(amended)) if amended else None
    return Arrangement(
        number, option, version, date.fromisoformat(day), choice, estimate, method, account or number, amendment
    )  # fmt: skip


def arrange(
    user: User, now: datetime, today: date, case: CaseFile, option: Option, choice: PaymentChoice,
    estimate_id: int | None, method: str = "",
) -> Arrangement:  # fmt: skip
    """Agree on a way to pay for an option; it replaces the arrangement before it.

    Raises Refused when payments are recorded on the account of that one: it is amended, so that they count.
    """
    may_change_money(user)
    with unit_of_work(user.id, "pay.arrange", now, case_id=case.id, patient_id=case.patient_id) as unit:
        made = replace_arrangement(unit, user, today, case, option, choice, estimate_id, method)
        unit.says = f"Way to pay for option {option.letter}: {choice.label}, {money(choice.patient_cents)}"
    return made


def replace_arrangement(
    unit: Unit, user: User, today: date, case: CaseFile, option: Option, choice: PaymentChoice,
    estimate_id: int | None, method: str,
) -> Arrangement:  # fmt: skip
    """Add an arrangement in the place of the one before it, as a part of a change; raises Refused as ``arrange`` does."""
    before = arrangement_of(option.id)
    if before is not None and has_account(before.account_id):
        raise Refused("Payments are recorded on what was agreed before: amend it in the account, so that they count.")
    made = insert_arrangement(unit, user, today, case, option, choice, estimate_id, method)
    if before is not None:
        unit.update(models.Arrangement, before.id, replaced_by=made.id)
    return made


def may_change_money(user: User) -> None:
    """Raise Refused unless the user may agree on ways to pay and record payments."""
    if not user.may("money"):
        raise Refused(f"Your role ({user.role}) does not allow this; ask a coordinator or lead.")


def has_account(arrangement_id: int) -> bool:
    """Whether anything is recorded on the account that an arrangement opened, or its amendment was signed."""
    found = database.execute_sql(
        "SELECT 1 FROM account_event WHERE arrangement_id = ? OR terms_id = ? LIMIT 1", (arrangement_id, arrangement_id)
    )
    return found.fetchone() is not None


def columns_of(choice: PaymentChoice) -> dict[str, Any]:
    """What an arrangement keeps of a way to pay beside its terms, for queries to ask; amounts in cents."""
    terms = choice.terms
    return {
        "kind": choice.way.name.lower(), "total": choice.patient_cents, "down": terms.down_cents if terms else 0,
        "count": terms.payments if terms else len(choice.dues), "rate": terms.rate if terms else 0,
        "frequency": str(terms.frequency) if terms else "", "first_due": terms.first_due if terms else None,
        "courtesy": choice.courtesy_cents,
    }  # fmt: skip


def insert_arrangement(
    unit: Unit, user: User, today: date, case: CaseFile, option: Option, choice: PaymentChoice,
    estimate_id: int | None, method: str, account_id: int | None = None, amendment: Amendment | None = None,
) -> Arrangement:  # fmt: skip
    """Add the next version of an option's arrangement with its instalments."""
    (number,) = database.execute_sql(
        "SELECT COALESCE(MAX(number), 0) + 1 FROM arrangement WHERE option_id = ?", (option.id,)
    ).fetchone()
    made = unit.insert(
        models.Arrangement, case=case.id, option=option.id, estimate=estimate_id, number=number, **columns_of(choice),
        terms=dump(to_plain(choice)), method=method, day=today, user=user.id, account=account_id,
        amendment=dump(to_plain(amendment)) if amendment else "",
    )  # fmt: skip
    for ordinal, part in enumerate(choice.schedule.instalments if choice.schedule else (), start=1):
        unit.insert(
            models.Instalment, arrangement=made, ordinal=ordinal, due=part.due, amount=part.amount_cents,
            principal=part.principal_cents, interest=part.interest_cents,
        )  # fmt: skip
    return Arrangement(
        made, option.id, number, today, choice, estimate_id, method, account_id or made, amendment
    )  # fmt: skip


def credits_in(year: int, beside: int = 0) -> int:
    """Count the options with an in-house plan that is credit, agreed in a year (12 CFR 1026.2(a)(17)).

    Credit is a plan with a finance charge or more than four instalments; the option ``beside`` is left out. Terms that
    an amendment has replaced were credit in their own year; what was replaced before anything was paid on it was none.
    """
    row = database.execute_sql(
        "SELECT COUNT(DISTINCT a.option_id) FROM arrangement a LEFT JOIN arrangement r ON r.id = a.replaced_by_id"
        " WHERE a.voided = 0 AND (r.id IS NULL OR r.amendment <> '') AND a.frequency <> ''"
        " AND (a.rate > 0 OR a.count > 4) AND a.day BETWEEN ? AND ? AND a.option_id <> ?",
        (f"{year}-01-01", f"{year}-12-31", beside),
    ).fetchone()
    return int(row[0])
