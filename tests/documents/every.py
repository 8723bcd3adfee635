"""Every document that tctui draws, for one patient, practice and number of lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tctui.core.documents.agreement import AgreementLine
from tctui.core.documents.charges_list import ChargesList, ListedCharge
from tctui.core.documents.consent import ConsentText
from tctui.core.documents.credit_notice import draw_up_notice
from tctui.core.documents.day_sheet import ChairDay, DayEntry, DaySheet
from tctui.core.documents.estimate_paper import EstimatePaper, ExplainedLine
from tctui.core.documents.good_faith import draw_up_good_faith
from tctui.core.documents.itinerary import Stop, draw_up_itinerary
from tctui.core.documents.leadership_report import LeadershipReport, ReportRow
from tctui.core.documents.parts import Person, Practice
from tctui.core.documents.payment_schedule import PaymentSchedule
from tctui.core.documents.presentation import PresentedLine, PresentedOption, PresentedPhase
from tctui.core.documents.receipt import Receipt
from tctui.core.documents.referral_letter import SentRecord, draw_up_referral
from tctui.core.documents.refusal import RefusedLine, draw_up_refusal
from tctui.core.documents.signing_record import GivenSignature, SigningRecord
from tctui.core.documents.ways_page import WayRow, WaysPage
from tctui.core.figures.period import Period
from tctui.core.finance.good_faith import GoodFaithProvider, GoodFaithService
from tctui.core.huddle_text import HuddleSheet, SheetLine
from tctui.core.money import money
from tctui.documents.agreement import render_agreement
from tctui.documents.charges_list import render_charges
from tctui.documents.consent import render_consent
from tctui.documents.credit_notice import render_credit_notice
from tctui.documents.day_sheet import render_day_sheet
from tctui.documents.disclosure import render_disclosure
from tctui.documents.estimate_paper import render_estimate
from tctui.documents.good_faith import render_good_faith
from tctui.documents.huddle_sheet import render_huddle_sheet
from tctui.documents.itinerary import render_itinerary
from tctui.documents.leadership_report import render_leadership_report
from tctui.documents.payment_schedule import render_schedule
from tctui.documents.presentation import render_presentation
from tctui.documents.receipt import render_receipt
from tctui.documents.referral_letter import render_referral
from tctui.documents.refusal import render_refusal
from tctui.documents.signing_record import render_signing_record
from tctui.documents.texts import consent_statements, consent_texts, notice_text, refusal_text
from tctui.documents.ways_page import render_ways
from tests.documents import samples
from tests.documents.samples import NOW, PATIENT, PRACTICE, TODAY

CENTS = 12_345_678
"""123,456.78: the dearest line of each paper; the others cost nothing."""

NAME = "filling of line {}, with more words than one column of the table is able to hold"


def names(count: int) -> list[str]:
    """Names of so many procedures, each told apart."""
    return [NAME.format(number) for number in range(1, count + 1)]


def cents(count: int) -> list[int]:
    """Fees of so many procedures: the last is large, the others are free."""
    return [0] * (count - 1) + [CENTS]


def every(
    patient: Person = PATIENT, practice: Practice = PRACTICE, lines: int = 3
) -> dict[str, Callable[[], bytes]]:
    """How each document is drawn, by its name."""
    listed = list(zip(names(lines), cents(lines), strict=True))
    agreed = tuple(AgreementLine(str(n % 32 + 1), name, f"F{n}", fee, 0, 0, 0, fee) for n, (name, fee) in enumerate(listed))
    choice = samples.plan(max(lines, 5), 0, CENTS, 0)
    agreement = replace(samples.agreement(choice, agreed, patient), practice=practice)
    # So large a credit is exempt from Truth in Lending: the disclosure is that of a smaller one.
    shown = samples.agreement().disclosure
    assert shown is not None
    shown = replace(shown, creditor=practice.name)
    text = replace(consent_texts()["extraction"], risks=(*consent_texts()["extraction"].risks, *names(lines)))
    return {
        "agreement": lambda: render_agreement(agreement),
        "disclosure": lambda: render_disclosure(shown, practice, "2041", 1, NOW, patient),
        "consent": lambda: render_consent(replace(samples.consent_of(text, consent_statements(), patient), practice=practice)),
        "refusal": lambda: render_refusal(
            draw_up_refusal(
                number="2041", version=1, made_at=NOW, day=TODAY, practice=practice, patient=patient,
                lines=[RefusedLine(str(n % 32 + 1), name, f"F{n}", "It is infected.", "it may spread")
                       for n, (name, _) in enumerate(listed)],
                text=refusal_text(), proposed_by="Dr. Ana Ruiz", reason="too expensive",
            )
        ),
        "presentation": lambda: render_presentation(
            replace(samples.presentation(), patient=patient, practice=practice, options=(_option(listed),))
        ),
        "estimate": lambda: render_estimate(_estimate(patient, practice, listed)),
        "payment schedule": lambda: render_schedule(
            PaymentSchedule("7-1", 1, NOW, practice, patient, patient, "option A", choice, "card")
        ),
        "list of charges": lambda: render_charges(
            ChargesList("7", 1, NOW, TODAY, practice, patient, "CareCredit", "option A", tuple(
                ListedCharge(str(n % 32 + 1), name, f"F{n}", "visit 2, Tue 1 Dec", fee, fee)
                for n, (name, fee) in enumerate(listed)
            ), CENTS - 100)
        ),
        "referral letter": lambda: render_referral(
            draw_up_referral(
                number="9", made_at=NOW, day=TODAY, practice=practice, to=Person("Dr. Ada Obi", None, ("1 Root Street",)),
                patient=patient, patient_phone="555 0101", reason="Please see the patient.", dentist="Dr. Lee",
                lines=[("19", name) for name, _ in listed], findings="Deep decay. " * lines, alert="Allergic to latex.",
                records=[SentRecord(name, "mail", TODAY) for name, _ in listed], urgent=True,
            )
        ),
        "itinerary": lambda: render_itinerary(
            draw_up_itinerary(
                practice, patient, NOW,
                [Stop(n, date(2026, 12, 1).toordinal() + n * 7, 120, 12, name, "Dr. Lee", "Please eat before.")
                 for n, (name, _) in enumerate(listed)],
            )
        ),
        "receipt": lambda: render_receipt(
            Receipt("77", NOW, TODAY, practice, patient, patient, CENTS, "check", "no. 1044", names(1)[0], "Maria Solis",
                    CENTS, 0)
        ),
        "day sheet": lambda: render_day_sheet(
            DaySheet(practice, TODAY, NOW, (ChairDay("Op 1", tuple(
                DayEntry(96 + n, 3, patient.name, name, "LEE", "confirmed", "555 0101", fee, ("Latex allergy",))
                for n, (name, fee) in enumerate(listed)
            )),), CENTS)
        ),
        "good-faith estimate": lambda: render_good_faith(
            draw_up_good_faith(
                number="8", version=1, made_at=NOW, day=TODAY, practice=practice, patient=patient, primary="fillings",
                service_on=TODAY, providers=[GoodFaithProvider("Dr. Zofia Łódź", "1234567893", "00-1234567", "12 Mill Lane",
                tuple(GoodFaithService(f"F{n}", name, 1, fee) for n, (name, fee) in enumerate(listed)))],
            )
        ),
        "credit notice": lambda: render_credit_notice(
            draw_up_notice(
                number="5", version=1, made_at=NOW, day=TODAY, practice=practice, patient=patient, partner="CareCredit",
                text=notice_text("CA"), plan_day=TODAY,
            )
        ),
        "ways page": lambda: render_ways(
            WaysPage("3-1", NOW, TODAY, practice, patient, "option A", CENTS, TODAY, tuple(
                WayRow(name, fee // 12, fee, 12, TODAY, fee, 0, "0.00 %", False, True, "A late payment costs 25.00")
                for name, fee in listed
            ))
        ),
        "record of signatures": lambda: render_signing_record(
            SigningRecord(practice, "Financial agreement", 1, "0" * 64, tuple(
                GivenSignature(patient.name, "patient", "typed", NOW, "Maria Solis", "local", name) for name in names(lines)
            ))
        ),
        "huddle sheet": lambda: render_huddle_sheet(
            HuddleSheet(practice, TODAY, NOW, True, (
                ("Dr. Lee", money(CENTS), tuple(
                    SheetLine(when="8:00a", who=patient.name, what=name, open=money(fee), letters="AS", remarks="Latex allergy")
                    for name, fee in listed
                )),
                ("Next days", "", (SheetLine("Tue 24 Nov  $0 of $7,200", "gap $7,200"),)),
            ))
        ),
        "report for leadership": lambda: render_leadership_report(
            LeadershipReport(
                practice, Period(TODAY, TODAY), f"by coordinator, {patient.name}", NOW,
                (("Acceptance", tuple(
                    ReportRow(name, money(fee), "0.00", "+ 1 %", "> 90 %", True, "3", 500, 900) for name, fee in listed
                )),),
                tuple(names(lines)), ("", "accepted"), ((patient.name, money(CENTS)),),
                (("Acceptance", "accepted of presented"),),
            )
        ),
    }  # fmt: skip


def _option(listed: list[tuple[str, int]]) -> PresentedOption:
    rows = tuple(PresentedLine("19", name, fee, 0, fee, "It is broken.", "It may spread.") for name, fee in listed)
    return PresentedOption("A", "fillings", True, "", 5, "", (PresentedPhase("Restorative", rows),), (samples.whole(CENTS),))


def _estimate(patient: Person, practice: Practice, listed: list[tuple[str, int]]) -> EstimatePaper:
    told = ("Your plan pays for a crown on this tooth once in five years; the last one was seated in March 2023.",)
    rows = tuple(
        ExplainedLine(str(n % 32 + 1), name, f"F{n}", fee, 0, 0, fee, told, "Phase 1 · restorative")
        for n, (name, fee) in enumerate(listed)
    )
    sums = ("The fees come to $123,456.78.", "Your insurance is expected to pay nothing. All of it is left for you to pay.")
    return EstimatePaper("7-1", 1, NOW, practice, patient, "option A", TODAY, date(2027, 2, 18), rows, sums)


def long_consent(pages: int = 3) -> bytes:
    """A consent of so many pages: an office that explains at length."""
    short = consent_texts()["sedation"]
    text = ConsentText(
        "long", "A long consent", *("\n\n".join([short.condition + " " + short.treatment] * 6 * pages),) * 2,
        short.benefits, short.risks * pages, short.alternatives, short.success, short.afterwards,
    )  # fmt: skip
    return render_consent(samples.consent_of(text, consent_statements()))
