"""Every place of the program in one walk: a practice with something in each, and the keys that lead there.

``python -m tests.places DATABASE`` runs it in a terminal on the fixed day of the tests, without the login.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from textual.pilot import Pilot

from tctui.app import Workplace
from tctui.core.people import User
from tctui.core.schedule.records import Appointment
from tctui.db import booking
from tctui.db.case_writes import set_next_action
from tctui.db.change import By
from tctui.db.contacts import add_concern
from tctui.db.decisions import accept
from tctui.db.line_writes import LineTerms, add_line
from tctui.keymap import Keymap
from tctui.keys import SAFE
from tctui.settings import Settings
from tests.practice import TODAY, TinyPractice
from tests.screens.board_practice import NOW, board_practice

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
    _stop("board-move", "m", "escape"),
    _stop("board-filter", "/", "escape"),
    _stop("board-why", "=", "q"),
    _stop("board-help", "?", "q"),
    _stop("board-new-case", "n", "escape"),
    _stop("board-decline", "right m D", "escape left"),
    _stop("find", ": c h", "escape"),
    _stop("worklist", "f6"),
    _stop("worklist-done", "D", "escape"),
    _stop("lock", "f9"),
)
CASE = (
    _stop("case", "f3"),
    _stop("case-steps", "=", "q"),
    _stop("case-line", "enter", "escape"),
    _stop("case-new-line", "n l", "escape"),
    _stop("case-visit", "e v", "escape"),
    _stop("case-phase", "e p", "escape"),
    _stop("case-option", "e o", "escape"),
    _stop("case-edit", "e c", "escape"),
    _stop("case-new-phase", "N", "escape"),
    _stop("case-copy", "+", "escape"),
    _stop("case-decline", "end D", "escape"),
    _stop("case-put-off", "w u", "escape"),
    _stop("case-refer", "w r", "escape home"),
    _stop("case-concern", "C n", "escape"),
    _stop("case-contact", "c", "escape"),
    _stop("case-next-action", "f", "escape"),
    _stop("case-hand-off", "n h", "escape"),
    _stop("case-history", "t", "q"),
)
MONEY = (
    _stop("estimate", "f4"),
    _stop("estimate-steps", "left =", "q"),
    _stop("estimate-phases", "y", "q"),
    _stop("estimate-insurance", "i", "q"),
    _stop("estimate-verify", "v", "escape"),
    _stop("estimate-date", "t", "escape"),
    _stop("pay", "$"),
    _stop("pay-rate", "r", "escape"),
    _stop("pay-schedule", "right right =", "q"),
    _stop("pay-agree", "enter", "escape q"),
    _stop("papers", "d"),
    _stop("papers-signed-on-paper", "down n S p", "escape"),
    _stop("papers-signed-here", "S t", "escape q"),
)
BOOK = (
    _stop("schedule", "f5 home"),
    _stop("schedule-patient", "down enter", "escape"),
    _stop("schedule-card", "g 1 2 / 1 enter home pagedown enter", "q"),
    _stop("schedule-state", "u", "escape"),
    _stop("schedule-cancel", "x", "escape"),
    _stop("schedule-block", "B", "escape"),
    _stop("schedule-week", "w"),
    _stop("schedule-chair", "w", "w"),
    _stop("schedule-in-hand", "f3 b"),
)
WALKS = {"board": BOARD, "case": CASE, "money": MONEY, "book": BOOK}
"""The walks, each from the board of a practice just made; those that write stand last in theirs."""


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


def app_of(practice: TinyPractice, user: User | None = None) -> Workplace:
    """Make the app as it is used, on the board, with the case of the practice as the one looked at last."""
    app = Workplace(practice.path, Keymap(), Settings(), lambda: NOW, user or practice.coordinator)
    app.last_case = practice.case
    return app


@asynccontextmanager
async def opened(
    practice: TinyPractice, size: tuple[int, int] = (80, 24), user: User | None = None
) -> AsyncIterator[tuple[Workplace, Pilot[None]]]:
    """The app on its board, in a terminal of this size in memory."""
    app = app_of(practice, user)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


async def press(pilot: Pilot[None], keys: Sequence[str]) -> None:
    """Press keys by their names in the registry, or characters."""
    for key in keys:
        await pilot.press("space" if key == " " else key)
        assert key in SAFE or len(key) == 1, key
    await pilot.pause()
    await asyncio.sleep(0)


def main() -> None:
    """Run it in a terminal: DATABASE [LOGIN]; makes the file when missing."""
    import sys

    from tctui.__main__ import prepare_process
    from tctui.db.connection import open_database
    from tctui.db.users import active_user

    prepare_process()
    path = Path(sys.argv[1])
    open_database(path)
    user = active_user(int(sys.argv[2]) if len(sys.argv) > 2 else 2)
    assert user is not None
    app = Workplace(path, Keymap(), Settings(), lambda: NOW, user)
    app.last_case = 1
    app.run(mouse=False)


if __name__ == "__main__":
    main()
