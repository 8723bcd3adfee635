"""The fees and days that agreements state: chosen in the settings, and held to as the patient signed them."""

from __future__ import annotations

import json
from dataclasses import asdict

from tctui.core.documents.agreement import OfficeTerms, checked_terms
from tctui.core.money import money
from tctui.core.papers import AGREEMENT
from tctui.db.change import By
from tctui.db.models import database
from tctui.db.office_choices import choose, chosen

NAME = "agreement"
"""The setting under which they are kept."""


def office_terms() -> OfficeTerms:
    """What an agreement that is made today states (setting `agreement`)."""
    return OfficeTerms(**{**asdict(OfficeTerms()), **chosen(NAME)})


def set_office_terms(by: By, terms: OfficeTerms) -> str:
    """Choose what agreements made from now on state; raises Refused for what cannot be or without the right to."""
    terms = checked_terms(terms)
    says = (
        f"Agreements state a late fee of {money(terms.late_fee_cents)} after {terms.late_after_days} days, "
        f"{money(terms.returned_fee_cents)} returned, {money(terms.missed_fee_cents)} missed"
    )
    return choose(by, NAME, asdict(terms), says)


def agreed_terms(option_id: int) -> OfficeTerms:
    """What the newest signed agreement of an option states; today's terms while none is signed."""
    row = database.execute_sql(
        "SELECT json_extract(d.terms, '$.office') FROM document d WHERE d.kind = ? AND d.option_id = ? AND d.voided = 0"
        " AND EXISTS (SELECT 1 FROM signature s WHERE s.document_id = d.id AND s.voided = 0) ORDER BY d.id DESC LIMIT 1",
        (AGREEMENT, option_id),
    ).fetchone()
    return OfficeTerms(**json.loads(row[0])) if row and row[0] else office_terms()
