"""The fees and days that agreements state: set by the office, printed as set, and kept to as they were signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tctui.core.documents.agreement import OfficeTerms
from tctui.core.errors import Refused
from tctui.core.papers import AGREEMENT
from tctui.core.people import User
from tctui.db import agreements, payments
from tctui.db.accounts import account_of
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import Patient
from tctui.db.office_terms import agreed_terms, office_terms, set_office_terms
from tctui.db.unit_of_work import unit_of_work
from tests.db.money_ground import by, with_plan
from tests.db.test_papers_made import make_all, sign, text_of
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

TERMS = OfficeTerms(1_500, 15, 3_000, 0, 24, 45)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    made = tiny_practice(tmp_path / "practice.db")
    try:
        yield made
    finally:
        close_database()


def admin() -> By:
    return By(User(1, "ann", "Ann Admin", "AA", "admin"), NOW, TODAY)


def test_an_agreement_states_what_the_office_set(practice: TinyPractice) -> None:
    assert office_terms() == OfficeTerms()
    said = set_office_terms(admin(), TERMS)
    assert said == "Agreements state a late fee of 15.00 after 15 days, 30.00 returned, 0.00 missed"
    with_plan(practice)
    text = text_of(make_all(practice)[AGREEMENT])
    for each in ("more than 15 days late is charged $15.00", "returns a payment, we charge $30.00", "We wait 45 days"):
        assert each in text
    assert "Missed appointments" not in text


def test_what_was_signed_holds_after_the_office_has_changed_its_terms(practice: TinyPractice) -> None:
    set_office_terms(admin(), TERMS)
    with_plan(practice)
    sign(practice, make_all(practice)[AGREEMENT])
    set_office_terms(admin(), replace(TERMS, late_fee_cents=9_900, late_after_days=1))
    option = practice.options[0]
    assert agreed_terms(option) == TERMS
    held = account_of(option)
    assert held is not None
    first = held.account.opening.first_due  # type: ignore[union-attr]
    with pytest.raises(Refused, match="more than 15 days late"):
        payments.charge_late_fees(by(practice, (first - TODAY).days + 15), held.id)
    later = By(practice.coordinator, NOW + timedelta(days=60), first + timedelta(days=16))
    assert "15.00" in payments.charge_late_fees(later, held.id).says


@pytest.mark.parametrize(
    "changed",
    [{"late_fee_cents": -1}, {"missed_fee_cents": 100_001}, {"late_after_days": 91}, {"insurance_wait_days": 0}],
)
def test_what_cannot_be_is_refused(practice: TinyPractice, changed: dict[str, int]) -> None:
    with pytest.raises(Refused, match=r"[Ff]rom \d"):
        set_office_terms(admin(), replace(TERMS, **changed))
    with pytest.raises(Refused, match="does not allow"):
        set_office_terms(by(practice), TERMS)
    assert office_terms() == OfficeTerms()


def test_nobody_under_eighteen_is_made_to_pay(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, birth_date=date(2015, 5, 5), guarantor=None)
    with_plan(practice)
    case = practice.read()
    with pytest.raises(Refused, match="Wei Chen is under eighteen: name who pays"):
        agreements.make_agreement(practice.coordinator, NOW, TODAY, case, case.options[0])


def test_the_handout_of_unchanged_figures_is_the_same_document(practice: TinyPractice) -> None:
    first = agreements.make_presentation(practice.coordinator, NOW, TODAY, practice.read())
    again = agreements.make_presentation(practice.coordinator, NOW + timedelta(minutes=5), TODAY, practice.read())
    assert first == again
