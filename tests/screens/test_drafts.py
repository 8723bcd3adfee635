"""What is being typed is kept at lock, hang-up and leaving, and offered again; a password and a signature never are."""

from __future__ import annotations

import json
import signal
import stat
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tctui import drafts
from tctui.db import decisions
from tctui.db.agreements import make_consent
from tctui.db.change import By
from tests.practice import PASSWORD, TinyPractice
from tests.screens.case_ground import NOW, TODAY, frame, opened, typed
from tests.working import log_in, seconds_until, session


def file_of(practice: TinyPractice) -> Path:
    return practice.path.with_name(f"{practice.path.name}.draft-{practice.coordinator.id}")


async def typing(pilot: Pilot[None]) -> None:
    """Half a contact note: not reached, and some words."""
    await typed(pilot, "c", "tab", "n", "tab", "her sister says hello")


async def test_a_draft_survives_leaving_and_is_taken_up_after_the_login(practice: TinyPractice) -> None:
    async with opened(practice) as (app, pilot):
        await typing(pilot)
        await typed(pilot, "f10")
        assert app._exit
    assert stat.S_IMODE(file_of(practice).stat().st_mode) == 0o600
    async with opened(practice) as (app, pilot):
        assert "Not saved yet: Contact note: Chen, Wei" in frame(app)[-1]
        await typed(pilot, "g")
        await pilot.pause()
        assert frame(app)[0].startswith("Contact note: Chen, Wei")
        assert "Typed here on Mon 23 Nov and not saved" in frame(app)[-1]
        await typed(pilot, "y")
        shown = "\n".join(frame(app))
        assert "her sister says hello" in shown
        assert any("Reached" in line and line.endswith("no") for line in frame(app))
        await typed(pilot, "ctrl+s")
        assert frame(app)[-1].startswith("Noted, not reached: phone")
    assert not file_of(practice).exists()
    async with opened(practice) as (app, _):
        assert frame(app)[-1].startswith("Enter line")


async def test_a_draft_is_kept_when_the_screen_locks_and_forgotten_when_it_is_saved(practice: TinyPractice) -> None:
    async with opened(practice) as (app, pilot):
        await typing(pilot)
        app.lock()
        await pilot.pause()
        assert json.loads(file_of(practice).read_text())["typed"]["said"] == "her sister says hello"
        assert "sister" not in "\n".join(frame(app))
        await typed(pilot, PASSWORD, "enter")
        assert "her sister says hello" in "\n".join(frame(app))
        await typed(pilot, "ctrl+s")
    assert not file_of(practice).exists()


async def test_a_draft_is_offered_only_where_it_was_typed_and_may_wait_or_be_dropped(practice: TinyPractice) -> None:
    async with opened(practice) as (app, pilot):
        await typing(pilot)
        await typed(pilot, "f10")
    async with opened(practice) as (app, pilot):
        await typed(pilot, "l", "f")
        assert frame(app)[0].startswith("Next action")
        assert "not saved" not in frame(app)[-1]
        await typed(pilot, "escape", "c", "n")
        assert "sister" not in "\n".join(frame(app))
    assert not file_of(practice).exists()
    async with opened(practice) as (app, pilot):
        await typing(pilot)
        await typed(pilot, "f10")
    async with opened(practice, user=practice.lead) as (app, pilot):
        assert frame(app)[-1].startswith("Enter line")
    async with opened(practice) as (app, pilot):
        await typed(pilot, "d")
    assert not file_of(practice).exists()


async def test_a_signature_is_signed_under_words_that_are_read_in_full_and_is_no_draft(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    decisions.accept(by, practice.case, practice.lines[:2])
    case = practice.read()
    make_consent(practice.coordinator, NOW, TODAY, case, case.options[0], "extraction")
    async with opened(practice, (60, 20)) as (app, pilot):
        await typed(pilot, "S", "t", "Wei Chen", "tab", "tab", "y")
        shown = frame(app)
        words = " ".join(line.strip() for line in shown[1:12])
        assert "I agree to sign this one paper electronically" in words
        assert "I may sign on paper instead, at no cost" in words
        assert words.strip().endswith("I tell the office when my address changes.")
        assert any(line.endswith("◄ yes ►") for line in shown)
        await typed(pilot, "f10")
    assert not file_of(practice).exists()


def test_a_file_that_is_no_draft_is_none(tmp_path: Path) -> None:
    database = tmp_path / "practice.db"
    for content in (
        "",
        "[]",
        "{}",
        '{"title": 1}',
        '{"title":"a","place":"b","key":"c","case_id":1,"typed":[],"at":""}',
    ):
        (tmp_path / "practice.db.draft-1").write_text(content)
        assert drafts.kept(database, 1) is None
    (tmp_path / "practice.db.draft-1").unlink()
    (tmp_path / "practice.db.draft-1").symlink_to(tmp_path / "elsewhere")
    draft = drafts.Draft("Note", "case", "c", 1, {"said": "x"}, NOW.isoformat())
    assert drafts.keep(database, 1, draft)
    assert drafts.kept(database, 1) == draft
    assert not (tmp_path / "elsewhere").exists()
    assert not drafts.keep(tmp_path / "no folder" / "practice.db", 1, draft)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_a_lost_line_keeps_the_draft(practice: TinyPractice, number: signal.Signals) -> None:
    with session(practice) as terminal:
        log_in(terminal)
        terminal.press("]", "c", "tab", "tab")
        terminal.type("her sister says hello")
        if number is signal.SIGKILL:
            # Nothing can be done any more when it comes: what was typed is on the disk a moment after the last key.
            seconds_until(lambda: "sister says hello" in (file_of(practice).read_text() if file_of(practice).exists() else ""), 8)
        terminal.process.send_signal(number)
        terminal.wait(5)
    assert json.loads(file_of(practice).read_text())["typed"] == {"said": "her sister says hello"}
    with session(practice) as terminal:
        log_in(terminal, shown="Not saved yet: Contact note: Chen, Wei")
        terminal.press("g", "y")
        assert any("her sister says hello" in line for line in terminal.screen())
