"""The financial agreement as data: parties, procedures, way to pay, the office's clauses, disclosure, signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tctui.core.documents.disclosure import Disclosure, disclosure
from tctui.core.documents.parts import Clause, Person, Practice, SignatureBlock, filled, of_age
from tctui.core.errors import Refused
from tctui.core.finance.amendment import Amendment
from tctui.core.finance.choices import PaymentChoice, Way
from tctui.core.finance.lending import choice_covered
from tctui.core.money import in_dollars, money
from tctui.core.plain import canonical_json, to_plain
from tctui.core.spoken import show_date_year


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One procedure as agreed, in cents: fee less insurance, write-off and discount is the patient's part."""

    tooth: str
    name: str
    code: str
    fee_cents: int
    insurance_cents: int
    write_off_cents: int
    discount_cents: int
    patient_cents: int
    phase: str = ""


@dataclass(frozen=True, slots=True)
class OfficeTerms:
    """The office's own rules that an agreement states: fees in cents, times in days and hours; 0 means none."""

    late_fee_cents: int = 2_500
    late_after_days: int = 10
    returned_fee_cents: int = 2_500
    missed_fee_cents: int = 5_000
    missed_notice_hours: int = 48
    insurance_wait_days: int = 60


def checked_terms(terms: OfficeTerms) -> OfficeTerms:
    """Give the office's terms back; raises Refused for fees above 1,000.00 or times longer than a year."""
    for cents in (terms.late_fee_cents, terms.returned_fee_cents, terms.missed_fee_cents):
        if not 0 <= cents <= 100_000:
            raise Refused(f"A fee is from 0.00 to 1,000.00, not {money(cents)}.")
    for time, least, longest, unit in (
        (terms.late_after_days, 0, 90, "days"), (terms.insurance_wait_days, 1, 366, "days"),
        (terms.missed_notice_hours, 1, 336, "hours"),
    ):  # fmt: skip
        if not least <= time <= longest:
            raise Refused(f"From {least} to {longest} {unit}, not {time}.")
    return terms


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause of the office before its fields are filled; ``when`` names what must hold for it to be printed."""

    key: str
    title: str
    text: str
    when: tuple[str, ...] = ()


FIELDS = (
    "practice", "phone", "patient", "guarantor", "total", "valid_until", "insurers", "insurance_days", "late_fee",
    "late_days", "returned_fee", "missed_fee", "missed_hours", "deposit", "partner", "lent", "promotion", "cliff",
    "membership", "membership_fee", "membership_terms",
)  # fmt: skip
"""What a clause may ask for as ``{name}``."""

CONDITIONS = (
    "insurance", "plan", "no plan", "interest", "no interest", "late fee", "returned fee", "missed fee", "deposit", "partner",
    "deferred interest", "membership",
)  # fmt: skip
"""What a clause may wait for."""


WHOLE = "whole"
"""The key of the clause that stays the last one, just above the signatures."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A financial agreement or its amendment, complete: everything that is printed, nothing computed while drawing.

    ``made_at`` is UTC and becomes the document's creation time; ``valid_until`` is the last day to sign it.
    """

    number: str
    version: int
    made_at: datetime
    practice: Practice
    patient: Person
    guarantor: Person
    option: str
    lines: tuple[AgreementLine, ...]
    choice: PaymentChoice
    valid_until: date
    deposit_cents: int
    method: str
    insurers: tuple[str, ...]
    office: OfficeTerms
    clauses: tuple[Clause, ...]
    disclosure: Disclosure | None
    signers: tuple[SignatureBlock, ...]
    amendment: Amendment | None = None

    @property
    def totals(self) -> AgreementLine:
        """The sums of the lines, in the shape of a line."""
        return AgreementLine(
            "",
            "total",
            "",
            sum(line.fee_cents for line in self.lines),
            sum(line.insurance_cents for line in self.lines),
            sum(line.write_off_cents for line in self.lines),
            sum(line.discount_cents for line in self.lines),
            sum(line.patient_cents for line in self.lines),
        )


def draw_up(
    *,
    number: str,
    version: int,
    made_at: datetime,
    practice: Practice,
    patient: Person,
    guarantor: Person,
    option: str,
    lines: Sequence[AgreementLine],
    choice: PaymentChoice,
    valid_until: date,
    method: str,
    clause_texts: Iterable[ClauseText],
    insurers: Sequence[str] = (),
    office: OfficeTerms | None = None,
    deposit_cents: int | None = None,
    credits_this_year: int | None = None,
    credits_last_year: int | None = None,
    amendment: Amendment | None = None,
    membership_terms: str = "",
) -> Agreement:
    """Draw up an agreement: checks that it adds up, decides on the disclosure, picks and fills the clauses.

    What is paid today toward visits that are paid on their days is the deposit unless told. A covered plan always carries
    its Truth-in-Lending disclosure. An ``amendment`` is of the plan in ``choice``: it
    starts from what is owed on the account, so the procedures need not come to it. Raises Refused when the lines do not add up to
    what the patient pays, nothing is agreed, a date is wrong, or a clause asks for an unknown field.
    """
    office = office or OfficeTerms()
    if not of_age(guarantor, choice.agreed):
        raise Refused(f"{guarantor.name} is under eighteen: name who pays (the guarantor) in the patient's record.")
    deposit_cents = deposit(choice) if deposit_cents is None else deposit_cents
    _check(lines, choice, valid_until, deposit_cents, made_at, amendment)
    needed = choice_covered(choice, credits_this_year, credits_last_year).covered
    shown = None
    if needed:
        late = (office.late_fee_cents, office.late_after_days)
        shown = disclosure(choice, practice.name, *late, amended=amendment is not None)
    holding = _holding(lines, choice, office, deposit_cents)
    fields = _fields(practice, patient, guarantor, choice, valid_until, insurers, office, deposit_cents)
    fields["membership_terms"] = membership_terms
    return Agreement(
        number=number,
        version=version,
        made_at=made_at,
        practice=practice,
        patient=patient,
        guarantor=guarantor,
        option=option,
        lines=tuple(lines),
        choice=choice,
        valid_until=valid_until,
        deposit_cents=deposit_cents,
        method=method,
        insurers=tuple(insurers),
        office=office,
        clauses=tuple(_clause(text, fields) for text in clause_texts if _applies(text, holding)),
        disclosure=shown,
        signers=_signers(patient, guarantor, choice.agreed),
        amendment=amendment,
    )


def deposit(choice: PaymentChoice) -> int:
    """Give what is paid on the day of the agreement toward visits that are paid on their days, in cents."""
    return sum(part.due_today_cents for part in (choice, *choice.parts) if part.way is Way.PER_VISIT)


def own_charge(choice: PaymentChoice) -> int:
    """Give the finance charge of the practice's own credit in cents: a partner gives and discloses its credit itself."""
    return choice.schedule.finance_charge_cents if choice.schedule else 0


