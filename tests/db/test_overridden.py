"""Overrides on the work list: there until the papers of the visit are signed, with who let it go ahead and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tctui.db import agreements, booking, estimates, overridden, paper_writes
from tctui.db.arrangements import arrange
from tctui.db.cases import read_case
from tctui.db.reminders import reminders_due
from tests.db.money_ground import accepted, plan
from tests.practice import NOW, TODAY, TinyPractice


def test_an_override_stands_on_the_work_list_until_its_papers_are_signed(practice: TinyPractice) -> None:
    owed = accepted(practice)
    case = practice.read()
    visit = case.visit(practice.visits[0])
    assert visit is not None
    chair = {"day": date(2026, 12, 7).toordinal(), "start": 120, "operatory_id": practice.operatories[0]}
    wanted = replace(booking.proposal(case, visit, visit.pattern), provider_id=practice.provider, **chair)  # type: ignore[arg-type]
    booking.book(practice.coordinator, NOW, TODAY, wanted)
    assert overridden.reminders(TODAY) == []
    paper_writes.override(practice.lead, NOW, TODAY, practice.read(), practice.visits[0], "pain, signs in the chair")
    (found,) = overridden.reminders(TODAY + timedelta(days=3))
    assert (found.case_id, found.on) == (practice.case, TODAY)
    assert found.what == ("override: agreement, consent (extraction) not made; Lena Ortiz: pain, signs in the chair")
    assert found in reminders_due(TODAY)[0]
    case = practice.read()
    option = case.options[0]
    frozen = estimates.freeze(practice.coordinator, NOW, TODAY, case, option, agreed_only=True)
    arrange(practice.coordinator, NOW, TODAY, case, option, plan(owed), frozen.id, "card")
    for make, relation in (
        *((
            lambda: agreements.make_agreement(
                practice.coordinator, NOW, TODAY, practice.read(), practice.read().options[0]
            ), relation,
        ) for relation in ("patient", "guarantor")),
        (lambda: agreements.make_consent(
            practice.coordinator, NOW, TODAY, practice.read(), practice.read().options[0], "extraction", True
        ), "patient"),
    ):
        paper_writes.sign(
            practice.coordinator, NOW, TODAY, read_case(practice.case), make(), way="paper",
            signer="Wei Chen" if relation == "patient" else "Mei Chen", relation=relation,
        )  # fmt: skip
    assert overridden.reminders(TODAY + timedelta(days=3)) == []
