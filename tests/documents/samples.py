"""Invented agreements, consents and presentations that the document tests draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from tctui.core.documents.agreement import Agreement, AgreementLine, draw_up
from tctui.core.documents.consent import Consent, ConsentLine, ConsentText, Discussion, draw_up_consent
from tctui.core.documents.parts import Person, Practice
from tctui.core.documents.presentation import PlanPresentation, PresentedLine, PresentedOption, PresentedPhase
from tctui.core.finance.choices import Due, PaymentChoice, in_full, in_house, per_visit
from tctui.core.finance.plans import PlanTerms
from tctui.documents.texts import clause_texts, consent_statements, consent_texts

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 15, 4, 5, tzinfo=UTC)
PRACTICE = Practice("Riverside Dental", ("12 Mill Lane, Springfield",), "(555) 010-0100", "office@riverside.invalid")
PATIENT = Person("Wei Chen", date(1965, 5, 14), ("4 Elm Street", "Springfield"))

LINES = (
    AgreementLine("19", "take out the tooth", "XT1", 26_500, 20_160, 4_100, 0, 2_240, "Phase 1 · disease control"),
    AgreementLine("19", "bone graft", "BG1", 64_000, 0, 0, 0, 64_000, "Phase 1 · disease control"),
    AgreementLine("19", "implant", "IM1", 215_000, 92_000, 31_000, 0, 92_000, "Phase 2 · restorative"),
    AgreementLine("19", "crown on the implant", "CR2", 148_000, 58_000, 25_500, 0, 64_500, "Phase 2 · restorative"),
)
OWED = 222_740


def plan(count: int = 8, rate: int = 990, owed: int = OWED, down: int = 50_000) -> PaymentChoice:
    return in_house(PlanTerms(owed, down, count, TODAY, date(2026, 12, 23), rate))


def agreement(
    choice: PaymentChoice | None = None,
    lines: tuple[AgreementLine, ...] = LINES,
    patient: Person = PATIENT,
    guarantor: Person | None = None,
    version: int = 1,
) -> Agreement:
    return draw_up(
        number="2041",
        version=version,
        made_at=NOW,
        practice=PRACTICE,
        patient=patient,
        guarantor=guarantor or patient,
        option="option A, implant at tooth 19",
        lines=lines,
        choice=choice or plan(),
        valid_until=date(2027, 2, 18),
        method="card",
        clause_texts=clause_texts(),
        insurers=("Harbor PPO", "Union Dental"),
    )


def whole(cents: int = OWED) -> PaymentChoice:
    return in_full(cents, TODAY, 500)


def visits() -> PaymentChoice:
    return per_visit([Due("visit 1", None, 66_240), Due("visit 2", date(2027, 4, 12), 156_500)], TODAY, 20_000)


def consent(key: str = "extraction", patient: Person = PATIENT, guardian: Person | None = None) -> Consent:
    return consent_of(consent_texts()[key], consent_statements(), patient, guardian)


def consent_of(
    text: ConsentText, statements: Sequence[str], patient: Person = PATIENT, guardian: Person | None = None
) -> Consent:
    return draw_up_consent(
        number="2042",
        version=1,
        made_at=NOW,
        day=TODAY,
        practice=PRACTICE,
        patient=patient,
        text=text,
        lines=(ConsentLine("19", "take out the tooth", "XT1"),),
        performed_by="Dr. Ana Ruiz",
        statements=statements,
        guardian=guardian,
        discussion=Discussion("Dr. Ana Ruiz", NOW, "Mon 23 Nov 2026 9:04a"),
    )


def presentation() -> PlanPresentation:
    implant = PresentedOption(
        "A", "implant at tooth 19", True, "It stands alone and spares the neighboring teeth.", 5, "9 months",
        (
            PresentedPhase("Disease control", (
                PresentedLine("19", "take out the tooth", 26_500, 20_160, 2_240, "It is broken below the gum.",
                              "Infection may spread."),
                PresentedLine("19", "bone graft", 64_000, 0, 64_000, "It keeps the bone for the implant."),
            )),
            PresentedPhase("Restorative", (
                PresentedLine("19", "implant", 215_000, 92_000, 92_000),
                PresentedLine("19", "crown on the implant", 148_000, 58_000, 64_500, limits=(
                    "Your plan pays for a crown on this tooth once in five years; the last one was seated in March 2023.",
                )),
            )),
        ),
        (plan(24, 0, down=0), whole()),
    )  # fmt: skip
    bridge = PresentedOption(
        "B", "bridge 18 to 20", False, "", 3, "5 weeks",
        (PresentedPhase("Restorative", (PresentedLine("18-20", "bridge of three teeth", 396_000, 152_000, 164_000),)),),
        (plan(24, 0, 164_000, 0),),
    )  # fmt: skip
    return PlanPresentation(
        "2040", NOW, TODAY, PRACTICE, PATIENT, "Dr. Ana Ruiz", "A new tooth at 19", (implant, bridge),
        date(2027, 2, 18), "Please bring your questions, and whoever helps you decide.",
    )  # fmt: skip
