"""The screen of every place and every form at 80×24, exactly: tests/frames/at-80x24."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tctui.app import Workplace
from tctui.db.connection import close_database, create_database, open_database
from tests.frames import assert_frame, frame
from tests.places import WALKS, Ground, frames, ground
from tests.screens.board_practice import NOW


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The practice that every walk copies."""
    return ground(tmp_path_factory.mktemp("ground"))


@pytest.mark.parametrize("walk", WALKS)
async def test_every_place_at_80x24(
    made: Ground, walk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    seen = await frames(made.copy(tmp_path), walk)
    wrong = []
    for name, lines in seen.items():
        try:
            # The name of a written file ends in figures that nobody can guess; a hash changes with the paper's look.
            shown = [re.sub(r"-[0-9a-f]{6}\.pdf", "-000000.pdf", line) for line in lines]
            assert_frame(f"at-80x24/{name}", [re.sub(r"\b[0-9a-f]{16}\b", "0" * 16, line) for line in shown])
        except AssertionError as differs:
            wrong.append(str(differs))
    assert not wrong, "\n".join(wrong)


async def test_the_login_and_the_first_start(made: Ground, tmp_path: Path) -> None:
    practice = made.copy(tmp_path)
    for name, path in (("login", practice.path), ("first-start", tmp_path / "other" / "new.db")):
        (open_database if path.exists() else create_database)(path)
        try:
            async with Workplace(path, clock=lambda: NOW).run_test(size=(80, 24)) as pilot:
                await pilot.pause()
                assert_frame(f"at-80x24/{name}", frame(pilot.app))
        finally:
            close_database()
