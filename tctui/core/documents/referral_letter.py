"""The letter to a specialist, as data: whom it is about, what is asked, what was found and what is sent along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tctui.core.documents.parts import Person, Practice
from tctui.core.errors import Refused
from tctui.core.plain import canonical_json, to_plain
from tctui.core.referral import SentRecord


@dataclass(frozen=True, slots=True)
class ReferralLetter:
    """A referral, complete. ``lines`` are site and plain words; only what the specialist needs stands in it."""

    number: str
    made_at: datetime
    day: date
    practice: Practice
    to: Person
    patient: Person
    patient_phone: str
    reason: str
    lines: tuple[tuple[str, str], ...]
    findings: str
    alert: str
    records: tuple[SentRecord, ...]
    dentist: str
    urgent: bool = False


def draw_up_referral(
    *,
    number: str,
    made_at: datetime,
    day: date,
    practice: Practice,
    to: Person,
    patient: Person,
    patient_phone: str,
    reason: str,
    dentist: str,
    lines: Sequence[tuple[str, str]] = (),
    findings: str = "",
    alert: str = "",
    records: Sequence[SentRecord] = (),
    urgent: bool = False,
) -> ReferralLetter:
    """Draw up the letter; raises Refused without a specialist, a reason or a dentist who refers."""
    for what, text in (("the specialist", to.name), ("the reason", reason), ("the referring dentist", dentist)):
        if not text:
            raise Refused(f"a referral letter needs {what}")
    if made_at.utcoffset() != timedelta(0):
        raise Refused("the time of making must be UTC")
    return ReferralLetter(
        number, made_at, day, practice, to, patient, patient_phone, reason, tuple(lines), findings, alert,
        tuple(records), dentist, urgent,
    )  # fmt: skip


def canonical_referral(letter: ReferralLetter) -> bytes:
    """Give the letter as canonical JSON without the time of making."""
    plain = to_plain(letter)
    return canonical_json({name: plain[name] for name in plain if name != "made_at"})
