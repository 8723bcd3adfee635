"""Today is the clinic's day, wherever the machine stands."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, date, datetime

import pytest

from tctui.db.models import Practice
from tctui.db.unit_of_work import unit_of_work
from tctui.screens.desk import Desk
from tests.practice import NOW, TinyPractice


@pytest.mark.parametrize(
    ("zone", "day"), [("America/Los_Angeles", 22), ("Pacific/Auckland", 23), ("America/New_York", 23)]
)
def test_today_is_the_clinics(practice: TinyPractice, zone: str, day: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        with unit_of_work(practice.lead.id, "zone", NOW) as unit:
            unit.update(Practice, 1, zone=zone)
        desk = Desk(practice.coordinator, practice.path, lambda: datetime(2026, 11, 23, 5, 30, tzinfo=UTC))
        assert desk.today() == date(2026, 11, day)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_zone_that_is_changed_holds_at_once(practice: TinyPractice) -> None:
    desk = Desk(practice.lead, practice.path, lambda: datetime(2026, 11, 23, 5, 30, tzinfo=UTC))
    assert (desk.today(), desk.changed()) == (date(2026, 11, 23), False)
    with unit_of_work(practice.lead.id, "zone", NOW) as unit:
        unit.update(Practice, 1, zone="America/Los_Angeles")
        unit.says = "The zone is America/Los_Angeles"
    desk.forget_zone()
    assert desk.today() == date(2026, 11, 22)
    desk.undo(None)
    assert desk.today() == date(2026, 11, 23)
    other = sqlite3.connect(practice.path)
    with other:
        other.execute("UPDATE practice SET zone = 'America/Los_Angeles'")
    other.close()
    assert desk.changed()
    assert desk.today() == date(2026, 11, 22)
