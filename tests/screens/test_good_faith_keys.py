"""The good-faith estimate by its keys: asked for, refused while something lacks, made, held against the bill."""

from __future__ import annotations

from typing import Any

from tctui.core.people import User
from tests.db.test_good_faith import complete_letterhead, done, uninsured
from tests.frames import assert_frame
from tests.practice import TinyPractice
from tests.screens.test_estimate_keys import press, workplace


async def opened(pilot: Any, practice: TinyPractice) -> list[str]:
    await pilot.pause()
    pilot.app.open_place("case", case_id=practice.case)
    await pilot.pause()
    return await press(pilot, "g")


async def test_asked_for_made_and_billed(practice: TinyPractice, monkeypatch: Any) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(practice.path.parent / "data"))
    uninsured(practice)
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        assert_frame("good-faith-not-needed", await opened(pilot, practice))
        shown = await press(pilot, "a", "enter")
        assert "Asked for a good-faith estimate on Mon 23 Nov 2026 — z undoes" in shown[-1]
        assert_frame("good-faith-lacks", shown)
        assert "the tax number" in " ".join((await press(pilot, "enter"))[-3:])
        complete_letterhead(practice)
        shown = await press(pilot, "enter")
        assert "Made. PDF:" in " ".join(shown[-2:])
        assert len(list((practice.path.parent / "data").rglob("good_faith-*.pdf"))) == 1
        done(practice, 26_500 + 260_000)
        assert_frame("good-faith-billed", await press(pilot, "q", "g", "end"))


async def test_the_insurance_is_not_used(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "the insurance is used" in "\n".join(await opened(pilot, practice))
        shown = await press(pilot, "i", "w")
        assert "The patient pays without the insurance — z undoes" in shown[-1]
        shown = await press(pilot, "z")
        assert "yes, where there is one" in "\n".join(shown)


async def test_who_may_not_only_looks(practice: TinyPractice) -> None:
    app = workplace(practice, User(9, "aud", "Aud Itor", "AI", "auditor"))
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, practice)
        for key in ("a", "n", "enter"):
            assert "your role (auditor) does not allow it" in (await press(pilot, key))[-1]
