"""The huddle's figures recounted by hand, its queries counted, and the day frozen once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tctui.core.huddle import HuddleFacts, HuddleLine, Part
from tctui.core.huddle_parts import huddle
from tctui.core.money import dollars
from tctui.core.people import User
from tctui.db.change import By
from tctui.db.contacts import add_contact
from tctui.db.huddle import freeze, huddle_facts
from tctui.db.models import database
from tctui.db.paper_writes import gate
from tctui.db.undo import undo_last
from tests.huddle_practice import NOW, TODAY, YESTERDAY, appointment, patients, practice  # noqa: F401
from tests.practice import TinyPractice

ZONE = ZoneInfo("America/New_York")
NUMBER = TODAY.toordinal()
BEFORE = YESTERDAY.toordinal()
OPEN = "stage NOT IN ('completed', 'declined')"


def facts() -> HuddleFacts:
    return huddle_facts(TODAY, 120, ZONE)


def lines_of(parts: list[Part]) -> dict[str, HuddleLine]:
    return {line.key: line for part in parts for line in part.lines}


def one(query: str, *values: Any) -> Any:
    return database.execute_sql(query, values).fetchone()[0]


def recount() -> None:
    """Every figure of the huddle that one query by hand gives as well."""
    lines = lines_of(huddle(facts()))
    produced = one(
        "SELECT coalesce(sum(production), 0) FROM appointment WHERE day = ? AND voided = 0 AND state IN ('out', 'completed')",
        BEFORE,
    )
    assert lines["before:produced"].text.startswith(f"produced {dollars(produced)} of ")
    scheduled = one(
        "SELECT sum(production) FROM appointment WHERE day = ? AND voided = 0"
        " AND state NOT IN ('planned', 'broken', 'cancelled')",
        NUMBER,
    )
    assert lines["day:scheduled"].text.startswith(f"scheduled {dollars(scheduled)} of ")
    fell = database.execute_sql(
        "SELECT count(*), coalesce(sum(production), 0) FROM appointment WHERE day = ? AND voided = 0"
        " AND state IN ('broken', 'cancelled')",
        (BEFORE,),
    ).fetchone()
    assert fell[0] == 0 or (lines["before:broken"].right, lines["before:broken"].text.split()[2]) == (
        dollars(fell[1]), str(fell[0])
    )  # fmt: skip
    todays = (
        f"SELECT DISTINCT patient_id FROM appointment WHERE day = {NUMBER} AND voided = 0"
        " AND state NOT IN ('planned', 'broken', 'cancelled')"
    )
    own = one(f"SELECT coalesce(sum(open_cents), 0) FROM board_card WHERE {OPEN} AND patient_id IN ({todays})")
    assert lines["day:own"].right == dollars(own)
    kin = one(
        f"SELECT coalesce(sum(open_cents), 0) FROM board_card WHERE {OPEN} AND patient_id NOT IN ({todays}) AND patient_id IN"
        f" (SELECT id FROM patient WHERE guarantor_id IN (SELECT guarantor_id FROM patient WHERE id IN ({todays})))"
    )
    assert lines["day:kin"].right == dollars(kin)
    left = one(
        "SELECT count(DISTINCT patient_id) FROM appointment WHERE day = ? AND voided = 0"
        " AND state IN ('arrived', 'in chair', 'out', 'completed') AND patient_id NOT IN (SELECT patient_id FROM appointment"
        " WHERE day > ? AND voided = 0 AND state NOT IN ('planned', 'broken', 'cancelled'))",
        BEFORE, BEFORE,
    )  # fmt: skip
    assert f": {left} patient" in lines["before:left"].text
    assert sum(key.startswith("left:") for key in lines) == left
    for stage, count, cents, new in database.execute_sql(
        "SELECT stage, count(*), sum(open_cents), sum(since >= ?) FROM board_card"
        f" WHERE {OPEN} GROUP BY stage", (YESTERDAY.isoformat(),),
    ).fetchall():  # fmt: skip
        line = lines[f"stage:{stage}"]
        assert line.right == dollars(cents)
        assert f" {count} case" in line.text
        assert (f"+{new} new" in line.text) == bool(new)
    for key, line in lines.items():
        if key.startswith("visit:"):
            cents = one(
                f"SELECT coalesce(sum(open_cents), 0) FROM board_card WHERE {OPEN} AND patient_id = ?", line.patient_id
            )
            assert line.open_cents == cents


def test_every_figure_is_what_a_query_by_hand_gives(practice: TinyPractice) -> None:
    recount()
    lines = lines_of(huddle(facts()))
    assert lines["before:produced"].text == "produced $750 of $7,200 goal, 10 %"
    assert lines["before:broken"].right == "$200"
    assert lines["before:open"].right == "$99"
    assert [line.who for key, line in lines.items() if key.startswith("left:")] == ["Carter, Cleo"]
    assert lines["before:left"].text == "left without an appointment: 1 patient"


def test_every_figure_of_the_demo_practice(demo: Path) -> None:
    recount()


def test_the_records_behind_a_figure_add_up_to_it(demo: Path) -> None:
    for key, line in lines_of(huddle(facts())).items():
        counted = sum(each.cents or 0 for each in line.counted() if each.who)
        if key.startswith(("stage:", "day:own", "day:kin", "before:broken", "before:open", "moved:rest")):
            assert line.right == dollars(counted)
        elif key in ("before:produced", "day:scheduled"):
            assert f" {dollars(counted)} of " in line.text


def test_every_letter_has_its_reason(practice: TinyPractice) -> None:
    lines = {line.who: line for key, line in lines_of(huddle(facts())).items() if key.startswith("visit:")}
    assert lines["Alvarez, Ana"].letters == "V"
    assert lines["Alvarez, Ana"].remarks == ("insurance: Blue River PPO: never verified",)
    assert lines["Alvarez, Ana"].family_cents > 0
    assert lines["Baker, Tom"].letters == "A?"
    assert "alert: Latex allergy" in lines["Baker, Tom"].remarks
    assert lines["Chen, Wei"].letters == "S?"
    assert "papers: agreement, consent (extraction) not made" in lines["Chen, Wei"].remarks


def test_papers_are_those_that_the_gate_names(demo: Path) -> None:
    shown, seen = facts().papers, 0
    for day in (TODAY + timedelta(days=ahead) for ahead in (0, 1, 2, 7, 8)):
        found = huddle_facts(day, 0, ZONE)
        papers = found.papers
        for row in found.visits:
            if row.day == day.toordinal() and row.visit_id and str(row.state) in ("scheduled", "confirmed", "arrived"):
                seen += 1
                assert papers.get(row.id, "") == (gate(row.visit_id, day) or "").partition(". Sign")[0]
    assert seen > 5
    assert set(shown) <= {row.id for row in facts().visits}


def test_openings_come_with_who_fits_them(practice: TinyPractice) -> None:
    parts = huddle(facts())
    openings = next(part for part in parts if part.title.startswith("Openings"))
    gaps = [line for line in openings.lines if line.text]
    assert gaps
    assert all(line.gap and line.gap.units >= 6 for line in gaps)
    who = [line.who for line in openings.lines if not line.text]
    assert any("Demir" in name or "Carter" in name or "Haddad" in name for name in who), who


def queries(monkeypatch: pytest.MonkeyPatch) -> int:
    asked: list[str] = []
    real = database.obj.execute_sql
    with monkeypatch.context() as patched:
        patched.setattr(
            database.obj, "execute_sql", lambda sql, *rest, **named: asked.append(sql) or real(sql, *rest, **named)
        )
        huddle(facts())
    return len(asked)


def test_as_many_queries_whatever_the_day_holds(practice: TinyPractice, monkeypatch: pytest.MonkeyPatch) -> None:
    before = queries(monkeypatch)
    for number, patient in enumerate(patients(practice)[4:14]):
        appointment(
            practice, patient, TODAY, 116 + 8 * number, 10_000, chair=1, provider=practice.second_provider, units=4
        )
        appointment(practice, patient, YESTERDAY, 150 + 4 * number, 10_000, "completed", 1, units=4)
    assert queries(monkeypatch) == before <= 64


def test_the_first_huddle_freezes_the_day_once(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    assert freeze(by) == "First huddle: $1,145 scheduled; the day is judged by it"
    rows = database.execute_sql("SELECT * FROM huddle_freeze").fetchall()
    assert [row[3] for row in rows] == [90_500, 24_000]
    assert {row[7] for row in rows} == {practice.coordinator.id}
    appointment(practice, patients(practice)[5], TODAY, 180, 50_000)
    assert freeze(By(practice.lead, NOW + timedelta(hours=2), TODAY)) == ""
    assert database.execute_sql("SELECT * FROM huddle_freeze").fetchall() == rows
    line = lines_of(huddle(facts()))["day:frozen"]
    assert (line.text, line.right) == ("at its first huddle (10:00a MS) $1,145", "+$500 since")
    assert one("SELECT count(*) FROM audit WHERE action = 'huddle.freeze'") == 1


def test_the_freeze_is_no_step_of_undo(practice: TinyPractice) -> None:
    add_contact(By(practice.coordinator, NOW, TODAY), practice.patient, "note", "asked for a blanket")
    freeze(By(practice.coordinator, NOW, TODAY))
    assert "Noted" in undo_last(practice.coordinator.id, NOW)
    assert one("SELECT count(*) FROM huddle_freeze") == 2


def test_nothing_is_frozen_by_who_only_reads_or_on_a_closed_day(practice: TinyPractice) -> None:
    auditor = replace(practice.coordinator, role="auditor")
    assert isinstance(auditor, User)
    assert freeze(By(auditor, NOW, TODAY)) == ""
    assert freeze(By(practice.lead, NOW, TODAY + timedelta(days=6))) == ""
    assert one("SELECT count(*) FROM huddle_freeze") == 0


def test_yesterday_is_judged_by_its_own_huddle(practice: TinyPractice) -> None:
    freeze(By(practice.coordinator, NOW - timedelta(days=3), YESTERDAY))
    line = lines_of(huddle(facts()))["before:frozen"]
    assert line.text == "scheduled at its huddle (10:00a MS) $849"
    assert line.right == "88 % produced"
    assert [each.cents for each in line.counted()] == [84_900, 0]


def test_what_is_owed_is_what_was_agreed_less_what_was_paid(demo: Path) -> None:
    """Where no interest and no fee runs, a query by hand gives the balance as well."""
    found, seen = facts(), 0
    for owed in (each for plans in found.owed.values() for each in plans):
        rows = database.execute_sql(
            "SELECT s.total - s.courtesy - coalesce((SELECT sum(CASE kind WHEN 'payment' THEN cents ELSE -cents END)"
            " FROM account_event e WHERE e.arrangement_id = coalesce(s.account_id, s.id)), 0), s.kind, s.rate"
            " FROM arrangement s WHERE s.case_id = ? AND s.voided = 0 AND s.replaced_by_id IS NULL",
            (owed.case_id,),
        ).fetchall()
        if len(rows) == 1 and rows[0][1] in ("in_full", "per_visit") and not rows[0][2]:
            seen += 1
            assert owed.balance_cents == rows[0][0]
    assert seen > 2
    lines = [line for key, line in lines_of(huddle(found)).items() if key.startswith("visit:")]
    assert any("O" in line.letters for line in lines)
    for line in lines:
        plans = [each.cents or 0 for each in line.counted() if each.what.startswith("balance of a plan")]
        assert sum(plans) == line.owes_cents
