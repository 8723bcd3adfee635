"""The tree behind a figure by its keys: opened, closed, walked, at 60 and 80 columns; sums open into their lines."""

from __future__ import annotations

from datetime import date

import pytest

from tctui.db.models import BenefitRule, BenefitUse, Coverage
from tctui.db.unit_of_work import unit_of_work
from tests.frames import assert_frame
from tests.practice import NOW, TinyPractice, forget_use
from tests.screens.test_estimate_keys import press, workplace


@pytest.fixture
def limited(practice: TinyPractice) -> TinyPractice:
    """An implant that was paid for on this tooth three years ago, of which a plan pays one in five years."""
    with unit_of_work(practice.coordinator.id, "test", NOW) as unit:
        coverage = Coverage.get(Coverage.patient == practice.patient)
        unit.insert(BenefitRule, plan=coverage.plan, kind="frequency", scope="category:implant",
                    terms='{"every_months":60,"area":"tooth"}')  # fmt: skip
        unit.insert(BenefitUse, coverage=coverage.id, state="paid", code="IMP", category="implant", tooth="19",
                    day=date(2023, 3, 14), paid=90_000)  # fmt: skip
        unit.can_undo = False
    return practice


async def test_a_limitation_is_told_in_plain_words_below_and_above_the_tree(limited: TinyPractice) -> None:
    app = workplace(limited)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "down")
        said = "Your plan pays for an implant on this tooth once in five years; the last one was done in March 2023."
        assert " ".join(line.strip() for line in shown[-4:-1]).endswith(said)
        assert_frame("estimate-limited", shown)
        assert_frame("trace-limited", await press(pilot, "="))


@pytest.mark.parametrize("width", [60, 80])
async def test_a_total_opens_into_lines_and_they_into_steps(practice: TinyPractice, width: int) -> None:
    app = workplace(practice)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "end", "up", "up", "=")
        assert_frame(f"trace-total-{width}", shown)


async def test_right_opens_left_closes_and_goes_up(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "=")
        closed = await press(pilot, "left")
        assert len([line for line in closed[2:20] if line]) == 1
        opened = await press(pilot, "right")
        assert len([line for line in opened[2:20] if line]) > 3
        await press(pilot, "right", "left", "left")
        assert len([line for line in await press(pilot, "left") if line]) < len(opened)
        shown = await press(pilot, "right", "down", "down", "down", "enter", "enter")
        assert shown[-1].startswith("Enter open, close")
        assert "Estimate" in (await press(pilot, "q"))[0]


async def test_what_is_left_of_a_maximum_opens_into_what_used_it(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "test", NOW) as unit:
        coverage = Coverage.get(Coverage.patient == practice.patient)
        unit.insert(BenefitUse, coverage=coverage.id, state="elsewhere", code="IMP", category="implant", tooth="3",
                    day=date(2026, 3, 14), paid=40_000)  # fmt: skip
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "end", "up")
        assert "Blue River PPO: maximum 1,500.00, 400.00 used before, 1,059.20 by this one" in "\n".join(shown)
        assert_frame("trace-left", await press(pilot, "="))


async def test_what_nobody_asked_stands_beside_what_is_left(practice: TinyPractice) -> None:
    forget_use(practice)
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "end", "up")
        assert "max 1,500 used ? ded 50 met ?" in shown[1]
        assert any("maximum left" in line and "1,500.00?" in line for line in shown)
        shown = await press(pilot, "=")
        assert "? Blue River PPO: how much of the maximum is already used?" in shown[1]
