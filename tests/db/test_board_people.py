"""Patients found by typing: a name is enough, and namesakes are told apart by as little of the birth date as will do."""

from __future__ import annotations

from datetime import date

import pytest

from tctui.core.errors import Refused
from tctui.db.board_people import patients_like
from tctui.db.finding import asked_for
from tctui.db.models import Patient
from tctui.db.unit_of_work import unit_of_work
from tctui.screens.schedule_booking import found_patient
from tests.practice import NOW, TODAY, TinyPractice


def added(practice: TinyPractice, last: str, first: str, born: date | None) -> int:
    with unit_of_work(practice.coordinator.id, "test.patient", NOW) as unit:
        return unit.insert(Patient, last_name=last, first_name=first, birth_date=born)


def labels(text: str) -> list[str]:
    return [label for _, label in patients_like(text)]


def test_no_birth_date_is_shown_of_who_has_a_name_alone(practice: TinyPractice) -> None:
    added(practice, "Baker", "Tim", date(1990, 1, 9))
    assert labels("baker") == ["Baker, Tim", "Baker, Tom"]
    assert labels("chen, w") == ["Chen, Wei"]
    assert found_patient("Baker, Tom") == (practice.other_patient, "Baker, Tom")


def test_namesakes_show_as_little_as_tells_them_apart(practice: TinyPractice) -> None:
    years = added(practice, "Baker", "Tom", date(1961, 7, 2))
    assert labels("baker t") == ["Baker, Tom 1961", "Baker, Tom 1990"]
    assert found_patient("Baker, Tom 1961")[0] == years
    month = added(practice, "Baker", "Tom", date(1990, 5, 9))
    assert labels("baker t") == ["Baker, Tom 1961", "Baker, Tom 1990-01", "Baker, Tom 1990-05"]
    assert found_patient("Baker, Tom 1990-05")[0] == month
    day = added(practice, "Baker", "Tom", date(1990, 5, 10))
    assert labels("baker t")[2:] == ["Baker, Tom 1990-05-09", "Baker, Tom 1990-05-10"]
    assert found_patient("Baker, Tom 1990-05-10")[0] == day


def test_who_cannot_be_told_apart_by_birth_has_a_number(practice: TinyPractice) -> None:
    twin = added(practice, "Baker", "Tom", date(1990, 1, 9))
    unknown = added(practice, "Baker", "Tom", None)
    assert set(labels("baker t")) == {
        "Baker, Tom", f"Baker, Tom 1990-01-09 #{practice.other_patient}", f"Baker, Tom 1990-01-09 #{twin}",
    }  # fmt: skip
    assert found_patient("Baker, Tom")[0] == unknown
    assert found_patient(f"Baker, Tom 1990-01-09 #{twin}")[0] == twin
    last = added(practice, "Baker", "Tom", None)
    assert found_patient(f"Baker, Tom #{last}")[0] == last


def test_a_patient_is_found_by_first_name_phone_or_birth_date(practice: TinyPractice) -> None:
    find = asked_for(TODAY)
    with unit_of_work(practice.lead.id, "patient", NOW) as unit:
        unit.update(Patient, practice.other_patient, phone="(555) 010-4477", birth_date=date(1961, 7, 20))
    for said in ("Baker", "tom", "tom baker", "0104477", "7/20/1961"):
        assert found_patient(said, find) == (practice.other_patient, "Baker, Tom"), said
    with pytest.raises(Refused, match="No patient is found"):
        found_patient("nobody", find)
