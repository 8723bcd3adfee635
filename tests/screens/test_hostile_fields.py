"""Texts that try to do harm, typed into every field of every form and every question outside the case."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from tctui.app import Workplace
from tctui.db import estimates, financing
from tctui.db.change import By
from tctui.db.connection import close_database, create_database, open_database
from tctui.db.memberships import enrol, membership_plans
from tctui.db.products import products_today
from tctui.key_places import MAIN
from tctui.screens.form import FormScreen
from tctui.screens.place import Place
from tests.db.money_ground import agree, plan
from tests.frames import frame
from tests.hostile import HOSTILE
from tests.places import WALKERS, Ground, ground, opened, press
from tests.places_within import SUBJECT_FORMS, furnish
from tests.practice import TODAY, TinyPractice
from tests.screens.board_practice import NOW

FORMS = {
    "new case": "n",
    "next action": "f",
    "contact": "c",
    "declined case": "left left right m D",
    "new patient": ": z e l l e r ctrl+n",
    "corrected patient": "f3 @",
    "work list, done": "f6 D",
    "work list, contact": "f6 c",
    "signed on paper": "f3 d down n n S p",
    "signed here": "f3 d down n n S t",
    "contact from the book": "f5 / b a k e r enter c",
    "coverage in a plan on file": "f4 i n p",
    "coverage in a new plan": "f4 i n n",
    "edited coverage": "f4 i e",
    "service used elsewhere": "f4 i u a",
    "rule by code": "f4 i x a",
    "payment": "f3 M n",
    "amendment": "f3 M e",
    "membership": "f3 Y n",
    "fee of a member": "f3 Y f",
    "end of a membership": "f3 Y x",
    "statement of a partner": "f3 L s",
    "application at a partner": "f3 L enter a",
    "offer of a partner": "f3 L n enter",
}
"""The keys from the board that open a form."""

SUBJECTS = {name: keys for name, keys, _ in SUBJECT_FORMS[1:] if name.endswith("-form")}
TABLES = {name: keys for name, keys, _ in SUBJECT_FORMS[1:] if not name.endswith("-form")}
FORMS |= {name: f"f8 {TABLES[name.removesuffix('-form')]} {keys}" for name, keys in SUBJECTS.items()}
"""Each subject of the settings with its form."""

ON_A_PLAN = ("f3 M", "f3 Y", "f6 E", "f3 r", "f3 L s", "f3 L enter")
"""What begins so wants an agreed plan, a membership plan, an application, work done and an estimate overtaken."""

QUESTIONS = {
    "filter of the board": "/",
    "filter of the work list": "f6 /",
    "filter of a list": "= /",
    "filter of the help": "? /",
    "find": ":",
    "planned day": "f4 t",
    "down payment": "f3 $ d",
    "payments": "f3 $ n",
    "rate": "f3 $ r",
    "first due": "f3 $ t",
    "courtesy": "f3 $ c",
    "patient in the book": "f5 /",
    "day in the book": "f5 g",
    "only for": "f5 r",
    "length": "f5 / b a k e r enter e",
    "why cancelled": "f5 / b a k e r enter B c o",
    "name of closed time": "f5 g 1 2 / 2 enter K c",
    "length of closed time": "f5 g 1 2 / 2 enter K c l u n c h enter",
    "override": "f5 / c h e n enter !",
    "who comes": "f5 g 1 2 / 2 enter enter",
    "what for": "f5 g 1 2 / 2 enter enter b a k e r enter",
    "password of a locked screen": "ctrl+d",
    "name of a template": "f4 i t",
    "amount of estimates again": "f6 E a",
    "openings only for": "f5 g 1 2 / 2 enter o r",
    "emergency": "f5 g 1 2 / 2 enter n b a k e r enter",
    "put where block-outs are copied": "f5 g 1 2 / 2 enter K y",
    "payoff": "f3 M p",
    "came back": "f3 M down down down down r",
    "part in full": "f3 $ s",
    "a cell of a benefit table": "f4 I",
    "a cell of what was paid": "f3 r",
    "asked for an estimate": "f3 g a",
}
"""The keys from the board that open a question."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The practice that every test copies."""
    return ground(tmp_path_factory.mktemp("ground"))


