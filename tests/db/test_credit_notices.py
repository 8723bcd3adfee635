"""Notices on the credit of lenders: kept, signed, expired; the office's own words; the state asked when a contract is signed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest

from tctui.core.documents.credit_notice import draw_up_notice
from tctui.core.errors import Refused
from tctui.core.finance.choices import by_partner, in_full
from tctui.core.finance.partners import nearest_offer
from tctui.core.finance.state_rules import Act, Fact
from tctui.core.money import money
from tctui.core.papers import INVALID
from tctui.core.people import User
from tctui.db import (
    agreements,
    changed_papers,
    credit_gates,
    credit_notices,
    credit_on_paper,
    estimates,
    handouts,
    state_gates,
)
from tctui.db.arrangements import arrange
from tctui.db.change import By
from tctui.db.models import Line
from tctui.db.paper_writes import document_bytes, sign
from tctui.db.papers import papers_of
from tctui.db.unit_of_work import unit_of_work
from tctui.documents.credit_notice import render_credit_notice
from tctui.documents.texts import notice_text
from tctui.screens.papers_wanted import wanted_today
from tests.db.money_ground import accepted
from tests.db.test_financing import CARE, product
from tests.documents.samples import NOW as MADE
from tests.documents.samples import PATIENT, PRACTICE
from tests.practice import NOW, TODAY, TinyPractice

ADMIN = User(1, "ann", "Ann Admin", "AA", "admin")


def in_state(state: str) -> None:
    state_gates.choose_state(By(ADMIN, NOW, TODAY), state)


def noticed(practice: TinyPractice, by: By) -> int:
    agreements.make_presentation(by.user, NOW, TODAY, practice.read())
    made = credit_notices.make_notice(by, practice.read(), "CareCredit")
    sign(by.user, NOW, TODAY, practice.read(), made, way="paper", signer="Wei Chen", relation="patient")
    return made


def agreed(practice: TinyPractice, lender: bool = True) -> int:
    """The agreement of the first option, paid by CareCredit or in full."""
    case = practice.read()
    total = accepted(practice)
    option = practice.read().options[0]
    choice = by_partner(nearest_offer(product(*CARE), total, 12, TODAY)) if lender else in_full(total, TODAY)
    user = practice.coordinator
    frozen = estimates.freeze(user, NOW, TODAY, case, option, agreed_only=True)
    arrange(user, NOW, TODAY, practice.read(), option, choice, frozen.id, "card")
    case = practice.read()
    return agreements.make_agreement(user, NOW, TODAY, case, case.options[0])


def test_a_notice_holds_for_its_partner_and_ninety_days(practice: TinyPractice, by: By) -> None:
    in_state("CA")
    first = noticed(practice, by)
    assert credit_notices.make_notice(by, practice.read(), "CareCredit") == first
    every = {Fact.PLAN_GIVEN, Fact.NOTICE_GIVEN, Fact.NOTICE_SIGNED}
    assert credit_on_paper.facts_on_paper(practice.case, "CareCredit", TODAY) == every
    assert credit_on_paper.facts_on_paper(practice.case, "Sunbit", TODAY) == {Fact.PLAN_GIVEN}
    last = TODAY + timedelta(days=estimates.VALID_DAYS)
    assert credit_on_paper.facts_on_paper(practice.case, "CareCredit", last) == every
    assert credit_on_paper.facts_on_paper(practice.case, "CareCredit", last + timedelta(days=1)) == {Fact.PLAN_GIVEN}
    refusal = credit_notices.papers_first(practice.case, "Sunbit", (Act.AGREE,), TODAY)
    assert refusal is not None
    assert refusal.rule.key == "ca-plan-and-notice"
    assert credit_notices.papers_first(practice.case, "CareCredit", (Act.AGREE, Act.APPLY), TODAY) is None


def test_a_notice_falls_with_the_plan_that_it_is_about_until_it_is_signed_anew(practice: TinyPractice, by: By) -> None:
    in_state("CA")
    noticed(practice, by)
    every = {Fact.PLAN_GIVEN, Fact.NOTICE_GIVEN, Fact.NOTICE_SIGNED}
    accepted(practice)
    assert credit_on_paper.facts_on_paper(practice.case, "CareCredit", TODAY) == every
    assert changed_papers.reminders(TODAY) == []
    with unit_of_work(by.user.id, "line.edit", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], fee=30_000)
    assert credit_on_paper.facts_on_paper(practice.case, "CareCredit", TODAY) == {Fact.PLAN_GIVEN}
    assert credit_notices.papers_first(practice.case, "CareCredit", (Act.AGREE,), TODAY) is not None
    (said,) = changed_papers.reminders(TODAY)
    assert said.what == f"Credit notice: CareCredit {INVALID}"

    def stands() -> str:
        case = practice.read()
        rows = wanted_today(case, case.options[0], papers_of([case.id])[case.id], TODAY)
        return next(row.stands for row in rows if row.title.startswith("Credit notice"))

    assert stands() == INVALID
    anew = credit_notices.make_notice(by, practice.read(), "CareCredit")
    assert stands() == INVALID
    sign(by.user, NOW, TODAY, practice.read(), anew, way="paper", signer="Wei Chen", relation="patient")
    assert stands() == "signed"
    assert credit_on_paper.facts_on_paper(practice.case, "CareCredit", TODAY) == every
    assert changed_papers.reminders(TODAY) == []


@pytest.mark.parametrize(("state", "said"), [("CA", "Code 654.3"), ("IL", "25/45.5"), ("NY", "no law sets its words")])
def test_each_state_has_its_words_on_one_page(practice: TinyPractice, by: By, state: str, said: str) -> None:
    in_state(state)
    agreements.make_presentation(by.user, NOW, TODAY, practice.read())
    made = credit_notices.make_notice(by, practice.read(), "LendingClub Patient Solutions")
    (page,) = pypdf.PdfReader(io.BytesIO(document_bytes(made))).pages
    text = " ".join(page.extract_text().split())
    assert said in text
    assert "LendingClub Patient Solutions" in text
    assert "Wei Chen" in text


def test_long_names_still_leave_it_on_one_page_with_its_signatures() -> None:
    for state in ("CA", "IL", ""):
        notice = draw_up_notice(
            number="80", version=12, made_at=MADE, day=TODAY,
            practice=replace(PRACTICE, name="Müller-Lüdenscheid & Plantagenet-Moss Family Dentistry of Harbor Mills"),
            patient=replace(PATIENT, name="Wolfeschlegelsteinhausenbergerdorff Hubert Blaine 张伟 Łódź"),
            partner="LendingClub Patient Solutions of the Greater Area", text=notice_text(state), plan_day=TODAY,
        )  # fmt: skip
        content = render_credit_notice(notice)
        assert content == render_credit_notice(notice)
        (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
        assert "Witness: signature" in page.extract_text()


def test_the_offices_own_words_take_the_place_of_those_shipped(practice: TinyPractice, by: By) -> None:
    in_state("CA")
    folder = practice.path.parent / "words" / "credit_notice"
    folder.mkdir(parents=True)
    own = folder / "ca.md"
    own.write_text("# Ours\n\nWords of counsel for {patient}.\n\n## What you state by signing\n\n- I read it.\n")
    made = credit_notices.make_notice(by, practice.read(), "CareCredit")
    text = pypdf.PdfReader(io.BytesIO(document_bytes(made))).pages[0].extract_text()
    assert "Words of counsel for Wei Chen." in " ".join(text.split())
    own.write_text("# Ours\n\nWords for {pateint}.\n\n## What you state by signing\n\n- I read it.\n")
    with pytest.raises(Refused, match=r"credit_notice/ca\.md: there is no field \{pateint\}"):
        credit_notices.make_notice(by, practice.read(), "CareCredit")


def test_an_agreement_is_not_signed_without_the_words_of_the_state(practice: TinyPractice) -> None:
    """It was made before the practice said that it is in California; made anew, it holds the words."""
    paper = agreed(practice, lender=False)
    in_state("CA")
    given = {"way": "paper", "signer": "Wei Chen", "relation": "patient"}
    with pytest.raises(Refused, match=r"Set wording on medical debt \(Civ\. Code 1785\.27\)"):
        sign(practice.coordinator, NOW, TODAY, practice.read(), paper, **given)
    case = practice.read()
    anew = agreements.make_agreement(practice.coordinator, NOW, TODAY, case, case.options[0])
    sign(practice.coordinator, NOW, TODAY, practice.read(), anew, **given)


def test_what_a_partner_pays_for_is_signed_only_past_the_rules(practice: TinyPractice, by: By) -> None:
    in_state("CA")
    paper = agreed(practice)
    given = {"way": "paper", "signer": "Wei Chen", "relation": "patient"}
    with pytest.raises(Refused, match="Written plan and signed notice before credit"):
        sign(practice.coordinator, NOW, TODAY, practice.read(), paper, **given)
    noticed(practice, by)
    with pytest.raises(Refused, match="Not under sedation"):
        sign(practice.coordinator, NOW, TODAY, practice.read(), paper, **given, said={Fact.SEDATED: True})
    sign(practice.coordinator, NOW, TODAY, practice.read(), paper, **given, said={Fact.SEDATED: False})


def test_illinois_lets_the_patient_alone_bring_the_credit(practice: TinyPractice, by: By) -> None:
    in_state("IL")
    choice = by_partner(nearest_offer(product(*CARE), 200_000, 12, TODAY))
    with pytest.raises(Refused, match="Written notice with the offer"):
        credit_gates.may_agree(practice.case, choice, TODAY, {})
    credit_notices.make_notice(by, practice.read(), "CareCredit")
    with pytest.raises(Refused, match=r"No arranging of financing \(225 ILCS 25/45\.5\(b\)\)"):
        credit_gates.may_agree(practice.case, choice, TODAY, {}, office_submits=True)
    credit_gates.may_agree(practice.case, choice, TODAY, {})
    credit_gates.may_agree(practice.case, in_full(200_000, TODAY), TODAY, {Fact.SEDATED: True}, office_submits=True)


def test_without_a_state_no_words_of_another_are_asked_for_but_the_notice_is(practice: TinyPractice, by: By) -> None:
    in_state("")
    given = {"way": "paper", "signer": "Wei Chen", "relation": "patient"}
    paper = agreed(practice, lender=False)
    sign(by.user, NOW, TODAY, practice.read(), paper, **given)
    choice = by_partner(nearest_offer(product(*CARE), 200_000, 12, TODAY))
    with pytest.raises(Refused, match="Written plan and signed notice before credit"):
        credit_gates.may_agree(practice.case, choice, TODAY, {})
    noticed(practice, by)
    credit_gates.may_agree(practice.case, choice, TODAY, {})


def test_the_list_of_charges_is_a_paper_and_brings_its_fact(practice: TinyPractice, by: By) -> None:
    in_state("CA")
    with pytest.raises(Refused, match="CareCredit lends nothing for option A"):
        handouts.make_charges_list(by, practice.read(), practice.read().options[0], "CareCredit")
    agreed(practice)
    assert Fact.CHARGES_LISTED not in credit_on_paper.facts_on_paper(practice.case, "CareCredit", TODAY)
    case = practice.read()
    made = handouts.make_charges_list(by, case, case.options[0], "CareCredit")
    (page,) = pypdf.PdfReader(io.BytesIO(document_bytes(made))).pages
    text = " ".join(page.extract_text().split())
    owed = estimates.live(case, case.options[0], TODAY, agreed_only=True).total.patient_cents
    for said in (
        "List of charges", "19 take out the tooth EXT visit 1", "19 implant IMP visit 2", "Wei Chen",
        f"{money(owed)} of it is to be charged to your credit with CareCredit.",
    ):  # fmt: skip
        assert said in text
    assert Fact.CHARGES_LISTED in credit_on_paper.facts_on_paper(practice.case, "CareCredit", TODAY)
    assert Fact.CHARGES_LISTED not in credit_on_paper.facts_on_paper(practice.case, "Sunbit", TODAY)
    assert handouts.make_charges_list(by, case, case.options[0], "CareCredit") == made
