"""Refusal, receipt and referral letter: drawn, read back, refused where something is missing."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from tctui.core.documents.parts import Person
from tctui.core.documents.receipt import Receipt, checked_receipt
from tctui.core.documents.referral_letter import ReferralLetter, SentRecord, draw_up_referral
from tctui.core.documents.refusal import Refusal, RefusedLine, draw_up_refusal
from tctui.core.errors import Refused
from tctui.documents.disclosure import render_disclosure
from tctui.documents.receipt import render_receipt
from tctui.documents.referral_letter import render_referral
from tctui.documents.refusal import render_refusal
from tctui.documents.texts import refusal_text
from tests.documents import samples
from tests.documents.every import every
from tests.documents.samples import NOW, PATIENT, PRACTICE, TODAY

KINDS = tuple(every())


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content), strict=True).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def refusal(patient: Person = PATIENT, lines: int = 1, guardian: Person | None = None) -> Refusal:
    line = RefusedLine("19", "root canal", "RC3", "The nerve is infected.", "the infection can spread into the jaw")
    return draw_up_refusal(
        number="2041", version=1, made_at=NOW, day=TODAY, practice=PRACTICE, patient=patient, lines=[line] * lines,
        text=refusal_text(), proposed_by="Dr. Zofia Łódź", reason="too expensive", guardian=guardian,
    )  # fmt: skip


def receipt(**other: object) -> Receipt:
    made = Receipt(
        "77", NOW, TODAY, PRACTICE, PATIENT, Person("张伟 Chen"), 12_345_678, "check", "no. 1044",
        "agreement 2041, payment 3 of 8", "Maria Solis", 24_691_356, 12_345_678, date(2027, 1, 23), 22_402,
    )  # fmt: skip
    return checked_receipt(replace(made, **other))  # type: ignore[arg-type]


def letter(**other: object) -> ReferralLetter:
    given = {
        "number": "9", "made_at": NOW, "day": TODAY, "practice": PRACTICE, "patient": PATIENT,
        "to": Person("Dr. Ada Obi", None, ("1 Root Street", "Springfield")), "patient_phone": "555 0101",
        "reason": "Please see the patient for the root canal of tooth 19.", "dentist": "Dr. Lee",
        "lines": [("19", "root canal, molar")], "findings": "Deep decay, lingering pain to cold.",
        "alert": "Allergic to latex.", "records": [SentRecord("X-ray of tooth 19", "secure mail", TODAY)],
    }  # fmt: skip
    return draw_up_referral(**{**given, **other})  # type: ignore[arg-type]


def test_a_refusal_tells_what_was_proposed_what_may_come_and_who_signs() -> None:
    text = text_of(render_refusal(refusal()))
    for said in (
        "Treatment declined", "19 root canal RC3", "The nerve is infected.", "If it waits: the infection can spread",
        "Proposed and explained by Dr. Zofia Łódź.", "Reason given by the patient: too expensive",
        "A tooth can be lost", "I decline it of my own will.", "Patient: signature", "printed name: Wei Chen",
        "Witness: signature",
    ):  # fmt: skip
        assert said in text


def test_forty_declined_lines_break_over_pages_and_lose_nothing() -> None:
    content = render_refusal(refusal(lines=40))
    assert text_of(content).count("19 root canal RC3") == 40
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) > 2


def test_a_child_needs_a_guardian_who_signs() -> None:
    child = replace(PATIENT, born=date(2015, 1, 1))
    with pytest.raises(Refused, match="guardian"):
        refusal(child)
    text = text_of(render_refusal(refusal(child, guardian=Person("Mei Chen", relation="mother"))))
    assert "Guardian: signature" in text
    assert "relation to the patient: mother" in text
    with pytest.raises(Refused, match="at least one"):
        refusal(lines=0)


def test_a_receipt_shows_what_was_paid_and_what_is_left() -> None:
    text = text_of(render_receipt(receipt()))
    for said in (
        "Received by check, no. 1044 123,456.78", "For: agreement 2041, payment 3 of 8", "Owed before 246,913.56",
        "Owed now 123,456.78", "Next payment due Sat 23 Jan 2027 224.02", "张伟 Chen",
    ):  # fmt: skip
        assert said in text
    assert "Owed" not in text_of(render_receipt(receipt(before_cents=None)))


@pytest.mark.parametrize("reference", ["4111 1111 1111 1111", "4111-1111-1111-1111", "123456789"])
def test_a_card_number_never_gets_on_paper(reference: str) -> None:
    with pytest.raises(Refused, match="last four"):
        receipt(reference=reference)
    with pytest.raises(Refused, match="above zero"):
        receipt(amount_cents=0)


def test_a_referral_letter_has_what_the_specialist_needs() -> None:
    text = text_of(render_referral(letter(urgent=True)))
    for said in (
        "Referral — urgent", "Dr. Ada Obi", "1 Root Street", "reached at 555 0101", "19 root canal, molar",
        "lingering pain", "Allergic to latex.", "X-ray of tooth 19, by secure mail, Mon 23 Nov 2026",
        "Referring dentist: signature", "printed name: Dr. Lee",
    ):  # fmt: skip
        assert said in text


@pytest.mark.parametrize(("missing", "said"), [("reason", "the reason"), ("dentist", "the referring dentist")])
def test_a_letter_that_lacks_something_is_refused(missing: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        letter(**{missing: ""})


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert render_refusal(refusal()) == render_refusal(refusal())
    assert render_receipt(receipt()) == render_receipt(receipt())
    assert render_referral(letter()) == render_referral(letter())


def test_the_disclosure_has_its_itemization_apart_on_the_same_page() -> None:
    shown = samples.agreement().disclosure
    assert shown is not None
    content = render_disclosure(shown, PRACTICE, "2041", 1, NOW, PATIENT)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1
    text = text_of(content)
    # Under all that is disclosed and the line to sign, so that it is segregated from it (12 CFR 1026.17(a)(1)).
    assert text.index("Received: signature") < text.index("Itemization of the amount financed")
    assert "amount financed, credited to your account with Riverside Dental 1,727.40 paid to others on your behalf 0.00" in text


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_carries_the_fingerprint_of_what_it_says(kind: str) -> None:
    contents = [every(lines=3)[kind](), every(lines=3)[kind](), every(replace(PATIENT, name="Wei Chan"), lines=4)[kind]()]
    prints = [re.findall(r"SHA-256 ?([0-9a-f]{64})", text_of(content)) for content in contents]
    assert len(set(prints[0])) == 1
    assert len(prints[0]) >= len(pypdf.PdfReader(io.BytesIO(contents[0])).pages)
    assert prints[0] == prints[1]
    if kind not in ("disclosure", "record of signatures"):
        assert prints[0][0] != prints[2][0]
