"""The sample exports that ship: the clean one comes in whole, of the dirty one each bad row is named."""

from __future__ import annotations

from pathlib import Path

from tctui.core.case import CaseFile
from tctui.db import audit
from tctui.db.board import open_cards
from tctui.db.cases import read_case
from tctui.db.imports.report import report_lines
from tests.db.imports.exports import SAMPLES, bring_in, contents, rows

CLEAN, DIRTY = SAMPLES / "clean", SAMPLES / "dirty"


def _case(plan: str) -> CaseFile:
    ((number,),) = rows("SELECT id FROM treatment_case WHERE foreign_id = ?", plan)
    return read_case(number)


def test_the_clean_export_comes_in_whole(empty: Path) -> None:
    report = bring_in(CLEAN, CLEAN / "profile.toml", source="")
    assert report.kept
    assert report.source == "lakeview-old"
    assert not report.refusals
    assert not report.questions
    assert {one.what: one.added for one in report.counts} == {
        "providers": 2, "operatories": 2, "procedures": 3, "fee schedules": 1, "fees": 3, "guarantors": 2, "patients": 3,
        "carriers": 1, "plans": 1, "benefit rules": 5, "coverages": 2, "cases": 2, "lines": 3, "appointments": 3,
    }  # fmt: skip
    assert rows(
        "SELECT last_name, first_name, birth_date, sex, address, phone FROM patient WHERE foreign_id = '101'"
    ) == [
        (
            "O'Neill-Brandt",
            "Mireille",
            "1979-02-14",
            "female",
            "12 Elm St, Apt 4, Quarry Falls, OH 43000",
            "(555) 010-2233",
        )
    ]
    assert rows("SELECT code, pattern FROM procedure ORDER BY code") == [
        ("CLN", "X" * 8), ("CRC", "X" * 16), ("W2", "X" * 8),
    ]  # fmt: skip
    assert rows("SELECT kind, scope, percent, amount FROM benefit_rule ORDER BY id") == [
        ("maximum", "all", None, 150_000),
        ("deductible", "all", None, 5_000),
        ("percent", "category:basic", 8_000, None),
        ("percent", "category:major", 5_000, None),
        ("percent", "category:preventive", 10_000, None),
    ]


def test_lines_become_a_case_with_states_a_sitting_and_a_card(empty: Path) -> None:
    bring_in(CLEAN, CLEAN / "profile.toml")
    case = _case("31")
    assert (case.title, case.patient_id, str(case.diagnosed_on)) == ("Upper right", 1, "2026-10-20")
    (option,) = case.options
    assert (option.letter, option.recommended, option.chosen) == ("A", True, True)
    (phase,) = option.phases
    assert phase.kind == "restorative"
    crown, filling = phase.visits
    assert [(line.code, line.name, line.fee, line.state) for line in crown.lines] == [
        ("CRC", "Crown, all ceramic", 148_500, "diagnosed")
    ]
    assert [(line.code, line.surfaces, line.fee, line.state) for line in filling.lines] == [
        ("W2", "MO", 29_800, "accepted")
    ]
    assert crown.sitting is not None
    assert crown.sitting.length == 16
    assert filling.sitting is None
    cards = {card.title: card for card in open_cards()}
    assert (cards["Upper right"].stage, cards["Upper right"].open_cents) == ("diagnosed", 178_300)
    declined = _case("32")
    assert [line.state for option in declined.options for line in option.lines()] == ["declined"]


def test_only_appointments_from_today_on_hold_the_book(empty: Path) -> None:
    bring_in(CLEAN)
    held = rows("SELECT DISTINCT a.foreign_id FROM claim c JOIN appointment a ON a.id = c.appointment_id ORDER BY 1")
    assert held == [("9001",), ("9002",)]


def test_each_bad_row_of_the_dirty_export_is_named_and_nothing_comes_in(empty: Path) -> None:
    before = contents()
    report = bring_in(DIRTY, DIRTY / "profile.toml", source="")
    assert not report.kept
    assert not report.ok
    listed = [line for line in report_lines(report) if ", line " in line]
    assert listed == (SAMPLES / "dirty_refused.txt").read_text(encoding="utf-8").splitlines()
    assert report.refused == len(listed)
    assert contents() == before
    assert rows("SELECT COUNT(*) FROM audit") == [(0,)]


def test_the_rest_of_the_dirty_export_comes_in_when_asked(empty: Path) -> None:
    report = bring_in(DIRTY, DIRTY / "profile.toml", skip_refused=True)
    assert report.kept
    assert report.ok
    assert [row[0] for row in rows("SELECT foreign_id FROM patient ORDER BY id")] == [
        "201",
        "202",
        "204",
        "208",
        "209",
        "215",
    ]
    ((last, first, birth, alert, address),) = rows(
        "SELECT last_name, first_name, birth_date, medical_alert, address FROM patient WHERE foreign_id = '201'"
    )
    assert (last, first, birth, address) == ("Müller", "Françoise", "1979-02-14", "4 Elm St; rear")
    assert alert == 'Allergic to latex.\nAsk about "the tablets".'
    # Control characters of an export never reach the database.
    assert rows("SELECT last_name, first_name, birth_date, address FROM patient WHERE foreign_id = '215'") == [
        ("Blank padded", "[31mRed", "2005-01-02", "=HYPERLINK(1)")
    ]
    assert rows("SELECT f.amount FROM fee f WHERE f.code = 'CRC' ORDER BY 1") == [(98_000,), (120_050,)]
    assert rows("SELECT state, broken_as FROM appointment WHERE foreign_id = '11'") == [("broken", "no-show")]
    assert audit.broken_from() is None


def test_the_audit_entry_names_no_one(empty: Path) -> None:
    bring_in(CLEAN)
    ((says, action, held),) = rows("SELECT says, action, rows FROM audit")
    assert action == "import"
    assert says.startswith("Imported from old: providers 2 added, 0 changed; ")
    assert "Brandt" not in says + held
