"""Reports by their keys: figures, what is behind them, filters, periods, files, who may open them, the audit queue."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tctui.app import Workplace
from tctui.core.people import User
from tctui.db import decisions
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.targets import targets
from tctui.db.users import active_user, create_user
from tctui.screens import reports, reports_behind
from tctui.screens.settings_list import SUBJECTS
from tests.frames import frame
from tests.places import press as press_keys
from tests.practice import NOW, PASSWORD, TODAY, TinyPractice
from tests.screens.board_practice import board_practice


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyPractice]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    try:
        yield board_practice(tmp_path / "home" / "practice.db")
    finally:
        close_database()


def workplace(practice: TinyPractice, user: User | None = None) -> Workplace:
    return Workplace(practice.path, clock=lambda: NOW, user=user or practice.lead)


async def press(pilot: Any, *keys: str) -> list[str]:
    await press_keys(pilot, keys)
    return frame(pilot.app)


async def settled(pilot: Any, start: str) -> list[str]:
    """The frame once its heading begins so, or after two seconds whatever it is."""
    for _ in range(100):
        if (frame(pilot.app) or [""])[0].startswith(start):
            break
        await pilot.pause(0.02)
    return frame(pilot.app)


def line(shown: list[str], start: str) -> str:
    return next(each for each in shown if each.strip().startswith(start))


async def test_a_figure_opens_to_its_cases_and_a_case_leads_back(board: TinyPractice) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "f9")
        shown = await press(pilot, "down", "down")
        assert shown[0].startswith("Reports  26 Aug – 23 Nov 2026  whole practice")
        figure = line(shown, "Acceptance, dollars").split()
        shown = await press(pilot, "enter")
        assert shown[0].startswith(f"Acceptance, dollars  {figure[2]} %  {figure[-1]} counted")
        name = shown[2].split(",")[0].strip(" ■")
        shown = await press(pilot, "enter")
        assert shown[0].startswith(f"Case  {name}")
        shown = await press(pilot, "q")
        assert shown[0].startswith("Acceptance, dollars")
        assert name in shown[-3]
        third = (await press(pilot, "down", "down"))[-3]
        await press(pilot, "enter")
        shown = await press(pilot, "f4", "q", "q")
        assert shown[0].startswith("Acceptance, dollars")
        assert shown[-3] == third
        shown = await press(pilot, "q")
        assert shown[0].startswith("Reports")
        assert "Acceptance, dollars" in shown[-3]


async def test_what_was_decided_in_a_case_is_in_the_list_that_one_comes_back_to(practice: TinyPractice) -> None:
    async with workplace(practice).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "f9")
        await press(pilot, "down", "down")
        assert (await press(pilot, "enter"))[0].startswith("Acceptance, dollars  0.0 %")
        await press(pilot, "enter")
        decisions.accept(By(practice.lead, NOW, TODAY), practice.case, practice.lines[:2])
        await press(pilot, "q")
        shown = await settled(pilot, "Acceptance, dollars")
        assert shown[0].startswith("Acceptance, dollars  ")
        assert not shown[0].startswith("Acceptance, dollars  0.0 %")


async def test_leaving_the_list_by_another_key_comes_back_to_the_figure(board: TinyPractice) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "f9", "enter")
        assert (await press(pilot, "f2", "q"))[0].startswith("Reports")
        await press(pilot, "enter", "enter", "f9")
        assert frame(pilot.app)[0].startswith("Reports")


async def test_enter_before_the_first_figures_stand_opens_the_cases_as_soon_as_they_do(board: TinyPractice) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = pilot.app._place("reports")  # type: ignore[attr-defined]
        pilot.app.open_place("reports")  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        screen.counted, screen._counting = None, True
        assert "still counting" in (await press(pilot, "enter"))[-1]
        screen.act_read_again()
        await pilot.app.workers.wait_for_complete()
        assert (await settled(pilot, "Presentation rate"))[0].startswith("Presentation rate")
        await press(pilot, "q")
        screen.counted, screen._counting = None, True
        await press(pilot, "enter", "down")
        screen.act_read_again()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.1)
        assert frame(pilot.app)[0].startswith("Reports")


async def test_the_cursor_moves_before_the_first_figures_stand(board: TinyPractice) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "f9", "down", "down")
        assert "Acceptance, dollars" in shown[-3]
        assert "%" in line(shown, "Acceptance, dollars")


async def test_a_day_of_the_book_opens_in_the_book(board: TinyPractice) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "f9")
        for _ in range(40):
            if "Book fill" in frame(pilot.app)[-3]:
                break
            await press(pilot, "down")
        shown = await press(pilot, "enter")
        assert "Enter opens its day" in shown[-2]
        day = shown[2].split()[1:4]
        shown = await press(pilot, "enter")
        assert shown[0].startswith(f"Schedule  {' '.join(day)}")


async def test_why_a_figure_is_what_it_is(board: TinyPractice) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "f9")
        shown = "\n".join(await press(pilot, "="))
        assert "Presentation rate" in shown
        assert "records" in shown
        assert "beside: too young" in shown


async def test_a_change_of_mine_is_in_the_figures_when_i_come_back(practice: TinyPractice) -> None:
    async with workplace(practice).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "0.0 %" in line(await press(pilot, "f9"), "Acceptance, patients")
        await press(pilot, "f2")
        decisions.accept(By(practice.lead, NOW, TODAY), practice.case, practice.lines[:2])
        assert "100.0 %" in line(await press(pilot, "f9"), "Acceptance, patients")
        assert "0.0 %" in line(await press(pilot, "z"), "Acceptance, patients")


async def test_a_large_practice_looks_cases_up_beside_the_keys(
    board: TinyPractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports_behind, "AT_ONCE", 0)
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "f9")
        shown = await press(pilot, "enter")
        assert shown[0].startswith("Presentation rate  82.9 %  30 counted")


async def test_a_large_practice_says_what_changed_and_reads_again_when_asked(
    practice: TinyPractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "QUICK", -1.0)
    async with workplace(practice).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "f9", "f2")
        decisions.accept(By(practice.lead, NOW, TODAY), practice.case, practice.lines[:2])
        shown = await press(pilot, "f9")
        assert shown[0].endswith("changed meanwhile: r reads again")
        assert "0.0 %" in line(shown, "Acceptance, patients")
        shown = await press(pilot, "r")
        assert "100.0 %" in line(shown, "Acceptance, patients")
        assert shown[0].endswith("lena")


async def test_filters_narrow_every_figure_and_x_shows_all_again(board: TinyPractice) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        whole = line(await press(pilot, "f9"), "Acceptance, procedures")
        shown = await press(pilot, "o", "2")
        assert "coordinator maria" in shown[0]
        assert line(shown, "Acceptance, procedures") != whole
        shown = await press(pilot, "/", "c", *"oral", "enter")
        assert "coordinator maria · category or" in shown[0]
        await press(pilot, "/", "c", *"nothing such", "enter")
        shown = frame(pilot.app)
        assert "No category is called that" in shown[-1] + shown[-2]
        await press(pilot, "ctrl+c")
        shown = await press(pilot, "x", "home")
        assert line(shown, "Acceptance, procedures") == whole


async def test_what_is_not_told_by_a_category_says_so(board: TinyPractice) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "f9", "/", "c", *"oral", "enter")
        for _ in range(40):
            if "Book fill" in frame(pilot.app)[-3]:
                break
            await press(pilot, "down")
        shown = frame(pilot.app)
        assert "not told by category" in shown[-3]
        shown = await press(pilot, "enter")
        assert "cases: not told by category" in shown[-1]


async def test_periods_go_back_and_on(board: TinyPractice) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "1 Nov – 30 Nov 2026" in (await press(pilot, "f9", "t", "m"))[0]
        assert "1 Oct – 31 Oct 2026" in (await press(pilot, "["))[0]
        assert "1 Nov – 30 Nov 2026" in (await press(pilot, "]"))[0]
        assert "That period has not begun" in (await press(pilot, "]"))[-1]
        assert "1 Oct – 31 Dec 2026" in (await press(pilot, "t", "q"))[0]
        shown = await press(pilot, "t", "d", *"10/5", "enter", *"10/20", "enter")
        assert "5 Oct – 20 Oct 2026" in shown[0]
        shown = await press(pilot, "t", "d", *"soon", "enter")
        assert "not a date" in (shown[-1] + shown[-2]).lower()


async def test_broken_down_by_coordinator_opens_the_cases_of_each(board: TinyPractice) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "f9", "B", "o")
        maria = line(shown[4:], "maria").split()
        nobody = line(shown[4:], "nobody").split()
        whole = line(shown, "Presentation rate").split()
        assert int(maria[-1]) + int(nobody[-1]) == int(whole[-1])
        shown = await press(pilot, "down", "down", "enter")
        assert shown[0].startswith(f"Presentation rate, nobody  {nobody[1]} %  {nobody[-1]} counted")


async def test_the_files_say_what_is_shown(board: TinyPractice, tmp_path: Path) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "f9")
        rate = line(shown, "Acceptance, dollars").split()[2]
        assert "Wrote" in " ".join(await press(pilot, "w"))
        assert "Wrote" in " ".join(await press(pilot, "d"))
    exports = tmp_path / "data" / "tctui" / "exports"
    (table,) = exports.glob("figures-*.csv")
    rows = {row["figure"]: row for row in csv.DictReader(table.read_text().splitlines())}
    assert f"{float(rows['Acceptance, dollars']['value']):.1f}" == rate
    (paper,) = exports.glob("leadership-*.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(paper).pages)
    assert f"{rate} %" in text
    assert "Targets that were missed" in text


@pytest.mark.parametrize("role", ["coordinator", "front", "provider", "admin"])
async def test_reports_are_for_leads_and_auditors(practice: TinyPractice, role: str) -> None:
    user = create_user(1, f"u-{role}", "Someone Else", PASSWORD, role, NOW)
    async with workplace(practice, user).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "f9")
        assert not shown[0].startswith("Reports")
        assert f"Your role ({role}) does not open Reports." in shown[-1]


async def test_an_auditor_reads_all_and_changes_nothing(practice: TinyPractice) -> None:
    user = create_user(1, "aud", "Aud Itor", PASSWORD, "auditor", NOW)
    async with workplace(practice, user).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert (await press(pilot, "f9"))[0].startswith("Reports")
        shown = await press(pilot, "tab")
        assert shown[0].startswith("Audit queue")
        assert "No next action" in "\n".join(shown)
        assert "your role (auditor) does not allow it" in (await press(pilot, "enter"))[-1]
        assert (await press(pilot, "o"))[0].startswith("Case  Chen, Wei")


async def test_an_entry_of_the_queue_is_put_right_and_leaves_it(practice: TinyPractice) -> None:
    async with workplace(practice).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "f9", "tab")
        assert shown[0].startswith("Audit queue  1 entries") or "1 entr" in shown[0]
        assert "Chen, Wei" in shown[3]
        assert "Enter: next action" in shown[-2]
        shown = await press(pilot, "enter")
        assert "Next action" in shown[0]
        await press(pilot, *"call", "tab", *"+2d", "ctrl+s")
        shown = frame(pilot.app)
        assert "nothing was found" in "\n".join(shown)
        shown = await press(pilot, "tab", "q", "z", "tab")
        assert "Chen, Wei" in shown[3]
        assert (await press(pilot, "o"))[0].startswith("Case  Chen, Wei")


async def test_from_a_case_one_comes_back_to_the_line_of_the_queue(board: TinyPractice) -> None:
    async with workplace(board).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "f9", "tab")
        shown = await press(pilot, "down", "down", "down")
        here = shown[-3]
        assert (await press(pilot, "o"))[0].startswith("Case  ")
        await press(pilot, "f4")
        shown = await press(pilot, "q", "q")
        assert shown[0].startswith("Audit queue")
        assert shown[-3] == here
        assert (await press(pilot, "o"))[0].startswith("Case  ")
        assert (await press(pilot, "q"))[-3] == here
        assert (await press(pilot, "q"))[0].startswith("Reports")
        assert (await press(pilot, "q"))[0].startswith("Board")


async def test_a_target_is_set_by_the_lead(practice: TinyPractice) -> None:
    at = next(number for number, subject in enumerate(SUBJECTS) if subject.title == "Targets")
    async with workplace(practice).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "f8", *["down"] * at, "enter")
        assert "Presentation rate" in shown[2]
        assert "as usual" in shown[2]
        await press(pilot, "enter", *"80", "ctrl+s")
        shown = frame(pilot.app)
        assert "Target of presentation rate: 80 %" in shown[-1]
        assert targets() == {"presentation": 8_000}
        shown = await press(pilot, "f9")
        assert "80 %" in line(shown, "Presentation rate")
    assert active_user(practice.lead.id) is not None
