"""The case with names and texts that try to do harm, typed into every form and shown."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest
from textual import events

from tctui.app import Workplace
from tctui.core.errors import Refused
from tctui.db.models import Patient
from tctui.db.unit_of_work import unit_of_work
from tests.hostile import HOSTILE
from tests.practice import TinyPractice
from tests.screens.case_ground import NOW, believable, frame, opened, typed
from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]

FORMS = {
    "line": ("enter",),
    "new line": ("n", "l"),
    "visit": ("e", "v"),
    "phase": ("e", "p"),
    "option": ("e", "o"),
    "case": ("e", "c"),
    "new phase": ("N",),
    "copy": ("+",),
    "decline": ("D",),
    "put off": ("w", "u"),
    "refer": ("w", "r"),
    "concern": ("C", "n"),
    "contact": ("c",),
    "next action": ("f",),
    "hand-off": ("n", "h"),
}
"""The keys that open each form."""


def harmless(app: Workplace) -> None:
    """No control, format or surrogate character in any line of the screen."""
    for line in frame(app):
        assert not [letter for letter in line if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")], line


@pytest.mark.parametrize("form", FORMS)
async def test_hostile_text_in_every_field_of_a_form(practice: TinyPractice, form: str) -> None:
    texts = HOSTILE[list(FORMS).index(form) :: len(FORMS)]
    async with opened(believable(practice), (80, 24)) as (app, pilot):
        for text in texts:
            await typed(pilot, *FORMS[form])
            if app.screen.PLACE == "case":
                await typed(pilot, "n")
            screen = app.screen
            for _ in range(13):
                screen.on_paste(events.Paste(text))
                if not screen.fields.step(1):
                    break
            await pilot.pause()
            harmless(app)
            await typed(pilot, "ctrl+s")
            harmless(app)
            if app.screen is screen:
                await typed(pilot, "escape")
                if app.screen is screen:
                    await typed(pilot, "y")
            harmless(app)


@pytest.mark.parametrize("keys", [("X",), ("!",), ("C", "1", "a"), ("t", "/")])
async def test_hostile_text_in_every_question(practice: TinyPractice, keys: tuple[str, ...]) -> None:
    async with opened(believable(practice), user=practice.lead) as (app, pilot):
        for text in HOSTILE[len(keys) :: 20]:
            await typed(pilot, *keys)
            app.screen.on_paste(events.Paste(text))
            harmless(app)
            await typed(pilot, "enter", "escape", "q")
            harmless(app)
            try:
                app.open_place("case", case_id=practice.case)
                app.desk.undo(None)
            except Refused:
                pass


async def test_hostile_names_of_a_patient(practice: TinyPractice) -> None:
    for text in HOSTILE[::5]:
        with unit_of_work(1, "test", NOW) as unit:
            name = text.encode("utf-8", "ignore").decode()
            unit.update(Patient, practice.patient, last_name=name, medical_alert=name)
        async with opened(practice) as (app, _):
            harmless(app)


def terminal(practice: TinyPractice, term: str = "xterm-256color", **env: str) -> Terminal:
    command = [sys.executable, "-m", "tests.screens.case_ground", str(practice.path), str(practice.case)]
    return Terminal(command, term=term, env=env, cwd=str(ROOT))


@pytest.mark.parametrize(("term", "env"), [("xterm", {}), ("xterm-256color", {"NO_COLOR": "1"})])
def test_few_colours_and_none_show_the_same(practice: TinyPractice, term: str, env: dict[str, str]) -> None:
    with terminal(believable(practice), term, **env) as wire:
        wire.wait_for("Enter line")
        assert b"38;5;" not in wire.written
        assert b"38;2;" not in wire.written
        assert [line.rstrip() for line in wire.screen()][3].startswith("► A  implant (recommended)")
