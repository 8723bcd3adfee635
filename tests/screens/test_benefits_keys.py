"""The benefit table by its keys: filled from a phone call in counted keystrokes, saved and undone as one, asked as a script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot

from tctui.app import Workplace
from tctui.core.people import User
from tctui.db.benefit_sheets import read_sheet
from tctui.db.benefit_writes import save_sheet
from tctui.db.change import By
from tctui.db.models import Appointment, BenefitPlan, Carrier, Coverage, Line, database
from tctui.db.unit_of_work import unit_of_work
from tctui.keys import SAFE
from tests.frames import assert_frame, frame
from tests.practice import NOW, TODAY, TinyPractice, forget_use


@asynccontextmanager
async def opened(
    practice: TinyPractice, place: str = "estimate", size: tuple[int, int] = (80, 24), user: User | None = None
) -> AsyncIterator[Pilot[Any]]:
    app = Workplace(practice.path, clock=lambda: NOW, user=user or practice.coordinator, first_place=place)
    app.last_case = practice.case
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot


async def press(pilot: Pilot[Any], *keys: str) -> list[str]:
    """Press keys; a text that names no key is typed letter by letter. Gives the frame."""
    for key in keys:
        for each in [key] if key in SAFE or len(key) == 1 else list(key):
            await pilot.press("space" if each == " " else each)
    await pilot.pause()
    return frame(pilot.app)


def strokes(keys: list[str]) -> int:
    return sum(1 if key in SAFE else len(key) for key in keys)


def new_plan(practice: TinyPractice) -> None:
    """A plan of which nothing is known, and the patient in it."""
    with unit_of_work(practice.lead.id, "plan", NOW) as unit:
        carrier = unit.insert(Carrier, name="Northfield Mutual")
        plan = unit.insert(BenefitPlan, carrier=carrier, name="Northfield 12", kind="ppo", group_number="N-12")
        unit.update(Coverage, 1, plan=plan, effective=None, verified_on=None)


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_table_as_it_opens(practice: TinyPractice, width: int) -> None:
    forget_use(practice)
    async with opened(practice, size=(width, 24)) as pilot:
        assert_frame(f"benefits-{width}", await press(pilot, "I"))


PHONE_CALL = [
    # "It pays 100, 80, 50, implants at 50, no ortho; no deductible on preventive and diagnostic, else it applies."
    "100/80/50", "enter", *["down"] * 7, "50", "enter", "0", "enter", "0", "enter",
    "n", "enter", '"', "enter", "y", "enter", *['"', "enter"] * 6, "n", "enter", '"', "enter",
    # "Twelve months' wait for major work, none for the rest."
    "0", "enter", *['"', "enter"] * 5, "12", "enter", '"', "enter", '"', "enter", "n", "enter", "n", "enter",
    # "None of the deductible is met, 340 of the maximum is used."
    "n", "enter", "n", "enter", "340", "enter", "n", "enter", "enter",
    # "50 a person, 150 a family, 1,500 a year, no ortho, preventive counts."
    "50", "enter", "150", "enter", "1500", "enter", "n", "enter", "enter", "y", "enter",
    # "Two exams, two cleanings a year, bitewings once a year, full mouth every five years, fluoride twice, four gum
    # cleanings, deep cleaning and fillings every two years, no other limit; no family maximum, nothing for
    # implants; 350 are carried over when claims stay under 700, 1,250 at most."
    "2", "enter", "2", "enter", "1", "enter", "5y", "enter", "2", "enter", "?", "enter", "24m", "enter", "4", "enter",
    "2y", "enter", *["n", "enter"] * 3, "350/700/1250", "enter", *["down"] * 5,
    # "Crowns, bridges and dentures again after five years; a missing-tooth clause; white fillings paid as silver on molars."
    "enter", "5", "enter", "5", "enter", "5", "enter", "y", "enter", "m", "enter", "n", "enter", "300", "enter",
    "18", "enter", "14", "enter", "n", "enter",
    # "The year begins in January; effective since 1 January 2025; in network; as secondary it carves out."
    "jan", "enter", "1/1/25", "enter", "enter", "enter", "enter", "car", "enter",
]  # fmt: skip


async def test_a_table_is_filled_from_a_phone_call_in_two_minutes(practice: TinyPractice) -> None:
    new_plan(practice)
    forget_use(practice)
    unknown = sum(value == "?" for value in read_sheet(1, TODAY).shown().values())
    keys = [*PHONE_CALL, "ctrl+s", "p", "48812", "enter"]
    # At two keys a second that is a minute and a half.
    assert strokes(keys) == 194
    async with opened(practice) as pilot:
        await press(pilot, "I", *PHONE_CALL)
        assert_frame("benefits-filled", frame(pilot.app))
        shown = await press(pilot, "ctrl+s", "p", "48812", "enter")
        assert "Northfield 12 verified by phone" in shown[-1]
        cells = read_sheet(1, TODAY).shown()
        left = sum(value == "?" for value in cells.values())
        assert unknown - left >= 60
        expected = {
            "percent:preventive": "100", "percent:endo": "80", "percent:prosthetics": "50", "percent:implant": "50",
            "percent:ortho": "0", "deductible:diagnostic": "n", "deductible:implant": "y", "waiting:crowns": "12m",
            "waiting:endo": "none", "used.maximum": "340", "deductible.family": "150", "maximum.annual": "1,500",
            "maximum.family": "none", "frequency.exam": "2/yr", "frequency.full_mouth": "5y", "frequency.sealant": "?",
            "frequency.deep_cleaning": "2y", "frequency.filling": "2y", "frequency.other": "none",
            "replacement.denture": "5y", "clause.missing_tooth": "y",
            "downgrade.filling": "molar", "clause.preauthorisation": "300", "age.fluoride": "18", "plan.year": "Jan",
            "coverage.effective": "1 Jan 2025", "plan.cob": "carve-out",
        }  # fmt: skip
        assert {key: cells[key] for key in expected} == expected
        await press(pilot, "z")
        assert sum(value == "?" for value in read_sheet(1, TODAY).shown().values()) == unknown
        await press(pilot, "Z")
        assert read_sheet(1, TODAY).shown() == cells


async def test_an_answer_that_cannot_be_keeps_the_cell_open(practice: TinyPractice) -> None:
    async with opened(practice) as pilot:
        shown = await press(pilot, "I", "eighty", "enter")
        assert "'eighty'? Type 80" in shown[-1]
        shown = await press(pilot, "ctrl+u", "80", "enter")
        assert "1 typed" in shown[1]
        shown = await press(pilot, "ctrl+z")
        assert "typed" not in shown[1]
        await press(pilot, "80", "down", "escape")
        shown = await press(pilot, "y")
        assert "Estimate" in shown[0]
        assert read_sheet(1, TODAY).shown()["percent:preventive"] == "0"


async def test_cells_are_confirmed_one_by_one(practice: TinyPractice) -> None:
    async with opened(practice) as pilot:
        await press(pilot, "I", "space", "space", "ctrl+s", "w", "enter")
        sheet = read_sheet(1, TODAY)
        assert set(sheet.confirmed) == {"percent:preventive", "percent:diagnostic"}
        assert sheet.last is not None
        assert (sheet.last.on, sheet.last.how) == (TODAY, "portal")
        shown = await press(pilot, "I")
        assert " 0v" in shown[3]
        assert "confirmed 23 Nov 2026 by portal" in "\n".join(shown)


async def test_somebody_else_was_faster(practice: TinyPractice) -> None:
    async with opened(practice) as pilot:
        await press(pilot, "I", "80", "enter", "80", "enter")
        save_sheet(
            By(practice.lead, NOW, TODAY), read_sheet(1, TODAY), {"percent:diagnostic": "70", "maximum.ortho": "900"}
        )
        shown = await press(pilot, "ctrl+s", "n")
        assert "Somebody else changed this plan" in "\n".join(shown)
        shown = await press(pilot, "escape", "ctrl+s", "n")
        assert "Northfield" not in shown[-1]
        cells = read_sheet(1, TODAY).shown()
        assert [cells[key] for key in ("percent:preventive", "percent:diagnostic", "maximum.ortho")] == [
            "80",
            "80",
            "900",
        ]


async def test_this_patient_only(practice: TinyPractice) -> None:
    async with opened(practice) as pilot:
        shown = await press(pilot, "I", "ctrl+o")
        assert "THIS PATIENT ONLY" in shown[0]
        await press(pilot, "90", "enter", "ctrl+s", "n")
        assert read_sheet(1, TODAY).personal() == {"percent:preventive"}
        shown = await press(pilot, "I")
        assert "90*" in shown[3]


async def test_the_questions_ask_for_the_dearest_first(practice: TinyPractice) -> None:
    new_plan(practice)
    forget_use(practice)
    async with opened(practice, place="case") as pilot:
        shown = await press(pilot, "v")
        assert_frame("benefits-script", shown)
        assert "What percent is paid for implants?" in shown[3]
        await press(pilot, "50", "enter", "80", "enter", "ctrl+s", "p", "777", "enter")
        cells = read_sheet(1, TODAY).shown()
        assert (cells["percent:implant"], cells["percent:oral_surgery"]) == ("50", "80")
        row = database.execute_sql("SELECT verified_on, verified_reference FROM coverage WHERE id = 1").fetchone()
        assert row == (TODAY.isoformat(), "777")


async def test_a_tooth_that_is_still_there_is_answered_with_none(practice: TinyPractice) -> None:
    save_sheet(
        By(practice.coordinator, NOW, TODAY),
        read_sheet(1, TODAY),
        {"clause.missing_tooth": "y", "percent:prosthetics": "50"},
    )
    with unit_of_work(practice.lead.id, "other tooth", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[0], tooth="18")
    async with opened(practice) as pilot:
        assert [line for line in await press(pilot) if line.startswith("?")]
        shown = await press(pilot, "v")
        assert "When was tooth 19 lost?" in shown[3]
        assert "none when it is still there" in shown[-2]
        shown = await press(pilot, "none", "enter", "ctrl+s", "p", "777", "enter")
        assert not [line for line in shown if line.startswith("?")]
        shown = await press(pilot, "z")
        assert [line for line in shown if line.startswith("?")]


async def test_a_template_fills_a_new_plan(practice: TinyPractice) -> None:
    async with opened(practice) as pilot:
        shown = await press(pilot, "i", "t", "ctrl+u", "Blue River usual", "enter")
        assert "Template Blue River usual kept — z undoes" in shown[-1]
        await press(pilot, "escape")
        new_plan(practice)
        shown = await press(pilot, "I", "ctrl+t")
        assert_frame("benefits-copy", shown)
        await press(pilot, "/", "usual", "enter")
        shown = await press(pilot, "enter")
        assert "Filled from Blue River usual" in shown[-1]
        await press(pilot, "ctrl+s", "n")
        cells = read_sheet(1, TODAY).shown()
        assert (cells["percent:implant"], cells["maximum.annual"], cells["plan.group"]) == ("50", "1,500", "N-12")


async def test_the_coverages_of_a_patient(practice: TinyPractice) -> None:
    async with opened(practice, place="case") as pilot:
        assert_frame("coverage-80", await press(pilot, "i"))
        await press(pilot, "n", "n", "Northfield Mutual", "tab", "Northfield 12", "tab", "N-12", "tab", "Harbor Mills")
        await press(pilot, "tab", "ctrl+u", "Blue", "tab", "tab", "right", "tab", "Mei Chen", "tab", "M-77", "ctrl+s")
        rows = database.execute_sql(
            "SELECT ordinal, relation, member_number, plan_id FROM coverage ORDER BY id"
        ).fetchall()
        assert rows[1][:3] == (2, "spouse", "M-77")
        assert database.execute_sql("SELECT employer FROM benefit_plan WHERE id = ?", (rows[1][3],)).fetchone() == (
            "Harbor Mills",
        )
        await pilot.pause()
        shown = frame(pilot.app)
        assert "2 Northfield 12" in shown[3]
        assert "never" in shown[3]
        assert read_sheet(2, TODAY).shown()["percent:implant"] == "50"
        await press(pilot, "z")
        assert database.execute_sql("SELECT COUNT(*) FROM coverage WHERE voided = 0").fetchone() == (1,)


async def test_a_service_elsewhere_counts_and_is_taken_out(practice: TinyPractice) -> None:
    forget_use(practice)
    async with opened(practice, place="case") as pilot:
        shown = await press(pilot, "i", "u", "a", "CRN", "tab", "3/2/26", "tab", "19", "tab", "612", "ctrl+s")
        assert "elsewhere noted" in shown[-1]
        assert read_sheet(1, TODAY).shown()["used.maximum"] == "612"
        shown = await press(pilot, "u", "s")
        assert "612.00" in "\n".join(shown)
        await press(pilot, "enter")
        assert read_sheet(1, TODAY).shown()["used.maximum"] == "?"


async def test_an_auditor_changes_nothing(practice: TinyPractice) -> None:
    auditor = User(practice.lead.id, "aud", "Aud", "A", "auditor")
    before = read_sheet(1, TODAY).shown()
    async with opened(practice, user=auditor) as pilot:
        shown = await press(pilot, "I", "80", "enter", "ctrl+s", "n")
        assert "does not allow" in "\n".join(shown)
    assert read_sheet(1, TODAY).shown() == before


async def test_rules_by_code_are_added_and_taken_out(practice: TinyPractice) -> None:
    async with opened(practice, place="case") as pilot:
        shown = await press(pilot, "i", "x", "a", "crn", "tab", "tab", "60", "ctrl+s")
        assert "Blue River PPO: CRN percent 60 % — z undoes" in shown[-1]
        case = practice.read()
        shown = await press(pilot, "x", "s")
        assert_frame("code-rules", shown)
        await press(pilot, "enter")
        assert [row.scope for row in read_sheet(1, TODAY).by_code()] == []
        await press(pilot, "z")
        assert [row.scope for row in read_sheet(1, TODAY).by_code()] == ["code:CRN"]
        shown = await press(pilot, "x", "a", "nope", "tab", "tab", "60", "ctrl+s")
        assert "no procedure 'nope'" in "\n".join(shown)
        assert case.id == practice.case


async def test_who_confirmed_what(practice: TinyPractice) -> None:
    async with opened(practice, place="case") as pilot:
        await press(pilot, "I", "80", "enter", "ctrl+s", "p", "48812", "enter")
        shown = "\n".join(await press(pilot, "i", "="))
        assert "23 Nov 2026 by phone, Maria Solis, ref 48812" in shown
        assert "preventive percent" in shown


async def test_names_that_try_to_do_harm_stay_text(practice: TinyPractice) -> None:
    bad = "\x1b]0;gone\x07[red]\u202eevil" + "x" * 90
    with unit_of_work(practice.lead.id, "name", NOW) as unit:
        unit.update(BenefitPlan, 1, name=bad, group_number=bad, employer=bad)
    async with opened(practice, place="case") as pilot:
        for keys in (["i"], ["enter"], ["ctrl+r"], ["escape", "x", "s"], ["escape", "a"]):
            shown = await press(pilot, *keys)
            assert all(letter.isprintable() and letter != "\u202e" for line in shown for letter in line)
            assert len(shown) == 24


async def test_what_is_due_before_visits_is_worked_from_the_work_list(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "visit", NOW) as unit:
        unit.update(Coverage, 1, verified_on=date(2026, 9, 1))
        unit.insert(
            Appointment, patient=practice.patient, operatory=practice.operatories[0], provider=practice.provider,
            day=date(2026, 11, 27).toordinal(), start=120, pattern="XXXX", production=0,
        )  # fmt: skip
    async with opened(practice, place="worklist") as pilot:
        shown = await press(pilot, "v")
        assert "1 coverage" in shown[0]
        assert "a visit on Fri 27 Nov" in shown[2]
        await press(pilot, "enter", "ctrl+s", "w")
        shown = await press(pilot, "enter")
        assert "0 coverages" in shown[0]
        assert "everything is verified" in shown[2]
        shown = await press(pilot, "escape", "z")
        assert "Undone: Blue River PPO verified by portal" in shown[-1]


async def test_the_questions_are_those_of_the_plan_that_the_open_question_is_about(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "plan", NOW) as unit:
        carrier = unit.insert(Carrier, name="Northfield Mutual")
        plan = unit.insert(BenefitPlan, carrier=carrier, name="Northfield 12", kind="ppo")
        unit.insert(
            Coverage, patient=practice.patient, plan=plan, ordinal=2, effective=date(2024, 1, 1), verified_on=TODAY
        )
    async with opened(practice) as pilot:
        shown = await press(pilot, "v")
        assert "Northfield 12" in shown[0]
