"""Papers made from what is stored, read back as text; how they are kept, signed, gated and shown on the board."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest

from tctui.core.errors import Refused
from tctui.core.money import money
from tctui.core.papers import AGREEMENT, INVALID, holds_on
from tctui.db import agreements, booking, decisions, estimates, handouts, office, paper_writes, papers_lacking, refusals
from tctui.db.arrangements import arrangement_of
from tctui.db.board import cards_of
from tctui.db.models import Coverage, Line, LineEvent, Patient, database
from tctui.db.papers import papers_of
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.core.documents.test_scan import PNG, picture
from tests.db.money_ground import accepted, agree, by, plan, with_plan
from tests.practice import NOW, TODAY, TinyPractice


def text_of(document_id: int) -> str:
    content = paper_writes.document_bytes(document_id)
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def make_all(practice: TinyPractice) -> dict[str, int]:
    """Agreement and both consents of option A."""
    case = practice.read()
    option, who = case.options[0], (practice.coordinator, NOW, TODAY, case)
    made = {AGREEMENT: agreements.make_agreement(*who, option)}
    return made | {
        each: agreements.make_consent(*who, option, each, True) for each in ("extraction", "implant")
    }


def sign(practice: TinyPractice, document: int, **other: object) -> None:
    """Sign on paper by who pays for it; of an agreement the patient has signed the own place before."""
    paper = next(each for each in papers_of([practice.case])[practice.case] if each.id == document)
    if paper.kind == AGREEMENT and not other.get("alone") and len(paper.waits_for()) == 2:
        sign(practice, document, signer="Wei Chen", relation="patient", alone=True)
    other.pop("alone", None)
    whose = ("Mei Chen", "guarantor") if paper.kind == AGREEMENT else ("Wei Chen", "patient")
    given = {"way": "paper", "signer": whose[0], "relation": whose[1], **other}
    paper_writes.sign(practice.coordinator, NOW, TODAY, practice.read(), document, **given)  # type: ignore[arg-type]


def test_the_estimate_is_the_frozen_one_with_its_reasons_and_its_sum_in_words(practice: TinyPractice) -> None:
    with pytest.raises(Refused, match="not frozen yet"):
        handouts.make_estimate_paper(by(practice), practice.read(), practice.read().options[0])
    accepted(practice)
    agree(practice, plan(accepted_cents(practice)))
    case = practice.read()
    made = handouts.make_estimate_paper(by(practice), case, case.options[0])
    text = text_of(made)
    total = agreements.frozen_result(agreements.frozen_of(case.options[0].id)[0].id).total
    for said in (
        "Treatment: option A, implant", "19 take out the tooth EXT 265.00 41.00", "Wei Chen",
        "The fees come to $2,415.00.", "Blue River PPO is expected to pay $1,", "is left for you to pay.",
        f"total 2,415.00 {total.write_off_cents / 100:,.2f}", "the deductible of your plan", "not a guarantee",
    ):  # fmt: skip
        assert said in text
    # The frozen figures stay, whatever changes afterwards; a second one of the same is the same document.
    with unit_of_work(practice.coordinator.id, "line.edit", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], fee=99_900)
    again = handouts.make_estimate_paper(by(practice, 1), practice.read(), practice.read().options[0])
    assert again == made


def accepted_cents(practice: TinyPractice) -> int:
    from tctui.db import estimates

    case = practice.read()
    return estimates.live(case, case.options[0], TODAY, agreed_only=True).total.patient_cents


def test_the_payment_schedule_names_every_payment_and_follows_the_arrangement(practice: TinyPractice) -> None:
    with pytest.raises(Refused, match="No way to pay"):
        handouts.make_payment_schedule(by(practice), practice.read(), practice.read().options[0])
    held = with_plan(practice)
    case = practice.read()
    text = text_of(handouts.make_payment_schedule(by(practice), case, case.options[0]))
    assert f"{held.account.opening.payments} " in text
    for said in ("Payment schedule", "In-house plan", "200.00", "by card", "still owed", "Mei Chen", "0.00"):
        assert said in text


def test_a_refusal_is_of_declined_lines_only_and_counts_what_was_said(practice: TinyPractice) -> None:
    case = practice.read()
    with pytest.raises(Refused, match="is not declined"):
        refusals.make_refusal(by(practice), case, case.options[0], practice.lines[:1])
    decisions.decline(by(practice), practice.case, practice.lines[:2], "cost", note="too much at once")
    case = practice.read()
    made = refusals.make_refusal(by(practice), case, case.options[0], practice.lines[:2])
    text = text_of(made)
    for said in ("19 take out the tooth EXT", "19 implant IMP", "cost, too much at once", "explained by Dr Lee"):
        assert said in text
    sign(practice, made, signer="Wei Chen", relation="patient")
    (paper,) = papers_of([practice.case])[practice.case]
    assert paper.standing(paper_writes.basis_of(practice.read().options[0], paper.kind), TODAY) == "signed"


def test_a_minor_is_signed_for_by_the_guarantor(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, birth_date=date(2015, 5, 5))
    decisions.decline(by(practice), practice.case, practice.lines[:1], "fear or pain")
    case = practice.read()
    text = text_of(refusals.make_refusal(by(practice), case, case.options[0], practice.lines[:1]))
    assert "Guardian: signature printed name: Mei Chen" in text


def test_the_gate_asks_for_what_the_lines_of_the_visit_need_and_no_more(practice: TinyPractice) -> None:
    with_plan(practice)
    first, second = practice.visits[:2]
    assert (paper_writes.gate(first, TODAY) or "").startswith("agreement, consent (extraction) not made. Sign")
    made = make_all(practice)
    sign(practice, made[AGREEMENT])
    sign(practice, made["extraction"])
    assert paper_writes.gate(first, TODAY) is None
    assert (paper_writes.gate(second, TODAY) or "").startswith("consent (implant) unsigned")
    sign(practice, made["implant"])
    assert paper_writes.gate(second, TODAY) is None
    end = TODAY + timedelta(days=91)
    assert (paper_writes.gate(second, end) or "").startswith("agreement, consent (implant) expired")


def test_the_board_turns_by_the_day_on_which_a_signed_paper_expires(practice: TinyPractice) -> None:
    with_plan(practice)
    for document in make_all(practice).values():
        sign(practice, document)
    (card,) = cards_of([practice.case])
    assert card.papers_until == TODAY + timedelta(days=90)
    assert "S" not in card.flags(TODAY + timedelta(days=90))
    assert "S" in card.flags(TODAY + timedelta(days=91))
    with unit_of_work(practice.coordinator.id, "line.edit", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], fee=99_900)
    (card,) = cards_of([practice.case])
    assert "S" in card.flags(TODAY)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"signer": ""}, "printed name is missing"),
        ({"signer": "Maria Solis"}, "witness cannot be the one who signs"),
        ({"relation": "neighbor"}, "The signer is patient"),
        ({"way": "typed"}, "needs the words"),
        ({"scan": b"GIF89a"}, "not a PDF, PNG or JPEG"),
        ({"scan": PNG[:-3]}, "ends too early"),
    ],
)
def test_what_is_no_signature_is_refused(practice: TinyPractice, other: dict[str, object], said: str) -> None:
    with_plan(practice)
    made = make_all(practice)["extraction"]
    with pytest.raises(Refused, match=said):
        sign(practice, made, **other)
    assert database.execute_sql("SELECT COUNT(*) FROM signature").fetchone() == (0,)


def test_handouts_are_not_signed_and_signed_bytes_are_never_changed(practice: TinyPractice) -> None:
    with_plan(practice)
    case = practice.read()
    handed = agreements.make_presentation(practice.coordinator, NOW, TODAY, case)
    with pytest.raises(Refused, match="handed out, not signed"):
        sign(practice, handed)
    made = make_all(practice)[AGREEMENT]
    content = paper_writes.document_bytes(made)
    sign(practice, made, scan=PNG)
    with pytest.raises(Refused, match="the paper is signed"):
        sign(practice, made)
    for statement in (
        "UPDATE document SET content = x'00' WHERE id = ?", "DELETE FROM document WHERE id = ?",
        "UPDATE signature SET signer = 'x' WHERE document_id = ?", "DELETE FROM signature WHERE document_id = ?",
    ):  # fmt: skip
        with pytest.raises(Exception, match="never"):
            database.execute_sql(statement, (made,))
    assert paper_writes.document_bytes(made) == content
    scan = database.execute_sql("SELECT scan, scan_sha256 FROM signature WHERE scan IS NOT NULL").fetchone()
    assert (bytes(scan[0]), scan[1]) == (PNG, hashlib.sha256(PNG).hexdigest())


def test_logo_and_words_of_the_office_are_on_the_paper(practice: TinyPractice) -> None:
    from tctui.core.people import User

    admin = by(practice, user=User(1, "ann", "Ann Admin", "AA", "admin"))
    with pytest.raises(Refused, match="is broken"):
        office.save_logo(admin, PNG[:60] + PNG[70:])
    with pytest.raises(Refused, match="does not allow"):
        office.save_logo(by(practice), PNG)
    office.save_logo(admin, picture("JPEG", 300, 100))
    words = practice.path.parent / "words" / "agreement"
    words.mkdir(parents=True)
    (words / "missed.md").write_text("# When you cannot come\n\nCall us, {patient}.\n")
    with_plan(practice)
    made = make_all(practice)[AGREEMENT]
    assert "When you cannot come Call us, Wei Chen." in text_of(made)
    assert b"DCTDecode" in paper_writes.document_bytes(made)
    (words / "missed.md").write_text("# When you cannot come\n\nCall us, {pateint}.\n")
    with pytest.raises(Refused, match=r"agreement/missed\.md: there is no field \{pateint\}"):
        make_all(practice)
    (words / "missed.md").unlink()
    office.save_logo(admin, None)
    case = practice.read()
    handed = handouts.make_payment_schedule(by(practice), case, case.options[0])
    assert b"DCTDecode" not in paper_writes.document_bytes(handed)
    assert office.letterhead().name == "Riverside Dental"


def test_the_plan_that_is_handed_out_has_the_figures_of_the_estimate_that_holds(practice: TinyPractice) -> None:
    def handed(on: date = TODAY) -> str:
        return text_of(agreements.make_presentation(practice.coordinator, NOW, on, practice.read()))

    assert "Estimated on the day of this paper" in handed()
    case = practice.read()
    kept = estimates.freeze(practice.coordinator, NOW, TODAY, case, case.options[0])
    with unit_of_work(practice.lead.id, "line.fee", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[1], fee=199_900)
    text = handed()
    assert "The amounts are those of estimate 1 of Mon 23 Nov 2026, valid until Sun 21 Feb 2027." in text
    assert money(kept.fee) in text
    assert "1,999.00" not in text
    assert "hold until Sun 21 Feb 2027" in text
    later = handed(date(2027, 2, 22))
    assert "1,999.00" in later
    assert "those of estimate" not in later
    with unit_of_work(practice.lead.id, "line.decline", NOW, case_id=practice.case) as unit:
        unit.insert(LineEvent, line=practice.lines[0], kind="declined", at=unit.at, day=TODAY)
    assert "those of estimate" not in handed()


def test_once_a_way_to_pay_is_agreed_the_handout_says_that_one_and_no_other(practice: TinyPractice) -> None:
    def handed() -> str:
        text = text_of(agreements.make_presentation(practice.coordinator, NOW, TODAY, practice.read()))
        return text.partition("Option A:")[2].partition("Option B:")[0]

    assert "in-house plan, 12 payments" in handed()
    with_plan(practice)
    arranged = arrangement_of(practice.options[0])
    assert arranged is not None
    choice, text = arranged.choice, handed()
    assert choice.terms is not None
    assert f"agreed way to pay due today a month last payment total cost of credit in-house plan, {choice.terms.payments}" in text
    assert f"${money(choice.monthly_cents or 0)} a month as agreed, ${money(choice.total_cents)} in all" in text
    assert f"Annual percentage rate {choice.apr} %." in text
    assert "in-house plan, 12 payments" not in text
    with unit_of_work(practice.lead.id, "line.decline", NOW, case_id=practice.case) as unit:
        unit.insert(LineEvent, line=practice.lines[0], kind="declined", at=unit.at, day=TODAY)
    # What was agreed is for other amounts now: no way to pay is offered beside it.
    changed = handed()
    assert "way to pay" not in changed
    assert "a month" not in changed


def standing_of(practice: TinyPractice, document: int) -> str:
    (paper,) = (one for one in papers_of([practice.case])[practice.case] if one.id == document)
    return paper.standing(paper_writes.basis_of(practice.read().options[0], paper.kind), TODAY)


def test_an_agreement_of_two_places_is_signed_when_each_has_signed(practice: TinyPractice) -> None:
    with_plan(practice)
    made = make_all(practice)[AGREEMENT]
    text = text_of(made)
    assert "Patient: signature printed name: Wei Chen" in text
    assert "Guarantor: signature printed name: Mei Chen" in text
    with pytest.raises(Refused, match="Mei Chen signs as the guarantor, not as patient"):
        sign(practice, made, signer="Mei Chen", relation="patient", alone=True)
    sign(practice, made, signer="Mei Chen", relation="guarantor", alone=True)
    assert standing_of(practice, made) == "unsigned"
    assert "agreement not signed by Wei Chen" in papers_lacking.missing_for(practice.read(), None, TODAY)
    with pytest.raises(Refused, match="a signature as spouse is there already; Wei Chen"):
        sign(practice, made, signer="M. Chen", relation="spouse", alone=True)
    # One name under it is enough to make a later change visible.
    sign(practice, made, signer="Wei Chen", relation="patient", alone=True)
    assert standing_of(practice, made) == "signed"
    (says,) = database.execute_sql("SELECT says FROM audit WHERE says LIKE '%still to be signed%'").fetchone()
    assert says.endswith("signed by Mei Chen (guarantor, on paper); still to be signed by Wei Chen")


def test_one_signature_of_two_is_invalid_too_after_a_change(practice: TinyPractice) -> None:
    with_plan(practice)
    made = make_all(practice)[AGREEMENT]
    sign(practice, made, signer="Mei Chen", alone=True)
    with unit_of_work(practice.coordinator.id, "line.edit", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], fee=99_900)
    assert standing_of(practice, made) == "INVALID: changed after signing"


def test_who_pays_for_oneself_types_the_own_name_under_the_agreement(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, guarantor=None)
    with_plan(practice)
    made = make_all(practice)[AGREEMENT]
    typed = {"way": "typed", "words": "I agree.", "alone": True}
    for relation in ("patient", "guarantor"):
        with pytest.raises(Refused, match="as it is printed there, Wei Chen"):
            sign(practice, made, signer="Someone", relation=relation, **typed)
    sign(practice, made, signer="Wei Chen", relation="patient", **typed)
    assert standing_of(practice, made) == "signed"


def test_nobody_signs_as_the_patient_for_a_minor(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, birth_date=date(2015, 5, 5))
    with_plan(practice)
    made = make_all(practice)
    for document in (made[AGREEMENT], made["extraction"]):
        with pytest.raises(Refused, match="Mei Chen signs in the patient's place"):
            sign(practice, document, signer="Wei Chen", relation="patient")
        sign(practice, document, signer="Mei Chen", relation="parent")
        assert standing_of(practice, document) == "signed"


def test_a_consent_is_signed_only_with_the_talk_of_the_dentist_by_name_and_time(practice: TinyPractice) -> None:
    accepted(practice)
    case = practice.read()
    made = agreements.make_consent(practice.coordinator, NOW, TODAY, case, case.options[0], "extraction")
    with pytest.raises(Refused, match="does not say when the dentist talked it over"):
        sign(practice, made, way="typed", words="I agree.", signer="Wei Chen", relation="patient")
    with pytest.raises(Refused, match="who talked it over with the patient and when"):
        sign(practice, made, signer="Wei Chen", relation="patient", talked=("Dr Lee", " "))
    sign(practice, made, signer="Wei Chen", relation="patient", talked=("Dr Lee", "23 Nov, 9:10"))
    assert database.execute_sql("SELECT words FROM signature").fetchone() == (
        "Written on the paper: talked over by Dr Lee, 23 Nov, 9:10.",
    )
    (says,) = database.execute_sql("SELECT says FROM audit WHERE action = 'document.sign'").fetchone()
    assert says.endswith("; talked over by Dr Lee, 23 Nov, 9:10")
    again = agreements.make_consent(practice.coordinator, NOW, TODAY, case, case.options[0], "implant", True)
    sign(practice, again, way="typed", words="I agree.", signer="Wei Chen", relation="patient")
    assert standing_of(practice, again) == "signed"


def test_a_consent_names_the_interpreter_and_an_earlier_talk(practice: TinyPractice) -> None:
    accepted(practice)
    case = practice.read()
    who = (practice.coordinator, NOW, TODAY, case, case.options[0])
    with pytest.raises(Refused, match="still to come"):
        agreements.make_consent(*who, "extraction", True, talked=(TODAY, 287))
    made = agreements.make_consent(
        *who, "extraction", True, talked=(TODAY - timedelta(days=3), 168), interpreter="Ana Ruiz"
    )
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper_writes.document_bytes(made))).pages)
    words = " ".join(text.split())
    assert "discussed this with the patient on Fri 20 Nov 2026 at 2:00 p.m." in words
    assert "Interpreter" in words
    assert "Ana Ruiz" in words


def test_signed_papers_fall_with_the_insurance_and_with_who_treats_and_hold_again_when_that_is_undone(
    practice: TinyPractice,
) -> None:
    with_plan(practice)
    made = make_all(practice)
    for document in made.values():
        sign(practice, document)
    assert standing_of(practice, made[AGREEMENT]) == "signed"
    (coverage,) = database.execute_sql("SELECT id FROM coverage").fetchone()
    with unit_of_work(practice.coordinator.id, "insurance.change", NOW, patient_id=practice.patient) as unit:
        unit.update(Coverage, coverage, terminated=date(2026, 11, 1))
        unit.touch_patient(practice.patient)
    assert standing_of(practice, made[AGREEMENT]) == INVALID
    assert standing_of(practice, made["extraction"]) == "signed"
    assert "S" in cards_of([practice.case])[0].flags(TODAY)
    undo_last(practice.coordinator.id, NOW)
    assert standing_of(practice, made[AGREEMENT]) == "signed"
    assert "S" not in cards_of([practice.case])[0].flags(TODAY)
    with unit_of_work(practice.coordinator.id, "line.edit", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], provider=practice.second_provider)
    assert standing_of(practice, made["extraction"]) == INVALID
    assert standing_of(practice, made[AGREEMENT]) == "signed"
    assert (paper_writes.gate(practice.visits[0], TODAY) or "").startswith(f"consent (extraction) {INVALID}")
    undo_last(practice.coordinator.id, NOW)
    assert paper_writes.gate(practice.visits[0], TODAY) is None
    # Booked with who is named it holds; in the hands of another it says who treats no more, until it is made anew.
    visit = practice.read().visit(practice.visits[0])
    assert visit is not None
    row = booking.book(practice.coordinator, NOW, TODAY, replace(
        booking.proposal(practice.read(), visit, visit.pattern), day=date(2026, 12, 7).toordinal(), start=120,
        operatory_id=practice.operatories[0], provider_id=practice.provider,
    ))  # fmt: skip
    assert paper_writes.gate(practice.visits[0], TODAY) is None
    booking.move(
        practice.coordinator, NOW, TODAY, row, row.day, row.start, practice.operatories[1], practice.second_provider
    )
    assert standing_of(practice, made["extraction"]) == INVALID
    assert standing_of(practice, made["implant"]) == "signed"
    assert "S" in cards_of([practice.case])[0].flags(TODAY)
    anew = make_all(practice)["extraction"]
    assert "carried out by Dr Ruiz. Dr Ruiz discussed this" in text_of(anew)
    # A consent of an earlier version says nothing of who holds the appointment, and holds on.
    (kept,) = (one.basis_sha256 for one in papers_of([practice.case])[practice.case] if one.id == made["extraction"])
    now = paper_writes.basis_of(practice.read().options[0], "consent:extraction")
    assert holds_on("/".join(kept.split("/")[:2]), now)
    assert not holds_on(kept, now)
