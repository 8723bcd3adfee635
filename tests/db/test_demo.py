"""The demo practice: counts, every stage, no double booking, sums to the cent, and the same again from the same seed."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from tctui.core.errors import Refused
from tctui.core.papers import AGREED
from tctui.core.pipeline import STAGES, open_cents
from tctui.core.schedule.goals import day_goal
from tctui.core.text import clean
from tctui.db import board, financing_due, good_faith, lab_cases, memberships
from tctui.db.accounts import reminders
from tctui.db.book import appointments, load_book, open_hours
from tctui.db.cases import read_cases
from tctui.db.check import findings
from tctui.db.connection import close_database, open_database
from tctui.db.demo import build
from tctui.db.models import ALL, Audit, Claim, database
from tctui.db.users import demo_login, log_in

TODAY = date(2026, 11, 23)
DAY = TODAY.toordinal()


def _rows(query: str) -> list[tuple]:
    return database.execute_sql(query).fetchall()


def _content(path: Path) -> str:
    """A hash of every row but the audit chain and the salted passwords."""
    open_database(path)
    digest = hashlib.sha256()
    for model in ALL:
        if model is Audit:
            continue
        order = "1, 2, 3, 4, 5" if model is Claim else "id"
        for row in database.execute_sql(f'SELECT * FROM "{model._meta.table_name}" ORDER BY {order}'):
            digest.update(repr([value for value in row if not str(value).startswith("$argon2")]).encode())
    close_database()
    return digest.hexdigest()


def test_counts_and_stages(demo: Path) -> None:
    cards = board.open_cards()
    assert _rows("SELECT COUNT(*) FROM patient") == [(400,)]
    assert len(cards) == 160
    found = {row[0] for row in _rows("SELECT DISTINCT stage FROM board_card")}
    assert found == set(STAGES)
    flags = {flag for card in cards for flag in card.flags(TODAY)}
    assert flags == set("U!$SVXRH")
    kinds = {row[0] for row in _rows("SELECT DISTINCT p.kind FROM coverage c JOIN benefit_plan p ON p.id = c.plan_id")}
    assert kinds == {"ppo", "indemnity", "dhmo"}
    assert _rows("SELECT 1 FROM coverage WHERE ordinal = 2 LIMIT 1")


def test_the_file_is_sound(demo: Path) -> None:
    assert _rows("PRAGMA integrity_check") == [("ok",)]
    assert _rows("PRAGMA foreign_key_check") == []
    assert _rows("SELECT action FROM audit WHERE id = 1") == [("demo.build",)]
    assert _rows("SELECT 1 FROM audit WHERE can_undo = 1") == []


def test_maria_logs_in_with_what_is_shown(demo: Path) -> None:
    shown = demo_login()
    assert shown is not None
    from datetime import UTC, datetime

    assert log_in(*shown, datetime(2026, 11, 23, 15, tzinfo=UTC)).role == "coordinator"


def test_nobody_is_in_two_places(demo: Path) -> None:
    """By looking at every unit of every appointment, without the claims."""
    hours = open_hours(DAY - 61, DAY + 122)
    taken: dict[tuple[str, int, int, int], int] = {}
    for one in appointments(DAY - 61, DAY + 121):
        exam = range(one.exam_offset, one.exam_offset + one.exam_units)
        for unit, who in enumerate(one.pattern):
            held = [("chair", one.operatory_id), ("patient", one.patient_id)]
            if who == "X" or one.exclusive:
                held.append(("provider", one.provider_id))
            if unit in exam and one.exam_provider_id not in (None, one.provider_id):
                held.append(("provider", one.exam_provider_id or 0))
            for kind, number in held:
                key = (kind, number, one.day, one.start + unit)
                assert key not in taken, (key, taken[key], one.id)
                taken[key] = one.id
    from tctui.core.schedule.records import Resource

    for (kind, number, day, unit), one_id in taken.items():
        if kind != "patient":
            resource = Resource("operatory" if kind == "chair" else "provider", number)
            assert hours.open(resource, day) >> unit & 1, (kind, number, day, unit, one_id)


def test_the_book_is_full_as_promised(demo: Path) -> None:
    book = load_book(DAY - 61, DAY + 121)
    days = [(day - DAY) // 7 for day in range(DAY - 56, DAY + 119)]
    goals = [day_goal(book, day) for day in range(DAY - 56, DAY + 119)]
    assert all(goal.fill <= 9_200 for goal in goals)
    for week in sorted(set(days)):
        working = [goal for at, goal in zip(days, goals, strict=True) if at == week and goal.open_units]
        share = sum(goal.booked_units for goal in working) / sum(goal.open_units for goal in working)
        assert 0.67 <= share <= 0.90, (week, share)
    assert 0.70 <= sum(g.booked_units for g in goals) / sum(g.open_units for g in goals) <= 0.90


def test_cards_are_what_their_cases_say(demo: Path) -> None:
    before = _rows("SELECT * FROM board_card ORDER BY case_id")
    database.execute_sql("BEGIN")
    board.refresh([row[0] for row in _rows("SELECT id FROM treatment_case")])
    columns = [row[1] for row in _rows("PRAGMA table_info(board_card)")]
    after = _rows("SELECT * FROM board_card ORDER BY case_id")
    database.execute_sql("ROLLBACK")
    own = columns.index("id")
    assert [row[:own] + row[own + 1 :] for row in before] == [row[:own] + row[own + 1 :] for row in after]


def test_lab_cases_stand_in_every_way(demo: Path) -> None:
    late = lab_cases.reminders(TODAY)
    assert late
    assert any("; visit " in reminder.what for reminder in late)
    assert lab_cases.before_release(DAY)
    received, out, wrong = _rows(
        "SELECT sum(received_on IS NOT NULL), sum(received_on IS NULL AND due_on > '2026-11-23'),"
        " sum(sent_on > '2026-11-23' OR received_on > '2026-11-23') FROM lab_case"
    )[0]
    assert received
    assert out
    assert not wrong


def test_money_adds_up(demo: Path) -> None:
    assert _rows("SELECT 1 FROM frozen_estimate WHERE fee <> insurance + write_off + patient LIMIT 1") == []
    plans = _rows(
        "SELECT a.total, a.down, SUM(i.principal), SUM(i.amount), SUM(i.interest) FROM arrangement a"
        " JOIN instalment i ON i.arrangement_id = a.id GROUP BY a.id"
    )
    assert plans
    for total, down, principal, amount, interest in plans:
        assert down + principal == total
        assert amount == principal + interest
    owed = _rows("SELECT a.total, e.patient FROM arrangement a JOIN frozen_estimate e ON e.id = a.estimate_id")
    assert owed
    assert all(total == patient for total, patient in owed)
    cards = {card.case_id: card for card in board.open_cards()}
    for number, case in read_cases(list(cards)).items():
        assert case.leading is not None
        assert cards[number].open_cents == open_cents(case.leading)


def test_dates_make_sense(demo: Path) -> None:
    today = TODAY.isoformat()
    assert _rows(f"SELECT 1 FROM line_event WHERE day > '{today}'") == []
    assert _rows(f"SELECT 1 FROM contact WHERE day > '{today}'") == []
    assert _rows(f"SELECT 1 FROM patient WHERE birth_date > '{today}'") == []
    assert _rows("SELECT 1 FROM appointment WHERE booked_on > date('0001-01-01', (day - 1) || ' days')") == []
    assert (
        _rows(f"SELECT 1 FROM appointment WHERE day < {DAY} AND state IN ('scheduled', 'confirmed', 'arrived')") == []
    )
    assert _rows(f"SELECT 1 FROM appointment WHERE day > {DAY} AND state NOT IN ('scheduled', 'confirmed')") == []
    for case in read_cases([row[0] for row in _rows("SELECT id FROM treatment_case")]).values():
        for option in case.options:
            for line in option.lines():
                days = [event.day for event in line.events]
                assert days == sorted(days), (case.id, line.id)
                assert days[0] == case.diagnosed_on
                assert option.chosen or line.state not in AGREED


def test_papers_hold_their_bytes(demo: Path) -> None:
    papers = _rows("SELECT content, sha256 FROM document")
    assert papers
    assert all(hashlib.sha256(content).hexdigest() == sha256 for content, sha256 in papers)
    signed = _rows("SELECT COUNT(DISTINCT document_id) FROM signature")[0][0]
    assert 0 < signed < len(papers)


def test_names_are_clean(demo: Path) -> None:
    names = {name for row in _rows("SELECT last_name, first_name, address, email FROM patient") for name in row}
    assert all(name == clean(name) for name in names)
    assert len({row[0] for row in _rows("SELECT last_name FROM patient")}) > 80


def test_the_same_seed_makes_the_same_practice(tmp_path: Path) -> None:
    contents = []
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        path = tmp_path / f"{name}.db"
        build(path, "tiny", seed, TODAY)
        contents.append(_content(path))
    assert contents[0] == contents[1]
    assert contents[0] != contents[2]


def test_an_existing_file_is_not_overwritten(small_demo: Path) -> None:
    with pytest.raises(Refused, match="exists already"):
        build(small_demo, "small", 1, TODAY)


def test_an_unknown_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not huge"):
        build(tmp_path / "demo.db", "huge", 1, TODAY)


@pytest.mark.parametrize("today", [date(2026, 12, 25), date(2027, 3, 7), date(2028, 2, 29)])
def test_any_day_will_do(tmp_path: Path, today: date) -> None:
    """A holiday, a Sunday on which clocks change, a leap day."""
    path = tmp_path / "demo.db"
    build(path, "tiny", 3, today)
    open_database(path)
    found = {row[0] for row in _rows("SELECT DISTINCT stage FROM board_card")}
    close_database()
    assert found == set(STAGES)


def test_plans_are_paid_on_time_late_and_returned_and_the_ledger_holds(demo: Path) -> None:
    kinds = dict(_rows("SELECT kind, COUNT(*) FROM account_event GROUP BY kind"))
    assert kinds["payment"] > 40
    assert kinds["returned"] == kinds["returned_fee"] > 0
    assert [line for line in findings() if "account" in line] == []
    late = reminders(TODAY)
    assert 3 <= len(late) <= 40
    assert any("overdue" in reminder.what for reminder in late)


def test_partners_members_and_estimates_in_good_faith(demo: Path) -> None:
    states = {row[0] for row in _rows("SELECT state FROM financing_step")}
    assert states == {
        "offered", "applied", "approved", "counter_offer", "declined", "used", "funded", "refunded",
    }  # fmt: skip
    assert _rows("SELECT COUNT(*) FROM membership_plan WHERE active = 1") == [(3,)]
    assert _rows("SELECT COUNT(*) > 4 FROM membership") == [(1,)]
    assert _rows("SELECT COUNT(*) FROM document WHERE kind = 'good_faith'") != [(0,)]
    for subject in (financing_due, good_faith, memberships):
        assert subject.reminders(TODAY), subject.__name__
