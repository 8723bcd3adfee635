"""Alternatives by their keys: two options side by side, more than three scrolled sideways, each opened in the estimate."""

from __future__ import annotations

import pytest

from tctui.db import option_writes
from tctui.db.change import By
from tests.frames import assert_frame
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.test_estimate_keys import press, workplace


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_options_side_by_side(practice: TinyPractice, width: int) -> None:
    app = workplace(practice)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        assert_frame(f"alternatives-{width}", await press(pilot, "A"))


async def test_more_than_three_scroll_sideways_and_enter_opens_one(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    for name in ("partial", "denture", "nothing fixed"):
        option_writes.add_option(by, practice.case, name, copy_of=practice.options[1])
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "A")
        assert "2 ►" in shown[1]
        assert "D denture" not in "\n".join(shown)
        shown = await press(pilot, "right", "right", "right", "right")
        assert shown[1].startswith("◄ 2")
        assert "E nothing fixed" in shown[1]
        assert "A implant" not in shown[1]
        shown = await press(pilot, "left", "left", "left", "left")
        assert "A implant" in shown[1]
        shown = await press(pilot, "right", "=")
        assert "Option B bridge: patient" in shown[0]
        shown = await press(pilot, "q", "enter")
        assert "option B bridge" in shown[0]
        assert shown[0].startswith("Estimate")


async def test_the_case_compares_too(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3")
        shown = await press(pilot, "A")
        assert shown[0].startswith("Alternatives")
        await pilot.resize_terminal(120, 30)
        await pilot.resize_terminal(30, 20)
        await pilot.pause()
