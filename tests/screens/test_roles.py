"""Roles at the keys: the auditor changes nothing, the administrator sees no patient, a forbidden key says so in words."""

from __future__ import annotations

from typing import Any

import peewee
import pytest

from tctui.core.errors import Refused
from tctui.core.people import ADMIN, ALLOWED, AUDITOR, COORDINATOR, FRONT, LEAD, PROVIDER, User
from tctui.db import decisions
from tctui.db.change import By
from tctui.db.models import ALL, database
from tctui.db.models import User as Row
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tctui.db.users import create_user, log_in
from tctui.screens.desk import Desk
from tests.frames import frame
from tests.practice import NOW, PASSWORD, TODAY, TinyPractice
from tests.screens.test_board_keys import press
from tests.screens.test_settings import workplace

MATRIX = {
    "read": {FRONT, COORDINATOR, PROVIDER, LEAD, AUDITOR},
    "schedule": {FRONT, COORDINATOR, PROVIDER, LEAD},
    "contact": {FRONT, COORDINATOR, PROVIDER, LEAD},
    "patient": {FRONT, COORDINATOR, LEAD},
    "case": {COORDINATOR, LEAD},
    "money": {COORDINATOR, LEAD},
    "sign": {COORDINATOR, LEAD},
    "clinical": {PROVIDER, LEAD},
    "override": {LEAD},
    "reports": {LEAD, AUDITOR},
    "targets": {LEAD, ADMIN},
    "users": {ADMIN},
    "settings": {ADMIN},
}
"""Who may what, written out a second time: the table in the program is held against it."""

ON_THE_CASE = list("aDwXRN+*mnepbcfCOoWG!dSzZ@<>")
ON_THE_BOARD = list("nmpDOfcbdSz")
IN_THE_BOOK = ["enter", *"exBuKmbcz"]
ON_THE_ESTIMATE = list("nF$p")
ON_THE_WORK_LIST = list("DfcbndEz")


def someone(role: str) -> User:
    return create_user(1, f"u-{role}", "Someone Else", PASSWORD, role, NOW)


def records() -> dict[str, list[Any]]:
    """Every row but the log's."""
    tables = [model._meta.table_name for model in ALL if model._meta.table_name != "audit"]
    return {table: database.execute_sql(f'SELECT * FROM "{table}" ORDER BY 1').fetchall() for table in tables}


def test_the_matrix_is_the_one_that_was_decided() -> None:
    for role, allowed in ALLOWED.items():
        assert allowed == {what for what, roles in MATRIX.items() if role in roles}, role
        assert User(1, "x", "X", "X", role).changes == (role != AUDITOR)
    assert not User(1, "x", "X", "X", "somebody").may("read")


async def test_an_auditor_changes_nothing_whatever_is_pressed(practice: TinyPractice) -> None:
    user = someone(AUDITOR)
    (before,) = database.execute_sql("SELECT MAX(id) FROM audit").fetchone()
    kept = records()
    async with workplace(practice, user).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        pilot.app.last_case = practice.case  # type: ignore[attr-defined]
        refused = 0
        for way, keys in (
            ("f2", ON_THE_BOARD), ("f3 down down", ON_THE_CASE), ("f4 down", ON_THE_ESTIMATE), ("f5", IN_THE_BOOK),
            ("f6", ON_THE_WORK_LIST),
        ):
            for key in keys:
                await press(pilot, f"{way} {key}")
                refused += "role (auditor)" in frame(pilot.app)[-1]
                # Whatever was opened after all is answered and saved.
                await press(pilot, "y enter ctrl+s ctrl+c n ctrl+c")
        assert refused >= 40
    assert records() == kept
    made = database.execute_sql("SELECT DISTINCT action FROM audit WHERE id > ?", (before,)).fetchall()
    assert {action.partition(".")[0] for (action,) in made} <= {"view"}


async def test_an_administrator_sees_no_patient(practice: TinyPractice) -> None:
    user = someone(ADMIN)
    async with workplace(practice, user).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        pilot.app.last_case = practice.case  # type: ignore[attr-defined]
        shown = "\n".join(frame(pilot.app))
        assert "Your role (admin) reads no cases. F8 opens the settings." in shown
        places = {
            "f3": "Case", "f4": "Estimate", "f5": "Schedule", "f6": "Work list", "f7": "Huddle", "f9": "Reports", ":": "Find",
            "U": "Waiting to be booked",
        }  # fmt: skip
        for key, place in places.items():
            await press(pilot, key)
            shown = "\n".join(frame(pilot.app))
            assert shown.startswith("Board"), place
            assert f"Your role (admin) does not open {place}." in shown
            assert "Chen" not in shown
        await press(pilot, "f8")
        assert frame(pilot.app)[0].startswith("Settings")
        await press(pilot, ":")
        assert frame(pilot.app)[0].startswith("Settings")


async def test_another_role_is_in_force_at_once_and_takes_back_nothing(
    practice: TinyPractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = practice.coordinator
    app = workplace(practice, user)
    decisions.decline(By(user, NOW, TODAY), practice.case, [practice.lines[2]], "cost")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        with unit_of_work(1, "user.save", NOW) as unit:
            unit.update(Row, user.id, role=AUDITOR)
        monkeypatch.setattr(Desk, "changed", lambda desk: True)
        app._notice_others()
        assert app.desk.user.role == AUDITOR
    with pytest.raises(Refused, match="your role"):
        undo_last(user.id, NOW)


async def test_who_was_shut_out_elsewhere_is_out_here_and_finds_a_draft_later(practice: TinyPractice) -> None:
    app = workplace(practice, practice.coordinator)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "right right n")
        await press(pilot, "x y")
        other = peewee.SqliteDatabase(str(practice.path))
        other.execute_sql("UPDATE user SET active = 0 WHERE id = ?", (practice.coordinator.id,))
        other.close()
        app._tick()
        assert app._exit
        assert "may no longer work here" in str(app._exit_renderables[0])
    assert practice.path.with_name(f"{practice.path.name}.draft-{practice.coordinator.id}").exists()
    with pytest.raises(Refused, match="do not fit together"):
        log_in("maria", PASSWORD, NOW)