def canonical_terms(agreement: Agreement) -> bytes:
    """Give what was agreed as canonical JSON; number, version and time of making are not terms."""
    plain = to_plain(agreement)
    return canonical_json({name: plain[name] for name in plain if name not in ("number", "version", "made_at")})


def terms_hash(agreement: Agreement) -> str:
    """Give the SHA-256 of the canonical terms in hexadecimal: it stands in the footer of every page."""
    return hashlib.sha256(canonical_terms(agreement)).hexdigest()


def _check(
    lines: Sequence[AgreementLine],
    choice: PaymentChoice,
    valid_until: date,
    deposit_cents: int,
    made_at: datetime,
    amendment: Amendment | None,
) -> None:
    if not lines:
        raise Refused("an agreement needs at least one procedure")
    for line in lines:
        parts = line.insurance_cents + line.write_off_cents + line.discount_cents + line.patient_cents
        if parts != line.fee_cents:
            raise Refused(f"{line.name}: {money(parts)} in parts is not the fee of {money(line.fee_cents)}")
    owed = sum(line.patient_cents for line in lines)
    if amendment:
        lent = sum(part.patient_cents for part in choice.parts if part.way is Way.PARTNER)
        owed = amendment.terms.total_cents + lent
    if owed != choice.patient_cents - choice.membership_cents:
        of = "amendment comes" if amendment else "procedures come"
        raise Refused(f"the way to pay is for {money(choice.patient_cents)}, the {of} to {money(owed)}")
    if valid_until < choice.agreed:
        raise Refused("an agreement must be valid on the day it is made")
    if not 0 <= deposit_cents <= owed:
        raise Refused(f"a deposit of {money(deposit_cents)} is more than the {money(owed)} owed")
    if made_at.utcoffset() != timedelta(0):
        raise Refused("the time of making must be UTC")


