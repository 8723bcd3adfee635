"""Who a consent waits for: the patient or who decides in the patient's place, and the interpreter; nobody else signs it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdf
import pytest

from tctui.core.documents.parts import Person
from tctui.core.errors import Refused
from tctui.core.spelling import same_name
from tctui.db import agreements, decisions, paper_writes, papers_lacking
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import Patient
from tctui.db.papers import papers_of
from tctui.db.signing_records import signing_record
from tctui.db.unit_of_work import unit_of_work
from tctui.documents.signing_record import render_signing_record
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    made = tiny_practice(tmp_path / "practice.db")
    decisions.accept(By(made.coordinator, NOW, TODAY), made.case, made.lines[:1])
    try:
        yield made
    finally:
        close_database()


def consent(practice: TinyPractice, **other: object) -> int:
    case = practice.read()
    who = (practice.coordinator, NOW, TODAY, case, case.options[0], "extraction", True)
    return agreements.make_consent(*who, **other)  # type: ignore[arg-type]


def sign(practice: TinyPractice, document: int, signer: str, relation: str) -> None:
    paper_writes.sign(
        practice.coordinator, NOW, TODAY, practice.read(), document, way="paper", signer=signer, relation=relation
    )


def standing(practice: TinyPractice, document: int) -> str:
    (paper,) = (one for one in papers_of([practice.case])[practice.case] if one.id == document)
    return paper.standing(paper_writes.basis_of(practice.read().options[0], paper.kind), TODAY)


def text_of(document: int) -> str:
    read = pypdf.PdfReader(io.BytesIO(paper_writes.document_bytes(document)))
    return " ".join(" ".join(page.extract_text().split()) for page in read.pages)


def test_what_another_session_changed_meanwhile_is_not_signed(practice: TinyPractice) -> None:
    made, seen = consent(practice), practice.read()
    decisions.decline(By(practice.lead, NOW, TODAY), practice.case, practice.lines[:1], "cost")
    with pytest.raises(Refused, match="Not signed: the paper is outdated"):
        paper_writes.sign(
            practice.coordinator, NOW, TODAY, seen, made, way="paper", signer="Wei Chen", relation="patient"
        )
    assert papers_of([practice.case])[practice.case][0].signatures == ()


def test_a_consent_with_an_interpreter_waits_for_both(practice: TinyPractice) -> None:
    made = consent(practice, interpreter="Ana Ruiz")
    text = text_of(made)
    assert "Ana Ruiz interpreted this paper and the talk, and states so by signing." in text
    assert "Interpreter: signature printed name: Ana Ruiz" in text
    with pytest.raises(Refused, match="Wei Chen signs as the patient, not as interpreter"):
        sign(practice, made, "Wei Chen", "interpreter")
    sign(practice, made, "Wei Chen", "patient")
    assert standing(practice, made) == "unsigned"
    assert "consent (extraction) not signed by Ana Ruiz" in papers_lacking.missing_for(practice.read(), None, TODAY)
    assert "consent (extraction) not signed by Ana Ruiz" in (paper_writes.gate(practice.visits[0], TODAY) or "")
    with pytest.raises(Refused, match="a signature as patient is there already; Ana Ruiz"):
        sign(practice, made, "Wei Chen", "patient")
    sign(practice, made, "Ana Ruiz", "interpreter")
    assert standing(practice, made) == "signed"
    assert "consent" not in (paper_writes.gate(practice.visits[0], TODAY) or "")


def test_nobody_decides_for_a_patient_of_age_but_a_guardian(practice: TinyPractice) -> None:
    made = consent(practice)
    for relation in ("guarantor", "spouse", "parent"):
        with pytest.raises(Refused, match=f"nobody signs this as {relation}; Wei Chen decides"):
            sign(practice, made, "Mei Chen", relation)
    with pytest.raises(Refused, match="nobody signs this as interpreter"):
        sign(practice, made, "Ana Ruiz", "interpreter")
    assert standing(practice, made) == "unsigned"
    sign(practice, made, "Mei Chen", "guardian")
    assert standing(practice, made) == "signed"


def test_a_guardian_of_a_patient_of_age_stands_on_the_paper_by_name_and_relation(practice: TinyPractice) -> None:
    made = consent(practice, decides=Person("Mei Chen", relation="daughter, power of attorney"), interpreter="Ana Ruiz")
    text = text_of(made)
    assert "Guardian: signature printed name: Mei Chen relation to the patient: daughter, power of attorney" in text
    assert "Patient: signature" not in text
    with pytest.raises(Refused, match="nobody signs this as patient; Mei Chen"):
        sign(practice, made, "Wei Chen", "patient")
    sign(practice, made, "Ana Ruiz", "interpreter")
    assert standing(practice, made) == "unsigned"
    sign(practice, made, "Mei Chen", "guardian")
    assert standing(practice, made) == "signed"


@pytest.mark.parametrize("relation", ["guardian", "parent", "guarantor"])
def test_a_childs_consent_with_an_interpreter_waits_for_parent_and_interpreter(practice: TinyPractice, relation: str) -> None:
    with unit_of_work(practice.coordinator.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, birth_date=date(2015, 5, 5))
    made = consent(practice, interpreter="Ana Ruiz")
    sign(practice, made, "Mei Chen", relation)
    assert standing(practice, made) == "unsigned"
    sign(practice, made, "Ana Ruiz", "interpreter")
    assert standing(practice, made) == "signed"


def test_who_signed_goes_out_on_a_page_of_its_own_and_the_original_stays(practice: TinyPractice) -> None:
    made = consent(practice, interpreter="Ana Ruiz")
    assert signing_record(made) is None
    before = paper_writes.document_bytes(made)
    paper_writes.sign(
        practice.coordinator, NOW, TODAY, practice.read(), made, way="typed", signer="Wei Chen", relation="patient",
        words="With my name I sign.", address="10.0.0.7",
    )  # fmt: skip
    sign(practice, made, "Ana Ruiz", "interpreter")
    record = signing_record(made)
    assert record is not None
    content = render_signing_record(record)
    read = " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    for said in (
        hashlib.sha256(before).hexdigest(), "Consent: Taking out a tooth, version 1", "printed name Wei Chen signs as patient",
        "typed name on the screen", "witness Maria Solis", "from 10.0.0.7", "words With my name I sign.",
        "printed name Ana Ruiz signs as interpreter", "by hand on the printed paper", f"{NOW:%Y-%m-%d %H:%M:%S} UTC",
    ):  # fmt: skip
        assert said in read, said
    assert render_signing_record(record) == content
    assert paper_writes.document_bytes(made) == before


@pytest.mark.parametrize("typed", ["wei chen", "  Wei   CHEN ", "Wéi Chen"])
def test_a_typed_name_is_the_printed_one_however_it_is_written(practice: TinyPractice, typed: str) -> None:
    made = consent(practice)
    case = practice.read()
    given = {"way": "typed", "relation": "patient", "words": "I agree."}
    who = (practice.coordinator, NOW, TODAY, case, made)
    for other in ("Wei", "asdf", "Mei Chen"):
        with pytest.raises(Refused, match="as it is printed there, Wei Chen"):
            paper_writes.sign(*who, signer=other, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="witness cannot be the one who signs"):
        paper_writes.sign(*who, signer=f"  {practice.coordinator.name.upper()}", **given)  # type: ignore[arg-type]
    paper_writes.sign(*who, signer=typed, **given)  # type: ignore[arg-type]
    assert standing(practice, made) == "signed"


def test_letters_that_a_keyboard_lacks_do_not_tell_names_apart() -> None:
    assert same_name("Łukasz Jabłoński", "lukasz jablonski")
    assert same_name("张伟", "张伟")
    assert not same_name("张伟", "张三")
    assert not same_name("Wei Chen", "Mei Chen")
