"""Letters to specialists, made from a referral and the lines it is about."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tctui.core.case import CaseFile, Line
from tctui.core.documents.parts import Person
from tctui.core.documents.referral_letter import canonical_referral, draw_up_referral
from tctui.core.errors import Refused
from tctui.core.papers import REFERRAL
from tctui.core.referral import SentRecord
from tctui.core.text import clean
from tctui.db.change import By
from tctui.db.models import database
from tctui.db.paper_parts import address_lines, letterhead, may_make, parties, provider_name, second
from tctui.db.paper_writes import keep_document
from tctui.db.referrals import open_referrals


@dataclass(frozen=True, slots=True)
class LetterTerms:
    """What a person adds to a letter: where the specialist is, findings, what goes along (a line each), how soon."""

    address: str = ""
    findings: str = ""
    sent_along: str = ""
    urgent: bool = False

    def records(self) -> list[str]:
        """What goes along, each of its own: lines and semicolons part them."""
        parts = clean(self.sent_along, newlines=True).replace(";", "\n").split("\n")
        return [part.strip() for part in parts if part.strip()]


def referred_lines(case: CaseFile, referral_id: int) -> list[Line]:
    """The lines that a referral is about, in the order of the plan."""
    row = database.execute_sql(
        "SELECT lines FROM referral WHERE id = ? AND case_id = ? AND voided = 0", (referral_id, case.id)
    ).fetchone()
    wanted = set(json.loads(row[0])) if row else set()
    return [line for option in case.options for line in option.lines() if line.id in wanted]


def known_findings(lines: list[Line]) -> str:
    """What the dentist noted as the reason of these lines, to begin the findings with."""
    return " ".join(dict.fromkeys(line.rationale for line in lines if line.rationale))


def make_letter(by: By, case: CaseFile, referral_id: int, terms: LetterTerms) -> int:
    """Draw up and keep the letter of a referral; returns the document's id.

    Raises Refused when the referral is gone, or specialist, reason or dentist are missing.
    """
    may_make(by.user)
    row = database.execute_sql(
        "SELECT r.specialist, r.reason, t.phone, t.medical_alert FROM referral r JOIN patient t ON t.id = ?"
        " WHERE r.id = ? AND r.case_id = ? AND r.voided = 0",
        (case.patient_id, referral_id, case.id),
    ).fetchone()
    if row is None:
        raise Refused("That referral is no longer there.")
    specialist, reason, phone, alert = row
    lines = referred_lines(case, referral_id)
    from tctui.documents.referral_letter import render_referral

    patient, _ = parties(case)
    sent = next((one.records for one in open_referrals(case.id) if one.id == referral_id), ())
    letter = draw_up_referral(
        number=f"{case.id}-{referral_id}", made_at=second(by.now), day=by.today, practice=letterhead(),
        to=Person(specialist, None, address_lines(clean(terms.address, newlines=True))), patient=patient,
        patient_phone=phone, reason=reason or _asked(lines), lines=[(line.site, line.name) for line in lines],
        findings=clean(terms.findings, newlines=True), alert=alert, urgent=terms.urgent,
        records=[*sent, *(SentRecord(record, on=by.today) for record in terms.records())],
        dentist=provider_name(next((line.provider_id for line in lines if line.provider_id), case.provider_id)),
    )  # fmt: skip
    option = next((one for one in case.options if any(line in lines for line in one.lines())), case.leading)
    kind, title = f"{REFERRAL}:{referral_id}", f"Referral letter to {specialist}"
    content, terms_json = render_referral(letter), canonical_referral(letter)
    return keep_document(by.user.id, by.now, by.today, case, option, kind, title, terms_json, content, None)


def _asked(lines: list[Line]) -> str:
    named = ", ".join(f"{line.name} {line.site}".strip() for line in lines)
    return f"Please see the patient for: {named}." if named else ""