def copied(made: Ground, folder: Path, keys: str) -> TinyPractice:
    """A copy for a test, with more in it where the keys want it."""
    practice = made.copy(folder)
    if keys.startswith(ON_A_PLAN):
        open_database(practice.path)
        try:
            agree(practice, plan(accepted_portion(practice)))
            furnish(practice)
            by = By(practice.coordinator, NOW, TODAY)
            if keys in ("f3 Y f", "f3 Y x"):
                enrol(by, [practice.patient], membership_plans(TODAY)[0].id, TODAY)
            product = next(one for one in products_today(TODAY) if one.partner == "CareCredit")
            financing.offer(by, practice.case, product, product.terms[0].months, {})
        finally:
            close_database()
    return practice


def accepted_portion(practice: TinyPractice) -> int:
    """What the patient pays of what is accepted, in cents."""
    case = practice.read()
    return estimates.live(case, case.options[0], TODAY, agreed_only=True).total.patient_cents


def harmless(app: Workplace) -> None:
    """No control, format or surrogate character in any line of the screen."""
    for line in frame(app):
        assert not [letter for letter in line if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")], line


async def back_to_board(app: Workplace, pilot: Pilot[None]) -> None:
    """Leave whatever is open."""
    for _ in range(8):
        place = app.screen
        assert isinstance(place, Place)
        if place.PLACE in MAIN and not place.bottom.busy:
            break
        asked = place.bottom.busy and place.PLACE in ("form", "benefits", "outcomes")
        await press(pilot, ["y"] if asked else ["ctrl+c"])
    await press(pilot, ["f2", "x", "home"])


@pytest.mark.parametrize("form", FORMS)
async def test_every_field_of_a_form(made: Ground, form: str, tmp_path: Path) -> None:
    keys = FORMS[form].split()
    texts = HOSTILE[list(FORMS).index(form) :: 70]
    async with opened(copied(made, tmp_path, FORMS[form]), "settings" if "f8" in keys else "board") as (app, pilot):
        for number, text in enumerate(texts):
            await press(pilot, keys)
            screen = app.screen
            if form.startswith("signed") and not isinstance(screen, FormScreen):
                # Signed under the text before: nothing is signed twice.
                break
            assert isinstance(screen, FormScreen), frame(app)
            if screen.bottom.busy:
                # What was typed before and not saved is offered again.
                await press(pilot, ["n"])
            for _ in range(20):
                # The last text only into words, so that they are saved and shown.
                if number + 1 < len(texts) or screen.fields.field.kind in ("text", "notes"):
                    screen.on_paste(events.Paste(text))
                if not screen.fields.step(1):
                    break
            await pilot.pause()
            harmless(app)
            await press(pilot, ["ctrl+s"])
            harmless(app)
            await back_to_board(app, pilot)
            harmless(app)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_every_question(made: Ground, question: str, tmp_path: Path) -> None:
    keys = QUESTIONS[question].split()
    walk = "lead" if question == "override" else "board"
    async with opened(copied(made, tmp_path, QUESTIONS[question]), walk) as (app, pilot):
        for text in HOSTILE[list(QUESTIONS).index(question) :: 70]:
            await press(pilot, keys)
            place = app.screen
            assert isinstance(place, Place)
            place.on_paste(events.Paste(text))
            await pilot.pause()
            harmless(app)
            await press(pilot, ["enter"])
            harmless(app)
            if question.startswith("password"):
                break
            await back_to_board(app, pilot)
            harmless(app)


WALKERS["lead"] = 3


@pytest.mark.parametrize("first_start", [False, True])
async def test_the_login_and_the_first_start(made: Ground, first_start: bool, tmp_path: Path) -> None:
    path = tmp_path / "new" / "new.db" if first_start else made.copy(tmp_path).path
    (create_database if first_start else open_database)(path)
    try:
        async with Workplace(path, clock=lambda: NOW).run_test(size=(80, 24)) as pilot:
            for text in HOSTILE[::20]:
                screen = pilot.app.screen
                if not isinstance(screen, FormScreen):
                    break
                for _ in range(4):
                    screen.on_paste(events.Paste(text))
                    screen.fields.step(1)
                await press(pilot, ["ctrl+s"])
                harmless(pilot.app)  # type: ignore[arg-type]
    finally:
        close_database()
