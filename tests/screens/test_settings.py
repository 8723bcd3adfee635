"""The settings by their keys: an administrator adds a colleague, changes hours and rules; others only look."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tctui.app import Workplace
from tctui.core.estimate import DeductibleOrder
from tctui.core.insurance.due import Rhythm
from tctui.core.people import User
from tctui.db import (
    memberships,
    office,
    office_choices,
    office_hours,
    price_list,
    products,
    spacing_rules,
    staff,
    state_gates,
    users,
)
from tctui.db.benefit_sheets import office_pairs, office_services
from tctui.db.change import By
from tests.frames import assert_frame, frame
from tests.practice import NOW, PASSWORD, TinyPractice
from tests.screens.test_board_keys import press, typed
from tests.screens.test_schedule import put


@pytest.fixture
def admin(practice: TinyPractice) -> User:
    return users.create_user(practice.lead.id, "root", "Robin Oduya", PASSWORD, "admin", NOW)


def workplace(practice: TinyPractice, user: User) -> Workplace:
    return Workplace(practice.path, clock=lambda: NOW, user=user)


SUBJECTS = [
    "practice",
    "people",
    "providers",
    "chairs",
    "hours",
    "leave",
    "closed",
    "procedures",
    "spacing",
    "words",
    "estimates",
    "partners",
    "state-rules",
    "credit",
    "memberships",
    "good-faith",
]


async def test_every_subject_at_80_columns(practice: TinyPractice, admin: User) -> None:
    app = workplace(practice, admin)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        assert_frame("settings-80", frame(app))
        for number, name in enumerate(SUBJECTS):
            await press(pilot, "home" + " down" * number + " enter")
            assert_frame(f"settings-{name}-80", frame(app))
            await press(pilot, "q")


async def test_a_colleague_is_added_and_shut_out(practice: TinyPractice, admin: User) -> None:
    app = workplace(practice, admin)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8 down enter n")
        await typed(pilot, "kim")
        await pilot.press("tab")
        await typed(pilot, "Kim Adeyemi")
        await pilot.press("tab", "tab")
        await typed(pilot, "short")
        assert "at least 12" in "\n".join(await press(pilot, "ctrl+s"))
        await typed(pilot, " and now longer")
        assert "Kim Adeyemi can log in as kim" in (await press(pilot, "ctrl+s"))[-1]
        assert users.log_in("kim", "short and now longer", NOW).role == "coordinator"
        await press(pilot, "slash")
        await typed(pilot, "kim")
        lines = await press(pilot, "enter x")
        assert "Kim Adeyemi can no longer log in — z undoes" in lines[-1]
        assert not next(one for one in staff.colleagues() if one.login == "kim").active


async def test_a_week_a_leave_and_a_closed_day_are_typed_as_said(practice: TinyPractice, admin: User) -> None:
    app = workplace(practice, admin)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8 down down down down enter enter")
        await typed(pilot, "8-12, 1-5")
        assert "Hours of The practice changed — z undoes" in (await press(pilot, "ctrl+s"))[-1]
        assert office_hours.week_of(office_hours.keepers()[0])[0] == ((96, 144), (156, 204))
        await press(pilot, "q down enter n tab")
        await typed(pilot, "12/24")
        assert "Thu 24 Dec: away" in (await press(pilot, "ctrl+s"))[-1]
        await press(pilot, "q down enter n")
        await typed(pilot, "12/25")
        await pilot.press("tab")
        await typed(pilot, "Christmas")
        assert "Closed on Fri 25 Dec: Christmas" in (await press(pilot, "ctrl+s"))[-1]
        await press(pilot, "x")
        assert office_hours.holidays(NOW.date().toordinal()) == []


async def test_a_fee_and_a_rule_are_changed(practice: TinyPractice, admin: User) -> None:
    app = workplace(practice, admin)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8" + " down" * 7 + " enter e tab tab tab tab")
        code = price_list.listed_procedures()[0].code
        await press(pilot, "ctrl+u")
        await typed(pilot, "1,234.50")
        assert code in (await press(pilot, "ctrl+s"))[-1]
        assert next(one for one in price_list.listed_procedures() if one.code == code).fee == 123_450
        before = spacing_rules.spacing_rules()
        await press(pilot, "q down enter x")
        assert spacing_rules.spacing_rules() == before[1:]
        await press(pilot, "z")
        assert spacing_rules.spacing_rules() == before


async def test_what_an_exam_is_here_and_what_is_paid_as_cheaper(practice: TinyPractice, admin: User) -> None:
    app = workplace(practice, admin)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8" + " down" * 9 + " enter e ctrl+u")
        await typed(pilot, "EXT, IMP")
        assert "Exam: EXT, IMP, counted by mouth" in (await press(pilot, "ctrl+s"))[-1]
        assert office_services()["exam"].scope == "codes:EXT,IMP"
        await press(pilot, "e ctrl+u")
        await typed(pilot, "NONE")
        assert "There is no procedure 'NONE'" in "\n".join((await press(pilot, "ctrl+s"))[-3:])
        await press(pilot, "escape y end e ctrl+u")
        await typed(pilot, "CRN=EXT")
        assert "Cheaper code of a crown: CRN as EXT" in (await press(pilot, "ctrl+s"))[-1]
        assert list(office_pairs()["crown"]) == [("CRN", "EXT")]
        await press(pilot, "z z")
        assert office_services()["exam"].scope.startswith("codes:D0120")


async def test_a_chair_and_a_provider_join(practice: TinyPractice, admin: User) -> None:
    app = workplace(practice, admin)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8 down down enter n")
        await typed(pilot, "D9")
        await pilot.press("tab")
        await typed(pilot, "Dr. Nine")
        assert "Dr. Nine treats as D9" in (await press(pilot, "ctrl+s"))[-1]
        await press(pilot, "q down enter n")
        await typed(pilot, "OP9")
        await pilot.press("tab")
        await typed(pilot, "Room 9")
        assert "Room 9 is a chair" in (await press(pilot, "ctrl+s"))[-1]
        assert {"OP9"} <= {one.code for one in office.chair_rows()}


async def test_a_coordinator_looks_and_is_told_why_nothing_changes(practice: TinyPractice) -> None:
    app = workplace(practice, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await press(pilot, "f8 down down enter e")
        assert "reads the settings but does not change them" in lines[-1]
    auditor = replace(practice.coordinator, role="auditor")
    async with workplace(practice, auditor).run_test(size=(80, 24)) as pilot:
        assert "only to look at" in (await press(pilot, "f8"))[0]


async def test_who_books_enters_leave_and_closed_days_and_is_told_what_has_to_move(practice: TinyPractice) -> None:
    put(practice, (NOW.date() + timedelta(days=8)).toordinal(), 96)
    async with workplace(practice, practice.coordinator).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8" + " down" * 5 + " enter n tab")
        await typed(pilot, "12/1")
        said = (await press(pilot, "ctrl+s"))[-1]
        assert said == "Dr Lee Tue 1 Dec: away; 1 to move: F5 X — z undoes"
        lines = await press(pilot, "q q f5 X")
        assert any("Dr Lee is off on Tue 1 Dec" in line for line in lines)
        lines = await press(pilot, "enter enter")
        assert lines[-1].startswith("Moved to ")


async def test_a_product_gets_other_terms_from_a_day_on(practice: TinyPractice, admin: User) -> None:
    app = workplace(practice, admin)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8" + " down" * 11 + " enter e")
        assert_frame("settings-product-form", frame(app))
        await press(pilot, "tab tab tab ctrl+u")
        await typed(pilot, "6: 0 / 5, 12: x")
        assert "is written as 12: 0 / 9.9" in " ".join(await press(pilot, "ctrl+s"))
        await pilot.press("backspace")
        await typed(pilot, "0 / 8.5")
        await press(pilot, "tab ctrl+u")
        await typed(pilot, "1/1/2027")
        assert "holds from Fri 1 Jan 2027 — z undoes" in (await press(pilot, "ctrl+s"))[-1]
        own = [one.product for one in products.listed_products() if not one.example]
        assert [(term.months, term.fee) for term in own[0].terms] == [(6, 500), (12, 850)]
        assert "ends on" in (await press(pilot, "home x"))[-1]


async def test_the_state_and_a_membership_plan_are_set(practice: TinyPractice, admin: User) -> None:
    app = workplace(practice, admin)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8" + " down" * 12 + " enter enter ctrl+u")
        await typed(pilot, "ca")
        assert "State rules: CA — z undoes" in (await press(pilot, "ctrl+s"))[-1]
        assert state_gates.state_rules().name == "California"
        await press(pilot, "q down down enter n")
        for text in ("Riverside Care", "360", "", "", "10", "CRN 1,200.00", "EXT 1", "600"):
            await typed(pilot, text)
            await pilot.press("tab")
        assert "Membership plan Riverside Care added — z undoes" in (await press(pilot, "ctrl+s"))[-1]
        (plan,) = memberships.membership_plans(NOW.date())
        assert (plan.plan.discount, plan.plan.fees[0].cents, plan.plan.cap_cents) == (1_000, 120_000, 60_000)
        await press(pilot, "q down enter enter")
        await typed(pilot, "00-1234567")
        assert "Tax number 00-1234567 — z undoes" in (await press(pilot, "ctrl+s"))[-1]


async def test_rules_of_the_offices_own_that_are_broken_are_told_and_can_be_replaced(
    practice: TinyPractice, admin: User, tmp_path: Path
) -> None:
    own = tmp_path / "ca.toml"
    shipped = (Path(state_gates.__file__).parents[1] / "rulebooks" / "state_ca.toml").read_text("utf-8")
    own.write_text(shipped.replace("anesthesia, conscious", "anaesthesia, conscious"), "utf-8")
    by = By(admin, NOW, NOW.date())
    state_gates.choose_state(by, "CA", str(own))
    async with workplace(practice, admin).run_test(size=(80, 24)) as pilot:
        shown = "\n".join(await press(pilot, "f8" + " down" * SUBJECTS.index("state-rules") + " enter"))
        assert "to be replaced" in shown
        assert "15 business days to refund" in shown
        shown = " ".join(await press(pilot, "down down down down"))
        assert "Wait until the patient has recovered, best for another day. Why:" in shown
        assert "anaesthesia" in shown
        assert "words/credit_notice/ca.md" in " ".join(await press(pilot, "end"))
        own.write_text(shipped.replace('name = "Not under sedation"', "name = 3"), "utf-8")
        shown = " ".join(" ".join(await press(pilot, "q enter")).split())
        assert "No step is let through:" in shown
        assert "rule 4 (line " in shown
        assert "name must be text" in shown
        assert "State rules: CA — z undoes" in (await press(pilot, "e tab ctrl+u ctrl+s"))[-1]
        assert state_gates.state_rules().name == "California"


async def test_the_office_chooses_about_estimates(practice: TinyPractice, admin: User) -> None:
    async with workplace(practice, admin).run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8" + " down" * SUBJECTS.index("estimates") + " enter down e ctrl+u 1 0 tab ctrl+u 4 5")
        shown = await press(pilot, "ctrl+s")
        assert "Insurance is verified 10 days before a visit, if older than 45 days" in shown[-1]
        assert office_choices.rhythm() == Rhythm(10, 45)
        shown = await press(pilot, "down e ctrl+u 0 ctrl+s")
        assert "A number of days from 1 to 400" in "\n".join(shown)
        await press(pilot, "ctrl+u 9 0 ctrl+s")
        assert office_choices.soon_days() == 90
        await press(pilot, "down e right ctrl+s")
        assert office_choices.office_settings().deductible_order is DeductibleOrder.LARGEST_FEE
        await press(pilot, "end e ctrl+u 8 . 2 5 ctrl+s")
        assert office_choices.office_settings().sales_tax == 825
        await press(pilot, "z")
        assert office_choices.office_settings().sales_tax == 0
        assert office_choices.office_settings().deductible_order is DeductibleOrder.LARGEST_FEE
