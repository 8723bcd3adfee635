"""Whom the signed papers of a case name: another patient, payer or state, and they are INVALID everywhere."""

from __future__ import annotations

from dataclasses import replace

from tctui.core.papers import AGREEMENT, INVALID
from tctui.core.people import User
from tctui.db import office, patients
from tctui.db.board import cards_of
from tctui.db.change import By
from tctui.db.models import Guarantor, Patient
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.db.money_ground import by, with_plan
from tests.db.test_papers_made import make_all, sign, standing_of
from tests.practice import NOW, TODAY, TinyPractice


def test_signed_papers_fall_when_a_party_is_another_person_and_hold_again(practice: TinyPractice) -> None:
    with_plan(practice)
    made = make_all(practice)
    for document in made.values():
        sign(practice, document)

    def lacks() -> tuple[bool, bool, bool]:
        flagged = "S" in cards_of([practice.case])[0].flags(TODAY)
        return standing_of(practice, made[AGREEMENT]) == INVALID, standing_of(practice, made["implant"]) == INVALID, flagged

    assert lacks() == (False, False, False)
    held, version, _ = patients.particulars_of(practice.patient)
    patients.correct_patient(by(practice), practice.patient, replace(held, last_name="Cheng"), seen=version)
    assert lacks() == (True, True, True)
    undo_last(practice.coordinator.id, NOW)
    assert lacks() == (False, False, False)
    # Mei Chen pays; she is corrected in her own record, and stands so for whom she pays.
    with unit_of_work(practice.lead.id, "payer", NOW) as unit:
        unit.update(Guarantor, Patient.get_by_id(practice.patient).__data__["guarantor"], first_name="Ana")
    assert lacks() == (True, False, True)
    undo_last(practice.lead.id, NOW)
    assert lacks() == (False, False, False)
    admin = By(User(1, "ann", "Ann Admin", "AA", "admin"), NOW, TODAY)
    seen = office.letterhead()
    office.save_letterhead(admin, seen, replace(seen, state="CA"))
    assert lacks() == (True, False, True)
