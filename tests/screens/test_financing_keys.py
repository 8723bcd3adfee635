"""Lending partners of a case by their keys: offered, refused by the rules of the state, taken to the end; statements."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tctui.core.finance.applications import State
from tctui.core.finance.state_rules import Fact
from tctui.core.people import User
from tctui.db import agreements, credit_notices, financing, state_gates
from tctui.db.change import By
from tctui.db.paper_writes import sign
from tests.frames import assert_frame
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.test_estimate_keys import press, workplace


async def opened(pilot: Any, practice: TinyPractice) -> list[str]:
    await pilot.pause()
    pilot.app.open_place("case", case_id=practice.case)
    await pilot.pause()
    return await press(pilot, "L")


async def typed(pilot: Any, text: str) -> list[str]:
    for letter in text:
        await pilot.press("space" if letter == " " else letter)
    return await press(pilot)


async def test_from_the_offer_to_the_approval_in_california(practice: TinyPractice) -> None:
    state_gates.choose_state(By(User(1, "ann", "Ann Admin", "AA", "admin"), NOW, TODAY), "CA")
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        assert_frame("financing-empty", await opened(pilot, practice))
        assert_frame("financing-products", await press(pilot, "n"))
        assert_frame("financing-offer", await press(pilot, "enter"))
        shown = await press(pilot, "right", "ctrl+s")
        assert "CareCredit, no interest if paid in full, offered — z undoes" in shown[-1]
        assert_frame("financing-rules", await press(pilot, "g"))
        shown = await press(pilot, "q", "enter", "a")
        said = " ".join(" ".join(shown[-3:]).split())
        assert "Written plan and signed notice before credit (Bus. & Prof. Code 654.3)" in said
        assert_frame("financing-papers-first", shown)
        await press(pilot, "q")
        agreements.make_presentation(practice.coordinator, NOW, TODAY, practice.read())
        notice = credit_notices.make_notice(By(practice.coordinator, NOW, TODAY), practice.read(), "CareCredit")
        sign(practice.coordinator, NOW, TODAY, practice.read(), notice, way="paper", signer="Wei Chen", relation="patient")
        await press(pilot, "enter", "a", "tab")
        await typed(pilot, "2400")
        # who submits, fills in alone, sedated, treatment area
        shown = await press(pilot, "tab", "tab", "right", "tab", "right", "tab", "left", "ctrl+s")
        said = " ".join(" ".join(shown[-3:]).split())
        assert "Not under sedation (Bus. & Prof. Code 654.3)" in said
        assert financing.applications_of(practice.case)[0].application.state is State.OFFERED
        assert_frame("financing-refused", shown)
        shown = await press(pilot, "up", "right", "ctrl+s")
        assert "CareCredit: asked for 2,400.00 — z undoes" in shown[-1]
        fact = financing.applications_of(practice.case)[0].says(Fact.SEDATED)
        assert fact is not None
        assert not fact.holds
        await press(pilot, "enter", "p", "tab")
        shown = await press(pilot, "ctrl+s")
        assert "CareCredit: approved 2,400.00 until Sun 21 Feb 2027 — z undoes" in shown[-1]
        assert_frame("financing-approved", shown)
        assert_frame("financing-steps", await press(pilot, "="))
        shown = await press(pilot, "q", "z")
        assert "applied" in shown[2]


async def test_a_social_security_number_is_refused_in_the_form(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, practice)
        await press(pilot, "n", "enter", "ctrl+s", "enter", "a", "tab")
        await typed(pilot, "900")
        await press(pilot, "tab", "tab", "left", "tab")
        await typed(pilot, "123-45-6789")
        shown = await press(pilot, "ctrl+s")
        assert "social security" in " ".join(" ".join(shown[-3:]).split())
        assert len(financing.applications_of(practice.case)[0].steps) == 1


async def test_who_may_not_change_money_only_looks(practice: TinyPractice) -> None:
    app = workplace(practice, User(9, "fay", "Fay Front", "FF", "front"))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, practice)
        assert "your role (front) does not allow it" in (await press(pilot, "n"))[-1]


async def test_a_statement_is_held_against_what_was_used(practice: TinyPractice, tmp_path: Path) -> None:
    from tests.db.test_partner_statements import HEAD, used

    by = By(practice.coordinator, NOW, TODAY)
    number = used(practice, by, 120_000, "A-1")
    used(practice, by, 90_000, "B-2")
    path = tmp_path / "s.csv"
    path.write_text(HEAD + "A-1,11/20/2026,1200.00,118.80\nB-2,11/20/2026,950.00,94.05\n")
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, practice)
        await press(pilot, "s", "tab")
        await typed(pilot, str(path))
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert_frame("financing-statement", await press(pilot))
        shown = await press(pilot, "end", "enter")
        assert "1 deposit recorded, 1,081.20" in shown[-1]
        kept = financing.application(number)
        assert kept.application.deposited_cents == 108_120
        assert kept.steps[-1].on == date(2026, 11, 20)


@pytest.mark.parametrize("key", ["enter", "=", "g"])
async def test_nothing_is_done_where_nothing_was_offered(practice: TinyPractice, key: str) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, practice)
        assert "nothing was offered yet" in (await press(pilot, key))[-1]