def _holding(
    lines: Sequence[AgreementLine], choice: PaymentChoice, office: OfficeTerms, deposit_cents: int
) -> frozenset[str]:
    holds = {
        "insurance": any(line.insurance_cents for line in lines),
        "plan": choice.terms is not None,
        "no plan": choice.terms is None,
        "interest": own_charge(choice) > 0,
        "no interest": choice.terms is not None and own_charge(choice) == 0,
        "late fee": choice.terms is not None and office.late_fee_cents > 0,
        "returned fee": office.returned_fee_cents > 0,
        "missed fee": office.missed_fee_cents > 0,
        "deposit": deposit_cents > 0,
        "partner": bool(choice.lent),
        "deferred interest": any(part.cliff for part in choice.lent),
        "membership": choice.membership_cents > 0,
    }
    return frozenset(name for name in CONDITIONS if holds[name])


def _applies(text: ClauseText, holding: frozenset[str]) -> bool:
    unknown = set(text.when) - set(CONDITIONS)
    if unknown:
        raise Refused(f"clause {text.key}: unknown condition {sorted(unknown)[0]!r}; known are {', '.join(CONDITIONS)}")
    return set(text.when) <= holding


def _clause(text: ClauseText, fields: Mapping[str, str]) -> Clause:
    return Clause(text.key, text.title, filled(text.text, fields, f"clause {text.key}"))


def _fields(
    practice: Practice,
    patient: Person,
    guarantor: Person,
    choice: PaymentChoice,
    valid_until: date,
    insurers: Sequence[str],
    office: OfficeTerms,
    deposit_cents: int,
) -> dict[str, str]:
    return {
        "practice": practice.name,
        "phone": practice.phone or "the telephone number above",
        "patient": patient.name,
        "guarantor": guarantor.name,
        "total": _total(choice),
        "valid_until": show_date_year(valid_until),
        "insurers": " and ".join(insurers) or "the insurance",
        "insurance_days": str(office.insurance_wait_days),
        "late_fee": in_dollars(office.late_fee_cents),
        "late_days": str(office.late_after_days),
        "returned_fee": in_dollars(office.returned_fee_cents),
        "missed_fee": in_dollars(office.missed_fee_cents),
        "missed_hours": str(office.missed_notice_hours),
        "deposit": in_dollars(deposit_cents),
        "membership": next((part.name for part in (choice, *choice.parts) if part.way is Way.MEMBERSHIP), ""),
        "membership_fee": in_dollars(choice.membership_cents),
        **_lending(choice),
    }


def _total(choice: PaymentChoice) -> str:
    """What is to be paid for the treatment, and beside it the fee of a membership that is joined."""
    fee = f" and the membership fee of {in_dollars(choice.membership_cents)}" if choice.membership_cents else ""
    return f"{in_dollars(choice.patient_cents - choice.membership_cents)}{fee}"


def _lending(choice: PaymentChoice) -> dict[str, str]:
    """What is said of the partner that lends: who, how much of the patient's part, until when, and the cliff."""
    part = next(iter(choice.lent), None)
    if part is None:
        return dict.fromkeys(("partner", "lent", "promotion", "cliff"), "")
    down = sum(due.amount_cents for due in part.dues if due.on == part.agreed)
    cliff = part.cliff
    return {
        "partner": part.partner or part.label,
        "lent": in_dollars(part.patient_cents - down),
        "promotion": show_date_year(cliff.ends) if cliff else "",
        "cliff": f"If you pay only {in_dollars(cliff.paid_cents)} by then: {cliff.words}" if cliff else "",
    }


def _signers(patient: Person, guarantor: Person, on: date) -> tuple[SignatureBlock, ...]:
    witness = SignatureBlock("Witness for the practice")
    # A minor does not sign; the guarantor does.
    if guarantor.name == patient.name or not of_age(patient, on):
        return (SignatureBlock("Patient or guarantor", guarantor.name, guarantor.relation or "self"), witness)
    payer = SignatureBlock("Guarantor", guarantor.name, guarantor.relation or "self")
    return (SignatureBlock("Patient", patient.name, "self"), payer, witness)
