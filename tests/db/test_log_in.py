"""Logging in: one answer for whoever guesses, every wrong password counted, easy passwords refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tctui.core.errors import Refused
from tctui.db import users
from tctui.db.audit import broken_from
from tctui.db.models import User as Row
from tctui.db.models import database
from tests.practice import NOW, PASSWORD, TinyPractice


def answers(login: str, times: int, password: str = "not this one") -> list[str]:
    found = []
    for _ in range(times):
        with pytest.raises(Refused) as refused:
            users.log_in(login, password, NOW)
        found.append(refused.value.sentence())
    return found


def test_a_login_that_is_nobodys_gets_the_same_answers_as_a_wrong_password(practice: TinyPractice) -> None:
    known, unknown = answers("maria", 7), answers("nobody", 7)
    assert known == unknown
    assert known[4] == users.WRONG
    assert known[5] == "Too many wrong passwords; wait 1 minute."
    assert broken_from() is None
    (kept,) = database.execute_sql("SELECT COUNT(*) FROM audit WHERE result LIKE '%nobody%' OR says LIKE '%nobody%'").fetchone()
    assert kept == 0


def test_the_right_password_waits_as_well_and_each_further_wrong_one_waits_longer(practice: TinyPractice) -> None:
    answers("maria", 5)
    assert answers("maria", 1, PASSWORD) == ["Too many wrong passwords; wait 1 minute."]
    later = NOW + timedelta(seconds=61)
    with pytest.raises(Refused, match="do not fit"):
        users.log_in("maria", "wrong again", later)
    with pytest.raises(Refused, match="wait 2 minutes"):
        users.log_in("maria", PASSWORD, later)
    assert users.log_in("maria", PASSWORD, later + timedelta(minutes=2)) == practice.coordinator
    assert Row.get_by_id(practice.coordinator.id).failures == 0


def test_guesses_in_several_sessions_at_once_are_all_counted(practice: TinyPractice, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = users._fits

    def meanwhile(stored: str, password: str) -> bool:
        for _ in range(5):
            users._count_wrong(practice.coordinator.id, "maria", NOW)
        return compared(stored, password)

    monkeypatch.setattr(users, "_fits", meanwhile)
    with pytest.raises(Refused, match="Too many wrong"):
        users.log_in("maria", PASSWORD, NOW)


@pytest.mark.parametrize(
    "password",
    ["password1234", "Password!2026", "123456789012", "qwertyuiop12", "letmeinletmein", "AdminAdmin2026", "abababababab",
     "robin2026robin", "riverside-demo-practice", "short", "x" * 129],
)  # fmt: skip
def test_easy_passwords_are_refused(password: str) -> None:
    with pytest.raises(Refused):
        users.check_password(password, "robin", "Robin Oduya")


@pytest.mark.parametrize("password", [PASSWORD, "long enough words", "tandem-fjord-41"])
def test_a_few_words_are_good(password: str) -> None:
    users.check_password(password, "robin", "Robin Oduya")
