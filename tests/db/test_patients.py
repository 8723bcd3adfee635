"""A patient's own record written by hand: who may, what is refused, who pays, who is alike, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.people import User
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import BoardCard, Guarantor, Patient
from tctui.db.patients import SELF, Particulars, add_patient, alike, correct_patient, particulars_of
from tctui.db.people import read_patient
from tctui.db.undo import undo_last
from tests.hostile import HOSTILE
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

ZELLER = Particulars("Zeller", "Zoë", "Zo", date(1988, 2, 29), "(555) 020-0199 x4", "zoe@example.org", "text", SELF, "latex")


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[TinyPractice]:
    yield tiny_practice(tmp_path / "home" / "practice.db")
    close_database()


def by(practice: TinyPractice) -> By:
    return By(practice.coordinator, NOW, TODAY)


def test_a_new_patient_is_kept_as_typed_and_taken_back(tiny: TinyPractice) -> None:
    done = add_patient(by(tiny), ZELLER)
    assert done.says == "New patient Zeller, Zoë"
    assert particulars_of(done.id) == (ZELLER, 1, "")
    assert undo_last(tiny.coordinator.id, NOW) == "Undone: New patient Zeller, Zoë"
    with pytest.raises(Refused, match="no longer there"):
        read_patient(done.id)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"birth_date": TODAY + timedelta(days=1)}, "in the future"),
        ({"birth_date": date(1890, 1, 1)}, "130 years"),
        ({"last_name": " \u200b "}, "last name is missing"),
        ({"first_name": ""}, "first name is missing"),
        ({"email": "zoe at home"}, "name@place"),
        ({"channel": "pigeon"}, "reached by one of"),
        ({"last_name": "Z" * 81}, "too long"),
        ({"payer": 999}, "no longer there"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(tiny: TinyPractice, wrong: dict[str, object], why: str) -> None:
    before = Patient.select().count()
    with pytest.raises(Refused, match=why):
        add_patient(by(tiny), replace(ZELLER, **wrong))  # type: ignore[arg-type]
    assert Patient.select().count() == before


def test_the_roles(tiny: TinyPractice) -> None:
    for role, may in (("front", True), ("coordinator", True), ("lead", True), ("provider", False), ("auditor", False)):
        one = By(User(tiny.coordinator.id, "x", "X", "X", role), NOW, TODAY)
        if may:
            add_patient(one, ZELLER)
        else:
            with pytest.raises(Refused, match="role"):
                add_patient(one, ZELLER)


def test_who_is_alike_by_name_or_by_phone_and_birth_date(tiny: TinyPractice) -> None:
    chen = tiny.patient
    same_name = Particulars(" CHEN", "wei ")
    assert [each.id for each in alike(same_name)] == [chen]
    assert [each.id for each in alike(Particulars("Wei", "Chen"))] == [chen]
    assert alike(same_name, besides=chen) == []
    moved = Particulars("Chang", "W", phone="(555) 01-01", birth_date=date(1965, 4, 2))
    assert [each.id for each in alike(moved)] == [chen]
    assert alike(replace(moved, birth_date=date(1965, 4, 3))) == []
    assert alike(replace(moved, birth_date=None)) == []
    assert alike(Particulars("Zeller", "Zoë", "Wei")) == []


def test_the_guarantor_of_another_pays_for_both(tiny: TinyPractice) -> None:
    child = add_patient(by(tiny), replace(ZELLER, payer=tiny.patient)).id
    assert read_patient(child).guarantor_name == "Mei Chen"
    alone = add_patient(by(tiny), replace(ZELLER, payer=tiny.other_patient)).id
    assert read_patient(alone).guarantor_name == "Tom Baker"
    assert read_patient(tiny.other_patient).guarantor_name == "self"
    assert read_patient(tiny.other_patient).guarantor_id == read_patient(alone).guarantor_id
    undo_last(tiny.coordinator.id, NOW)
    assert read_patient(tiny.other_patient).guarantor_id is None
    held, seen, payer = particulars_of(child)
    assert payer == "Mei Chen"
    correct_patient(by(tiny), child, replace(held, phone="1"), seen=seen)
    assert read_patient(child).guarantor_name == "Mei Chen"
    correct_patient(by(tiny), child, replace(held, payer=SELF))
    assert read_patient(child).guarantor_name == "self"
    with pytest.raises(Refused, match="then self"):
        correct_patient(by(tiny), child, replace(held, payer=child))


def test_a_corrected_name_is_on_the_board_and_on_who_pays(tiny: TinyPractice) -> None:
    add_patient(by(tiny), replace(ZELLER, payer=tiny.other_patient))
    held, seen, _ = particulars_of(tiny.other_patient)
    correct_patient(by(tiny), tiny.other_patient, replace(held, last_name="Becker"), seen=seen)
    assert read_patient(tiny.other_patient).guarantor_name == "self"
    assert Guarantor.select().where(Guarantor.last_name == "Becker").count() == 1
    with pytest.raises(ChangedElsewhere):
        correct_patient(by(tiny), tiny.other_patient, replace(held, last_name="Bäcker"), seen=seen)
    chen, _, _ = particulars_of(tiny.patient)
    assert correct_patient(by(tiny), tiny.patient, chen).says == "Nothing changed"
    assert correct_patient(by(tiny), tiny.patient, replace(chen, medical_alert="other")).says == "Nothing changed"
    correct_patient(by(tiny), tiny.patient, replace(chen, last_name="Chang"))
    assert BoardCard.get(BoardCard.patient == tiny.patient).last_name == "Chang"
    undo_last(tiny.coordinator.id, NOW)
    assert BoardCard.get(BoardCard.patient == tiny.patient).last_name == "Chen"


def test_hostile_text_comes_in_clean(tiny: TinyPractice) -> None:
    who = by(tiny)
    for text in HOSTILE[::4]:
        try:
            done = add_patient(who, Particulars(f"A{text}", f"B{text}", text, None, text, "", "phone", SELF, text))
        except Refused:
            continue
        held = particulars_of(done.id)[0]
        for kept in (held.last_name, held.first_name, held.preferred_name, held.phone):
            assert not any(ord(letter) < 32 or "\u202a" <= letter <= "\u202e" for letter in kept)
        assert "\x1b" not in held.medical_alert
