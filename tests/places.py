"""Every place of the program in one walk: a practice with something in each, and the keys that lead there.

``python -m tests.places DATABASE USER CASE`` runs it in a terminal on the fixed day of the tests, without the login.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tctui.__main__ import prepare_process

if __name__ == "__main__":
    # Before Textual is imported, as the program does.
    prepare_process()

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from tctui.app import Workplace
from tctui.core.schedule.records import Appointment
from tctui.db import booking
from tctui.db.case_writes import set_next_action
from tctui.db.change import By
from tctui.db.connection import close_database, open_database
from tctui.db.contacts import add_concern
from tctui.db.decisions import accept
from tctui.db.line_writes import LineTerms, add_line
from tctui.db.users import active_user
from tctui.keymap import Keymap
from tctui.settings import Settings
from tests.frames import frame
from tests.places_within import FURNISHED, WITHIN, furnish
from tests.practice import TODAY, TinyPractice
from tests.screens.board_practice import NOW, board_practice
from tests.terminal import Terminal
from tests.working import ROOT, private

PATTERN = "/XXXXXXXX/"


@dataclass(frozen=True, slots=True)
class Stop:
    """A picture of the walk: its name, the keys that lead there from the stop before, the keys that leave it."""

    name: str
    keys: tuple[str, ...]
    leaving: tuple[str, ...] = ()


def _stop(name: str, keys: str, leaving: str = "") -> Stop:
    return Stop(name, tuple(keys.split()), tuple(leaving.split()))


BOARD = (
    _stop("board", "f2"),
    _stop("board-move", "m", "ctrl+c"),
    _stop("board-filter", "/", "ctrl+c"),
    _stop("board-why", "=", "q"),
    _stop("board-help", "?", "q"),
    _stop("board-new-case", "n", "ctrl+c"),
    _stop("board-decline", "right m D", "ctrl+c left"),
    _stop("find", ": c h", "ctrl+c"),
    _stop("find-new-patient", ": z e l l e r ctrl+n", "ctrl+c"),
    _stop("worklist", "f6"),
    _stop("worklist-done", "D", "ctrl+c"),
    _stop("lock", "ctrl+d"),
)
CASE = (
    _stop("case", "f3"),
    _stop("case-steps", "=", "q"),
    _stop("case-line", "enter", "ctrl+c"),
    _stop("case-new-line", "n l", "ctrl+c"),
    _stop("case-visit", "e v", "ctrl+c"),
    _stop("case-phase", "e p", "ctrl+c"),
    _stop("case-option", "e o", "ctrl+c"),
    _stop("case-edit", "e c", "ctrl+c"),
    _stop("case-new-phase", "N", "ctrl+c"),
    _stop("case-copy", "+", "ctrl+c"),
    _stop("case-decline", "end D", "ctrl+c"),
    _stop("case-put-off", "w u", "ctrl+c"),
    _stop("case-refer", "w r", "ctrl+c home"),
    _stop("case-concern", "C n", "ctrl+c"),
    _stop("case-contact", "c", "ctrl+c"),
    _stop("case-next-action", "f", "ctrl+c"),
    _stop("case-hand-off", "n h", "ctrl+c"),
    _stop("case-history", "t", "q"),
    _stop("case-patient", "@", "ctrl+c"),
)
MONEY = (
    _stop("estimate", "f4"),
    _stop("estimate-steps", "left =", "q"),
    _stop("estimate-phases", "y", "q"),
    _stop("estimate-split", "Y", "q"),
    _stop("estimate-compare", "A", "q"),
    _stop("estimate-insurance", "i", "q"),
    _stop("estimate-verify", "v", "ctrl+c"),
    _stop("estimate-date", "t", "ctrl+c"),
    _stop("pay", "$"),
    _stop("pay-rate", "r", "ctrl+c"),
    _stop("pay-schedule", "right right =", "q"),
    _stop("pay-agree", "enter", "ctrl+c q"),
    _stop("papers", "d"),
    _stop("papers-talked-over", "down n"),
    _stop("papers-signed-on-paper", "n S p", "ctrl+c"),
    _stop("papers-signed-here", "S t", "ctrl+c q"),
    _stop("membership", "f3 Y", "q"),
    _stop("good-faith", "g", "q"),
    _stop("lenders-products", "L n"),
    _stop("lenders-offer", "enter"),
    _stop("lenders", "ctrl+s", "q"),
)
BOOK = (
    _stop("schedule", "f5 g 1 2 / 1 enter home"),
    _stop("schedule-patient", "enter", "ctrl+c"),
    _stop("schedule-unknown", "enter z e l l e r enter", "ctrl+c"),
    _stop("schedule-card", "/ b a k e r enter enter", "q"),
    _stop("schedule-state", "u", "ctrl+c"),
    _stop("schedule-cancel", "B", "ctrl+c"),
    _stop("schedule-block", "K", "ctrl+c"),
    _stop("schedule-week", "w"),
    _stop("schedule-chair", "w", "w"),
    _stop("schedule-in-hand", "f3 b"),
    _stop("schedule-booked", "enter"),
)
SETTINGS = (
    _stop("settings", "f8"),
    _stop("settings-people", "down enter"),
    _stop("settings-new-login", "n", "ctrl+c"),
)
HUDDLE = (
    _stop("huddle", "f7"),
    _stop("huddle-asks", "end v", "n"),
    _stop("huddle-names", "home v y tab tab"),
    _stop("huddle-why", "home tab =", "q"),
    _stop("huddle-sheet", "p", "ctrl+c"),
    _stop("huddle-wall", "w"),
    _stop("huddle-guarded", "tab c", "n w"),
    _stop("huddle-help", "?", "q"),
    _stop("board-wall", "f2 w"),
    _stop("board-wall-move", "right m", "ctrl+c"),
    _stop("board-wall-why", "=", "q"),
    _stop("board-wall-asks", "enter", "n"),
    _stop("board-wall-names", "v", "n w"),
)
REPORTS = (
    _stop("reports", "f9"),
    _stop("reports-why", "down down =", "q"),
    _stop("reports-cases", "enter", "q"),
    _stop("reports-period", "t", "ctrl+c"),
    _stop("reports-only-one", "/", "ctrl+c"),
    _stop("reports-by-coordinator", "B o", "x"),
    _stop("reports-help", "?", "q"),
    _stop("audit-queue", "tab"),
    _stop("audit-queue-why", "=", "q"),
    _stop("audit-queue-fix", "enter", "q q"),
)
WALKS = {"board": BOARD, "case": CASE, "money": MONEY, "book": BOOK, "settings": SETTINGS, "huddle": HUDDLE, "reports": REPORTS}
WALKS |= {name: tuple(_stop(*stop) for stop in walk) for name, walk in WITHIN.items()}
"""The walks, each from the board of a practice just made; those that write stand last in theirs."""

ADMIN, LEAD = 1, 3
WALKERS = {"settings": ADMIN, "subjects": ADMIN, "reports": LEAD}
"""The user who takes a walk, where it is not the coordinator."""


def every_place(path: Path) -> TinyPractice:
    """Make the practice: a board, a case half accepted, appointments today and on 1 December."""
    practice = board_practice(path)
    by = By(practice.coordinator, NOW, TODAY)
    terms = LineTerms("CRN", "19", urgency="elective", provider_id=practice.provider)
    add_line(by, practice.case, terms, visit_id=practice.visits[1], new_visit=True)
    add_concern(by, practice.case, "cost", said="too much at once")
    set_next_action(by, practice.case, "call, after spouse decides", TODAY.replace(day=24), agreed=True)
    accept(by, practice.case, practice.lines[:2])
    first = Appointment(
        0, TODAY.toordinal(), 186, PATTERN, practice.operatories[0], practice.provider, practice.other_patient,
        "Baker, Tom", "filling 4 MO", production_cents=24_000,
    )  # fmt: skip
    later = replace(first, day=TODAY.replace(month=12, day=1).toordinal(), start=108)
    for row in (first, later, replace(later, start=123, operatory_id=practice.operatories[1], label="exam")):
        booking.book(practice.coordinator, NOW, TODAY, row)
    return practice


@dataclass(frozen=True, slots=True)
class Ground:
    """A practice kept closed, to be copied for each walk."""

    practice: TinyPractice

    def copy(self, folder: Path) -> TinyPractice:
        """Give a copy of its own to a walk, closed."""
        shutil.copytree(self.practice.path.parent, folder / "home")
        return replace(self.practice, path=folder / "home" / self.practice.path.name)


def ground(folder: Path) -> Ground:
    """Make the practice once."""
    try:
        return Ground(every_place(folder / "home" / "practice.db"))
    finally:
        close_database()


def prepare(practice: TinyPractice, walk: str) -> None:
    """Let happen in a closed practice what a walk wants to see."""
    if walk in FURNISHED:
        open_database(practice.path)
        try:
            furnish(practice)
        finally:
            close_database()


@asynccontextmanager
async def opened(
    practice: TinyPractice, walk: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Workplace, Pilot[None]]]:
    """Open a closed practice and the app on its board, in memory, for a walk."""
    prepare(practice, walk)
    open_database(practice.path)
    try:
        user = active_user(WALKERS.get(walk, practice.coordinator.id))
        app = Workplace(practice.path, Keymap(), Settings(), lambda: NOW, user)
        app.last_case = practice.case
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield app, pilot
    finally:
        close_database()


async def frames(practice: TinyPractice, walk: str, size: tuple[int, int] = (80, 24)) -> dict[str, list[str]]:
    """Take a walk in memory; gives the screen of each stop as lines."""
    seen = {}
    async with opened(practice, walk, size) as (app, pilot):
        for stop in WALKS[walk]:
            await press(pilot, stop.keys)
            seen[stop.name] = frame(app)
            await press(pilot, stop.leaving)
    return seen


def session(
    practice: TinyPractice,
    walk: str = "board",
    term: str = "xterm",
    env: Mapping[str, str] | None = None,
    size: tuple[int, int] = (80, 24),
) -> Terminal:
    """The same walk's beginning in a real terminal."""
    prepare(practice, walk)
    command = [
        sys.executable,
        "-m",
        "tests.places",
        str(practice.path),
        str(WALKERS.get(walk, practice.coordinator.id)),
    ]
    home = practice.path.parent
    homely = {"HOME": str(home), "XDG_DATA_HOME": str(home / ".local/share")}
    private_env = {**private(practice), **homely, **(env or {})}
    return Terminal([*command, str(practice.case)], *size, env=private_env, term=term, cwd=str(ROOT))


async def press(pilot: Pilot[None], keys: Sequence[str]) -> None:
    """Press keys by their names in the registry, or characters, as fast as they are taken."""
    for key in keys:
        character = key if len(key) == 1 else None
        name = _character_to_key(key) if character else key
        pilot.app.post_message(events.Key(name, character))
    # The first wait is for the screen in front now, the last for the one that the keys opened.
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


def main() -> None:
    """Run it in a terminal: DATABASE USER CASE."""
    path = Path(sys.argv[1])
    open_database(path)
    user = active_user(int(sys.argv[2]))
    assert user is not None
    app = Workplace(path, Keymap(), Settings(), lambda: NOW, user)
    app.last_case = int(sys.argv[3])
    app.run(mouse=False)


if __name__ == "__main__":
    main()
