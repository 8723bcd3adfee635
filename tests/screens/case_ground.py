"""The case of the tiny practice on a screen: opening it, pressing keys, reading the frame."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

from textual.pilot import Pilot

from tctui.app import Workplace
from tctui.core.people import User
from tctui.db.case_writes import set_next_action
from tctui.db.change import By
from tctui.db.contacts import add_concern
from tctui.db.line_writes import LineTerms, add_line
from tctui.keymap import Keymap
from tctui.settings import Settings
from tests.practice import TinyPractice

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)

PLACES = {
    "board": "tests.screens.small_places:SmallBoard",
    "case": "tctui.screens.case:CaseScreen",
    "estimate": "tctui.screens.estimate:EstimateScreen",
    "schedule": "tests.screens.small_places:SmallBoard",
}


def believable(practice: TinyPractice) -> TinyPractice:
    """The case with one more line, a concern and a next action."""
    by = By(practice.coordinator, NOW, TODAY)
    terms = LineTerms("CRN", "19", urgency="elective", provider_id=practice.provider)
    add_line(by, practice.case, terms, visit_id=practice.visits[1], new_visit=True)
    add_concern(by, practice.case, "cost", said="too much at once")
    set_next_action(by, practice.case, "call, after spouse decides", date(2026, 11, 24), agreed=True)
    return practice


@asynccontextmanager
async def opened(
    practice: TinyPractice,
    size: tuple[int, int] = (80, 24),
    user: User | None = None,
    clock: Callable[[], datetime] = lambda: NOW,
) -> AsyncIterator[tuple[Workplace, Pilot[None]]]:
    """The app with the case open."""
    app = Workplace(
        practice.path,
        Keymap(),
        Settings(),
        clock,
        user or practice.coordinator,
        first_place="case",
        places=PLACES,
    )
    app.last_case = practice.case
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


def frame(app: Workplace) -> list[str]:
    """The screen as lines of text."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


async def typed(pilot: Pilot[None], *keys: str) -> None:
    """Press keys; a text of more than one character that names no key is typed letter by letter."""
    from tctui.keys import SAFE

    for key in keys:
        for each in [key] if key in SAFE or len(key) == 1 else list(key):
            await pilot.press("space" if each == " " else each)
    await pilot.pause()


def main() -> None:
    """Run it in a terminal: ``python -m tests.screens.case_ground DATABASE CASE``."""
    import sys
    from pathlib import Path

    from tctui.__main__ import prepare_process
    from tctui.db.connection import open_database
    from tctui.db.users import active_user

    prepare_process()
    path = Path(sys.argv[1])
    open_database(path)
    user = active_user(2)
    assert user is not None
    app = Workplace(path, Keymap(), Settings(), lambda: NOW, user, first_place="case", places=PLACES)
    app.last_case = int(sys.argv[2])
    app.run(mouse=False)


if __name__ == "__main__":
    main()
