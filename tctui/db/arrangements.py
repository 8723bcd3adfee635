"""Arrangements: how the patient portion of an option is paid; a change is a new version, never an edit."""

from __future__ import annotations

import json
from datetime import date, datetime

from tctui.core.agreed import Arrangement
from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.finance.choices import PaymentChoice
from tctui.core.money import money
from tctui.core.people import User
from tctui.core.plain import from_plain, to_plain
from tctui.db import models
from tctui.db.models import database
from tctui.db.unit_of_work import dump, unit_of_work


def arrangement_of(option_id: int) -> Arrangement | None:
    """The arrangement that stands for an option, or None."""
    row = database.execute_sql(
        "SELECT id, option_id, number, day, terms, estimate_id, method FROM arrangement"
        " WHERE option_id = ? AND voided = 0 AND replaced_by_id IS NULL ORDER BY number DESC LIMIT 1",
        (option_id,),
    ).fetchone()
    if row is None:
        return None
    number, option, version, day, terms, estimate, method = row
    choice = from_plain(PaymentChoice, json.loads(terms))
    return Arrangement(number, option, version, date.fromisoformat(day), choice, estimate, method)


def arrange(
    user: User, now: datetime, today: date, case: CaseFile, option: Option, choice: PaymentChoice,
    estimate_id: int | None, method: str = "",
) -> Arrangement:  # fmt: skip
    """Agree on a way to pay for an option; it replaces the arrangement before it."""
    if not user.may("money"):
        raise Refused(f"Your role ({user.role}) does not allow this; ask a coordinator or lead.")
    before = arrangement_of(option.id)
    with unit_of_work(user.id, "pay.arrange", now, case_id=case.id, patient_id=case.patient_id) as unit:
        (number,) = database.execute_sql(
            "SELECT COALESCE(MAX(number), 0) + 1 FROM arrangement WHERE option_id = ?", (option.id,)
        ).fetchone()
        terms = choice.terms
        made = unit.insert(
            models.Arrangement, case=case.id, option=option.id, estimate=estimate_id, number=number,
            kind=choice.way.name.lower(), total=choice.patient_cents, down=terms.down_cents if terms else 0,
            count=terms.payments if terms else len(choice.dues), rate=terms.rate if terms else 0,
            frequency=str(terms.frequency) if terms else "", first_due=terms.first_due if terms else None,
            courtesy=choice.courtesy_cents, method=method, terms=dump(to_plain(choice)), day=today, user=user.id,
        )  # fmt: skip
        for ordinal, part in enumerate(choice.schedule.instalments if choice.schedule else (), start=1):
            unit.insert(
                models.Instalment, arrangement=made, ordinal=ordinal, due=part.due, amount=part.amount_cents,
                principal=part.principal_cents, interest=part.interest_cents,
            )  # fmt: skip
        if before is not None:
            unit.update(models.Arrangement, before.id, replaced_by=made)
        unit.says = f"Way to pay for option {option.letter}: {choice.way}, {money(choice.patient_cents)}"
    return Arrangement(made, option.id, number, today, choice, estimate_id, method)
