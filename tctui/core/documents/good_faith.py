"""The good-faith estimate of expected charges, as data: complete as 45 CFR 149.610(c)(1) asks, or not drawn up at all."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tctui.core.documents.parts import Person, Practice, canonical
from tctui.core.errors import Refused
from tctui.core.finance.good_faith import DISPUTE_DAYS, STOP_OVER, GoodFaithProvider, missing_content
from tctui.core.money import dollars

NOTICES = (
    "This good-faith estimate shows what is reasonably expected to be charged for the items and services that are listed. "
    "It rests on what was known when it was made. It does not include unknown or unexpected costs that may arise during "
    "treatment. You could be charged more if complications or special circumstances occur.",
    "Other items or services may be recommended as part of the course of care that must be scheduled or requested apart. "
    "They are not in this estimate; you will be given a good-faith estimate of them when they are scheduled, or earlier "
    "when you ask.",
    f"If you are billed {dollars(STOP_OVER)} or more above this estimate for a provider, you have the right to dispute the "
    "bill. You may ask the practice to correct the bill to the estimate, to negotiate it, or whether there is financial "
    "assistance. You may also start the patient-provider dispute resolution process of the U.S. Department of Health and "
    f"Human Services within {DISPUTE_DAYS} calendar days (about four months) of the date on the first bill. There is a "
    "small fee to use it; if the reviewer agrees with you, you pay the price on this estimate, else the higher amount. "
    "Starting it does not affect the quality of the care that you are given.",
    "To learn more and for the form to start the process: www.cms.gov/nosurprises/consumers, or call 1-800-985-3059. "
    "Keep this estimate: you may need it if you are billed a higher amount.",
    "This good-faith estimate is not a contract. It does not oblige you to have any of these services from any of the "
    "providers listed here.",
)
"""What the law asks to be said; not legal advice."""


@dataclass(frozen=True, slots=True)
class GoodFaithEstimate:
    """A good-faith estimate, complete; ``primary`` is the main service in plain words, ``service_on`` its day if booked."""

    number: str
    version: int
    made_at: datetime
    day: date
    practice: Practice
    patient: Person
    primary: str
    service_on: date | None
    providers: tuple[GoodFaithProvider, ...]
    notices: tuple[str, ...] = NOTICES

    @property
    def total_cents(self) -> int:
        """All expected charges, without what is scheduled apart."""
        return sum(provider.total_cents for provider in self.providers)


def draw_up_good_faith(
    *,
    number: str,
    version: int,
    made_at: datetime,
    day: date,
    practice: Practice,
    patient: Person,
    primary: str,
    service_on: date | None,
    providers: Sequence[GoodFaithProvider],
) -> GoodFaithEstimate:
    """Draw up an estimate. Raises Refused naming everything that it would lack."""
    if made_at.utcoffset() != timedelta(0):
        raise Refused("the time of making must be UTC")
    missing = missing_content(patient.name, patient.born, providers)
    missing += [] if primary.strip() else ["what is to be treated, in plain words"]
    if missing:
        raise Refused(f"the estimate would lack {'; '.join(missing)}")
    return GoodFaithEstimate(
        number, version, made_at, day, practice, patient, primary, service_on, tuple(providers)
    )  # fmt: skip


def canonical_good_faith(estimate: GoodFaithEstimate) -> bytes:
    """Give what was estimated as canonical JSON; number, version and time of making are no part of it."""
    return canonical(estimate)


def good_faith_hash(estimate: GoodFaithEstimate) -> str:
    """Give the SHA-256 of the canonical estimate in hexadecimal."""
    return hashlib.sha256(canonical_good_faith(estimate)).hexdigest()
