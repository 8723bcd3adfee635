"""Memberships by their keys: enrolled, the fee paid and taken back, ended; the renewals of the practice."""

from __future__ import annotations

from datetime import date
from typing import Any

from tctui.db import memberships
from tctui.db.member_terms import save_plan
from tests.db.test_memberships import ADMIN, PLAN
from tests.frames import assert_frame
from tests.practice import TODAY, TinyPractice
from tests.screens.test_estimate_keys import press, workplace


async def opened(pilot: Any, practice: TinyPractice) -> list[str]:
    await pilot.pause()
    pilot.app.open_place("case", case_id=practice.case)
    await pilot.pause()
    return await press(pilot, "Y")


async def test_enrolled_paid_taken_back_and_ended(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        assert_frame("members-none", await opened(pilot, practice))
        assert "There is no membership plan yet" in (await press(pilot, "n"))[-1]
        save_plan(ADMIN, None, PLAN)
        assert_frame("members-enrol", await press(pilot, "n"))
        shown = await press(pilot, "ctrl+s")
        assert "1 member of Riverside Care from Mon 23 Nov 2026 — z undoes" in shown[-1]
        assert_frame("members-enrolled", shown)
        shown = await press(pilot, "f", "ctrl+s")
        assert "Fee paid: 90.00. Receipt: receipt-" in shown[-1]
        assert_frame("members-payments", await press(pilot, "="))
        shown = await press(pilot, "enter", "ctrl+s")
        assert "Payment taken back: 90.00" in shown[-1]
        await press(pilot, "f", "ctrl+s", "=", "end", "enter", "right", "tab", "ctrl+u")
        assert "An amount up to the 90.00 that stand" in " ".join((await press(pilot, "9", "1", "ctrl+s"))[-3:])
        shown = await press(pilot, "ctrl+u", "6", "0", "ctrl+s")
        assert "Given back: 60.00 for Riverside Care of Chen, Wei" in shown[-1]
        assert_frame("members-given-back", await press(pilot, "="))
        await press(pilot, "q")
        shown = await press(pilot, "x", "ctrl+s")
        assert "ends on Mon 22 Nov 2027 — z undoes" in shown[-1]
        assert "is renewed — z undoes" in (await press(pilot, "x"))[-1]


async def test_the_renewals_of_the_practice(practice: TinyPractice) -> None:
    save_plan(ADMIN, None, PLAN)
    (plan,) = memberships.membership_plans(TODAY)
    by = ADMIN.__class__(practice.coordinator, ADMIN.now, TODAY)
    memberships.enrol(by, [practice.other_patient], plan.id, date(2025, 12, 1))
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, practice)
        assert_frame("members-renewals", await press(pilot, "r"))
        assert "Baker, Tom" in (await press(pilot, "enter"))[0]
