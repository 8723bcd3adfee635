"""Phasing by its keys at 80×24: both courses by year, the reasons of what stays, dates taken over and undone."""

from __future__ import annotations

import unicodedata

import pytest

from tctui.core.people import User
from tctui.db.models import BenefitRule, Line, Option, Patient, Phase, Visit
from tctui.db.unit_of_work import unit_of_work
from tests.frames import assert_frame
from tests.hostile import HOSTILE
from tests.practice import NOW, TinyPractice
from tests.screens.test_estimate_keys import press, workplace


@pytest.fixture
def split(practice: TinyPractice) -> TinyPractice:
    """A maximum that one year's work passes, an urgent line, and a crown three months after the implant."""
    with unit_of_work(practice.coordinator.id, "test", NOW) as unit:
        unit.update(BenefitRule, BenefitRule.get(BenefitRule.kind == "maximum").id, amount=80_000)
        unit.update(Visit, practice.visits[1], gap_min=None)
        unit.update(Line, practice.lines[0], urgency="immediate")
        phase = unit.insert(Phase, option=practice.options[0], ordinal=3, kind="restorative", name="crown")
        visit = unit.insert(Visit, phase=phase, ordinal=1, gap_min=90, gap_max=400)
        unit.insert(Line, visit=visit, ordinal=1, code="CRN", name="crown on the implant", category="crowns", tooth="19",
                    fee=148_000, urgency="elective")  # fmt: skip
        unit.can_undo = False
    return practice


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_both_courses_by_year_and_the_reasons(split: TinyPractice, width: int) -> None:
    app = workplace(split)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        assert_frame(f"phasing-{width}", await press(pilot, "Y"))


async def test_the_dates_are_taken_over_with_one_key_and_undone(split: TinyPractice) -> None:
    app = workplace(split)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "Y", "t")
        assert "Option A dated over the benefit years: saves the patient" in shown[-1]
        assert shown[0].endswith("dated like this")
        assert split.read().line(split.lines[1]).planned_on.year == 2027  # type: ignore[union-attr]
        shown = await press(pilot, "t")
        assert "the lines are dated like this already" in shown[-1]
        await press(pilot, "z")
        assert split.read().line(split.lines[1]).planned_on is None  # type: ignore[union-attr]
        assert "Estimate" in (await press(pilot, "q"))[0]


async def test_a_year_opens_into_its_lines(split: TinyPractice) -> None:
    app = workplace(split)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = "\n".join(await press(pilot, "Y", "="))
        assert "Benefit year 2026" in shown
        assert "take out the tooth" in shown


async def test_other_places_find_and_the_lock_are_reached_from_a_screen_laid_over(split: TinyPractice) -> None:
    app = workplace(split)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Board" in (await press(pilot, "Y", "f2"))[0]
        assert "Estimate" in (await press(pilot, "f4"))[0]
        assert "Find" in (await press(pilot, "Y", "colon"))[0]
        shown = await press(pilot, "escape", "ctrl+d")
        assert not any(shown[:-2])
        assert "Locked" in shown[-1]


async def test_an_auditor_looks_and_takes_nothing_over(split: TinyPractice) -> None:
    app = workplace(split, User(split.lead.id, "aud", "Aud", "A", "auditor"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "Y", "t")
        assert "changes no dates" in shown[-1]


async def test_hostile_names_stay_text(split: TinyPractice) -> None:
    app = workplace(split)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for name in HOSTILE[::25]:
            with unit_of_work(split.coordinator.id, "test", NOW) as unit:
                unit.update(Patient, split.patient, last_name=name)
                unit.update(Option, split.options[0], name=name)
                unit.update(Line, split.lines[1], name=name)
            shown = await press(pilot, "Y")
            assert shown[-1].startswith("t take the dates")
            for line in shown:
                assert not [each for each in line if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Cn")]
            await press(pilot, "q")


async def test_a_long_plan_is_searched_beside_the_keys(split: TinyPractice) -> None:
    with unit_of_work(split.coordinator.id, "test", NOW) as unit:
        for number in range(12):
            visit = unit.insert(Visit, phase=Line.get_by_id(split.lines[1]).visit.phase_id, ordinal=2 + number)
            unit.insert(Line, visit=visit, ordinal=1, code="CRN", name="crown", category="crowns", tooth=str(2 + number),
                        fee=90_000 + 100 * number, urgency="elective")  # fmt: skip
    app = workplace(split)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("Y")
        await app.workers.wait_for_complete()
        shown = await press(pilot)
        assert "the split saves" in shown[0]
        assert "Moves" in "\n".join(shown)
        assert "t take the dates" in shown[-1]
        await pilot.press("end", "home")
        assert "free of order" in "\n".join(await press(pilot))
