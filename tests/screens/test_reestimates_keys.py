"""Estimates again by their keys: what moved and why, expiry, the amount, and a run that stops when it is left."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

from tctui.app import Workplace
from tctui.core.people import User
from tctui.db import estimates, reestimates
from tctui.db.change import By
from tctui.db.models import BenefitUse, Coverage
from tctui.db.unit_of_work import unit_of_work
from tctui.screens.settings_list import SUBJECTS
from tests.frames import assert_frame
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.test_estimate_keys import press, workplace


def freeze(practice: TinyPractice, ago: timedelta = timedelta()) -> None:
    case = practice.read()
    estimates.freeze(practice.coordinator, NOW - ago, TODAY - ago, case, case.options[0])


def used_elsewhere(practice: TinyPractice, cents: int) -> None:
    """Another office's payment leaves less of the maximum of 1,500, of which the plan wants 1,059.20."""
    with unit_of_work(practice.lead.id, "use", NOW, case_id=practice.case) as unit:
        coverage = Coverage.get(Coverage.patient == practice.patient)
        unit.insert(BenefitUse, coverage=coverage.id, state="elsewhere", code="", category="", day=TODAY, paid=cents)


async def again(pilot: Any) -> list[str]:
    await pilot.press("f6")
    await pilot.press("E")
    await pilot.app.workers.wait_for_complete()
    return await press(pilot)


async def test_what_moved_is_listed_with_its_cause_and_opens(practice: TinyPractice) -> None:
    freeze(practice)
    used_elsewhere(practice, 60_000)
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert_frame("reestimates-80", await again(pilot))
        assert_frame("reestimates-line", await press(pilot, "="))
        shown = await press(pilot, "q", "enter")
        assert shown[0].startswith("Case  Chen, Wei")


async def test_what_moved_less_is_not_listed_until_the_amount_is_lowered(practice: TinyPractice) -> None:
    freeze(practice)
    used_elsewhere(practice, 44_500)
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await again(pilot)
        assert "0 moved by more than 25.00" in shown[0]
        assert "nothing has moved that much so far" in "\n".join(shown)
        await press(pilot, "a")
        for _ in range(5):
            await pilot.press("backspace")
        await press(pilot, "2", "enter")
        await pilot.app.workers.wait_for_complete()
        shown = await press(pilot)
        assert "1 moved by more than 2.00" in shown[0]
        assert reestimates.amount() == 2_500


async def test_a_lead_chooses_the_amount_for_the_office(practice: TinyPractice) -> None:
    admin = User(1, "ann", "Ann Admin", "AA", "admin")
    reestimates.set_amount(By(admin, NOW, TODAY), 100)
    assert reestimates.amount() == 100
    reestimates.set_amount(By(admin, NOW, TODAY), 5_000)
    assert reestimates.amount() == 5_000


async def test_an_expired_estimate_is_listed_and_warns(practice: TinyPractice) -> None:
    freeze(practice, timedelta(days=120))
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await again(pilot)
        assert "or expired (1)" in shown[0]
        assert "EXPIRED" in "\n".join(shown[-4:])
        await pilot.press("q", "f4")
        assert "EXPIRED" in (await press(pilot))[0]


def test_only_the_kind_that_was_presented_is_compared(practice: TinyPractice) -> None:
    """An estimate of the accepted lines alone is not held against all lines."""
    from tctui.db import decisions

    decisions.accept(By(practice.coordinator, NOW, TODAY), practice.case, practice.lines[:1])
    case = practice.read()
    estimates.freeze(practice.coordinator, NOW, TODAY, case, case.options[0], agreed_only=True)
    assert [moved for step in reestimates.reestimate(TODAY, 0) for moved in step.found] == []


def test_a_run_on_a_thread_of_its_own_stops_when_it_is_told_to(practice: TinyPractice) -> None:
    freeze(practice)
    heard: list[reestimates.Progress] = []

    def tell(progress: reestimates.Progress) -> bool:
        heard.append(progress)
        return False

    runner = threading.Thread(target=reestimates.run_beside, args=(TODAY, 0, tell))
    runner.start()
    runner.join(10)
    assert [(progress.done, progress.total) for progress in heard] == [(0, 1)]
    assert practice.read().id == practice.case


def test_what_the_fast_way_gives_is_what_the_whole_estimate_gives(practice: TinyPractice) -> None:
    case = practice.read()
    for option in case.options:
        for agreed_only in (False, True):
            whole = estimates.live(case, option, TODAY, agreed_only=agreed_only)
            assert estimates.likely_patient(case, option, TODAY, agreed_only) == whole.total.patient_cents


async def test_the_amount_stands_in_the_settings(practice: TinyPractice) -> None:
    app = Workplace(practice.path, clock=lambda: NOW, user=User(1, "ann", "Ann Admin", "AA", "admin"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f8")
        await pilot.press(*["down"] * [subject.title for subject in SUBJECTS].index("Estimates"), "enter")
        shown = await press(pilot, "e")
        for _ in range(5):
            await pilot.press("backspace")
        shown = await press(pilot, "40", "ctrl+s")
        assert "Estimates that move by more than 40.00 are listed" in "\n".join(shown)
        assert reestimates.amount() == 4_000
