"""What goes out of the book: itinerary, calendar file and day sheet of a real practice, read back."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest

from tctui.core.documents.day_sheet import day_sheet_text
from tctui.core.errors import Refused
from tctui.db import booking, decisions, outings
from tctui.db.book import appointments_of
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import Patient, database
from tctui.db.office_papers import keep_office_paper, office_paper_bytes
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tctui.documents.day_sheet import render_day_sheet
from tctui.documents.itinerary import render_itinerary
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice

DAY = date(2026, 12, 1)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    made = tiny_practice(tmp_path / "practice.db")
    by = By(made.coordinator, NOW, TODAY)
    decisions.accept(by, made.case, made.lines[:2])
    for number, day in ((0, DAY), (1, date(2027, 3, 8))):
        case = made.read()
        visit = case.visit(made.visits[number])
        assert visit is not None
        wanted = replace(
            booking.proposal(case, visit, visit.pattern), day=day.toordinal(), start=120,
            operatory_id=made.operatories[0], provider_id=made.provider,
        )  # fmt: skip
        booking.book(by.user, NOW, TODAY, wanted)
    try:
        yield made
    finally:
        close_database()


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_the_itinerary_names_both_visits_and_the_card_one(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    both = outings.make_itinerary(by, practice.patient)
    text = text_of(render_itinerary(both))
    for said in ("Wei Chen", "Tue 1 Dec 2026 10:00 a.m. 55 min take out the tooth 19 Dr Lee", "Mon 8 Mar 2027", "2 visits"):
        assert said in text
    assert "1965" not in text
    card = outings.make_itinerary(by, practice.patient, both.stops[0].appointment_id)
    assert (card.title, len(card.stops)) == ("Your appointment", 1)
    assert outings.calendar_of(card, practice.patient).count(b"BEGIN:VEVENT") == 1
    assert render_itinerary(card) == render_itinerary(card)
    with pytest.raises(Refused, match="no appointment ahead"):
        outings.make_itinerary(by, practice.other_patient)


def test_a_moved_visit_replaces_its_entry_in_a_calendar(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)

    def numbered() -> list[list[str]]:
        lines = outings.calendar_of(outings.make_itinerary(by, practice.patient), practice.patient).decode().split("\r\n")
        return [[line.partition(":")[2] for line in lines if line.startswith(each)] for each in ("UID", "SEQUENCE", "DTSTART")]

    uids, first, starts = numbered()
    row = appointments_of(practice.patient, TODAY.toordinal())[0]
    booking.move(by.user, NOW, TODAY, row, row.day, row.start + 12, row.operatory_id, row.provider_id)
    assert numbered() == [uids, ["1", "0"], [numbered()[2][0], starts[1]]]
    assert (first, numbered()[2][0] > starts[0]) == (["0", "0"], True)
    undo_last(by.user.id, NOW)
    assert numbered() == [uids, ["2", "0"], starts]


def test_the_day_sheet_names_who_comes_and_what_is_missing(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "patient.edit", NOW) as unit:
        unit.update(Patient, practice.patient, medical_alert="Latex allergy")
    sheet = outings.day_sheet(DAY, NOW, TODAY)
    lines = list(day_sheet_text(sheet))
    assert lines[0] == "Riverside Dental   Tue 1 Dec 2026"
    assert "1 visit, $265" in lines[1]
    assert "10:00a  55m  Chen, Wei" in "\n".join(lines)
    assert any("Latex allergy; " in line for line in lines)
    assert lines[-1] == "Free all day: Op 2"
    assert max(map(len, lines)) <= 80
    assert "Chen, Wei take out the tooth 19" in text_of(render_day_sheet(sheet))


def test_the_command_prints_it_and_writes_it_once(practice: TinyPractice, tmp_path: Path) -> None:
    def run(*more: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "tctui", "day-sheet", "12/1/2026", "--database", str(practice.path), *more]
        return subprocess.run(line, capture_output=True, text=True, env=dict(os.environ), timeout=60)

    assert "Chen, Wei" in run().stdout
    target = tmp_path / "sheet.pdf"
    assert run("--pdf", str(target)).returncode == 0
    assert "Chen, Wei" in text_of(target.read_bytes())
    assert target.stat().st_mode & 0o777 == 0o600
    assert "exists already" in run("--pdf", str(target)).stderr


def test_a_paper_without_a_case_is_kept_version_by_version(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)

    def kept(minutes: int) -> tuple[int, bytes]:
        at = NOW + timedelta(minutes=minutes)
        sheet = outings.day_sheet(DAY, at, TODAY)
        content = render_day_sheet(sheet)
        return keep_office_paper(replace(by, now=at), "day", "the sheet of the day", sheet, content), content

    first, content = kept(0)
    assert kept(30)[0] == first
    booking.cancel(by.user, NOW, appointments_of(practice.patient, DAY.toordinal())[0], "ill")
    second, other = kept(60)
    assert (office_paper_bytes(first), office_paper_bytes(second)) == (content, other)
    said = database.execute_sql("SELECT says FROM audit WHERE action = 'paper.make' ORDER BY id").fetchall()
    wording = ("Made the sheet of the day, version 1", "Gave the sheet of the day, version 1")
    assert [words for (words,) in said] == [*wording, "Made the sheet of the day, version 2"]
